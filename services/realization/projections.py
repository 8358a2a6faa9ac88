"""What realization keeps of others' events: agreements, who rates whom, the cycle, and which periods are final."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from chassis.projection import Kept, Projection
from contracts import readings
from contracts.evaluation import EvaluationFinalized
from contracts.events import Event
from contracts.planning import AssignmentStarted, RaterChanged, TargetAgreed
from contracts.readings import (
    Deadlines,
    Place,
    acting_raters,
    cycle_dates,
    deadlines_of,
    places,
    version_in_force,
)

__all__ = [
    "CONSUMES",
    "acting",
    "agreement_events",
    "deadlines",
    "final_periods",
    "in_force",
    "labels",
    "periods_of",
    "place_of",
    "superiors_of",
]

CONSUMES = ("planning", "evaluation")


def labels(event: Event) -> Iterable[tuple[str, str]]:
    """Find finals by agreement and assignments by rater."""
    match event:
        case EvaluationFinalized():
            yield "final", str(event.agreement)
        case AssignmentStarted(rater=UUID() as rater) | RaterChanged(rater=rater):
            yield "rater", str(rater)


def agreement_events(projection: Projection, agreement: UUID) -> list[TargetAgreed]:
    """The agreed versions of an agreement, as far as they have arrived here."""
    return readings.agreed_versions(kept.event for kept in projection.of_stream(agreement))


def in_force(agreed: list[TargetAgreed], cycle: list[Kept], period: str) -> TargetAgreed | None:
    """The version in force at the end of a period (or of the agreement, if that is earlier)."""
    dates = cycle_dates(kept.event for kept in cycle)[2].get(period)
    if dates is None or not agreed:
        return None
    return version_in_force(agreed, min(dates.ends_on, agreed[-1].ends_on))


def periods_of(agreed: TargetAgreed, cycle: list[Kept]) -> tuple[str, ...]:
    """The periods an agreement covers, in order."""
    periods = cycle_dates(kept.event for kept in cycle)[2].values()
    covered = [one for one in periods if one.starts_on <= agreed.ends_on and one.ends_on >= agreed.starts_on]
    return tuple(one.period for one in sorted(covered, key=lambda one: one.starts_on))


def deadlines(cycle: list[Kept], period: str) -> Deadlines | None:
    return deadlines_of((kept.event for kept in cycle), period)


def final_periods(projection: Projection, agreement: UUID) -> frozenset[str]:
    events = [kept.event for kept in projection.labelled("final", agreement)]
    return frozenset(event.period for event in events if isinstance(event, EvaluationFinalized))


def place_of(projection: Projection, employee: UUID, assignment: UUID | None) -> Place | None:
    """The assignment as it stands now: its rater is the one in force."""
    return places(kept.event for kept in projection.of_stream(employee)).get(assignment) if assignment else None


def acting(projection: Projection, place: Place | None, at: datetime) -> frozenset[UUID]:
    """Who may act as rater of a place at an instant: the rater in force, or a delegate of theirs."""
    of_rater = projection.of_stream(place.rater) if place and place.rater else []
    return acting_raters(place, (kept.event for kept in of_rater), at)


def superiors_of(projection: Projection, rater: UUID | None, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as the rater's own rater, as far as events have arrived here."""
    return readings.superiors_of(lambda stream: (kept.event for kept in projection.of_stream(stream)), rater, today, at)
