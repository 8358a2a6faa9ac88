"""Units of one name under different ones, and whose rater can be told from a national report."""

from datetime import date

import pytest

from services.planning.report_known import heads_of, line_up, unit_of, with_units_above
from services.planning.report_moves import Ending, Held, moves_of
from services.planning.report_sheet import ReportRow
from tests.domain.given import uid

TU = "Subbagian Tata Usaha"


def row(line, unit, above="", number="199102032015031901", structural=False, **said):
    return ReportRow(
        line, number, "Orang", unit, said.get("position", "Analis"), said.get("starts_on", date(2026, 1, 1)),
        above=above, structural=structural, head=said.get("head"),
    )  # fmt: skip


def test_units_of_one_name_under_different_ones_have_heads_of_their_own():
    rows = [row(2, TU, "Boalemo", "1", structural=True), row(3, TU, "Pohuwato", "2", structural=True)]

    assert heads_of(rows) == {(TU.upper(), "BOALEMO"): "1", (TU.upper(), "POHUWATO"): "2"}


def test_of_two_with_a_structural_position_nobody_heads_unless_it_is_said():
    rows = [row(2, TU, "Boalemo", "1", structural=True), row(3, TU, "Boalemo", "2", structural=True)]

    assert heads_of(rows) == {}
    assert heads_of([*rows, row(4, TU, "Boalemo", "3", head=True)]) == {(TU.upper(), "BOALEMO"): "3"}


@pytest.mark.parametrize(
    ("said", "recorded", "above"),
    [
        (["Boalemo"], [], "Boalemo"),
        (["Boalemo", "Pohuwato"], [], ""),
        ([], ["Boalemo"], "Boalemo"),
        ([], ["Boalemo", "Pohuwato"], ""),
        (["Boalemo"], ["Boalemo", "Pohuwato"], "Boalemo"),
        ([], [], ""),
    ],
)
def test_a_unit_above_that_is_left_out_is_filled_in_where_only_one_can_be_meant(said, recorded, above):
    rows = [row(2, TU), *(row(3 + at, TU, one) for at, one in enumerate(said))]

    assert with_units_above(rows, [(TU, one) for one in recorded])[0].above == above


def test_a_line_of_units_goes_to_the_top_or_cannot_be_told():
    units = {
        "KANWIL": {("KANWIL", "")}, "BOALEMO": {("BOALEMO", "KANWIL")},
        TU.upper(): {(TU.upper(), "BOALEMO"), (TU.upper(), "POHUWATO")},
        "A": {("A", "B")}, "B": {("B", "A")},
    }  # fmt: skip

    assert line_up((TU.upper(), "BOALEMO"), units) == [(TU.upper(), "BOALEMO"), ("BOALEMO", "KANWIL"), ("KANWIL", "")]
    assert line_up(("ARSIP", TU.upper()), units) is None
    assert line_up(("A", "B"), units) is None


def test_to_a_unit_of_the_same_name_under_another_is_a_move():
    there = [Held(uid("first"), TU.upper(), "ANALIS", date(2024, 1, 1), above="BOALEMO")]

    (stays,) = moves_of([row(2, TU, "Boalemo")], there)
    (moves,) = moves_of([row(2, TU, "Pohuwato", starts_on=date(2026, 7, 1))], there)

    assert (stays.starts, stays.ends) == (False, None)
    assert (moves.starts, moves.ends) == (True, Ending(date(2026, 6, 30), uid("first")))
    assert unit_of(moves.row) == (TU.upper(), "POHUWATO")
