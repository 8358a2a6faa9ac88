"""The target of every period: `sum` splits over the months covered, the others keep the year's (`domain.md` 4).

The sample world's targets, worked out by code of its own, are compared with planning's for every indicator and quarter.
"""

from datetime import date
from fractions import Fraction

import pytest

from contracts.planning import Target
from deploy.sample import world as sample
from deploy.sample.model import Indicator as SampleIndicator
from deploy.sample.model import Target as SampleTarget
from deploy.sample.targets import due
from services.planning.targets import PlannedIndicator
from tests.domain.given import uid
from tests.domain.plans import QUARTERS, YEAR, dates, main, period_target, planned, results, targets_of

MONTHS = tuple(dates(f"2026M{month:02}", date(2026, month, 1), date(2026, month, 28)) for month in range(1, 13))


def same(*values):
    """A single value per quarter; None where it is not due."""
    return {period: (one, one) for period, one in zip(QUARTERS, values, strict=True) if one is not None}


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        pytest.param(planned("100", accumulation="sum"), same("25", "50", "75", "100"), id="sum, evenly"),
        pytest.param(planned("10", accumulation="sum"), same("2.5", "5", "7.5", "10"), id="sum, divisible"),
        pytest.param(
            planned("10", accumulation="sum", whole=True), same("2", "5", "7", "10"), id="sum, whole units down"
        ),
        pytest.param(
            planned("10", accumulation="sum", whole=True, direction="lower_is_better"),
            same("3", "5", "8", "10"),
            id="sum, whole units up where lower is better",
        ),
        pytest.param(
            planned("1", accumulation="sum", whole=True),
            same(None, None, None, "1"),
            id="one document in the year: not due before the last quarter",
        ),
        pytest.param(
            planned("1", accumulation="sum", whole=True, direction="lower_is_better"),
            same("1", "1", "1", "1"),
            id="one complaint at most: due at once",
        ),
        pytest.param(
            planned("0", accumulation="sum", whole=True, direction="lower_is_better"),
            same("0", "0", "0", "0"),
            id="zero defects: due, as zero is the year's target too",
        ),
        pytest.param(planned("90", accumulation="latest"), same("90", "90", "90", "90"), id="latest keeps the year's"),
        pytest.param(planned("90", accumulation="average"), same("90", "90", "90", "90"), id="average keeps it too"),
        pytest.param(
            planned("0.000001", accumulation="sum"),
            same(None, "0.000001", "0.000001", "0.000001"),
            id="the smallest number there is, rounded half up",
        ),
        pytest.param(
            planned("999999999999999.999999", accumulation="sum"),
            same("250000000000000", "500000000000000", "749999999999999.999999", "999999999999999.999999"),
            id="the largest",
        ),
    ],
)
def test_derived_targets_of_a_whole_year(indicator, expected):
    assert targets_of(indicator) == expected


def test_a_range_is_split_at_both_ends():
    assert targets_of(planned(("8", "12"), accumulation="sum", whole=True)) == {
        "2026Q1": ("2", "3"),
        "2026Q2": ("4", "6"),
        "2026Q3": ("6", "9"),
        "2026Q4": ("8", "12"),
    }


RANGES = [
    pytest.param(
        ("2", "4"), {"2026Q2": ("1", "2"), "2026Q3": ("1", "3"), "2026Q4": ("2", "4")}, id="0 to 1 asks for nothing"
    ),
    pytest.param(("3", "8"), {"2026Q2": ("1", "4"), "2026Q3": ("2", "6"), "2026Q4": ("3", "8")}, id="nor does 0 to 2"),
    pytest.param(
        ("0", "4"),
        {"2026Q1": ("0", "1"), "2026Q2": ("0", "2"), "2026Q3": ("0", "3"), "2026Q4": ("0", "4")},
        id="a range from zero in the year is one in every period",
    ),
]


@pytest.mark.parametrize(("target", "expected"), RANGES)
def test_a_period_whose_range_would_be_reached_by_doing_nothing_is_not_due(target, expected):
    indicator = planned(target, title="dokumen", accumulation="sum", whole=True)

    assert targets_of(indicator) == expected
    assert by_sample(indicator) == expected


def test_a_lower_is_better_range_is_due_at_once():
    indicator = planned(("1", "4"), title="keluhan", accumulation="sum", whole=True, direction="lower_is_better")

    expected = {"2026Q1": ("1", "1"), "2026Q2": ("1", "2"), "2026Q3": ("1", "3"), "2026Q4": ("1", "4")}
    assert targets_of(indicator) == by_sample(indicator) == expected


def by_sample(planned_one):
    """The same targets by the sample's own arithmetic."""
    asked = ("title", "aspect", "unit_of_measure", "whole", "direction", "accumulation", "maximum", "weight")
    target = SampleTarget(planned_one.target.low, planned_one.target.high)
    indicator = SampleIndicator(
        "i", **{name: getattr(planned_one, name) for name in asked}, target=target, targets=None
    )
    found = {period: due(indicator, period) for period in QUARTERS}
    return {period: (str(one.low), str(one.high)) for period, one in found.items() if one}


def test_months_are_counted_from_the_agreements_own_first_day():
    from_may = targets_of(planned("80", accumulation="sum"), starts_on=date(2026, 5, 1))

    assert from_may == {"2026Q2": ("20", "20"), "2026Q3": ("50", "50"), "2026Q4": ("80", "80")}


def test_an_agreement_that_ends_early_reaches_its_whole_target_then():
    until_august = targets_of(planned("80", accumulation="sum"), ends_on=date(2026, 8, 31))

    assert until_august == {"2026Q1": ("30", "30"), "2026Q2": ("60", "60"), "2026Q3": ("80", "80")}


def test_an_agency_that_works_by_the_month_splits_into_twelve():
    monthly = targets_of(planned("12", accumulation="sum", whole=True), periods=MONTHS)

    assert list(monthly.values()) == [(str(month), str(month)) for month in range(1, 13)]


def test_a_maximum_is_split_like_its_target():
    (result,) = results(main(planned("100", accumulation="sum", maximum="120")))

    assert [one.maximum for one in result.indicators[0].targets] == ["30", "60", "90", "120"]


def test_a_maximum_above_the_target_never_falls_onto_it_by_rounding():
    (result,) = results(main(planned("10", accumulation="sum", whole=True, maximum="11")))

    assert [(one.high, one.maximum) for one in result.indicators[0].targets] == [
        ("2", "3"),
        ("5", "6"),
        ("7", "9"),
        ("10", "11"),
    ]


def test_a_target_that_is_the_maximum_is_the_maximum_of_every_period():
    (result,) = results(main(planned("10", accumulation="sum", whole=True, maximum="10.0")))

    assert [(one.high, one.maximum) for one in result.indicators[0].targets] == [
        ("2", "2"),
        ("5", "5"),
        ("7", "7"),
        ("10", "10"),
    ]


def test_a_lower_is_better_maximum_stays_below_its_target():
    (result,) = results(main(planned("10", direction="lower_is_better", accumulation="sum", whole=True, maximum="9")))

    assert [(one.low, one.maximum) for one in result.indicators[0].targets] == [
        ("3", "2"),
        ("5", "4"),
        ("8", "6"),
        ("10", "9"),
    ]


def test_given_targets_stand_and_a_period_without_one_is_not_due():
    given = [("2026Q2", "40", "50"), ("2026Q4", "100")]

    (result,) = results(main(planned("100", accumulation="sum", targets=given)))

    assert result.indicators[0].targets == tuple(period_target(*one) for one in given)


INDICATORS = [
    pytest.param(indicator, id=indicator.key)
    for agreement in sample.load().agreements
    for result in agreement.results
    for indicator in result.indicators
]


def as_planned(indicator):
    """The sample's indicator as an employee would propose it."""
    return PlannedIndicator(
        title=indicator.title,
        aspect=indicator.aspect,
        unit_of_measure=indicator.unit_of_measure,
        whole=indicator.whole,
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        target=Target(low=indicator.target.low, high=indicator.target.high),
        maximum=indicator.maximum,
        targets=None
        if indicator.targets is None
        else tuple(period_target(t.period, t.low, t.high) for t in indicator.targets),
        indicator=uid(indicator.key),
    )


def test_the_sample_has_indicators_enough_to_compare():
    assert len(INDICATORS) == 280
    assert [one.period for one in YEAR] == [one.key for one in sample.load().cycle.periods]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_samples_own_arithmetic_finds_the_same_targets(indicator):
    by_sample = {period: due(indicator, period) for period in QUARTERS}

    (result,) = results(main(as_planned(indicator)))
    by_planning = {one.period: one for one in result.indicators[0].targets}

    assert {period for period, target in by_sample.items() if target} == set(by_planning)
    assert {p: (t.low, t.high, t.maximum) for p, t in by_sample.items() if t} == {
        p: (Fraction(t.low), Fraction(t.high), None if t.maximum is None else Fraction(t.maximum))
        for p, t in by_planning.items()
    }
