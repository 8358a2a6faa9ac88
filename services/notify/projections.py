"""What notify keeps: all five topics, found by the employee, the rater, their delegate and the unit they concern."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from chassis.projection import Kept, Projection, Unread
from chassis.runtime import Runtime
from contracts.envelope import event_id
from contracts.evaluation import FollowUpPlanned
from contracts.events import EVENT_TYPES, Event
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationEnded,
    DelegationGiven,
    RaterChanged,
    RaterDisputed,
)
from contracts.readings import Place, delegations, places
from contracts.values import instant_text
from services.notify.domain import Side, period_of, sides, told_to
from services.notify.objections import waiting

__all__ = ["CONSUMES", "Addressed", "find", "labels", "notices_for"]

CONSUMES = ("planning", "realization", "evidence", "evaluation", "notify")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater, delegations by delegate, follow-ups by owner, and every dispute."""
    match event:
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)
        case DelegationGiven():
            yield "delegate", str(event.delegate)
        case RaterDisputed():
            yield "disputed", "all"
        case FollowUpPlanned():
            yield "owner", str(event.owner)


class _Facts(msgspec.Struct, frozen=True):
    """The fields that say whose an event is. Of the thousands in a feed only those on the page are read whole."""

    period: str | None = None
    year: int | None = None
    starts_on: str | None = None
    proposed_by: str | None = None
    written_by: str | None = None
    acts: str | None = None
    before: str | None = None
    carry_on_until: str | None = None
    outcome: str | None = None


class _Envelope(msgspec.Struct, frozen=True):
    time: str
    data: _Facts


_ENVELOPE = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True)
class Addressed:
    """An event somebody is told of, under the id of its notice; `at`: when it was recorded, as it travels."""

    notice: UUID
    at: str
    period: str
    kept: Unread


def notices_for(runtime: Runtime, employee: UUID, at: datetime, *, officer: bool = False) -> list[Addressed]:
    """Everything that concerns this person, newest first: as employee, as rater in force or acting for one at this
    instant (Plt, Plh), as the superior of raters, as who answers or decides an objection, as head of a unit, as owner
    of follow-ups, and, for an officer, what employees say of other raters.
    """
    projection = runtime.projection
    raters = {employee, *_acts_for(projection, employee, at)}
    placed = _placed(projection, employee, raters)
    # Nobody rates themself, also not as their rater's delegate.
    rated = [one for one, held in placed.items() if one != employee and any(place.rater in raters for place in held)]
    heads = [place.unit for place in placed[employee] if place.head_of_unit]
    found = [
        *_addressed(projection, "employee", employee),
        *_addressed(projection, "rater", *rated),
        *_addressed(projection, "head", *heads),
        *_to_superior(projection, employee, set(rated)),
        *_of_objections(runtime, employee, at),
        *map(_whole, projection.labelled("owner", employee)),
    ]
    if officer:
        found += _to_officer(projection, employee)
    once = {one.notice: one for one in found}
    return sorted(once.values(), key=lambda one: (one.at, str(one.notice)), reverse=True)


def find(runtime: Runtime, employee: UUID, at: datetime, notice: UUID, *, officer: bool = False) -> Addressed | None:
    """One notice of this person's feed."""
    feed = notices_for(runtime, employee, at, officer=officer)
    return next((one for one in feed if one.notice == notice), None)


def _acts_for(projection: Projection, employee: UUID, at: datetime) -> set[UUID]:
    """Whose delegate this person is at an instant."""
    gave = {mark.stream for mark in projection.marked("delegate", [employee])}
    kept = projection.of_stream(*gave, types=(DelegationGiven, DelegationEnded)) if gave else []
    given = delegations(one.event for one in kept).values()
    return {one.employee for one in given if one.delegate == employee and one.covers(at)}


def _placed(projection: Projection, employee: UUID, raters: set[UUID]) -> dict[UUID, list[Place]]:
    """Where this person works, and where everyone these ever rated does: in two questions, however many those are."""
    return _places(projection, {employee, *(one.stream for one in projection.marked("rater", sorted(raters)))})


def _places(projection: Projection, streams: set[UUID]) -> dict[UUID, list[Place]]:
    events: dict[UUID, list[Event]] = {one: [] for one in streams}
    for kept in projection.of_stream(*streams, types=(AssignmentStarted, RaterChanged, AssignmentEnded)):
        events[kept.stream].append(kept.event)
    return {one: list(places(told).values()) for one, told in events.items()}


def _to_superior(projection: Projection, employee: UUID, rated: set[UUID]) -> list[Addressed]:
    """What is told to the superior of raters: of those whom the people this person rates rate themselves.

    Asked for those of whom there is something to tell; whose rater is who is read only then.
    """
    below = {one.stream for one in projection.marked("rater", sorted(rated))} - {employee} if rated else set()
    found = list(_addressed(projection, "superior", *below))
    placed = _places(projection, {UUID(one.kept.key) for one in found}) if found else {}
    theirs = {one for one, held in placed.items() if any(place.rater in rated for place in held)}
    return [one for one in found if UUID(one.kept.key) in theirs]


def _of_objections(runtime: Runtime, employee: UUID, at: datetime) -> Iterator[Addressed]:
    """The objections that this person answers or decides; none to whoever may not, as where their superior rated."""
    for one in waiting(runtime, employee, at):
        may: dict[Side, bool] = {
            "answers": employee in one.people.raters,
            "decides": employee in one.people.deciders,
        }
        yield from _told([one.kept], *(side for side, acts in may.items() if acts))


def _to_officer(projection: Projection, employee: UUID) -> list[Addressed]:
    """What employees say of their raters; to nobody that they themself are the rater who is said to be wrong."""
    disputes = projection.labelled("disputed", "all")
    return [_whole(one) for one in disputes if getattr(one.event, "rater", None) != employee]


def _whole(kept: Kept) -> Addressed:
    """A notice of an event that was read already."""
    at = instant_text(kept.time)
    unread = Unread(kept.stream, kept.version, kept.key, type(kept.event).TYPE, kept.value)
    return Addressed(event_id(kept.stream, kept.version), at, period_of(kept.event, at), unread)


def _addressed(projection: Projection, side: Side, *keys: UUID | str) -> Iterator[Addressed]:
    yield from _told(projection.unread(keys, told_to(side)) if keys else (), side)


def _told(events: Iterable[Unread], *to: Side) -> Iterator[Addressed]:
    """Of these events those that are told to one of these sides."""
    for one in events:
        known = _ENVELOPE.decode(one.value)
        if sides(EVENT_TYPES[one.type], known.data) & set(to):
            yield Addressed(event_id(one.stream, one.version), known.time, period_of(known.data, known.time), one)
