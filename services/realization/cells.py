"""What stands in a cell of a sheet, read as a number, a day, a time, an id: or what is wrong with it, never a guess.

Numbers are the trap: `1.500` is one and a half to a program and fifteen hundred in Indonesia. Pure.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from chassis.inputs import WrittenText
from chassis.sheet_lines import SheetLine, bad_kind, day_of
from chassis.spreadsheet_reading import Cell
from contracts.realization import UnitOfMeasure

__all__ = ["BadCell", "Cells", "clock_time", "day", "days", "identifier", "month", "number", "unit", "written"]

T = TypeVar("T")
_WRITTEN: TypeAdapter[str] = TypeAdapter(WrittenText)
_UNIT: TypeAdapter[str] = TypeAdapter(UnitOfMeasure)
_PLAIN: Final = re.compile(r"(0|[1-9][0-9]{0,14})(?:[.,]([0-9]{1,6}))?")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,4}|[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]{1,6}")


class BadCell(Exception):
    """What is wrong with a cell and how to mend it: English, Bahasa Indonesia, twice."""

    def __init__(self, what: str, apa: str, mend: str, perbaikan: str) -> None:
        super().__init__(what)
        self.words = {"what": what, "apa": apa, "mend": mend, "perbaikan": perbaikan}


class Cells:
    """One line's cells: what was read, and what could not be; errors name the column as the file calls it."""

    def __init__(self, line: SheetLine, columns: Mapping[str, str]) -> None:
        self._line, self._columns = line, columns
        self.read: dict[str, str] = {}
        self.errors: list[dict[str, str]] = []

    def needed(self, column: str, reader: Callable[[Cell], T]) -> T | None:
        """The cell as `reader` reads it; None, and an error, when it is empty or cannot be read."""
        if not self._line[column].text:
            self.wrong(column, BadCell("the cell is empty", "sel ini kosong", "fill it in", "isi sel ini"))
            return None
        return self.given(column, reader)

    def given(self, column: str, reader: Callable[[Cell], T]) -> T | None:
        """The same, where an empty cell is no error."""
        cell = self._line[column]
        if not cell.text:
            return None
        try:
            if words := bad_kind(cell):
                raise BadCell(*words)
            value = reader(cell)
        except BadCell as bad:
            self.wrong(column, bad)
            return None
        self.read[column] = value.isoformat() if isinstance(value, date) else str(value)
        return value

    def wrong(self, column: str, bad: BadCell) -> None:
        self.errors.append({"column": self._columns[column], **bad.words})


def number(cell: Cell) -> str:
    """A number as decimal text: `12`, `2,5`, `2.5`, `1.250.000`, `1.250,5`. `1.500` and `1,500` could be either, but
    not where the sheet itself holds a number."""
    text = cell.text.removesuffix("%").strip()
    if cell.kind == "number" and _PLAIN.fullmatch(text):
        return text
    if _GROUPED.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    found = _PLAIN.fullmatch(text)
    if found is None:
        raise BadCell(
            "it is no number of at most 15 digits and six decimals, zero or more",
            "bukan angka nol atau lebih dengan paling banyak 15 digit dan enam desimal",
            "write the number alone, its unit in the column for it", "tulis angkanya saja, satuan pada kolomnya",
        )  # fmt: skip
    whole, rest = found[1], found[2]
    if rest is not None and len(rest) == 3 and whole != "0" and len(whole) <= 3:
        raise BadCell(
            "it could be a decimal or thousands", "dapat berarti desimal atau ribuan",
            f"write {whole}{rest}, or {whole},{rest}0", f"tulis {whole}{rest} atau {whole},{rest}0",
        )  # fmt: skip
    return whole if rest is None else f"{whole}.{rest}"


def day(cell: Cell) -> date:
    """A day, as 2026-01-31."""
    if (found := day_of(cell.text)) is not None:
        return found
    raise BadCell("it is no day", "bukan tanggal", "write YYYY-MM-DD", "tulis seperti 2026-01-31")


def clock_time(cell: Cell) -> str:
    """A time of the day, as 08:00; 8.00, 8:00 and 08:00:00 are taken too."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.]00)?", cell.text)
    if found is None:
        raise BadCell("it is no time of the day", "bukan jam", "write HH:MM", "tulis seperti 08:00")
    return f"{int(found[1]):02}:{found[2]}"


def month(cell: Cell) -> str:
    """A month: 2026M07, 2026-07, or a day of it."""
    found = re.fullmatch(r"([0-9]{4})(?:M|-)(0[1-9]|1[0-2])(?:-[0-9]{2})?", cell.text.upper())
    if found is None:
        raise BadCell("it is no month", "bukan bulan", "write YYYY-MM", "tulis seperti 2026-07")
    return f"{found[1]}M{found[2]}"


def days(cell: Cell) -> int:
    """A number of days of a month."""
    if not re.fullmatch(r"[0-9]|[12][0-9]|3[01]", cell.text):
        raise BadCell("it is no number of days", "bukan jumlah hari", "write 0 to 31", "tulis 0 sampai 31")
    return int(cell.text)


def identifier(cell: Cell) -> UUID:
    try:
        return UUID(cell.text)
    except ValueError:
        raise BadCell(
            "it is no id of this system", "bukan pengenal dari sistem ini",
            "copy the id as it is shown", "salin pengenal seperti yang ditampilkan",
        ) from None  # fmt: skip


def unit(cell: Cell) -> str:
    """A unit of measure: official wording, without anybody's number or address."""
    return _accepted(_UNIT, cell.text, "write the unit alone", "tulis satuannya saja")


def written(cell: Cell) -> str:
    """What a person wrote, of at most 10,000 characters."""
    return _accepted(_WRITTEN, cell.text, "shorten it, or write it anew", "ringkas atau tulis ulang")


def _accepted(kind: TypeAdapter[str], cell: str, mend: str, perbaikan: str) -> str:
    try:
        return kind.validate_python(cell)
    except ValidationError:
        what = "it is too long, holds control characters, or somebody's number or address where only wording may stand"
        apa = "terlalu panjang, memuat karakter kendali, atau memuat nomor atau alamat orang"
        raise BadCell(what, apa, mend, perbaikan) from None
