"""What comes in from a spreadsheet: CSV or XLSX, read into lines of cells, or refused as a whole with a reason.

Nothing is guessed and nothing is run: a formula stays a formula, a number keeps what the file says of it, and whoever
reads a column decides what may stand in it. A file is small or refused: what an archive unpacks to, how many lines
and how far to the right, before anything is made of it. Who imports is signed in; what they send is still a stranger's.
"""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, Literal
from xml.etree.ElementTree import ParseError

from chassis.problems import Problem
from chassis.spreadsheets import as_written
from contracts.refusals import Refusal

__all__ = [
    "PROBLEMS",
    "Cell",
    "CellKind",
    "NotASheet",
    "Sheet",
    "TooManyParts",
    "TooManyRows",
    "UnpacksTooLarge",
    "cell_name",
    "read_sheets",
]

#: Of all parts of an XLSX file, whatever they are called. A directory of 1,000 lines has half a megabyte.
MOST_UNPACKED_BYTES: Final = 16 * 1024 * 1024
PIECE_BYTES: Final = 256 * 1024
#: Parts of the archive; a workbook of fifty sheets has about 120.
MOST_PARTS: Final = 2_000
#: Tags in all of them: the library makes an object of each, of up to a kilobyte (a style), so some hundred kilobytes of
#: an archive would be gigabytes of memory. A sheet of 1,000 lines and 15 columns has 120,000.
MOST_TAGS: Final = 300_000
#: Lines of the whole file, empty ones too: forms end long before, and formatted empty rows can go on to 1,048,576.
MOST_LINES: Final = 20_000
#: Columns looked at; the widest form people have ends at 30.
MOST_COLUMNS: Final = 64
#: What a spreadsheet keeps of a number.
DIGITS: Final = 15

CellKind = Literal["text", "number", "date", "formula", "error"]
_XLSX, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


@dataclass(eq=False)
class NotASheet(Refusal):
    """The file is no CSV in UTF-8 and no XLSX."""

    why: str
    sebab: str


@dataclass(eq=False)
class TooManyRows(Refusal):
    """More rows than one import takes."""

    most: int


@dataclass(eq=False)
class TooManyParts(Refusal):
    """The XLSX file holds more cells, styles and whatever else than a form has."""

    most: int


@dataclass(eq=False)
class UnpacksTooLarge(Refusal):
    """The XLSX file unpacks to more than a form can hold."""

    most_mib: int


PROBLEMS: Final[dict[type[Refusal], Problem]] = {
    NotASheet: Problem(
        400, "not-a-sheet", "The file cannot be read",
        "the file is no CSV or XLSX: {why}", "berkas bukan CSV atau XLSX: {sebab}",
        "save the sheet as XLSX, or as CSV (UTF-8)", "simpan lembar kerja sebagai XLSX atau CSV (UTF-8)", "caller",
    ),
    TooManyRows: Problem(
        413, "too-many-rows", "Too many rows in one file",
        "one import takes {most} rows", "satu impor paling banyak {most} baris",
        "split the file, and delete empty formatted rows below the table",
        "bagi berkasnya, dan hapus baris kosong di bawah tabel", "caller",
    ),
    TooManyParts: Problem(
        413, "too-many-parts", "Too much in one file",
        "the XLSX file holds more than {most} cells, styles and other marks",
        "berkas XLSX memuat lebih dari {most} sel, gaya, dan penanda lain",
        "copy the values into a new file, without empty formatted rows and columns",
        "salin nilainya ke berkas baru, tanpa baris dan kolom kosong berformat", "caller",
    ),
    UnpacksTooLarge: Problem(
        413, "unpacks-too-large", "The file is too large inside",
        "the XLSX file unpacks to more than {most_mib} MiB", "isi berkas XLSX lebih dari {most_mib} MiB",
        "delete empty formatted rows and sheets that are not needed, or split the file",
        "hapus baris berformat yang kosong dan lembar yang tidak perlu, atau bagi berkasnya", "caller",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text`: as it is shown, without spaces around it; `number`: of a number, exactly what the file says.

    A percentage (a number shown with a per cent sign) has its text only: "95%" and not 0.95.
    """

    text: str
    kind: CellKind = "text"
    number: Decimal | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet by its name (CSV: empty); its lines with their numbers, from 1, without the empty ones."""

    name: str
    lines: Sequence[tuple[int, Sequence[Cell]]]


def cell_name(line: int, column: int) -> str:
    """`F12`: column counted from 0."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column + 1)}{line}"


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file, in its order. Raises the refusals of this module. Reads at most what the limits allow."""
    if content.startswith(_OLE):
        raise NotASheet("it is an old .xls file or has a password", "berkas .xls lama atau bersandi")
    return _workbook(content) if content.startswith(_XLSX) else [Sheet("", list(_csv_lines(_text(content))))]


# -- CSV --------------------------------------------------------------------------------------------------------------


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotASheet("it is not UTF-8", "bukan UTF-8") from None
    if "\0" in text:
        raise NotASheet("it holds NUL, so it is no text", "memuat NUL, bukan teks")
    return text


def _csv_lines(text: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each row with the number of its first line; separated by what the first rows hold most of."""
    head = text[:10_000]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if begins > MOST_LINES:
                raise TooManyRows(MOST_LINES)
            row = [Cell(as_written(cell.strip())) for cell in cells[:MOST_COLUMNS]]
            if any(cell.text for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NotASheet(f"line {begins}: {error}", f"baris {begins} tidak dapat dibaca") from None


# -- XLSX -------------------------------------------------------------------------------------------------------------


#: What is met in a file that is damaged, or made to be: the library has no error of its own for it (openpyxl 3.1).
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ParseError, ArithmeticError, AttributeError, EOFError, LookupError,
    OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip


def _workbook(content: bytes) -> list[Sheet]:
    from openpyxl import load_workbook  # here, so that every service starts a tenth of a second sooner
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = NotASheet("the XLSX file is damaged", "berkas XLSX rusak")
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        left = MOST_LINES
        sheets = []
        _check_each_once(book.worksheets)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of itself is not believed
            lines, seen = _lines(sheet.iter_rows(max_col=MOST_COLUMNS), left)
            left -= seen
            sheets.append(Sheet(sheet.title, lines))
        return sheets
    except (*_DAMAGED, InvalidFileException) as error:
        raise damaged from error


def _check_size(content: bytes) -> None:
    """Refuse what unpacks to too much. The sizes an archive states are kept to: reading stops at them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED_BYTES:
            raise UnpacksTooLarge(MOST_UNPACKED_BYTES // 1024 // 1024)
        left = MOST_TAGS
        for one in parts:
            with archive.open(one) as part:
                while left >= 0 and (piece := part.read(PIECE_BYTES)):
                    left -= piece.count(b"<")
    if left < 0:
        raise TooManyParts(MOST_TAGS)


def _check_each_once(sheets: Sequence[Any]) -> None:  # Any: openpyxl's sheets, whose part has no public name
    """Refuse a part that is several sheets: read once for each of ten thousand names, 6 kB take hours."""
    parts = [sheet._worksheet_path for sheet in sheets]
    if len(set(parts)) < len(parts):
        raise NotASheet("two of its sheets are one part of the file", "dua lembar memakai bagian berkas yang sama")


def _lines(rows: Iterable[Sequence[Any]], most: int) -> tuple[list[tuple[int, Sequence[Cell]]], int]:
    """The lines that are not empty, and how many were looked at. Any: openpyxl's cells, read and empty ones."""
    lines: list[tuple[int, Sequence[Cell]]] = []
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise TooManyRows(MOST_LINES)
        last = max((at for at, one in enumerate(row) if one.value is not None), default=-1)
        cells = [_cell(one) for one in row[: last + 1]]
        if any(cell.text for cell in cells):
            lines.append((number, cells))
    return lines, number


_EMPTY: Final = Cell("")


def _cell(found: Any) -> Cell:  # Any: a cell of openpyxl, whose value is of many types
    value = found.value
    if value is None:
        return _EMPTY
    if found.data_type == "f":
        return Cell(str(value), "formula")
    if found.data_type == "e":
        return Cell(str(value), "error")
    if isinstance(value, bool):
        return Cell(str(value).lower())
    if isinstance(value, int | float):
        return _number(value, str(found.number_format))
    if isinstance(value, datetime):
        return Cell((value.date() if value.time() == time() else value).isoformat(), "date")
    if isinstance(value, date | time):
        return Cell(value.isoformat(), "date")
    if isinstance(value, str):
        return Cell(as_written(value.strip()))
    return Cell(str(value), "date")  # an interval


def _number(value: int | float, shown_as: str) -> Cell:
    """A number; of a fraction the fifteen digits that the spreadsheet keeps, not the binary ones behind them."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{DIGITS}g}")
    if not exact.is_finite():
        return Cell(str(value), "error")
    if "%" in shown_as:
        return Cell(f"{_plain(exact * 100)}%", "text")
    return Cell(_plain(exact), "number", exact)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
