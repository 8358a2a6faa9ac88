"""A year's amendments held against the history, as `amended.py` holds a period's: recomputed, caused, and by whom.

Of what an amendment says only what people decided is used: what is readmitted, what was found, the ratings given.
"""

from collections.abc import Iterator, Sequence

from contracts.evaluation import AnnualEvaluationAmended, AnnualEvaluationFinalized
from services.evaluation.amended_year import AmendedYear, amended_year, policy_of
from services.evaluation.amendment import CannotBeReadmitted
from services.evaluation.annual import behaviour_below
from services.evaluation.annual_inputs import AgreementsOverlap
from services.evaluation.dossier import Fact
from services.evaluation.finals import Amended, Final
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
from services.evaluation.replay.amended import amended_of
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.compare_year import compare_year
from services.evaluation.replay.history import History

__all__ = ["amended_years"]


def amended_years(history: History) -> list[tuple[Fact, AnnualEvaluationAmended, list[Difference]]]:
    """Every amendment of a year's final, in stream order, and what a stranger finds of it."""
    return amended_of(history, AnnualEvaluationAmended, _computed)


def _computed(history: History, event: Amended, original: Final, before: Sequence[Amended]) -> Iterator[Difference]:
    assert isinstance(event, AnnualEvaluationAmended)
    assert isinstance(original, AnnualEvaluationFinalized)
    cycle_head = original.copied.cycle
    facts = [one for head in original.heads for one in history.streams[head.stream] if one.version <= head.version]
    told = history.streams.get(cycle_head.stream, ())
    cycle = [one.event for one in told if one.version <= cycle_head.version]
    false = event.finding.stream if event.finding else None
    try:
        found = amended_year(facts, cycle, original, before, event.readmitted, false, event.amended_at)
        yield from _compared(event, found)
        predicate = policy_of(original).conclude(found.outcome, event.given.result, event.given.behaviour)
    except CannotBeReadmitted as error:
        yield Difference("readmitted", error.name, "nothing that can be")
        return
    except (InvalidInputs, UnknownRating, AgreementsOverlap, LookupError) as error:
        yield Difference("inputs", "scored", f"cannot be scored: {error!r}")
        return
    yield from differ("predicate", event.predicate, predicate)


def _compared(event: AnnualEvaluationAmended, found: AmendedYear) -> Iterator[Difference]:
    held = [str(one.agreed.agreement) for one in found.held]
    yield from differ("agreements of the year", [str(one.agreement) for one in event.agreements], held)
    yield from differ("innovations", event.innovations, found.innovations)
    yield from differ("behaviour values below", event.behaviour_below, behaviour_below(found.inputs))
    yield from compare_year(event, found.inputs, found.outcome, found.held)
