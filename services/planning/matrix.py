"""The matrix of roles and results (*matriks peran hasil*) of a unit, and its gaps: results no one supports, people who
support none (`domain.md` 4). As JSON by pages of people, and whole as CSV.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.spreadsheets import csv_text
from contracts.planning import AssignmentStarted
from contracts.readings import Place, latest_place, places
from services.planning import directory
from services.planning.cascade import Node, heads_results, supporting
from services.planning.directory_commands import load_unit
from services.planning.seeing import day_in, not_your_unit, sees_names, sees_unit

__all__ = ["Matrix", "csv_of", "matrix_of", "shown"]


@dataclass(frozen=True)
class Row:
    """A person, and the results with which they support each of the head's."""

    employee: UUID
    unit: UUID
    position: str
    here: bool
    cells: dict[UUID, list[Node]]


@dataclass(frozen=True)
class Matrix:
    """The head's results, and a row for everyone else of the unit and whoever supports them from elsewhere."""

    unit: UUID
    year: int
    day: date
    columns: list[Node]
    rows: list[Row]
    names: dict[UUID, str]

    @property
    def unsupported(self) -> list[Node]:
        """The head's results that no one supports."""
        supported = {column for row in self.rows for column in row.cells}
        return [column for column in self.columns if column.id not in supported]

    @property
    def supporting_none(self) -> list[Row]:
        """People with an assignment in the unit on the day, its head aside, who support none of the head's results."""
        return [row for row in self.rows if row.here and not row.cells]


def matrix_of(call: Call, unit: UUID, year: int, day: date | None) -> Matrix:
    """The whole matrix. Raises `Forbidden` for whom the unit does not concern."""
    runtime = call.runtime
    load_unit(runtime, unit)
    if not sees_unit(call, unit):
        raise not_your_unit(call)
    looked_at = day_in(runtime, year, day)
    columns = heads_results(runtime, unit, year, looked_at)
    marked = runtime.projection.marked("supports", [column.id for column in columns])
    cells: dict[UUID, dict[UUID, list[Node]]] = {}
    above = {column.id for column in columns}
    for one in supporting(runtime, sorted({mark.stream for mark in marked}), looked_at):
        if one.employee is not None and one.supports in above:
            cells.setdefault(one.employee, {}).setdefault(one.supports, []).append(one)
    heads = {column.employee for column in columns}
    rows = [
        Row(place.employee, place.unit, position, place.unit == unit, cells.get(place.employee, {}))
        for place, position in _places(runtime, unit, looked_at, set(cells))
        if place.employee in cells or (place.unit == unit and not place.head_of_unit)
        if place.employee not in heads
    ]
    names = directory.names(runtime.database, [row.employee for row in rows]) if sees_names(call, unit) else {}
    return Matrix(unit, year, looked_at, columns, rows, names)


def _places(runtime: Runtime, unit: UUID, day: date, others: set[UUID]) -> list[tuple[Place, str]]:
    """Where whoever was ever assigned to the unit, and `others`, work on `day`, and in which position; by employee."""
    ever = {mark.stream for mark in runtime.projection.marked("works-in", [unit])} | others
    kept = runtime.projection.of_stream(*ever) if ever else []
    position = {one.event.assignment: one.event.position for one in kept if isinstance(one.event, AssignmentStarted)}
    held: dict[UUID, list[Place]] = {}
    for place in places(one.event for one in kept).values():
        held.setdefault(place.employee, []).append(place)
    latest = [latest_place(held[employee], day) for employee in sorted(held)]
    return [(place, position[place.assignment]) for place in latest if place is not None]


def shown(matrix: Matrix, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of people, with all columns and both lists of gaps."""
    rows = [row for row in matrix.rows if after is None or row.employee > after]
    page = rows[:limit]
    return {
        "unit": str(matrix.unit),
        "year": matrix.year,
        "day": matrix.day.isoformat(),
        "results": [_column(one) for one in matrix.columns],
        "people": [_row(matrix, row) for row in page],
        "results_no_one_supports": [str(one.id) for one in matrix.unsupported],
        "people_who_support_none": [str(row.employee) for row in matrix.supporting_none],
        "next": str(page[-1].employee) if len(rows) > limit else None,
    }


def _column(one: Node) -> dict[str, Any]:
    return {"result": str(one.id), "employee": str(one.employee), "title": one.title, "indicators": one.indicators}


def _row(matrix: Matrix, row: Row) -> dict[str, Any]:
    cells = [
        {
            "supports": str(column),
            "results": [{"result": str(one.id), "title": one.title, "taken_over": one.taken_over} for one in results],
        }
        for column, results in row.cells.items()
    ]
    named = {"name": matrix.names[row.employee]} if row.employee in matrix.names else {}
    place = {"unit": str(row.unit), "position": row.position}
    return {"employee": str(row.employee), **named, **place, "cells": cells}


def csv_of(matrix: Matrix) -> str:
    """The whole matrix for a spreadsheet; a row or column whose number of supporting results is 0 is a gap."""
    head = ["pegawai", "nama", "jabatan", *(one.title for one in matrix.columns), "jumlah hasil kerja yang mendukung"]
    lines = [head]
    for row in matrix.rows:
        cells = [row.cells.get(column.id, []) for column in matrix.columns]
        titles = ["; ".join(one.title for one in cell) for cell in cells]
        name = matrix.names.get(row.employee, "")
        lines.append([str(row.employee), name, row.position, *titles, str(sum(map(len, cells)))])
    sums = [sum(len(row.cells.get(column.id, [])) for row in matrix.rows) for column in matrix.columns]
    lines.append(["jumlah hasil kerja yang mendukung", "", "", *map(str, sums), str(sum(sums))])
    return csv_text(lines)
