"""The year under PermenPANRB 8/2021 (domain 7.4 and 7.7): the figure and its class over all agreements of a year.

Each agreement's result value comes from what the year achieved, by the table for heads or the classes of staff as the
agreement was held; several are their mean by months held [reading]. Behaviour is assessed once for the year.
Partly reconstructed, as the period's policy is. Pure; frozen once released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.evaluation.policies.due_v1 import NOTHING, mean
from services.evaluation.policies.extended_8_2021_v1 import AspectOutcome
from services.evaluation.policies.inputs_v1 import Parameter
from services.evaluation.policies.numeric_8_2021_v1 import Class, class_of_score, predicate_of
from services.evaluation.policies.outcome_v1 import Blocker, Predicate
from services.evaluation.policies.permenpanrb_8_2021_v1 import (
    BEHAVIOUR_VALUES,
    NOTE,
    figures,
    value_result,
    value_results,
)
from services.evaluation.policies.permenpanrb_8_2021_v1 import PARAMETERS as OF_A_PERIOD
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

__all__ = ["NOTE", "PARAMETERS", "POLICY", "NumericAgreement", "NumericYear", "evaluate_year"]

POLICY = "permenpanrb-8-2021-year.v1"

PARAMETERS = (
    *OF_A_PERIOD,
    Parameter("year", "afresh over the year", "reading: no averaging rule exists"),
    Parameter("several_agreements", "mean by months held, a part of a month by its days", "reading"),
    Parameter("short_period_months", Fraction(SHORT_PERIOD_MONTHS), "PermenPANRB 6/2022, as reported"),
)


@dataclass(frozen=True)
class NumericAgreement:
    """One agreement's part: its share of the months and its result value; None where no main result was due."""

    agreement: str
    weight: Fraction
    results: tuple[tuple[YearResult, Fraction | None], ...]
    aspects: tuple[AspectOutcome, ...]
    main_value: Fraction | None
    additional_value: Fraction
    score: Fraction | None
    score_with_excluded: Fraction | None


@dataclass(frozen=True)
class NumericYear:
    """The whole annual evaluation, as `NumericOutcome` is a period's."""

    policy: str
    year: int
    agreements: tuple[NumericAgreement, ...]
    score: Fraction | None
    score_shown: Decimal | None
    score_with_excluded: Fraction | None
    behaviour_value: Fraction | None
    behaviour_share: Fraction
    final_value: Fraction | None
    final_shown: Decimal | None
    innovation: bool
    band: Class | None
    predicate: Predicate | None
    behaviour_missing: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    short_period: bool


def evaluate_year(inputs: YearInputs) -> NumericYear:
    """The whole outcome of a person's year. Refuses nothing itself; raises InvalidInputs as the period policy does."""
    weights = weights_by_months(inputs.agreements)
    agreements = tuple(_agreement(one, weight) for one, weight in zip(inputs.agreements, weights, strict=True))
    score = _by_months([(one.weight, one.score) for one in agreements])
    with_excluded = _by_months([(one.weight, one.score_with_excluded) for one in agreements])
    of_all = figures(score, inputs.behaviour, innovation=inputs.innovation, colleagues_heard=inputs.colleagues_heard)
    band = None if of_all.final is None else class_of_score(of_all.final, innovation=of_all.innovation)
    behaviour = inputs.behaviour or {}
    return NumericYear(
        policy=POLICY,
        year=inputs.year,
        agreements=agreements,
        score=score,
        score_shown=None if score is None else half_up(score),
        score_with_excluded=with_excluded,
        behaviour_value=of_all.behaviour,
        behaviour_share=of_all.share,
        final_value=of_all.final,
        final_shown=of_all.shown,
        innovation=of_all.innovation,
        band=band,
        predicate=None if band is None else predicate_of(band),
        behaviour_missing=tuple(name for name in BEHAVIOUR_VALUES if name not in behaviour),
        blockers=tuple(sorted({blocker for one in inputs.agreements for blocker in waiting(one)})),
        short_period=short_period(inputs.agreements),
    )


def _agreement(given: AgreementYear, weight: Fraction) -> NumericAgreement:
    years = annual(given)
    results = [one.result for one in years]
    valued = {one.result.result: value_result(one.result, one.got(), head=given.head_of_unit) for one in years}
    everything = {
        one.result.result: value_result(one.result, one.got(with_excluded=True), head=given.head_of_unit)
        for one in years
    }
    main, added, score = value_results(results, valued)
    _, _, with_excluded = value_results(results, everything)
    return NumericAgreement(
        agreement=given.agreement,
        weight=weight,
        results=tuple((one, valued[one.result.result].value) for one in years),
        aspects=tuple(aspect for one in years for aspect in valued[one.result.result].aspects),
        main_value=main,
        additional_value=added,
        score=score,
        score_with_excluded=with_excluded,
    )


def _by_months(parts: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean by months of those that have a value."""
    there = [(weight, value) for weight, value in parts if value is not None]
    whole = sum((weight for weight, _ in there), NOTHING)
    return mean([(weight / whole, value) for weight, value in there])
