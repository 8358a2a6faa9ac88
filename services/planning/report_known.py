"""What the directory and the national report together say of units, offices and who heads what.

A unit is known by its name and that of the unit above: every office has its Subbagian Tata Usaha. Where the report
leaves the unit above out it is looked up, if only one can be meant; who rates a place is told only along a line of
units that is clear, since a wrong rater is found late and stops everybody below.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.runtime import Runtime
from chassis.sheet_lines import in_capitals
from contracts.planning import AssignmentStarted
from services.planning import directory
from services.planning import directory_commands as commands
from services.planning.commands import today
from services.planning.directory_rules import Assignment, Employee
from services.planning.report_moves import Held, Office, same_office
from services.planning.report_sheet import ReportRow
from services.planning.unit_tree import all_units

__all__ = ["Known", "UnitName", "heads_of", "line_up", "unit_of", "with_units_above"]

#: A unit's name and the name of the unit above (empty: none, or not known), both in capitals.
UnitName = tuple[str, str]


def unit_of(row: ReportRow) -> UnitName:
    return in_capitals(row.unit), in_capitals(row.above)


def heads_of(rows: Sequence[ReportRow]) -> dict[UnitName, str]:
    """Unit -> who heads it: whom the officer's column says, else the only one there with a structural position."""
    said = {unit_of(row): row.number for row in rows if row.head and not row.acting}
    structural: dict[UnitName, set[str]] = {}
    for row in rows:
        if row.structural and not row.acting and row.head is None:
            structural.setdefault(unit_of(row), set()).add(row.number)
    alone = {unit: next(iter(numbers)) for unit, numbers in structural.items() if len(numbers) == 1}
    return {**alone, **said}


def with_units_above(rows: Sequence[ReportRow], recorded: Sequence[tuple[str, str]]) -> list[ReportRow]:
    """The rows with the unit above filled in where it is left out and only one can be meant.

    recorded: name and name above of every unit of the directory. What the report says itself comes first.
    """
    meant: dict[str, set[str]] = {}
    for name, above in recorded:
        meant.setdefault(in_capitals(name), set()).add(above)
    said: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.above:
            said.setdefault(in_capitals(row.unit), {}).setdefault(in_capitals(row.above), row.above)
    return [row if row.above else replace(row, above=_only(row.unit, said, meant)) for row in rows]


def _only(unit: str, said: dict[str, dict[str, str]], meant: dict[str, set[str]]) -> str:
    found = list(said.get(in_capitals(unit), {}).values()) or list(meant.get(in_capitals(unit), ()))
    return found[0] if len(found) == 1 else ""


def line_up(unit: UnitName, units: dict[str, set[UnitName]]) -> list[UnitName] | None:
    """A unit and those above it to the top; None where a name on the way may be several units, or leads in a ring.

    units: by their name in capitals, every unit there is or will be.
    """
    line = [unit]
    while line[-1][1]:
        above = units.get(line[-1][1], {(line[-1][1], "")})
        if len(above) != 1 or (one := next(iter(above))) in line:
            return None
        line.append(one)
    return line


class Known:
    """The directory as far as the report touches it, and who heads what by the report and the directory."""

    def __init__(self, runtime: Runtime, rows: Sequence[ReportRow]) -> None:
        self.runtime = runtime
        self._units = all_units(runtime)
        self.rows = with_units_above(rows, [(one.name, self._name(one.parent)) for one in self._units.values()])
        self.people = directory.employees_of(
            runtime.database, {row.number for row in self.rows} | {row.rater for row in self.rows if row.rater}
        )
        self._states: dict[UUID, Employee] = {}
        self._fresh = [one.event for one in runtime.store.not_applied(AssignmentStarted)]
        self._placed: dict[UnitName, list[tuple[UUID, Assignment]]] = {}
        self._ids: dict[UnitName, list[UUID]] = {}
        for unit in self._units:
            self._ids.setdefault(self._unit_name(unit), []).append(unit)
        self._by_name: dict[str, set[UnitName]] = {}
        for name in [*self._ids, *(unit_of(row) for row in self.rows if not row.acting)]:
            self._by_name.setdefault(name[0], set()).add(name)
        self._day = today(runtime)
        self.heads = heads_of(self.rows)
        self._offices: dict[Office, str] = {same_office(row): row.number for row in self.rows if not row.acting}

    def _name(self, unit: UUID | None) -> str:
        return self._units[unit].name if unit in self._units else ""

    def _unit_name(self, unit: UUID) -> UnitName:
        if unit not in self._units:  # of an assignment recorded since: another import is under way
            self._units = all_units(self.runtime)
        return in_capitals(self._name(unit)), in_capitals(self._name(self._units[unit].parent))

    def state(self, employee: UUID) -> Employee:
        if employee not in self._states:
            self._states[employee] = commands.load_employee(self.runtime, employee).state
        return self._states[employee]

    def held(self, number: str) -> list[Held]:
        """What a person holds and held; nothing for one who is not there yet."""
        if number not in self.people:
            return []
        return [
            Held(one.assignment, name, in_capitals(one.position), one.starts_on, one.ends_on, above)
            for one in self.state(self.people[number]).held
            for name, above in [self._unit_name(one.unit)]
        ]

    def holder_of(self, row: ReportRow) -> str:
        """The number of who holds an office that another acts in; empty where it is vacant."""
        position = in_capitals(row.position)
        found = self._offices.get(same_office(row)) or self._holder(
            unit_of(row), lambda one: in_capitals(one.position) == position and _lasts(one, row)
        )
        return found or (self._head_of(unit_of(row), row) if row.structural else "")

    def _head_of(self, unit: UnitName, row: ReportRow) -> str:
        """The number of who heads a unit: by the report, else by the directory; empty where nobody does."""
        return self.heads.get(unit) or self._holder(unit, lambda one: one.head_of_unit and self._heads_still(one, row))

    def _heads_still(self, one: Assignment, row: ReportRow) -> bool:
        """Whether a head is one when the line's assignment begins, and today: one who will retire is."""
        return _lasts(one, row) and (one.ends_on is None or one.ends_on >= self._day)

    def _holder(self, unit: UnitName, wanted: Callable[[Assignment], bool]) -> str:
        """Of those assigned there the one wanted who began last."""
        here = [(employee, one) for employee, one in self._assigned_in(unit) if not one.never_began]
        found = [(one.starts_on, employee) for employee, one in here if wanted(one)]
        for _, employee in sorted(found, reverse=True):
            number = str(directory.read_person(self.runtime.database, employee).get("number", ""))
            if number:
                self.people[number] = employee
                return number
        return ""

    def _assigned_in(self, unit: UnitName) -> list[tuple[UUID, Assignment]]:
        if unit not in self._placed:
            ids = self._ids.get(unit, [])
            events = [kept.event for one in ids for kept in self.runtime.projection.labelled("works-in", one)]
            started = [one for one in (*events, *self._fresh) if isinstance(one, AssignmentStarted) and one.unit in ids]
            self._placed[unit] = [
                (one.employee, self.state(one.employee).assignments[one.assignment]) for one in started
            ]
        return self._placed[unit]

    def has_other_rater(self, row: ReportRow) -> bool:
        """Whether the assignment that a line is, and that lasts, has another rater than the line or the heads tell."""
        for one in self.state(self.people[row.number]).held if row.number in self.people else ():
            office = (*self._unit_name(one.unit), in_capitals(one.position))
            if office == same_office(row) and (one.ends_on is None or one.ends_on >= self._day):
                rater = self.rater_of(row, head=one.head_of_unit)
                return rater is not None and rater != "" and self.people.get(rater) != one.rater
        return False

    def rater_of(self, row: ReportRow, *, head: bool) -> str | None:
        """The number of who rates a place; empty at the top; None where it cannot be told."""
        if row.rater:
            return row.rater
        if head and not row.above:
            return ""
        line = line_up(unit_of(row), self._by_name) or []
        for unit in line[1:] if head else line:
            found = self._head_of(unit, row)
            if found and found != row.number:
                return found
        return None


def _lasts(one: Assignment, row: ReportRow) -> bool:
    return one.ends_on is None or one.ends_on >= row.starts_on
