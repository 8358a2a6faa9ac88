"""What planning finds its own events by: it reads its own topic, so that lists need no second truth."""

from collections.abc import Iterable
from uuid import UUID

from chassis.projection import Projection
from chassis.store import EventStore
from contracts.events import Event
from contracts.planning import (
    AgreementDrafted,
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    RaterDisputed,
    TargetAgreed,
    UnitMoved,
    UnitObjectiveSet,
    UnitRegistered,
    UnitRenamed,
)

__all__ = ["CONSUMES", "agreements_of", "agreements_rated_by", "labels", "supportable"]

CONSUMES = ("planning",)


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find assignments by rater, objectives and agreed results by id, units and agreements by what they belong to."""
    match event:
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)
        case UnitObjectiveSet():
            yield "supported", str(event.objective)
            yield "unit-plan", f"{event.unit}:{event.year}"
        case TargetAgreed():
            for result in event.results:
                yield "supported", str(result.result)
        case AgreementDrafted():
            yield "agreement-of", str(event.employee)
        case UnitRegistered() | UnitRenamed() | UnitMoved():
            yield "unit", "all"
        case DelegationGiven():
            yield "delegate", str(event.delegate)
        case RaterDisputed():
            yield "disputed", "all"


def supportable(
    projection: Projection, store: EventStore, ids: Iterable[UUID]
) -> list[UnitObjectiveSet | TargetAgreed]:
    """The events that set these objectives, or agreed sets with these work results; proposals are none.

    What was set just now, or while Kafka is away, is only in the store yet: whoever names it must not be told that it
    does not exist.
    """
    wanted = {str(one) for one in ids}
    found = [kept.event for one in sorted(wanted) for kept in projection.labelled("supported", one)]
    if wanted - {value for event in found for name, value in labels(event) if name == "supported"}:
        found += [recorded.event for recorded in store.not_applied(UnitObjectiveSet, TargetAgreed)]
    return [event for event in found if isinstance(event, UnitObjectiveSet | TargetAgreed)]


def agreements_of(projection: Projection, employee: UUID) -> list[UUID]:
    return [kept.stream for kept in projection.labelled("agreement-of", employee)]


def agreements_rated_by(projection: Projection, who: UUID) -> list[UUID]:
    """Agreements of the employees whose assignment names, or named, this rater or one who delegated to them.

    The reader checks who may act now.
    """
    raters = {who, *(kept.stream for kept in projection.labelled("delegate", who))}
    employees = {kept.key for rater in sorted(raters) for kept in projection.labelled("rater", rater)}
    return [stream for employee in sorted(employees) for stream in agreements_of(projection, UUID(employee))]
