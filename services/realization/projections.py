"""What realization keeps of others' events: agreements, who works where and rates whom, the cycle, verdicts on
evidence, and which periods are final.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts import readings
from contracts.evaluation import EvaluationFinalized
from contracts.events import Event
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    PeriodDates,
    RaterChanged,
    TargetAgreed,
    UnitMoved,
    UnitRegistered,
)
from contracts.readings import (
    Place,
    acting_raters,
    cycle_dates,
    latest_place,
    places,
)

__all__ = [
    "CONSUMES",
    "acting",
    "agreement_events",
    "agreements_of",
    "covered",
    "final_periods",
    "heads_unit",
    "is_colleague",
    "is_known",
    "labels",
    "place_of",
    "placed_in",
    "rated_by",
    "superiors_of",
    "units_below",
]

CONSUMES = ("planning", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find finals by agreement, agreements by employee, assignments by rater and unit, raters by delegate; units."""
    match event:
        case EvaluationFinalized():
            yield "final", str(event.agreement)
        case TargetAgreed():
            yield "agreement-of", str(event.employee)
        case AssignmentStarted():
            yield "in-unit", str(event.unit)
            if event.rater is not None:
                yield "rater", str(event.rater)
        case RaterChanged():
            yield "rater", str(event.rater)
        case DelegationGiven():
            yield "delegate", str(event.delegate)
        case UnitRegistered() | UnitMoved():
            yield "unit", "all"


def agreement_events(projection: Projection, agreement: UUID) -> list[TargetAgreed]:
    """The agreed versions of an agreement, as far as they have arrived here."""
    return readings.agreed_versions(kept.event for kept in projection.of_stream(agreement))


def covered(agreed: TargetAgreed, cycle: list[Kept]) -> dict[str, PeriodDates]:
    """The periods an agreement covers, in order, with the dates now in force."""
    periods = sorted(cycle_dates(kept.event for kept in cycle)[2].values(), key=lambda one: one.starts_on)
    return {one.period: one for one in periods if one.starts_on <= agreed.ends_on and one.ends_on >= agreed.starts_on}


def final_periods(projection: Projection, agreement: UUID) -> frozenset[str]:
    events = [kept.event for kept in projection.labelled("final", agreement)]
    return frozenset(event.period for event in events if isinstance(event, EvaluationFinalized))


def place_of(projection: Projection, employee: UUID, assignment: UUID | None) -> Place | None:
    """The assignment as it stands now: its rater is the one in force."""
    return places(kept.event for kept in projection.of_stream(employee)).get(assignment) if assignment else None


def acting(projection: Projection, place: Place | None, at: datetime) -> frozenset[UUID]:
    """Who may act as rater of a place at an instant: the rater in force, or a delegate of theirs."""
    of_rater = projection.of_stream(place.rater) if place and place.rater else []
    return acting_raters(place, (kept.event for kept in of_rater), at)


def superiors_of(projection: Projection, rater: UUID | None, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as the rater's own rater, as far as events have arrived here."""
    return readings.superiors_of(lambda stream: (kept.event for kept in projection.of_stream(stream)), rater, today, at)


def agreements_of(projection: Projection, employees: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The agreements of each of these employees, in one question."""
    found: dict[UUID, list[UUID]] = {}
    for one in projection.marked("agreement-of", list(employees)):
        held = found.setdefault(UUID(one.value), [])
        if one.stream not in held:
            held.append(one.stream)
    return found


def is_known(projection: Projection, employee: UUID) -> bool:
    """Whether anybody of this id works here, as far as this service has seen."""
    return bool(projection.of_stream(employee, types=(AssignmentStarted,)))


def is_colleague(projection: Projection, who: UUID, place: Place | None, day: date) -> bool:
    """Whether somebody works beside whom the place is of: in the same unit, under the same rater, or rated by them."""
    own = latest_place(places(kept.event for kept in projection.of_stream(who)).values(), day)
    if own is None or place is None or own.employee == place.employee:
        return False
    same_rater = own.rater is not None and own.rater == place.rater
    return own.unit == place.unit or same_rater or own.rater == place.employee


_PLACING: tuple[type[Event], ...] = (AssignmentStarted, RaterChanged, AssignmentEnded)


def _places_of(projection: Projection, employees: Iterable[UUID]) -> list[Place]:
    """Every assignment these employees ever had, in one question."""
    events: dict[UUID, list[Event]] = {}
    for kept in projection.of_stream(*employees, types=_PLACING):
        events.setdefault(kept.stream, []).append(kept.event)
    return [place for told in events.values() for place in places(told).values()]


def rated_by(projection: Projection, who: UUID, at: datetime) -> list[Place]:
    """The assignments this person may act in as rater: as the rater in force, or as a delegate of theirs."""
    raters = {who, *(one.stream for one in projection.marked("delegate", [who]))}
    employees = {one.stream for one in projection.marked("rater", sorted(raters))}
    standing_in = {
        rater
        for rater in raters
        if rater == who
        or any(
            one.delegate == who and one.covers(at)
            for one in readings.delegations(kept.event for kept in projection.of_stream(rater)).values()
        )
    }
    found = [place for place in _places_of(projection, employees) if place.rater in standing_in]
    return sorted((place for place in found if place.employee != who), key=lambda place: place.assignment)


def placed_in(projection: Projection, units: Iterable[UUID]) -> list[Place]:
    """Every assignment there ever was in these units."""
    wanted = set(units)
    employees = {one.stream for one in projection.marked("in-unit", sorted(wanted))}
    return sorted(
        (place for place in _places_of(projection, employees) if place.unit in wanted),
        key=lambda place: place.assignment,
    )


def _parents(projection: Projection) -> dict[UUID, UUID | None]:
    parents: dict[UUID, UUID | None] = {}
    for kept in projection.labelled("unit", "all"):
        if isinstance(kept.event, UnitRegistered | UnitMoved):
            parents[kept.event.unit] = kept.event.parent
    return parents


def units_below(projection: Projection, unit: UUID) -> set[UUID]:
    """A unit and all below it; empty where no such unit has arrived."""
    parents = _parents(projection)
    if unit not in parents:
        return set()
    found = {unit}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _line_above(projection: Projection, unit: UUID) -> list[UUID]:
    """A unit and those above it, up to the top."""
    parents, line = _parents(projection), list[UUID]()
    above: UUID | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return line


def heads_unit(projection: Projection, who: UUID, unit: UUID, day: date) -> bool:
    """Whether somebody heads a unit, or one above it, on a day."""
    own = latest_place(places(kept.event for kept in projection.of_stream(who)).values(), day)
    return own is not None and own.head_of_unit and own.unit in _line_above(projection, unit)
