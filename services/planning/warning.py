"""What a plan is warned of and not refused for (`domain.md` 4, PermenPANRB 8/2021): pure, over a proposed set.

Absolute wording ("semua", "selalu", "setiap", "tidak pernah"), and a main result that rests on maximum targets alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from contracts.planning import Indicator, WorkResult

__all__ = ["Warned", "warnings_of"]

_ABSOLUTE = re.compile(r"\b(semua|selalu|setiap|tidak\s+pernah)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Warned:
    """One warning, and the result or indicator it is about."""

    code: Literal["absolute_wording", "maximum_targets_only"]
    about: UUID

    def told(self) -> dict[str, str]:
        return {"code": self.code, "about": str(self.about)}


def warnings_of(results: Sequence[WorkResult]) -> tuple[Warned, ...]:
    """Every warning, in the order of the plan."""
    found: list[Warned] = []
    for result in results:
        if _ABSOLUTE.search(result.title):
            found.append(Warned("absolute_wording", result.result))
        if result.kind == "main" and all(_is_maximum(one) for one in result.indicators):
            found.append(Warned("maximum_targets_only", result.result))
        found += [Warned("absolute_wording", one.indicator) for one in result.indicators if _ABSOLUTE.search(one.title)]
    return tuple(found)


def _is_maximum(indicator: Indicator) -> bool:
    """Whether the target is the best that can be reached: C = T, or zero defects."""
    higher = indicator.direction == "higher_is_better"
    bound = Decimal(indicator.target.high if higher else indicator.target.low)
    if indicator.maximum is None:
        return not higher and bound == 0
    return Decimal(indicator.maximum) == bound
