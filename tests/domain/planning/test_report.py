"""The national report of SKPs: what a line says, which cell is bad, and what lines mean for a person's assignments."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.spreadsheet_reading import NotASheet
from services.planning.report_moves import Ending, Held, moves_of
from services.planning.report_sheet import ReportRow, read_report
from services.planning.sheet import NoHeaderRow
from tests.domain.given import uid
from tests.sheets import xlsx

HEADER = [
    "skp_id", "nip", "nama", "jabatan", "unit", "jenis_pegawai", "skp_status", "skp_model", "skp_unor",
    "skp_unor_atasan", "skp_unor_induk", "skp_jabatan", "skp_jenis_jabatan", "periode_awal", "periode_akhir",
    "is_plt_plh", "created_at",
]  # fmt: skip
GOOD = {
    "skp_id": "a1", "nip": "199102032015031901", "nama": "Orang Contoh", "jabatan": "Analis", "unit": "Kanwil",
    "jenis_pegawai": "PNS", "skp_status": "disetujui", "skp_model": "KUANTITATIF", "skp_unor": "Bidang A",
    "skp_unor_atasan": "Kanwil", "skp_unor_induk": "Kanwil", "skp_jabatan": "Analis", "skp_jenis_jabatan": "FUNGSIONAL",
    "periode_awal": "2026-01-01", "periode_akhir": "2026-12-31", "is_plt_plh": "false", "created_at": "2026-01-05",
}  # fmt: skip


def report(**cells):
    return xlsx({"SKP": [["LAPORAN SKP"], [], HEADER, list((GOOD | cells).values())]})


def read(**cells):
    ((row,), troubles) = read_report(report(**cells))
    assert troubles == []
    return row


def test_a_line_is_read_by_what_the_skp_is_for():
    row = read()

    assert (row.line, row.unit, row.above, row.position) == (4, "Bidang A", "Kanwil", "Analis")
    assert (row.employment, row.structural, row.acting, row.head) == ("pns", False, "", None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"is_plt_plh": "true", "skp_jabatan": "Plt. Kepala Bidang A"}, ("plt", "Kepala Bidang A")),
        ({"is_plt_plh": "1", "skp_jabatan": "PLH Kepala Bidang A"}, ("plh", "Kepala Bidang A")),
        ({"is_plt_plh": "plh", "skp_jabatan": "Kepala Bidang A"}, ("plh", "Kepala Bidang A")),
        ({"is_plt_plh": "ya", "skp_jabatan": "Plasma Ahli"}, ("plt", "Plasma Ahli")),
        ({"is_plt_plh": True, "skp_jabatan": "Kepala Bidang A"}, ("plt", "Kepala Bidang A")),
        ({"is_plt_plh": 0}, ("", "Analis")),
    ],
)
def test_an_acting_office_is_read_under_its_own_title(cells, expected):
    row = read(**cells)

    assert (row.acting, row.position) == expected


@pytest.mark.parametrize(
    "kind", ["STRUKTURAL", "Jabatan Administrator", "JABATAN PIMPINAN TINGGI PRATAMA", "ESELON III"]
)
def test_who_holds_a_structural_position_may_head_a_unit(kind):
    assert read(skp_jenis_jabatan=kind).structural


def test_the_root_of_the_agency_has_no_unit_above():
    assert read(skp_unor="Kanwil", skp_unor_atasan="Kementerian").above == ""
    assert read(skp_unor_atasan="Bidang A").above == ""


@pytest.mark.parametrize("day", [date(2026, 1, 1), "2026-01-01 00:00:00", "2026-01-01T00:00:00.000Z"])
def test_days_are_read_as_the_report_writes_them(day):
    assert read(periode_awal=day).starts_on == date(2026, 1, 1)


BAD = [
    ({"nip": 199102032015031901}, "nip"),
    ({"nip": "=B2"}, "nip"),
    ({"nip": "12"}, "nip"),
    ({"skp_unor": None, "unit": None}, "skp_unor"),
    ({"skp_jabatan": None, "jabatan": None}, "skp_jabatan"),
    ({"periode_awal": "1 Januari 2026"}, "periode_awal"),
    ({"periode_awal": None}, "periode_awal"),
    ({"periode_awal": "0226-03-01"}, "periode_awal"),
    ({"periode_awal": "0001-01-01", "is_plt_plh": "true"}, "periode_awal"),
    ({"periode_awal": "3000-01-01", "periode_akhir": None}, "periode_awal"),
    ({"periode_akhir": "9999-12-31", "is_plt_plh": "true"}, "periode_akhir"),
    ({"jenis_pegawai": "HONORER"}, "jenis_pegawai"),
    ({"is_plt_plh": "mungkin"}, "is_plt_plh"),
    ({"is_plt_plh": "true", "periode_akhir": None}, "periode_akhir"),
    ({"is_plt_plh": "true", "periode_akhir": "2025-12-31"}, "periode_akhir"),
    ({"skp_jabatan": "Analis a@b.example"}, "skp_jabatan"),
]


@pytest.mark.parametrize(("cells", "column"), BAD, ids=[f"{column} {list(cells.values())[0]}" for cells, column in BAD])
def test_a_bad_cell_is_named(cells, column):
    rows, troubles = read_report(report(**cells))

    assert rows == []
    assert [(one.line, one.column) for one in troubles] == [(4, column)]


def test_other_files_are_refused_whole():
    with pytest.raises(NoHeaderRow):
        read_report(xlsx({"A": [["nip", "nama"]]}))
    with pytest.raises(NotASheet):
        read_report(xlsx({"A": [HEADER], "B": [HEADER]}))


def line(number, unit, starts_on, position="Analis"):
    return ReportRow(number, "199102032015031901", "Orang", unit, position, date.fromisoformat(starts_on))


def held(name, unit, starts_on, ends_on=None, position="ANALIS"):
    last = date.fromisoformat(ends_on) if ends_on else None
    return Held(uid(name), unit.upper(), position, date.fromisoformat(starts_on), last)


def told(rows, known=()):
    return [(one.row.line, one.starts, one.ends, bool(one.wrong)) for one in moves_of(rows, known)]


def test_who_stands_once_starts_where_the_report_says():
    assert told([line(2, "A", "2026-01-01")]) == [(2, True, None, False)]


def test_a_second_line_is_a_move_and_ends_what_the_first_started():
    rows = [line(3, "B", "2026-07-01"), line(2, "A", "2026-01-01")]

    assert told(rows) == [
        (2, True, None, False), (3, True, Ending(date(2026, 6, 30), None, 2), False),
    ]  # fmt: skip


def test_a_move_ends_what_is_recorded():
    ends = Ending(date(2026, 6, 30), uid("first"))

    assert told([line(2, "B", "2026-07-01")], [held("first", "A", "2024-03-01")]) == [(2, True, ends, False)]


def test_what_is_held_stays_whatever_day_the_report_begins_it_on():
    assert told([line(2, "a", "2026-01-01")], [held("first", "A", "2024-03-01")]) == [(2, False, None, False)]
    assert told([line(2, "A", "2026-01-01")], [held("first", "A", "2026-02-01")]) == [(2, False, None, False)]


def test_the_same_report_again_changes_nothing():
    known = [held("first", "A", "2026-01-01", "2026-06-30"), held("second", "B", "2026-07-01")]

    rows = [line(2, "A", "2026-01-01"), line(3, "B", "2026-07-01")]

    assert told(rows, known) == [(2, False, None, False), (3, False, None, False)]


def test_an_assignment_that_ended_is_not_ended_again():
    assert told([line(2, "B", "2026-07-01")], [held("first", "A", "2024-01-01", "2025-12-31")]) == [
        (2, True, None, False)
    ]


@pytest.mark.parametrize(
    "known",
    [
        [held("first", "A", "2024-01-01"), held("second", "C", "2025-01-01")],
        [held("later", "C", "2026-09-01")],
        [held("first", "A", "2026-01-01", "2026-12-31"), held("second", "C", "2026-01-01", "2026-12-31")],
    ],
    ids=["several are open", "a later one is there", "two of the same days"],
)
def test_what_cannot_be_told_is_bad(known):
    assert told([line(2, "B", "2026-07-01")], known) == [(2, False, None, True)]


def test_back_to_the_first_place_is_a_move_too():
    rows = [line(2, "A", "2026-01-01"), line(3, "B", "2026-04-01"), line(4, "A", "2026-09-01")]

    assert [one[:2] for one in told(rows)] == [(2, True), (3, True), (4, True)]


def test_an_acting_assignment_recorded_before_does_not_move_with_its_holder():
    known = [held("own", "A", "2026-01-01"), held("acting", "X", "2026-03-01", "2026-12-31", "KEPALA")]
    acting = replace(line(3, "X", "2026-03-01", "Kepala"), acting="plt", ends_on=date(2026, 12, 31))

    assert told([line(2, "A", "2026-01-01"), acting, line(4, "C", "2026-08-01")], known) == [
        (2, False, None, False), (4, True, Ending(date(2026, 7, 31), uid("own")), False),
    ]  # fmt: skip


@pytest.mark.parametrize("began", ["2026-03-01", "2026-09-01"], ids=["before the move", "after it"])
def test_nor_does_it_where_its_line_stands_in_the_report_no_longer(began):
    known = [held("own", "A", "2026-01-01"), held("acting", "X", began, "2026-12-31", "KEPALA")]

    assert told([line(2, "A", "2026-01-01"), line(4, "C", "2026-08-01")], known) == [
        (2, False, None, False), (4, True, Ending(date(2026, 7, 31), uid("own")), False),
    ]  # fmt: skip


def test_it_moves_with_no_later_move_either():
    known = [
        held("own", "A", "2026-01-01", "2026-07-31"), held("acting", "X", "2026-03-01", "2026-12-31", "KEPALA"),
        held("next", "C", "2026-08-01"),
    ]  # fmt: skip

    assert told([line(2, "D", "2026-10-01")], known) == [(2, True, Ending(date(2026, 9, 30), uid("next")), False)]


def test_one_with_a_last_day_that_alone_still_lasts_is_ended_by_the_move():
    known = [held("first", "A", "2024-01-01", "2026-03-31"), held("second", "B", "2026-03-01", "2026-12-31")]

    assert told([line(2, "C", "2026-10-01")], known) == [(2, True, Ending(date(2026, 9, 30), uid("second")), False)]
