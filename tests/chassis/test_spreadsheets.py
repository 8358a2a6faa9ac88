"""Cells of an export are shown, never run: whatever a spreadsheet would take for a formula gets an apostrophe."""

import csv
import io

import pytest
from openpyxl import load_workbook

from chassis.spreadsheets import as_written, csv_text, harmless, xlsx_bytes


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+62",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=HYPERLINK()",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
    ],
)
def test_what_begins_a_formula_is_made_text(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_written(harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["", " ", "Layanan = cepat", "a-b", "100%", "'=1", "خدمة", "🙂", '"=1"'])
def test_ordinary_text_stays_as_it_is(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize("cell", ["", "'", "'a", "Jum'at", "a", "=1"])
def test_an_apostrophe_that_was_written_comes_back(cell):
    assert as_written(cell) == cell


def test_every_cell_of_an_export_is_harmless_and_comes_back_as_written():
    rows = [["pegawai", '=cmd|"/C calc"!A0'], ["a,b;c\nd", "خدمة"]]

    text = csv_text(rows)

    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["pegawai", '\'=cmd|"/C calc"!A0'], ["a,b;c\nd", "خدمة"]]


def test_a_workbook_says_the_same_and_every_cell_is_text():
    rows = [["pegawai", '=cmd|"/C calc"!A0', "199102032015031001"], ["خدمة", "", "1"]]

    sheet = load_workbook(io.BytesIO(xlsx_bytes(rows, "Rekap"))).active

    assert sheet.title == "Rekap"
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == [[*map(harmless, row)] for row in rows]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
