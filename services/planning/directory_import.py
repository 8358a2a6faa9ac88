"""Filling the directory from a spreadsheet: first all is checked, then line by line it is recorded, each line once.

What is there already is left as it is: an import adds units, people and assignments and changes none. Raters are named
by NIP, units by name; both may stand in a later line. Every command has a key made from the request's key and its line,
so the same request again records nothing twice and is answered alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.planning import FunctionalLevelSet
from services.planning import directory
from services.planning import directory_commands as commands
from services.planning.assignment_import import OWN, assignment_trouble
from services.planning.directory import BadNumber, Person, check_number
from services.planning.directory_rules import Assignment, Unit
from services.planning.directory_sheet import HEADERS, Row
from services.planning.import_parts import Parts
from services.planning.level_import import Said, holds_already, level_trouble, say
from services.planning.sheet import Trouble
from services.planning.unit_tree import all_units

__all__ = ["Assigning", "Made", "import_rows"]

Part = Literal["unit", "person", "assignment", "level"]
#: What the lines have recorded so far: ids by line and what they are of.
Made = Mapping[int, Mapping[str, str]]
#: The command that begins a row's assignment: (row, employee, what is wanted, what is made so far).
Assigning = Callable[[Row, UUID, dict[str, Any], Made], Callable[[Runtime], Decision]]
#: A unit's name and that of the unit above, as they are compared.
_Name = tuple[str, str]


@dataclass
class _Plan:
    """What is there, what the rows would add to it, and what is wrong."""

    units: dict[UUID, Unit]
    people: dict[str, UUID]
    troubles: list[Trouble]
    new_units: dict[_Name, Row] = field(default_factory=dict)
    #: The units by their name as it is compared, and the new ones: a thousand rows ask for a thousand units each.
    named: dict[str, list[UUID]] = field(default_factory=dict)
    newly_named: dict[str, list[_Name]] = field(default_factory=dict)
    new_people: dict[str, Row] = field(default_factory=dict)
    #: Assignments of the people who are there already.
    held: dict[str, list[Assignment]] = field(default_factory=dict)
    #: Levels of functional positions: those people have already, and what the rows would add.
    levels: Said = field(default_factory=dict)
    actor: UUID | None = None

    def __post_init__(self) -> None:
        for unit, state in self.units.items():
            self.named.setdefault(_same(state.name), []).append(unit)

    def add_unit(self, unit: UUID, name: str, parent: UUID | None) -> None:
        self.units[unit] = Unit(unit, name, parent)
        self.named.setdefault(_same(name), []).append(unit)

    def is_own(self, row: Row) -> bool:
        """Whether a row is about whoever imports it."""
        return self.actor is not None and self.people.get(row.number) == self.actor

    def expect(self, new: dict[_Name, Row]) -> None:
        """Take these for the units the rows would add."""
        self.new_units, self.newly_named = new, {}
        for key in new:
            self.newly_named.setdefault(key[0], []).append(key)


def import_rows(  # noqa: PLR0913  # what an import is asked for, and how its layout begins an assignment
    call: Call,
    rows: Sequence[Row],
    troubles: Iterable[Trouble],
    *,
    dry_run: bool,
    skip: bool,
    assigning: Assigning | None = None,
) -> dict[str, Any]:
    """Check and, unless `dry_run`, record; with troubles only if `skip`. Returns the account of every line.

    assigning: the command that begins a row's assignment, where it is more than that.
    """
    call.refuse_while_behind()
    call.wait_until_seen()
    bad = list(troubles)
    lines = sorted({row.line for row in rows} | {one.line for one in bad})
    plan = _checked(call.runtime, rows, bad, call.employee)
    wrong = {one.line for one in plan.troubles}
    good = [row for row in rows if row.line not in wrong]
    imported = not dry_run and (skip or not wrong)
    done = _Recording(call, plan, good, assigning or _assigned) if imported else None
    if done is not None:
        done.run()
    of_line: defaultdict[int, list[Trouble]] = defaultdict(list)
    for one in plan.troubles:
        of_line[one.line].append(one)
    account = [_line(line, of_line[line], done, imported=imported) for line in lines]
    return {
        "imported": imported,
        "dry_run": dry_run,
        "lines": account,
        "bad_lines": sum(bool(one["errors"]) for one in account),
        "recorded_lines": sum(one["outcome"] == "recorded" for one in account),
        "streams": done.heads() if done else [],
    }


def _line(line: int, troubles: Sequence[Trouble], done: "_Recording | None", *, imported: bool) -> dict[str, Any]:
    errors = [{key: value for key, value in asdict(one).items() if key not in ("line", "sheet")} for one in troubles]
    made = done.made.get(line, {}) if done else {}
    outcome = "not_done" if not imported else "recorded" if made else "unchanged"
    return {"line": line, "outcome": "bad" if errors else outcome, **made, "errors": errors}


# -- checking ---------------------------------------------------------------------------------------------------------


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _checked(runtime: Runtime, rows: Sequence[Row], troubles: list[Trouble], actor: UUID) -> _Plan:
    """Hold the rows against the directory and each other, until no bad line makes another one bad."""
    numbers = {number for row in rows for number in (row.number, row.rater) if number}
    plan = _Plan(all_units(runtime), directory.employees_of(runtime.database, numbers), troubles, actor=actor)
    left = list(rows)
    for one in {row.number for row in rows if row.position or row.level} & plan.people.keys():
        state = commands.load_employee(runtime, plan.people[one]).state
        plan.held[one] = [*state.held]
        say(plan.levels, one, state.levels, ())
    for row in rows:
        say(plan.levels, row.number, (), [row])
    while True:
        plan.expect(_new_units(plan, left))
        plan.new_people = {
            row.number: row for row in reversed(left) if row.number and row.name and row.number not in plan.people
        }
        found = [trouble for row in left for trouble in _against(plan, row)]
        if not found:
            return plan
        troubles += found
        wrong = {one.line for one in found}
        left = [row for row in left if row.line not in wrong]


def _known_units(plan: _Plan, name: str, above: str) -> list[UUID]:
    """Units of this name (and, where it is said, of this name above)."""
    by_name = plan.named.get(_same(name), [])
    if not above:
        return [*by_name]
    parents = {one: plan.units.get(unit.parent) if (unit := plan.units[one]).parent else None for one in by_name}
    return [one for one, parent in parents.items() if parent and _same(parent.name) == _same(above)]


def _new_units(plan: _Plan, rows: Sequence[Row]) -> dict[_Name, Row]:
    """Units that no unit of the directory is, by (name, name above), each with the first row that names it."""
    new: dict[_Name, Row] = {}
    names: set[str] = set()
    for row in sorted(rows, key=lambda one: (not one.above, one.line)):
        key = (_same(row.unit), _same(row.above))
        named_with_parent = not row.above and key[0] in names
        if not _known_units(plan, row.unit, row.above) and not named_with_parent:
            new.setdefault(key, row)
            names.add(key[0])
    return new


def _trouble(row: Row, column: str, words: tuple[str, str, str, str]) -> Trouble:
    return Trouble(row.line, HEADERS[column][0], *words)


def _against(plan: _Plan, row: Row) -> list[Trouble]:
    """What is wrong with a row as the directory and the other rows stand."""
    found = [*_unit_trouble(plan, row), *_person_trouble(plan, row), *_assignment_trouble(plan, row)]
    if words := level_trouble(plan.levels, row, own=plan.is_own(row)):
        found.append(_trouble(row, "level", words))
    if row.rater and row.rater == row.number:
        words = (
            "nobody rates themself",
            "pegawai tidak boleh menilai dirinya sendiri",
            "name the superior",
            "isi NIP atasan",
        )
        found.append(_trouble(row, "rater", words))
    elif row.rater and row.rater not in plan.people and row.rater not in plan.new_people:
        words = (
            "nobody in the directory or in a good line has this number", "tidak ada pegawai dengan NIP ini",
            "add a line for the rater, or mend the number", "tambahkan baris untuk pejabat penilai atau perbaiki NIP",
        )  # fmt: skip
        found.append(_trouble(row, "rater", words))
    return found


def _unit_trouble(plan: _Plan, row: Row) -> list[Trouble]:
    known = _known_units(plan, row.unit, row.above)
    new = [one for one in plan.newly_named.get(_same(row.unit), ()) if not row.above or one[1] == _same(row.above)]
    if len(known) + len(new) > 1:
        words = (
            "several units have this name", "ada beberapa unit dengan nama ini",
            "name the unit above too", "isi juga unit atasan",
        )  # fmt: skip
        return [_trouble(row, "above", words)]
    seen: set[_Name] = set()
    key = new[0] if new else None
    while key is not None and key[1]:
        seen.add(key)
        if _known_units(plan, key[1], ""):
            several = len(_known_units(plan, key[1], "")) > 1
            if not several:
                return []
            words = ("several units above have this name", "ada beberapa unit atasan dengan nama ini",
                     "register this unit one by one", "daftarkan unit ini satu per satu")  # fmt: skip
            return [_trouble(row, "above", words)]
        key = next(iter(plan.newly_named.get(key[1], ())), None)
        if key is None or key in seen:
            words = (
                "the unit above is in no good line and not in the directory, or stands below this one",
                "unit atasan tidak ditemukan, atau berada di bawah unit ini",
                "add a line for the unit above, or mend its name", "tambahkan baris unit atasan atau perbaiki namanya",
            )  # fmt: skip
            return [_trouble(row, "above", words)]
    return []


def _person_trouble(plan: _Plan, row: Row) -> list[Trouble]:
    if not row.number or row.number in plan.people:
        return []
    first = plan.new_people.get(row.number)
    if first is None:
        words = ("this person is not in the directory yet", "pegawai ini belum ada", "write the name", "isi nama")
        return [_trouble(row, "name", words)]
    if first is not row:
        return []
    if not row.employment:
        words = (
            "a new person needs PNS or PPPK",
            "pegawai baru memerlukan PNS atau PPPK",
            "write one",
            "isi salah satunya",
        )
        return [_trouble(row, "employment", words)]
    try:
        check_number(row.number, row.employment)
    except BadNumber as error:
        words = (f"not a NIP or NI: {error.why}", f"NIP/NI tidak sah: {error.sebab}", "check the decree", "periksa SK")
        return [_trouble(row, "number", words)]
    return []


def _assignment_trouble(plan: _Plan, row: Row) -> list[Trouble]:
    found = assignment_trouble(
        plan.held.get(row.number, ()),
        _known_units(plan, row.unit, row.above),
        row,
        rater=plan.people.get(row.rater),
        own=plan.is_own(row),
    )
    return [_trouble(row, *found)] if found else []


# -- recording --------------------------------------------------------------------------------------------------------


def _assigned(_row: Row, employee: UUID, wanted: dict[str, Any], _made: Made) -> Callable[[Runtime], Decision]:
    return lambda runtime: commands.assign(runtime, employee, wanted)


class _Recording:
    """The commands of an import, units before people before assignments; `made` has by line the ids recorded."""

    def __init__(self, call: Call, plan: _Plan, rows: Sequence[Row], assigning: Assigning) -> None:
        self._parts, self._plan, self._rows, self._assigning = Parts(call), plan, rows, assigning
        self._runtime = call.runtime
        self.made: dict[int, dict[str, str]] = {}

    def heads(self) -> list[dict[str, Any]]:
        return self._parts.heads()

    def run(self) -> None:
        new = {row.line for row in self._plan.new_units.values()}
        waiting = [row for row in self._rows if row.line in new]
        while waiting:
            ready = [row for row in waiting if not row.above or self._unit(row.above, "")] or waiting
            for row in ready:
                self._record_unit(row)
            done = {row.line for row in ready}
            waiting = [row for row in waiting if row.line not in done]
        for row in self._rows:
            self._record_person(row)
        for row in self._rows:
            if row.line not in new:
                self._kept(row, "unit", [row.unit, row.above])
            if row.position:
                self._record_assignment(row)
            if row.level:
                self._record_level(row)

    def _unit(self, name: str, above: str) -> UUID | None:
        return next(iter(_known_units(self._plan, name, above)), None)

    def _record_unit(self, row: Row) -> None:
        parent = self._unit(row.above, "") if row.above else None
        answer = self._part(
            row, "unit", [row.unit, row.above], lambda: commands.register_unit(self._runtime, row.unit, parent)
        )
        if answer:
            self._plan.add_unit(UUID(answer["unit"]), row.unit, parent)

    def _record_person(self, row: Row) -> None:
        sent = [row.number, row.name, row.email, row.employment]
        if not row.number or row.number in self._plan.people:
            self._kept(row, "person", sent)
            return
        if self._plan.new_people.get(row.number) is not row:
            return
        person = Person(row.name, row.number, row.email or None, row.employment)
        answer = self._part(row, "person", sent, lambda: commands.register_employee(self._runtime, person, None))
        if answer:
            self._plan.people[row.number] = UUID(answer["employee"])

    def _record_assignment(self, row: Row) -> None:
        employee, unit = self._plan.people.get(row.number), self._unit(row.unit, row.above)
        rater = self._plan.people.get(row.rater) if row.rater else None
        sent = [str(employee), row.unit, row.above, row.position, str(row.head), row.rater, str(row.starts_on)]
        if employee is None or unit is None or (row.rater and rater is None):
            words = (
                "a line it rests on was refused",
                "baris yang menjadi dasarnya ditolak",
                "mend that line",
                "perbaiki baris itu",
            )
            self._plan.troubles.append(_trouble(row, "position", words))
            return
        held = commands.load_employee(self._runtime, employee).state.held
        same = [one for one in held if (one.unit, one.position.casefold()) == (unit, row.position.casefold())]
        if any(one.starts_on == row.starts_on for one in same):
            self._kept(row, "assignment", sent)
            return
        if held and self._plan.is_own(row):  # also where the first one stands in a line above
            self._plan.troubles.append(_trouble(row, "position", OWN))
            return
        wanted = {
            "unit": unit,
            "position": row.position,
            "head_of_unit": row.head,
            "starts_on": row.starts_on,
            "rater": rater,
        }
        decide = self._assigning(row, employee, wanted, self.made)
        self._part(row, "assignment", sent, lambda: decide(self._runtime))

    def _record_level(self, row: Row) -> None:
        """From the line's day on; a level that is held then already is left as it is."""
        employee, day = self._plan.people.get(row.number), row.starts_on
        if employee is None or day is None:  # the person's line was refused, and says so
            return
        sent = [str(employee), row.level, str(day)]
        if holds_already(commands.load_employee(self._runtime, employee).state.levels, row.level, day):
            self._kept(row, "level", sent)
            return
        event = FunctionalLevelSet.model_validate({"employee": employee, "level": row.level, "starts_on": day})
        self._part(row, "level", sent, lambda: commands.set_level(self._runtime, event))

    def _part(
        self, row: Row, part: Part, sent: Sequence[str], decide: Callable[[], Decision]
    ) -> Mapping[str, Any] | None:
        """Record one command of a line, once; a refusal becomes the line's trouble."""
        done = self._parts.record(f"{row.line}:{part}", sent, decide)
        if not isinstance(done, tuple):
            return self._note(row, part, done)
        column = {"unit": "unit", "person": "number", "assignment": "position", "level": "level"}[part]
        self._plan.troubles.append(_trouble(row, column, done))
        return None

    def _kept(self, row: Row, part: Part, sent: Sequence[str]) -> None:
        """What is there already may be there by this very request, sent before: then the answer is the same."""
        answer = self._parts.answered(f"{row.line}:{part}", sent)
        if answer is not None:
            self._note(row, part, answer)

    def _note(self, row: Row, part: Part, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        made = self.made.setdefault(row.line, {})
        if part == "level":
            made["functional_level"] = row.level
        else:
            name = {"unit": "unit", "person": "employee", "assignment": "assignment"}[part]
            made[name] = answer[name]
        return answer
