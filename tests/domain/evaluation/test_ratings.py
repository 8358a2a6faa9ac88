"""Ratings and predicate of PermenPANRB 6/2022: every cell, every row, every band, and errors for all else."""

from fractions import Fraction as F

import pytest

from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.ratings_6_2022_v1 import (
    UnknownRating,
    advised_behaviour,
    counting_rating,
    predicate,
    rating_of_unit,
    rating_of_value,
)
from tests.domain.evaluation.dossier import ABOVE, BELOW, MEETS, all_seven


@pytest.mark.parametrize(
    ("result", "behaviour", "expected"),
    [
        pytest.param(ABOVE, BELOW, "kurang", id="6-2022 matrix: above, below: kurang (misconduct)"),
        pytest.param(ABOVE, MEETS, "baik", id="6-2022 matrix: above, meets: baik"),
        pytest.param(ABOVE, ABOVE, "sangat_baik", id="6-2022 matrix: above, above: sangat baik"),
        pytest.param(MEETS, BELOW, "kurang", id="6-2022 matrix: meets, below: kurang (misconduct)"),
        pytest.param(MEETS, MEETS, "baik", id="6-2022 matrix: meets, meets: baik"),
        pytest.param(MEETS, ABOVE, "baik", id="6-2022 matrix: meets, above: baik"),
        pytest.param(BELOW, BELOW, "sangat_kurang", id="6-2022 matrix: below, below: sangat kurang"),
        pytest.param(BELOW, MEETS, "butuh_perbaikan", id="6-2022 matrix: below, meets: butuh perbaikan"),
        pytest.param(BELOW, ABOVE, "butuh_perbaikan", id="6-2022 matrix: below, above: butuh perbaikan"),
    ],
)
def test_predicate(result, behaviour, expected):
    assert predicate(result, behaviour) == expected


@pytest.mark.parametrize(
    "other", ["", "baik", "ABOVE_EXPECTATION", "above", " above_expectation", None, 1, 3, [], ABOVE[:-1]]
)
@pytest.mark.parametrize("place", [0, 1])
def test_any_other_input_is_an_error_never_a_default(other, place):
    ratings = [MEETS, MEETS]
    ratings[place] = other

    with pytest.raises(UnknownRating):
        predicate(*ratings)


def test_an_unknown_rating_is_a_value_error():
    assert issubclass(UnknownRating, ValueError)


@pytest.mark.parametrize(
    ("achievement", "expected"),
    [
        pytest.param("istimewa", ABOVE, id="SE 3-2023: istimewa is above"),
        pytest.param("baik", MEETS, id="SE 3-2023: baik meets"),
        pytest.param("butuh_perbaikan", BELOW, id="SE 3-2023: butuh perbaikan is below"),
        pytest.param("kurang", BELOW, id="SE 3-2023: kurang is below"),
        pytest.param("sangat_kurang", BELOW, id="SE 3-2023: sangat kurang is below"),
    ],
)
def test_unit_achievement_is_the_heads_result_rating(achievement, expected):
    assert rating_of_unit(achievement) == expected


@pytest.mark.parametrize("other", ["", "sangat_baik", "Istimewa", "cukup", None, 5, []])
def test_another_unit_achievement_is_an_error(other):
    with pytest.raises(UnknownRating):
        rating_of_unit(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("120", ABOVE, id="the cap"),
        pytest.param("110", ABOVE, id="7.3 above from 110, inclusive"),
        pytest.param("109.995", ABOVE, id="7.3 shown 110.00: the word of 110"),
        pytest.param("109.994999", MEETS, id="7.3 shown 109.99"),
        pytest.param("90", MEETS, id="7.3 meets from 90, inclusive"),
        pytest.param("89.995", MEETS, id="7.3 shown 90.00: the word of 90"),
        pytest.param("89.994999", BELOW, id="7.3 shown 89.99"),
        pytest.param("0", BELOW, id="nothing"),
    ],
)
def test_bands_read_the_rounded_number(value, expected):
    assert rating_of_value(F(value)) == expected


@pytest.mark.parametrize(
    ("main", "additional", "expected"),
    [
        pytest.param([ABOVE], [], ABOVE, id="one of one above"),
        pytest.param([ABOVE, MEETS], [], MEETS, id="exactly half above is not more than half"),
        pytest.param([ABOVE, ABOVE, MEETS], [], ABOVE, id="two of three above"),
        pytest.param([ABOVE, ABOVE, BELOW], [], MEETS, id="one main below: never above, a third below still meets"),
        pytest.param([ABOVE] * 9 + [BELOW], [], MEETS, id="nine above and one below: never above"),
        pytest.param([MEETS, MEETS, MEETS, BELOW, BELOW], [], BELOW, id="two of five below: more than a third"),
        pytest.param([ABOVE, BELOW], [], BELOW, id="one of two below: more than a third"),
        pytest.param([BELOW], [], BELOW, id="the only one below"),
        pytest.param([MEETS], [], MEETS, id="the only one meets"),
        pytest.param([ABOVE, MEETS], [ABOVE], ABOVE, id="an additional one above tips the balance"),
        pytest.param([ABOVE, MEETS], [MEETS], MEETS, id="an additional one that meets is not counted"),
        pytest.param([ABOVE, ABOVE, MEETS], [BELOW, BELOW, BELOW], ABOVE, id="additional ones below never harm"),
        pytest.param([ABOVE, ABOVE, MEETS], [MEETS, MEETS, MEETS], ABOVE, id="additional ones that meet never harm"),
        pytest.param([MEETS, BELOW], [ABOVE, ABOVE], BELOW, id="additional ones do not dilute the share below"),
        pytest.param([MEETS, MEETS, BELOW], [ABOVE] * 5, MEETS, id="additional ones do not lift over a main below"),
        pytest.param([MEETS], [ABOVE], MEETS, id="one meets and one additional above: half"),
        pytest.param([MEETS], [ABOVE, ABOVE], ABOVE, id="one meets and two additional above: more than half"),
    ],
)
def test_counting_rule(main, additional, expected):
    assert counting_rating(main, additional) == expected


def test_counting_rule_needs_a_main_result():
    with pytest.raises(InvalidInputs):
        counting_rating([], [ABOVE])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(all_seven(MEETS), MEETS, id="all meet"),
        pytest.param(
            all_seven(MEETS, loyal=ABOVE, adaptive=ABOVE, competent=ABOVE), MEETS, id="three above: median meets"
        ),
        pytest.param(
            all_seven(ABOVE, loyal=BELOW, adaptive=BELOW, competent=MEETS), ABOVE, id="four above: median above"
        ),
        pytest.param(
            all_seven(BELOW, loyal=ABOVE, adaptive=ABOVE, competent=MEETS), BELOW, id="four below: median below"
        ),
        pytest.param(
            all_seven(MEETS, loyal=BELOW, adaptive=BELOW, competent=BELOW, harmonious=ABOVE), MEETS, id="three below"
        ),
        pytest.param(None, None, id="not assessed: no advice"),
        pytest.param({}, None, id="nothing assessed: no advice"),
        pytest.param({"loyal": ABOVE}, None, id="one of seven: no advice"),
        pytest.param({k: v for k, v in all_seven(ABOVE).items() if k != "loyal"}, None, id="six of seven: no advice"),
    ],
)
def test_behaviour_is_the_median_of_all_seven(values, expected):
    assert advised_behaviour(values) == expected


@pytest.mark.parametrize(
    "values", [all_seven(MEETS) | {"brave": MEETS}, all_seven(MEETS, loyal="baik"), {"loyal": None}]
)
def test_another_behaviour_value_or_word_is_an_error(values):
    with pytest.raises(UnknownRating):
        advised_behaviour(values)
