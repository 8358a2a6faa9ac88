"""Achievement of an individual indicator (*capaian indikator kinerja individu*), as an exact fraction.

PermenPANRB 8/2021, its formulas for the normal and the special condition, used by every scoring policy.
Pure and exact: no float goes in or comes out, nothing is rounded or capped here.
Frozen once released: final evaluations name a digest over this file, so a change is a new module.
"""

from fractions import Fraction
from typing import Literal

__all__ = ["FULL", "NOTHING", "Direction", "achievement", "fully_reached"]

Direction = Literal["higher_is_better", "lower_is_better"]

FULL = Fraction(1)
NOTHING = Fraction(0)


def achievement(realization: Fraction, low: Fraction, high: Fraction, direction: Direction) -> Fraction:
    """How far `realization` reached the target from `low` to `high` (inclusive; a single value has both alike).

    All three are in the indicator's unit of measure, >= 0. Returns a fraction >= 0 where 1 is 100 %: inside
    the range 1, else against the bound it missed or passed, R / T (`higher_is_better`, normal condition)
    or 1 + (1 - R / T), never below 0 (`lower_is_better`, special condition).
    With a zero target and `lower_is_better` anything but zero is 0 %.
    Raises TypeError for a number that is not exact, ValueError for a negative one, bounds the wrong way round,
    an unknown direction, or `higher_is_better` with an upper bound of 0, which planning refuses.
    """
    _check(realization, low, high, direction)
    if low <= realization <= high:
        return FULL
    target = high if realization > high else low
    if direction == "higher_is_better":
        return Fraction(realization) / target
    if target == 0:
        return NOTHING
    return max(NOTHING, 2 - Fraction(realization) / target)


def fully_reached(realization: Fraction, low: Fraction, high: Fraction, direction: Direction) -> bool:
    """Whether the target is met, judged before any rounding: R >= `low`, for `lower_is_better` R <= `high`.

    Units, bounds and errors as in `achievement`. 99.5 % is not fully reached, whatever it rounds to.
    """
    _check(realization, low, high, direction)
    return realization >= low if direction == "higher_is_better" else realization <= high


def _check(realization: Fraction, low: Fraction, high: Fraction, direction: Direction) -> None:
    for number in (realization, low, high):
        if not isinstance(number, (int, Fraction)):
            raise TypeError(f"{number!r} is not exact: use Fraction")
    if direction not in ("higher_is_better", "lower_is_better"):
        raise ValueError(f"unknown direction: {direction!r}")
    if realization < 0 or low < 0:
        raise ValueError("a realization or target is never negative")
    if low > high:
        raise ValueError("the target's lower bound is above its upper bound")
    if direction == "higher_is_better" and high == 0:
        raise ValueError("a target of zero says nothing where higher is better")
