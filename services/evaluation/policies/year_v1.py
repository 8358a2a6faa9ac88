"""What counts over a year (domain 7.7): from the periods' inputs of each agreement to what every indicator achieved.

The year is judged afresh, not as a mean of the quarters [reading: ratings are ordinal, and no averaging rule exists].
Targets are those of the version in force at the agreement's end, so all periods' inputs are given with that version;
evidence is judged against the last period's deadline and by the verdicts there are now. Per indicator:

* `sum`: the last proven cumulative value of the agreement; where lower is better the last period due must be proven,
  since silence about cost must not help;
* `latest`: the value of the last period due;
* `average`: the mean over the periods due of the exact achievement, an unproven period giving nothing.

Under `unverified = count` what counts unproven is a report of the last period that has one (`sum`, higher is better)
or of the period looked at. Knows no points: that is each policy's. Pure; frozen once released.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from services.evaluation.policies.counting_v1 import Counted, blockers, count
from services.evaluation.policies.due_v1 import NOT_ACHIEVED, NOTHING, Achieved, achieved
from services.evaluation.policies.inputs_v1 import Indicator, Inputs, InvalidInputs, Rating, UnitAchievement, WorkResult
from services.evaluation.policies.outcome_v1 import Blocker

__all__ = [
    "SHORT_PERIOD_MONTHS",
    "AgreementYear",
    "Part",
    "YearIndicator",
    "YearInputs",
    "YearResult",
    "annual",
    "months_held",
    "short_period",
    "waiting",
    "weights_by_months",
]

#: Months of service below which the evaluation is marked `short_period` (it is still made).
SHORT_PERIOD_MONTHS = 3


@dataclass(frozen=True)
class AgreementYear:
    """One agreement's part of the year: its first and last day (inclusive) and the inputs of its periods in order.

    `unit_achievement`: the unit's of the year, for an agreement as its head; None while it is not set.
    """

    agreement: str
    starts_on: date
    ends_on: date
    periods: tuple[Inputs, ...]
    unit_achievement: UnitAchievement | None = None

    def __post_init__(self) -> None:
        if not self.periods:
            raise InvalidInputs(f"agreement {self.agreement}: a year without a period")
        if self.starts_on > self.ends_on or self.starts_on.year != self.ends_on.year:
            raise InvalidInputs(f"agreement {self.agreement}: {self.starts_on} to {self.ends_on} is no part of a year")
        names = [one.period for one in self.periods]
        if names != sorted(set(names)):
            raise InvalidInputs(f"agreement {self.agreement}: periods {names} are not in order")

    @property
    def head_of_unit(self) -> bool:
        return self.periods[-1].head_of_unit


@dataclass(frozen=True)
class YearInputs:
    """Everything an annual evaluation rests on: agreements in order of time, and behaviour assessed for the year."""

    year: int
    agreements: tuple[AgreementYear, ...]
    behaviour: Mapping[str, Rating] | None = None
    innovation: bool = False
    colleagues_heard: bool = False

    def __post_init__(self) -> None:
        if not self.agreements:
            raise InvalidInputs(f"{self.year}: no agreement")
        last: date | None = None
        for one in self.agreements:
            if last is not None and one.starts_on <= last:
                raise InvalidInputs(f"agreement {one.agreement} begins before another ended")
            last = one.ends_on


@dataclass(frozen=True)
class Part:
    """What one period gives to an indicator's year: what counts in it and what that achieved."""

    period: str
    counted: Counted
    achieved: Achieved


@dataclass(frozen=True)
class YearIndicator:
    """One indicator's year. `target`: with the target that was held against, that of the last period due.

    `parts`: of the periods looked at, one but for `average`; none: not due in the year.
    """

    target: Indicator
    parts: tuple[Part, ...]
    achieved: Achieved
    with_excluded: Achieved

    @property
    def due(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True)
class YearResult:
    """One work result's year, its indicators by id in the agreement's order; `result.indicators` are due in the year
    or not, with the year's targets.
    """

    result: WorkResult
    indicators: Mapping[str, YearIndicator]

    def got(self, *, with_excluded: bool = False) -> dict[str, Achieved]:
        """What each due indicator achieved."""
        due = {name: one for name, one in self.indicators.items() if one.due}
        return {name: one.with_excluded if with_excluded else one.achieved for name, one in due.items()}


def annual(agreement: AgreementYear) -> tuple[YearResult, ...]:
    """The year of every work result of an agreement, in the order of its last period."""
    periods = _together(agreement)
    return tuple(_result(result, periods) for result in periods[-1].results)


def waiting(agreement: AgreementYear) -> tuple[Blocker, ...]:
    """Items of any of its periods that nobody has judged: nothing annual may be finalized over them."""
    return tuple(sorted({one for inputs in _together(agreement) for one in blockers(inputs)}))


def months_held(starts_on: date, ends_on: date) -> Fraction:
    """Months from day to day, both inclusive: a part of a month counts its days by the days of that month."""
    months, day = NOTHING, starts_on
    while day <= ends_on:
        days = monthrange(day.year, day.month)[1]
        last = min(ends_on, day.replace(day=days))
        months += Fraction((last - day).days + 1, days)
        day = last + timedelta(days=1)
    return months


def weights_by_months(agreements: Sequence[AgreementYear]) -> list[Fraction]:
    """Each agreement's share of the months that all of them were held; they are 1 together."""
    held = [months_held(one.starts_on, one.ends_on) for one in agreements]
    whole = sum(held, NOTHING)
    return [months / whole for months in held]


def short_period(agreements: Sequence[AgreementYear]) -> bool:
    """Whether the year holds fewer than three months of service."""
    return sum((months_held(one.starts_on, one.ends_on) for one in agreements), NOTHING) < SHORT_PERIOD_MONTHS


def _together(agreement: AgreementYear) -> tuple[Inputs, ...]:
    """The periods' inputs, each with all reports and items of the agreement and the last period's evidence deadline."""
    reports = {(one.indicator, one.ref): one for inputs in agreement.periods for one in inputs.reports}
    items = {one.item: one for inputs in agreement.periods for one in inputs.items}
    names = tuple(one.period for one in agreement.periods)
    deadline = agreement.periods[-1].evidence_deadline
    return tuple(
        replace(
            inputs,
            periods_before=names[:place],
            reports=tuple(reports.values()),
            items=tuple(items.values()),
            evidence_deadline=deadline,
        )
        for place, inputs in enumerate(agreement.periods)
    )


def _result(result: WorkResult, periods: Sequence[Inputs]) -> YearResult:
    years = {each.indicator: _indicator(each, periods) for each in result.indicators}
    return YearResult(replace(result, indicators=tuple(one.target for one in years.values())), years)


def _indicator(indicator: Indicator, periods: Sequence[Inputs]) -> YearIndicator:
    found = [(inputs, _of(indicator, inputs)) for inputs in periods]
    due = [(inputs, each) for inputs, each in found if each is not None and each.due]
    if not due:
        return YearIndicator(replace(indicator, due=False), (), NOT_ACHIEVED, NOT_ACHIEVED)
    target = due[-1][1]
    if target.accumulation == "average":
        looked_at = due
    elif target.accumulation == "sum" and target.direction == "higher_is_better":
        looked_at = [(_last_told(target, periods), target)]
    else:
        looked_at = due[-1:]
    parts = tuple(_part(each, inputs) for inputs, each in looked_at)
    everything = [
        achieved(each, _value(part.counted, last=True)) for part, (_, each) in zip(parts, looked_at, strict=True)
    ]
    return YearIndicator(target, parts, _mean([one.achieved for one in parts]), _mean(everything))


def _of(indicator: Indicator, inputs: Inputs) -> Indicator | None:
    same = (each for result in inputs.results for each in result.indicators)
    return next((each for each in same if each.indicator == indicator.indicator), None)


def _last_told(indicator: Indicator, periods: Sequence[Inputs]) -> Inputs:
    told = {report.period for report in periods[-1].reports if report.indicator == indicator.indicator}
    return next((inputs for inputs in reversed(periods) if inputs.period in told), periods[-1])


def _part(indicator: Indicator, inputs: Inputs) -> Part:
    counted = count(indicator, inputs)
    return Part(inputs.period, counted, achieved(indicator, _value(counted)))


def _value(counted: Counted, *, last: bool = False) -> Fraction | None:
    report = counted.last if last else counted.report
    return report.value if report else None


def _mean(parts: Sequence[Achieved]) -> Achieved:
    whole = sum((one.achievement for one in parts), NOTHING)
    return Achieved(whole / len(parts), reached=all(one.reached for one in parts))
