"""Attendance and discipline as the officer imports them (`domain.md` 5), as pure decisions: for awards only.

A month's figures add up or are refused: working days are the days present, on approved leave, and absent. A later
record of a month replaces the earlier one; what is the same as what stands is not recorded again.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.realization import AttendanceRecorded, SanctionGrade, SanctionRecorded, SanctionWithdrawn
from contracts.refusals import Refusal

__all__ = [
    "LateBeyondPresent",
    "MonthNotOver",
    "Month",
    "NotThatManyDays",
    "Record",
    "SanctionInTheFuture",
    "SumsDiffer",
    "TooLongAgo",
    "UnknownSanction",
    "decide_attendance",
    "decide_sanction",
    "decide_withdraw_sanction",
    "evolve_record",
]

#: Of the years that events name (`contracts.values.Year`).
FIRST_YEAR = 2000


@dataclass(eq=False)
class SumsDiffer(Refusal):
    """The days present, on leave and absent are not the working days."""

    working_days: int
    sum: int


@dataclass(eq=False)
class LateBeyondPresent(Refusal):
    """Who came late was present."""

    late: int
    present: int


@dataclass(eq=False)
class NotThatManyDays(Refusal):
    """The month has fewer days."""

    month: str
    days: int


@dataclass(eq=False)
class MonthNotOver(Refusal):
    """A month's figures are known once it is over."""

    month: str


@dataclass(eq=False)
class TooLongAgo(Refusal):
    """No event tells of a year before this one; what names one is a slip of the pen."""

    year: int
    first: int


@dataclass(eq=False)
class SanctionInTheFuture(Refusal):
    day: date


@dataclass(eq=False)
class UnknownSanction(Refusal):
    """There is no such sanction, or it was withdrawn."""

    sanction: UUID


@dataclass(frozen=True)
class Month:
    """One month's figures, in days."""

    month: str
    working_days: int
    present: int
    late: int
    absent: int
    on_leave: int = 0


@dataclass(frozen=True)
class Record:
    """An employee's year folded: the months, and the sanctions that stand."""

    months: Mapping[str, AttendanceRecorded] = field(default_factory=lambda: MappingProxyType({}))
    sanctions: Mapping[UUID, SanctionRecorded] = field(default_factory=lambda: MappingProxyType({}))


def evolve_record(state: Record, event: Event) -> Record:
    match event:
        case AttendanceRecorded():
            return replace(state, months=MappingProxyType({**state.months, event.month: event}))
        case SanctionRecorded():
            return replace(state, sanctions=MappingProxyType({**state.sanctions, event.sanction: event}))
        case SanctionWithdrawn():
            left = {name: one for name, one in state.sanctions.items() if name != event.sanction}
            return replace(state, sanctions=MappingProxyType(left))
    return state


def _check_year(year: int) -> None:
    if year < FIRST_YEAR:
        raise TooLongAgo(year, FIRST_YEAR)


def decide_attendance(state: Record, employee: UUID, figures: Month, today: date) -> list[Event]:
    """Record a month; nothing when it is recorded already just so."""
    year, month = int(figures.month[:4]), int(figures.month[5:])
    _check_year(year)
    days = monthrange(year, month)[1]
    if date(year, month, days) >= today:
        raise MonthNotOver(figures.month)
    if figures.working_days > days:
        raise NotThatManyDays(figures.month, days)
    total = figures.present + figures.absent + figures.on_leave
    if total != figures.working_days:
        raise SumsDiffer(figures.working_days, total)
    if figures.late > figures.present:
        raise LateBeyondPresent(figures.late, figures.present)
    recorded = AttendanceRecorded(employee=employee, year=year, **vars(figures))
    return [] if state.months.get(figures.month) == recorded else [recorded]


def decide_sanction(
    state: Record, employee: UUID, sanction: UUID, imposed_on: date, grade: SanctionGrade, *, today: date
) -> list[Event]:
    """Record a sanction; nothing when one of this day and grade stands already."""
    if imposed_on > today:
        raise SanctionInTheFuture(imposed_on)
    _check_year(imposed_on.year)
    if any((one.imposed_on, one.grade) == (imposed_on, grade) for one in state.sanctions.values()):
        return []
    return [
        SanctionRecorded(employee=employee, year=imposed_on.year, sanction=sanction, imposed_on=imposed_on, grade=grade)
    ]


def decide_withdraw_sanction(
    state: Record, sanction: UUID, reason_code: Literal["entered_wrongly", "lifted"]
) -> list[Event]:
    """Say that a sanction does not stand."""
    standing = state.sanctions.get(sanction)
    if standing is None:
        raise UnknownSanction(sanction)
    return [
        SanctionWithdrawn(employee=standing.employee, year=standing.year, sanction=sanction, reason_code=reason_code)
    ]
