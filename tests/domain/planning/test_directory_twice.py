"""Two lines of one directory sheet about one person: what contradicts is told of the later one, the same is not."""

from dataclasses import replace
from datetime import date

import pytest

from services.planning.directory_sheet import Row
from services.planning.directory_twice import without_contradictions

NIP, RATER, OTHER = "199102032015031901", "198001012005011902", "198001012005011903"
JANUARY, FEBRUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 2, 1), date(2026, 6, 30), date(2026, 7, 1)
FIRST = Row(2, "Seksi A", "Bagian", NIP, position="Analis", rater=RATER, starts_on=JANUARY)
ACTING = replace(FIRST, position="", starts_on=None, delegate=RATER, acting="plh", acting_from=JANUARY,
                 acting_until=JUNE)  # fmt: skip


def told(*rows):
    good, found = without_contradictions(
        [replace(row, line=number) for number, row in enumerate(rows, start=2)], troubles=[]
    )
    assert sorted([*(one.line for one in good), *(one.line for one in found)]) == list(range(2, len(rows) + 2))
    return [(one.line, one.column) for one in found]


@pytest.mark.parametrize(
    ("said", "column"),
    [
        pytest.param({}, None, id="the same"),
        pytest.param({"starts_on": FEBRUARY}, "mulai", id="another first day"),
        pytest.param({"starts_on": FEBRUARY, "above": "", "position": "ANALIS"}, "mulai", id="said shorter"),
        pytest.param({"rater": OTHER}, "nip penilai", id="another rater"),
        pytest.param({"rater": ""}, None, id="no rater said"),
        pytest.param({"ends_on": JUNE}, "selesai", id="a last day the first has not"),
        pytest.param({"position": "Kepala", "starts_on": FEBRUARY}, None, id="another position"),
        pytest.param({"above": "Bagian Lain", "starts_on": FEBRUARY}, None, id="a unit of that name elsewhere"),
        pytest.param({"number": OTHER, "starts_on": FEBRUARY}, None, id="another person"),
    ],
)
def test_one_assignment_in_two_lines(said, column):
    assert told(FIRST, replace(FIRST, **said)) == ([(3, column)] if column else [])


def test_what_ends_before_it_begins_anew_is_no_contradiction():
    assert told(replace(FIRST, ends_on=JUNE), replace(FIRST, starts_on=JULY)) == []
    assert told(replace(FIRST, starts_on=JULY), replace(FIRST, ends_on=JUNE)) == []
    assert told(replace(FIRST, ends_on=JULY), replace(FIRST, starts_on=JULY)) == [(3, "mulai")]


def test_a_line_is_held_against_good_ones_alone():
    bad = replace(FIRST, starts_on=FEBRUARY, ends_on=JUNE)
    assert told(replace(FIRST, ends_on=JANUARY), replace(bad, starts_on=JANUARY), bad) == [(3, "selesai")]


@pytest.mark.parametrize(
    ("said", "column"),
    [
        pytest.param({}, None, id="the same"),
        pytest.param({"delegate": OTHER}, "mulai plt/plh", id="another delegate"),
        pytest.param({"acting": "plt"}, "mulai plt/plh", id="another kind"),
        pytest.param({"delegate": OTHER, "acting_from": JULY, "acting_until": JULY}, None, id="later days"),
    ],
)
def test_there_is_one_delegate_at_a_time(said, column):
    assert told(ACTING, replace(ACTING, **said)) == ([(3, column)] if column else [])
