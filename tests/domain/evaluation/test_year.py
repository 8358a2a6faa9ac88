"""The annual evaluation: every sentence of domain 7.7, with its numbers."""

from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.policies import due_v1, permenpanrb_6_2022_v1, year_6_2022_v1, year_8_2021_v1
from services.evaluation.policies.due_v1 import achieved
from services.evaluation.policies.inputs_v1 import Inputs, InvalidInputs, WorkResult
from services.evaluation.policies.outcome_v1 import Blocker
from services.evaluation.policies.permenpanrb_6_2022_v1 import indicator_value
from services.evaluation.policies.year_6_2022_v1 import evaluate_year, points
from services.evaluation.policies.year_v1 import AgreementYear, YearInputs, annual, months_held
from tests.domain.evaluation.dossier import (
    ABOVE,
    AFTER_DEADLINE,
    BEFORE_DEADLINE,
    BELOW,
    DEADLINE,
    MEETS,
    all_seven,
    indicator,
    item,
    report,
    result,
    verified,
)
from tests.domain.evaluation.strategies import REALIZATIONS, indicators

LOWER = {"direction": "lower_is_better"}
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ALL_MONTHS = (FIRST, LAST)


def told(of, **values):
    """One report per quarter with its proof; `quiet` ones (a string ending in ?) are reported and not shown."""
    reports, items = [], []
    for period, value in values.items():
        quiet = str(value).endswith("?")
        reports.append(report(F(str(value).rstrip("?")), 1, of=of, period=period))
        if not quiet:
            items.append(item(verified(1, of=of, period=period), name=f"{of} {period}", of=(of,), period=period))
    return reports, items


def quarters_of(*results, reports=(), items=(), deadline=DEADLINE, due=QUARTERS, periods=QUARTERS, **given):
    """The inputs of an agreement's quarters; `results` is either fixed or made for a quarter."""
    made = []
    for place, period in enumerate(periods):
        of_period = tuple(one(period) if callable(one) else one for one in results)
        if period not in due:
            of_period = tuple(
                WorkResult(
                    one.result, one.kind, tuple(indicator(each.indicator, None, due=False) for each in one.indicators)
                )
                for one in of_period
            )
        made.append(
            Inputs(
                period,
                periods[:place],
                of_period,
                tuple(each for each in reports if each.period in periods[: place + 1]),
                tuple(each for each in items if each.period in periods[: place + 1]),
                deadline,
                **given,
            )
        )
    return tuple(made)


def year(*agreements, **given):
    return evaluate_year(YearInputs(2026, agreements, **given))


def one_year(*results, days=ALL_MONTHS, unit_achievement=None, **given):
    return AgreementYear("a1", *days, quarters_of(*results, **given), unit_achievement)


def of_indicator(agreement, name="a"):
    return next(one.indicators[name] for one in annual(agreement) if name in one.indicators)


def cumulative(period):
    """A `sum` of 25 a quarter."""
    return result("r", indicator("a", 25 * int(period[-1]), accumulation="sum"))


# --- What counts.


def test_a_sum_is_the_last_proven_cumulative_value_against_the_years_target():
    reports, items = told("a", **{"2026Q1": 30, "2026Q2": 55, "2026Q3": 80, "2026Q4": "90?"})

    line = of_indicator(one_year(cumulative, reports=reports, items=items))

    assert (line.target.low, line.achieved.achievement) == (100, F(80, 100))
    assert line.with_excluded.achievement == F(90, 100)


def test_a_sum_where_lower_is_better_needs_its_last_period_due_proven():
    def cost(period):
        return result("r", indicator("a", 25 * int(period[-1]), accumulation="sum", **LOWER))

    silent, spoken = ({"2026Q1": 20, "2026Q2": 40, "2026Q3": 60}, {"2026Q3": 60, "2026Q4": 80})
    lines = [
        of_indicator(one_year(cost, reports=r, items=i)) for r, i in (told("a", **each) for each in (silent, spoken))
    ]

    assert [line.achieved.achievement for line in lines] == [0, F(120, 100)]
    assert lines[0].parts[0].counted.exclusion.code == "not_reported"


def test_latest_is_the_value_of_the_last_period_due():
    reports, items = told("a", **{"2026Q1": 120, "2026Q2": 90})
    due = ("2026Q1", "2026Q2")

    line = of_indicator(one_year(result("r", indicator("a")), reports=reports, items=items, due=due))

    assert (line.parts[0].period, line.achieved.achievement) == ("2026Q2", F(9, 10))


def test_latest_unproven_in_the_last_period_due_is_not_made_up_by_an_earlier_one():
    reports, items = told("a", **{"2026Q3": 120, "2026Q4": "120?"})

    line = of_indicator(one_year(result("r", indicator("a")), reports=reports, items=items))

    assert (line.achieved.achievement, line.with_excluded.achievement) == (0, F(6, 5))


def test_average_is_the_mean_of_the_exact_achievement_an_unproven_period_giving_zero():
    reports, items = told("a", **{"2026Q1": 100, "2026Q2": 80, "2026Q3": "90?", "2026Q4": 95})
    average = result("r", indicator("a", accumulation="average"))

    line = of_indicator(one_year(average, reports=reports, items=items))

    assert line.achieved.achievement == F(100 + 80 + 0 + 95, 400)
    assert line.with_excluded.achievement == F(100 + 80 + 90 + 95, 400)
    assert [part.counted.exclusion and part.counted.exclusion.code for part in line.parts] == [
        None,
        None,
        "not_shown",
        None,
    ]


def test_average_is_exact_and_of_the_periods_due_only():
    reports, items = told("a", **{"2026Q1": 1, "2026Q3": 2})

    average = result("r", indicator("a", 3, accumulation="average"))
    line = of_indicator(one_year(average, reports=reports, items=items, due=("2026Q1", "2026Q3")))

    assert line.achieved.achievement == F(1, 2)


def test_an_average_of_a_maximum_target_is_fully_reached_where_every_period_reached_it():
    average = result("r", indicator("a", 0, accumulation="average", aspect="quality", **LOWER))
    clean = told("a", **dict.fromkeys(QUARTERS, 0))
    one_defect = told("a", **{**dict.fromkeys(QUARTERS, 0), "2026Q2": 1})

    scores = [year(one_year(average, reports=r, items=i)).score for r, i in (clean, one_defect)]

    assert scores == [120, 75]


def test_what_is_due_in_no_period_is_left_out():
    outcome = year(one_year(result("r", indicator("a")), due=()))

    assert (outcome.score, outcome.advised_result, outcome.agreements[0].above) == (None, None, None)


def test_evidence_verified_after_the_quarter_counts_and_its_lateness_is_judged_by_the_last_deadline():
    late = BEFORE_DEADLINE  # before the year's last evidence deadline, long after that of the first quarter
    proof = item(verified(1, period="2026Q1"), period="2026Q1", at=late)
    first = quarters_of(
        result("r", indicator("a")),
        reports=(report(100, period="2026Q1"),),
        items=(proof,),
        due=("2026Q1",),
    )
    first_deadline = DEADLINE - timedelta(days=180)
    with_own_deadlines = tuple(
        Inputs(**{**{n: getattr(one, n) for n in one.__dataclass_fields__}, "evidence_deadline": first_deadline})
        if one.period == "2026Q1"
        else one
        for one in first
    )
    too_late = item(verified(1, period="2026Q1"), period="2026Q1", at=AFTER_DEADLINE)
    missed = quarters_of(
        result("r", indicator("a")), reports=(report(100, period="2026Q1"),), items=(too_late,), due=("2026Q1",)
    )

    scores = [year(AgreementYear("a1", FIRST, LAST, one)).score for one in (with_own_deadlines, missed)]

    assert scores == [100, 0]


def test_the_target_is_that_of_the_version_given_for_every_quarter():
    def revised(period):
        return result("r", indicator("a", {"2026Q4": 160}.get(period, 50), accumulation="sum"))

    reports, items = told("a", **{"2026Q2": 50, "2026Q4": 120})

    assert of_indicator(one_year(revised, reports=reports, items=items)).achieved.achievement == F(120, 160)


def test_items_of_any_quarter_that_nobody_judged_block():
    waiting = item(period="2026Q2", name="unjudged")
    outcome = year(one_year(result("r", indicator("a")), reports=(report(9, period="2026Q2"),), items=(waiting,)))

    assert outcome.blockers == (Blocker("unjudged", "a"),)


# --- Several agreements.


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        pytest.param(FIRST, LAST, F(12), id="a year"),
        pytest.param(date(2026, 2, 1), date(2026, 2, 28), F(1), id="a month"),
        pytest.param(date(2026, 1, 1), date(2026, 1, 1), F(1, 31), id="a day"),
        pytest.param(date(2026, 4, 16), date(2026, 6, 10), F(15, 30) + 1 + F(10, 30), id="parts of two months"),
        pytest.param(date(2028, 2, 15), date(2028, 3, 31), F(15, 29) + 1, id="leap February"),
        pytest.param(date(2026, 10, 1), date(2026, 12, 30), 2 + F(30, 31), id="a day short of three months"),
    ],
)
def test_months_held(first, last, months):
    assert months_held(first, last) == months


def moved(first_value, second_value, day=date(2026, 9, 30), **second):
    """Two agreements, one result each, judged at its own value."""
    r1, i1 = told("a", **{"2026Q1": first_value})
    r2, i2 = told("b", **{"2026Q4": second_value})
    one = AgreementYear(
        "a1", FIRST, day, quarters_of(result("r1", indicator("a")), reports=r1, items=i1, due=("2026Q1",))
    )
    given = {"unit_achievement": second.pop("unit_achievement", None)}
    other = quarters_of(
        result("r2", indicator("b")), reports=r2, items=i2, due=("2026Q4",), periods=("2026Q4",), **second
    )
    return one, AgreementYear("a2", day + timedelta(days=1), LAST, other, **given)


def test_several_agreements_are_weighted_by_months_held():
    outcome = year(*moved(100, 80))

    assert [one.weight for one in outcome.agreements] == [F(9, 12), F(3, 12)]
    assert (outcome.score, outcome.advised_result) == (95, MEETS)


def test_a_part_of_a_month_counts_its_days():
    outcome = year(*moved(100, 80, day=date(2026, 10, 10)))

    held = 9 + F(10, 31)
    assert outcome.score == (held * 100 + (12 - held) * 80) / 12


def test_no_main_result_below_looks_at_all_agreements():
    outcome = year(*moved(120, 89, day=date(2026, 11, 30)))

    # The mean is 117 and eleven twelfths are above, but one main result is below.
    assert (outcome.score_rating, outcome.counting_rating, outcome.advised_result) == (ABOVE, MEETS, MEETS)


def test_the_shares_of_the_counting_rule_are_averaged_by_months():
    most_of_the_year, least = (year(*moved(120, 105, day=day)) for day in (date(2026, 9, 30), date(2026, 3, 31)))

    assert [one.counting_rating for one in (most_of_the_year, least)] == [ABOVE, MEETS]


def test_more_than_a_third_of_the_months_below_is_below():
    short, long = (year(*moved(110, 80, day=day)) for day in (date(2026, 8, 31), date(2026, 7, 31)))

    assert [one.counting_rating for one in (short, long)] == [MEETS, BELOW]


@pytest.mark.parametrize(
    ("main", "additional", "counting"),
    [((100,), (120,), MEETS), ((120, 100), (120,), ABOVE), ((120, 100), (100,), MEETS), ((100, 120), (50,), MEETS)],
)
def test_additional_results_help_the_years_counting_rule_and_never_harm(main, additional, counting):
    values = {f"m{n}": value for n, value in enumerate(main)} | {f"x{n}": value for n, value in enumerate(additional)}
    results = [result(name, indicator(name), kind="main" if name[0] == "m" else "additional") for name in values]
    shown = [told(name, **{"2026Q4": value}) for name, value in values.items()]
    reports, items = ([one for each in shown for one in each[place]] for place in (0, 1))

    assert year(one_year(*results, reports=reports, items=items)).counting_rating == counting


def test_an_agreement_with_nothing_due_leaves_the_year_to_the_other():
    one, other = moved(100, 80)
    idle = AgreementYear("a1", one.starts_on, one.ends_on, quarters_of(result("r1", indicator("a")), due=()))

    assert year(idle, other).score == 80


def test_agreements_that_overlap_are_an_error():
    one, other = moved(100, 80)

    with pytest.raises(InvalidInputs, match="begins before"):
        year(other, one)


# --- Heads, behaviour, short periods.


@pytest.mark.parametrize(
    ("achievement", "advised"), [("istimewa", ABOVE), ("baik", MEETS), ("kurang", BELOW), (None, None)]
)
def test_a_heads_year_is_the_units_achievement(achievement, advised):
    reports, items = told("a", **{"2026Q4": 100})
    agreement = one_year(
        result("r", indicator("a")), reports=reports, items=items, head_of_unit=True, unit_achievement=achievement
    )
    outcome = year(agreement)

    assert (outcome.score, outcome.advised_result) == (100, advised)
    assert outcome.awaits_unit_achievement is (achievement is None)


@pytest.mark.parametrize(
    ("day", "achievement", "advised"),
    [
        (date(2026, 3, 31), "istimewa", ABOVE),
        (date(2026, 9, 30), "istimewa", MEETS),
        (date(2026, 9, 30), "kurang", MEETS),
        (date(2026, 7, 31), "kurang", BELOW),
        (date(2026, 3, 31), None, None),
    ],
)
def test_a_head_for_a_part_of_the_year_is_advised_by_months(day, achievement, advised):
    outcome = year(*moved(100, 60, day=day, head_of_unit=True, unit_achievement=achievement))

    assert outcome.advised_result == advised


def test_behaviour_is_assessed_once_for_the_year():
    outcome = year(one_year(result("r", indicator("a"))), behaviour=all_seven(ABOVE, loyal=BELOW))

    assert (outcome.advised_behaviour, outcome.behaviour_below, outcome.behaviour_missing) == (ABOVE, ("loyal",), ())


@pytest.mark.parametrize(("first", "short"), [(date(2026, 10, 1), False), (date(2026, 10, 2), True)])
def test_fewer_than_three_months_still_get_an_evaluation_and_are_marked(first, short):
    reports, items = told("a", **{"2026Q4": 100})
    periods = quarters_of(result("r", indicator("a")), reports=reports, items=items, periods=("2026Q4",))

    outcome = year(AgreementYear("a1", first, LAST, periods))

    assert (outcome.short_period, outcome.score) == (short, 100)


# --- The other policy, and that the year's points are the period's.


def test_the_numeric_years_figure_is_the_mean_by_months_and_has_a_class():
    outcome = year_8_2021_v1.evaluate_year(YearInputs(2026, moved(101, 80), all_seven(ABOVE), innovation=True))

    assert outcome.score == F(9, 12) * 120 + F(3, 12) * 80
    assert (outcome.final_value, outcome.predicate) == (F(7, 10) * 110 + 36, "sangat_baik")


@settings(max_examples=300, deadline=None)
@given(indicators("a", None), REALIZATIONS)
def test_points_of_what_was_achieved_are_the_periods_value_of_the_realization(drawn, realization):
    due = indicator("a", (drawn.low, drawn.high), aspect=drawn.aspect, direction=drawn.direction, maximum=drawn.maximum)

    assert points(due, achieved(due, F(realization))) == indicator_value(due, F(realization))


def test_the_years_scale_is_the_periods():
    assert (year_6_2022_v1.CAP, year_6_2022_v1.REACHED) == (permenpanrb_6_2022_v1.CAP, permenpanrb_6_2022_v1.REACHED)
    assert due_v1.NOTHING == permenpanrb_6_2022_v1.NOTHING


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["0", "60", "95", "100", "115"]), min_size=4, max_size=4), st.integers(0, 3))
def test_a_better_quarter_lowers_nothing_of_the_year(values, place):
    average = result("r", indicator("a", accumulation="average"))
    better = [*values[:place], "130", *values[place + 1 :]]

    before, after = (
        year(one_year(average, reports=r, items=i))
        for r, i in (told("a", **dict(zip(QUARTERS, each, strict=True))) for each in (values, better))
    )

    assert before.score <= after.score
