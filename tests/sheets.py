"""Spreadsheets made for tests: XLSX files of rows, with what people and machines put into cells."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

__all__ = ["FORM", "skp_rows", "xlsx"]

FORM = [
    "NO", "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI", "RENCANA HASIL KERJA", "ASPEK",
    "INDIKATOR KINERJA INDIVIDU", "TARGET",
]  # fmt: skip


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    """A file with these sheets; None is an empty cell. merged: ranges of the first sheet, such as "A1:A3"."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def skp_rows(mark: str = "", supports: str = "") -> list[list[Any]]:
    """One person's plan as the form lays it out: two main results, the first of two aspects, and an additional one."""
    return [
        ["A. UTAMA"],
        [1, supports, f"Layanan nikah tertib {mark}", "Kuantitas", f"Jumlah laporan {mark}", "12 laporan"],
        [None, None, None, "Kualitas", f"Laporan sesuai pedoman {mark}", "95,5 %"],
        [2, supports, f"Data nikah lengkap {mark}", "Waktu", f"Pemutakhiran data {mark}", "12 bulan"],
        ["B. TAMBAHAN"],
        [1, None, f"Panitia MTQ {mark}", "Kuantitas", f"Laporan panitia {mark}", "1 dokumen"],
    ]
