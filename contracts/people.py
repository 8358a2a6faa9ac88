"""Whom somebody rates, who acts for whom, and who works in a unit: asked alike of every service's own kept events.

Each service keeps planning's events in a projection of its own, under the labels of `labels`, and hands it in; what
the events mean is `readings`'. An answer is as of the events that have arrived there. Nothing is kept here, and no
clock is asked.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from contracts import readings
from contracts.events import Event
from contracts.planning import (
    AgreementClosed,
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    TargetAgreed,
    UnitMoved,
    UnitRegistered,
)
from contracts.readings import Place, acting_raters, latest_place, places

__all__ = [
    "KeptEvents",
    "acting",
    "agreed_versions",
    "heads_unit",
    "labels",
    "place_of",
    "placed_in",
    "places_of",
    "rated_by",
    "superior_in",
    "superiors_of",
    "units_below",
]

_PLACING: tuple[type[Event], ...] = (AssignmentStarted, RaterChanged, AssignmentEnded)


class _Lies(Protocol):
    @property
    def stream(self) -> UUID: ...


class _Kept(_Lies, Protocol):
    @property
    def event(self) -> Event: ...


class KeptEvents(Protocol):
    """Where a service keeps the events it has read; each answer in (stream, version) order."""

    def of_stream(self, *streams: UUID, types: Sequence[type[Event]] = ()) -> Sequence[_Kept]: ...

    def labelled(self, name: str, value: UUID | str) -> Sequence[_Kept]: ...

    def marked(self, name: str, values: Sequence[UUID | str]) -> Sequence[_Lies]: ...


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """What `rated_by`, `placed_in` and the questions about units find events by."""
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


def _events_of(kept: KeptEvents, stream: UUID) -> Iterable[Event]:
    return (one.event for one in kept.of_stream(stream))


def agreed_versions(kept: KeptEvents, agreement: UUID) -> list[TargetAgreed]:
    """The agreed versions of an agreement."""
    # Not what was proposed, which is as large and as often.
    found = kept.of_stream(agreement, types=(TargetAgreed, AgreementClosed))
    return readings.agreed_versions(one.event for one in found)


def place_of(kept: KeptEvents, employee: UUID, assignment: UUID | None) -> Place | None:
    """An assignment as it stands now: its rater is the one in force."""
    return places(_events_of(kept, employee)).get(assignment) if assignment else None


def acting(kept: KeptEvents, place: Place | None, at: datetime) -> frozenset[UUID]:
    """Who may act as rater of a place at an instant: the rater in force, or a delegate of theirs."""
    return acting_raters(place, _events_of(kept, place.rater) if place and place.rater else (), at)


def superiors_of(kept: KeptEvents, rater: UUID | None, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as the rater's own rater."""
    return readings.superiors_of(lambda stream: _events_of(kept, stream), rater, today, at)


def places_of(kept: KeptEvents, employees: Iterable[UUID]) -> list[Place]:
    """Every assignment these employees ever had, in one question."""
    events: dict[UUID, list[Event]] = {}
    for one in kept.of_stream(*employees, types=_PLACING):
        events.setdefault(one.stream, []).append(one.event)
    held = (place for told in events.values() for place in places(told).values())
    return sorted(held, key=lambda place: place.assignment)


def _stands_for(kept: KeptEvents, who: UUID, at: datetime) -> set[UUID]:
    """This person, and those whose delegate (Plt, Plh) they are at an instant."""
    givers = {one.stream for one in kept.marked("delegate", [who])}
    return {who} | {
        giver
        for giver in givers
        if any(one.delegate == who and one.covers(at) for one in readings.delegations(_events_of(kept, giver)).values())
    }


def rated_by(kept: KeptEvents, who: UUID, at: datetime) -> list[Place]:
    """The assignments this person may act in as rater: as the rater in force, or as a delegate of theirs."""
    raters = _stands_for(kept, who, at)
    places = places_of(kept, {one.stream for one in kept.marked("rater", sorted(raters))})
    return [one for one in places if one.rater in raters and one.employee != who and not one.never_began]


def superior_in(kept: KeptEvents, who: UUID, today: date, at: datetime) -> list[Place]:
    """The assignments whose rater this person may act for as their own rater, as `superiors_of` has it."""
    rated = rated_by(kept, who, at)
    held: dict[UUID, list[Place]] = {}
    for place in places_of(kept, {one.employee for one in rated}):
        held.setdefault(place.employee, []).append(place)
    raters = {one.employee for one in rated if latest_place(held[one.employee], today) == one}
    employees = {one.stream for one in kept.marked("rater", sorted(raters))}
    places = places_of(kept, employees)
    return [one for one in places if one.rater in raters and one.employee != who and not one.never_began]


def placed_in(kept: KeptEvents, units: Iterable[UUID]) -> list[Place]:
    """Every assignment there ever was in these units."""
    wanted = set(units)
    employees = {one.stream for one in kept.marked("in-unit", sorted(wanted))}
    return [place for place in places_of(kept, employees) if place.unit in wanted]


def _parents(kept: KeptEvents) -> dict[UUID, UUID | None]:
    parents: dict[UUID, UUID | None] = {}
    for one in kept.labelled("unit", "all"):
        if isinstance(one.event, UnitRegistered | UnitMoved):
            parents[one.event.unit] = one.event.parent
    return parents


def units_below(kept: KeptEvents, unit: UUID) -> set[UUID]:
    """A unit and all below it; empty where no such unit has arrived."""
    parents = _parents(kept)
    if unit not in parents:
        return set()
    found = {unit}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def heads_unit(kept: KeptEvents, who: UUID, unit: UUID, day: date, at: datetime) -> bool:
    """Whether somebody heads a unit, or one above it, on a day, or acts at an instant for one who does."""
    held = (latest_place(places(_events_of(kept, one)).values(), day) for one in _stands_for(kept, who, at))
    headed = {place.unit for place in held if place is not None and place.head_of_unit}
    if not headed:
        return False
    parents, line = _parents(kept), list[UUID]()
    above: UUID | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return not headed.isdisjoint(line)
