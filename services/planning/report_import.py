"""The national report of SKPs fills the directory: what the lines mean is decided first, then recorded line by line.

Units, people and assignments go the way of any directory import; what this layout adds are moves (an assignment ends)
and acting offices (a delegation, or a second assignment with its end). The report names no rater: it is the head of the
unit, for a head the head of the unit above, or whoever a column `nip penilai` says; a line without one is bad.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.planning import AssignmentEnded, AssignmentStarted
from services.planning import directory, moving
from services.planning import directory_commands as commands
from services.planning.commands import zone_of
from services.planning.directory_import import import_rows
from services.planning.directory_rules import Employee
from services.planning.directory_sheet import Row
from services.planning.import_parts import Parts
from services.planning.report_moves import Held, Move, moves_of, same_office
from services.planning.report_sheet import HEADERS, ReportRow
from services.planning.sheet import Trouble, Words, in_capitals
from services.planning.unit_tree import all_units

__all__ = ["import_report"]


@dataclass
class _Meaning:
    """What a line comes to: a row for the directory import, what is done after it, and steps to show."""

    report: ReportRow
    row: Row
    steps: list[str] = field(default_factory=list)
    move: Move | None = None
    holder: str = ""
    ends_itself: bool = False


def import_report(
    call: Call, rows: Sequence[ReportRow], troubles: Sequence[Trouble], *, dry_run: bool, skip: bool
) -> dict[str, Any]:
    """Check and, unless `dry_run`, record; the account of every line says its steps."""
    call.refuse_while_behind()
    call.wait_until_seen()
    known = _Known(call.runtime, rows)
    bad = list(troubles)
    meanings: dict[int, _Meaning] = {}
    for meaning in _meanings(known, rows):
        if isinstance(meaning, Trouble):
            bad.append(meaning)
        else:
            meanings[meaning.row.line] = meaning
    account = import_rows(call, [one.row for one in meanings.values()], bad, dry_run=dry_run, skip=skip)
    by_line = {line["line"]: line for line in account["lines"]}
    parts = Parts(call)
    for line, meaning in meanings.items():
        told = by_line[line]
        told["steps"] = meaning.steps
        if account["imported"] and told["outcome"] != "bad":
            _after(_After(call, parts, known, by_line), meaning, told)
    account["bad_lines"] = sum(bool(one["errors"]) for one in account["lines"])
    account["recorded_lines"] = sum(one["outcome"] == "recorded" for one in account["lines"])
    account["streams"] = [*account["streams"], *parts.heads()][-100:]
    return account


# -- what is there -----------------------------------------------------------------------------------------------------


class _Known:
    """The directory as far as the report touches it, and who heads what by the report and the directory."""

    def __init__(self, runtime: Runtime, rows: Sequence[ReportRow]) -> None:
        self.runtime = runtime
        self.units = all_units(runtime)
        numbers = {row.number for row in rows} | {row.rater for row in rows if row.rater}
        self.people = directory.employees_of(runtime.database, numbers)
        self._states: dict[UUID, Employee] = {}
        self._above = {in_capitals(one.name): self._name(one.parent) for one in self.units.values()}
        self._above |= {in_capitals(row.unit): in_capitals(row.above) for row in rows if not row.acting}
        self.heads = _heads(rows)
        self.offices = {same_office(row): row.number for row in rows if not row.acting}

    def _name(self, unit: UUID | None) -> str:
        return in_capitals(self.units[unit].name) if unit in self.units else ""

    def state(self, employee: UUID) -> Employee:
        if employee not in self._states:
            self._states[employee] = commands.load_employee(self.runtime, employee).state
        return self._states[employee]

    def held(self, number: str) -> list[Held]:
        if number not in self.people:
            return []
        return [
            Held(one.assignment, self._name(one.unit), in_capitals(one.position), one.starts_on, one.ends_on)
            for one in self.state(self.people[number]).assignments.values()
        ]

    def head_of(self, unit: str) -> str:
        """The number of who heads a unit: by the report, else by the directory; empty where nobody does."""
        return self.heads.get(unit) or self._holder(unit, lambda one: one.head_of_unit)

    def holder_of(self, row: ReportRow) -> str:
        """The number of who holds an office that another acts in; empty where it is vacant."""
        unit, position = same_office(row)
        found = self.offices.get((unit, position)) or self._holder(
            unit, lambda one: in_capitals(one.position) == position, row
        )
        return found or (self.head_of(unit) if row.structural else "")

    def _holder(self, unit: str, wanted: Callable[[AssignmentStarted], bool], during: ReportRow | None = None) -> str:
        for one in [unit_id for unit_id, state in self.units.items() if in_capitals(state.name) == unit]:
            kept = [found.event for found in self.runtime.projection.labelled("works-in", one)]
            fresh = [found.event for found in self.runtime.store.not_applied(AssignmentStarted)]
            for event in reversed([*kept, *fresh]):
                if isinstance(event, AssignmentStarted) and event.unit == one and wanted(event):
                    held = self.state(event.employee).assignments[event.assignment]
                    open_then = held.ends_on is None or (during is not None and held.ends_on >= during.starts_on)
                    number = str(directory.read_person(self.runtime.database, event.employee).get("number", ""))
                    if open_then and number:
                        self.people[number] = event.employee
                        return number
        return ""

    def rater_of(self, row: ReportRow, *, head: bool) -> str | None:
        """The number of who rates a place; empty at the top; None where it cannot be told."""
        if row.rater:
            return row.rater
        unit, seen = in_capitals(row.unit), set[str]()
        if head:
            unit = self._above.get(unit, "")
        while unit and unit not in seen:
            seen.add(unit)
            found = self.head_of(unit)
            if found and found != row.number:
                return found
            unit = self._above.get(unit, "")
        return "" if head and not seen else None


def _heads(rows: Sequence[ReportRow]) -> dict[str, str]:
    """Unit -> who heads it: whom the officer's column says, else the only one there with a structural position."""
    said = {in_capitals(row.unit): row.number for row in rows if row.head and not row.acting}
    structural: dict[str, set[str]] = {}
    for row in rows:
        if row.structural and not row.acting and row.head is None:
            structural.setdefault(in_capitals(row.unit), set()).add(row.number)
    alone = {unit: next(iter(numbers)) for unit, numbers in structural.items() if len(numbers) == 1}
    return {**alone, **said}


# -- what the lines mean -----------------------------------------------------------------------------------------------


def _meanings(known: _Known, rows: Sequence[ReportRow]) -> list[_Meaning | Trouble]:
    people: dict[str, list[ReportRow]] = {}
    for row in rows:
        people.setdefault(row.number, []).append(row)
    found: list[_Meaning | Trouble] = []
    for number, lines in people.items():
        held = known.held(number)
        for move in moves_of([row for row in lines if not row.acting], held):
            found.append(_regular(known, move))
        for row in [row for row in lines if row.acting]:
            found.append(_acting(known, row, held))
    return found


def _trouble(row: ReportRow, column: str, words: Words) -> Trouble:
    return Trouble(row.line, HEADERS[column][0], *words)


def _regular(known: _Known, move: Move) -> _Meaning | Trouble:
    row = move.row
    if move.wrong:
        return _trouble(row, "starts_on", move.wrong)
    if not move.starts:
        return _Meaning(row, _plain(row), ["stays"])
    started = _started(known, row)
    if isinstance(started, Trouble):
        return started
    return _Meaning(row, started, [*(["end"] if move.ends else []), "assignment"], move)


def _acting(known: _Known, row: ReportRow, held: Sequence[Held]) -> _Meaning | Trouble:
    holder = known.holder_of(row)
    if any((one.unit, one.position) == same_office(row) and one.starts_on == row.starts_on for one in held):
        return _Meaning(row, _plain(row), ["stays"])
    if holder and holder != row.number and _is_given(known, row, holder):
        return _Meaning(row, _plain(row), ["stays"])
    if holder and holder != row.number:
        return _Meaning(row, _plain(row), ["delegation"], holder=holder)
    started = _started(known, row)
    return started if isinstance(started, Trouble) else _Meaning(row, started, ["second_assignment"], ends_itself=True)


def _is_given(known: _Known, row: ReportRow, holder: str) -> bool:
    """Whether the holder has delegated to this person for this interval already."""
    if holder not in known.people or row.number not in known.people:
        return False
    delegate, interval = known.people[row.number], _interval(known.runtime, row)
    given = known.state(known.people[holder]).delegations.values()
    return any((one.delegate, (one.starts_at, one.ends_at)) == (delegate, interval) for one in given)


def _plain(row: ReportRow) -> Row:
    """The line's unit and person, without an assignment."""
    return Row(row.line, row.unit, row.above, row.number, row.name, "", row.employment)


def _started(known: _Known, row: ReportRow) -> Row | Trouble:
    unit = in_capitals(row.unit)
    acting_head = bool(row.acting) and row.structural
    head = row.head if row.head is not None else acting_head or known.heads.get(unit) == row.number
    rater = known.rater_of(row, head=head)
    if rater is None or rater == row.number:
        return _trouble(row, "rater", _NO_RATER)
    return Row(
        row.line,
        row.unit,
        row.above,
        row.number,
        row.name,
        "",
        row.employment,
        row.position,
        head,
        rater,
        row.starts_on,
    )


# -- after the rows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _After:
    call: Call
    parts: Parts
    known: _Known
    lines: Mapping[int, dict[str, Any]]


_Extra = tuple[str, list[str], Callable[[], Decision]]


def _after(at: _After, meaning: _Meaning, told: dict[str, Any]) -> None:
    """The moves and acting offices of a line, each once; a refusal becomes the line's error."""
    for name, sent, decide in _extras(at, meaning, told):
        done = at.parts.record(f"{meaning.row.line}:{name}", sent, decide)
        if isinstance(done, tuple):
            column = HEADERS["acting" if name == "delegation" else "starts_on"][0]
            words = dict(zip(("what", "apa", "mend", "perbaikan"), done, strict=True))
            told["outcome"] = "bad"
            told["errors"].append({"column": column, "cell": "", **words})
            return
        told["outcome"] = "recorded"
        told |= {key: done[key] for key in ("delegation",) if key in done}


def _extras(at: _After, meaning: _Meaning, told: Mapping[str, Any]) -> list[_Extra]:
    runtime, row = at.call.runtime, meaning.report
    ids = directory.employees_of(runtime.database, [row.number, *([meaning.holder] if meaning.holder else [])])
    employee, found = ids[row.number], list[_Extra]()
    ends = meaning.move.ends if meaning.move else None
    if ends is not None:
        before = ends.assignment or at.lines[ends.started_in].get("assignment")
        if before:
            found.append(_ending(runtime, employee, UUID(str(before)), ends.ends_on, "moved"))
    if meaning.ends_itself and row.ends_on and told.get("assignment"):
        found.append(_ending(runtime, employee, UUID(str(told["assignment"])), row.ends_on, "other"))
    if meaning.holder and meaning.holder in ids:
        starts_at, ends_at = _interval(runtime, row)
        wanted = {"delegate": employee, "kind": row.acting, "starts_at": starts_at, "ends_at": ends_at}
        sent = [str(one) for one in (ids.get(meaning.holder), *wanted.values())]
        holder = ids[meaning.holder]
        found.append(("delegation", sent, lambda: commands.delegate(runtime, holder, wanted)))
    return found


def _ending(runtime: Runtime, employee: UUID, assignment: UUID, ends_on: date, because: str) -> _Extra:
    event = AssignmentEnded.model_validate(
        {"employee": employee, "assignment": assignment, "ends_on": ends_on, "reason_code": because}
    )
    return "end", [str(assignment), ends_on.isoformat()], lambda: moving.end_assignment(runtime, event)


def _interval(runtime: Runtime, row: ReportRow) -> tuple[datetime, datetime]:
    """From the first instant of the first day until before the first instant after the last, in the agency's zone."""
    zone = zone_of(runtime)
    assert row.ends_on is not None
    first, after = row.starts_on, row.ends_on + timedelta(days=1)
    starts, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, after))
    return starts, ends


_NO_RATER: Final[Words] = (
    "the report names no rater, and no head of the unit or of one above is known",
    "laporan tidak memuat pejabat penilai, dan pimpinan unitnya tidak diketahui",
    "add a column `nip penilai`, or mark the head in a column `pimpinan unit`",
    "tambahkan kolom `nip penilai`, atau tandai pimpinan pada kolom `pimpinan unit`",
)  # fmt: skip
