"""The sheets an employee imports: daily progress, and the values of a period (`domain.md` 11, form and app).

An indicator is named by its title as agreed, in any case, or by its id; where two have one title, only by the id.
"""

from collections.abc import Mapping, Sequence
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
        "write the title as agreed, or the indicator's id", "tulis judul seperti dalam SKP, atau pengenal indikator",
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


def activities_in(content: bytes, titles: Titles, request_key: str) -> list[Deed]:
    """Daily progress: the columns Rencana Aksi, Tanggal, Jam Mulai, Jam Selesai, Kegiatan Harian, Realisasi, Satuan,
    Bukti Dukung; and, where people have one, Kunci, under which a line is recorded once for ever.

    Without it a line's key is made of the request's and its number.
    """
    lines = read_lines(content, _DAILY, needed=("indicator", "day", "text", "amount"), most=MOST_ACTIVITIES)
    return [_deed(line, titles, request_key) for line in lines]


def _deed(line: SheetLine, titles: Titles, request_key: str) -> Deed:
    cells = Cells(line, _DAILY_SHOWN)
    indicator = cells.needed("indicator", partial(_indicator, titles))
    on = cells.needed("day", day)
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


def reports_in(content: bytes, titles: Titles) -> list[Entry]:
    """A period's values: the columns Indikator Kinerja Individu and Realisasi, Catatan, Alasan Lebih Rendah.

    A line without a value is passed over: a form lists every indicator, whether anything was reached or not.
    """
    lines = read_lines(content, _VALUES, needed=("indicator", "value"), most=MOST_REPORTS)
    return [_entry(line, titles) for line in lines if line["value"].text]


def _entry(line: SheetLine, titles: Titles) -> Entry:
    cells = Cells(line, _VALUES_SHOWN)
    indicator = cells.needed("indicator", partial(_indicator, titles))
    value = cells.needed("value", number)
    note, because = cells.given("note", written), cells.given("lower_because", _lower_because)
    told = Line(line.line, read=cells.read, errors=cells.errors)
    return Entry(told, indicator, value or "", note, because, dict(_VALUES_SHOWN))
