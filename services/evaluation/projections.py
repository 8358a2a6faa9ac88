"""What evaluation keeps of the topics: everything its dossiers rest on, found by employee, rater and unit.

It keeps no truth of its own about targets, realization or evidence: all of it can be made anew from offset zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.projection import Projection
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    EvaluationAmended,
    EvaluationFinalized,
    FollowUpPlanned,
    ObjectionLodged,
)
from contracts.events import Event
from contracts.evidence import EvidenceFoundFalse
from contracts.people import acting
from contracts.planning import (
    AssignmentStarted,
    DelegationGiven,
    RaterChanged,
    TargetAgreed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from contracts.readings import Place, places
from services.evaluation.dossier import FOLDED, Fact
from services.evaluation.finals import Amended, Final

__all__ = [
    "CONSUMES",
    "Standing",
    "agreements_of_unit",
    "facts_of",
    "finals",
    "heads_of_unit",
    "labels",
    "raters_of",
]

CONSUMES = ("planning", "realization", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find agreements by unit and rater, people and heads by unit, finals and amendments by period; units; objections
    and what was found false by employee; follow-ups by owner."""
    match event:
        case TargetAgreed():
            yield "agreed-in-unit", f"{event.unit}:{event.year}"
        case EvaluationFinalized():
            yield "final", event.period
            yield "final-of", f"{event.employee}:{event.period[:4]}"
        case AnnualEvaluationFinalized():
            yield "final", str(event.year)
            yield "final-of", f"{event.employee}:{event.year}"
        case EvaluationAmended():
            yield "amended", event.period
        case AnnualEvaluationAmended():
            yield "amended", str(event.year)
        case FollowUpPlanned():
            yield "follow-up-of", str(event.owner)
        case EvidenceFoundFalse():
            yield "found-false", "all"
            yield "found-false-of", str(event.employee)
        case BehaviourAssessed():
            yield "assessed", event.period
        case ObjectionLodged():
            yield "objection", "all"
            yield "objection-of", str(event.employee)
        case _:
            yield from _labels_of_people(event)


def _labels_of_people(event: Event) -> Iterable[tuple[str, str]]:
    match event:
        case UnitRegistered() | UnitMoved() | UnitRenamed():
            yield "unit", "all"
        case AssignmentStarted():
            yield "in-unit", str(event.unit)
            if event.rater is not None:
                yield "rater", str(event.rater)
            if event.head_of_unit:
                yield "head", str(event.unit)
        case RaterChanged():
            yield "rater", str(event.rater)
        case DelegationGiven():
            yield "delegate", str(event.delegate)


def facts_of(projection: Projection, employee: UUID) -> list[Fact]:
    """What a dossier is folded of, of this employee: not the days' work, nor what was talked about."""
    kept_events = projection.of_key(employee, types=FOLDED)
    return [Fact(kept.stream, kept.version, kept.time, kept.event) for kept in kept_events]


def raters_of(projection: Projection, employee: UUID, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as rater in an employee's assignments that have begun and not ended."""
    held = places(kept.event for kept in projection.of_stream(employee)).values()
    begun = [one for one in held if one.starts_on <= today and (one.ends_on is None or today <= one.ends_on)]
    return frozenset[UUID]().union(*(acting(projection, place, at) for place in begun))


def heads_of_unit(projection: Projection, unit: UUID) -> list[Place]:
    """Every assignment that ever headed a unit."""
    heads: dict[UUID, Place] = {}
    for kept in projection.labelled("head", unit):
        held = places(one.event for one in projection.of_stream(kept.stream)).values()
        heads |= {one.assignment: one for one in held if one.head_of_unit and one.unit == unit}
    return list(heads.values())


def agreements_of_unit(projection: Projection, unit: UUID, year: int) -> list[TargetAgreed]:
    found = [kept.event for kept in projection.labelled("agreed-in-unit", f"{unit}:{year}")]
    return [event for event in found if isinstance(event, TargetAgreed)]


@dataclass(frozen=True)
class Standing:
    """A final, and what counts of it now: itself, or the last amendment of it, at a version of its stream."""

    final: Final
    stream: UUID
    version: int
    standing: Final | Amended


def finals(projection: Projection, period: str) -> list[Standing]:
    """Every final of a period or of a year."""
    found: dict[UUID, Standing] = {}
    for kept in projection.labelled("final", period):
        if isinstance(kept.event, Final):
            found[kept.stream] = Standing(kept.event, kept.stream, kept.version, kept.event)
    for kept in projection.labelled("amended", period):
        before = found.get(kept.stream)
        if before is not None and kept.version > before.version and isinstance(kept.event, Amended):
            found[kept.stream] = replace(before, version=kept.version, standing=kept.event)
    return list(found.values())
