"""How far everybody is in a period, and who is behind: pure, from what was agreed, reported and verified.

Per cent is the achievement of `domain.md` 7.2 (`contracts/achievement_v1.py`, which evaluation uses too) of the value
last reported; nothing is weighted, capped or rated here: provisional scores are evaluation's.

**Behind** is who, in a period that has begun and is not final, has an indicator that is due and
* `not_reported`: no value, and the reporting deadline is at most seven days away or past;
* `returned`: the value last reported was given back, and nothing since;
* `below_target`: the value last reported is below its target for the period;
* `not_proven`: the value last reported has no verified evidence, and the evidence deadline is as near or past;
or, while the period runs, has recorded no activity on the last five working days (`no_activity`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Literal
from uuid import UUID

from contracts.achievement_v1 import FULL, Direction, achievement
from contracts.values import Exact, exact

__all__ = [
    "IndicatorRow",
    "PeriodNow",
    "Reported",
    "TargetOf",
    "Watched",
    "because_of",
    "idle",
    "row_of",
]

#: The working week before a deadline is when everyone files at once.
SOON_DAYS = 7
#: Progress is logged every working day; a week without any is worth a word.
IDLE_WORKING_DAYS = 5
#: Exact fractions are most of a page's work, and the same page is asked for again and again: a few MiB of them.
MOST_REMEMBERED = 16_384

Behind = Literal["not_reported", "returned", "below_target", "not_proven", "no_activity"]


@dataclass(frozen=True)
class TargetOf:
    """The target of one period, in the indicator's unit."""

    period: str
    low: str
    high: str


@dataclass(frozen=True)
class Watched:
    """An indicator as agreed; a period without a target is not due."""

    indicator: UUID
    result: UUID
    kind: str
    title: str
    aspect: str
    unit_of_measure: str
    direction: Direction
    targets: Sequence[TargetOf]

    def target(self, period: str) -> TargetOf | None:
        return next((one for one in self.targets if one.period == period), None)


@dataclass(frozen=True)
class Reported:
    """One report of an indicator: the version it was recorded as, and what became of it."""

    version: int
    value: str
    at: datetime
    proven: bool
    returned: bool


@dataclass(frozen=True)
class PeriodNow:
    """Where a period stands today; days left are calendar days, below zero when past."""

    period: str
    starts_on: date
    ends_on: date
    today: date
    reporting_days_left: int
    evidence_days_left: int
    reporting_deadline: datetime
    final: bool


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator's standing in a period; `behind` says by what."""

    watched: Watched
    target: TargetOf | None
    last: Reported | None
    percent: Exact | None
    proven_value: str | None
    proven_percent: Exact | None
    late: bool
    trend: Sequence[tuple[str, Reported | None, Exact | None]]
    behind: tuple[Behind, ...]


def row_of(
    watched: Watched, reports: Mapping[str, Sequence[Reported]], now: PeriodNow, before: Iterable[str]
) -> IndicatorRow:
    """Where an indicator stands; reports: by period, in the order of reporting; before: earlier periods, in order."""
    own = reports.get(now.period, ())
    last, target = own[-1] if own else None, watched.target(now.period)
    proven = next((one for one in reversed(own) if one.proven), None)
    trend = [(period, _last(reports, period), _percent(watched, period, _last(reports, period))) for period in before]
    return IndicatorRow(
        watched=watched,
        target=target,
        last=last,
        percent=_percent(watched, now.period, last),
        proven_value=proven.value if proven else None,
        proven_percent=_percent(watched, now.period, proven),
        late=last is not None and last.at > now.reporting_deadline,
        trend=[*trend, (now.period, last, _percent(watched, now.period, last))],
        behind=_behind(watched, target, last, now),
    )


def _last(reports: Mapping[str, Sequence[Reported]], period: str) -> Reported | None:
    found = reports.get(period, ())
    return found[-1] if found else None


@lru_cache(maxsize=MOST_REMEMBERED)
def _reached(value: str, low: str, high: str, direction: Direction) -> tuple[bool, Exact]:
    """Whether it is all of the target, and how much of it in per cent."""
    reached = achievement(Fraction(value), Fraction(low), Fraction(high), direction)
    return reached >= FULL, exact(100 * reached)


def _percent(watched: Watched, period: str, report: Reported | None) -> Exact | None:
    target = watched.target(period)
    if target is None or report is None:
        return None
    return _reached(report.value, target.low, target.high, watched.direction)[1]


def _behind(watched: Watched, target: TargetOf | None, last: Reported | None, now: PeriodNow) -> tuple[Behind, ...]:
    if target is None or now.final or now.today < now.starts_on:
        return ()
    if last is None:
        return ("not_reported",) if now.reporting_days_left <= SOON_DAYS else ()
    found: list[Behind] = []
    if last.returned:
        found.append("returned")
    if not _reached(last.value, target.low, target.high, watched.direction)[0]:
        found.append("below_target")
    if not last.proven and now.evidence_days_left <= SOON_DAYS:
        found.append("not_proven")
    return tuple(found)


def idle(last_activity: date | None, begins: date, now: PeriodNow, holidays: frozenset[date]) -> bool:
    """Whether nothing was done on the last working days before today, of a period that runs; begins: first day of it
    or of the agreement, whichever is later."""
    if now.final or not begins <= now.today <= now.ends_on:
        return False
    day, left = now.today, IDLE_WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5 and day not in holidays
    return day >= begins and (last_activity is None or last_activity < day)


def because_of(rows: Iterable[IndicatorRow], *, is_idle: bool) -> list[Behind]:
    """Why a person is behind: each cause once, in the order of the list above."""
    causes = {cause for row in rows for cause in row.behind} | ({"no_activity"} if is_idle else set())
    order: tuple[Behind, ...] = ("not_reported", "returned", "below_target", "not_proven", "no_activity")
    return [cause for cause in order if cause in causes]
