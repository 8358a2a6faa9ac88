"""What every reader of planning's events needs to know, read the same way by all: who rates whom, which
deadline is in force, which agreement counts. Pure folds over events; they hold no state and ask no clock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.events import Event
from contracts.planning import (
    AgreementClosed,
    AssignmentEnded,
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    DelegationEnded,
    DelegationGiven,
    EmployeeRegistered,
    EmploymentChanged,
    FunctionalLevelSet,
    HolidaysAdded,
    PeriodDates,
    RaterChanged,
    TargetAgreed,
    YearDeadlineExtended,
)

__all__ = [
    "Deadlines",
    "Delegation",
    "EventsOf",
    "Place",
    "agreed_versions",
    "acting_raters",
    "annual_deadline",
    "cycle_dates",
    "deadlines_of",
    "delegations",
    "employment_on",
    "end_of_day",
    "functional_levels",
    "latest_place",
    "periods_covered",
    "places",
    "superiors_of",
    "version_at_end",
    "version_in_force",
    "working_day_after",
    "years_around",
]


#: The events of a stream, in its order, as far as the reader has them.
EventsOf = Callable[[UUID], Iterable[Event]]


@dataclass(frozen=True)
class Place:
    """An assignment: where an employee works and who rates them there now; `ends_on` is its last day."""

    employee: UUID
    assignment: UUID
    unit: UUID
    head_of_unit: bool
    starts_on: date
    rater: UUID | None
    ends_on: date | None = None

    @property
    def never_began(self) -> bool:
        """Whether it was entered by mistake: it ended on the day before its first."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    def has_a_day_in(self, first: date, last: date) -> bool:
        """Whether the assignment holds on any day from `first` to `last`; one that never began holds on none."""
        return max(first, self.starts_on) <= min(last, self.ends_on or last)


@dataclass(frozen=True)
class Delegation:
    """For an interval `delegate` acts for `employee` as rater (Plt or Plh): from `starts_at` until before `ends_at`."""

    delegation: UUID
    employee: UUID
    delegate: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class Deadlines:
    """One period's dates, and of each deadline the last instant that is in time (inclusive)."""

    period: str
    starts_on: date
    ends_on: date
    time_zone: str
    reporting: datetime
    evidence: datetime
    evaluation: datetime
    holidays: frozenset[date]


def places(events: Iterable[Event]) -> dict[UUID, Place]:
    """Assignments by id, from the events of employee streams in stream order."""
    found: dict[UUID, Place] = {}
    for event in events:
        match event:
            case AssignmentStarted():
                found[event.assignment] = Place(
                    event.employee,
                    event.assignment,
                    event.unit,
                    event.head_of_unit,
                    event.starts_on,
                    event.rater,
                )
            case RaterChanged() if event.assignment in found:
                found[event.assignment] = replace(found[event.assignment], rater=event.rater)
            case AssignmentEnded() if event.assignment in found:
                found[event.assignment] = replace(found[event.assignment], ends_on=event.ends_on)
    return found


def functional_levels(events: Iterable[Event]) -> list[FunctionalLevelSet]:
    """Levels of a functional position in order of the days they are held from, of an employee's stream in its order.

    Of what was recorded for one day the last holds; a level ends on the day before the next begins.
    """
    found = {event.starts_on: event for event in events if isinstance(event, FunctionalLevelSet)}
    return [event for _, event in sorted(found.items())]


def employment_on(events: Iterable[Event], day: date) -> str:
    """`pns` or `pppk` on a day, from the events of an employee's stream in its order; empty where none registered them.

    As registered until the first change begins; of the changes begun the one with the latest first day holds, and of
    those of one day the last recorded.
    """
    registered, changed = "", dict[date, str]()
    for event in events:
        match event:
            case EmployeeRegistered():
                registered = event.employment
            case EmploymentChanged():
                changed[event.starts_on] = event.employment
    begun = [first for first in changed if first <= day]
    return changed[max(begun)] if begun else registered


def delegations(events: Iterable[Event]) -> dict[UUID, Delegation]:
    """What an employee has delegated, by id, from the events of their own stream in stream order."""
    found: dict[UUID, Delegation] = {}
    for event in events:
        match event:
            case DelegationGiven():
                found[event.delegation] = Delegation(
                    event.delegation, event.employee, event.delegate, event.kind, event.starts_at, event.ends_at
                )
            case DelegationEnded() if event.delegation in found:
                found[event.delegation] = replace(found[event.delegation], ends_at=event.ended_at)
    return found


def acting_raters(place: Place | None, of_rater: Iterable[Event], at: datetime) -> frozenset[UUID]:
    """Who may act as rater of a place at an instant: the rater in force, and those delegated to at that instant.

    of_rater: the events of the rater's own stream, where delegations are. Nobody rates themself, also not as a
    delegate, and a delegate delegates no further. An ended assignment keeps its rater: what was agreed is still rated.
    """
    if place is None or place.rater is None:
        return frozenset()
    given = delegations(of_rater).values()
    delegates = {one.delegate for one in given if one.employee == place.rater and one.covers(at)}
    return frozenset({place.rater, *delegates} - {place.employee})


def latest_place(held: Iterable[Place], day: date) -> Place | None:
    """The assignment that began last, of those in force on `day`: not one entered ahead of time, nor an ended one."""
    begun = [place for place in held if place.starts_on <= day and (place.ends_on is None or day <= place.ends_on)]
    return max(begun, key=lambda place: (place.starts_on, place.assignment), default=None)


def superiors_of(events_of: EventsOf, rater: UUID | None, today: date, at: datetime) -> frozenset[UUID]:
    """Who may act as the rater's own rater (*atasan pejabat penilai*), by the rater's latest assignment in force."""
    if rater is None:
        return frozenset()
    place = latest_place(places(events_of(rater)).values(), today)
    return acting_raters(place, events_of(place.rater) if place and place.rater else (), at)


def end_of_day(day: date, time_zone: str) -> datetime:
    """The last instant of a day in a zone: what happens at it is still in time."""
    if day == date.max:  # it has no next day
        return datetime.max.replace(tzinfo=UTC)
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def cycle_dates(events: Iterable[Event]) -> tuple[str, frozenset[date], dict[str, PeriodDates]]:
    """Time zone, holidays and periods with the deadlines in force, from a cycle's events in order."""
    zone, holidays, periods = "", frozenset[date](), dict[str, PeriodDates]()
    for event in events:
        match event:
            case CycleOpened():
                zone, holidays = event.time_zone, frozenset(event.holidays)
                periods = {dates.period: dates for dates in event.periods}
            case DeadlineExtended() if event.period in periods:
                moved = {f"{event.deadline}_deadline": event.extended_to}
                periods[event.period] = periods[event.period].model_copy(update=moved)
            case HolidaysAdded():
                holidays |= frozenset(event.days)
    return zone, holidays, periods


def periods_covered(agreed: TargetAgreed, cycle: Iterable[Event]) -> dict[str, PeriodDates]:
    """The periods an agreement covers, in order, with the dates now in force, from a cycle's events in order."""
    periods = sorted(cycle_dates(cycle)[2].values(), key=lambda one: one.starts_on)
    return {one.period: one for one in periods if one.starts_on <= agreed.ends_on and one.ends_on >= agreed.starts_on}


def years_around(year: int, now: datetime) -> list[int]:
    """The years in whose cycles the holidays stand that a clock of a `year` may meet: that year, then others near it
    and near `now`. A day of the next year may be added to a cycle while the next is not open, and stays there."""
    return list(dict.fromkeys([year, *(one + by for one in (year, now.year) for by in (-1, 0, 1))]))


def deadlines_of(events: Iterable[Event], period: str) -> Deadlines | None:
    """The deadlines of one period now in force; None when the cycle has no such period."""
    zone, holidays, periods = cycle_dates(events)
    dates = periods.get(period)
    if dates is None:
        return None
    return Deadlines(
        period=period,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        time_zone=zone,
        reporting=end_of_day(dates.reporting_deadline, zone),
        evidence=end_of_day(dates.evidence_deadline, zone),
        evaluation=end_of_day(dates.evaluation_deadline, zone),
        holidays=holidays,
    )


def annual_deadline(events: Iterable[Event]) -> datetime | None:
    """The last instant that is in time for the annual evaluation, of a cycle's events; None before it is opened."""
    zone, day = "", None
    for event in events:
        match event:
            case CycleOpened():
                zone, day = event.time_zone, event.annual_evaluation_deadline
            case YearDeadlineExtended(deadline="annual_evaluation"):
                day = event.extended_to
    return None if day is None else end_of_day(day, zone)


def agreed_versions(events: Iterable[Event]) -> list[TargetAgreed]:
    """The agreed versions of one agreement, from its stream's events in order.

    Where it was closed, each ends on the day it was last closed at, and a version that would begin later never did.
    """
    versions: list[TargetAgreed] = []
    closed: AgreementClosed | None = None
    for event in events:
        match event:
            case TargetAgreed():
                versions.append(event)
            case AgreementClosed():
                closed = event
    if closed is None:
        return versions
    cut = {"ends_on": closed.closes_on}
    return [one.model_copy(update=cut) for one in versions if one.valid_from <= closed.closes_on]


def version_in_force(agreed: Iterable[TargetAgreed], day: date) -> TargetAgreed | None:
    """The agreement version in force on `day`: the last one valid from that day or before."""
    valid = [one for one in agreed if one.valid_from <= day]
    return max(valid, key=lambda one: one.agreement_version, default=None)


def version_at_end(agreed: Sequence[TargetAgreed], ends_on: date) -> TargetAgreed:
    """The version that counts for a period with this last day (`domain.md` 7.1): the one in force on it, or on the
    agreement's own last day if that is earlier. `agreed`: at least one version, as `agreed_versions` gives them."""
    last = agreed[-1]
    return version_in_force(agreed, min(ends_on, last.ends_on)) or last


def working_day_after(day: date, days: int, holidays: frozenset[date]) -> date:
    """The `days`-th working day (Monday to Friday, no holiday) after `day`."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in holidays
    return day
