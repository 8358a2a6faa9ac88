"""Examples of the year's cycle: opened, two deadlines extended, a holiday added, closed."""

from datetime import date
from typing import Final

from contracts.examples.story import CYCLE, OFFICER, PERIOD, Example, example, head, text_ref
from contracts.planning import (
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    HolidaysAdded,
    PeriodDates,
    YearDeadlineExtended,
)

__all__ = ["EXAMPLES"]

_PERIODS: Final = (
    PeriodDates(
        period="2026Q1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 3, 31),
        reporting_deadline=date(2026, 4, 7),
        evidence_deadline=date(2026, 4, 10),
        evaluation_deadline=date(2026, 4, 24),
    ),
    PeriodDates(
        period="2026Q2",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 6, 30),
        reporting_deadline=date(2026, 7, 7),
        evidence_deadline=date(2026, 7, 10),
        evaluation_deadline=date(2026, 7, 24),
    ),
    PeriodDates(
        period="2026Q3",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 9, 30),
        reporting_deadline=date(2026, 10, 7),
        evidence_deadline=date(2026, 10, 12),
        evaluation_deadline=date(2026, 10, 23),
    ),
    PeriodDates(
        period="2026Q4",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        reporting_deadline=date(2027, 1, 7),
        evidence_deadline=date(2027, 1, 11),
        evaluation_deadline=date(2027, 1, 22),
    ),
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        CycleOpened(
            cycle=CYCLE,
            year=2026,
            time_zone="Asia/Makassar",
            periods=_PERIODS,
            agreement_deadline=date(2026, 1, 31),
            annual_evaluation_deadline=date(2027, 1, 29),
            holidays=(date(2026, 1, 1), date(2026, 8, 17), date(2026, 12, 25)),
        ),
        head(CYCLE, 1),
        actor=OFFICER,
        now="2026-01-02T00:05:00.000000Z",
    ),
    example(
        DeadlineExtended(
            cycle=CYCLE,
            year=2026,
            period=PERIOD,
            deadline="evidence",
            previous=date(2026, 10, 12),
            extended_to=date(2026, 10, 14),
            reason_code="system_outage",
            reason=text_ref("the extension"),
        ),
        head(CYCLE, 2),
        actor=OFFICER,
        now="2026-10-12T08:30:00.000000Z",
    ),
    example(
        HolidaysAdded(
            cycle=CYCLE, year=2026, days=(date(2026, 12, 24),), reason=text_ref("the decree on cuti bersama")
        ),
        head(CYCLE, 3),
        actor=OFFICER,
        now="2026-11-20T03:00:00.000000Z",
    ),
    example(
        YearDeadlineExtended(
            cycle=CYCLE,
            year=2026,
            deadline="annual_evaluation",
            previous=date(2027, 1, 29),
            extended_to=date(2027, 2, 5),
            reason_code="late_guidance",
            reason=text_ref("the extension for the year"),
        ),
        head(CYCLE, 4),
        actor=OFFICER,
        now="2027-01-20T01:00:00.000000Z",
    ),
    example(
        CycleClosed(cycle=CYCLE, year=2026, reason=text_ref("why the cycle is closed")),
        head(CYCLE, 5),
        actor=OFFICER,
        now="2027-02-08T01:00:00.000000Z",
    ),
)
