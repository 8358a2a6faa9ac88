"""What realization keeps of others' events: agreements, the cycle, verdicts on evidence, which periods are final; of
people what every service asks alike (`contracts/people.py`), and who is a colleague.
"""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts import people, readings
from contracts.evaluation import EvaluationFinalized
from contracts.events import Event
from contracts.evidence import EvidenceUploaded, LinkSubmitted
from contracts.planning import AssignmentStarted, PeriodDates, TargetAgreed
from contracts.readings import Place, latest_place, places

__all__ = ["CONSUMES", "agreements_of", "covered", "final_periods", "is_colleague", "is_known", "items_of", "labels"]

CONSUMES = ("planning", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find finals by agreement, agreements by employee; and people."""
    match event:
        case EvaluationFinalized():
            yield "final", str(event.agreement)
        case TargetAgreed():
            yield "agreement-of", str(event.employee)
        case _:
            yield from people.labels(event)


def covered(agreed: TargetAgreed, cycle: list[Kept]) -> dict[str, PeriodDates]:
    """The periods an agreement covers, in order, with the dates now in force."""
    return readings.periods_covered(agreed, (kept.event for kept in cycle))


def final_periods(projection: Projection, agreement: UUID) -> frozenset[str]:
    events = [kept.event for kept in projection.labelled("final", agreement)]
    return frozenset(event.period for event in events if isinstance(event, EvaluationFinalized))


def items_of(projection: Projection, agreement: UUID, named: Collection[UUID]) -> frozenset[UUID]:
    """Which of these ids are evidence of the agreement, files and links, as far as this service has seen."""
    given = projection.of_stream(*named, types=(EvidenceUploaded, LinkSubmitted)) if named else []
    return frozenset(
        one.stream
        for one in given
        if isinstance(one.event, EvidenceUploaded | LinkSubmitted) and one.event.agreement == agreement
    )


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
