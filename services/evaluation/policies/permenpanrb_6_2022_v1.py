"""Policy `permenpanrb-6-2022.v1`: score and advice under PermenPANRB 6/2022 (domain 7.3); the default policy.

The regulation in force has ratings but no formula: the score is our reading, smooth and monotone, from 0 to 120.
It advises and explains, and never rates: a person does. Exact fractions inside; the score is rounded once.
Pure: the same inputs in any order give the same outcome. Frozen once released: a change is a new policy.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from contracts.achievement_v1 import achievement, fully_reached
from services.evaluation.policies.counting_v1 import Counted, blockers, count, evidence
from services.evaluation.policies.inputs_v1 import (
    Indicator,
    Inputs,
    InvalidInputs,
    Parameter,
    Rating,
    Report,
    WorkResult,
)
from services.evaluation.policies.outcome_v1 import IndicatorOutcome, Outcome, ResultOutcome
from services.evaluation.policies.ratings_6_2022_v1 import (
    ABOVE_FROM,
    ABOVE_MORE_THAN,
    BEHAVIOUR_VALUES,
    BELOW,
    BELOW_AT_MOST,
    MEETS_FROM,
    advised_behaviour,
    counting_rating,
    lower_of,
    rating_of_unit,
    rating_of_value,
)
from services.evaluation.policies.rounding_v1 import half_up

__all__ = ["PARAMETERS", "POLICY", "evaluate", "indicator_value"]

POLICY = "permenpanrb-6-2022.v1"

#: Points. The cap and the value of a target just reached.
CAP = Fraction(120)
REACHED = Fraction(100)
NOTHING = Fraction(0)

PARAMETERS = (
    Parameter("cap", CAP, "PermenPANRB 8/2021, the scale's upper end; for 6/2022 our reading"),
    Parameter("above_from", ABOVE_FROM, "reading: PP 30/2019 art. 41 puts its highest class there"),
    Parameter("meets_from", MEETS_FROM, "reading: PP 30/2019 art. 41 puts `baik` there"),
    Parameter("counting_above_more_than", ABOVE_MORE_THAN, "reported counting rule (`most`); the share is our reading"),
    Parameter("counting_below_at_most", BELOW_AT_MOST, "reported counting rule (`a small part`); our reading"),
    Parameter("behaviour_rule", "median of the seven values", "reading: 6/2022 names no rule"),
    Parameter("head_of_unit", "istimewa above, baik meets, others below", "SE MenPANRB 3/2023; mapping our reading"),
    Parameter(
        "unverified",
        "exclude | count, as chosen for the year; default exclude",
        "reading: no regulation says what an unverified realization is worth",
    ),
    Parameter("rounding", "half up, two places, before any band", "reading"),
)


def indicator_value(indicator: Indicator, realization: Fraction) -> Fraction:
    """The value in points, 0 to 120, of a due indicator whose counted realization is `realization`.

    With a highest attainable value C above the target, the way from the target (its upper bound) to C is worth
    100 to 120 where that is more than R / T. C = T, fully reached, is 120 (lower_is_better: only this; its T is
    the lower bound, and a zero target is its own C). A C short of the target changes nothing.
    """
    low, high = _bounds(indicator)
    if _is_maximum(indicator) and fully_reached(realization, low, high, indicator.direction):
        return CAP
    plain = REACHED * achievement(realization, low, high, indicator.direction)
    ceiling = indicator.maximum
    if indicator.direction == "higher_is_better" and ceiling is not None and ceiling > high and realization > high:
        plain = max(plain, REACHED + (CAP - REACHED) * (realization - high) / (ceiling - high))
    return min(CAP, plain)


def evaluate(inputs: Inputs) -> Outcome:
    """The whole outcome of one agreement's period. Refuses nothing itself: `blockers` and the None advice tell.

    Raises UnknownRating (behaviour) or InvalidInputs only for inputs that planning or evaluation must refuse.
    """
    shares = _shares({each.result: each.weight for each in inputs.results if each.kind == "main" and _due(each)})
    results = tuple(_result(each, shares.get(each.result, NOTHING), inputs) for each in inputs.results)
    main = [each for each in results if each.kind == "main" and each.value is not None]
    score = _mean([(each.weight, each.value) for each in main])
    with_excluded = _mean([(each.weight, each.value_with_excluded) for each in main])
    score_rating = None if score is None else rating_of_value(score)
    counting = counting_rating(_ratings(results, "main"), _ratings(results, "additional")) if main else None
    behaviour = inputs.behaviour or {}
    return Outcome(
        policy=POLICY,
        period=inputs.period,
        results=results,
        score=score,
        score_shown=None if score is None else half_up(score),
        score_with_excluded=with_excluded,
        score_with_excluded_shown=None if with_excluded is None else half_up(with_excluded),
        score_rating=score_rating,
        counting_rating=counting,
        advised_result=_advised_result(inputs, score_rating, counting),
        awaits_unit_achievement=inputs.head_of_unit and inputs.unit_achievement is None,
        advised_behaviour=advised_behaviour(inputs.behaviour),
        behaviour_below=tuple(name for name in BEHAVIOUR_VALUES if behaviour.get(name) == BELOW),
        behaviour_missing=tuple(name for name in BEHAVIOUR_VALUES if name not in behaviour),
        blockers=blockers(inputs),
    )


def _advised_result(inputs: Inputs, score: Rating | None, counting: Rating | None) -> Rating | None:
    if inputs.head_of_unit:
        return None if inputs.unit_achievement is None else rating_of_unit(inputs.unit_achievement)
    if score is None or counting is None:
        return None
    return lower_of(score, counting)


def _result(result: WorkResult, share: Fraction, inputs: Inputs) -> ResultOutcome:
    counted = {each.indicator: count(each, inputs) for each in result.indicators}
    scored = _values(result, {name: each.report for name, each in counted.items()})
    with_excluded = _values(result, {name: each.last for name, each in counted.items()})
    shares = _shares({each.indicator: each.weight for each in result.indicators if each.due})
    idle = _work_not_done(result, {name: each.report for name, each in counted.items()})
    value = _mean([(shares[name], scored[name]) for name in shares])
    return ResultOutcome(
        result=result.result,
        kind=result.kind,
        weight=share,
        value=value,
        value_shown=None if value is None else half_up(value),
        value_with_excluded=_mean([(shares[name], with_excluded[name]) for name in shares]),
        rating=None if value is None else rating_of_value(value),
        indicators=tuple(
            _line(
                each,
                counted[each.indicator],
                inputs,
                weight=shares.get(each.indicator, NOTHING),
                values=(scored.get(each.indicator), with_excluded.get(each.indicator)),
                work_not_done=each.indicator in idle,
            )
            for each in result.indicators
        ),
    )


def _line(
    indicator: Indicator,
    counted: Counted,
    inputs: Inputs,
    *,
    weight: Fraction,
    values: tuple[Fraction | None, Fraction | None],
    work_not_done: bool,
) -> IndicatorOutcome:
    report = counted.report
    return IndicatorOutcome(
        indicator=indicator.indicator,
        due=indicator.due,
        weight=weight,
        realization=report.value if report else None,
        report=report.ref if report else None,
        period=report.period if report else None,
        proven=counted.proven,
        achievement=_achieved(indicator, report) if indicator.due else None,
        value=values[0],
        value_with_excluded=values[1],
        work_not_done=work_not_done,
        exclusion=counted.exclusion,
        unproven=counted.unproven,
        evidence=evidence(indicator, report, inputs),
    )


def _values(result: WorkResult, reports: Mapping[str, Report | None]) -> dict[str, Fraction]:
    """Points of the due indicators of `result`, if what counts of each is `reports`."""
    idle = _work_not_done(result, reports)
    values: dict[str, Fraction] = {}
    for indicator in (each for each in result.indicators if each.due):
        report = reports[indicator.indicator]
        worth = NOTHING if report is None else indicator_value(indicator, report.value)
        values[indicator.indicator] = NOTHING if indicator.indicator in idle else worth
    return values


def _work_not_done(result: WorkResult, reports: Mapping[str, Report | None]) -> frozenset[str]:
    """Time and cost indicators due that count zero, because all due of quantity and quality achieved nothing."""
    due = [each for each in result.indicators if each.due]
    work = [each for each in due if each.aspect in ("quantity", "quality")]
    if not work or any(_achieved(each, reports[each.indicator]) > 0 for each in work):
        return frozenset()
    return frozenset(each.indicator for each in due if each.aspect in ("time", "cost"))


def _achieved(indicator: Indicator, report: Report | None) -> Fraction:
    low, high = _bounds(indicator)
    return NOTHING if report is None else achievement(report.value, low, high, indicator.direction)


def _bounds(indicator: Indicator) -> tuple[Fraction, Fraction]:
    if indicator.low is None or indicator.high is None:
        raise InvalidInputs(f"indicator {indicator.indicator} has no target in this period")
    return indicator.low, indicator.high


def _is_maximum(indicator: Indicator) -> bool:
    if indicator.direction == "higher_is_better":
        return indicator.maximum == indicator.high
    return indicator.high == 0 or indicator.maximum == indicator.low


def _due(result: WorkResult) -> bool:
    return any(indicator.due for indicator in result.indicators)


def _ratings(results: Sequence[ResultOutcome], kind: str) -> list[Rating]:
    return [each.rating for each in results if each.kind == kind and each.rating is not None]


def _shares(weights: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    """Weights of those due, scaled to 1 together; no weights given: all alike."""
    plain = {name: Fraction(1) if weight is None else weight for name, weight in weights.items()}
    whole = sum(plain.values(), NOTHING)
    return {name: weight / whole for name, weight in plain.items()}


def _mean(parts: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The weighted mean; None of nothing. Weights are shares of 1."""
    if not parts:
        return None
    return sum((weight * value for weight, value in parts if value is not None), NOTHING)
