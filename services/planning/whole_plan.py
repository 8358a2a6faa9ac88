"""What holds of a plan as a whole when it is proposed: a main result, and weights that add up.

A draft may be kept before it holds; each of its indicators is checked all the same (`targets`). Source: `domain.md` 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from contracts.refusals import Refusal

__all__ = ["NoMainResult", "Result", "WeightNotAboveZero", "WeightsUneven", "check_whole"]


@dataclass(eq=False)
class NoMainResult(Refusal):
    """An agreement needs at least one main result."""


@dataclass(eq=False)
class WeightsUneven(Refusal):
    """Weights stand on some siblings only, are not above zero, or do not add up to 100.

    where: the result's title, or words for the main results that stand in a sentence of either language.
    """

    where: str
    total: str


@dataclass(eq=False)
class WeightNotAboveZero(Refusal):
    """The weight of an additional result, which shares 100 with nobody, is not above zero."""

    result: str
    weight: str


class _Weighted(Protocol):
    @property
    def weight(self) -> str | None: ...


class Result(Protocol):
    """A work result, as it is sent in or as it is kept."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def weight(self) -> str | None: ...
    @property
    def indicators(self) -> Sequence[_Weighted]: ...


def check_whole(results: Sequence[Result]) -> None:
    """Raise the first refusal of this module."""
    if not any(result.kind == "main" for result in results):
        raise NoMainResult
    _check_weights("RHK utama", [one.weight for one in results if one.kind == "main"])
    for one in results:
        if one.kind != "main" and one.weight is not None and Decimal(one.weight) <= 0:
            raise WeightNotAboveZero(one.title, one.weight)
    for one in results:
        _check_weights(one.title, [indicator.weight for indicator in one.indicators])


def _check_weights(where: str, weights: Sequence[str | None]) -> None:
    given = [Decimal(weight) for weight in weights if weight is not None]
    if not given:
        return
    if len(given) != len(weights) or min(given) <= 0 or sum(given) != 100:
        raise WeightsUneven(where, str(sum(given)))
