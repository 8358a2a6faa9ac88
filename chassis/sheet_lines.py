"""The lines of a sheet somebody sends, under named columns: where the header stands, and the cells below it.

The header row may stand below title rows, its names in any case; columns nobody asked for are passed over
(`domain.md` 11). What may be in a file is `spreadsheet_reading`'s. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.errors import Refused, TooLarge
from chassis.spreadsheet_reading import Cell, Sheet, read_sheets

__all__ = ["Columns", "SheetLine", "SheetWithoutHeader", "read_lines"]

#: What a column is called, in small letters; the first name is ours.
Columns = Mapping[str, Sequence[str]]

#: Title rows above the header in the forms of the national application: seven.
MOST_TITLE_ROWS: Final = 20
_EMPTY: Final = Cell("")


class SheetWithoutHeader(Refused):
    status, type, title = 422, "no-header-row", "No row names the columns"


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
        if (header := _header(sheet, columns, needed)) is not None:
            break
    else:
        named = ", ".join(columns[name][0] for name in needed)
        raise SheetWithoutHeader(
            detail=f"none of the first rows has the columns {named}",
            pesan=f"tidak ada baris judul dengan kolom {named}",
            mend="begin with a row of the column names",
            perbaikan="awali dengan baris nama kolom",
        )
    at, begin = header
    found = [
        SheetLine(line, {name: cells[place] for name, place in at.items() if place < len(cells)})
        for line, cells in sheet.lines[begin:]
    ]
    if len(found) > most:
        raise TooLarge(
            detail=f"one file takes {most} lines", pesan=f"satu berkas paling banyak {most} baris",
            mend="split the file", perbaikan="bagi berkasnya",
        )  # fmt: skip
    return found


def _header(sheet: Sheet, columns: Columns, needed: Sequence[str]) -> tuple[dict[str, int], int] | None:
    """Where each column stands, and where the lines below the header begin."""
    for begin, (_, cells) in enumerate(sheet.lines[: MOST_TITLE_ROWS + 1], start=1):
        called = [" ".join(cell.text.split()).casefold() for cell in cells]
        found = {
            name: called.index(alias) for name, aliases in columns.items() for alias in aliases[::-1] if alias in called
        }
        if all(name in found for name in needed):
            return found, begin
    return None
