"""The directory as a spreadsheet: CSV or XLSX read into rows, and every bad cell named with how to mend it.

One layout: a line names a unit, and may name a person, what they do there from a day on, and who acts for them.
Pure; it asks no store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from chassis.sheet_lines import Header, Words, bad_kind, day_of
from chassis.spreadsheet_reading import Cell
from services.planning.directory import EMAIL
from services.planning.sheet import Trouble, accepts_official, accepts_written, day_since, number_of, only_table

__all__ = ["HEADERS", "MOST_ROWS", "Row", "read_sheet"]

#: A line is up to five commands of some milliseconds each, and one answer must come before a client gives up.
MOST_ROWS: Final = 1_000
LONGEST_NAME: Final = 200
#: Nobody in service today began before; as of a level that is set by itself (`http_directory.SetLevel`).
FIRST_YEAR: Final = 1970
#: No delegation before this service is entered in it; as of the national report's days (`report_sheet`).
FIRST_YEAR_ACTING: Final = 2000
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
    # Not `periode_akhir`: the national report ends every SKP with the year, and no assignment by it.
    "ends_on": ("selesai", "tanggal selesai", "ends_on"),
    "level": ("jenjang", "jenjang jabatan", "jenjang jabatan fungsional", "functional_level"),
    "delegate": ("nip plt/plh", "nip_plt_plh", "nip pelaksana", "delegate"),
    "acting": ("plt/plh", "plt_plh", "jenis pelaksana", "delegation_kind"),
    "acting_from": ("mulai plt/plh", "mulai_plt_plh", "delegation_starts_on"),
    "acting_until": ("selesai plt/plh", "selesai_plt_plh", "delegation_ends_on"),
}
LEVELS: Final = (
    "ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama", "pemula", "terampil", "mahir", "penyelia",
)  # fmt: skip
NEEDED: Final = ("unit",)
_YES, _NO = frozenset({"ya", "y", "yes", "true", "1"}), frozenset({"", "tidak", "t", "no", "n", "false", "0", "-"})
_NO_CELL: Final = Cell("")
_EMAIL = re.compile(EMAIL)


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
    level: str = ""
    #: The last day of the assignment; None: not known.
    ends_on: date | None = None
    #: Who acts for this person as rater (Plt, Plh), from the first day to the last; all four or none.
    delegate: str = ""
    acting: str = ""
    acting_from: date | None = None
    acting_until: date | None = None


def read_sheet(content: bytes) -> tuple[list[Row], list[Trouble]]:
    """Rows and what is wrong with them; a line with a trouble is no row. Raises the refusals of this file."""
    header, body = only_table(content, HEADERS, NEEDED, MOST_ROWS)
    rows, troubles = [], []
    for line, cells in body:
        row, found = _row(line, header, header.cells(cells))
        troubles += found
        if row is not None:
            rows.append(row)
    return rows, troubles


def _row(line: int, header: Header, found: Mapping[str, Cell]) -> tuple[Row | None, list[Trouble]]:
    cells = {name: cell.text for name, cell in found.items()}
    wrong = [(name, words) for name, cell in found.items() if (words := bad_kind(cell))]
    number, bad_number = number_of(found.get("number", _NO_CELL), cells.get("employment", "").casefold())
    rater, bad_rater = number_of(found.get("rater", _NO_CELL))
    delegate, bad_delegate = number_of(found.get("delegate", _NO_CELL))
    if not wrong:
        wrong = [*_bad_texts(cells), *_bad_choices(cells), *_bad_ends(cells)]
        numbers = (("number", bad_number), ("rater", bad_rater), ("delegate", bad_delegate))
        wrong += [(name, words) for name, words in numbers if words]
        wrong += [] if wrong else _bad_delegation(cells, number, delegate)
    if wrong:
        return None, [Trouble(line, HEADERS[name][0], *words, cell=header.place(line, name)) for name, words in wrong]
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
        starts_on=day_of(cells.get("starts_on", "")),
        level=_level_of(cells.get("level", "")),
        ends_on=day_of(cells.get("ends_on", "")),
        delegate=delegate,
        acting=_kind_of(cells.get("acting", "")),
        acting_from=day_of(cells.get("acting_from", "")),
        acting_until=day_of(cells.get("acting_until", "")),
    ), []


def _level_of(text: str) -> str:
    """A level (*jenjang jabatan fungsional*) as events say it: `Ahli Muda` is `ahli_muda`."""
    return "_".join(text.casefold().replace("_", " ").split())


def _kind_of(text: str) -> str:
    """`Plt.` is `plt`."""
    return text.casefold().rstrip(".")


def _bad_texts(cells: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    for name in ("unit", "above", "position"):
        if (text := cells.get(name, "")) and not accepts_official(text):
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
    if name and (len(name) > LONGEST_NAME or not accepts_written(name)):
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
    since = {"acting_from": FIRST_YEAR_ACTING, "acting_until": FIRST_YEAR_ACTING}
    for name in ("starts_on", "ends_on", *since):
        if cells.get(name) and (bad_day := day_since(since.get(name, FIRST_YEAR), cells[name])[1]):
            yield name, bad_day
    level = _level_of(cells.get("level", ""))
    if level and level not in LEVELS:
        names = ", ".join(LEVELS).replace("_", " ")
        yield (
            "level",
            (
                "it is no level of a functional position",
                "bukan jenjang jabatan fungsional",
                f"write one of {names}",
                f"tulis salah satu dari {names}",
            ),
        )
    if (position or level) and not starts:
        yield "starts_on", ("since when is not said", "tanggal mulai belum diisi", "write the day", "isi tanggalnya")
    if (position or level) and not cells.get("number"):
        yield (
            "number",
            (
                "a position or level without a person",
                "jabatan atau jenjang tanpa pegawai",
                "write whose it is",
                "isi NIP",
            ),
        )


def _bad_ends(cells: Mapping[str, str]) -> Iterator[tuple[str, Words]]:
    """The last day of an assignment that is not said, or of one that begins after it."""
    first, last = day_of(cells.get("starts_on", "")), day_of(cells.get("ends_on", ""))
    if last and not cells.get("position"):
        yield "position", ("a last day without a position", "tanggal selesai tanpa jabatan", "write it", "isi jabatan")
    if first and last and last < first:
        yield "ends_on", _ENDS_BEFORE


def _bad_delegation(cells: Mapping[str, str], number: str, delegate: str) -> Iterator[tuple[str, Words]]:
    """A delegation needs whom it is from, to whom, of which kind, and its first and last day."""
    kind, names = _kind_of(cells.get("acting", "")), ("delegate", "acting", "acting_from", "acting_until")
    if not any(cells.get(name) for name in names):
        return
    if kind and kind not in ("plt", "plh"):
        yield "acting", ("it is neither Plt nor Plh", "bukan Plt atau Plh", "write one of them", "tulis Plt atau Plh")
    for name in names:
        if not cells.get(name):
            yield name, (
                "a delegation (Plt, Plh) needs its delegate, its kind, its first and its last day",
                "pelimpahan (Plt, Plh) memerlukan NIP pelaksana, jenis, tanggal mulai, dan tanggal selesai",
                "fill it in", "isi selnya",
            )  # fmt: skip
    if not number:
        yield "number", ("nobody to act for is named", "pejabat yang digantikan belum diisi", "write it", "isi NIP")
    elif delegate == number:
        yield "delegate", (
            "nobody acts for themself", "tidak seorang pun menjadi pelaksana bagi dirinya sendiri",
            "name the delegate", "isi NIP pelaksana",
        )  # fmt: skip
    first, last = day_of(cells.get("acting_from", "")), day_of(cells.get("acting_until", ""))
    if first and last and last < first:
        yield "acting_until", _ENDS_BEFORE


_ENDS_BEFORE: Final[Words] = (
    "it lies before the first day", "lebih awal daripada tanggal mulai", "mend one of the two", "perbaiki salah satunya"
)  # fmt: skip
