"""What planning finds its own events by: it reads its own topic, so that lists need no second truth."""

from collections.abc import Iterable
from uuid import UUID

from chassis.projection import Projection
from contracts.events import Event
from contracts.planning import (
    AgreementDrafted,
    AssignmentStarted,
    RaterChanged,
    TargetAgreed,
    TargetsProposed,
    UnitObjectiveSet,
    UnitRegistered,
)

__all__ = ["CONSUMES", "agreements_of", "agreements_rated_by", "existing", "labels", "supported_by"]

CONSUMES = ("planning",)


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater, objectives and results by id, units and agreements by what they belong to."""
    match event:
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)
        case UnitObjectiveSet():
            yield "supported", str(event.objective)
            yield "unit-plan", f"{event.unit}:{event.year}"
        case TargetsProposed() | TargetAgreed():
            for result in event.results:
                yield "supported", str(result.result)
        case AgreementDrafted():
            yield "agreement-of", str(event.employee)
        case UnitRegistered():
            yield "unit", "all"


def existing(projection: Projection, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these objectives and work results exist, as far as the projection goes."""
    return frozenset(one for one in ids if projection.labelled("supported", one))


def supported_by(events: Iterable[Event]) -> frozenset[UUID]:
    """The objectives and work results these events brought about."""
    return frozenset(UUID(value) for event in events for name, value in labels(event) if name == "supported")


def agreements_of(projection: Projection, employee: UUID) -> list[UUID]:
    return [kept.stream for kept in projection.labelled("agreement-of", employee)]


def agreements_rated_by(projection: Projection, rater: UUID) -> list[UUID]:
    """Agreements of the employees whose assignment names, or named, this rater; the reader checks who is in force."""
    employees = {kept.key for kept in projection.labelled("rater", rater)}
    return [stream for employee in sorted(employees) for stream in agreements_of(projection, UUID(employee))]
