"""From what was planned to what is agreed: the refusals of a plan, and the target of every period.

A `sum` target splits evenly over the months the agreement covers and accumulates, a whole unit rounded down
(lower_is_better: up); `latest` and `average` keep the annual value. A period whose target is absent, or
derived as zero from a target above zero, is not due (`domain.md` 4); of a higher_is_better range the lower bound
decides, for nothing done would reach it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID, uuid4

from contracts.planning import Indicator, PeriodDates, PeriodTarget, Support, Target, WorkResult
from contracts.refusals import Refusal
from services.planning.whole_plan import check_whole

__all__ = [
    "AnotherIndicator",
    "Before",
    "BoundsCrossed",
    "CoversNoPeriod",
    "GivenMaximumDiffers",
    "GivenTargetsDiffer",
    "LatestNeedsTargets",
    "MaximumBelowTarget",
    "NegativeTarget",
    "NoPeriodTarget",
    "NotOfThisAgreement",
    "PeriodNotCovered",
    "PlannedIndicator",
    "PlannedResult",
    "ZeroTarget",
    "agreed_results",
    "check_known",
    "drafted_results",
]


@dataclass(eq=False)
class CoversNoPeriod(Refusal):
    """No period of the cycle lies in the agreement's days: nothing could ever be reported or evaluated."""

    starts_on: date
    ends_on: date


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
class NoPeriodTarget(Refusal):
    """Targets per period are given, but none is: the indicator would never be due."""

    indicator: str


@dataclass(eq=False)
class GivenTargetsDiffer(Refusal):
    """The last period's given target differs from the year's."""

    indicator: str
    period: str


@dataclass(eq=False)
class GivenMaximumDiffers(Refusal):
    """A given target lacks the highest attainable value the year has, has one the year lacks, or ends on another."""

    indicator: str
    period: str


@dataclass(eq=False)
class LatestNeedsTargets(Refusal):
    """A lower_is_better `latest` target needs its targets per period."""

    indicator: str


@dataclass(eq=False)
class AnotherIndicator(Refusal):
    """A revision gives the id of an agreed indicator to one that is counted otherwise."""

    indicator: str
    field: str
    was: str
    now: str


@dataclass(eq=False)
class NotOfThisAgreement(Refusal):
    """An id names no result or indicator of this agreement, or stands twice."""

    part: UUID


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


@dataclass(frozen=True)
class Before:
    """What a revision replaces: the results agreed so far, and the day from which the new ones are valid.

    earlier: those of all versions, the newest last, whose ids were reported against too.
    """

    results: Sequence[WorkResult]
    valid_from: date
    earlier: Sequence[WorkResult] = ()

    def of(self, indicator: UUID | None) -> Indicator | None:
        """The indicator as agreed before."""
        return next(_with_id(self.results, indicator), None)

    def check_same(self, planned: PlannedIndicator) -> None:
        """Raise `AnotherIndicator` where what was agreed and reported under an id could not be read on (0084)."""
        # The newest version with the id alone: older ones, agreed before that rule, may be counted otherwise.
        for former in [*_with_id([*self.results, *reversed(self.earlier)], planned.indicator)][:1]:
            for name in ("accumulation", "direction", "unit_of_measure"):
                was, now = getattr(former, name), getattr(planned, name)
                if was.casefold().split() != now.casefold().split():  # to mend a letter makes no other indicator
                    raise AnotherIndicator(planned.title, name, was, now)


def _with_id(results: Iterable[WorkResult], indicator: UUID | None) -> Iterator[Indicator]:
    return (one for result in results for one in result.indicators if one.indicator == indicator)


def agreed_results(
    planned: Sequence[PlannedResult],
    periods: Sequence[PeriodDates],
    starts_on: date,
    ends_on: date,
    before: Before | None = None,
) -> tuple[WorkResult, ...]:
    """The plan with every period's target, ready to be proposed. Raises the refusals of this module and `whole_plan`.

    before: of a revision; an id keeps its accumulation, unit and direction, periods that end before it is valid keep
    their targets, and a `sum` splits what is left over the rest (100 -> 160 from the third quarter: 50 at the second,
    then 105 and 160).
    """
    check_whole(planned)
    return drafted_results(planned, periods, starts_on, ends_on, before)


def drafted_results(
    planned: Sequence[PlannedResult],
    periods: Sequence[PeriodDates],
    starts_on: date,
    ends_on: date,
    before: Before | None = None,
) -> tuple[WorkResult, ...]:
    """`agreed_results` of what is only kept: as a whole it need not hold yet."""
    covered = [dates for dates in periods if dates.starts_on <= ends_on and dates.ends_on >= starts_on]
    if not covered:
        raise CoversNoPeriod(starts_on, ends_on)
    if before and before.valid_from > covered[-1].ends_on:
        raise CoversNoPeriod(before.valid_from, ends_on)
    return tuple(
        WorkResult.model_validate(
            {
                "result": result.result or uuid4(),
                "kind": result.kind,
                "title": result.title,
                "supports": result.supports,
                "weight": result.weight,
                "indicators": tuple(
                    _indicator(one, covered, (starts_on, ends_on), before) for one in result.indicators
                ),
            }
        )
        for result in planned
    )


def check_known(planned: Sequence[PlannedResult], known: Sequence[WorkResult]) -> None:
    """Raise `NotOfThisAgreement` for an id that is none of `known`, proposed or agreed here before, or stands twice.

    An id is kept over proposals and versions, so that what supports a result, or was reported, still finds it.
    """
    results = {one.result for one in known}
    indicators = {indicator.indicator for one in known for indicator in one.indicators}
    named = [one.result for one in planned if one.result] + [
        indicator.indicator for one in planned for indicator in one.indicators if indicator.indicator
    ]
    for part in named:
        if part not in results | indicators or named.count(part) > 1:
            raise NotOfThisAgreement(part)


def _indicator(
    planned: PlannedIndicator, covered: Sequence[PeriodDates], days: tuple[date, date], before: Before | None
) -> Indicator:
    _check_target(planned, planned.target.low, planned.target.high, planned.maximum)
    if before:
        before.check_same(planned)
    ended = [dates for dates in covered if before and dates.ends_on < before.valid_from]
    left = covered[len(ended) :]
    kept = _kept(before, planned.indicator, ended)
    if planned.targets is None:
        if planned.accumulation == "latest" and planned.direction == "lower_is_better":
            raise LatestNeedsTargets(planned.title)
        starts = left[0].starts_on if ended and left else days[0]
        targets = (*kept, *_derived(planned, left, starts, days[1], kept[-1] if kept else None))
    else:
        given = [one for one in planned.targets if not ended or one.period in {dates.period for dates in left}]
        _check_given(planned, given if ended else planned.targets, left)
        targets = (*kept, *given)
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


def _kept(before: Before | None, indicator: UUID | None, ended: Sequence[PeriodDates]) -> tuple[PeriodTarget, ...]:
    """The targets of ended periods, as agreed before."""
    former = before.of(indicator) if before else None
    names = {dates.period for dates in ended}
    return tuple(target for target in former.targets if target.period in names) if former else ()


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
    if not targets:
        raise NoPeriodTarget(planned.title)
    for target in targets:
        if target.period not in names or sum(other.period == target.period for other in targets) > 1:
            raise PeriodNotCovered(planned.title, target.period)
        _check_target(planned, target.low, target.high, target.maximum)
        if (target.maximum is None) != (planned.maximum is None):
            raise GivenMaximumDiffers(planned.title, target.period)
    if planned.accumulation == "average":
        return
    last = next((target for target in targets if target.period == names[-1]), None)
    if last is None or (Decimal(last.low), Decimal(last.high)) != (
        Decimal(planned.target.low),
        Decimal(planned.target.high),
    ):
        raise GivenTargetsDiffer(planned.title, names[-1])
    if last.maximum and planned.maximum and Decimal(last.maximum) != Decimal(planned.maximum):
        raise GivenMaximumDiffers(planned.title, last.period)


def _derived(
    planned: PlannedIndicator,
    covered: Sequence[PeriodDates],
    starts_on: date,
    ends_on: date,
    base: PeriodTarget | None = None,
) -> tuple[PeriodTarget, ...]:
    """The targets of `covered`, from `starts_on` on; `base`: what a `sum` has accumulated before, by agreement."""
    total = _months(starts_on, ends_on)
    split = base if planned.accumulation == "sum" else None
    targets = []
    for dates in covered:
        share = Fraction(1)
        if planned.accumulation == "sum":
            share = Fraction(_months(starts_on, min(dates.ends_on, ends_on)), total)
        low = _part(planned, planned.target.low, share, split.low if split else "0")
        high = _part(planned, planned.target.high, share, split.high if split else "0")
        if _vanished(high, planned.target.high) or (
            planned.direction == "higher_is_better" and _vanished(low, planned.target.low)
        ):
            continue  # nothing can be asked for yet: not due
        maximum = _maximum(planned, low, high, share, split)
        targets.append(PeriodTarget(period=dates.period, low=low, high=high, maximum=maximum))
    return tuple(targets)


def _vanished(derived: str, annual: str) -> bool:
    return Decimal(derived) == 0 and Decimal(annual) > 0


def _maximum(planned: PlannedIndicator, low: str, high: str, share: Fraction, base: PeriodTarget | None) -> str | None:
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
    rounding = ROUND_CEILING if higher else ROUND_FLOOR
    return _rounded(
        planned, _between(base.maximum or base.high if base else "0", planned.maximum, share), share, rounding
    )


def _months(first: date, last: date) -> int:
    """Calendar months touched from `first` to `last`."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _part(planned: PlannedIndicator, annual: str, share: Fraction, base: str) -> str:
    if planned.whole:
        rounding = ROUND_FLOOR if planned.direction == "higher_is_better" else ROUND_CEILING
    else:
        rounding = ROUND_HALF_UP
    return _rounded(planned, _between(base, annual, share), share, rounding)


def _between(base: str, annual: str, share: Fraction) -> Fraction:
    """`share` of the way from what was accumulated before to the year's value."""
    return Fraction(base) + (Fraction(annual) - Fraction(base)) * share


def _rounded(planned: PlannedIndicator, exact: Fraction, share: Fraction, rounding: str) -> str:
    step = Decimal(1) if planned.whole and share != 1 else Decimal("0.000001")
    part = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, rounding=rounding)
    text = f"{part:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
