"""The cases of many people, read together: a list of a hundred asks as many questions as one case does.

Each case is the very one that `commands.case_of` would give; only what it is made of is read at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import History, fold
from contracts.events import Event
from contracts.planning import AgreementClosed, TargetAgreed
from contracts.readings import acting_raters, agreed_versions, places
from services.evaluation import policy_choice_commands
from services.evaluation.commands import (
    Read,
    achievement_stream,
    agreed_among,
    case_from,
    deadlines,
    evaluation_stream,
    own_streams,
    with_own,
)
from services.evaluation.domain import Case, Evaluation, evolve_evaluation
from services.evaluation.dossier import FOLDED, Fact

__all__ = ["AT_ONCE", "Cases", "cases_of", "raters_of_each"]

#: By agreement: the case, and the history a command on it would follow.
Cases = Mapping[UUID, tuple[Case, History[Evaluation]]]

#: Agreements read at once: a dossier has some two hundred events, and all of them lie in memory together.
AT_ONCE = 50


def cases_of(runtime: Runtime, agreements: Iterable[UUID], period: str) -> Cases:
    """What a final of this period would rest on now, by agreement; who has no day in the period is not among them.

    Raises `Unknown` for a period that no cycle has, and `ChosenPolicyMissing`.
    """
    found: dict[UUID, tuple[Case, History[Evaluation]]] = {}
    named = list(dict.fromkeys(agreements))
    for first in range(0, len(named), AT_ONCE):
        found |= _read_together(runtime, named[first : first + AT_ONCE], period)
    return found


def _read_together(runtime: Runtime, agreements: Sequence[UUID], period: str) -> Cases:
    dates, last_of_cycle = deadlines(runtime, period)
    cycle = runtime.projection.of_stream(last_of_cycle.stream)
    held = [agreed_among(versions, dates) for versions in _versions(runtime, agreements).values()]
    agreed = [one for one in held if one is not None]
    streams = {one.agreement: own_streams(runtime, cycle, one.agreement, period) for one in agreed}
    heads = [achievement_stream(runtime, one.unit, period) for one in agreed if one.head_of_unit]
    recorded = runtime.store.load_many([*(stream for own in streams.values() for stream in own), *heads])
    facts = _facts(runtime, {one.employee for one in agreed})
    raters = raters_of_each(runtime, agreed)
    chosen = {year: policy_choice_commands.in_use(runtime, year) for year in {one.year for one in agreed}}

    found = {}
    for one in agreed:
        own = {stream: recorded[stream] for stream in streams[one.agreement]}
        stream = evaluation_stream(runtime, one.agreement, period)
        history = own[stream]
        folded = fold(history, Evaluation(), evolve_evaluation)
        read = Read(
            agreed=one,
            history=History(stream, len(history), folded, history[-1].time if history else None),
            facts=with_own(facts.get(one.employee, ()), own),
            achieved=recorded[achievement_stream(runtime, one.unit, period)] if one.head_of_unit else (),
            rater=raters[one.agreement][0],
            raters=raters[one.agreement][1],
        )
        found[one.agreement] = case_from(read, period, dates, last_of_cycle, chosen[one.year])
    return found


def _by_stream(runtime: Runtime, streams: Iterable[UUID], *types: type[Event]) -> dict[UUID, list[Event]]:
    told: dict[UUID, list[Event]] = {stream: [] for stream in streams}
    for kept in runtime.projection.of_stream(*told, types=types):
        told[kept.stream].append(kept.event)
    return told


def _versions(runtime: Runtime, agreements: Sequence[UUID]) -> Mapping[UUID, list[TargetAgreed]]:
    told = _by_stream(runtime, agreements, TargetAgreed, AgreementClosed)
    return {agreement: agreed_versions(events) for agreement, events in told.items()}


def _facts(runtime: Runtime, employees: Iterable[UUID]) -> Mapping[UUID, list[Fact]]:
    facts: dict[UUID, list[Fact]] = {employee: [] for employee in employees}
    of_key = {str(employee): told for employee, told in facts.items()}
    for kept in runtime.projection.of_key(*facts, types=FOLDED):
        of_key[kept.key].append(Fact(kept.stream, kept.version, kept.time, kept.event))
    return facts


def raters_of_each(
    runtime: Runtime, agreed: Sequence[TargetAgreed]
) -> Mapping[UUID, tuple[UUID | None, frozenset[UUID]]]:
    """Of each agreement the rater in force, and all who may act as rater now."""
    of_employee = _by_stream(runtime, {one.employee for one in agreed})
    held = {employee: places(events) for employee, events in of_employee.items()}
    place = {one.agreement: held[one.employee].get(one.assignment) for one in agreed}
    raters = {one.rater for one in place.values() if one is not None and one.rater is not None}
    of_rater = _by_stream(runtime, raters)
    at = runtime.clock()
    return {
        agreement: (
            one.rater if one else None,
            acting_raters(one, of_rater[one.rater] if one and one.rater else (), at),
        )
        for agreement, one in place.items()
    }
