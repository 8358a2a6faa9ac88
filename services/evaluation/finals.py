"""A final, and an amendment of one, of a period or of a year: what both are asked alike. Pure.

Whatever follows a final (delivery, objection, amendment, follow-up) is written against these names alone.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    CountedItem,
    EvaluationAmended,
    EvaluationFinalized,
    IndicatorLine,
    UnprovenReport,
    YearPart,
)

__all__ = [
    "Amended",
    "Final",
    "assignment_of",
    "is_year",
    "items_in",
    "made_at",
    "period_of",
    "unproven_in",
    "year_of",
]

#: As types, and to ask `isinstance` of.
Final = EvaluationFinalized | AnnualEvaluationFinalized
Amended = EvaluationAmended | AnnualEvaluationAmended


def is_year(period: str) -> bool:
    """Whether it is `2026`, a whole year, and not one of its periods such as `2026Q3`."""
    return period.isdecimal()


def period_of(final: Final | Amended) -> str:
    """The period it is of, or the year, as events of what follows say it."""
    return str(final.year) if isinstance(final, AnnualEvaluationFinalized | AnnualEvaluationAmended) else final.period


def year_of(final: Final | Amended) -> int:
    """The year whose cycle its days are reckoned by."""
    return int(period_of(final)[:4])


def assignment_of(final: Final | Amended) -> UUID:
    """The assignment whose rater acts on it; for a year, that of its last agreement."""
    if isinstance(final, AnnualEvaluationFinalized | AnnualEvaluationAmended):
        return final.agreements[-1].assignment
    return final.assignment


def made_at(told: Final | Amended) -> datetime:
    """When it was made: the days to receive it and to object to it run from then."""
    return told.finalized_at if isinstance(told, Final) else told.amended_at


def items_in(final: Final | Amended) -> frozenset[UUID]:
    """The evidence it used: what stands in its lines, and what shows an innovation."""
    return frozenset(one.item for one in _evidence(final)).union(*(one.items for one in final.innovations))


def unproven_in(told: Final | Amended) -> Iterator[UnprovenReport]:
    """The reports that have no credit in it, or count only as worse."""
    return (report for line in _lines(told) for report in line.unproven_reports)


def _evidence(told: Final | Amended) -> Iterator[CountedItem]:
    return (item for line in _lines(told) for item in line.evidence)


def _lines(told: Final | Amended) -> Iterator[IndicatorLine | YearPart]:
    """An indicator's line, or of a year what each period gave to it."""
    if isinstance(told, AnnualEvaluationFinalized | AnnualEvaluationAmended):
        lines = (line for one in told.agreements for result in one.results for line in result.indicators)
        yield from (part for line in lines for part in line.parts)
        return
    yield from (line for result in told.results for line in result.indicators)
