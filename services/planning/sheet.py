"""What the layouts that planning imports share: where the header stands, a NIP, a day, and the words for a bad cell.

The header row may stand below title rows, its names in any case; a NIP is text, since a spreadsheet rounds a number
of 18 digits (`domain.md` 11). Nothing is guessed: what cannot be read is said. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import TypeAdapter, ValidationError

from chassis.inputs import WrittenText
from chassis.spreadsheet_reading import Cell, NotASheet, Sheet, cell_name
from contracts.refusals import Refusal
from contracts.values import OfficialText
from services.planning.directory import BadNumber, check_number

__all__ = [
    "Header",
    "NoHeaderRow",
    "Trouble",
    "Words",
    "accepts_official",
    "accepts_written",
    "bad_kind",
    "day_of",
    "find_header",
    "in_capitals",
    "number_of",
    "only_table",
]

#: Title rows above the header in the forms of the national application: seven.
MOST_TITLE_ROWS: Final = 20
_OFFICIAL: Final[TypeAdapter[str]] = TypeAdapter(OfficialText)
_WRITTEN: Final[TypeAdapter[str]] = TypeAdapter(WrittenText)

#: What is wrong and how to mend it: (what, apa, mend, perbaikan).
Words = tuple[str, str, str, str]


@dataclass(eq=False)
class NoHeaderRow(Refusal):
    """No row names the columns."""

    needed: str


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a cell or a line, and how to mend it: English and Bahasa Indonesia. `cell`: such as F12."""

    line: int
    column: str
    what: str
    apa: str
    mend: str
    perbaikan: str
    cell: str = ""
    sheet: str = ""


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


def in_capitals(text: str) -> str:
    """A column's or person's wording as it is compared: whatever the case and the spaces."""
    return " ".join(text.split()).upper()


def find_header(sheet: Sheet, names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Header | None:
    """The first of the topmost rows that names the needed columns, and one beside a single one; None if none does."""
    for at, (line, cells) in enumerate(sheet.lines):
        if line > MOST_TITLE_ROWS + 1:
            return None
        called = [in_capitals(cell.text) for cell in cells]
        found = {
            name: called.index(alias.upper())
            for name, aliases in names.items()
            for alias in aliases[::-1]
            if alias.upper() in called
        }
        if len(found) >= 2 and all(name in found for name in needed):
            return Header(found, at + 1, called)
    return None


def only_table(
    sheets: Sequence[Sheet], names: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[Sheet, Header]:
    """The one sheet that has the columns. Raises `NoHeaderRow`, or `NotASheet` when several have them."""
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet, names, needed))]
    if not found:
        raise NoHeaderRow(", ".join(names[name][0] for name in (needed if len(needed) > 1 else list(names)[:3])))
    if len(found) > 1:
        raise NotASheet("several of its sheets have these columns", "beberapa lembar memuat kolom ini")
    return found[0]


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


def accepts_official(text: str) -> bool:
    """Whether it may be recorded for ever: no control characters, no person's number or address, not too long."""
    return _accepts(_OFFICIAL, text)


def accepts_written(text: str) -> bool:
    return _accepts(_WRITTEN, text)


def _accepts(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


def number_of(cell: Cell, employment: str = "") -> tuple[str, Words | None]:
    """The 18 digits of a NIP or NI, however they are spaced or marked as text; else what is wrong."""
    text = cell.text
    as_number = cell.kind == "number" or re.fullmatch(r"[0-9.,]+E\+?[0-9]+", text, re.IGNORECASE)
    if as_number:
        return "", (
            "the spreadsheet has made a number of it, which loses the last digits of a NIP",
            "lembar kerja mengubahnya menjadi angka sehingga digit terakhir NIP hilang",
            "format the column as text and write the number anew", "format kolom sebagai teks lalu isi ulang",
        )  # fmt: skip
    digits = re.sub(r"[\s.\-]", "", text.removeprefix("=").strip("\"'"))
    if not digits:
        return "", None
    if len(digits) == 18 and digits.isascii() and digits.isdigit() and digits.endswith("000"):
        return "", (
            "its last three digits are zero, as when a spreadsheet rounds it",
            "tiga digit terakhirnya nol, hasil pembulatan",
            "format the column as text and write the number anew", "format kolom sebagai teks lalu isi ulang",
        )  # fmt: skip
    try:
        # Without the kind of employment the month is not checked: a PPPK has none there.
        check_number(digits, employment if employment == "pns" else "pppk")
    except BadNumber as error:
        return "", (
            f"it is not a NIP or NI: {error.why}", f"NIP/NI tidak sah: {error.sebab}",
            "check it in the decree of appointment", "periksa SK pengangkatan",
        )  # fmt: skip
    return digits, None


def day_of(text: str) -> date | None:
    """A day as it is written everywhere here, 2026-01-31; None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
