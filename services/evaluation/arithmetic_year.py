"""An indicator's year in words and numbers: which periods were looked at, how they were put together, and its value.

As `arithmetic.py` for a period, and with its sentences: every number is taken from the line as a final carries it.
Pure; numbers are exact, a sentence shows them rounded to two places.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from contracts.achievement_v1 import Direction, fully_reached
from contracts.evaluation import AgreementOfYear, IndicatorLine, YearIndicatorLine, YearPart
from contracts.planning import Indicator
from contracts.values import Exact, StreamHead, exact
from services.evaluation.arithmetic import per_cent, reached_steps, value_steps
from services.evaluation.words import Said, period_said, with_numbers

__all__ = ["by_months", "months_step", "year_indicator_steps", "year_score_step"]


def year_indicator_steps(
    line: YearIndicatorLine,
    planned: Indicator | None,
    read: Said | None = None,
    notes: Callable[[StreamHead | None], Sequence[Said]] = lambda _: (),
) -> list[Said]:
    """What stands behind an indicator's year, step by step; planned, read, and the notes of each report that counts:
    as of `arithmetic.indicator_steps`.
    """
    if not line.due:
        return [Said("tidak jatuh tempo pada tahun ini, jadi tidak dihitung", "not due in this year: left out")]
    direction = planned.direction if planned else None
    steps = [_together(line, direction)]
    for part in line.parts:
        told = reached_steps(_as_line(line, part), planned, notes(part.report))
        if line.accumulation == "average":
            told = [_of_period(part, told)]
        elif part.report_period is not None and part.report_period != part.period:
            told.insert(-1, _reported_in(part.report_period))
        steps += told
    if line.accumulation == "average" and line.achievement is not None:
        steps.append(_mean(line.parts, line.achievement))
    return [*steps, *value_steps(_whole(line, direction), planned, read)]


def by_months(agreements: Sequence[AgreementOfYear], values: Sequence[Fraction | None]) -> Fraction | None:
    """The mean by months of those agreements that have a value, as the year's policies take it."""
    there = [
        (Fraction(one.share_of_months.exact), value)
        for one, value in zip(agreements, values, strict=True)
        if value is not None
    ]
    if not there:
        return None
    whole = sum((share for share, _ in there), Fraction(0))
    return sum((share * value for share, value in there), Fraction(0)) / whole


def months_step(one: AgreementOfYear, months: Fraction) -> Said:
    """What share of the year an agreement has. months: it was held, a part of a month by its days."""
    share = per_cent(Fraction(one.share_of_months.exact))
    first, last, held = one.starts_on.isoformat(), one.ends_on.isoformat(), f"{_rounded(months)}"
    numbers = with_numbers(" {} bulan, {} %", " {} months, {} %", held, share)
    return Said(f"{first} s.d. {last}:{numbers.id}", f"{first} to {last}:{numbers.en}")


def year_score_step(agreements: Sequence[AgreementOfYear], score: Exact | None) -> Said:
    """How the year's score is made of those of its agreements, each by the months it was held."""
    there = [one for one in agreements if one.score is not None]
    if score is None or not there:
        return Said("tidak ada RHK utama yang jatuh tempo, jadi tidak ada nilai", "no main result was due: no score")
    whole = sum((Fraction(one.share_of_months.exact) for one in there), Fraction(0))
    parts = [
        (one.score.shown, per_cent(Fraction(one.share_of_months.exact) / whole))
        for one in there
        if one.score is not None
    ]
    if len(parts) == 1:
        return with_numbers("nilai satu-satunya SKP: {}", "the score of its one agreement: {}", score.shown)
    return with_numbers(
        "rata-rata menurut bulan: {} = {}", "mean by months: {} = {}",
        " + ".join(f"{value} x {share} %" for value, share in parts), score.shown,
    )  # fmt: skip


def _rounded(value: Fraction) -> str:
    return per_cent(value / 100)


def _together(line: YearIndicatorLine, direction: Direction | None) -> Said:
    """Which periods are looked at and how they are put together (`domain.md` 7.7)."""
    looked_at = [period_said(part.period) for part in line.parts]
    ours, english = ", ".join(one.id for one in looked_at), ", ".join(one.en for one in looked_at)
    if line.accumulation == "average":
        return Said(
            f"rata-rata: capaian setiap periode yang jatuh tempo ({ours}), yang tidak terbukti bernilai nol",
            f"average: the mean of what every period due achieved ({english}), one not proven giving zero",
        )
    if line.accumulation == "latest":
        return Said(
            f"terakhir: nilai periode terakhir yang jatuh tempo ({ours})",
            f"latest: the value of the last period due ({english})",
        )
    if direction == "lower_is_better":
        return Said(
            f"jumlah, makin rendah makin baik: periode terakhir yang jatuh tempo ({ours}) harus terbukti",
            f"sum, lower is better: the last period due ({english}) must be proven",
        )
    return Said(
        f"jumlah: nilai kumulatif terakhir yang dihitung, dilihat dari {ours}",
        f"sum: the last cumulative value that counts, looked at from {english}",
    )


def _of_period(part: YearPart, told: Sequence[Said]) -> Said:
    period = period_said(part.period)
    ours, english = "; ".join(one.id for one in told), "; ".join(one.en for one in told)
    return Said(f"{period.id}: {ours}", f"{period.en}: {english}")


def _reported_in(period: str) -> Said:
    said = period_said(period)
    return Said(f"realisasi itu dilaporkan pada {said.id}", f"that realization was reported in {said.en}")


def _mean(parts: Sequence[YearPart], achievement: Exact) -> Said:
    shown = " + ".join(per_cent(Fraction(part.achievement.exact)) for part in parts)
    mean = per_cent(Fraction(achievement.exact))
    return with_numbers(
        "capaian setahun: ({}) / {} = {} %", "achievement of the year: ({}) / {} = {} %", shown, str(len(parts)), mean
    )


def _as_line(line: YearIndicatorLine, part: YearPart) -> IndicatorLine:
    """What one period gives, as a period's line."""
    return IndicatorLine(
        indicator=line.indicator,
        due=True,
        low=part.low,
        high=part.high,
        maximum=part.maximum,
        realization=part.realization,
        achievement=part.achievement,
        exclusion=part.exclusion,
    )


def _whole(line: YearIndicatorLine, direction: Direction | None) -> IndicatorLine:
    """The year as a period's line: of an average, with the realization that its mean achievement stands for."""
    (*_, last) = line.parts
    real = last.realization if line.accumulation != "average" else _stands_for(line, direction)
    return IndicatorLine(
        indicator=line.indicator,
        due=True,
        low=line.low,
        high=line.high,
        maximum=line.maximum,
        realization=real,
        achievement=line.achievement,
        value=line.value,
        weight=line.weight,
        work_not_done=line.work_not_done,
    )


def _stands_for(line: YearIndicatorLine, direction: Direction | None) -> Exact | None:
    """R = achievement x T, as the year's policies take it; None where nothing is said of it."""
    if line.achievement is None or line.high is None or direction != "higher_is_better":
        return None
    achieved, target = Fraction(line.achievement.exact), Fraction(line.high)
    at_maximum = line.maximum is not None and Fraction(line.maximum) == target
    if at_maximum and not all(_reached(part, direction) for part in line.parts):
        return None
    return exact(achieved * target)


def _reached(part: YearPart, direction: Direction) -> bool:
    if part.realization is None:
        return False
    return fully_reached(Fraction(part.realization.exact), Fraction(part.low), Fraction(part.high), direction)
