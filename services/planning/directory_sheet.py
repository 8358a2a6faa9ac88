"""The directory as a spreadsheet: CSV read into rows, and every bad cell named with how to mend it.

One layout: a line names a unit, and may name a person and what they do there from a day on. The header row may stand
below title rows, its names in any case; a NIP is text, since a spreadsheet rounds a number of 18 digits
(`domain.md` 11). Nothing is guessed: what cannot be read is said. Pure; it knows no directory.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import TypeAdapter, ValidationError

from chassis.inputs import WrittenText
from contracts.refusals import Refusal
from contracts.values import OfficialText
from services.planning.directory import BadNumber, check_number

__all__ = ["HEADERS", "MOST_ROWS", "NoHeaderRow", "NotASheet", "Row", "TooManyRows", "Trouble", "read_sheet"]

#: A line is up to three commands of some milliseconds each, and one answer must come before a client gives up.
MOST_ROWS: Final = 1_000
#: Title rows above the header in the forms of the national application: seven.
MOST_TITLE_ROWS: Final = 20
LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254

#: What a column is called; the first name is ours, the others are those of forms people already have.
HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("unit", "unit kerja", "skp_unor", "unor"),
    "above": ("unit atasan", "unit_atasan", "skp_unor_atasan", "parent"),
    "number": ("nip", "nip/ni", "number"),
    "name": ("nama", "name"),
    "email": ("email", "e-mail"),
    "employment": ("jenis pegawai", "jenis_pegawai", "employment"),
    "position": ("jabatan", "skp_jabatan", "position"),
    "head": ("pimpinan unit", "pimpinan", "head_of_unit"),
    "rater": ("nip penilai", "nip pejabat penilai", "nip_penilai", "rater"),
    "starts_on": ("mulai", "tanggal mulai", "periode_awal", "starts_on"),
}
NEEDED: Final = ("unit",)
_YES, _NO = frozenset({"ya", "y", "yes", "true", "1"}), frozenset({"", "tidak", "t", "no", "n", "false", "0", "-"})
_OFFICIAL: TypeAdapter[str] = TypeAdapter(OfficialText)
_WRITTEN: TypeAdapter[str] = TypeAdapter(WrittenText)
_EMAIL = re.compile(r"[^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+")


@dataclass(eq=False)
class NotASheet(Refusal):
    """The file is no CSV in UTF-8."""

    why: str
    sebab: str


@dataclass(eq=False)
class NoHeaderRow(Refusal):
    """No row names the columns."""

    needed: str


@dataclass(eq=False)
class TooManyRows(Refusal):
    """More rows than one import takes."""

    most: int


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a cell or a line, and how to mend it: English and Bahasa Indonesia."""

    line: int
    column: str
    what: str
    apa: str
    mend: str
    perbaikan: str


@dataclass(frozen=True)
class Row:
    """One line, its cells checked each by itself; empty text where there is none. Personal data: never logged."""

    line: int
    unit: str
    above: str = ""
    number: str = ""
    name: str = ""
    email: str = ""
    employment: str = ""
    position: str = ""
    head: bool = False
    rater: str = ""
    starts_on: date | None = None


def read_sheet(content: bytes) -> tuple[list[Row], list[Trouble]]:
    """Rows and what is wrong with them; a line with a trouble is no row. Raises the refusals of this file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotASheet("it is not UTF-8", "bukan UTF-8") from None
    if "\0" in text:
        raise NotASheet("it holds NUL, so it is no text", "memuat NUL, bukan teks")
    lines = list(_lines(text))
    names, begin = _header(lines)
    body = [(line, cells) for line, cells in lines[begin:] if any(cell.strip() for cell in cells)]
    if len(body) > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    rows, troubles = [], []
    for line, cells in body:
        row, found = _row(line, {name: cells[at].strip() for name, at in names.items() if at < len(cells)})
        troubles += found
        if row is not None:
            rows.append(row)
    return rows, troubles


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of its first line in the file, cells) of each row; separated by what the first rows hold most of."""
    head = text[:10_000]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotASheet(f"line {begins}: {error}", f"baris {begins} tidak dapat dibaca") from None


def _header(lines: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Where each column stands, and where the rows below the header begin."""
    for at, (_, cells) in enumerate(lines[: MOST_TITLE_ROWS + 1]):
        called = [" ".join(cell.split()).casefold() for cell in cells]
        found = {
            name: called.index(alias) for name, aliases in HEADERS.items() for alias in aliases[::-1] if alias in called
        }
        if len(found) >= 2 and all(name in found for name in NEEDED):
            return found, at + 1
    raise NoHeaderRow(", ".join(HEADERS[name][0] for name in ("unit", "number", "name")))


Words = tuple[str, str, str, str]


def _row(line: int, cells: Mapping[str, str]) -> tuple[Row | None, list[Trouble]]:
    number, bad_number = _number(cells.get("number", ""), cells.get("employment", "").casefold())
    rater, bad_rater = _number(cells.get("rater", ""), "")
    wrong = [*_bad_texts(cells), *_bad_choices(cells)]
    wrong += [(name, words) for name, words in (("number", bad_number), ("rater", bad_rater)) if words]
    if wrong:
        return None, [Trouble(line, HEADERS[name][0], *words) for name, words in wrong]
    return Row(
        line=line,
        unit=cells["unit"],
        above=cells.get("above", ""),
        number=number,
        name=cells.get("name", ""),
        email=cells.get("email", ""),
        employment=cells.get("employment", "").casefold(),
        position=cells.get("position", ""),
        head=cells.get("head", "").casefold() in _YES,
        rater=rater,
        starts_on=_day(cells.get("starts_on", "")),
    ), []


def _bad_texts(cells: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    for name in ("unit", "above", "position"):
        if (text := cells.get(name, "")) and not _accepts(_OFFICIAL, text):
            yield (
                name,
                (
                    "it holds control characters or a person's number or address, or is too long",
                    "memuat karakter kendali, nomor atau alamat orang, atau terlalu panjang",
                    "write the official name alone",
                    "tulis nama resminya saja",
                ),
            )
    if not cells.get("unit"):
        yield "unit", ("no unit is named", "unit belum diisi", "name the unit", "isi unit")
    name = cells.get("name", "")
    if name and (len(name) > LONGEST_NAME or not _accepts(_WRITTEN, name)):
        what = f"it is longer than {LONGEST_NAME} characters or holds control characters"
        apa = f"lebih dari {LONGEST_NAME} karakter atau memuat karakter kendali"
        yield "name", (what, apa, "write the name alone", "tulis namanya saja")
    email = cells.get("email", "")
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        yield (
            "email",
            ("it is no e-mail address", "bukan alamat e-mail", "mend it or leave it out", "perbaiki/kosongkan"),
        )


def _bad_choices(cells: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    if cells.get("employment", "").casefold() not in ("", "pns", "pppk"):
        yield "employment", ("it is neither PNS nor PPPK", "bukan PNS atau PPPK", "write one of them", "tulis PNS/PPPK")
    if cells.get("head", "").casefold() not in _YES | _NO:
        yield "head", ("it is neither yes nor no", "bukan ya atau tidak", "write ya or tidak", "tulis ya atau tidak")
    starts, position = cells.get("starts_on", ""), cells.get("position", "")
    if starts and _day(starts) is None:
        yield "starts_on", ("it is no day", "bukan tanggal", "write YYYY-MM-DD", "tulis seperti 2026-01-31")
    if position and not starts:
        yield "starts_on", ("since when is not said", "tanggal mulai belum diisi", "write the day", "isi tanggalnya")
    if position and not cells.get("number"):
        yield "number", ("a position without a person", "jabatan tanpa pegawai", "write whose it is", "isi NIP")


def _accepts(kind: TypeAdapter[str], text: str) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


def _number(text: str, employment: str) -> tuple[str, Words | None]:
    """The 18 digits of a NIP or NI, however they are spaced or marked as text; else what is wrong."""
    if re.fullmatch(r"[0-9.,]+E\+?[0-9]+", text, re.IGNORECASE):
        return "", (
            "the spreadsheet has made a number of it and lost its last digits",
            "lembar kerja mengubahnya menjadi angka sehingga digit terakhir hilang",
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
            f"it is not a NIP or NI: {error.why}", f"NIP/NI tidak sah: {error.why}",
            "check it in the decree of appointment", "periksa SK pengangkatan",
        )  # fmt: skip
    return digits, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
