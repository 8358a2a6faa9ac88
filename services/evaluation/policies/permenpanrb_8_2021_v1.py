"""Policy `permenpanrb-8-2021.v1`: a figure and its class under PermenPANRB 8/2021 and PP 30/2019 (domain 7.4).

For agencies that still want a figure, for comparison and for history. Partly reconstructed: the weights of cascading
and the levels of behaviour were not seen in the regulation's text, and the values of staff are as public
implementations agree. It computes and explains; a person judges. Pure; frozen once released.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.evaluation.policies.counting_v1 import Counted, blockers, count, evidence
from services.evaluation.policies.due_v1 import NOTHING, Achieved, achieved, idle, is_maximum, mean, shares
from services.evaluation.policies.extended_8_2021_v1 import AspectOutcome, NumericInputs, NumericOutcome
from services.evaluation.policies.inputs_v1 import Aspect, Indicator, Inputs, Parameter, Rating, WorkResult
from services.evaluation.policies.numeric_8_2021_v1 import (
    ADDITIONAL_AT_MOST,
    BAIK_FROM,
    BEHAVIOUR_POINTS,
    CAP,
    CUKUP_FROM,
    KURANG_FROM,
    POINTS,
    SANGAT_BAIK_FROM,
    SCOPE_WEIGHT,
    additional_value,
    behaviour_value,
    class_of_score,
    class_of_staff,
    head_points,
    predicate_of,
    staff_points,
    whole_per_cent,
)
from services.evaluation.policies.outcome_v1 import IndicatorOutcome, ResultOutcome
from services.evaluation.policies.rounding_v1 import half_up

__all__ = [
    "BEHAVIOUR_VALUES",
    "NOTE",
    "PARAMETERS",
    "POLICY",
    "Figures",
    "Valued",
    "evaluate",
    "figures",
    "value_result",
    "value_results",
]

POLICY = "permenpanrb-8-2021.v1"
NOTE = "partly reconstructed: cascade weights and behaviour levels were not seen in the regulation"

#: The seven BerAKHLAK values in the order of their acronym.
BEHAVIOUR_VALUES = (
    "service_orientation",
    "accountable",
    "competent",
    "harmonious",
    "loyal",
    "adaptive",
    "collaborative",
)
#: Behaviour's share of the final value, and where colleagues and subordinates were heard; results have the rest.
BEHAVIOUR_SHARE = Fraction(3, 10)
BEHAVIOUR_SHARE_HEARD = Fraction(2, 5)
#: The order aspects are told in.
_ASPECTS: tuple[Aspect, ...] = ("quantity", "quality", "time", "cost")
_BELOW = "below_expectation"

PARAMETERS = (
    Parameter("status", NOTE, "this project"),
    Parameter("cap", CAP, "PermenPANRB 8/2021, the scale's upper end"),
    Parameter("heads", "59->49, 60->50, 79->69, 80->70, 99->89, 100->109, 101->110, 110->120", "PermenPANRB 8/2021"),
    Parameter("heads_maximum", "a maximum target fully reached: 120", "PermenPANRB 8/2021"),
    *(
        Parameter(f"staff_{band}", points, "reported: public implementations agree on the values")
        for band, points in POINTS.items()
    ),
    Parameter("staff_single_aspect", "its own value", "reading"),
    Parameter("staff_several_of_an_aspect", "their weighted mean in whole per cent, rounded again", "reading"),
    Parameter("additional_factors", "100/80/60/40/20 per cent by class", "PermenPANRB 8/2021"),
    Parameter(
        "additional_scope_weight",
        SCOPE_WEIGHT,
        "per cent, one weight for every scope of an assignment: reading; reported: public implementations use 2",
    ),
    Parameter("additional_at_most", ADDITIONAL_AT_MOST, "PermenPANRB 8/2021"),
    *(
        Parameter(f"behaviour_{rating.removesuffix('_expectation')}", points, "reading: the levels were not seen")
        for rating, points in BEHAVIOUR_POINTS.items()
    ),
    Parameter("behaviour_share", BEHAVIOUR_SHARE, "PP 30/2019 art. 41"),
    Parameter("behaviour_share_colleagues_heard", BEHAVIOUR_SHARE_HEARD, "PP 30/2019 art. 41"),
    Parameter("sangat_baik_from", SANGAT_BAIK_FROM, "PP 30/2019 art. 41; only with an innovation, else baik"),
    Parameter("baik_from", BAIK_FROM, "PP 30/2019 art. 41"),
    Parameter("cukup_from", CUKUP_FROM, "PP 30/2019 art. 41; travels as butuh_perbaikan"),
    Parameter("kurang_from", KURANG_FROM, "PP 30/2019 art. 41"),
    Parameter(
        "unverified",
        "exclude | count, as chosen for the year; default exclude",
        "reading: no regulation says what an unverified realization is worth",
    ),
    Parameter("rounding_achievement", "half up, whole per cent", "PermenPANRB 8/2021, its row 93/95"),
    Parameter("rounding", "half up, two places, before any band", "reading"),
)


@dataclass(frozen=True)
class Valued:
    """What one work result comes to. `points`: by indicator due; None: nothing of it was due."""

    value: Fraction | None
    points: Mapping[str, Fraction]
    idle: frozenset[str]
    aspects: tuple[AspectOutcome, ...]


@dataclass(frozen=True)
class Figures:
    """From the value of results and of behaviour to the class; None where one of the two is missing."""

    behaviour: Fraction | None
    share: Fraction
    final: Fraction | None
    shown: Decimal | None
    innovation: bool


def evaluate(inputs: Inputs) -> NumericOutcome:
    """The whole outcome of one agreement's period. Refuses nothing itself: `blockers` and what is None tell.

    Raises InvalidInputs only for inputs that planning or evaluation must refuse.
    """
    head = inputs.head_of_unit
    counted = {each.indicator: count(each, inputs) for result in inputs.results for each in result.indicators}
    valued = {each.result: value_result(each, _got(each, counted), head=head) for each in inputs.results}
    everything = {each.result: value_result(each, _got(each, counted, last=True), head=head) for each in inputs.results}
    main_shares = _main_shares(inputs.results)
    main, added, score = value_results(inputs.results, valued)
    _, _, with_excluded = value_results(inputs.results, everything)
    more = inputs if isinstance(inputs, NumericInputs) else None
    of_all = figures(
        score,
        inputs.behaviour,
        innovation=more is not None and more.innovation,
        colleagues_heard=more is not None and more.colleagues_heard,
    )
    band = None if of_all.final is None else class_of_score(of_all.final, innovation=of_all.innovation)
    behaviour = inputs.behaviour or {}
    return NumericOutcome(
        policy=POLICY,
        period=inputs.period,
        results=tuple(
            _result(each, main_shares, (valued[each.result], everything[each.result]), counted, inputs)
            for each in inputs.results
        ),
        score=score,
        score_shown=None if score is None else half_up(score),
        score_with_excluded=with_excluded,
        score_with_excluded_shown=None if with_excluded is None else half_up(with_excluded),
        score_rating=None,
        counting_rating=None,
        advised_result=None,
        awaits_unit_achievement=False,
        advised_behaviour=None,
        behaviour_below=tuple(name for name in BEHAVIOUR_VALUES if behaviour.get(name) == _BELOW),
        behaviour_missing=tuple(name for name in BEHAVIOUR_VALUES if name not in behaviour),
        blockers=blockers(inputs),
        main_value=main,
        additional_value=added,
        behaviour_value=of_all.behaviour,
        behaviour_share=of_all.share,
        final_value=of_all.final,
        final_shown=of_all.shown,
        innovation=of_all.innovation,
        band=band,
        predicate=None if band is None else predicate_of(band),
        aspects=tuple(aspect for each in inputs.results for aspect in valued[each.result].aspects),
    )


def figures(
    score: Fraction | None, values: Mapping[str, Rating] | None, *, innovation: bool, colleagues_heard: bool
) -> Figures:
    """The final value: results and behaviour by their shares."""
    share = BEHAVIOUR_SHARE_HEARD if colleagues_heard else BEHAVIOUR_SHARE
    behaviour = behaviour_value(values, BEHAVIOUR_VALUES)
    final = None if score is None or behaviour is None else (1 - share) * score + share * behaviour
    return Figures(behaviour, share, final, None if final is None else half_up(final), innovation)


def value_results(
    results: Sequence[WorkResult], valued: Mapping[str, Valued]
) -> tuple[Fraction | None, Fraction, Fraction | None]:
    """Value of the main results, what additional ones add to it, and both together; None: no main result was due."""
    values = {name: one.value for name, one in valued.items() if one.value is not None}
    main = mean([(share, values[name]) for name, share in _main_shares(results).items()])
    extra = [values[each.result] for each in results if each.kind == "additional" and each.result in values]
    added = additional_value(extra)
    return main, added, None if main is None else min(CAP, main + added)


def value_result(result: WorkResult, got: Mapping[str, Achieved], *, head: bool) -> Valued:
    """The value of a work result whose due indicators achieved `got`: a head's by the table, else by classes."""
    due = [each for each in result.indicators if each.due]
    if not due:
        return Valued(None, {}, frozenset(), ())
    idling = idle(due, got)
    weights = shares({each.indicator: each.weight for each in due})
    if head:
        points = {each.indicator: _head(each, got[each.indicator], each.indicator in idling) for each in due}
        return Valued(mean([(weights[name], points[name]) for name in points]), points, idling, ())
    aspects = tuple(
        _aspect(result.result, aspect, [each for each in due if each.aspect == aspect], got, weights, idling)
        for aspect in _ASPECTS
        if any(each.aspect == aspect for each in due)
    )
    of_aspect = {each.aspect: POINTS[each.band] for each in aspects}
    value = staff_points([each.band for each in aspects])
    return Valued(value, {each.indicator: of_aspect[each.aspect] for each in due}, idling, aspects)


def _head(indicator: Indicator, got: Achieved, idling: bool) -> Fraction:
    if idling:
        return NOTHING
    return head_points(whole_per_cent(got.achievement), maximum=is_maximum(indicator), reached=got.reached)


def _aspect(
    result: str,
    aspect: Aspect,
    indicators: Sequence[Indicator],
    got: Mapping[str, Achieved],
    weights: Mapping[str, Fraction],
    idling: frozenset[str],
) -> AspectOutcome:
    own = shares({each.indicator: weights[each.indicator] for each in indicators})
    per_cent = {each.indicator: _per_cent(each, got[each.indicator], idling) for each in indicators}
    whole = mean([(own[name], Fraction(per_cent[name])) for name in own])
    assert whole is not None  # an aspect is only asked for where it has indicators
    rounded = whole_per_cent(whole / 100)
    full = all(is_maximum(each) and got[each.indicator].reached and each.indicator not in idling for each in indicators)
    return AspectOutcome(result, aspect, rounded, "sangat_baik" if full else class_of_staff(rounded))


def _per_cent(indicator: Indicator, got: Achieved, idling: frozenset[str]) -> int:
    if indicator.indicator in idling:
        return 0
    per_cent = whole_per_cent(got.achievement)
    return min(per_cent, 100) if is_maximum(indicator) else per_cent


def _got(result: WorkResult, counted: Mapping[str, Counted], *, last: bool = False) -> dict[str, Achieved]:
    got = {}
    for each in result.indicators:
        report = counted[each.indicator].last if last else counted[each.indicator].report
        if each.due:
            got[each.indicator] = achieved(each, report.value if report else None)
    return got


def _main_shares(results: Sequence[WorkResult]) -> dict[str, Fraction]:
    due = [each for each in results if each.kind == "main" and any(one.due for one in each.indicators)]
    return shares({each.result: each.weight for each in due})


def _result(
    result: WorkResult,
    main_shares: Mapping[str, Fraction],
    valued: tuple[Valued, Valued],
    counted: Mapping[str, Counted],
    inputs: Inputs,
) -> ResultOutcome:
    scored, everything = valued
    weights = shares({each.indicator: each.weight for each in result.indicators if each.due})
    return ResultOutcome(
        result=result.result,
        kind=result.kind,
        weight=main_shares.get(result.result, NOTHING),
        value=scored.value,
        value_shown=None if scored.value is None else half_up(scored.value),
        value_with_excluded=everything.value,
        rating=None,
        indicators=tuple(
            _line(each, counted[each.indicator], inputs, weights.get(each.indicator, NOTHING), valued)
            for each in result.indicators
        ),
    )


def _line(
    indicator: Indicator, counted: Counted, inputs: Inputs, weight: Fraction, valued: tuple[Valued, Valued]
) -> IndicatorOutcome:
    report = counted.report
    value = report.value if report else None
    return IndicatorOutcome(
        indicator=indicator.indicator,
        due=indicator.due,
        weight=weight,
        realization=value,
        report=report.ref if report else None,
        period=report.period if report else None,
        proven=counted.proven,
        achievement=achieved(indicator, value).achievement if indicator.due else None,
        value=valued[0].points.get(indicator.indicator),
        value_with_excluded=valued[1].points.get(indicator.indicator),
        work_not_done=indicator.indicator in valued[0].idle,
        exclusion=counted.exclusion,
        unproven=counted.unproven,
        evidence=evidence(indicator, report, inputs),
    )
