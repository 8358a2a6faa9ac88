"""The lines of a sheet under named columns: CSV and XLSX give the same, whatever stands above and beside them."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from chassis.errors import TooLarge
from chassis.sheet_lines import SheetWithoutHeader, read_lines

COLUMNS = {"name": ("nama", "name"), "amount": ("jumlah", "amount"), "day": ("tanggal",)}
EXPECTED = [(4, "Rapat", "2.5", "2026-07-14"), (6, "Surat", "3", "")]


def xlsx(*rows, before=()):
    book = Workbook()
    for row in before:
        book.active.append(row)
    sheet = book.create_sheet() if before else book.active
    for row in rows:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def lines(content, most=100):
    found = read_lines(content, COLUMNS, needed=("name", "amount"), most=most)
    return [(one.line, *(one[name].text for name in COLUMNS)) for one in found]


CSV = b"LAPORAN\n\nNo,JUMLAH,Nama,Tanggal\n1,2.5, Rapat ,2026-07-14\n,,,\n2,3,Surat,\n"
ROWS = (
    ["LAPORAN"],
    [],
    ["No", "JUMLAH", "Nama", "Tanggal"],
    [1, 2.5, " Rapat ", date(2026, 7, 14)],
    [],
    [2, 3, "Surat"],
)


SENT = {"csv": CSV, "xlsx": xlsx(*ROWS), "a later sheet": xlsx(*ROWS, before=[["Petunjuk"]])}


@pytest.mark.parametrize("content", SENT.values(), ids=list(SENT))
def test_csv_and_xlsx_give_the_same_lines_and_the_first_sheet_with_the_columns_is_read(content):
    assert lines(content) == EXPECTED


def test_a_sheet_without_its_columns_is_refused_naming_them():
    with pytest.raises(SheetWithoutHeader, match="nama, jumlah"):
        lines(b"a,b\n1,2\n")


def test_too_many_lines_are_refused():
    with pytest.raises(TooLarge):
        lines(xlsx(["nama", "jumlah"], ["x", 1], ["y", 2]), most=1)
