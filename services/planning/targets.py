"""From what was planned to what is agreed: the refusals of a plan, and the target of every period.

A `sum` target splits evenly over the months the agreement covers and accumulates, a whole unit rounded down
(lower_is_better: up); `latest` and `average` keep the annual value. A period whose target is absent, or
derived as zero from a target above zero, is not due (`domain.md` 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID, uuid4

from contracts.planning import Indicator, PeriodDates, PeriodTarget, Support, Target, WorkResult
from contracts.refusals import Refusal

__all__ = [
    "BoundsCrossed",
    "GivenTargetsDiffer",
    "LatestNeedsTargets",
    "MaximumBelowTarget",
    "NegativeTarget",
    "NoMainResult",
    "PeriodNotCovered",
    "PlannedIndicator",
    "PlannedResult",
    "WeightsUneven",
    "ZeroTarget",
    "agreed_results",
]


@dataclass(eq=False)
class NoMainResult(Refusal):
    """An agreement needs at least one main result."""


@dataclass(eq=False)
class ZeroTarget(Refusal):
    """A target of zero means nothing where higher is better."""

    indicator: str


@dataclass(eq=False)
class NegativeTarget(Refusal):
    indicator: str


@dataclass(eq=False)
class BoundsCrossed(Refusal):
    """The lower bound is above the upper."""

    indicator: str


@dataclass(eq=False)
class MaximumBelowTarget(Refusal):
    """The highest attainable value lies on the wrong side of the target."""

    indicator: str


@dataclass(eq=False)
class WeightsUneven(Refusal):
    """Weights stand on some siblings only, are not above zero, or do not add up to 100."""

    where: str
    total: str


@dataclass(eq=False)
class GivenTargetsDiffer(Refusal):
    """The last period's given target differs from the year's."""

    indicator: str
    period: str


@dataclass(eq=False)
class LatestNeedsTargets(Refusal):
    """A lower_is_better `latest` target needs its targets per period."""

    indicator: str


@dataclass(eq=False)
class PeriodNotCovered(Refusal):
    """A target is given for a period outside the agreement's days."""

    indicator: str
    period: str


@dataclass(frozen=True)
class PlannedIndicator:
    """An indicator as it is proposed; `targets` None: derived."""

    title: str
    aspect: str
    unit_of_measure: str
    whole: bool
    direction: str
    accumulation: str
    target: Target
    maximum: str | None = None
    weight: str | None = None
    targets: tuple[PeriodTarget, ...] | None = None
    indicator: UUID | None = None


@dataclass(frozen=True)
class PlannedResult:
    """A work result as it is proposed."""

    kind: str
    title: str
    indicators: tuple[PlannedIndicator, ...]
    supports: Support | None = None
    weight: str | None = None
    result: UUID | None = None


def agreed_results(
    planned: Sequence[PlannedResult], periods: Sequence[PeriodDates], starts_on: date, ends_on: date
) -> tuple[WorkResult, ...]:
    """The plan with every period's target, ready to be proposed. Raises the refusals of this module."""
    if not any(result.kind == "main" for result in planned):
        raise NoMainResult
    _check_weights("the main results", [r.weight for r in planned if r.kind == "main"])
    covered = [dates for dates in periods if dates.starts_on <= ends_on and dates.ends_on >= starts_on]
    results = []
    for result in planned:
        _check_weights(result.title, [indicator.weight for indicator in result.indicators])
        results.append(
            WorkResult.model_validate(
                {
                    "result": result.result or uuid4(),
                    "kind": result.kind,
                    "title": result.title,
                    "supports": result.supports,
                    "weight": result.weight,
                    "indicators": tuple(_indicator(one, covered, starts_on, ends_on) for one in result.indicators),
                }
            )
        )
    return tuple(results)


def _indicator(planned: PlannedIndicator, covered: Sequence[PeriodDates], starts_on: date, ends_on: date) -> Indicator:
    _check_target(planned, planned.target.low, planned.target.high, planned.maximum)
    if planned.targets is None:
        if planned.accumulation == "latest" and planned.direction == "lower_is_better":
            raise LatestNeedsTargets(planned.title)
        targets = _derived(planned, covered, starts_on, ends_on)
    else:
        _check_given(planned, planned.targets, covered)
        targets = planned.targets
    return Indicator.model_validate(
        {
            "indicator": planned.indicator or uuid4(),
            "title": planned.title,
            "aspect": planned.aspect,
            "unit_of_measure": planned.unit_of_measure,
            "whole": planned.whole,
            "direction": planned.direction,
            "accumulation": planned.accumulation,
            "target": planned.target,
            "maximum": planned.maximum,
            "weight": planned.weight,
            "targets": targets,
        }
    )


def _check_target(planned: PlannedIndicator, low: str, high: str, maximum: str | None) -> None:
    lower, upper = Decimal(low), Decimal(high)
    if min(lower, upper) < 0 or (maximum is not None and Decimal(maximum) < 0):
        raise NegativeTarget(planned.title)
    if lower > upper:
        raise BoundsCrossed(planned.title)
    higher = planned.direction == "higher_is_better"
    if higher and (lower == upper == 0 or upper == 0):
        raise ZeroTarget(planned.title)
    if maximum is not None and (Decimal(maximum) < upper if higher else Decimal(maximum) > lower):
        raise MaximumBelowTarget(planned.title)


def _check_given(planned: PlannedIndicator, targets: Sequence[PeriodTarget], covered: Sequence[PeriodDates]) -> None:
    names = [dates.period for dates in covered]
    for target in targets:
        if target.period not in names or sum(other.period == target.period for other in targets) > 1:
            raise PeriodNotCovered(planned.title, target.period)
        _check_target(planned, target.low, target.high, target.maximum)
    if planned.accumulation == "average" or not names:
        return
    last = next((target for target in targets if target.period == names[-1]), None)
    if last is None or (Decimal(last.low), Decimal(last.high)) != (
        Decimal(planned.target.low),
        Decimal(planned.target.high),
    ):
        raise GivenTargetsDiffer(planned.title, names[-1])


def _check_weights(where: str, weights: Sequence[str | None]) -> None:
    given = [Decimal(weight) for weight in weights if weight is not None]
    if not given:
        return
    if len(given) != len(weights) or min(given) <= 0 or sum(given) != 100:
        raise WeightsUneven(where, str(sum(given)))


def _derived(
    planned: PlannedIndicator, covered: Sequence[PeriodDates], starts_on: date, ends_on: date
) -> tuple[PeriodTarget, ...]:
    total = _months(starts_on, ends_on)
    targets = []
    for dates in covered:
        share = Fraction(1)
        if planned.accumulation == "sum":
            share = Fraction(_months(starts_on, min(dates.ends_on, ends_on)), total)
        low, high = _part(planned, planned.target.low, share), _part(planned, planned.target.high, share)
        if Decimal(high) == 0 and Decimal(planned.target.high) > 0:
            continue  # nothing can be asked for yet: not due
        targets.append(
            PeriodTarget(period=dates.period, low=low, high=high, maximum=_maximum(planned, low, high, share))
        )
    return tuple(targets)


def _maximum(planned: PlannedIndicator, low: str, high: str, share: Fraction) -> str | None:
    """The highest attainable value of a period: the target where it is the year's target, else beyond it.

    Rounded away from the target, never onto it: reaching the target of a period is worth 100 and not 120 unless the
    year's target is the maximum (T = 10, C = 11 in whole units: 2 and 3 in the first quarter, not 2 and 2).
    """
    if planned.maximum is None:
        return None
    higher = planned.direction == "higher_is_better"
    bound, annual = (high, planned.target.high) if higher else (low, planned.target.low)
    if Decimal(planned.maximum) == Decimal(annual):
        return bound
    return _rounded(planned, planned.maximum, share, ROUND_CEILING if higher else ROUND_FLOOR)


def _months(first: date, last: date) -> int:
    """Calendar months touched from `first` to `last`."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _part(planned: PlannedIndicator, annual: str, share: Fraction) -> str:
    if planned.whole:
        rounding = ROUND_FLOOR if planned.direction == "higher_is_better" else ROUND_CEILING
    else:
        rounding = ROUND_HALF_UP
    return _rounded(planned, annual, share, rounding)


def _rounded(planned: PlannedIndicator, annual: str, share: Fraction, rounding: str) -> str:
    exact = Fraction(annual) * share
    step = Decimal(1) if planned.whole and share != 1 else Decimal("0.000001")
    part = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, rounding=rounding)
    text = f"{part:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
