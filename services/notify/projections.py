"""What notify keeps: all five topics, found by the employee, the rater and the unit they concern."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts.envelope import event_id
from contracts.events import Event
from contracts.planning import AssignmentStarted, RaterChanged
from contracts.readings import Place, places
from services.notify.domain import Notice, Side, notice_for

__all__ = ["CONSUMES", "Addressed", "find", "labels", "notices_for"]

CONSUMES = ("planning", "realization", "evidence", "evaluation", "notify")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater."""
    match event:
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)


@dataclass(frozen=True)
class Addressed:
    """A notice with its id, the event it tells of and whom that event is about."""

    notice: UUID
    kept: Kept
    told: Notice


def _places(projection: Projection, employee: UUID) -> list[Place]:
    return list(places(kept.event for kept in projection.of_stream(employee)).values())


def notices_for(projection: Projection, employee: UUID) -> list[Addressed]:
    """Everything that concerns this person, newest first: as employee, as rater in force, as head of a unit."""
    found: list[Addressed] = []
    own = _places(projection, employee)
    found += _addressed(projection.of_key(employee), "employee")
    rated = {kept.stream for kept in projection.labelled("rater", employee)}
    rated = {one for one in rated if any(place.rater == employee for place in _places(projection, one))}
    if rated:
        found += _addressed(projection.of_key(*rated), "rater")
    heads = [place.unit for place in own if place.head_of_unit]
    if heads:
        found += _addressed(projection.of_key(*heads), "head")
    return sorted(found, key=lambda one: (one.kept.time, one.notice), reverse=True)


def _addressed(kept: Iterable[Kept], side: Side) -> list[Addressed]:
    addressed = []
    for one in kept:
        told = notice_for(one.event)
        if told is not None and side in told.to:
            addressed.append(Addressed(event_id(one.stream, one.version), one, told))
    return addressed


def find(projection: Projection, employee: UUID, notice: UUID) -> Addressed | None:
    """One notice of this person's feed."""
    return next((one for one in notices_for(projection, employee) if one.notice == notice), None)
