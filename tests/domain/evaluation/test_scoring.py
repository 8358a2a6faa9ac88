"""Values, results, score and advice of `permenpanrb-6-2022.v1`: every sentence of domain 7.3, with its numbers."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from services.evaluation.policies.permenpanrb_6_2022_v1 import indicator_value
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
from services.evaluation.policies.rounding_v1 import half_up
from tests.domain.evaluation.dossier import (
    ABOVE,
    BELOW,
    MEETS,
    all_seven,
    indicator,
    item,
    line,
    proven,
    report,
    result,
    scored,
    verified,
)

LOWER = {"direction": "lower_is_better"}


@pytest.mark.parametrize(
    ("target", "given", "realization", "expected"),
    [
        pytest.param(100, {}, "95", F(95), id="7.3 the achievement in per cent"),
        pytest.param(95, {}, "93", F(9300, 95), id="7.3 exact, not rounded"),
        pytest.param(100, {}, "119.99", F("119.99"), id="7.3 just below the cap"),
        pytest.param(100, {}, "120", F(120), id="7.3 at the cap"),
        pytest.param(100, {}, "500", F(120), id="7.3 capped at 120"),
        pytest.param((80, 90), {}, "92", F(9200, 90), id="7.2 range 80-90, R 92: 102.22"),
        pytest.param((80, 90), {}, "70", F("87.5"), id="7.2 range 80-90, R 70: 87.5"),
        pytest.param((80, 90), {}, "85", F(100), id="7.2 inside the range"),
        pytest.param((7, 8), LOWER, "6.5", 200 - F(650, 7), id="7.2 special 7-8, R 6.5: 107.14"),
        pytest.param((7, 8), LOWER, "9", F("87.5"), id="7.2 special 7-8, R 9: 87.5"),
        pytest.param(8, LOWER, "20", F(0), id="7.2 more than twice the target"),
        pytest.param(8, LOWER, "0", F(120), id="7.3 special: capped at 120"),
        pytest.param(96, {"maximum": 100}, "98", F(110), id="7.3 halfway to C is 110"),
        pytest.param(96, {"maximum": 100}, "100", F(120), id="7.3 C reached is 120"),
        pytest.param(96, {"maximum": 100}, "96", F(100), id="7.3 T reached is 100"),
        pytest.param(96, {"maximum": 100}, "95", F(9500, 96), id="7.3 below T the way to C does not help"),
        pytest.param(80, {"maximum": 100}, "90", F("112.5"), id="7.3 R / T where that is more"),
        pytest.param(50, {"maximum": 100}, "55", F(110), id="7.3 R / T 110 against 102 on the way to C"),
        pytest.param((80, 90), {"maximum": 100}, "95", F(110), id="7.3 range: the way to C begins at its upper bound"),
        pytest.param((80, 90), {"maximum": 100}, "85", F(100), id="7.3 range: inside is 100"),
        pytest.param(100, {"maximum": 100}, "100", F(120), id="7.3 C = T fully reached"),
        pytest.param(100, {"maximum": 100}, "99.5", F("99.5"), id="7.3 C = T, 99.5 is not fully reached"),
        pytest.param(
            (80, 100), {"maximum": 100}, "80", F(120), id="7.2 C = T, range: fully reached from its lower bound"
        ),
        pytest.param((80, 100), {"maximum": 100}, "79", F(7900, 80), id="7.2 C = T, range: missed"),
        pytest.param(0, LOWER, "0", F(120), id="7.2 zero defects: a maximum fully reached"),
        pytest.param(0, {**LOWER, "maximum": 0}, "0", F(120), id="7.2 zero defects with C = 0 written out"),
        pytest.param(0, LOWER, "1", F(0), id="7.2 one defect where none is allowed"),
        pytest.param(5, {**LOWER, "maximum": 5}, "5", F(120), id="7.3 special, C = T fully reached"),
        pytest.param(5, {**LOWER, "maximum": 5}, "6", F(80), id="7.3 special, C = T missed"),
        pytest.param(10, {**LOWER, "maximum": 5}, "9", F(110), id="7.3 special: no way to C, only R / T"),
        pytest.param(10, {**LOWER, "maximum": 0}, "9.5", F(105), id="7.3 special: the same from a C of zero"),
        pytest.param((0, 2), {**LOWER, "maximum": 0}, "2", F(120), id="7.3 special, range whose lower bound is C"),
        pytest.param((0, 2), LOWER, "2", F(100), id="a range from zero is no zero target"),
        pytest.param(100, {"maximum": 90}, "100", F(100), id="a C short of the target changes nothing"),
    ],
)
def test_value_of_an_indicator(target, given, realization, expected):
    assert indicator_value(indicator("a", target, **given), F(realization)) == expected


def test_a_result_is_the_weighted_mean_of_its_indicators():
    outcome = scored(indicator("a", weight=75), indicator("b", weight=25), **proven(a=100, b=60))

    assert outcome.results[0].value == 90
    assert (line(outcome, "a").weight, line(outcome, "b").weight) == (F(3, 4), F(1, 4))


def test_absent_weights_are_equal_and_thirds_are_exact():
    outcome = scored(indicator("a"), indicator("b"), indicator("c"), **proven(a=100, b=90, c=75))

    assert (outcome.score, outcome.score_shown) == (F(265, 3), Decimal("88.33"))


def test_the_score_is_the_weighted_mean_of_the_main_results():
    results = [
        result("r1", indicator("a"), weight=60),
        result("r2", indicator("b"), weight=40),
        result("r3", indicator("c"), kind="additional"),
    ]

    outcome = scored(*results, **proven(a=100, b=50, c=10))

    assert outcome.score == 80
    assert [(each.value, each.weight) for each in outcome.results] == [(100, F(3, 5)), (50, F(2, 5)), (10, 0)]


def test_what_is_not_due_is_left_out_and_the_weights_are_scaled():
    results = [
        result("r1", indicator("a", weight=50), indicator("b", None, weight=50, due=False), weight=20),
        result("r2", indicator("c"), weight=20),
        result("r3", indicator("d", None, due=False), weight=60),
    ]

    outcome = scored(*results, **proven(a=100, c=90))

    assert outcome.score == 95
    assert (line(outcome, "a").weight, line(outcome, "b").weight) == (1, 0)
    assert [each.weight for each in outcome.results] == [F(1, 2), F(1, 2), 0]
    assert (outcome.results[2].value, outcome.results[2].rating) == (None, None)


def test_one_document_due_later_in_the_year_lowers_no_advice():
    yearly = result("yearly", indicator("b", None, due=False))

    outcome = scored(result("routine", indicator("a")), yearly, **proven(a=100))

    assert (outcome.score, outcome.advised_result, outcome.exclusions) == (100, MEETS, ())


def test_no_main_result_due_is_no_advice():
    results = [
        result("r1", indicator("a", None, due=False)),
        result("r2", indicator("b"), kind="additional"),
    ]

    outcome = scored(*results, **proven(b=120))

    assert (outcome.score, outcome.score_shown, outcome.score_with_excluded) == (None, None, None)
    assert (outcome.score_rating, outcome.counting_rating, outcome.advised_result) == (None, None, None)
    assert (outcome.results[1].value, outcome.results[1].rating) == (120, ABOVE)


# --- Work not done.


def test_who_did_not_work_saved_no_cost_and_no_time():
    indicators = [
        indicator("done", 10, aspect="quantity"),
        indicator("cost", 100, aspect="cost", **LOWER),
        indicator("time", 10, aspect="time", **LOWER),
    ]

    outcome = scored(*indicators, **proven(done=0, cost=0, time=5))

    assert outcome.score == 0
    assert [line(outcome, name).work_not_done for name in ("done", "cost", "time")] == [False, True, True]
    assert (line(outcome, "cost").achievement, line(outcome, "cost").value) == (2, 0)


@pytest.mark.parametrize(
    ("indicators", "values"),
    [
        pytest.param(
            [indicator("q", aspect="quality"), indicator("n")], {"q": 1, "n": 0}, id="a little quality is work"
        ),
        pytest.param([], {}, id="a result of time and cost alone"),
        pytest.param([indicator("n", None, due=False)], {}, id="quantity not due"),
    ],
)
def test_time_and_cost_count_where_any_work_was_done_or_none_was_due(indicators, values):
    outcome = scored(*indicators, indicator("cost", 100, aspect="cost", **LOWER), **proven(cost=80, **values))

    assert (line(outcome, "cost").value, line(outcome, "cost").work_not_done) == (120, False)


def test_work_never_shown_is_work_not_done_but_not_in_the_second_score():
    indicators = [indicator("n", 10), indicator("cost", 100, aspect="cost", **LOWER)]
    reports = [report(10, 1, of="n"), report(100, 2, of="cost")]

    outcome = scored(*indicators, reports=reports, items=[item(verified(2, of="cost"), of=("cost",))])

    assert (outcome.score, outcome.score_with_excluded) == (0, 100)
    assert line(outcome, "cost").work_not_done


def test_work_not_done_in_one_result_leaves_another_alone():
    results = [
        result("r1", indicator("n", 10), indicator("c1", 100, aspect="cost", **LOWER)),
        result("r2", indicator("m", 10), indicator("c2", 100, aspect="cost", **LOWER)),
    ]

    outcome = scored(*results, **proven(n=0, c1=100, m=10, c2=100))

    assert [each.value for each in outcome.results] == [0, 100]


# --- Rounding, rating, advice.


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        pytest.param(F(265, 3), "88.33", id="88.333..."),
        pytest.param(F("0.005"), "0.01", id="half goes up"),
        pytest.param(F("0.015"), "0.02", id="half goes up from an odd digit"),
        pytest.param(F("0.025"), "0.03", id="half goes up from an even digit"),
        pytest.param(F("0.004999"), "0.00", id="less than half goes down"),
        pytest.param(F(120), "120.00", id="two places always"),
    ],
)
def test_half_up(exact, shown):
    assert str(half_up(exact)) == shown


def test_half_up_refuses_a_negative_number():
    with pytest.raises(ValueError, match="negative"):
        half_up(F(-1))


@pytest.mark.parametrize(
    ("realization", "shown", "rating"),
    [
        pytest.param("109.995", "110.00", ABOVE, id="110.00 by rounding is above"),
        pytest.param("109.9949", "109.99", MEETS, id="109.99 meets"),
        pytest.param("89.995", "90.00", MEETS, id="90.00 by rounding meets"),
        pytest.param("89.9949", "89.99", BELOW, id="89.99 is below"),
    ],
)
def test_score_and_result_are_rated_by_the_number_shown(realization, shown, rating):
    outcome = scored(indicator(), **proven(a=realization))

    assert (outcome.score, str(outcome.score_shown)) == (F(realization), shown)
    assert (outcome.score_rating, outcome.results[0].rating, outcome.advised_result) == (rating, rating, rating)


def five(*values):
    """Five main results, one indicator each, with these values."""
    names = "abcde"[: len(values)]
    results = [result(f"r{name}", indicator(name)) for name in names]
    return scored(*results, **proven(**dict(zip(names, values, strict=True))))


@pytest.mark.parametrize(
    ("values", "score", "counting", "advised"),
    [
        pytest.param((120, 120, 120, 120, 75), ABOVE, MEETS, MEETS, id="7.3 a mean of 111 with one below is not above"),
        pytest.param((110, 110, 110, 100, 100), MEETS, ABOVE, MEETS, id="7.3 most above, mean 106: the score is lower"),
        pytest.param((120, 120, 110, 100, 100), ABOVE, ABOVE, ABOVE, id="7.3 both above"),
        pytest.param((120, 120, 110, 80, 80), MEETS, BELOW, BELOW, id="7.3 mean 102 with two of five below"),
        pytest.param((90, 90, 90, 90, 80), BELOW, MEETS, BELOW, id="7.3 mean 88 with one of five below"),
        pytest.param((90, 90, 90, 90, 90), MEETS, MEETS, MEETS, id="7.3 all just meet"),
    ],
)
def test_advice_is_the_lower_of_score_and_counting_rule(values, score, counting, advised):
    outcome = five(*values)

    assert (outcome.score_rating, outcome.counting_rating, outcome.advised_result) == (score, counting, advised)


def test_additional_results_help_the_counting_rule_and_never_the_score():
    main = [result("r1", indicator("a")), result("r2", indicator("b"))]
    extra = result("r3", indicator("c"), kind="additional")

    outcome = scored(*main, extra, **proven(a=120, b=100, c=110))

    assert (outcome.score, outcome.counting_rating, outcome.advised_result) == (110, ABOVE, ABOVE)


def test_an_additional_result_with_nothing_due_is_not_counted():
    main = [result("r1", indicator("a")), result("r2", indicator("b"))]
    extra = result("r3", indicator("c", None, due=False), kind="additional")

    outcome = scored(*main, extra, **proven(a=120, b=100))

    assert (outcome.score, outcome.counting_rating) == (110, MEETS)


# --- Heads of units and behaviour.


@pytest.mark.parametrize(
    ("achievement", "advised"),
    [
        pytest.param("istimewa", ABOVE, id="SE 3-2023 istimewa"),
        pytest.param("baik", MEETS, id="SE 3-2023 baik"),
        pytest.param("butuh_perbaikan", BELOW, id="SE 3-2023 butuh perbaikan"),
        pytest.param("kurang", BELOW, id="SE 3-2023 kurang"),
        pytest.param("sangat_kurang", BELOW, id="SE 3-2023 sangat kurang"),
        pytest.param(None, None, id="7.5 finalization waits for the unit's achievement"),
    ],
)
def test_a_heads_result_rating_is_the_units_achievement(achievement, advised):
    outcome = scored(indicator(), head_of_unit=True, unit_achievement=achievement, **proven(a=100))

    assert (outcome.advised_result, outcome.awaits_unit_achievement) == (advised, advised is None)
    assert (outcome.score, outcome.score_rating) == (100, MEETS)


def test_a_head_with_nothing_due_still_has_the_units_rating():
    outcome = scored(indicator("a", None, due=False), head_of_unit=True, unit_achievement="baik")

    assert (outcome.score, outcome.advised_result) == (None, MEETS)


def test_a_units_achievement_is_nobody_elses_rating():
    outcome = scored(indicator(), unit_achievement="istimewa", **proven(a=100))

    assert (outcome.advised_result, outcome.awaits_unit_achievement) == (MEETS, False)


def test_behaviour_values_below_are_listed_beside_the_advice_in_the_order_of_the_acronym():
    outcome = scored(indicator(), behaviour=all_seven(ABOVE, adaptive=BELOW, accountable=BELOW))

    assert (outcome.advised_behaviour, outcome.behaviour_missing) == (ABOVE, ())
    assert outcome.behaviour_below == ("accountable", "adaptive")


def test_without_all_seven_there_is_no_behaviour_advice_and_what_is_missing_is_named():
    values = all_seven(MEETS)
    del values["loyal"]

    outcome = scored(indicator(), behaviour=values)

    assert (outcome.advised_behaviour, outcome.behaviour_missing) == (None, ("loyal",))


def test_no_assessment_at_all_misses_all_seven():
    outcome = scored(indicator())

    assert (outcome.advised_behaviour, outcome.behaviour_missing) == (None, tuple(all_seven()))


def test_another_behaviour_word_is_an_error():
    with pytest.raises(UnknownRating):
        scored(indicator(), behaviour=all_seven(loyal="baik"))


def test_the_outcome_names_its_policy_and_period():
    outcome = scored(indicator())

    assert (outcome.policy, outcome.period) == ("permenpanrb-6-2022.v1", "2026Q3")
