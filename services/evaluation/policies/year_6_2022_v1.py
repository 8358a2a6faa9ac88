"""The year under PermenPANRB 6/2022 (domain 7.7): score, ratings and advice over all agreements of a year.

Within an agreement everything is as in a period, from what the year achieved. Several agreements: the score is the
mean by months held, the counting rule's shares are averaged with the same weights, and "no main result below" looks at
all of them [reading]. A head's rating is the unit's achievement, per agreement: a year in which someone was a head only
for a part is advised by months, above where more than half of them are and none is below, and so on [reading].
Pure; frozen once released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.evaluation.policies.due_v1 import NOTHING, Achieved, idle, is_maximum, mean, shares
from services.evaluation.policies.inputs_v1 import Indicator, InvalidInputs, Parameter, Rating, WorkResult
from services.evaluation.policies.outcome_v1 import Blocker
from services.evaluation.policies.permenpanrb_6_2022_v1 import PARAMETERS as OF_A_PERIOD
from services.evaluation.policies.ratings_6_2022_v1 import (
    ABOVE,
    ABOVE_MORE_THAN,
    BEHAVIOUR_VALUES,
    BELOW,
    BELOW_AT_MOST,
    MEETS,
    advised_behaviour,
    lower_of,
    rating_of_unit,
    rating_of_value,
)
from services.evaluation.policies.rounding_v1 import half_up
from services.evaluation.policies.year_v1 import (
    SHORT_PERIOD_MONTHS,
    AgreementYear,
    YearInputs,
    YearResult,
    annual,
    short_period,
    waiting,
    weights_by_months,
)

__all__ = ["PARAMETERS", "POLICY", "Agreement", "ResultYear", "YearOutcome", "evaluate_year", "points"]

POLICY = "permenpanrb-6-2022-year.v1"

#: Points, as in a period: the cap, and the value of a target just reached.
CAP = Fraction(120)
REACHED = Fraction(100)

PARAMETERS = (
    *OF_A_PERIOD,
    Parameter("year", "afresh over the year", "reading: ratings are ordinal and no averaging rule exists"),
    Parameter("several_agreements", "mean by months held, a part of a month by its days", "reading"),
    Parameter("head_for_a_part", "by months of each agreement's own rating", "reading of SE MenPANRB 3/2023"),
    Parameter("short_period_months", Fraction(SHORT_PERIOD_MONTHS), "PermenPANRB 6/2022, as reported"),
)


@dataclass(frozen=True)
class ResultYear:
    """One work result's year: value in points and rating; None where nothing of it was due."""

    result: WorkResult
    of: YearResult
    value: Fraction | None
    value_with_excluded: Fraction | None
    rating: Rating | None
    weight: Fraction
    idle: frozenset[str]


@dataclass(frozen=True)
class Agreement:
    """One agreement's part: its share of the months, its score, and what it gives to the counting rule.

    `above`, `below`: shares of results so rated; None where no main result was due. `advised`: by itself alone.
    """

    agreement: str
    weight: Fraction
    results: tuple[ResultYear, ...]
    score: Fraction | None
    score_with_excluded: Fraction | None
    above: Fraction | None
    below: Fraction | None
    head_of_unit: bool
    advised: Rating | None


@dataclass(frozen=True)
class YearOutcome:
    """The whole annual evaluation, as `Outcome` is a period's; `blockers` hold of any period of the year."""

    policy: str
    year: int
    agreements: tuple[Agreement, ...]
    score: Fraction | None
    score_shown: Decimal | None
    score_with_excluded: Fraction | None
    score_rating: Rating | None
    counting_rating: Rating | None
    advised_result: Rating | None
    awaits_unit_achievement: bool
    advised_behaviour: Rating | None
    behaviour_below: tuple[str, ...]
    behaviour_missing: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    short_period: bool


def points(indicator: Indicator, got: Achieved) -> Fraction:
    """Value of an indicator, 0 to 120, from what it achieved: the period policy's, with R = achievement x T."""
    if is_maximum(indicator) and got.reached:
        return CAP
    value = REACHED * got.achievement
    high, ceiling = indicator.high, indicator.maximum
    if high is None:
        raise InvalidInputs(f"indicator {indicator.indicator} has no target")
    if indicator.direction == "higher_is_better" and ceiling is not None and ceiling > high and got.achievement > 1:
        value = max(value, REACHED + (CAP - REACHED) * high * (got.achievement - 1) / (ceiling - high))
    return min(CAP, value)


def evaluate_year(inputs: YearInputs) -> YearOutcome:
    """The whole outcome of a person's year. Refuses nothing itself; raises UnknownRating as the period policy does."""
    weights = weights_by_months(inputs.agreements)
    agreements = tuple(_agreement(one, weight) for one, weight in zip(inputs.agreements, weights, strict=True))
    score = _by_months(agreements, [one.score for one in agreements])
    with_excluded = _by_months(agreements, [one.score_with_excluded for one in agreements])
    score_rating = None if score is None else rating_of_value(score)
    counting = _counting(agreements)
    behaviour = inputs.behaviour or {}
    return YearOutcome(
        policy=POLICY,
        year=inputs.year,
        agreements=agreements,
        score=score,
        score_shown=None if score is None else half_up(score),
        score_with_excluded=with_excluded,
        score_rating=score_rating,
        counting_rating=counting,
        advised_result=_advised(agreements, score_rating, counting),
        awaits_unit_achievement=any(one.head_of_unit and one.unit_achievement is None for one in inputs.agreements),
        advised_behaviour=advised_behaviour(inputs.behaviour),
        behaviour_below=tuple(name for name in BEHAVIOUR_VALUES if behaviour.get(name) == BELOW),
        behaviour_missing=tuple(name for name in BEHAVIOUR_VALUES if name not in behaviour),
        blockers=tuple(sorted({blocker for one in inputs.agreements for blocker in waiting(one)})),
        short_period=short_period(inputs.agreements),
    )


def _agreement(given: AgreementYear, weight: Fraction) -> Agreement:
    years = annual(given)
    due = [one.result for one in years if one.result.kind == "main" and any(each.due for each in one.result.indicators)]
    main_shares = shares({each.result: each.weight for each in due})
    results = tuple(_result(one, main_shares) for one in years)
    main = [one for one in results if one.result.kind == "main" and one.value is not None]
    score = mean([(one.weight, one.value) for one in main if one.value is not None])
    with_excluded = mean([(one.weight, one.value_with_excluded) for one in main if one.value_with_excluded is not None])
    above, below = _shares_of(main, [one for one in results if one.result.kind == "additional"])
    alone = None if score is None else lower_of(rating_of_value(score), _rule(above, below))
    if given.head_of_unit:
        alone = None if given.unit_achievement is None else rating_of_unit(given.unit_achievement)
    return Agreement(given.agreement, weight, results, score, with_excluded, above, below, given.head_of_unit, alone)


def _result(year: YearResult, main_shares: dict[str, Fraction]) -> ResultYear:
    value, idling = _value(year, with_excluded=False)
    with_excluded, _ = _value(year, with_excluded=True)
    rating = None if value is None else rating_of_value(value)
    weight = main_shares.get(year.result.result, NOTHING)
    return ResultYear(year.result, year, value, with_excluded, rating, weight, idling)


def _value(year: YearResult, *, with_excluded: bool) -> tuple[Fraction | None, frozenset[str]]:
    due = [each for each in year.result.indicators if each.due]
    got = year.got(with_excluded=with_excluded)
    idling = idle(due, got)
    weights = shares({each.indicator: each.weight for each in due})
    worth = {each.indicator: points(each, got[each.indicator]) for each in due if each.indicator not in idling}
    return mean([(weights[name], worth.get(name, NOTHING)) for name in weights]), idling


def _shares_of(main: Sequence[ResultYear], additional: Sequence[ResultYear]) -> tuple[Fraction | None, Fraction | None]:
    """Shares above (of main and helping additional results) and below (of main results)."""
    if not main:
        return None, None
    helping = sum(one.rating == ABOVE for one in additional)
    above = sum(one.rating == ABOVE for one in main) + helping
    below = sum(one.rating == BELOW for one in main)
    return Fraction(above, len(main) + helping), Fraction(below, len(main))


def _rule(above: Fraction | None, below: Fraction | None) -> Rating:
    assert above is not None
    assert below is not None
    if below == 0 and above > ABOVE_MORE_THAN:
        return ABOVE
    return MEETS if below <= BELOW_AT_MOST else BELOW


def _by_months(agreements: Sequence[Agreement], values: Sequence[Fraction | None]) -> Fraction | None:
    """The mean by months of those that have a value."""
    there = [(one.weight, value) for one, value in zip(agreements, values, strict=True) if value is not None]
    whole = sum((weight for weight, _ in there), NOTHING)
    return mean([(weight / whole, value) for weight, value in there])


def _counting(agreements: Sequence[Agreement]) -> Rating | None:
    above = _by_months(agreements, [one.above for one in agreements])
    below = _by_months(agreements, [one.below for one in agreements])
    return None if above is None else _rule(above, below)


def _advised(agreements: Sequence[Agreement], score: Rating | None, counting: Rating | None) -> Rating | None:
    if not any(one.head_of_unit for one in agreements):
        return None if score is None or counting is None else lower_of(score, counting)
    if any(one.head_of_unit and one.advised is None for one in agreements):
        return None
    above = _by_months(agreements, [_is(one.advised, ABOVE) for one in agreements])
    below = _by_months(agreements, [_is(one.advised, BELOW) for one in agreements])
    return _rule(above, below)


def _is(advised: Rating | None, rating: Rating) -> Fraction | None:
    return None if advised is None else Fraction(advised == rating)
