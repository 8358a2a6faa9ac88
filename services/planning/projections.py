"""What planning finds events by: its own, so that lists need no second truth, and finals, for what was reached."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.projection import Projection
from chassis.store import EventStore, in_order
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    EvaluationAmended,
    EvaluationFinalized,
)
from contracts.events import Event
from contracts.planning import (
    AgreementDrafted,
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    RaterDisputed,
    StrategicGoalSet,
    TargetAgreed,
    TemplateSet,
    TemplateWithdrawn,
    UnitMoved,
    UnitObjectiveSet,
    UnitObjectiveWithdrawn,
    UnitRegistered,
    UnitRenamed,
)
from contracts.readings import agreed_versions
from services.planning.objectives import standing_objectives

__all__ = [
    "CONSUMES",
    "agreements_of",
    "agreements_of_all",
    "agreements_rated_by",
    "drafted_for",
    "goal_stream",
    "goals",
    "labels",
    "position_label",
    "rated_by",
    "supportable",
    "supporters_of",
    "way_up",
    "years_served",
]

CONSUMES = ("planning", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater, unit and position, and who had one that ended; goals, objectives and agreed results by
    id and by what they support; units and agreements by what they belong to; finals by agreement, or person and year.
    """
    match event:
        case AssignmentStarted() | RaterChanged() | AssignmentEnded():
            yield from _of_assignment(event)
        case StrategicGoalSet():
            yield "goal", "all"
        case UnitObjectiveSet() | UnitObjectiveWithdrawn():
            yield from _of_objective(event)
        case TargetAgreed():
            yield from _of_agreed(event)
        case AgreementDrafted():
            yield "agreement-of", str(event.employee)
        case UnitRegistered() | UnitRenamed() | UnitMoved():
            yield "unit", "all"
        case DelegationGiven():
            yield "delegate", str(event.delegate)
        case RaterDisputed():
            yield "disputed", "all"
        case TemplateSet() | TemplateWithdrawn():
            yield "template", str(event.unit)
        case _:
            yield from _of_final(event)


def _of_final(event: Event) -> Iterable[tuple[str, str]]:
    """What was reached of an agreement, or in a year of a person: finals, and the amendments in their streams."""
    if isinstance(event, EvaluationFinalized | EvaluationAmended):
        yield "final", str(event.agreement)
    elif isinstance(event, AnnualEvaluationFinalized | AnnualEvaluationAmended):
        yield "final-year", f"{event.employee}:{event.year}"


def _of_assignment(event: AssignmentStarted | RaterChanged | AssignmentEnded) -> Iterable[tuple[str, str]]:
    if isinstance(event, AssignmentEnded):
        yield "ended", "all"
    elif event.rater is not None:
        yield "rater", str(event.rater)
    if isinstance(event, AssignmentStarted):
        yield "works-in", str(event.unit)
        yield "position", position_label(event.position)


def _of_objective(event: UnitObjectiveSet | UnitObjectiveWithdrawn) -> Iterable[tuple[str, str]]:
    yield "unit-plan", f"{event.unit}:{event.year}"
    if isinstance(event, UnitObjectiveSet):
        yield "supported", str(event.objective)
        if event.supports is not None:
            yield "supports", str(event.supports.id)


def _of_agreed(event: TargetAgreed) -> Iterable[tuple[str, str]]:
    for result in event.results:
        yield "supported", str(result.result)
    for above in sorted({str(result.supports.id) for result in event.results if result.supports is not None}):
        yield "supports", above
    yield "agreed-of", f"{event.employee}:{event.year}"
    if event.head_of_unit:
        yield "head-agreed", f"{event.unit}:{event.year}"


def position_label(position: str) -> str:
    """The value under which a position is found, however it is spaced and capitalised.

    A digest: the name of a position may be longer than an entry of PostgreSQL's index.
    """
    return hashlib.sha256(" ".join(position.casefold().split()).encode()).hexdigest()


def supportable(
    projection: Projection, store: EventStore, ids: Iterable[UUID]
) -> list[UnitObjectiveSet | TargetAgreed]:
    """The events that set these objectives, or the last agreed sets with these work results; proposals are none, nor is
    an objective that was withdrawn, a result that a revision left out, or one of an agreement that never began.

    What was set just now, or while Kafka is away, is only in the store yet: whoever names it must not be told that it
    does not exist. What was withdrawn just now is asked of the store as well.
    """
    wanted = sorted({str(one) for one in ids})
    found = _supported(projection, wanted)
    if _missing(wanted, found):
        fresh = store.not_applied(UnitObjectiveSet, TargetAgreed)
        found += [(one.stream, one.event) for one in fresh if _is_any_of(one.event, wanted)]
    if _missing(wanted, found):  # applied between the two looks: neither saw it
        found = list(dict.fromkeys([*found, *_supported(projection, wanted)]))
    kept = store.load_many(sorted({stream for stream, _ in found}))
    now = {stream: [one.event for one in recorded] for stream, recorded in kept.items()}
    withdrawn = {one.objective for events in now.values() for one in events if isinstance(one, UnitObjectiveWithdrawn)}
    objectives = [one for _, one in found if isinstance(one, UnitObjectiveSet) and one.objective not in withdrawn]
    return [*objectives, *(last for events in now.values() for last in agreed_versions(events)[-1:])]


def way_up(projection: Projection, store: EventStore, ids: Iterable[UUID]) -> list[UnitObjectiveSet | TargetAgreed]:
    """What `supportable` finds of these, and of all that it rests on, result by result, up to the units' objectives."""
    found: list[UnitObjectiveSet | TargetAgreed] = []
    passed: set[UUID] = set()
    wanted = set(ids)
    while wanted:
        level = supportable(projection, store, wanted)
        found += level
        passed |= wanted
        results = [one for each in level if isinstance(each, TargetAgreed) for one in each.results]
        wanted = {one.supports.id for one in results if one.result in wanted and one.supports} - passed
    return found


def _supported(projection: Projection, wanted: Sequence[str]) -> list[tuple[UUID, Event]]:
    return [(kept.stream, kept.event) for one in wanted for kept in projection.labelled("supported", one)]


def _is_any_of(event: Event, wanted: Sequence[str]) -> bool:
    return any(name == "supported" and value in wanted for name, value in labels(event))


def _missing(wanted: Sequence[str], found: Sequence[tuple[UUID, Event]]) -> set[str]:
    return set(wanted) - {value for _, event in found for name, value in labels(event) if name == "supported"}


def supporters_of(projection: Projection, store: EventStore, objective: UUID) -> int:
    """How many agreed sets and objectives below rest on an objective now, also those only in the store yet."""
    return sum(_rests_on(store, stream, objective) for stream in _resting_on(projection, store, objective))


def _resting_on(projection: Projection, store: EventStore, what: UUID) -> list[UUID]:
    """The streams in which something supports it, or did."""
    # First what is not applied: what is applied meanwhile is then seen by the second look.
    streams = {
        one.stream
        for one in store.not_applied(UnitObjectiveSet, TargetAgreed)
        if ("supports", str(what)) in labels(one.event)
    }
    return sorted(streams | {one.stream for one in projection.marked("supports", [what])})


def _rests_on(store: EventStore, stream: UUID, objective: UUID) -> int:
    """Whether the last agreed set of a stream, or how many objectives of a unit's plan, support `objective`."""
    events = [one.event for one in store.load(stream)]
    last = [one for one in events if isinstance(one, TargetAgreed)][-1:]
    return sum(("supports", str(objective)) in labels(one) for one in [*last, *standing_objectives(events)])


def years_served(projection: Projection, store: EventStore, goal: UUID) -> set[int]:
    """The years in which an objective that holds serves a goal, also where it is only in the store yet."""
    plans = store.load_many(_resting_on(projection, store, goal))
    standing = [one for kept in plans.values() for one in standing_objectives(each.event for each in kept)]
    return {one.year for one in standing if one.supports is not None and one.supports.id == goal}


def goals(projection: Projection, store: EventStore | None = None) -> list[StrategicGoalSet]:
    """All goals of the strategic plan, in the order of their first year; with `store`, also those only in it yet."""
    found = {one.goal: one for _, one in _goals(projection, store)}
    return sorted(found.values(), key=lambda one: (one.first_year, one.last_year, one.title, one.goal))


def _goals(projection: Projection, store: EventStore | None) -> list[tuple[UUID, StrategicGoalSet]]:
    """Every goal as it was set, and corrected, with its stream."""
    fresh = store.not_applied(StrategicGoalSet) if store is not None else []
    found = in_order(fresh, projection.labelled("goal", "all"))
    return [(one.stream, one.event) for one in found if isinstance(one.event, StrategicGoalSet)]


def goal_stream(projection: Projection, store: EventStore, unit: UUID, goal: UUID) -> UUID | None:
    """The stream in which a goal of a unit was set: that of its first year, whatever it was corrected to."""
    found = _goals(projection, store)
    return next((stream for stream, one in found if (one.unit, one.goal) == (unit, goal)), None)


def agreements_of(projection: Projection, employee: UUID) -> list[UUID]:
    return [kept.stream for kept in projection.labelled("agreement-of", employee)]


def drafted_for(projection: Projection, store: EventStore, employee: UUID) -> list[UUID]:
    """An employee's agreements, also those that are only in the store yet."""
    recorded = [one.event for one in store.not_applied(AgreementDrafted)]
    own = {one.agreement for one in recorded if isinstance(one, AgreementDrafted) and one.employee == employee}
    return sorted(own | set(agreements_of(projection, employee)))


def agreements_of_all(projection: Projection, employees: Iterable[UUID]) -> list[UUID]:
    """The agreements of all these people, of every year."""
    return [mark.stream for mark in projection.marked("agreement-of", sorted(employees))]


def rated_by(projection: Projection, who: UUID) -> set[UUID]:
    """Whom an assignment says, or said, to be rated by this person or by one who ever delegated to them."""
    raters = {who, *(mark.stream for mark in projection.marked("delegate", [who]))}
    return {mark.stream for mark in projection.marked("rater", sorted(raters))}


def agreements_rated_by(projection: Projection, who: UUID) -> list[UUID]:
    """Agreements of the employees whose assignment names, or named, this rater or one who delegated to them.

    The reader checks who may act now.
    """
    return agreements_of_all(projection, rated_by(projection, who))
