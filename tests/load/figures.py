"""What a measurement is: rates of two sides taken in turn, their median ratio, and how far the rounds spread.

Absolute numbers tell of a machine; a ratio of two sides measured in turn within one run tells of the code. The median
is of the rounds' ratios, not the ratio of medians: both sides of a round met the same neighbours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Duel", "Figure", "duel", "percentile"]


@dataclass(frozen=True)
class Figure:
    """One line of the table. met: None where no target was set."""

    what: str
    found: str
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "met", False: "target missed", None: ""}[self.met]


@dataclass(frozen=True)
class Duel:
    """Rates per second of both sides, round by round."""

    ours: Sequence[float]
    bare: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        return [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    def told(self, unit: str) -> str:
        low, high = min(self.ratios), max(self.ratios)
        return (
            f"{self.ratio:.0%} ({low:.0%} to {high:.0%} in {len(self.ratios)} rounds): "
            f"{median(self.ours):,.0f} against {median(self.bare):,.0f} {unit}/s"
        )


def duel(ours: Callable[[], float], bare: Callable[[], float], rounds: int) -> Duel:
    """Both sides in turn, each round in the other order, so that neither always runs on a warmer machine."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for number in range(rounds):
        for side in (True, False) if number % 2 else (False, True):
            found[side].append((ours if side else bare)())
    return Duel(found[True], found[False])


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
