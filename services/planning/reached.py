"""What was reached in a year, per indicator of an employee's agreements, as the finals of its periods tell it.

A final is evaluation's word (`EvaluationFinalized`) and nothing here judges again: `sum` and `latest` take the last
period that is final and was due, `average` the mean over those due, an excluded one giving zero (`domain.md` 7.7). So
before the year's last final these are figures so far, against the target of the period they come from. An amendment
stands for its final, and for a whole year the annual final, where there is one, for those of its periods.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal
from uuid import UUID

from chassis.projection import Projection
from contracts.achievement_v1 import NOTHING, achievement, fully_reached
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    EvaluationAmended,
    EvaluationFinalized,
    IndicatorLine,
    YearIndicatorLine,
)
from contracts.planning import AgreementClosed, Indicator, Support, TargetAgreed, WorkResult
from contracts.readings import agreed_versions

__all__ = [
    "Final",
    "FinalOfYear",
    "Reached",
    "reached",
    "reached_by",
    "reached_in",
    "reached_in_year",
    "version_judged",
]

Final = EvaluationFinalized | EvaluationAmended
FinalOfYear = AnnualEvaluationFinalized | AnnualEvaluationAmended
#: What was due and came of it: the period, and its line.
_Due = tuple[str, IndicatorLine]


@dataclass(frozen=True)
class Reached:
    """One indicator and how far it came. `value` and the target `low` to `high` are in its unit of measure.

    value: None where nothing counted and zero would flatter (`lower_is_better`). achievement: 1 is 100 %.
    period: the last one that is final and in which it was due. exclusion: why nothing counted in it. complete: the last
    days of the agreement are final, also of one that a move closed.
    """

    agreement: UUID
    year: int
    result: UUID
    kind: Literal["main", "additional"]
    result_title: str
    supports: Support | None
    indicator: Indicator
    period: str
    low: Fraction
    high: Fraction
    value: Fraction | None
    achievement: Fraction
    exclusion: str | None = None
    complete: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is fully reached, judged before any rounding."""
        if self.value is None:
            return False
        if self.indicator.accumulation == "average":
            return self.achievement >= 1
        return fully_reached(self.value, self.low, self.high, self.indicator.direction)


def reached(projection: Projection, employee: UUID, year: int) -> list[Reached]:
    """Of all agreements an employee had for a year; in the order of agreements, then of the plan.

    By the annual final, where it has the agreement: it is made after the periods', with what was shown since.
    """
    found: list[Reached] = []
    annual = [one.event for one in projection.labelled("final-year", f"{employee}:{year}")]
    of_year = next((one for one in reversed(annual) if isinstance(one, FinalOfYear)), None)
    marks = projection.marked("agreed-of", [f"{employee}:{year}"])
    for agreement in dict.fromkeys(mark.stream for mark in marks):
        if of_year is None or agreement not in {one.agreement for one in of_year.agreements}:
            found += reached_by(projection, agreement)
        elif agreed := _last_agreed(projection, agreement):
            found += reached_in_year(agreed, of_year)
    return found


def reached_by(projection: Projection, agreement: UUID, until: str | None = None) -> list[Reached]:
    """Of one agreement, in the version its last final was made with, whatever was revised since.

    until: as if the finals of later periods were not there.
    """
    kept = projection.of_stream(agreement, types=(TargetAgreed, AgreementClosed))
    versions = agreed_versions(one.event for one in kept)
    if not versions:
        return []
    finals = [one.event for one in projection.labelled("final", agreement)]
    told = [one for one in finals if isinstance(one, Final) and (until is None or one.period <= until)]
    return reached_in(version_judged(versions, told), told)


def version_judged(versions: Sequence[TargetAgreed], finals: Sequence[Final]) -> TargetAgreed:
    """Pure: the version that the last of these finals names; the last one there is where none does."""
    named = max(finals, key=lambda one: one.period).agreement_version if finals else None
    return next((one for one in versions if one.agreement_version == named), versions[-1])


def _last_agreed(projection: Projection, agreement: UUID) -> TargetAgreed | None:
    kept = projection.of_stream(agreement, types=(TargetAgreed, AgreementClosed))
    return next(reversed(agreed_versions(one.event for one in kept)), None)


def reached_in(agreed: TargetAgreed, finals: Iterable[Final]) -> list[Reached]:
    """Pure: what these say of an agreed set; an indicator that was due in none of them is left out.

    finals: of a period the last one stands, the final or its last amendment.
    """
    standing = {one.period: one for one in finals}
    complete = any(_last_month(period) >= agreed.ends_on.month for period in standing)
    lines: dict[UUID, list[_Due]] = {}
    for period, final in sorted(standing.items()):
        for line in (each for result in final.results for each in result.indicators):
            if line.due and line.low and line.high:
                lines.setdefault(line.indicator, []).append((period, line))
    return _each(agreed, lines, complete=complete)


def reached_in_year(agreed: TargetAgreed, final: FinalOfYear) -> list[Reached]:
    """Pure: what an annual final, or its amendment, says of an agreed set that is one of its agreements."""
    results = [result for one in final.agreements if one.agreement == agreed.agreement for result in one.results]
    lines = {line.indicator: _parts(line) for result in results for line in result.indicators if line.parts}
    return _each(agreed, lines, complete=True)


def _parts(line: YearIndicatorLine) -> list[_Due]:
    """What each period gives to the year, as that period's final would say it."""
    same = {"indicator": line.indicator, "due": True, "work_not_done": line.work_not_done}
    kept = ("low", "high", "realization", "exclusion")
    return [
        (one.period, IndicatorLine.model_validate(same | {name: getattr(one, name) for name in kept}))
        for one in line.parts
    ]


def _each(agreed: TargetAgreed, lines: Mapping[UUID, Sequence[_Due]], *, complete: bool) -> list[Reached]:
    return [
        replace(_reached(agreed, result, indicator, lines[indicator.indicator]), complete=complete)
        for result in agreed.results
        for indicator in result.indicators
        if indicator.indicator in lines
    ]


def _last_month(period: str) -> int:
    """The last month of a period as it is named: 9 of `2026Q3`, 7 of `2026M07`."""
    number = int(period[5:])
    return 3 * number if period[4] == "Q" else number


def _reached(agreed: TargetAgreed, result: WorkResult, indicator: Indicator, due: Sequence[_Due]) -> Reached:
    period, last = due[-1]
    target = (last.low, last.high)
    if indicator.accumulation == "average":
        target = (indicator.target.low, indicator.target.high)
    low, high = (Fraction(bound or 0) for bound in target)
    values = [_value(line, indicator) for _, line in (due if indicator.accumulation == "average" else due[-1:])]
    known = [value for value in values if value is not None]
    value = sum(known, NOTHING) / len(known) if known else None
    shares = [NOTHING if one is None else achievement(one, low, high, indicator.direction) for one in values]
    return Reached(
        agreement=agreed.agreement,
        year=agreed.year,
        result=result.result,
        kind=result.kind,
        result_title=result.title,
        supports=result.supports,
        indicator=indicator,
        period=period,
        low=low,
        high=high,
        value=value,
        achievement=sum(shares, NOTHING) / len(shares),
        exclusion=last.exclusion,
    )


def _value(line: IndicatorLine, indicator: Indicator) -> Fraction | None:
    if line.realization is not None and not line.work_not_done:
        return Fraction(line.realization.exact)
    return NOTHING if indicator.direction == "higher_is_better" else None
