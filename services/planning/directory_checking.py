"""What is wrong with the rows of a directory's sheet as the directory and the other rows stand. Asks the store, records
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.runtime import Runtime
from services.planning import directory
from services.planning import directory_commands as commands
from services.planning.assignment_import import assignment_trouble
from services.planning.commands import zone_of
from services.planning.delegation_import import delegation_trouble
from services.planning.directory import BadNumber, check_number
from services.planning.directory_rules import Assignment, Employee, Unit
from services.planning.directory_sheet import HEADERS, Row
from services.planning.level_import import Said, level_trouble, say
from services.planning.sheet import Trouble
from services.planning.unit_tree import all_units

__all__ = ["Plan", "checked", "known_units", "new_units", "trouble"]

#: A unit's name and that of the unit above, as they are compared.
_Name = tuple[str, str]


@dataclass
class Plan:
    """What is there, what the rows would add to it, and what is wrong."""

    units: dict[UUID, Unit]
    people: dict[str, UUID]
    troubles: list[Trouble]
    #: The agency's.
    zone: ZoneInfo
    new_units: dict[_Name, Row] = field(default_factory=dict)
    #: The units by their name as it is compared, and the new ones: a thousand rows ask for a thousand units each.
    named: dict[str, list[UUID]] = field(default_factory=dict)
    newly_named: dict[str, list[_Name]] = field(default_factory=dict)
    new_people: dict[str, Row] = field(default_factory=dict)
    #: Assignments of the people who are there already.
    held: dict[str, list[Assignment]] = field(default_factory=dict)
    #: Those of them who stand in the rows, with the delegations they gave.
    givers: dict[str, Employee] = field(default_factory=dict)
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


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def checked(runtime: Runtime, rows: Sequence[Row], troubles: list[Trouble], actor: UUID) -> Plan:
    """Hold the rows against the directory and each other, until no bad line makes another one bad."""
    numbers = {number for row in rows for number in (row.number, row.rater, row.delegate) if number}
    people = directory.employees_of(runtime.database, numbers)
    plan = Plan(all_units(runtime), people, troubles, zone_of(runtime), actor=actor)
    left = list(rows)
    for one in {row.number for row in rows if row.position or row.level or row.delegate} & plan.people.keys():
        state = commands.load_employee(runtime, plan.people[one]).state
        plan.held[one], plan.givers[one] = [*state.held], state
        say(plan.levels, one, state.levels, ())
    for row in rows:
        say(plan.levels, row.number, (), [row])
    while True:
        plan.expect(new_units(plan, left))
        plan.new_people = {
            row.number: row for row in reversed(left) if row.number and row.name and row.number not in plan.people
        }
        found = [one for row in left for one in _against(plan, row)]
        if not found:
            return plan
        troubles += found
        wrong = {one.line for one in found}
        left = [row for row in left if row.line not in wrong]


def known_units(plan: Plan, name: str, above: str) -> list[UUID]:
    """Units of this name (and, where it is said, of this name above)."""
    by_name = plan.named.get(_same(name), [])
    if not above:
        return [*by_name]
    parents = {one: plan.units.get(unit.parent) if (unit := plan.units[one]).parent else None for one in by_name}
    return [one for one, parent in parents.items() if parent and _same(parent.name) == _same(above)]


def new_units(plan: Plan, rows: Sequence[Row]) -> dict[_Name, Row]:
    """Units that no unit of the directory is, by (name, name above), each with the first row that names it."""
    new: dict[_Name, Row] = {}
    names: set[str] = set()
    for row in sorted(rows, key=lambda one: (not one.above, one.line)):
        key = (_same(row.unit), _same(row.above))
        named_with_parent = not row.above and key[0] in names
        if not known_units(plan, row.unit, row.above) and not named_with_parent:
            new.setdefault(key, row)
            names.add(key[0])
    return new


def trouble(row: Row, column: str, words: tuple[str, str, str, str]) -> Trouble:
    return Trouble(row.line, HEADERS[column][0], *words)


def _against(plan: Plan, row: Row) -> list[Trouble]:
    """What is wrong with a row as the directory and the other rows stand."""
    found = [*_unit_trouble(plan, row), *_person_trouble(plan, row), *_assignment_trouble(plan, row)]
    if words := level_trouble(plan.levels, row, own=plan.is_own(row)):
        found.append(trouble(row, "level", words))
    if row.rater and row.rater == row.number:
        words = (
            "nobody rates themself",
            "pegawai tidak boleh menilai dirinya sendiri",
            "name the superior",
            "isi NIP atasan",
        )
        found.append(trouble(row, "rater", words))
    elif row.rater and row.rater not in plan.people and row.rater not in plan.new_people:
        words = (
            "nobody in the directory or in a good line has this number", "tidak ada pegawai dengan NIP ini",
            "add a line for the rater, or mend the number", "tambahkan baris untuk pejabat penilai atau perbaiki NIP",
        )  # fmt: skip
        found.append(trouble(row, "rater", words))
    if row.delegate and row.delegate not in plan.people and row.delegate not in plan.new_people:
        words = (
            "nobody in the directory or in a good line has this number", "tidak ada pegawai dengan NIP ini",
            "add a line for the delegate, or mend the number", "tambahkan baris untuk pelaksana atau perbaiki NIP",
        )  # fmt: skip
        found.append(trouble(row, "delegate", words))
    elif wrong := delegation_trouble(
        plan.givers.get(row.number, Employee()), row, delegate=plan.people.get(row.delegate), zone=plan.zone
    ):
        found.append(trouble(row, *wrong))
    return found


def _unit_trouble(plan: Plan, row: Row) -> list[Trouble]:
    known = known_units(plan, row.unit, row.above)
    new = [one for one in plan.newly_named.get(_same(row.unit), ()) if not row.above or one[1] == _same(row.above)]
    if len(known) + len(new) > 1:
        words = (
            "several units have this name", "ada beberapa unit dengan nama ini",
            "name the unit above too", "isi juga unit atasan",
        )  # fmt: skip
        return [trouble(row, "above", words)]
    seen: set[_Name] = set()
    key = new[0] if new else None
    while key is not None and key[1]:
        seen.add(key)
        if known_units(plan, key[1], ""):
            several = len(known_units(plan, key[1], "")) > 1
            if not several:
                return []
            words = ("several units above have this name", "ada beberapa unit atasan dengan nama ini",
                     "register this unit one by one", "daftarkan unit ini satu per satu")  # fmt: skip
            return [trouble(row, "above", words)]
        key = next(iter(plan.newly_named.get(key[1], ())), None)
        if key is None or key in seen:
            words = (
                "the unit above is in no good line and not in the directory, or stands below this one",
                "unit atasan tidak ditemukan, atau berada di bawah unit ini",
                "add a line for the unit above, or mend its name", "tambahkan baris unit atasan atau perbaiki namanya",
            )  # fmt: skip
            return [trouble(row, "above", words)]
    return []


def _person_trouble(plan: Plan, row: Row) -> list[Trouble]:
    if not row.number or row.number in plan.people:
        return []
    first = plan.new_people.get(row.number)
    if first is None:
        words = ("this person is not in the directory yet", "pegawai ini belum ada", "write the name", "isi nama")
        return [trouble(row, "name", words)]
    if first is not row:
        return []
    if not row.employment:
        words = (
            "a new person needs PNS or PPPK",
            "pegawai baru memerlukan PNS atau PPPK",
            "write one",
            "isi salah satunya",
        )
        return [trouble(row, "employment", words)]
    try:
        check_number(row.number, row.employment)
    except BadNumber as error:
        words = (f"not a NIP or NI: {error.why}", f"NIP/NI tidak sah: {error.sebab}", "check the decree", "periksa SK")
        return [trouble(row, "number", words)]
    return []


def _assignment_trouble(plan: Plan, row: Row) -> list[Trouble]:
    found = assignment_trouble(
        plan.held.get(row.number, ()),
        known_units(plan, row.unit, row.above),
        row,
        rater=plan.people.get(row.rater),
        own=plan.is_own(row),
    )
    return [trouble(row, *found)] if found else []
