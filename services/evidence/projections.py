"""What evidence keeps of others' events, and its own: agreements, raters, reports, the cycle, finals, items;
of people what every service asks alike (`contracts/people.py`).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.projection import Projection
from contracts import people, readings
from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized
from contracts.events import Event
from contracts.evidence import EvidenceUploaded, LinkSubmitted
from contracts.people import acting, agreed_versions, place_of, superiors_of
from contracts.planning import TargetAgreed
from contracts.realization import RealizationReported

__all__ = [
    "CONSUMES",
    "acting",
    "agreed_versions",
    "is_final",
    "items_of",
    "labels",
    "place_of",
    "report_indicator",
    "superiors_of",
    "terms_of",
]

CONSUMES = ("planning", "realization", "evidence", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find items and finals by agreement and period; and people."""
    match event:
        case EvidenceUploaded() | LinkSubmitted():  # the content of a link is its second event
            yield "items", f"{event.agreement}:{event.period}"
        case EvaluationFinalized():
            yield "final", f"{event.agreement}:{event.period}"
        case AnnualEvaluationFinalized():
            for one in event.agreements:
                yield "year-final", str(one.agreement)
        case _:
            yield from people.labels(event)


def terms_of(
    versions: Sequence[TargetAgreed], cycle: Sequence[Event], period: str
) -> tuple[TargetAgreed, tuple[str, ...]]:
    """The version that counts for a period, as realization and evaluation choose it, and the periods of the agreement.

    Of a period that is none of these the last version: nothing is shown for it. Pure; `versions`: at least one.
    """
    covered = readings.periods_covered(versions[-1], cycle)
    dates = covered.get(period)
    return readings.version_at_end(versions, dates.ends_on) if dates else versions[-1], tuple(covered)


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
    return list(dict.fromkeys(kept.stream for kept in projection.labelled("items", f"{agreement}:{period}")))
