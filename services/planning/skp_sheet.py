"""An SKP plan form read into each person's plan: sections, results that span several rows, and whose every row is.

Whose SKP a row is says the column NIP, from its row on downwards, or the name of the sheet (one sheet per person).
"A. UTAMA" and "B. TAMBAHAN" are rows; a blank RENCANA HASIL KERJA continues the one above. Where people follow one
another each has a section row, or the column JENIS RHK: the section before was another's. A person's plan ends at the
row of the behaviour or the annexes; below it the next one's begins at their NIP. Pure; it asks no store.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from chassis.sheet_lines import Header, Words, bad_kind, find_header, in_capitals
from chassis.spreadsheet_reading import Cell, Sheet, TooManyRows, read_sheets
from services.planning.sheet import NoHeaderRow, Trouble, accepts_official, number_of
from services.planning.skp_columns import (
    HEADERS,
    KINDS,
    NEEDED,
    NOT_OFFICIAL,
    ReadIndicator,
    chosen,
    period_columns,
    read_indicator,
)
from services.planning.target_text import Amount, amount_of

__all__ = ["MOST_ROWS", "ReadPlan", "ReadResult", "SkpFile", "read_skp"]

#: A thousand rows are some sixty people; one answer must come before a client gives up.
MOST_ROWS: Final = 2_000
#: As many as a proposal takes.
MOST_PARTS: Final = 50

_SECTION = re.compile(r"(?:[A-Z]\s*[.)]?\s+)?(?:(?:RENCANA )?(?:HASIL KERJA|KINERJA)\s+)?(UTAMA|TAMBAHAN)\s*:?")
_END = re.compile(r"(?:[A-Z]\s*[.)]?\s+)?(PERILAKU KERJA.*|LAMPIRAN.*)")
_COUNTING = re.compile(r"\(?\d{1,2}\)?")
_NUMBER_IN_NAME = re.compile(r"(?<!\d)\d{18}(?!\d)")


@dataclass
class ReadResult:
    """A work result as it was read; `above`: the wording of what it supports."""

    line: int
    kind: str
    title: str
    above: str = ""
    taken_over: str = "directly"
    weight: str | None = None
    order: str = ""
    indicators: list[ReadIndicator] = field(default_factory=list)


@dataclass
class ReadPlan:
    """One person's plan: their number (personal: never logged), the sheet and lines it stands in."""

    number: str
    sheet: str
    position: str = ""
    lines: list[int] = field(default_factory=list)
    results: list[ReadResult] = field(default_factory=list)


@dataclass(frozen=True)
class SkpFile:
    """What was read: plans by person, what is wrong, and sheets that have no such table."""

    plans: Sequence[ReadPlan]
    troubles: Sequence[Trouble]
    passed_over: Sequence[str]


def read_skp(content: bytes, periods: Sequence[str]) -> SkpFile:
    """Every person's plan in a file. periods: the cycle's, for optional columns. Raises the refusals of a file."""
    names = {**HEADERS, **period_columns(periods)}
    tables, passed_over = [], []
    for sheet in read_sheets(content):
        header = find_header(sheet, names, NEEDED)
        if header is None:
            passed_over.append(sheet.name)
        else:
            tables.append((sheet, header))
    if not tables:
        raise NoHeaderRow(", ".join(HEADERS[name][0] for name in NEEDED))
    if sum(len(sheet.lines) - header.begin for sheet, header in tables) > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    readings = [_Reading(sheet, header, names, periods) for sheet, header in tables]
    for one in readings:
        one.run()
    plans = [plan for one in readings for plan in one.plans.values()]
    troubles = [trouble for one in readings for trouble in one.troubles]
    return SkpFile(plans, [*troubles, *_twice(plans)], passed_over)


def _twice(plans: Sequence[ReadPlan]) -> list[Trouble]:
    """A person on two sheets has two plans, and which of them is meant is not said."""
    seen: set[str] = set()
    found = []
    for plan in plans:
        if plan.number in seen:
            words = ("this person's SKP stands on another sheet too", "SKP pegawai ini ada pula pada lembar lain",
                     "keep one of the sheets", "sisakan satu lembar")  # fmt: skip
            found.append(Trouble(plan.lines[0], HEADERS["number"][0], *words, sheet=plan.sheet))
        seen.add(plan.number)
    return found


class _Reading:
    """One table, row by row; what a row leaves out is what the rows above it said."""

    def __init__(
        self, sheet: Sheet, header: Header, names: Mapping[str, Sequence[str]], periods: Sequence[str]
    ) -> None:
        self._sheet, self._header, self._names, self._periods = sheet, header, names, periods
        self.plans: dict[str, ReadPlan] = {}
        self.troubles: list[Trouble] = []
        self._plan: ReadPlan | None = None
        self._result: ReadResult | None = None
        #: The section, and whether a row of it has been met: then it is that person's.
        self._section, self._of_somebody = "", False
        #: Below the row that ends a person's plan.
        self._ended = False

    def run(self) -> None:
        named = _NUMBER_IN_NAME.search(self._sheet.name)
        if named:
            number, words = number_of(Cell(named[0]))
            if words:
                self._trouble(self._at_header, "number", words)
            else:
                self._turn_to(number)
        others = self._passed_over()
        for line, row in self._sheet.lines[self._header.begin :]:
            cells = self._header.cells(row)
            texts = [cell.text for at, cell in enumerate(row) if cell.text and at not in others]
            said = in_capitals(" ".join(texts))
            section = _SECTION.fullmatch(said)
            if _END.fullmatch(said) and not cells.keys() & {"aspect", "indicator", "target"}:
                self._ended = True
            elif self._ended and not section and not self._names_another(cells):
                continue
            elif section:
                if self._ended:  # of whom it is has to be said anew
                    self._plan, self._ended = None, False
                self._whose(line, cells)
                self._section, self._of_somebody, self._result = KINDS[section[1]], False, None
            elif not (len(texts) > 2 and all(_COUNTING.fullmatch(text) for text in texts)):
                self._row(line, cells)
        self._check_filled()

    def _check_filled(self) -> None:
        """Name who is named and has no plan: an empty one is no draft, and must not go unsaid."""
        told = {one.line for one in self.troubles}
        for plan in self.plans.values():
            if not plan.results and not told.intersection(plan.lines):
                plan.lines = plan.lines or [self._at_header]
                self._trouble(plan.lines[0], "number", _NOTHING)

    @property
    def _at_header(self) -> int:
        return self._sheet.lines[self._header.begin - 1][0]

    def _names_another(self, cells: Mapping[str, Cell]) -> bool:
        """Whether a row below the end of a plan begins another person's; what is below of the same one is no plan."""
        if "number" in cells and (self._plan is None or number_of(cells["number"])[0] != self._plan.number):
            self._ended = False
        return not self._ended

    def _passed_over(self) -> set[int]:
        """The columns that say nothing of sections: those with another name, and the one of the NIP."""
        columns = self._header.columns
        named = {at for at, name in enumerate(self._header.called) if name}
        return (named - set(columns.values())) | {columns[name] for name in ("number",) if name in columns}

    def _trouble(self, line: int, name: str, words: Words) -> None:
        place = self._header.place(line, name)
        self.troubles.append(Trouble(line, self._names[name][0], *words, cell=place, sheet=self._sheet.name))

    def _turn_to(self, number: str) -> None:
        if self._plan is None or self._plan.number != number:
            self._plan = self.plans.setdefault(number, ReadPlan(number, self._sheet.name))
            self._result = None
            if self._of_somebody:
                self._section = ""

    def _whose(self, line: int, cells: Mapping[str, Cell]) -> bool:
        """Turn to the person a row names, if it names one; False when who it is cannot be read."""
        if "number" not in cells:
            return True
        number, words = number_of(cells["number"])
        words = bad_kind(cells["number"]) or words
        if words:
            self._plan = self._result = None
            self._trouble(line, "number", words)
            return False
        self._turn_to(number)
        return True

    def _row(self, line: int, cells: dict[str, Cell]) -> None:
        if not cells.keys() & {*NEEDED, "above", "number", *self._periods}:
            return
        if not self._whose(line, cells):
            return
        if self._plan is None:
            self._trouble(line, "number", _WHOSE)
            return
        self._plan.lines.append(line)
        if "position" in cells:
            said, before = cells["position"].text, self._plan.position
            if before and in_capitals(said) != in_capitals(before):
                self._trouble(line, "position", _ANOTHER_POSITION)
            self._plan.position = before or said
        if cells.keys() & {*NEEDED, "above"}:
            self._result_of(line, cells)

    def _result_of(self, line: int, cells: dict[str, Cell]) -> None:
        assert self._plan is not None
        if self._begins_another(cells):
            self._begin(line, cells)
        elif self._result is None:
            self._trouble(line, "result", _NO_RESULT)
        elif "above" in cells and in_capitals(cells["above"].text) != in_capitals(self._result.above):
            self._trouble(line, "above", _ANOTHER_ABOVE)
        read, wrong = read_indicator(cells, self._periods)
        for name, words in wrong:
            self._trouble(line, name, words)
        if read is not None and self._result is not None:
            self._result.indicators.append(replace(read, line=line))
            if len(self._result.indicators) > MOST_PARTS:
                self._trouble(line, "indicator", _TOO_MANY)

    def _begins_another(self, cells: Mapping[str, Cell]) -> bool:
        if "result" not in cells:
            return False
        order, before = cells["order"].text if "order" in cells else "", self._result
        same = before is not None and in_capitals(before.title) == in_capitals(cells["result"].text)
        return not same or bool(before and order and order != before.order)

    def _begin(self, line: int, cells: Mapping[str, Cell]) -> None:
        assert self._plan is not None
        kind, bad_kind_word = chosen("kind", cells.get("kind"), self._section)
        taken_over, bad_way = chosen("taken_over", cells.get("taken_over"), "directly")
        for name, words in (("kind", bad_kind_word), ("taken_over", bad_way)):
            if words:
                self._trouble(line, name, words)
        if not kind:
            self._trouble(line, "result", _NO_SECTION)
        title, above = cells["result"].text, cells["above"].text if "above" in cells else ""
        for name, text in (("result", title), ("above", above)):
            if text and not accepts_official(text):
                self._trouble(line, name, NOT_OFFICIAL)
        self._of_somebody = True
        self._result = ReadResult(line, kind, title, above, taken_over, self._weight(line, cells))
        self._result.order = cells["order"].text if "order" in cells else ""
        self._plan.results.append(self._result)
        if len(self._plan.results) > MOST_PARTS:
            self._trouble(line, "result", _TOO_MANY)

    def _weight(self, line: int, cells: Mapping[str, Cell]) -> str | None:
        if "result_weight" not in cells:
            return None
        amount = amount_of(cells["result_weight"], "%")
        if isinstance(amount, Amount):
            return amount.target.high
        self._trouble(line, "result_weight", amount)
        return None


_WHOSE: Final[Words] = (
    "whose SKP it is is not said", "tidak jelas SKP pegawai mana",
    "write the NIP into a column NIP, or name the sheet after it",
    "isi kolom NIP, atau beri nama lembar dengan NIP",
)  # fmt: skip
_NOTHING: Final[Words] = (
    "nothing of this person's SKP stands below it", "tidak ada baris SKP pegawai ini",
    "fill the plan in, or take the person or the sheet out", "isi SKP-nya, atau hapus pegawai atau lembar ini",
)  # fmt: skip
_ANOTHER_POSITION: Final[Words] = (
    "this person's rows above are for another position", "baris pegawai ini di atas untuk jabatan lain",
    "one file has one SKP of a person: send that of the other position in a file of its own",
    "satu berkas memuat satu SKP per pegawai: kirim SKP jabatan lain dalam berkas tersendiri",
)  # fmt: skip
_NO_RESULT: Final[Words] = (
    "no work result stands above it", "tidak ada rencana hasil kerja di atasnya",
    "write the work result into the person's first row", "isi rencana hasil kerja pada baris pertama pegawai",
)  # fmt: skip
_NO_SECTION: Final[Words] = (
    "whether it is main or additional is not said for this person", "belum jelas utama atau tambahan bagi pegawai ini",
    "write a row 'A. UTAMA' or 'B. TAMBAHAN' above it, or a column JENIS RHK",
    "tambahkan baris 'A. UTAMA' atau 'B. TAMBAHAN' di atasnya, atau kolom JENIS RHK",
)  # fmt: skip
_ANOTHER_ABOVE: Final[Words] = (
    "the same work result supports something else in the row above", "hasil kerja yang sama mendukung hal lain",
    "one work result supports one of the superior's: split it", "pisahkan: satu hasil kerja mendukung satu RHK",
)  # fmt: skip
_TOO_MANY: Final[Words] = (
    f"more than {MOST_PARTS} of them", f"lebih dari {MOST_PARTS}", "join some", "gabungkan sebagian",
)  # fmt: skip
