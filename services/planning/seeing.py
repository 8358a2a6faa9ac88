"""Who sees what a unit plans: a plan is shared by those who carry it (*matriks peran hasil*), and closed to others.

The officer and the auditor see every unit; who works in a unit sees it; a head sees all units below as well.
"""

from datetime import date
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.runtime import Runtime
from contracts.readings import Place, latest_place, places
from services.planning.commands import today
from services.planning.directory_commands import load_unit

__all__ = ["day_in", "line_of", "not_your_unit", "place_today", "sees_names", "sees_unit"]


def place_today(runtime: Runtime, employee: UUID) -> Place | None:
    """Where an employee works today."""
    held = places(recorded.event for recorded in runtime.store.load(employee))
    return latest_place(held.values(), today(runtime))


def day_in(runtime: Runtime, year: int, day: date | None) -> date:
    """The day a year's plan is looked at: the one asked for, or today; never outside the year."""
    return min(max(day or today(runtime), date(year, 1, 1)), date(year, 12, 31))


def line_of(runtime: Runtime, unit: UUID) -> list[UUID]:
    """A unit and those above it, up to the top."""
    line: list[UUID] = []
    above: UUID | None = unit
    while above is not None and above not in line:
        line.append(above)
        above = load_unit(runtime, above).state.parent
    return line


def _is_head_over(runtime: Runtime, place: Place | None, unit: UUID) -> bool:
    return place is not None and place.head_of_unit and place.unit in line_of(runtime, unit)


def sees_unit(call: Call, unit: UUID) -> bool:
    """Whether the caller sees what a unit plans."""
    if call.has("officer") or call.has("auditor"):
        return True
    if call.identity.employee is None:
        return False
    place = place_today(call.runtime, call.identity.employee)
    return place is not None and (place.unit == unit or _is_head_over(call.runtime, place, unit))


def sees_names(call: Call, unit: UUID) -> bool:
    """Whether the caller sees who the people of a unit are: the officer, and those who head it."""
    if call.has("officer"):
        return True
    if call.identity.employee is None:
        return False
    return _is_head_over(call.runtime, place_today(call.runtime, call.identity.employee), unit)


def not_your_unit(call: Call) -> Forbidden:
    return call.forbid(
        "what a unit plans is for those who work in it and the heads above it",
        "rencana unit terbuka bagi pegawai unit tersebut dan pimpinan di atasnya",
        "someone of the unit, a head above it or the officer",
        "pegawai unit tersebut, pimpinan di atasnya, atau pengelola kinerja",
    )
