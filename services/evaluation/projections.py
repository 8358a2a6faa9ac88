"""What evaluation keeps of the topics: everything its dossiers rest on, found by employee, rater and unit.

It keeps no truth of its own about targets, realization or evidence: all of it can be made anew from offset zero.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from chassis.projection import Projection
from contracts import readings
from contracts.evaluation import BehaviourAssessed, EvaluationFinalized
from contracts.events import Event
from contracts.planning import AssignmentStarted, RaterChanged, TargetAgreed
from contracts.readings import Place, latest_place, places
from services.evaluation.dossier import Fact

__all__ = [
    "CONSUMES",
    "agreed_versions",
    "agreements_of_unit",
    "facts_of",
    "finals",
    "head_of",
    "labels",
    "place_of",
    "rated_by",
    "raters_of",
]

CONSUMES = ("planning", "realization", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find agreements by unit and rater, heads by unit, finals by period and unit."""
    match event:
        case AssignmentStarted():
            if event.rater is not None:
                yield "rater", str(event.rater)
            if event.head_of_unit:
                yield "head", str(event.unit)
        case RaterChanged():
            yield "rater", str(event.rater)
        case TargetAgreed():
            yield "agreed-in-unit", f"{event.unit}:{event.year}"
        case EvaluationFinalized():
            yield "final", event.period
        case BehaviourAssessed():
            yield "assessed", event.period


def facts_of(projection: Projection, employee: UUID) -> list[Fact]:
    """Every kept event with this employee's key."""
    return [Fact(kept.stream, kept.version, kept.time, kept.event) for kept in projection.of_key(employee)]


def agreed_versions(projection: Projection, agreement: UUID) -> list[TargetAgreed]:
    return readings.agreed_versions(kept.event for kept in projection.of_stream(agreement))


def place_of(projection: Projection, employee: UUID, assignment: UUID) -> Place | None:
    """The assignment as it stands now: its rater is the one in force."""
    return places(kept.event for kept in projection.of_stream(employee)).get(assignment)


def raters_of(projection: Projection, employee: UUID, today: date) -> frozenset[UUID]:
    """The raters in force of an employee's assignments that have begun."""
    held = places(kept.event for kept in projection.of_stream(employee)).values()
    return frozenset(place.rater for place in held if place.rater is not None and place.starts_on <= today)


def head_of(projection: Projection, unit: UUID, today: date) -> Place | None:
    """The head of a unit: the latest assignment that heads it and has begun."""
    heads: list[Place] = []
    for kept in projection.labelled("head", unit):
        held = places(one.event for one in projection.of_stream(kept.stream)).values()
        heads.extend(place for place in held if place.head_of_unit and place.unit == unit)
    return latest_place(heads, today)


def rated_by(projection: Projection, rater: UUID) -> list[Place]:
    """The assignments whose rater in force this is."""
    employees = {kept.stream for kept in projection.labelled("rater", rater)}
    found = [place for one in employees for place in places(k.event for k in projection.of_stream(one)).values()]
    return sorted((place for place in found if place.rater == rater), key=lambda place: place.assignment)


def agreements_of_unit(projection: Projection, unit: UUID, year: int) -> list[TargetAgreed]:
    found = [kept.event for kept in projection.labelled("agreed-in-unit", f"{unit}:{year}")]
    return [event for event in found if isinstance(event, TargetAgreed)]


def finals(projection: Projection, period: str) -> list[EvaluationFinalized]:
    """Every final of a period."""
    found = [kept.event for kept in projection.labelled("final", period)]
    return [event for event in found if isinstance(event, EvaluationFinalized)]
