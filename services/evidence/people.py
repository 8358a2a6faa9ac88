"""Whom somebody rates, and who works in a unit, as far as events have arrived here; labels to find them by.

As realization has it for monitoring: a projection is a service's own, so each finds its people in its own.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from chassis.projection import Projection
from contracts import readings
from contracts.events import Event
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    UnitMoved,
    UnitRegistered,
)
from contracts.readings import Place, latest_place, places

__all__ = ["heads_unit", "labels", "placed_in", "places_of", "rated_by", "superior_in", "units_below"]

_PLACING: tuple[type[Event], ...] = (AssignmentStarted, RaterChanged, AssignmentEnded)


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater and unit, raters by delegate; units."""
    match event:
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


def places_of(projection: Projection, employees: Iterable[UUID]) -> list[Place]:
    """Every assignment these employees ever had, in one question."""
    events: dict[UUID, list[Event]] = {}
    for kept in projection.of_stream(*employees, types=_PLACING):
        events.setdefault(kept.stream, []).append(kept.event)
    return sorted(
        (place for told in events.values() for place in places(told).values()), key=lambda one: one.assignment
    )


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
    held = places_of(projection, employees)
    return [place for place in held if place.rater in standing_in and place.employee != who]


def superior_in(projection: Projection, who: UUID, today: date, at: datetime) -> list[Place]:
    """The assignments whose rater this person may act for as their own rater, as `readings.superiors_of` has it."""
    rated = rated_by(projection, who, at)
    held: dict[UUID, list[Place]] = {}
    for place in places_of(projection, {one.employee for one in rated}):
        held.setdefault(place.employee, []).append(place)
    raters = {one.employee for one in rated if latest_place(held[one.employee], today) == one}
    employees = {one.stream for one in projection.marked("rater", sorted(raters))}
    return [one for one in places_of(projection, employees) if one.rater in raters and one.employee != who]


def placed_in(projection: Projection, units: Iterable[UUID]) -> list[Place]:
    """Every assignment there ever was in these units."""
    wanted = set(units)
    employees = {one.stream for one in projection.marked("in-unit", sorted(wanted))}
    return [place for place in places_of(projection, employees) if place.unit in wanted]


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


def heads_unit(projection: Projection, who: UUID, unit: UUID, day: date) -> bool:
    """Whether somebody heads a unit, or one above it, on a day."""
    own = latest_place(places(kept.event for kept in projection.of_stream(who)).values(), day)
    if own is None or not own.head_of_unit:
        return False
    parents, line = _parents(projection), list[UUID]()
    above: UUID | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return own.unit in line
