"""What notify keeps: all five topics, found by the employee, the rater and the unit they concern."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts.envelope import event_id
from contracts.events import Event
from contracts.planning import AssignmentEnded, AssignmentStarted, RaterChanged
from contracts.readings import Place, places
from services.notify.domain import Side, period_of, sides, told_to

__all__ = ["CONSUMES", "Addressed", "find", "labels", "notices_for"]

CONSUMES = ("planning", "realization", "evidence", "evaluation", "notify")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater."""
    match event:
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)


@dataclass(frozen=True)
class Addressed:
    """An event somebody is told of, under the id of its notice."""

    notice: UUID
    kept: Kept

    @property
    def period(self) -> str:
        return period_of(self.kept.event)


def notices_for(projection: Projection, employee: UUID) -> list[Addressed]:
    """Everything that concerns this person, newest first: as employee, as rater in force, as head of a unit."""
    placed = _placed(projection, employee)
    rated = [one for one, held in placed.items() if any(place.rater == employee for place in held)]
    heads = [place.unit for place in placed[employee] if place.head_of_unit]
    found = [
        *_addressed(projection, "employee", employee),
        *_addressed(projection, "rater", *rated),
        *_addressed(projection, "head", *heads),
    ]
    return sorted(found, key=lambda one: (one.kept.time, one.notice), reverse=True)


def find(projection: Projection, employee: UUID, notice: UUID) -> Addressed | None:
    """One notice of this person's feed."""
    return next((one for one in notices_for(projection, employee) if one.notice == notice), None)


def _placed(projection: Projection, employee: UUID) -> dict[UUID, list[Place]]:
    """Where this person works, and where everyone they ever rated does: in two questions, however many those are."""
    streams = {employee, *(one.stream for one in projection.marked("rater", [employee]))}
    events: dict[UUID, list[Event]] = {one: [] for one in streams}
    for kept in projection.of_stream(*streams, types=(AssignmentStarted, RaterChanged, AssignmentEnded)):
        events[kept.stream].append(kept.event)
    return {one: list(places(told).values()) for one, told in events.items()}


def _addressed(projection: Projection, side: Side, *keys: UUID) -> list[Addressed]:
    if not keys:
        return []
    kept = projection.of_key(*keys, types=told_to(side))
    return [Addressed(event_id(one.stream, one.version), one) for one in kept if side in sides(one.event)]
