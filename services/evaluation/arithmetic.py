"""An indicator's line of arithmetic in words and numbers, and how lines add up to a result and a score.

Every number is taken from the line as a final carries it; what is said of it is checked against the formula of
`contracts/achievement_v1.py` and of the policy, and where no formula is known to give a value it says "by the policy's
table", never a formula that does not hold. Pure; numbers are exact, a sentence shows them rounded to two places.
"""

from collections.abc import Sequence
from fractions import Fraction

from contracts.achievement_v1 import Direction, fully_reached
from contracts.evaluation import AspectLine, IndicatorLine, ResultLine, YearIndicatorLine, YearResultLine
from contracts.planning import Indicator
from contracts.values import Exact, exact
from services.evaluation.policies.numeric_8_2021_v1 import (
    ADDITIONAL_AT_MOST,
    FACTORS,
    POINTS,
    SCOPE_WEIGHT,
    additional_value,
    class_of_points,
    class_of_staff,
    head_points,
    whole_per_cent,
)
from services.evaluation.words import ASPECT, EXCLUSION, PREDICATE, Said, number_said, of
from services.evaluation.words import with_numbers as _both

__all__ = [
    "contribution",
    "indicator_steps",
    "per_cent",
    "plain",
    "reached_steps",
    "read_of_aspect",
    "read_of_head",
    "score_step",
    "value_steps",
]

_CAP, _REACHED = Fraction(120), Fraction(100)
#: Whole per cents between which the tables of PermenPANRB 8/2021 jump (`domain.md` 7.4).
_CLIFF = (99, 100)


def plain(value: Fraction) -> str:
    """A number without ending zeros where it has six decimals at most, else rounded to two."""
    millionths = value * 10**6
    if millionths.denominator != 1:
        return exact(value).shown
    whole, rest = divmod(abs(int(millionths)), 10**6)
    return f"{'-' if value < 0 else ''}{whole}.{rest:06}".rstrip("0").rstrip(".")


def per_cent(value: Fraction) -> str:
    """A share of 1 in per cent, rounded to two places."""
    return exact(value * 100).shown


def contribution(line: IndicatorLine | YearIndicatorLine, result: ResultLine | YearResultLine) -> Exact | None:
    """Points of the score that an indicator brings: value x its weight x its result's; None where it brings none."""
    if line.value is None or line.weight is None or result.weight is None:
        return None
    return exact(_of(line.value) * _of(line.weight) * _of(result.weight))


def indicator_steps(
    line: IndicatorLine, planned: Indicator | None, read: Said | None = None, notes: Sequence[Said] = ()
) -> list[Said]:
    """What stands behind an indicator's value, step by step.

    planned: as agreed, None where it is not known. read: how the value was read off the policy's table, if it was.
    notes: what else there is to say of the report that counts.
    """
    if not line.due:
        return [Said("tidak jatuh tempo pada periode ini, jadi tidak dihitung", "not due in this period: left out")]
    return [*reached_steps(line, planned, notes), *value_steps(line, planned, read)]


def reached_steps(line: IndicatorLine, planned: Indicator | None, notes: Sequence[Said] = ()) -> list[Said]:
    """Target, what counts of the realization, and how far that got; notes: as of `indicator_steps`."""
    unit = f" {planned.unit_of_measure}" if planned else ""
    steps = [_target(line, unit)]
    if line.realization is None:
        why = EXCLUSION[line.exclusion] if line.exclusion else EXCLUSION["not_reported"]
        steps.append(Said(f"tidak ada realisasi yang dihitung: {why.id}", f"no realization counts: {why.en}"))
    else:
        steps.append(_both("realisasi yang dihitung: {}" + unit, "realization that counts: {}" + unit, _real(line)))
    steps += notes
    if line.achievement is not None:
        steps.append(_achievement(line, planned.direction if planned else None))
    return steps


def value_steps(line: IndicatorLine, planned: Indicator | None, read: Said | None = None) -> list[Said]:
    """What the policy makes of what was achieved, and what it brings to its result; read: as of `indicator_steps`."""
    steps: list[Said] = []
    if line.value is not None:
        steps.append(_value(line, planned.direction if planned else None, read))
    if line.weight is not None and line.value is not None:
        weight, value = per_cent(_of(line.weight)), line.value.shown
        brings = exact(_of(line.weight) * _of(line.value)).shown
        steps.append(_both("dalam RHK: {} x {} % = {}", "in its result: {} x {} % = {}", value, weight, brings))
    return steps


def read_of_head(line: IndicatorLine | YearIndicatorLine) -> Said | None:
    """How a head's value was read off the numeric policy's table, and the cliff it stands at; None: it was not."""
    if line.achievement is None or line.value is None:
        return None
    whole = whole_per_cent(_of(line.achievement))
    if _of(line.value) != head_points(whole, maximum=False, reached=False):
        return None
    said = _both(
        "nilai: capaian dibulatkan menjadi {} %, menurut tabel pimpinan unit {}",
        "value: achievement rounded to {} %, by the table of heads {}", str(whole), line.value.shown,
    )  # fmt: skip
    below, above = (plain(head_points(one, maximum=False, reached=False)) for one in _CLIFF)
    return _at_cliff(said, whole, Said(below, below), Said(above, above))


def read_of_aspect(line: IndicatorLine | YearIndicatorLine, aspect: AspectLine) -> Said | None:
    """How the value of staff's indicator came from its aspect's class, and the cliff it stands at; None: it did not."""
    if line.value is None or _of(line.value) != POINTS[aspect.band]:
        return None
    name, band, value = ASPECT[aspect.aspect], of(PREDICATE, aspect.band), number_said(line.value.shown)
    said = Said(
        f"nilai: aspek {name.id.lower()} {aspect.per_cent} %, kelas {band.id}, jadi {value.id}",
        f"value: aspect {name.en} at {aspect.per_cent} %, class {band.en}, so {value.en}",
    )
    below, above = (_class_and_points(one) for one in _CLIFF)
    return _at_cliff(said, aspect.per_cent, below, above)


def _class_and_points(per_cent: int) -> Said:
    band = class_of_staff(per_cent)
    said, points = of(PREDICATE, band), plain(POINTS[band])
    return Said(f"{said.id} ({points})", f"{said.en} ({points})")


def _at_cliff(said: Said, whole: int, below: Said, above: Said) -> Said:
    if whole not in _CLIFF:
        return said
    return Said(
        f"{said.id}; tabel melompat: 99 % {below.id}, 100 % {above.id}",
        f"{said.en}; the table jumps: 99 % is {below.en}, 100 % is {above.en}",
    )


def score_step(results: Sequence[ResultLine | YearResultLine], score: Exact | None) -> Said:
    """How the score is made of the main results that were due."""
    due = [one for one in results if one.kind == "main" and one.value is not None and one.weight is not None]
    if score is None or not due:
        return Said("tidak ada RHK utama yang jatuh tempo, jadi tidak ada nilai", "no main result was due: no score")
    parts = " + ".join(f"{one.value.shown} x {per_cent(_of(one.weight))} %" for one in due if one.value and one.weight)
    total = sum((_of(one.value) * _of(one.weight) for one in due if one.value and one.weight), Fraction(0))
    if total == Fraction(score.exact):
        return _both("{} = {}", "{} = {}", parts, score.shown)
    if (with_them := _with_additional(results, total, score)) is not None:
        main = _both("RHK utama: {} = {}", "main results: {} = {}", parts, exact(total).shown)
        return Said(f"{main.id}; {with_them.id}", f"{main.en}; {with_them.en}")
    return _both(
        "RHK utama: {}; menurut aturan kebijakan menjadi {}", "main results: {}; by the policy's rules {}",
        parts, score.shown,
    )  # fmt: skip


def _with_additional(results: Sequence[ResultLine | YearResultLine], main: Fraction, score: Exact) -> Said | None:
    """The numeric policy's: what additional results add to the main ones; None where the score is not made so."""
    values = [_of(one.value) for one in results if one.kind == "additional" and one.value is not None]
    added = additional_value(values)
    if not values or min(_CAP, main + added) != Fraction(score.exact):
        return None
    weight = plain(SCOPE_WEIGHT)
    each = " + ".join(
        f"{plain(100 * FACTORS[class_of_points(one)])} % x {weight} % x {exact(one).shown}" for one in values
    )
    at_most, cap = plain(ADDITIONAL_AT_MOST), plain(_CAP)
    extra = _both(
        "tambahan (faktor kelas x bobot lingkup x nilai, bersama paling banyak {}): {} = {}",
        "additional ones (factor of the class x weight of the scope x value, together at most {}): {} = {}",
        at_most, each, exact(added).shown,
    )  # fmt: skip
    both = _both(
        "bersama, paling banyak {}: {} + {} = {}", "together, at most {}: {} + {} = {}",
        cap, exact(main).shown, exact(added).shown, score.shown,
    )  # fmt: skip
    return Said(f"{extra.id}; {both.id}", f"{extra.en}; {both.en}")


def _of(value: Exact) -> Fraction:
    return Fraction(value.exact)


def _real(line: IndicatorLine) -> str:
    assert line.realization is not None
    return plain(_of(line.realization))


def _target(line: IndicatorLine, unit: str) -> Said:
    if line.low is None or line.high is None:
        return Said("tanpa target pada periode ini", "no target in this period")
    low, high = line.low, line.high
    said = _both("target: {}" + unit, "target: {}" + unit, low)
    if low != high:
        said = _both("target: {} sampai {}" + unit, "target: {} to {}" + unit, low, high)
    if line.maximum is None:
        return said
    most = _both("; nilai tertinggi yang dapat dicapai: {}", "; highest attainable value: {}", line.maximum)
    return Said(said.id + most.id, said.en + most.en)


def _achievement(line: IndicatorLine, direction: Direction | None) -> Said:
    assert line.achievement is not None
    reached = per_cent(_of(line.achievement))
    if line.realization is None or line.low is None or line.high is None or direction is None:
        return _both("capaian: {} %", "achievement: {} %", reached)
    real, low, high = _of(line.realization), Fraction(line.low), Fraction(line.high)
    if low <= real <= high:
        if low == high and direction == "higher_is_better" and low > 0:
            return _both("capaian: {} / {} = {} %", "achievement: {} / {} = {} %", plain(real), plain(low), reached)
        if low == high:
            return _both("capaian: tepat pada target = {} %", "achievement: at the target = {} %", reached)
        return _both(
            "capaian: di dalam rentang target = {} %", "achievement: inside the target's range = {} %", reached
        )
    bound = high if real > high else low
    numbers = (plain(real), plain(bound), reached)
    if direction == "higher_is_better":
        return _both("capaian: {} / {} = {} %", "achievement: {} / {} = {} %", *numbers)
    if bound == 0:
        return _both("capaian: target nol terlampaui = {} %", "achievement: above a target of zero = {} %", reached)
    if 2 - real / bound < 0:
        return _both(
            "capaian: 1 + (1 - {} / {}), tidak di bawah 0 = {} %",
            "achievement: 1 + (1 - {} / {}), never below 0 = {} %", *numbers,
        )  # fmt: skip
    return _both("capaian: 1 + (1 - {} / {}) = {} %", "achievement: 1 + (1 - {} / {}) = {} %", *numbers)


def _value(line: IndicatorLine, direction: Direction | None, read: Said | None) -> Said:
    """Why the value is what it is; under a policy whose formula is not one of these, what its table made of it."""
    assert line.value is not None
    value, shown = _of(line.value), line.value.shown
    if line.work_not_done:
        return _both(
            "nilai: {}, karena kuantitas dan kualitas hasil ini nol (pekerjaan tidak dilakukan)",
            "value: {}, because quantity and quality of this result are zero (work not done)", shown,
        )  # fmt: skip
    reached = _of(line.achievement) * 100 if line.achievement is not None else None
    if read is None and reached is not None and value == reached:
        return _both("nilai: {} (sama dengan capaian)", "value: {} (as achieved)", shown)
    if _at_maximum(line, direction) and value == _CAP:
        return _both(
            "nilai: {}, karena target adalah nilai tertinggi dan tercapai penuh",
            "value: {}, because the target is the highest attainable value and fully reached", shown,
        )  # fmt: skip
    if read is not None:
        return read
    if (way := _towards_maximum(line, direction)) is not None and value == min(_CAP, way):
        assert line.realization is not None
        assert line.maximum is not None
        numbers = (plain(_of(line.realization)), str(line.high), line.maximum, str(line.high), shown)
        return _both(
            "nilai: 100 + 20 x ({} - {}) / ({} - {}) = {}", "value: 100 + 20 x ({} - {}) / ({} - {}) = {}", *numbers
        )
    if reached is not None and value == _CAP < reached:
        return _both("nilai: {} (batas atas)", "value: {} (the cap)", shown)
    return _both("nilai menurut tabel kebijakan: {}", "value by the policy's table: {}", shown)


def _at_maximum(line: IndicatorLine, direction: Direction | None) -> bool:
    if line.realization is None or line.low is None or line.high is None or direction is None:
        return False
    low, high, most = Fraction(line.low), Fraction(line.high), line.maximum
    named = high if direction == "higher_is_better" else low
    is_most = (most is not None and Fraction(most) == named) or (direction == "lower_is_better" and high == 0)
    return is_most and fully_reached(_of(line.realization), low, high, direction)


def _towards_maximum(line: IndicatorLine, direction: Direction | None) -> Fraction | None:
    if line.realization is None or line.high is None or line.maximum is None or direction != "higher_is_better":
        return None
    real, high, most = _of(line.realization), Fraction(line.high), Fraction(line.maximum)
    if not high < most or real <= high:
        return None
    return _REACHED + (_CAP - _REACHED) * (real - high) / (most - high)
