"""What a plan is refused for: every rule of `domain.md` section 4, one case each, and what lies just inside it."""

from functools import partial

import pytest
from pydantic import ValidationError

from services.planning.http_agreements import PlanIndicator
from services.planning.targets import (
    BoundsCrossed,
    CoversNoPeriod,
    GivenMaximumDiffers,
    GivenTargetsDiffer,
    LatestNeedsTargets,
    MaximumBelowTarget,
    NegativeTarget,
    NoPeriodTarget,
    PeriodNotCovered,
    ZeroTarget,
)
from services.planning.whole_plan import NoMainResult, WeightNotAboveZero, WeightsUneven
from tests.domain.given import when
from tests.domain.plans import YEAR, main, planned, results

lower = partial(planned, direction="lower_is_better")


def test_an_agreement_without_a_main_result_is_refused():
    extra = main(kind="additional", supports=None)

    decided = when(results, extra)

    decided.then_refused(NoMainResult)


@pytest.mark.parametrize(
    ("indicator", "rule"),
    [
        pytest.param(planned("0"), ZeroTarget, id="zero where higher is better"),
        pytest.param(planned(("0", "0")), ZeroTarget, id="a range of zero"),
        pytest.param(planned("0.0"), ZeroTarget, id="zero written with a decimal"),
        pytest.param(planned("-1"), NegativeTarget, id="negative"),
        pytest.param(lower("-0.5"), NegativeTarget, id="negative where lower is better"),
        pytest.param(planned(("-5", "5")), NegativeTarget, id="a range from below zero"),
        pytest.param(planned(("9", "8")), BoundsCrossed, id="lower bound above upper"),
        pytest.param(planned(("10", "9")), BoundsCrossed, id="bounds compared as numbers, not as text"),
        pytest.param(planned("100", maximum="99"), MaximumBelowTarget, id="maximum below the target"),
        pytest.param(planned(("80", "90"), maximum="85"), MaximumBelowTarget, id="maximum inside the range"),
        pytest.param(
            lower("5", accumulation="average", maximum="6"), MaximumBelowTarget, id="lowest attainable above the target"
        ),
        pytest.param(
            lower("5", accumulation="average", maximum="-1"), NegativeTarget, id="lowest attainable below zero"
        ),
        pytest.param(lower("5"), LatestNeedsTargets, id="lower is better, latest, no targets given"),
    ],
)
def test_a_target_that_says_nothing_is_refused(indicator, rule):
    plan = main(indicator)

    decided = when(results, plan)

    decided.then_refused(rule, indicator="berkas selesai")


@pytest.mark.parametrize(
    "indicator",
    [
        pytest.param(planned(("0", "5")), id="a range from zero"),
        pytest.param(planned("100", maximum="100"), id="the target is the maximum"),
        pytest.param(lower("0", accumulation="average"), id="zero where lower is better"),
        pytest.param(lower("5", accumulation="sum"), id="lower is better, summed"),
        pytest.param(lower("5", accumulation="average", maximum="0"), id="lowest attainable zero"),
        pytest.param(lower("5", targets=[("2026Q4", "5")]), id="lower is better, latest, with targets"),
    ],
)
def test_a_target_just_inside_the_rules_is_agreed(indicator):
    plan = main(indicator)

    (result,) = results(plan)

    assert result.indicators[0].target == indicator.target


@pytest.mark.parametrize(
    ("targets", "rule", "period"),
    [
        pytest.param(
            [("2026Q2", "40"), ("2026Q4", "90")], GivenTargetsDiffer, "2026Q4", id="the last is not the year's"
        ),
        pytest.param([("2026Q2", "100")], GivenTargetsDiffer, "2026Q4", id="the last is missing"),
        pytest.param([("2026Q4", "90", "100")], GivenTargetsDiffer, "2026Q4", id="the last is a range, the year not"),
        pytest.param([("2027Q1", "50"), ("2026Q4", "100")], PeriodNotCovered, "2027Q1", id="of another year"),
        pytest.param([("2026Q4", "100"), ("2026Q4", "100")], PeriodNotCovered, "2026Q4", id="given twice"),
    ],
)
@pytest.mark.parametrize("accumulation", ["sum", "latest"])
def test_given_targets_lead_to_the_years(accumulation, targets, rule, period):
    plan = main(planned("100", accumulation=accumulation, targets=targets))

    decided = when(results, plan)

    decided.then_refused(rule, indicator="berkas selesai", period=period)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (("2026Q2", "-1"), NegativeTarget),
        (("2026Q2", "0"), ZeroTarget),
        (("2026Q2", "50", "40"), BoundsCrossed),
        (("2026Q2", "50", "50", "49"), MaximumBelowTarget),
    ],
)
def test_a_given_target_obeys_the_rules_of_the_years(given, rule):
    plan = main(planned("100", targets=[given, ("2026Q4", "100")]))

    decided = when(results, plan)

    decided.then_refused(rule)


def test_given_targets_of_an_average_may_end_anywhere():
    plan = main(planned("90", accumulation="average", targets=[("2026Q1", "70"), ("2026Q3", "80")]))

    (result,) = results(plan)

    assert [one.period for one in result.indicators[0].targets] == ["2026Q1", "2026Q3"]


def year_of(maximum, *targets, **given):
    """Targets of the last two quarters, each with its own highest attainable value, of a year with `maximum`."""
    quarters = [("2026Q2", "40", "40", targets[0]), ("2026Q4", "100", "100", targets[1])]
    return planned("100", maximum=maximum, targets=quarters, **given)


@pytest.mark.parametrize(
    ("indicator", "period"),
    [
        pytest.param(year_of("120", "60", None), "2026Q4", id="the last has none"),
        pytest.param(year_of("120", None, "120"), "2026Q2", id="another has none"),
        pytest.param(year_of("120", "60", "110"), "2026Q4", id="the last is not the year's"),
        pytest.param(
            year_of("100", "40", "120"), "2026Q4", id="the year's target is the maximum, the last period's not"
        ),
        pytest.param(year_of(None, None, "100"), "2026Q4", id="the year has none, the last period has"),
        pytest.param(year_of(None, "60", None), "2026Q2", id="the year has none, another period has"),
        pytest.param(year_of("120", None, "120", accumulation="average"), "2026Q2", id="average: one has none"),
        pytest.param(year_of(None, "60", "120", accumulation="average"), "2026Q2", id="average: the year has none"),
    ],
)
def test_the_highest_attainable_value_is_given_for_the_year_and_every_period_or_not_at_all(indicator, period):
    decided = when(results, main(indicator))

    decided.then_refused(GivenMaximumDiffers, indicator="berkas selesai", period=period)


@pytest.mark.parametrize(
    "indicator",
    [
        pytest.param(year_of("120", "60", "120.0"), id="equal as numbers"),
        pytest.param(year_of("120", "60", "110", accumulation="average"), id="average may end anywhere"),
        pytest.param(lower("5", maximum="3", targets=[("2026Q4", "5", "5", "3")]), id="lower is better"),
    ],
)
def test_given_targets_keep_their_highest_attainable_value(indicator):
    (result,) = results(main(indicator))

    assert result.indicators[0].targets == indicator.targets


@pytest.mark.parametrize("accumulation", ["sum", "latest", "average"])
def test_an_empty_list_of_targets_is_refused(accumulation):
    plan = main(planned("90", accumulation=accumulation, targets=[]))

    decided = when(results, plan)

    decided.then_refused(NoPeriodTarget, indicator="berkas selesai")


def test_an_agreement_that_touches_no_period_of_the_cycle_is_refused():
    plan = main(planned(accumulation="sum"))

    decided = when(results, plan, ends_on=YEAR[0].ends_on, periods=YEAR[2:])

    decided.then_refused(CoversNoPeriod, ends_on=YEAR[0].ends_on)


@pytest.mark.parametrize("weight", ["0", "0.0", "-5"])
def test_an_additional_result_of_no_weight_is_refused(weight):
    plan = [main(planned(title="a"), title="utama"), main(title="tambahan", kind="additional", weight=weight)]

    decided = when(results, *plan)

    decided.then_refused(WeightNotAboveZero, result="tambahan", weight=weight)


@pytest.mark.parametrize(
    ("weights", "total"),
    [
        pytest.param(["50", None], "50", id="on some only"),
        pytest.param(["60", "30"], "90", id="below 100"),
        pytest.param(["60", "50"], "110", id="above 100"),
        pytest.param(["100", "0"], "100", id="one of zero"),
        pytest.param(["150", "-50"], "100", id="one below zero"),
        pytest.param(["33.333333", "66.666666"], "99.999999", id="almost 100"),
    ],
)
def test_uneven_weights_are_refused_among_indicators_and_among_main_results(weights, total):
    first, second = (planned(title=title, weight=weight) for title, weight in zip("ab", weights, strict=True))
    mains = [
        main(planned(title=title), title=title, weight=weight) for title, weight in zip("cd", weights, strict=True)
    ]

    among_indicators = when(results, main(first, second))
    among_results = when(results, *mains)

    among_indicators.then_refused(WeightsUneven, where="pelayanan", total=total)
    among_results.then_refused(WeightsUneven, where="RHK utama", total=total)


def test_weights_that_add_up_to_100_are_agreed():
    plan = main(planned(title="a", weight="33.4"), planned(title="b", weight="66.6"), weight="100")

    (result,) = results(plan)

    assert [one.weight for one in result.indicators] == ["33.4", "66.6"]


def test_an_additional_result_needs_no_share_of_the_main_results_weights():
    plan = [main(planned(title="a"), title="utama", weight="100"), main(title="tambahan", kind="additional")]

    agreed = results(*plan)

    assert [one.weight for one in agreed] == ["100", None]


@pytest.mark.parametrize("missing", ["title", "aspect", "unit_of_measure", "target", "accumulation"])
def test_an_indicator_without_unit_target_or_aspect_is_refused_when_it_is_sent(missing):
    whole = {
        "title": "berkas selesai",
        "aspect": "quantity",
        "unit_of_measure": "berkas",
        "whole": True,
        "direction": "higher_is_better",
        "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
    }
    assert PlanIndicator.model_validate(whole).targets is None
    sent = {name: value for name, value in whole.items() if name != missing}

    with pytest.raises(ValidationError) as refused:
        PlanIndicator.model_validate(sent)

    assert [error["loc"] for error in refused.value.errors()] == [(missing,)]


def test_targets_outside_the_agreements_days_are_refused():
    plan = main(planned("100", targets=[("2026Q1", "50"), ("2026Q4", "100")]))

    decided = when(results, plan, starts_on=YEAR[2].starts_on)

    decided.then_refused(PeriodNotCovered, period="2026Q1")
