"""What evidence keeps of others' events, and its own: agreements, raters, reports, the cycle, finals, items."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts import readings
from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized
from contracts.events import Event
from contracts.evidence import EvidenceUploaded
from contracts.planning import TargetAgreed
from contracts.readings import Place, acting_raters, cycle_dates, places
from contracts.realization import RealizationReported
from services.evidence import people

__all__ = [
    "CONSUMES",
    "acting",
    "agreed_versions",
    "is_final",
    "items_of",
    "labels",
    "periods_of",
    "place_of",
    "report_indicator",
    "superiors_of",
]

CONSUMES = ("planning", "realization", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find items and finals by agreement and period; and people (`people.py`)."""
    match event:
        case EvidenceUploaded():
            yield "items", f"{event.agreement}:{event.period}"
        case EvaluationFinalized():
            yield "final", f"{event.agreement}:{event.period}"
        case AnnualEvaluationFinalized():
            for one in event.agreements:
                yield "year-final", str(one.agreement)
        case _:
            yield from people.labels(event)


def agreed_versions(projection: Projection, agreement: UUID) -> list[TargetAgreed]:
    return readings.agreed_versions(kept.event for kept in projection.of_stream(agreement))


def periods_of(agreed: TargetAgreed, cycle: list[Kept]) -> tuple[str, ...]:
    """The periods an agreement covers."""
    periods = cycle_dates(kept.event for kept in cycle)[2].values()
    return tuple(one.period for one in periods if one.starts_on <= agreed.ends_on and one.ends_on >= agreed.starts_on)


def place_of(projection: Projection, employee: UUID, assignment: UUID) -> Place | None:
    """The assignment as it stands now: its rater is the one in force."""
    return places(kept.event for kept in projection.of_stream(employee)).get(assignment)


def acting(projection: Projection, place: Place | None, at: datetime) -> frozenset[UUID]:
    """Who may act as rater of a place at an instant: the rater in force, or a delegate of theirs."""
    of_rater = projection.of_stream(place.rater) if place and place.rater else []
    return acting_raters(place, (kept.event for kept in of_rater), at)


def superiors_of(projection: Projection, rater: UUID | None, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as the rater's own rater, as far as events have arrived here."""
    return readings.superiors_of(lambda stream: (kept.event for kept in projection.of_stream(stream)), rater, today, at)


def report_indicator(projection: Projection, stream: UUID, version: int, agreement: UUID, period: str) -> UUID | None:
    """The indicator of a report, if it is one of this agreement and period."""
    for kept in projection.of_stream(stream):
        event = kept.event
        if kept.version == version and isinstance(event, RealizationReported):
            return event.indicator if (event.agreement, event.period) == (agreement, period) else None
    return None


def is_final(projection: Projection, agreement: UUID, period: str) -> bool:
    return bool(projection.labelled("final", f"{agreement}:{period}"))


def items_of(projection: Projection, agreement: UUID, period: str) -> list[UUID]:
    return [kept.stream for kept in projection.labelled("items", f"{agreement}:{period}")]
