"""What people reached (*realisasi*): a value around the quarter's target, by how well the person did.

All chance comes from the `Random` handed in, and only its integers are used, so the same seed gives the
same digits on every machine. A value never leaves the scale of its unit of measure.
"""

from fractions import Fraction
from random import Random
from typing import Literal

from deploy.sample.model import Indicator
from deploy.sample.targets import Due

Level = Literal["strong", "expected", "weak"]

# Per cent of the target (of the range's nearer bound), inclusive, by level.
HIGHER = {"strong": (112, 121), "expected": (95, 112), "weak": (50, 86)}
LOWER = {"strong": (79, 88), "expected": (92, 106), "weak": (112, 145)}
# Per cent of the way from T to C, for those who pass T where there is a highest attainable value.
TOWARDS_MAXIMUM = {"strong": (55, 95), "expected": (0, 50)}
SCALE_END = {"persen": Fraction(100), "nilai": Fraction(100), "indeks": Fraction(100)}
SMALL_WHOLE_TARGET = 4  # up to here rounding would hide that somebody did better


def realization(indicator: Indicator, target: Due, level: Level, chance: Random) -> str:
    """A realization in the indicator's unit of measure, as decimal text."""
    if indicator.direction == "lower_is_better":
        raw = _lower(target, level, chance)
    else:
        raw = _higher(indicator, target, level, chance)
    value = _rounded(indicator, raw, level, target)
    end = target.maximum if indicator.direction == "higher_is_better" else None
    scale_end = _scale_end(indicator.unit_of_measure)
    for bound in (end, scale_end):
        if bound is not None:
            value = min(value, bound)
    return tenths_text(value)


def tenths_text(value: Fraction) -> str:
    whole, tenth = divmod(int(value * 10), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _per_cent(bounds: tuple[int, int], chance: Random) -> Fraction:
    return Fraction(chance.randint(*bounds), 100)


def _inside(target: Due, chance: Random) -> Fraction:
    return target.low + (target.high - target.low) * Fraction(chance.randint(0, 10), 10)


def _higher(indicator: Indicator, target: Due, level: Level, chance: Random) -> Fraction:
    if target.low != target.high and level == "expected":
        return _inside(target, chance)
    passes_target = level == "strong" or (level == "expected" and chance.randint(0, 1) == 1)
    if target.maximum is not None and passes_target:
        return target.high + (target.maximum - target.high) * _per_cent(TOWARDS_MAXIMUM[level], chance)
    near = target.low if level == "weak" else target.high
    return near * _per_cent(HIGHER[level], chance)


def _lower(target: Due, level: Level, chance: Random) -> Fraction:
    if target.high == 0:
        return Fraction(chance.randint(0, 1) if level == "weak" else 0)
    if target.low != target.high and level == "expected":
        return _inside(target, chance)
    near = target.high if level == "weak" else target.low
    return near * _per_cent(LOWER[level], chance)


def _rounded(indicator: Indicator, raw: Fraction, level: Level, target: Due) -> Fraction:
    if not indicator.whole:
        return Fraction((raw * 10 + Fraction(1, 2)).__floor__(), 10)
    if level == "strong" and target.high <= SMALL_WHOLE_TARGET:
        better_up = indicator.direction == "higher_is_better"
        return Fraction(raw.__ceil__() if better_up else raw.__floor__())
    return Fraction((raw + Fraction(1, 2)).__floor__())


def _scale_end(measure: str) -> Fraction | None:
    word, _, end = measure.partition(" ")
    return Fraction(end) if word == "skala" else SCALE_END.get(word)
