"""The case of an amendment: what the final rested on, with what was found false left out and what is readmitted in.

Nothing that came after the final is in it: an amendment rests on the heads, the policy and the copied facts of the
final it stands beside, and on the amendments before it. The command and the replay make it the same way. Pure.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.evaluation import EvaluationFinalized, Innovation, Readmitted
from contracts.planning import TargetAgreed
from services.evaluation.amendment import readmit, without_stand_ins
from services.evaluation.domain import Case
from services.evaluation.dossier import Dossier, Fact, fold, innovations_in, scoring_inputs
from services.evaluation.finals import Amended, Final
from services.evaluation.innovation import gone_for
from services.evaluation.policies.inputs_v1 import Inputs, Verdict
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.registry import POLICIES

__all__ = ["AmendedPeriod", "amended_case", "amended_outcome", "changes_of", "gone_after", "named_after", "withhold"]

#: What is readmitted, the item found false if there is one, and when that was decided.
_Change = tuple[Readmitted, UUID | None, datetime]


@dataclass(frozen=True)
class AmendedPeriod:
    """What the policy makes of a final's inputs as changed, the agreement version they are of, and the innovations that
    the amendment names."""

    outcome: Outcome
    agreed: TargetAgreed
    innovations: tuple[Innovation, ...]


def withhold(inputs: Inputs, item: UUID, at: datetime) -> Inputs:
    """The inputs in which an item found false counts as rejected for every report it was judged for."""

    def without(items: Iterable[Verdict]) -> tuple[Verdict, ...]:
        given = tuple(items)
        last = 1 + max((each.version for each in given), default=0)
        about = sorted({(each.indicator, each.report) for each in given})
        return (*given, *(Verdict(indicator, report, False, at, last) for indicator, report in about))

    return replace(
        inputs,
        items=tuple(
            replace(one, verdicts=without(one.verdicts)) if one.item == str(item) else one for one in inputs.items
        ),
    )


def amended_outcome(
    facts: Iterable[Fact],
    final: EvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> AmendedPeriod:
    """The final recomputed with every change of the amendments before and of this one.

    facts: everything up to the final's heads. before: earlier amendments, which stay in force. false: the item found
    false. Raises `CannotBeReadmitted`; `LookupError` where the facts hold no such agreement version.
    """
    dossier = fold(facts)
    versions = dossier.agreed.get(final.agreement, [])
    agreed = next((one for one in versions if one.agreement_version == final.agreement_version), None)
    if agreed is None:
        raise LookupError(f"agreement {final.agreement} has no version {final.agreement_version}")
    changes = changes_of(before, named, false, now)
    given = scoring_inputs(dossier, agreed, final.period, final.copied, final.unverified)
    recorded = innovations_in(dossier, {final.agreement}, {final.period}, ())
    shown = innovations_in(dossier, {final.agreement}, {final.period}, gone_after(dossier, final, changes))
    inputs: Inputs = replace(given, innovation=bool(shown))
    for readmitted, found, at in changes:
        if found is not None:
            inputs = withhold(inputs, found, at)
        inputs = readmit(inputs, readmitted, at)
    outcome = POLICIES[final.policy.id].evaluate(inputs)
    for readmitted, _, _ in changes:
        outcome = without_stand_ins(outcome, readmitted)
    return AmendedPeriod(outcome, agreed, named_after(final, recorded, shown))


def changes_of(before: Iterable[Amended], named: Readmitted, false: UUID | None, now: datetime) -> list[_Change]:
    """Every change of the amendments before and of this one, in their order."""
    earlier = [(one.readmitted, one.finding.stream if one.finding else None, one.amended_at) for one in before]
    return [*earlier, (named, false, now)]


def gone_after(dossier: Dossier, final: Final, changes: Iterable[_Change]) -> frozenset[UUID]:
    """The items that show no innovation: by what the final rested on and counted, and after these changes."""
    gone = set(gone_for(dossier, final.innovations))
    for readmitted, found, _ in changes:
        if found is not None:
            gone.add(found)
        gone -= set(readmitted.items)
    return frozenset(gone)


def named_after(final: Final, recorded: Iterable[Innovation], shown: Collection[Innovation]) -> tuple[Innovation, ...]:
    """The innovations that an amendment names: its final's, counted or not, and what a readmitted item gives back."""
    return tuple(one for one in recorded if one in final.innovations or one in shown)


def amended_case(
    facts: Iterable[Fact],
    final: EvaluationFinalized,
    before: Iterable[Amended],
    named: Readmitted,
    false: UUID | None,
    now: datetime,
) -> Case:
    """The case an amendment is decided on: the final's own in everything but the outcome."""
    amended = amended_outcome(facts, final, before, named, false, now)
    return Case(
        agreed=amended.agreed,
        period=final.period,
        rater=final.rater,
        raters=frozenset(),
        outcome=amended.outcome,
        copied=final.copied,
        policy=final.policy,
        unverified=final.unverified,
        heads=final.heads,
        innovations=amended.innovations,
        colleagues_heard=final.colleagues_heard,
    )
