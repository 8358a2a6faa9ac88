"""SKP plan forms imported by the officer for a unit: checked and shown first, then one draft per person, each once.

What is imported is a draft: the officer neither proposes nor agrees, and what a side wrote is never overwritten. A
person's rows are one command, so nobody gets half an SKP, and its key is made from the request's, the person and what
the rows say: the same file again records nothing twice, and a mended one what is missing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.sheet_lines import Words, in_capitals
from contracts.planning import PeriodDates, Support, TargetsDrafted, WorkResult
from contracts.refusals import Refusal
from services.planning import directory
from services.planning.commands import load_open_cycle
from services.planning.directory_commands import load_employee, load_unit
from services.planning.directory_rules import Assignment
from services.planning.draft import standing_or_none
from services.planning.import_parts import Parts, words_of
from services.planning.reached import reached
from services.planning.sheet import Trouble
from services.planning.skp_columns import HEADERS, ReadIndicator
from services.planning.skp_sheet import ReadPlan, ReadResult, read_skp
from services.planning.starting import Start, begun_for, check_untouched, days_in, same_plan, start_draft
from services.planning.supported_by_text import Above, wordings_above
from services.planning.targets import PlannedResult, drafted_results
from services.planning.unit_tree import all_units, with_those_below
from services.planning.warning import Warned, last_year_of, warnings_of
from services.planning.whole_plan import check_whole

__all__ = ["import_skp"]


@dataclass(eq=False)
class _Person:
    """A person's plan on its way: what is wrong with it, what it would be, what became of it."""

    plan: ReadPlan
    employee: UUID | None = None
    start: Start | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    warnings: tuple[Warned, ...] = ()
    outcome: str = "not_done"
    agreement: str | None = None

    @property
    def place(self) -> tuple[str, int]:
        return self.plan.sheet, self.plan.lines[0]


def import_skp(call: Call, unit: UUID, year: int, content: bytes, *, dry_run: bool, skip: bool) -> dict[str, Any]:
    """Read, check and, unless `dry_run`, record; with bad lines only if `skip`, and then nothing of their people."""
    call.refuse_while_behind()
    call.wait_until_seen()
    load_unit(call.runtime, unit)
    periods = load_open_cycle(call.runtime, year).state.periods
    file = read_skp(content, [one.period for one in periods])
    bad = list(file.troubles)
    wrong = {(one.sheet, one.line) for one in bad}
    people = [_Person(plan) for plan in file.plans]
    good = [one for one in people if not any((one.plan.sheet, line) in wrong for line in one.plan.lines)]
    checking = _Checking(call, unit, year, periods)
    for one in people:
        if one in good:
            bad += checking.check(one)
    ready = [one for one in good if one.start is not None]
    imported = not dry_run and (skip or not bad)
    parts = Parts(call)
    for one in ready if imported else ():
        bad += _record(call, parts, one)
    return {
        "imported": imported,
        "dry_run": dry_run,
        "people": [_told(one, shown=one in ready) for one in people],
        "errors": [asdict(one) for one in sorted(bad, key=lambda each: (each.sheet, each.line))],
        "passed_over": list(file.passed_over),
        "recorded_people": sum(one.outcome == "recorded" for one in people),
        "streams": parts.heads(),
    }


# -- checking ---------------------------------------------------------------------------------------------------------


class _Checking:
    """Whose plan it is, which of their assignments it is for, what it supports, and every period's target."""

    def __init__(self, call: Call, unit: UUID, year: int, periods: Sequence[PeriodDates]) -> None:
        self._runtime, self._year, self._periods = call.runtime, year, periods
        self._units = with_those_below(all_units(call.runtime), unit)
        self._above: dict[tuple[UUID, UUID | None], Above] = {}

    def check(self, one: _Person) -> list[Trouble]:
        """Make the person's draft ready; returns what is wrong, and then there is none."""
        found = directory.employees_of(self._runtime.database, [one.plan.number])
        one.employee = found.get(one.plan.number)
        if one.employee is None:
            return [_trouble(one.plan, "number", _UNKNOWN)]
        held = self._held(one.plan, one.employee)
        if not isinstance(held, Assignment):
            return [_trouble(one.plan, "position", held)]
        days = days_in(held, self._year)
        assert days is not None
        results, troubles = self._results(one, held, days)
        if troubles:
            return troubles
        one.start = Start(one.employee, held, days, "officer", "spreadsheet", tuple(results))
        last_year = reached(self._runtime.projection, one.employee, self._year - 1)
        one.warnings = warnings_of(one.start.results, last_year_of(last_year))
        return self._standing(one, one.start)

    def _held(self, plan: ReadPlan, employee: UUID) -> Assignment | Words:
        held = [
            one
            for one in load_employee(self._runtime, employee).state.assignments.values()
            if one.unit in self._units and days_in(one, self._year)
        ]
        if plan.position:
            held = [one for one in held if in_capitals(one.position) == in_capitals(plan.position)]
        if len(held) == 1:
            return held[0]
        return _SEVERAL if held else _NOT_HERE

    def _results(
        self, one: _Person, held: Assignment, days: tuple[date, date]
    ) -> tuple[list[WorkResult], list[Trouble]]:
        """The plan with every period's target; each indicator by itself, so that all that are bad are named."""
        results: list[WorkResult] = []
        troubles: list[Trouble] = []
        for read in one.plan.results:
            support = self._support(one, read, held)
            kept = []
            for indicator in read.indicators:
                planned = PlannedResult(read.kind, read.title, (indicator.planned,), support, read.weight)
                try:
                    (result,) = drafted_results([planned], self._periods, *days)
                    kept.append(result.indicators[0])
                    one.notes += _assumed(indicator)
                except Refusal as refusal:
                    troubles.append(_trouble(one.plan, "target", words_of(self._runtime, refusal), indicator.line))
            if kept:
                results.append(result.model_copy(update={"indicators": tuple(kept)}))
        try:
            check_whole(results)
        except Refusal as refusal:
            what, apa, *_ = words_of(self._runtime, refusal)
            one.notes.append({"code": "not_whole", "about": what, "tentang": apa})
        return results, troubles

    def _support(self, one: _Person, read: ReadResult, held: Assignment) -> Support | None:
        if not read.above:
            if read.kind == "main":
                one.notes.append({"code": "supports_nothing", "about": read.title})
            return None
        place = (held.unit, held.rater)
        if place not in self._above:
            self._above[place] = wordings_above(self._runtime, held, self._year)
        found = self._above[place].meant(read.above, read.taken_over)
        if isinstance(found, Support):
            return found
        one.notes.append({"code": f"supports_{found}", "about": read.title, "wording": read.above})
        return None

    def _standing(self, one: _Person, start: Start) -> list[Trouble]:
        """What is there already: the same draft stays, a side's own work is left and named."""
        history = begun_for(self._runtime, start.employee, start.held.assignment, start.days)
        if history is None:
            return []
        one.agreement = str(history.stream)
        try:
            check_untouched(history.state)
        except Refusal as refusal:
            one.start = None
            if self._was_imported(history.stream, start):  # and a side has gone on from it
                one.outcome = "unchanged"
                return []
            return [_trouble(one.plan, "number", words_of(self._runtime, refusal))]
        standing = standing_or_none(history.state)
        if standing is not None and same_plan(standing.results, start.results):
            one.outcome = "unchanged"
        return []

    def _was_imported(self, agreement: UUID, start: Start) -> bool:
        drafts = [one.event for one in self._runtime.store.load(agreement) if isinstance(one.event, TargetsDrafted)]
        return any(one.by == "officer" and same_plan(one.results, start.results) for one in drafts)


def _assumed(indicator: ReadIndicator) -> list[dict[str, Any]]:
    return [{"code": f"assumed_{name}", "about": indicator.planned.title} for name in indicator.assumed]


def _trouble(plan: ReadPlan, column: str, words: Words, line: int = 0) -> Trouble:
    return Trouble(line or plan.lines[0], HEADERS[column][0], *words, sheet=plan.sheet)


# -- recording --------------------------------------------------------------------------------------------------------


def _record(call: Call, parts: Parts, one: _Person) -> list[Trouble]:
    start = one.start
    assert start is not None
    said = [one.model_dump_json(exclude_none=True) for one in _bare(start.results)]
    sent = [str(start.employee), str(start.held.assignment), *map(str, start.days), *said]
    digest = hashlib.sha256("\0".join(sent).encode()).hexdigest()
    name = f"{start.employee}:{digest}"
    if one.outcome == "unchanged":  # by this very request, sent before, or by another one
        body = parts.answered(name, sent)
    else:
        done = parts.record(name, sent, lambda: start_draft(call.runtime, start))
        if isinstance(done, tuple):
            one.outcome, one.start = "bad", None
            return [_trouble(one.plan, "number", done)]
        body = done
    if body is not None:
        one.outcome, one.agreement = "recorded", str(body["agreement"])
    return []


_NOBODY = UUID(int=0)


def _bare(results: Sequence[WorkResult]) -> list[WorkResult]:
    """The results without the ids that are made anew each time: what the rows say."""
    return [
        one.model_copy(
            update={
                "result": _NOBODY,
                "indicators": tuple(each.model_copy(update={"indicator": _NOBODY}) for each in one.indicators),
            }
        )
        for one in results
    ]


def _told(one: _Person, *, shown: bool) -> dict[str, Any]:
    """The account of a person, with what is or would be drafted."""
    ready = shown and one.start is not None
    results = one.start.results if ready and one.start else ()
    titles = {each.result: each.title for each in results}
    titles |= {each.indicator: each.title for result in results for each in result.indicators}
    return {
        "employee": str(one.employee) if one.employee else None,
        "sheet": one.plan.sheet,
        "lines": one.plan.lines,
        "outcome": one.outcome if ready or one.outcome == "unchanged" else "bad",
        "agreement": one.agreement,
        "results": [each.model_dump(mode="json", exclude_none=True) for each in results],
        "warnings": [{**each.told(), "about": titles[each.about]} for each in one.warnings] if ready else [],
        "notes": one.notes if ready else [],
    }


_UNKNOWN: Words = (
    "nobody in the directory has this number", "tidak ada pegawai dengan NIP ini",
    "import the directory first, or mend the number", "impor direktori lebih dahulu, atau perbaiki NIP",
)  # fmt: skip
_NOT_HERE: Words = (
    "this person holds no such position in the unit, or below it, in that year",
    "pegawai ini tidak memegang jabatan tersebut pada unit ini tahun itu",
    "choose the unit they work in, mend JABATAN, or mend the directory",
    "pilih unit tempatnya bekerja, perbaiki JABATAN, atau perbaiki direktori",
)  # fmt: skip
_SEVERAL: Words = (
    "this person holds several positions there in that year", "pegawai ini memegang beberapa jabatan di sana",
    "say for which it is in a column JABATAN", "sebutkan jabatannya pada kolom JABATAN",
)  # fmt: skip
