"""Targets as they stand in people's forms: number and unit where they are clear, and never a guess."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.spreadsheet_reading import Cell
from services.planning.target_text import Amount, amount_of, is_share

READ = [
    ("2 Dokumen", "2", "2", "Dokumen"),
    ("12 bulan", "12", "12", "bulan"),
    ("100%", "100", "100", "%"),
    ("100 %", "100", "100", "%"),
    ("100 persen", "100", "100", "persen"),
    ("95,5 %", "95.5", "95.5", "%"),
    ("95.5%", "95.5", "95.5", "%"),
    ("0,125 km", "0.125", "0.125", "km"),
    ("80-90 %", "80", "90", "%"),
    ("80% - 90%", "80", "90", "%"),
    ("80 – 90 persen", "80", "90", "persen"),
    ("7 s.d. 8 bulan", "7", "8", "bulan"),
    ("7 s/d 8 bulan", "7", "8", "bulan"),
    ("7 sampai dengan 8 bulan", "7", "8", "bulan"),
    ("1.250.000 orang", "1250000", "1250000", "orang"),
    ("1.250.000,50 kg", "1250000.5", "1250000.5", "kg"),
    ("1,250,000.50 kg", "1250000.5", "1250000.5", "kg"),
    ("Rp 170.395.000", "170395000", "170395000", "Rp"),
    ("Rp170.395.000,00", "170395000", "170395000", "Rp"),
    ("1.250,5 m2", "1250.5", "1250.5", "m2"),
    ("12laporan", "12", "12", "laporan"),
    ("3 orang/kegiatan", "3", "3", "orang/kegiatan"),
    ("0 temuan", "0", "0", "temuan"),
    ("1000 lembar", "1000", "1000", "lembar"),
    ("2 وثائق", "2", "2", "وثائق"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), READ, ids=[one[0] for one in READ])
def test_number_and_unit_are_told_apart(text, low, high, unit):
    found = amount_of(Cell(text))

    assert isinstance(found, Amount), found
    assert (found.target.low, found.target.high, found.unit) == (low, high, unit)


REFUSED = [
    "Rp 170,395,", "1.000 lembar", "1,000 lembar", "12.500", "12,500 orang", "1.00.000 orang", "1.2.3 orang", "2",
    "dokumen", "", "-", "100", "dua dokumen", "2 dokumen 3 laporan", "2 (dua) dokumen 1 kali", "minimal 90%", "≥ 90 %",
    "> 5", "± 10 orang", "90% dari 120 orang", "-5 orang", "5 - orang", "90-80 %", "1 laporan per bulan",
    "1 laporan/bulan", "2026-01-31", "1e6 orang", "٣ orang", "½ hari", "2 dokumen\n3 laporan", "007,5 orang",
    "1234567890123456 orang", "0,1234567 km", "5 \u202eorang", "5 surat ke 199102032015031901", "1..000 orang", ",5 %",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_clear_is_refused_with_how_to_mend_it(text):
    found = amount_of(Cell(text))

    assert not isinstance(found, Amount), found
    assert len(found) == 4
    assert all(found)


def test_a_thousand_or_a_decimal_is_said_in_both_ways():
    what, apa, mend, _ = amount_of(Cell("1.250 orang"))

    assert "1250" in what
    assert "1,25" in apa
    assert "1250" in mend


def test_a_number_of_the_spreadsheet_is_what_the_file_says():
    found = amount_of(Cell("12.125", "number", Decimal("12.125")), "km")

    assert (found.target.low, found.unit, found.whole) == ("12.125", "km", False)


@pytest.mark.parametrize(
    "cell",
    [Cell("2", "number", Decimal(2)), Cell("2026-03-02", "date"), Cell("1e20", "number", Decimal(10) ** 20)],
    ids=["a number without a unit", "a date", "too many digits"],
)
def test_other_cells_are_refused_too(cell):
    assert not isinstance(amount_of(cell, "" if cell.text == "2" else "orang"), Amount)


def test_the_unit_may_stand_in_its_own_column_and_must_not_differ():
    assert amount_of(Cell("2"), "laporan per bulan").unit == "laporan per bulan"
    assert amount_of(Cell("2 Dokumen"), "dokumen").unit == "Dokumen"
    assert not isinstance(amount_of(Cell("2 Dokumen"), "laporan"), Amount)


@given(st.text(alphabet="0123456789.,-–% Rpsdbulan/()m²²\t", max_size=30))
def test_whatever_is_written_is_read_with_its_own_digits_or_refused_with_words(text):
    found = amount_of(Cell(text.strip()))

    if isinstance(found, Amount):
        written = re.sub("[^0-9]", "", text)
        assert Decimal(found.target.low) <= Decimal(found.target.high)
        assert re.sub("[^0-9]", "", found.target.high).strip("0") in written
    else:
        assert len([word for word in found if word]) == 4


def test_a_cell_made_to_take_long_is_refused_at_once():
    assert not isinstance(amount_of(Cell("1" + " " * 1_000_000 + "x")), Amount)


@pytest.mark.parametrize(("unit", "expected"), [("%", True), ("Persen", True), ("dokumen", False)])
def test_shares_are_known(unit, expected):
    assert is_share(unit) is expected


@pytest.mark.parametrize(("text", "whole"), [("2 orang", True), ("2,5 orang", False), ("2-2,5 orang", False)])
def test_what_is_written_without_decimals_is_whole(text, whole):
    assert amount_of(Cell(text)).whole is whole
