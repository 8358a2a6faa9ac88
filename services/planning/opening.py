"""Opening a year's cycle (*siklus*): the quarters where no periods are named, and periods that leave out no day. Pure.

A period is for ever: what is done on a day that lies in none can be reported in none, and is found out in mid-year. So
periods cover their year, each day once. Source: `domain.md` 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contracts.planning import PeriodDates
from contracts.refusals import Refusal

__all__ = ["DayInNoPeriod", "DayInTwoPeriods", "check_whole_year", "quarters"]

ONE_DAY = timedelta(days=1)
#: Days after a quarter's last one until when to report, to show evidence and to evaluate. No regulation says any: they
#: are what an agency begins with, and can be extended.
REPORTING_DAYS, EVIDENCE_DAYS, EVALUATION_DAYS = 7, 10, 17
#: Month and day on which each quarter ends.
_ENDS: Final = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(eq=False)
class DayInNoPeriod(Refusal):
    """A day of the year lies in no period; it is the first such day."""

    day: date


@dataclass(eq=False)
class DayInTwoPeriods(Refusal):
    """A day lies in a period and in the one before it; it is the first such day."""

    day: date
    period: str


def quarters(year: int) -> tuple[PeriodDates, ...]:
    """The four quarters of a year, with the deadlines that are usual here."""
    found, starts_on = [], date(year, 1, 1)
    for number, (month, day) in enumerate(_ENDS, start=1):
        ends_on = date(year, month, day)
        found.append(
            PeriodDates(
                period=f"{year}Q{number}",
                starts_on=starts_on,
                ends_on=ends_on,
                reporting_deadline=ends_on + timedelta(days=REPORTING_DAYS),
                evidence_deadline=ends_on + timedelta(days=EVIDENCE_DAYS),
                evaluation_deadline=ends_on + timedelta(days=EVALUATION_DAYS),
            )
        )
        starts_on = ends_on + ONE_DAY
    return tuple(found)


def check_whole_year(year: int, periods: Iterable[PeriodDates]) -> None:
    """Refuse periods of a year, in order of their days, that leave a day out or have one twice."""
    following = date(year, 1, 1)
    for dates in periods:
        if dates.starts_on > following:
            raise DayInNoPeriod(following)
        if dates.starts_on < following:
            raise DayInTwoPeriods(dates.starts_on, dates.period)
        following = dates.ends_on + ONE_DAY
    if following.year == year:
        raise DayInNoPeriod(following)
