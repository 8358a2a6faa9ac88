"""What the layouts that planning imports share: the one table of a file, a NIP, and the words for a bad cell.

A NIP is text, since a spreadsheet rounds a number of 18 digits (`domain.md` 11). Nothing is guessed: what cannot be
read is said. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import TypeAdapter, ValidationError

from chassis.inputs import WrittenText
from chassis.sheet_lines import Columns, Header, Words, day_of, find_header
from chassis.spreadsheet_reading import Cell, NotASheet, TooManyRows, read_sheets
from contracts.refusals import Refusal
from contracts.values import OfficialText
from services.planning.directory import BadNumber, check_number

__all__ = ["NoHeaderRow", "Trouble", "accepts_official", "accepts_written", "day_since", "number_of", "only_table"]

_OFFICIAL: Final[TypeAdapter[str]] = TypeAdapter(OfficialText)
_WRITTEN: Final[TypeAdapter[str]] = TypeAdapter(WrittenText)
#: As of a day that is sent by itself (`http_directory`).
LAST_YEAR: Final = 2999


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


def only_table(
    content: bytes, names: Columns, needed: Sequence[str], most: int
) -> tuple[Header, Sequence[tuple[int, Sequence[Cell]]]]:
    """The one sheet that has the columns, as its header and the lines below it, at most `most`.

    Raises `NoHeaderRow`, `NotASheet` when several have them, `TooManyRows`, and the refusals of a file.
    """
    found = [(header, sheet) for sheet in read_sheets(content) if (header := find_header(sheet, names, needed))]
    if not found:
        raise NoHeaderRow(", ".join(names[name][0] for name in (needed if len(needed) > 1 else list(names)[:3])))
    if len(found) > 1:
        raise NotASheet("several of its sheets have these columns", "beberapa lembar memuat kolom ini")
    header, sheet = found[0]
    body = sheet.lines[header.begin :]
    if len(body) > most:
        raise TooManyRows(most)
    return header, body


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


def day_since(first: int, text: str) -> tuple[date | None, Words | None]:
    """A day of the years `first` to 2999; else what is wrong: another year is a slip of the pen that no clock bears."""
    day = day_of(text)
    if day is None:
        return None, ("it is no day", "bukan tanggal", "write YYYY-MM-DD", "tulis seperti 2026-01-31")
    if not first <= day.year <= LAST_YEAR:
        return None, (
            f"it lies outside of the years {first} to {LAST_YEAR}", f"di luar tahun {first} sampai {LAST_YEAR}",
            "write the right year", "perbaiki tahunnya",
        )  # fmt: skip
    return day, None


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
