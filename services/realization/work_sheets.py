"""The sheets an employee imports: daily progress, and the values of a period (`domain.md` 11, form and app).

An indicator is named by its title as agreed for the line's day or the period, in any case, or by its id; where two
have one title then, only by the id.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

from chassis.sent_sheets import Line
from chassis.sheet_lines import Columns, SheetLine, read_lines
from chassis.spreadsheet_reading import Cell
from services.realization.activity_commands import Deed
from services.realization.cells import BadCell, Cells, clock_time, day, number, unit, written
from services.realization.commands import Entry

__all__ = ["MOST_ACTIVITIES", "MOST_REPORTS", "Titles", "activities_in", "reports_in"]

#: Indicators by title, in small letters and single-spaced.
Titles = Mapping[str, Sequence[UUID]]

#: Two years of somebody's days; all in one transaction, which other writers wait for.
MOST_ACTIVITIES: Final = 500
MOST_REPORTS: Final = 200

_DAILY: Final[Columns] = {
    "indicator": ("rencana aksi", "indikator", "indikator kinerja individu", "indicator"),
    "day": ("tanggal", "day"),
    "begins": ("jam mulai", "begins"),
    "ends": ("jam selesai", "ends"),
    "text": ("kegiatan harian", "kegiatan", "text"),
    "amount": ("realisasi", "amount"),
    "unit_of_measure": ("satuan", "unit_of_measure"),
    "evidence": ("bukti dukung", "evidence"),
    "key": ("kunci", "key"),
}
_VALUES: Final[Columns] = {
    "indicator": ("indikator kinerja individu", "indikator", "indicator"),
    "value": ("realisasi", "realisasi berdasarkan bukti dukung", "value"),
    "note": ("catatan", "keterangan", "note"),
    "lower_because": ("alasan lebih rendah", "lower_because"),
}
_DAILY_SHOWN: Final = {name: aliases[0].title() for name, aliases in _DAILY.items()}
_VALUES_SHOWN: Final = {name: aliases[0].title() for name, aliases in _VALUES.items()}
#: A unit of measure that a per cent sign stands for.
_SHARE: Final = re.compile("%|persen|percent", re.IGNORECASE)
_LOWER_BECAUSE: Final = {
    "earlier_value_wrong": "earlier_value_wrong", "nilai sebelumnya keliru": "earlier_value_wrong",
    "work_undone": "work_undone", "pekerjaan dibatalkan": "work_undone",
}  # fmt: skip


def _indicator(titles: Titles, cell: Cell) -> UUID:
    try:
        return UUID(cell.text)  # whose it is, is decided with the rest
    except ValueError:
        found = titles.get(" ".join(cell.text.casefold().split()), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise BadCell(
            "several indicators have this title", "ada beberapa indikator dengan judul ini",
            "write the indicator's id", "tulis pengenal indikatornya",
        )  # fmt: skip
    raise BadCell(
        "the agreement has no indicator of this title", "SKP tidak memiliki indikator dengan judul ini",
        "write the title as agreed for that time, or the indicator's id",
        "tulis judul seperti dalam SKP yang berlaku saat itu, atau pengenal indikator",
    )  # fmt: skip


def _evidence(cell: Cell) -> UUID:
    try:
        return UUID(cell.text)
    except ValueError:
        raise BadCell(
            "evidence is named by the id of an item", "bukti dukung disebut dengan pengenal butirnya",
            "upload the file or link first, or leave the cell empty", "unggah dahulu, atau kosongkan sel ini",
        ) from None  # fmt: skip


def _lower_because(cell: Cell) -> str:
    found = _LOWER_BECAUSE.get(" ".join(cell.text.casefold().split()))
    if found is None:
        known = ", ".join(_LOWER_BECAUSE)
        raise BadCell(
            "it is no known reason", "bukan alasan yang dikenal", f"one of {known}", f"salah satu dari {known}"
        )
    return found


def activities_in(content: bytes, titles_on: Callable[[date], Titles], request_key: str) -> list[Deed]:
    """Daily progress: the columns Rencana Aksi, Tanggal, Jam Mulai, Jam Selesai, Kegiatan Harian, Realisasi, Satuan,
    Bukti Dukung; and, where people have one, Kunci, under which a line is recorded once for ever.

    Without it a line's key is made of the request's and its number. titles_on: those that hold on a day.
    """
    lines = read_lines(content, _DAILY, needed=("indicator", "day", "text", "amount"), most=MOST_ACTIVITIES)
    return [_deed(line, titles_on, request_key) for line in lines]


def _deed(line: SheetLine, titles_on: Callable[[date], Titles], request_key: str) -> Deed:
    cells = Cells(line, _DAILY_SHOWN)
    on = cells.needed("day", day)
    # Whose title it is, depends on the day: of a line without one the indicator is not looked for.
    indicator = cells.needed("indicator", partial(_indicator, titles_on(on))) if on else None
    text = cells.needed("text", written)
    amount = cells.needed("amount", number)
    measure = cells.needed("unit_of_measure", unit)
    begins, ends = cells.given("begins", clock_time), cells.given("ends", clock_time)
    evidence, key = cells.given("evidence", _evidence), cells.given("key", written)
    told = Line(line.line, read=cells.read, errors=cells.errors)
    own = f"sheet:{key}" if key else f"line:{request_key}:{line.line}"
    if indicator is None or on is None or text is None or amount is None or measure is None:
        return Deed(on or _NO_DAY, indicator or _NOBODY, text or "", amount or "0", measure or "", key=own, line=told)
    return Deed(on, indicator, text, amount, measure, begins, ends, evidence, own, told)


#: Stand where a line has errors, which is never decided on.
_NOBODY: Final = UUID(int=0)
_NO_DAY: Final = date.min


def reports_in(content: bytes, titles: Titles, units: Mapping[UUID, str]) -> list[Entry]:
    """A period's values: the columns Indikator Kinerja Individu and Realisasi, Catatan, Alasan Lebih Rendah.

    units: of measure, by indicator; a value may stand with its indicator's, `2 Dokumen`, as the evaluation form has it.
    A line without a value is passed over: a form lists every indicator, whether anything was reached or not.
    """
    lines = read_lines(content, _VALUES, needed=("indicator", "value"), most=MOST_REPORTS)
    return [_entry(line, titles, units) for line in lines if line["value"].text]


def _value(measure: str, cell: Cell) -> str:
    """A number alone, or with the unit of the indicator behind it; no other unit, nor a per cent sign of no share."""
    text, unit = " ".join(cell.text.split()), " ".join(measure.split())
    own = [f" {unit}", "%"] if _SHARE.search(unit) else [f" {unit}"]
    behind = next((one for one in own if text.lower().endswith(one.lower())), "")
    text = text[: len(text) - len(behind)].strip()
    if unit and not text[-1:].isdigit():
        raise BadCell(
            f"it is no number, or its unit is not {unit}", f"bukan angka, atau satuannya bukan {unit}",
            f"write the number alone, or with its unit: 2 {unit}",
            f"tulis angkanya saja, atau dengan satuannya: 2 {unit}",
        )  # fmt: skip
    return number(replace(cell, text=text))


def _entry(line: SheetLine, titles: Titles, units: Mapping[UUID, str]) -> Entry:
    cells = Cells(line, _VALUES_SHOWN)
    indicator = cells.needed("indicator", partial(_indicator, titles))
    # Which unit may stand there, the indicator says.
    value = cells.needed("value", partial(_value, units.get(indicator, ""))) if indicator else None
    note, because = cells.given("note", written), cells.given("lower_because", _lower_because)
    told = Line(line.line, read=cells.read, errors=cells.errors)
    return Entry(told, indicator, value or "", note, because, dict(_VALUES_SHOWN))
