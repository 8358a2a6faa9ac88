"""Sheets an employee imports, read: columns in any case below title rows, no number guessed, every bad cell named."""

from datetime import date
from decimal import Decimal

import pytest

from chassis.errors import TooLarge
from chassis.sheet_lines import SheetWithoutHeader
from chassis.spreadsheet_reading import Cell
from services.realization.attendance_commands import attendance_lines, sanction_lines
from services.realization.cells import BadCell, clock_time, day, month, number
from services.realization.work_sheets import MOST_ACTIVITIES, activities_in, reports_in
from tests.domain.given import uid

TITLES = {"jumlah laporan": [uid("laporan")], "kepuasan": [uid("a"), uid("b")]}
HEADER = "Rencana Aksi,Tanggal,Jam Mulai,Jam Selesai,Kegiatan Harian,Realisasi,Satuan,Bukti Dukung\n"


def daily(*lines, header=HEADER):
    return activities_in((header + "\n".join(lines)).encode(), TITLES, "key")


def test_a_line_of_daily_progress_is_read():
    (deed,) = daily('JUMLAH  Laporan,2026-07-14,8.00,15:30,"Menyusun laporan, bab 1","1,5",laporan,')

    assert (deed.indicator, deed.day, deed.begins, deed.ends) == (uid("laporan"), date(2026, 7, 14), "08:00", "15:30")
    assert (deed.text, deed.amount, deed.unit_of_measure) == ("Menyusun laporan, bab 1", "1.5", "laporan")
    assert (deed.line.line, deed.line.errors) == (2, [])


def test_the_header_may_stand_below_titles_with_semicolons_and_columns_of_no_interest():
    header = "LAPORAN HARIAN;;;\nNo;TANGGAL;RENCANA AKSI;Kegiatan Harian;REALISASI;SATUAN\n"

    (deed,) = daily("1;2026-07-14;Jumlah laporan;Rapat;2;kali", header=header)

    assert (deed.line.line, deed.line.errors, deed.begins) == (3, [], None)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Tidak ada,2026-07-14,,,Rapat,1,kali,", "Rencana Aksi"),
        ("Kepuasan,2026-07-14,,,Rapat,1,kali,", "Rencana Aksi"),
        ("Jumlah laporan,14/07/2026,,,Rapat,1,kali,", "Tanggal"),
        ("Jumlah laporan,2026-02-30,,,Rapat,1,kali,", "Tanggal"),
        ("Jumlah laporan,2026-07-14,25:00,,Rapat,1,kali,", "Jam Mulai"),
        ("Jumlah laporan,2026-07-14,,,,1,kali,", "Kegiatan Harian"),
        ("Jumlah laporan,2026-07-14,,,Rapat,banyak,kali,", "Realisasi"),
        ("Jumlah laporan,2026-07-14,,,Rapat,1.500,kali,", "Realisasi"),
        ("Jumlah laporan,2026-07-14,,,Rapat,-1,kali,", "Realisasi"),
        ("Jumlah laporan,2026-07-14,,,Rapat,1,,", "Satuan"),
        ("Jumlah laporan,2026-07-14,,,Rapat,1,budi@contoh.go.id,", "Satuan"),
        ("Jumlah laporan,2026-07-14,,,Rapat,1,kali,https://contoh.go.id/x", "Bukti Dukung"),
    ],
)
def test_a_bad_cell_is_named_with_how_to_mend_it(line, column):
    (deed,) = daily(line)

    (error,) = deed.line.errors
    assert error["column"] == column
    assert all(error[word] for word in ("what", "apa", "mend", "perbaikan"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0", "0"), ("12", "12"), ("2,5", "2.5"), ("2.5", "2.5"), ("0,125", "0.125"), ("1.250.000", "1250000"),
        ("1.250,5", "1250.5"), ("95%", "95"), ("1234.567", "1234.567"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written_here(cell, expected):
    assert number(Cell(cell)) == expected


@pytest.mark.parametrize("cell", ["1.500", "1,500", "12 dokumen", "Rp 170,395,", "1e5", "٤", "-1", "01", "1.1234567"])
def test_what_could_be_either_or_is_no_number_is_not_guessed(cell):
    with pytest.raises(BadCell):
        number(Cell(cell))


def test_a_number_the_sheet_holds_is_no_guess():
    assert number(Cell("1.234", "number", Decimal("1.234"))) == "1.234"


def test_days_hours_and_months():
    assert day(Cell("2026-01-31")) == date(2026, 1, 31)
    assert {clock_time(Cell(text)) for text in ("8:05", "8.05", "08:05:00")} == {"08:05"}
    assert tuple(month(Cell(text)) for text in ("2026-07", "2026M07", "2026-07-01")) == ("2026M07",) * 3


def test_a_lines_key_is_its_own_or_that_of_the_request_and_its_place():
    header = HEADER.replace("\n", ",Kunci\n")
    own, without = daily(
        "Jumlah laporan,2026-07-14,,,Rapat,1,kali,,A-17", "Jumlah laporan,2026-07-15,,,Rapat,1,kali,,", header=header
    )

    assert (own.key, without.key) == ("sheet:A-17", "line:key:3")


def test_values_of_a_period_are_read_and_lines_without_one_passed_over():
    content = (
        "No;Indikator Kinerja Individu;Realisasi;Catatan;Alasan lebih rendah\n"
        "1;Jumlah laporan;12;Selesai;Nilai sebelumnya keliru\n2;Kepuasan;;;\n3;Jumlah laporan;x;;sebab\n"
    )

    good, bad = reports_in(content.encode(), TITLES)

    assert (good.indicator, good.value, good.note, good.lower_because) == (
        uid("laporan"), "12", "Selesai", "earlier_value_wrong",
    )  # fmt: skip
    assert [one["column"] for one in bad.line.errors] == ["Realisasi", "Alasan Lebih Rendah"]


def test_the_evaluation_form_is_read_where_its_realization_is_a_value_and_nothing_in_it_is_guessed():
    """Its columns as `domain.md` 11 has them: two of them are the value's, side by side with the feedback."""
    content = (
        "EVALUASI KINERJA PEGAWAI;;;;;\n"
        "NO;RENCANA HASIL KERJA;INDIKATOR KINERJA INDIVIDU;TARGET;REALISASI BERDASARKAN BUKTI DUKUNG;"
        "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG\n"
        "1;Laporan tersusun;Jumlah laporan;12 dokumen;12;Baik\n2;Puas;Kepuasan;90%;;\n3;;Jumlah laporan;;2 Dokumen;\n"
    )

    good, bad = reports_in(content.encode(), TITLES)

    assert (good.line.line, good.indicator, good.value, good.line.errors) == (3, uid("laporan"), "12", [])
    assert [one["column"] for one in bad.line.errors] == ["Realisasi"]


def test_a_sheet_without_its_columns_and_one_too_long_are_refused():
    with pytest.raises(SheetWithoutHeader, match="rencana aksi, tanggal"):
        daily("x", header="a,b,c\n")
    with pytest.raises(TooLarge):
        daily(*["Jumlah laporan,2026-07-14,,,Rapat,1,kali,"] * (MOST_ACTIVITIES + 1))


def test_attendance_and_sanctions_are_read_by_the_persons_id():
    person = uid("pegawai")
    months = (
        f"Pegawai,Bulan,Hari Kerja,Hadir,Terlambat,Alpa,Cuti\n{person},2026-07,23,21,2,0,2\n1987,2026-07,23,21,2,0,\n"
    )
    sanctions = f"pegawai,tanggal,tingkat\n{person},2026-07-30,Ringan\n{person},2026-07-30,keras\n"

    (good, bad), (light, hard) = attendance_lines(months.encode()), sanction_lines(sanctions.encode())

    assert (good.employee, good.year, good.line.errors) == (person, 2026, [])
    assert [one["column"] for one in bad.line.errors] == ["Pegawai"]
    assert (light.year, light.line.errors) == (2026, [])
    assert [one["column"] for one in hard.line.errors] == ["Tingkat"]
