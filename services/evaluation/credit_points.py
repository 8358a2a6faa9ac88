"""Credit points (*angka kredit*) of a year: rows of the finals there are, by the level held; by `credit-points.v1`.

A month is of the final whose days have its last day, and of the level held then; where two agreements have it, of the
one that began last (as everybody is counted once, decision 0056). `domain.md` 7.8, decision 0062. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.evaluation import Predicate
from contracts.planning import FunctionalLevelSet
from contracts.values import StreamHead
from services.evaluation.policies.credit_points_v1 import Held, Kind, Level, Row, months_by_level, row, standing

__all__ = ["Credited", "Judged", "credited", "held_levels", "open_months"]


@dataclass(frozen=True)
class Judged:
    """What stands of a final of a period, or of the year, at `by`; `days`: what it is of, each part inclusive."""

    kind: Kind
    period: str
    predicate: Predicate
    days: tuple[tuple[date, date], ...]
    by: StreamHead
    amended: bool


@dataclass(frozen=True)
class Credited:
    """One row that stands, and the final it is of."""

    row: Row
    of: Judged


def held_levels(levels: Sequence[FunctionalLevelSet]) -> list[Held]:
    """Levels with their last days; levels: in order of their days (`contracts.readings.functional_levels`)."""
    last_days = [*(one.starts_on - timedelta(days=1) for one in levels[1:]), None]
    pairs = zip(levels, last_days, strict=False)  # without a level there is no last one either
    return [Held(one.level, one.starts_on, last) for one, last in pairs if one.level is not None]


def credited(judged: Iterable[Judged], held: Sequence[Held]) -> list[Credited]:
    """The rows that stand, in order of their months: annual ones, and periodic ones of months that none of them has."""
    taken: dict[tuple[Kind, str], tuple[Judged, Level]] = {}
    for one in sorted(judged, key=lambda each: each.days):
        for first, last in one.days:
            for level, months in months_by_level(held, first, last):
                taken |= {(one.kind, month): (one, level) for month in months}
    months_of: dict[tuple[StreamHead, Level], list[str]] = {}
    for (_, month), (one, level) in taken.items():
        months_of.setdefault((one.by, level), []).append(month)
    of = {one.by: one for one, _ in taken.values()}
    rows = [row(of[by].kind, level, of[by].predicate, sorted(months)) for (by, level), months in months_of.items()]
    return [Credited(one, taken[one.kind, one.months[0]][0]) for one in standing(rows)]


def open_months(rows: Iterable[Credited], held: Sequence[Held], year: int) -> list[str]:
    """The year's months at a level that no final has yet."""
    paid = {month for one in rows for month in one.row.months}
    levels = months_by_level(held, date(year, 1, 1), date(year, 12, 31))
    return [month for _, months in levels for month in months if month not in paid]
