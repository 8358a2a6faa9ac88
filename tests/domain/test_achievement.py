"""Achievement of an indicator: every printed example of PermenPANRB 8/2021 and the edges around them."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.achievement_v1 import achievement, fully_reached

HIGHER = "higher_is_better"
LOWER = "lower_is_better"

EXAMPLES = [
    pytest.param("92", "80", "90", HIGHER, F(92, 90), id="8-2021 range 80-90, R 92: 92/90, not the printed 113"),
    pytest.param("70", "80", "90", HIGHER, F(875, 1000), id="8-2021 range 80-90, R 70: 87.5"),
    pytest.param("6.5", "7", "8", LOWER, 2 - F(13, 14), id="8-2021 special 7-8 months, R 6.5: 107.14"),
    pytest.param("9", "7", "8", LOWER, F(875, 1000), id="8-2021 special 7-8 months, R 9: 87.5"),
    pytest.param("85", "85", "85", HIGHER, F(1), id="8-2021 target 85, R 85: 100"),
    pytest.param("93", "95", "95", HIGHER, F(93, 95), id="8-2021 target 95, R 93: 97.89, unrounded here"),
    pytest.param("80", "80", "90", HIGHER, F(1), id="range: its lower bound is inside"),
    pytest.param("90", "80", "90", HIGHER, F(1), id="range: its upper bound is inside"),
    pytest.param("7", "7", "8", LOWER, F(1), id="special range: its lower bound is inside"),
    pytest.param("8", "7", "8", LOWER, F(1), id="special range: its upper bound is inside"),
    pytest.param("0", "7", "8", LOWER, F(2), id="special: nothing used is 200, capped by policies only"),
    pytest.param("16", "8", "8", LOWER, F(0), id="special: twice the target is 0"),
    pytest.param("20", "8", "8", LOWER, F(0), id="special: more than twice the target is 0, never negative"),
    pytest.param("0", "10", "10", HIGHER, F(0), id="normal: nothing reached is 0"),
    pytest.param("30", "10", "10", HIGHER, F(3), id="normal: more than the target is allowed"),
    pytest.param("0", "0", "0", LOWER, F(1), id="zero target, special: R 0 is 100"),
    pytest.param("0.000001", "0", "0", LOWER, F(0), id="zero target, special: R above 0 is 0"),
    pytest.param("1", "0", "2", LOWER, F(1), id="special range from zero: inside"),
    pytest.param("3", "0", "2", LOWER, F(1, 2), id="special range from zero: against its upper bound"),
    pytest.param("0", "0", "2", HIGHER, F(1), id="normal range from zero: inside"),
]


@pytest.mark.parametrize(("realization", "low", "high", "direction", "expected"), EXAMPLES)
def test_achievement(realization, low, high, direction, expected):
    assert achievement(F(realization), F(low), F(high), direction) == expected


@pytest.mark.parametrize(
    ("realization", "low", "high", "direction", "expected"),
    [
        pytest.param("80", "80", "90", HIGHER, True, id="normal range: from its lower bound"),
        pytest.param("79.999999", "80", "90", HIGHER, False, id="normal range: just below"),
        pytest.param("99.5", "100", "100", HIGHER, False, id="99.5 rounds to 100 but is not fully reached"),
        pytest.param("100", "100", "100", HIGHER, True, id="normal: the target"),
        pytest.param("8", "7", "8", LOWER, True, id="special range: to its upper bound"),
        pytest.param("8.000001", "7", "8", LOWER, False, id="special range: just above"),
        pytest.param("0", "0", "0", LOWER, True, id="zero defects"),
        pytest.param("1", "0", "0", LOWER, False, id="one defect"),
    ],
)
def test_fully_reached(realization, low, high, direction, expected):
    assert fully_reached(F(realization), F(low), F(high), direction) is expected


@pytest.mark.parametrize("function", [achievement, fully_reached])
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param((0.5, F(1), F(1), HIGHER), TypeError, id="a float"),
        pytest.param((F(1), F(1), "1", HIGHER), TypeError, id="text"),
        pytest.param((F(-1), F(1), F(1), HIGHER), ValueError, id="negative realization"),
        pytest.param((F(1), F(-1), F(1), LOWER), ValueError, id="negative target"),
        pytest.param((F(1), F(2), F(1), HIGHER), ValueError, id="bounds the wrong way round"),
        pytest.param((F(0), F(0), F(0), HIGHER), ValueError, id="zero target, higher is better"),
        pytest.param((F(1), F(1), F(1), "sideways"), ValueError, id="unknown direction"),
    ],
)
def test_what_makes_no_sense_is_refused(function, arguments, error):
    with pytest.raises(error):
        function(*arguments)


amounts = st.fractions(min_value=0, max_value=1000, max_denominator=100)
directions = st.sampled_from([HIGHER, LOWER])


@given(first=amounts, second=amounts, bounds=st.tuples(amounts, amounts), direction=directions)
def test_a_better_realization_never_achieves_less(first, second, bounds, direction):
    low, high = min(bounds), max(bounds) + 1
    worse, better = sorted((first, second), reverse=direction == LOWER)

    assert achievement(worse, low, high, direction) <= achievement(better, low, high, direction)


@given(realization=amounts, bounds=st.tuples(amounts, amounts), direction=directions)
def test_fully_reached_is_an_achievement_of_at_least_one(realization, bounds, direction):
    low, high = min(bounds), max(bounds) + 1

    assert fully_reached(realization, low, high, direction) == (achievement(realization, low, high, direction) >= 1)
