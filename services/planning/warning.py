"""What a plan is warned of and not refused for (`domain.md` 4, PermenPANRB 8/2021): pure, over a proposed set.

Absolute wording ("semua", "selalu", "setiap", "tidak pernah"), a main result that rests on maximum targets alone, and a
target more than twice or less than half of what was reached last year on the indicator of the same words and unit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from contracts.planning import Indicator, WorkResult
from contracts.values import exact
from services.planning.reached import Reached

__all__ = ["LastYear", "Warned", "last_year_of", "warnings_of"]

_ABSOLUTE = re.compile(r"\b(semua|selalu|setiap|tidak\s+pernah)\b", re.IGNORECASE)

#: What was reached in the year before, by the words of indicator and unit of measure (`_words`).
LastYear = Mapping[tuple[str, str], Fraction]
_NOTHING_KNOWN: LastYear = MappingProxyType({})


@dataclass(frozen=True)
class Warned:
    """One warning, and the result or indicator it is about; `last_year`: what was reached on it then."""

    code: Literal["absolute_wording", "maximum_targets_only", "far_above_last_year", "far_below_last_year"]
    about: UUID
    last_year: Fraction | None = None

    def told(self) -> dict[str, Any]:
        reached = {} if self.last_year is None else {"last_year": exact(self.last_year).model_dump()}
        return {"code": self.code, "about": str(self.about), **reached}


def warnings_of(results: Sequence[WorkResult], last_year: LastYear = _NOTHING_KNOWN) -> tuple[Warned, ...]:
    """Every warning, in the order of the plan."""
    found: list[Warned] = []
    for result in results:
        if _ABSOLUTE.search(result.title):
            found.append(Warned("absolute_wording", result.result))
        if result.kind == "main" and all(_is_maximum(one) for one in result.indicators):
            found.append(Warned("maximum_targets_only", result.result))
        found += [Warned("absolute_wording", one.indicator) for one in result.indicators if _ABSOLUTE.search(one.title)]
        found += [warned for one in result.indicators for warned in _far(one, last_year)]
    return tuple(found)


def last_year_of(reached: Iterable[Reached]) -> LastYear:
    """What was reached in a year, of what is comparable with another year's target.

    Left out: what is not known, and a `sum` or `latest` whose last final is not of the target of the whole year yet (in
    January the last quarter's may be missing). A `sum` continued in another agreement, as after a move, adds up, when
    every part of it is known.
    """
    found: dict[tuple[str, str], Fraction] = {}
    partly: set[tuple[str, str]] = set()
    for one in reached:
        indicator, words = one.indicator, _words(one.indicator)
        sums = indicator.accumulation == "sum"
        whole = (one.low, one.high) == (Fraction(indicator.target.low), Fraction(indicator.target.high))
        if one.value is None or not (whole or (sums and one.complete)):
            partly |= {words} if sums else set()
            continue
        found[words] = one.value + (found.get(words, Fraction(0)) if sums else 0)
    return MappingProxyType({words: value for words, value in found.items() if words not in partly})


def _words(indicator: Indicator) -> tuple[str, str]:
    """Title and unit of measure, however they are spaced and capitalised."""
    title, unit = (" ".join(text.split()).casefold() for text in (indicator.title, indicator.unit_of_measure))
    return title, unit


def _far(indicator: Indicator, last_year: LastYear) -> Iterable[Warned]:
    """A target all of which lies above twice, or below half, of what was reached last year."""
    reached = last_year.get(_words(indicator))
    if reached is None:
        return
    if Fraction(indicator.target.low) > 2 * reached:
        yield Warned("far_above_last_year", indicator.indicator, reached)
    elif 2 * Fraction(indicator.target.high) < reached:
        yield Warned("far_below_last_year", indicator.indicator, reached)


def _is_maximum(indicator: Indicator) -> bool:
    """Whether the target is the best that can be reached: C = T, or zero defects."""
    higher = indicator.direction == "higher_is_better"
    bound = Decimal(indicator.target.high if higher else indicator.target.low)
    if indicator.maximum is None:
        return not higher and bound == 0
    return Decimal(indicator.maximum) == bound
