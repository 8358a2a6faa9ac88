"""Numbers of `domain.md` 7.2 to 7.8 as they are printed there, where another test says them only exactly or in part.

`docs/hard-cases.md` names, section by section, the tests that hold all of it.
"""

from fractions import Fraction as F

import pytest

from contracts.achievement_v1 import achievement
from services.evaluation.policies.credit_points_v1 import COEFFICIENTS, SHARES
from services.evaluation.policies.numeric_8_2021_v1 import class_of_points, head_points
from services.evaluation.policies.rounding_v1 import half_up
from tests.domain.evaluation.dossier import ABOVE, MEETS, indicator, proven, result, scored

HIGHER, LOWER = "higher_is_better", "lower_is_better"


@pytest.mark.parametrize(
    ("realization", "target", "direction", "printed"),
    [
        pytest.param("92", (80, 90), HIGHER, "102.22", id="7.2 R 92 %, T 80-90 %, where the regulation prints 113 %"),
        pytest.param("70", (80, 90), HIGHER, "87.50", id="7.2 R 70 %, T 80-90 %"),
        pytest.param("6.5", (7, 8), LOWER, "107.14", id="7.2 special, T 7-8 months, R 6.5"),
        pytest.param("9", (7, 8), LOWER, "87.50", id="7.2 special, T 7-8 months, R 9"),
        pytest.param("16.1", (8, 8), LOWER, "0.00", id="7.2 special, R more than 2 T"),
        pytest.param("0", (0, 0), LOWER, "100.00", id="7.2 zero target, R = 0"),
        pytest.param("0.1", (0, 0), LOWER, "0.00", id="7.2 zero target, R > 0"),
    ],
)
def test_an_achievement_in_per_cent(realization, target, direction, printed):
    assert str(half_up(100 * achievement(F(realization), F(target[0]), F(target[1]), direction))) == printed


def test_a_mean_of_111_with_one_main_result_below_does_not_advise_above():
    values = {"a": 120, "b": 120, "c": 120, "d": 120, "e": 75}

    outcome = scored(*(result(f"r{name}", indicator(name)) for name in values), **proven(**values))

    assert str(outcome.score_shown) == "111.00"
    assert (outcome.score_rating, outcome.advised_result) == (ABOVE, MEETS)


@pytest.mark.parametrize(
    ("per_cents", "band", "value"),
    [
        pytest.param(range(111, 300), "sangat_baik", lambda _: F(120), id="x > 110: 120"),
        pytest.param(range(101, 111), "sangat_baik", lambda x: 110 + F(120 - 110, 110 - 101) * (x - 101), id="101-110"),
        pytest.param([100], "baik", lambda _: F(109), id="x = 100: 109"),
        pytest.param(range(80, 100), "cukup", lambda x: 70 + F(89 - 70, 99 - 80) * (x - 80), id="80-99"),
        pytest.param(range(60, 80), "kurang", lambda x: 50 + F(69 - 50, 79 - 60) * (x - 60), id="60-79"),
        pytest.param(range(60), "sangat_kurang", lambda x: F(49 * x, 59), id="x <= 59"),
    ],
)
def test_every_row_of_the_table_of_heads_has_its_value_and_its_class(per_cents, band, value):
    points = [head_points(x, maximum=False, reached=x >= 100) for x in per_cents]

    assert points == [value(x) for x in per_cents]
    assert {class_of_points(one) for one in points} == {band}


@pytest.mark.parametrize("per_cent", [100, 101, 115])
def test_a_heads_maximum_target_reached_is_120_and_above_100_counts_as_100(per_cent):
    reached, missed = (head_points(per_cent, maximum=True, reached=one) for one in (True, False))

    assert (reached, class_of_points(reached), missed) == (120, "sangat_baik", 109)


def test_the_tables_of_credit_points():
    assert {name: f"{100 * share} %" for name, share in SHARES.items()} == {
        "sangat_baik": "150 %", "baik": "100 %", "butuh_perbaikan": "75 %", "kurang": "50 %", "sangat_kurang": "25 %",
    }  # fmt: skip
    assert {level: str(float(points)) for level, points in COEFFICIENTS.items()} == {
        "ahli_pertama": "12.5", "ahli_muda": "25.0", "ahli_madya": "37.5", "ahli_utama": "50.0",
        "pemula": "3.75", "terampil": "5.0", "mahir": "12.5", "penyelia": "25.0",
    }  # fmt: skip
