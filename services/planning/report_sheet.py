"""The national report of SKPs as a spreadsheet: one line per SKP, so a person stands in it again after a move.

Read into rows, every bad cell named. What the report means for the directory (moves, acting offices) is `report_moves`.
Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from chassis.sheet_lines import Header, Words, bad_kind, in_capitals
from chassis.spreadsheet_reading import Cell
from services.planning.directory_sheet import MOST_ROWS
from services.planning.sheet import Trouble, accepts_official, accepts_written, day_since, number_of, only_table

__all__ = ["HEADERS", "ReportRow", "read_report"]

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("skp_unor", "unit"),
    "number": ("nip",),
    "name": ("nama",),
    "position": ("skp_jabatan", "jabatan"),
    "above": ("skp_unor_atasan",),
    "root": ("skp_unor_induk",),
    "kind": ("skp_jenis_jabatan",),
    "employment": ("jenis_pegawai",),
    "starts_on": ("periode_awal",),
    "ends_on": ("periode_akhir",),
    "acting": ("is_plt_plh",),
    #: Not of the report: where it does not say enough, the officer adds them.
    "head": ("pimpinan unit",),
    "rater": ("nip penilai",),
}
NEEDED: Final = ("unit", "number", "position", "starts_on", "acting")
_WORDS: Final = {
    **dict.fromkeys(("", "0", "FALSE", "F", "TIDAK", "NO", "N", "-"), ""),
    **dict.fromkeys(("1", "TRUE", "T", "YA", "YES", "Y"), "ya"),
    "PLT": "plt",
    "PLH": "plh",
}
_EMPLOYMENT: Final = {"PNS": "pns", "CPNS": "pns", "PPPK": "pppk", "P3K": "pppk"}
#: Kinds of position whose holder heads the unit they are in.
_STRUCTURAL = re.compile(r"STRUKTURAL|PIMPINAN TINGGI|ADMINISTRATOR|PENGAWAS|ESELON")
_ACTING_TITLE = re.compile(r"^\s*(plt|plh)\b\.?\s*", re.IGNORECASE)
FIRST_YEAR: Final = 2000
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")


@dataclass(frozen=True)
class ReportRow:
    """One SKP of the report; `acting`: `plt` or `plh` of an office that may be another's. Personal: never logged."""

    line: int
    number: str
    name: str
    unit: str
    position: str
    starts_on: date
    ends_on: date | None = None
    above: str = ""
    employment: str = ""
    structural: bool = False
    head: bool | None = None
    acting: str = ""
    rater: str = ""


def read_report(content: bytes) -> tuple[list[ReportRow], list[Trouble]]:
    """Rows and what is wrong with them; a line with a trouble is no row. Raises the refusals of a file."""
    header, body = only_table(content, HEADERS, NEEDED, MOST_ROWS)
    rows, troubles = [], []
    for line, cells in body:
        found = _row(line, header.cells(cells))
        if isinstance(found, ReportRow):
            rows.append(found)
        else:
            troubles += [_trouble(line, header, name, words) for name, words in found]
    return rows, troubles


def _trouble(line: int, header: Header, name: str, words: Words) -> Trouble:
    return Trouble(line, HEADERS[name][0], *words, cell=header.place(line, name))


def _row(line: int, cells: Mapping[str, Cell]) -> ReportRow | Sequence[tuple[str, Words]]:
    text = {name: cell.text for name, cell in cells.items()}
    wrong = [(name, words) for name, cell in cells.items() if (words := bad_kind(cell))]
    wrong += [(name, _MISSING) for name in ("number", "unit", "position", "starts_on") if name not in cells]
    if wrong:
        return wrong
    employment = _EMPLOYMENT.get(in_capitals(text.get("employment", "")), "")
    number, bad_number = number_of(cells["number"], employment)
    rater, bad_rater = number_of(cells.get("rater", Cell("")))
    wrong += [(name, words) for name, words in (("number", bad_number), ("rater", bad_rater)) if words]
    wrong += [(name, _NOT_OFFICIAL) for name in ("unit", "above", "position") if not _official(text.get(name, ""))]
    days = {name: _day(text[name]) for name in ("starts_on", "ends_on") if name in text}
    wrong += [(name, words) for name, (_, words) in days.items() if words]
    said = {name: _WORDS.get(in_capitals(text.get(name, ""))) for name in ("acting", "head")}
    wrong += [(name, _NO_WORD) for name, word in said.items() if word is None or (name == "head" and len(word) > 2)]
    if "employment" in text and not employment:
        wrong.append(("employment", _NO_EMPLOYMENT))
    if len(text.get("name", "")) > 200 or not accepts_written(text.get("name", "-")):
        wrong.append(("name", _NOT_OFFICIAL))
    starts_on, _ = days["starts_on"]
    if wrong or starts_on is None:
        return wrong
    row = ReportRow(
        line=line,
        number=number,
        name=text.get("name", ""),
        unit=text["unit"],
        position=text["position"],
        starts_on=starts_on,
        ends_on=days["ends_on"][0] if "ends_on" in days else None,
        above=_above(text),
        employment=employment,
        structural=_STRUCTURAL.search(in_capitals(text.get("kind", ""))) is not None,
        head=said["head"] == "ya" if "head" in text else None,
        rater=rater,
    )
    return _as_acting(row, said["acting"] or "")


def _above(text: Mapping[str, str]) -> str:
    """The unit above; of the agency's root none, whatever the report writes there."""
    unit, above = in_capitals(text["unit"]), in_capitals(text.get("above", ""))
    return "" if above == unit or unit == in_capitals(text.get("root", "")) else text.get("above", "")


def _as_acting(row: ReportRow, said: str) -> ReportRow | Sequence[tuple[str, Words]]:
    """An acting office under its own title, with its interval; which of the two it is says the column or the title."""
    if not said:
        return row
    titled = _ACTING_TITLE.match(row.position)
    kind = said if said in ("plt", "plh") else titled[1].lower() if titled else "plt"
    if row.ends_on is None or row.ends_on < row.starts_on:
        return [("ends_on", _NO_INTERVAL)]
    return replace(row, acting=kind, position=row.position[titled.end() :] if titled else row.position)


def _official(text: str) -> bool:
    return not text or accepts_official(text)


def _day(text: str) -> tuple[date | None, Words | None]:
    """The day of a moment. An acting office is given from its first instant to its last, so other years are refused
    as those of `POST delegations` are."""
    found = _DAY.fullmatch(text)
    return day_since(FIRST_YEAR, found[1] if found else "")


_MISSING: Final[Words] = ("nothing stands in it", "belum diisi", "fill it in", "isi selnya")
_NOT_OFFICIAL: Final[Words] = (
    "it holds control characters or a person's number or address, or is too long",
    "memuat karakter kendali, nomor atau alamat orang, atau terlalu panjang", "mend it", "perbaiki",
)  # fmt: skip
_NO_WORD: Final[Words] = ("it is neither yes nor no", "bukan ya atau tidak", "write ya or tidak", "tulis ya atau tidak")
_NO_EMPLOYMENT: Final[Words] = ("it is neither PNS nor PPPK", "bukan PNS atau PPPK", "write one", "tulis PNS/PPPK")
_NO_INTERVAL: Final[Words] = (
    "an acting office (Plt, Plh) is held for a stated interval", "Plt/Plh berlaku untuk jangka waktu tertentu",
    "write its last day, not before its first", "isi tanggal akhirnya, tidak sebelum tanggal mulai",
)  # fmt: skip
