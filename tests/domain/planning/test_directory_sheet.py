"""A directory as people have it in spreadsheets: where the header is, how a NIP survives, and which cell is bad."""

from datetime import date

import pytest

from chassis.spreadsheet_reading import NotASheet, TooManyRows
from contracts.planning import FunctionalLevelSet
from services.planning.directory_sheet import LEVELS, MOST_ROWS, Row, read_sheet
from services.planning.sheet import NoHeaderRow

HEADER = "Unit,Unit Atasan,NIP,Nama,Jenis Pegawai,Jabatan,Pimpinan Unit,NIP Penilai,Mulai"
NIP, RATER = "199102032015031901", "198001012005011902"
GOOD = {
    "unit": "Seksi A", "above": "Bagian", "number": NIP, "name": "Orang Contoh", "employment": "PNS",
    "position": "Analis", "head": "ya", "rater": RATER, "starts_on": "2026-01-01",
}  # fmt: skip


def sheet(**cells):
    return "\n".join([HEADER, ",".join((GOOD | cells).values())]).encode()


def troubles(**cells):
    rows, found = read_sheet(sheet(**cells))
    assert (rows == []) == bool(found)
    return [(one.line, one.column) for one in found]


READ = Row(
    2, "Seksi A", "Bagian", NIP, "Orang Contoh", "", "pns", "Analis", head=True, rater=RATER, starts_on=date(2026, 1, 1)
)


def test_a_line_is_read_cell_by_cell():
    assert read_sheet(sheet()) == ([READ], [])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(sheet().replace(b",", b";"), id="semicolons"),
        pytest.param(sheet().replace(b",", b"\t"), id="tabs"),
        pytest.param(b"\xef\xbb\xbf" + sheet(), id="a byte order mark"),
        pytest.param(sheet().replace(b"\n", b"\r\n"), id="lines of another system"),
        pytest.param(sheet().replace(HEADER.encode(), HEADER.upper().encode()), id="a header in capitals"),
        pytest.param(sheet().replace(b"\nSeksi", b"\n  Seksi") + b"\n,,,,,,,,\n\n", id="empty lines"),
        pytest.param(sheet(number=f"'{NIP}"), id="a NIP marked as text"),
        pytest.param(sheet(number="19910203 201503 1 901"), id="a NIP in groups"),
        pytest.param(sheet(number=f'"=""{NIP}"""'), id="a NIP as a formula of text"),
    ],
)
def test_what_spreadsheets_make_of_it_is_read_alike(content):
    assert read_sheet(content) == ([READ], [])


def test_the_header_may_stand_below_title_rows_and_lines_are_counted_from_the_files_first():
    title = b'DAFTAR PEGAWAI,,\n"dua\nbaris",,\n,,\n'

    (row,), _ = read_sheet(title + sheet())

    assert row.line == 6


def test_an_address_is_a_text_as_any_other():
    header, line = sheet().decode().split("\n")

    for bad in ("a@b\u202e.example", "a\x7f@b.example", "a b@c.example", "a.example"):
        rows, found = read_sheet(f"{header},Email\n{line},{bad}".encode())
        assert (rows, [one.column for one in found]) == ([], ["email"])


@pytest.mark.parametrize("written", ["Ahli Muda", "ahli_muda", " AHLI  MUDA "])
def test_the_level_of_a_functional_position_is_read_as_it_is_written(written):
    header, line = sheet().decode().split("\n")

    (row,), found = read_sheet(f"{header},Jenjang Jabatan Fungsional\n{line},{written}".encode())

    assert (row.level, found) == ("ahli_muda", [])


@pytest.mark.parametrize(
    ("cells", "level", "columns"),
    [
        ({}, "Ahli", ["jenjang"]),
        ({}, "III/c", ["jenjang"]),
        ({"position": "", "starts_on": ""}, "Mahir", ["mulai"]),
        ({"position": "", "number": ""}, "Mahir", ["nip"]),
        ({"position": ""}, "Mahir", []),
    ],
)
def test_a_level_needs_a_person_and_a_day_and_is_one_of_eight(cells, level, columns):
    header, line = sheet(**cells).decode().split("\n")

    _, found = read_sheet(f"{header},jenjang\n{line},{level}".encode())

    assert [one.column for one in found] == columns


def test_the_levels_a_sheet_may_hold_are_those_of_the_event():
    described = FunctionalLevelSet.model_json_schema(mode="validation")["properties"]["level"]["anyOf"]

    assert tuple(described[0]["enum"]) == LEVELS


WIDE = HEADER + ",Selesai,NIP Plt/Plh,Plt/Plh,Mulai Plt/Plh,Selesai Plt/Plh"
DELEGATED = {"delegate": RATER, "acting": "Plh.", "acting_from": "2026-03-02", "acting_until": "2026-03-06"}


def wide(ends_on="2026-06-30", delegated=DELEGATED, **cells):
    line = [*(GOOD | cells).values(), ends_on, *(DELEGATED | delegated).values()]
    rows, found = read_sheet("\n".join([WIDE, ",".join(line)]).encode())
    return rows, [one.column for one in found]


def test_the_last_day_and_a_delegate_stand_on_the_line_of_the_person():
    ((row,), _) = wide()

    assert (row.ends_on, row.delegate, row.acting) == (date(2026, 6, 30), RATER, "plh")
    assert (row.acting_from, row.acting_until) == (date(2026, 3, 2), date(2026, 3, 6))
    assert wide(position="", starts_on="", ends_on="")[1] == []


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"ends_on": "2025-12-31"}, ["selesai"]),
        ({"ends_on": "akhir tahun"}, ["selesai"]),
        ({"position": "", "starts_on": ""}, ["jabatan"]),
        ({"delegated": dict.fromkeys(DELEGATED, "")}, []),
        ({"delegated": {"delegate": ""}}, ["nip plt/plh"]),
        ({"delegated": {"delegate": "123"}}, ["nip plt/plh"]),
        ({"delegated": {"delegate": NIP}}, ["nip plt/plh"]),
        ({"delegated": {"acting": "pjs"}}, ["plt/plh"]),
        ({"delegated": {"acting_from": "", "acting_until": ""}}, ["mulai plt/plh", "selesai plt/plh"]),
        ({"delegated": {"acting_from": "2 Maret"}}, ["mulai plt/plh"]),
        ({"delegated": {"acting_until": "2026-03-01"}}, ["selesai plt/plh"]),
        ({"delegated": {"acting_from": "1999-12-31"}}, ["mulai plt/plh"]),
        (
            {"delegated": {"acting_from": "1999-03-02", "acting_until": "1999-03-06"}},
            ["mulai plt/plh", "selesai plt/plh"],
        ),
        ({"delegated": {"acting_from": "2000-01-01"}}, []),
        ({"number": "", "position": "", "starts_on": "", "ends_on": ""}, ["nip"]),
    ],
)
def test_a_bad_last_day_or_delegation_is_named(cells, columns):
    rows, found = wide(**cells)

    assert (found, len(rows)) == (columns, 0 if columns else 1)


BAD = [
    ({"unit": ""}, "unit"),
    ({"unit": "Seksi a.b@example.invalid"}, "unit"),
    ({"position": "x" * 2001}, "jabatan"),
    ({"name": "x" * 201}, "nama"),
    ({"name": "a\x07b"}, "nama"),
    ({"number": "1.99102E+17"}, "nip"),
    ({"number": "199102032015031000"}, "nip"),
    ({"number": "199113032015031901"}, "nip"),
    ({"number": "199102032015211901"}, "nip"),
    ({"number": "12345"}, "nip"),
    ({"rater": "12345"}, "nip penilai"),
    ({"number": ""}, "nip"),
    ({"employment": "honorer"}, "jenis pegawai"),
    ({"head": "mungkin"}, "pimpinan unit"),
    ({"starts_on": "01/02/2026"}, "mulai"),
    ({"starts_on": "2026-02-30"}, "mulai"),
    ({"starts_on": "0226-03-01"}, "mulai"),
    ({"starts_on": "9999-12-31"}, "mulai"),
    ({"starts_on": ""}, "mulai"),
]


@pytest.mark.parametrize(
    ("cells", "column"), BAD, ids=[f"{column} {list(cells.values())[0][:20]!r}" for cells, column in BAD]
)
def test_a_bad_cell_is_named_by_line_and_column(cells, column):
    assert troubles(**cells) == [(2, column)]


def test_the_ni_of_a_pppk_has_no_month():
    assert troubles(number="199102032015211901", employment="PPPK") == []


def test_every_bad_cell_of_a_line_is_named_with_how_to_mend_it():
    _, found = read_sheet(sheet(unit="", starts_on="kemarin"))

    assert [one.column for one in found] == ["unit", "mulai"]
    assert all(one.what and one.apa and one.mend and one.perbaikan for one in found)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", NoHeaderRow),
        (b"a,b\n1,2", NoHeaderRow),
        (b"\n" * 30 + sheet(), NoHeaderRow),
        (b"\xff\xfe", NotASheet),
        (b"unit,nip\n\0", NotASheet),
        (b'unit,nip\n"never closed', NotASheet),
        (b"unit,nip\n" + b"Seksi,\n" * (MOST_ROWS + 1), TooManyRows),
    ],
)
def test_what_is_no_sheet_is_refused_whole(content, rule):
    with pytest.raises(rule):
        read_sheet(content)
