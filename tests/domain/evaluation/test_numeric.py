"""`permenpanrb-8-2021.v1`: every row and printed example of domain 7.4, with its numbers."""

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction as F

import pytest

from services.evaluation.policies.extended_8_2021_v1 import NumericInputs
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.numeric_8_2021_v1 import (
    additional_value,
    class_of_score,
    class_of_staff,
    head_points,
    predicate_of,
    staff_points,
    whole_per_cent,
)
from services.evaluation.policies.permenpanrb_8_2021_v1 import evaluate
from services.evaluation.policies.registry import POLICIES
from tests.domain.evaluation.dossier import ABOVE, BELOW, MEETS, all_seven, indicator, inputs, line, proven, result

LOWER = {"direction": "lower_is_better"}
SB, B, C, K, SK = "sangat_baik", "baik", "cukup", "kurang", "sangat_kurang"


def extended(plain, **more):
    return NumericInputs(**{each.name: getattr(plain, each.name) for each in fields(plain)}, **more)


def scored(*results, innovation=False, colleagues_heard=False, **given):
    return evaluate(extended(inputs(*results, **given), innovation=innovation, colleagues_heard=colleagues_heard))


# --- Heads of units.


@pytest.mark.parametrize(
    ("per_cent", "points"),
    [
        pytest.param(0, F(0), id="nothing"),
        pytest.param(59, F(49), id="59 -> 49"),
        pytest.param(60, F(50), id="60 -> 50"),
        pytest.param(75, F(65), id="75 -> 65"),
        pytest.param(79, F(69), id="79 -> 69"),
        pytest.param(80, F(70), id="80 -> 70"),
        pytest.param(98, F(88), id="98 -> 88"),
        pytest.param(99, F(89), id="99 -> 89"),
        pytest.param(100, F(109), id="100 -> 109"),
        pytest.param(101, F(110), id="101 -> 110"),
        pytest.param(105, 110 + F(40, 9), id="105 -> 114.44"),
        pytest.param(107, 110 + F(60, 9), id="107 -> 116.67"),
        pytest.param(110, F(120), id="110 -> 120"),
        pytest.param(111, F(120), id="above 110 -> 120"),
        pytest.param(500, F(120), id="far above"),
    ],
)
def test_the_table_of_heads(per_cent, points):
    assert head_points(per_cent, maximum=False, reached=per_cent >= 100) == points


@pytest.mark.parametrize(
    ("target", "given", "realization", "value"),
    [
        pytest.param(85, {}, 85, F(109), id="printed: target 85, realized 85 -> 109"),
        pytest.param(95, {}, 93, F(88), id="printed: target 95, realized 93 -> 98 % -> 88"),
        pytest.param(100, {"maximum": 100}, 100, F(120), id="a maximum target reached -> 120"),
        pytest.param(100, {"maximum": 100}, "99.5", F(109), id="99.5 % of a maximum target rounds to 100 %: 109"),
        pytest.param(100, {"maximum": 100}, "99.4", F(89), id="99.4 % of a maximum target: 99 % -> 89"),
        pytest.param((80, 100), {"maximum": 100}, 80, F(120), id="range: fully reached from its lower bound"),
        pytest.param((80, 90), {"maximum": 90}, 99, F(120), id="above the maximum counts as 100, reached"),
        pytest.param(0, LOWER, 0, F(120), id="zero defects, none: a maximum fully reached"),
        pytest.param(0, LOWER, 1, F(0), id="zero defects, one: 0 %"),
        pytest.param((7, 8), LOWER, "6.5", 110 + F(10, 9) * 6, id="special 7-8, R 6.5: 107.14 -> 107 %"),
        pytest.param((7, 8), LOWER, 9, F(78), id="special 7-8, R 9: 87.5 -> 88 % -> 78"),
        pytest.param((80, 90), {}, 92, 110 + F(10, 9), id="80-90, R 92: 102.22 -> 102 %"),
    ],
)
def test_value_of_a_heads_indicator(target, given, realization, value):
    outcome = scored(indicator("a", target, **given), head_of_unit=True, **proven(a=realization))

    assert (line(outcome).value, outcome.score) == (value, value)


def test_a_heads_result_is_the_weighted_mean_of_its_indicators_and_the_score_of_its_results():
    outcome = scored(
        result("r1", indicator("a", weight=25), indicator("b", weight=75), weight=60),
        result("r2", indicator("c"), weight=40),
        head_of_unit=True,
        **proven(a=100, b=80, c=100),
    )

    assert [one.value for one in outcome.results] == [F(109, 4) + F(210, 4), 109]
    assert outcome.score == F(3, 5) * F(319, 4) + F(2, 5) * 109
    assert F(2, 5) * 109 == F("43.6")  # as the regulation's row prints the block of 40 %


# --- Staff and functional posts.


@pytest.mark.parametrize(
    ("per_cent", "band"),
    [(101, SB), (100, B), (99, C), (80, C), (79, K), (60, K), (59, SK), (0, SK)],
)
def test_class_of_an_aspect(per_cent, band):
    assert class_of_staff(per_cent) == band


@pytest.mark.parametrize(
    ("classes", "value"),
    [
        pytest.param([SK, SK, SB], 25, id="two sangat kurang"),
        pytest.param([SK, SB, SB], 60, id="one sangat kurang"),
        pytest.param([K, K, SB], 60, id="two kurang"),
        pytest.param([SB, SB, K], 80, id="one kurang (shortcut code says 100)"),
        pytest.param([C, C, SB], 80, id="two cukup"),
        pytest.param([SB, SB, SB], 120, id="all sangat baik"),
        pytest.param([SB, SB, B], 120, id="two thirds sangat baik and none below baik"),
        pytest.param([SB, SB, C], 100, id="two thirds sangat baik and one cukup"),
        pytest.param([SB, B, B], 100, id="one third sangat baik"),
        pytest.param([SB, B], 100, id="half sangat baik"),
        pytest.param([SB, SB, B, B], 100, id="half of four"),
        pytest.param([SB, SB, SB, B], 120, id="three of four"),
        pytest.param([B, C], 100, id="one cukup"),
        pytest.param([SB], 120, id="single sangat baik"),
        pytest.param([B], 100, id="single baik"),
        pytest.param([C], 80, id="single cukup"),
        pytest.param([K], 60, id="single kurang"),
        pytest.param([SK], 25, id="single sangat kurang"),
    ],
)
def test_value_of_a_work_result_of_staff(classes, value):
    assert staff_points(classes) == value


def test_aspects_are_classed_and_the_explanation_names_them():
    outcome = scored(
        indicator("a", aspect="cost", direction="lower_is_better"),
        indicator("b", aspect="quantity"),
        indicator("c", aspect="quality"),
        **proven(a=80, b=110, c=100),
    )

    assert [(one.aspect, one.per_cent, one.band) for one in outcome.aspects] == [
        ("quantity", 110, SB),
        ("quality", 100, B),
        ("cost", 120, SB),
    ]
    assert outcome.score == 120


def test_several_indicators_of_an_aspect_are_their_mean_rounded_again():
    outcome = scored(indicator("a"), indicator("b"), **proven(a="100.4", b="101"))

    assert [(one.per_cent, one.band) for one in outcome.aspects] == [(101, SB)]  # 100 and 101: 100.5


def test_weights_of_an_aspects_indicators_count_in_its_mean():
    outcome = scored(indicator("a", weight=90), indicator("b", weight=10), **proven(a=100, b=50))

    assert [(one.per_cent, one.band) for one in outcome.aspects] == [(95, C)]


def test_a_maximum_target_fully_reached_is_sangat_baik():
    reached = scored(indicator("a", maximum=100), **proven(a=100))
    missed = scored(indicator("a", maximum=100), **proven(a="99.5"))

    assert (reached.score, missed.score) == (120, 100)


def test_a_maximum_target_among_others_of_its_aspect_counts_as_its_hundred_per_cent():
    outcome = scored(indicator("a", maximum=100), indicator("b"), **proven(a=100, b=100))

    assert [(one.per_cent, one.band) for one in outcome.aspects] == [(100, B)]


def test_who_did_not_work_saved_nothing():
    outcome = scored(indicator("a"), indicator("b", aspect="cost", direction="lower_is_better"), **proven(a=0, b=0))

    assert ([one.band for one in outcome.aspects], outcome.score) == ([SK, SK], 25)
    assert line(outcome, "b").work_not_done


# --- Additional results.


@pytest.mark.parametrize(("value", "added"), [(120, "2.4"), (100, "1.6"), (80, "0.96"), (60, "0.48"), (25, "0.1")])
def test_what_one_additional_result_adds(value, added):
    assert additional_value([F(value)]) == F(added)


def test_additional_results_are_capped_at_10_and_the_whole_at_120():
    assert additional_value([F(120)] * 5) == 10
    extra = [result(f"x{n}", indicator(f"x{n}"), kind="additional") for n in range(2)]

    outcome = scored(result("r", indicator("a")), *extra, **proven(a=101, x0=100, x1=101))

    assert (outcome.main_value, outcome.additional_value, outcome.score) == (120, 4, 120)


def test_an_additional_result_helps_a_lower_one():
    extra = result("x", indicator("x"), kind="additional")

    outcome = scored(result("r", indicator("a")), extra, **proven(a=100, x=100))

    assert outcome.score == F("101.6")


# --- Behaviour, final, class.


def test_behaviour_is_the_mean_of_the_seven():
    outcome = scored(indicator("a"), behaviour=all_seven(MEETS, loyal=ABOVE, adaptive=BELOW), **proven(a=100))

    assert outcome.behaviour_value == F(5 * 100 + 120 + 60, 7)


@pytest.mark.parametrize(("heard", "share"), [(False, F(3, 10)), (True, F(2, 5))])
def test_behaviour_weighs_more_where_colleagues_were_heard(heard, share):
    outcome = scored(indicator("a"), colleagues_heard=heard, behaviour=all_seven(ABOVE), **proven(a=100))

    assert outcome.behaviour_share == share
    assert outcome.final_value == (1 - share) * 100 + share * 120


@pytest.mark.parametrize(
    ("results", "behaviour", "innovation", "final", "band"),
    [
        pytest.param(112, 108, False, "110.8", B, id="SKP 112, behaviour 108, no innovation: baik"),
        pytest.param(112, 108, True, "110.8", SB, id="SKP 112, behaviour 108, innovation: sangat baik"),
        pytest.param("102.8", 95, True, "100.46", B, id="SKP 102.8, behaviour 95: 100.46 baik"),
    ],
)
def test_worked_finals(results, behaviour, innovation, final, band):
    value = F(7, 10) * F(results) + F(3, 10) * behaviour

    assert (value, class_of_score(value, innovation=innovation)) == (F(final), band)


@pytest.mark.parametrize(
    ("final", "innovation", "band"),
    [
        ("120", True, SB),
        ("110", True, SB),
        ("109.995", True, SB),
        ("109.99", True, B),
        ("115", False, B),
        ("90", False, B),
        ("89.99", True, C),
        ("70", False, C),
        ("69.99", False, K),
        ("50", False, K),
        ("49.99", False, SK),
        ("0", True, SK),
    ],
)
def test_classes(final, innovation, band):
    assert class_of_score(F(final), innovation=innovation) == band


def test_the_class_is_the_predicate_and_cukup_travels_as_butuh_perbaikan():
    assert [predicate_of(band) for band in (SB, B, C, K, SK)] == [SB, B, "butuh_perbaikan", K, SK]


def test_the_unit_s_achievement_matrix_and_medians_belong_to_the_other_policy():
    head = scored(indicator("a"), head_of_unit=True, behaviour=all_seven(ABOVE), innovation=True, **proven(a=101))

    assert not head.awaits_unit_achievement
    assert (head.advised_result, head.advised_behaviour, head.results[0].rating) == (None, None, None)
    assert (head.final_value, head.final_shown, head.predicate) == (113, Decimal("113.00"), SB)


def test_what_is_missing_leaves_no_class():
    nothing_due = scored(indicator("a", None, due=False), behaviour=all_seven())
    not_assessed = scored(indicator("a"), **proven(a=100))

    assert (nothing_due.score, nothing_due.final_value, nothing_due.predicate) == (None, None, None)
    assert (not_assessed.score, not_assessed.final_value, not_assessed.predicate) == (100, None, None)
    assert len(not_assessed.behaviour_missing) == 7


def test_plain_inputs_have_no_innovation_and_nobody_was_heard():
    outcome = evaluate(inputs(indicator("a"), behaviour=all_seven(ABOVE), **proven(a=120)))

    assert (outcome.final_value, outcome.band, outcome.behaviour_share) == (120, B, F(3, 10))


def test_another_behaviour_word_is_an_error():
    with pytest.raises(InvalidInputs):
        scored(indicator("a"), behaviour=all_seven("baik"))


@pytest.mark.parametrize(("achievement", "whole"), [("0.985", 99), ("0.98499", 98), ("0.995", 100), ("1.005", 101)])
def test_achievement_is_rounded_half_up_to_whole_per_cent(achievement, whole):
    assert whole_per_cent(F(achievement)) == whole


def test_the_policy_says_of_itself_what_it_is():
    policy = POLICIES["permenpanrb-8-2021.v1"]

    assert policy.note.startswith("partly reconstructed")
    assert all(parameter.source for parameter in policy.parameters)
    assert policy.conclude(scored(indicator("a"), behaviour=all_seven(), **proven(a=100)), None, None) == B


def test_both_scores_are_given_and_what_is_excluded_named():
    plain = inputs(indicator("a"), **proven(a=100))
    unproven = inputs(indicator("a"), reports=plain.reports)

    outcome = evaluate(unproven)

    assert (outcome.score, outcome.score_with_excluded) == (25, 100)
    assert [one.code for one in outcome.exclusions] == ["not_shown"]
