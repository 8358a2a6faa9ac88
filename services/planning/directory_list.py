"""The list of people, for the officer: by number, name and unit; by pages, and whole as a sheet to join by id. For the
auditor without who they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from chassis.spreadsheets import csv_text
from contracts.planning import AssignmentStarted
from services.planning import directory
from services.planning.commands import today
from services.planning.directory_commands import load_employees
from services.planning.directory_rules import Assignment
from services.planning.unit_tree import all_units

__all__ = ["Search", "csv_of", "page_of"]

#: People read at once for a sheet.
_AT_ONCE = 500
_HEAD = ("pegawai", "nip", "nama", "unit", "jabatan", "penilai", "nip penilai")


@dataclass(frozen=True)
class Search:
    """Who is looked for: how the number begins, a part of the name, and where they work today; None: everybody.

    identity: False leaves names and numbers out of what is found.
    """

    number: str | None = None
    name: str | None = None
    unit: UUID | None = None
    identity: bool = True


def page_of(runtime: Runtime, search: Search, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page in the order of ids; each with name and number, null once erased or where they are left out."""
    found = _finder(runtime, search)(after, limit + 1)
    rows = [{**row, "employee": str(row["employee"])} for row in found]
    return {"employees": rows[:limit], "next": rows[limit - 1]["employee"] if len(rows) > limit else None}


def _finder(runtime: Runtime, search: Search) -> Callable[[UUID | None, int], list[dict[str, Any]]]:
    """Who is found, behind an id and at most so many."""
    of_unit = None if search.unit is None else _working_in(runtime, search.unit)
    found = partial(directory.people, runtime.database, number=search.number, name=search.name, employees=of_unit)
    if search.identity:
        return found
    return lambda after, limit: [row | {"name": None, "number": None} for row in found(after, limit)]


def _working_in(runtime: Runtime, unit: UUID) -> list[UUID]:
    """Whoever holds an assignment in a unit today; one begun just now too, Kafka or not."""
    fresh = (one.event for one in runtime.store.not_applied(AssignmentStarted))
    ever = {one.employee for one in fresh if isinstance(one, AssignmentStarted) and one.unit == unit}
    ever |= {mark.stream for mark in runtime.projection.marked("works-in", [unit])}
    held = _held_today(runtime, sorted(ever))
    return [employee for employee, each in held.items() if any(one.unit == unit for one in each)]


def _held_today(runtime: Runtime, employees: list[UUID]) -> Mapping[UUID, list[Assignment]]:
    day = today(runtime)
    return {
        employee: [
            one
            for one in state.assignments.values()
            if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)
        ]
        for employee, state in load_employees(runtime, employees).items()
    }


def csv_of(runtime: Runtime, search: Search) -> str:
    """Everybody found, a line for each assignment of today (one, without a place, for who has none)."""
    return csv_text([_HEAD, *_lines(runtime, search)])


def _lines(runtime: Runtime, search: Search) -> Iterator[list[str]]:
    units, found, after = all_units(runtime), _finder(runtime, search), None
    while rows := found(after, _AT_ONCE):
        after = rows[-1]["employee"]
        held = _held_today(runtime, [row["employee"] for row in rows])
        raters = {one.rater for each in held.values() for one in each if one.rater is not None}
        numbers = directory.numbers(runtime.database, sorted(raters)) if search.identity else {}
        for row in rows:
            who = [str(row["employee"]), row["number"] or "", row["name"] or ""]
            for one in held[row["employee"]]:
                rater = [str(one.rater), numbers.get(one.rater, "")] if one.rater is not None else ["", ""]
                unit = units[one.unit].name if one.unit in units else ""
                yield [*who, unit, one.position, *rater]
            if not held[row["employee"]]:
                yield [*who, "", "", "", ""]
