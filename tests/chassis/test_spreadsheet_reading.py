"""Files that people and strangers send as spreadsheets: what is in a cell, and what is refused before it does harm."""

import io
import re
import tracemalloc
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from chassis.spreadsheet_reading import (
    MOST_COLUMNS,
    MOST_LINES,
    Cell,
    NotASheet,
    TooManyParts,
    TooManyRows,
    UnpacksTooLarge,
    cell_name,
    read_sheets,
)
from tests.sheets import xlsx

SHEET = "xl/worksheets/sheet1.xml"


def rezipped(content, **parts):
    """The archive with some parts replaced, or added; `sheet` is the first sheet."""
    changed = {(SHEET if name == "sheet" else name): text for name, text in parts.items()}
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changed:
                new.writestr(part.filename, old.read(part.filename))
        for name, text in changed.items():
            new.writestr(name, text)
    return written.getvalue()


def in_sheet(rows):
    """A sheet's XML around rows written by hand."""
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{head}{rows}</sheetData></worksheet>"


def only(value, shown_as="General"):
    """What is read of a cell with this value."""
    book = Workbook()
    book.active["A1"] = value
    book.active["A1"].number_format = shown_as
    written = io.BytesIO()
    book.save(written)
    ((_, (cell,)),) = read_sheets(written.getvalue())[0].lines
    return cell


VALUES = [
    (" 2 Dokumen ", "General", Cell("2 Dokumen")),
    (12, "General", Cell("12", "number", Decimal(12))),
    (12.125, "General", Cell("12.125", "number", Decimal("12.125"))),
    (0.1 + 0.2, "General", Cell("0.3", "number", Decimal("0.3"))),
    (1, "0%", Cell("100%")),
    (0.955, "0.0%", Cell("95.5%")),
    (True, "General", Cell("true")),
    (date(2026, 3, 2), "yyyy-mm-dd", Cell("2026-03-02", "date")),
    (datetime.fromisoformat("2026-03-02T08:30:00"), "yyyy-mm-dd hh:mm", Cell("2026-03-02T08:30:00", "date")),
    (time(8, 30), "hh:mm", Cell("08:30:00", "date")),
    ("=SUM(A2:A9)", "General", Cell("=SUM(A2:A9)", "formula")),
    ("=cmd|'/C calc'!A0", "General", Cell("=cmd|'/C calc'!A0", "formula")),
    ("#REF!", "General", Cell("#REF!", "error")),
    ("'-5", "General", Cell("-5")),
]


@pytest.mark.parametrize(("value", "shown_as", "expected"), VALUES, ids=[repr(one[0])[:20] for one in VALUES])
def test_a_cell_is_what_the_file_says_of_it(value, shown_as, expected):
    assert only(value, shown_as) == expected


def test_a_number_of_18_digits_keeps_its_kind_so_that_it_can_be_refused():
    assert only(199102032015031901).kind == "number"
    assert only(1.99102032015031e17).kind == "number"


def test_lines_keep_their_numbers_and_sheets_their_names():
    one, two = read_sheets(xlsx({"Satu": [[], [], ["a", None, "b", None]], "Dua": []}))

    assert (one.name, [(line, [cell.text for cell in row]) for line, row in one.lines]) == (
        "Satu",
        [(3, ["a", "", "b"])],
    )
    assert (two.name, two.lines) == ("Dua", [])


def test_only_the_first_cell_of_merged_ones_holds_something():
    (sheet,) = read_sheets(xlsx({"A": [["x", 1], [None, 2]]}, merged=["A1:A2"]))

    assert [[cell.text for cell in row] for _, row in sheet.lines] == [["x", "1"], ["", "2"]]


def test_a_csv_file_is_one_sheet_whose_empty_lines_count():
    (sheet,) = read_sheets("\ufeffa;b\n\n;\n'=1;é\n".encode())

    assert [(line, [cell.text for cell in row]) for line, row in sheet.lines] == [(1, ["a", "b"]), (4, ["=1", "é"])]


def test_a_cell_is_named_as_spreadsheets_name_it():
    assert (cell_name(1, 0), cell_name(12, 5), cell_name(3, 26)) == ("A1", "F12", "AA3")


def bomb():
    """A sheet of spaces: some kilobytes that unpack to more than is allowed."""
    return rezipped(xlsx({"A": []}), sheet=b" " * 40_000_000)


def lying_bomb():
    """The same, whose archive says that it is small."""
    content = bytearray(bomb())
    size = (40_000_000).to_bytes(4, "little")
    assert content.count(size)
    return bytes(content).replace(size, (1000).to_bytes(4, "little"))


def laughs():
    """Entities that grow to a gigabyte when they are put in."""
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "haha">{grown}]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return rezipped(xlsx({"A": []}), sheet=document + in_sheet(cell))


def external():
    document = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return rezipped(
        xlsx({"A": []}), sheet=document + in_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>')
    )


def a_million_cells():
    return rezipped(xlsx({"A": []}), sheet=in_sheet(f'<row r="1">{"<c/>" * 1_000_000}</row>'))


def a_million_styles():
    content = xlsx({"A": []})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert "</cellXfs>" in styles
    return rezipped(content, **{"xl/styles.xml": styles.replace("</cellXfs>", "<xf/>" * 1_000_000 + "</cellXfs>")})


def many_rows():
    rows = "".join(f'<row r="{line}"><c r="A{line}"><v>1</v></c></row>' for line in range(1, MOST_LINES + 2))
    return rezipped(xlsx({"A": []}), sheet=in_sheet(rows))


def far_down():
    return rezipped(xlsx({"A": []}), sheet=in_sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))


def one_part_many_times():
    """A part that is a thousand sheets: six kilobytes that are read for hours."""
    content = xlsx({"A": []})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    (sheet,) = re.findall("<sheet .*?/>", book)
    many = "".join(sheet.replace('"A"', f'"A{n}"').replace('sheetId="1"', f'sheetId="{n}"') for n in range(1, 1001))
    return rezipped(content, **{"xl/workbook.xml": book.replace(sheet, many)})


EVIL = [
    ("a zip bomb", bomb, UnpacksTooLarge),
    ("a zip bomb that lies", lying_bomb, NotASheet),
    ("one part that is many sheets", one_part_many_times, NotASheet),
    ("too many parts", lambda: rezipped(xlsx({"A": []}), **{f"x{n}": b"" for n in range(2001)}), UnpacksTooLarge),
    ("entities that grow", laughs, NotASheet),
    ("an entity from outside", external, NotASheet),
    ("a row of a million cells", a_million_cells, TooManyParts),
    ("a million styles", a_million_styles, TooManyParts),
    ("too many rows", many_rows, TooManyRows),
    ("a row far down", far_down, TooManyRows),
    ("another archive", lambda: rezipped(b"PK\x05\x06" + b"\0" * 18, a=b"1"), NotASheet),
    ("half a file", lambda: xlsx({"A": [["x"] * 50] * 50})[:2000], NotASheet),
    ("no archive", lambda: b"PK\x03\x04 nothing", NotASheet),
    ("an old file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NotASheet),
    ("broken XML", lambda: rezipped(xlsx({"A": []}), sheet="<worksheet><sheetData><row>"), NotASheet),
    ("a cell nowhere", lambda: rezipped(xlsx({"A": []}), sheet=in_sheet('<row r="x"><c r="1A"/></row>')), NotASheet),
    ("a string that is not there", lambda: rezipped(
        xlsx({"A": []}), sheet=in_sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')), NotASheet),
    ("cp1252", lambda: "nama;é".encode("cp1252"), NotASheet),
    ("UTF-16", lambda: "unit;nip".encode("utf-16"), NotASheet),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0", NotASheet),
    ("CSV that goes on", lambda: b"a\n" * (MOST_LINES + 2), TooManyRows),
    ("a quote never closed", lambda: b'a,b\n"c', NotASheet),
]  # fmt: skip


@pytest.mark.parametrize(("make", "rule"), [one[1:] for one in EVIL], ids=[one[0] for one in EVIL])
def test_what_harms_or_is_no_sheet_is_refused(make, rule):
    with pytest.raises(rule):
        read_sheets(make())


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"a,b\n"]))
def test_any_bytes_are_lines_of_cells_or_refused(content, begun):
    try:
        found = read_sheets(begun + content)
    except (NotASheet, TooManyParts, TooManyRows, UnpacksTooLarge):
        return
    assert all(cell.kind == "text" for sheet in found for _, row in sheet.lines for cell in row)


#: Made once: a file says when it was made, so another one may be longer.
SMALL = xlsx({"A": [["x", 1, None, "=A1"], [2.5, True]]})


@given(st.data())
@settings(max_examples=50)
def test_a_file_with_some_bytes_changed_is_read_or_refused(data):
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_sheets(bytes(content))
    except (NotASheet, TooManyParts, TooManyRows, UnpacksTooLarge):
        return
    assert all(line >= 1 for sheet in found for line, _ in sheet.lines)


def test_what_the_file_says_of_its_size_is_not_believed_and_far_columns_are_not_looked_at():
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
    sheet = in_sheet(cells).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')

    (read,) = read_sheets(rezipped(xlsx({"A": []}), sheet=sheet))

    ((_, row),) = read.lines
    assert [cell.text for cell in row] == ["1"]
    assert len(row) <= MOST_COLUMNS


def test_far_columns_of_a_csv_file_are_not_looked_at_either():
    content = b"a" + b"," * 1_000_000
    tracemalloc.start()

    (sheet,) = read_sheets(content)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(cells) for _, cells in sheet.lines] == [MOST_COLUMNS]
    assert most < 25_000_000


def test_what_is_made_for_tests_is_what_the_library_reads():
    book = load_workbook(io.BytesIO(xlsx({"A": [[date(2026, 1, 2)]]})))

    assert book["A"]["A1"].value.date() == date(2026, 1, 2)
