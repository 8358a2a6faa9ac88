"""A line of the directory's sheet against what its person holds: another rater is told of, one's own is another's."""

from dataclasses import replace
from datetime import date

import pytest

from services.planning.assignment_import import assignment_trouble
from services.planning.directory_rules import Assignment
from services.planning.directory_sheet import Row
from tests.domain.plans import ASSIGNMENT, FIRST_DAY, RATER, SUPERIOR, UNIT

HELD = Assignment(ASSIGNMENT, UNIT, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER, position="Analis")
NUMBER = "199203032015031001"


def column(held, *, known=RATER, own=False, **row):
    line = Row(2, "Bagian", number=NUMBER, **{"position": "ANALIS", "rater": NUMBER, "starts_on": FIRST_DAY} | row)
    found = assignment_trouble(held, [UNIT], line, rater=known, own=own)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("known", "row", "expected"),
    [
        pytest.param(RATER, {}, None, id="the rater recorded"),
        pytest.param(SUPERIOR, {}, "rater", id="another rater"),
        pytest.param(None, {}, "rater", id="one who is not there yet"),
        pytest.param(None, {"rater": ""}, None, id="none said"),
    ],
)
def test_another_rater_of_what_is_there_is_not_passed_over(known, row, expected):
    assert column([HELD], known=known, **row) == expected


def test_a_position_held_is_not_begun_again_on_another_day():
    assert column([HELD], starts_on=date(2026, 2, 1)) == "starts_on"


def test_another_last_day_of_what_is_there_is_not_passed_over():
    june = date(2026, 6, 30)

    assert column([HELD], ends_on=june) == "ends_on"
    assert column([replace(HELD, ends_on=june)], ends_on=june) is None
    assert column([replace(HELD, ends_on=june)]) is None


def test_a_stretch_that_was_over_before_is_entered_beside_what_is_held():
    before = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}

    assert column([HELD], **before) is None
    assert column([HELD], **before | {"ends_on": FIRST_DAY}) == "starts_on"


@pytest.mark.parametrize(
    ("held", "row", "expected"),
    [
        pytest.param([HELD], {"position": "Kepala"}, "position", id="another assignment"),
        pytest.param([HELD], {}, None, id="the one that is there"),
        pytest.param([], {}, None, id="the first, with which an agency begins"),
    ],
)
def test_who_imports_enters_no_assignment_of_their_own(held, row, expected):
    assert column(held, own=True, **row) == expected


def test_of_others_another_assignment_is_entered_beside_the_first():
    assert column([HELD], position="Kepala") is None
