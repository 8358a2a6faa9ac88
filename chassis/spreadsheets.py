"""What leaves for a spreadsheet: CSV and XLSX whose cells are text and never run as a formula.

Every export of the project is written by `csv_text` or `xlsx_bytes`, so that none forgets `harmless` (OWASP, CSV
injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["CSV_TYPE", "XLSX_TYPE", "as_written", "csv_text", "harmless", "xlsx_bytes"]

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet takes for the beginning of a formula; in East Asian locales the wide forms too.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: Without it Excel reads UTF-8 as the machine's old code page, and Arabic or emoji are lost.
_BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: str) -> str:
    """`cell` as a spreadsheet shows it and does not run it: an apostrophe before what would begin a formula.

    Spreadsheets skip spaces before a formula, so they do not hide one.
    """
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else cell


def as_written(cell: str) -> str:
    """A cell that comes back from a spreadsheet, without the apostrophe that `harmless` put before it."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """RFC 4180 with a byte order mark; every cell harmless and quoted."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + written.getvalue()


def xlsx_bytes(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """A workbook of one sheet; every cell is text, so that no number loses a digit. `title`: at most 31 characters."""
    from openpyxl import Workbook  # here, so that every service starts a tenth of a second sooner
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = [WriteOnlyCell(sheet, harmless(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"  # also what openpyxl (3.1) would take for a formula or a number
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
