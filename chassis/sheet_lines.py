"""The lines of a sheet somebody sends, under named columns: where the header stands, and the cells below it.

The header row may stand below title rows, its names in any case; columns nobody asked for are passed over
(`domain.md` 11). What may be in a file is `spreadsheet_reading`'s. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.errors import Refused, TooLarge
from chassis.spreadsheet_reading import Cell, Sheet, cell_name, read_sheets

__all__ = [
    "Columns",
    "Header",
    "SheetLine",
    "SheetWithoutHeader",
    "Words",
    "bad_kind",
    "day_of",
    "find_header",
    "in_capitals",
    "read_lines",
]

#: What a column is called, in any case; the first name is ours.
Columns = Mapping[str, Sequence[str]]
#: What is wrong and how to mend it: (what, apa, mend, perbaikan).
Words = tuple[str, str, str, str]

#: Title rows above the header in the forms of the national application: seven.
MOST_TITLE_ROWS: Final = 20
_EMPTY: Final = Cell("")


class SheetWithoutHeader(Refused):
    status, type, title = 422, "no-header-row", "No row names the columns"


@dataclass(frozen=True)
class Header:
    """Where each column stands (from 0), where the rows below the header begin, and all names as they are written."""

    columns: Mapping[str, int]
    begin: int
    called: Sequence[str]

    def cells(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """The cells of a row by column; those that are empty are left out."""
        found = {name: row[at] for name, at in self.columns.items() if at < len(row)}
        return {name: cell for name, cell in found.items() if cell.text}

    def place(self, line: int, name: str) -> str:
        """Where a cell lies, `F12`; empty where the file has no such column."""
        return cell_name(line, self.columns[name]) if name in self.columns else ""


@dataclass(frozen=True)
class SheetLine:
    """One line below the header: its number in the file, and its cells by column; an empty one where there is none."""

    line: int
    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column, _EMPTY)


def read_lines(content: bytes, columns: Columns, *, needed: Sequence[str], most: int) -> list[SheetLine]:
    """The lines below the header of the first sheet that has one, at most `most`; empty ones are left out.

    needed: columns without which a row is not the header. Raises `SheetWithoutHeader`, `TooLarge`, and the refusals of
    `spreadsheet_reading`.
    """
    for sheet in read_sheets(content):
        if (header := find_header(sheet, columns, needed)) is not None:
            break
    else:
        named = ", ".join(columns[name][0] for name in needed)
        raise SheetWithoutHeader(
            detail=f"none of the first rows has the columns {named}",
            pesan=f"tidak ada baris judul dengan kolom {named}",
            mend="begin with a row of the column names",
            perbaikan="awali dengan baris nama kolom",
        )
    found = [SheetLine(line, header.cells(cells)) for line, cells in sheet.lines[header.begin :]]
    if len(found) > most:
        raise TooLarge(
            detail=f"one file takes {most} lines", pesan=f"satu berkas paling banyak {most} baris",
            mend="split the file", perbaikan="bagi berkasnya",
        )  # fmt: skip
    return found


def in_capitals(text: str) -> str:
    """A column's or person's wording as it is compared: whatever the case and the spaces."""
    return " ".join(text.split()).upper()


def find_header(sheet: Sheet, columns: Columns, needed: Sequence[str]) -> Header | None:
    """The first of the topmost rows that names the needed columns, and one beside a single one; None if none does."""
    for begin, (line, cells) in enumerate(sheet.lines, start=1):
        if line > MOST_TITLE_ROWS + 1:
            return None
        called = [in_capitals(cell.text) for cell in cells]
        found = {
            name: called.index(alias.upper())
            for name, aliases in columns.items()
            for alias in aliases[::-1]
            if alias.upper() in called
        }
        if len(found) >= 2 and all(name in found for name in needed):
            return Header(found, begin, called)
    return None


def bad_kind(cell: Cell) -> Words | None:
    """Why a cell of any column cannot be read, whatever it should hold."""
    if cell.kind == "formula":
        return (
            "it is a formula, which nobody computes here", "berisi rumus, yang tidak dihitung di sini",
            "paste the value in its place", "tempel nilainya (paste values)",
        )  # fmt: skip
    if cell.kind == "error":
        return (
            "the spreadsheet shows an error in it", "lembar kerja menampilkan galat",
            "write what it should be", "isi nilai yang benar",
        )  # fmt: skip
    return None


def day_of(text: str) -> date | None:
    """A day as it is written everywhere here, 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
