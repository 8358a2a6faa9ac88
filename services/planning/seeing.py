"""Who sees what a unit plans: a plan is shared by those who carry it (*matriks peran hasil*), and closed to others.

The officer and the auditor see every unit; who works in a unit sees it; a head sees all units below as well. A delegate
(Plt, Plh) sees, while it lasts, what the one they act for sees.
"""

from datetime import date
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.runtime import Runtime
from contracts.planning import DelegationGiven
from contracts.readings import Place, latest_place, places
from services.planning.commands import today
from services.planning.directory_commands import load_employees, load_unit
from services.planning.views import heads

__all__ = [
    "day_in",
    "line_of",
    "not_your_team",
    "not_your_unit",
    "only_head_or_officer",
    "place_today",
    "sees_names",
    "sees_unit",
    "stands_for",
]


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


def stands_for(call: Call) -> list[UUID]:
    """The caller, and those whose delegate (Plt, Plh) they are at this instant: what these see, they see."""
    who = call.identity.employee
    if who is None:
        return []
    gave = {one.stream for one in call.runtime.store.not_applied(DelegationGiven)}
    gave |= {mark.stream for mark in call.runtime.projection.marked("delegate", [who])}
    given = [one for giver in load_employees(call.runtime, sorted(gave)).values() for one in giver.delegations.values()]
    return [who, *sorted({one.employee for one in given if one.delegate == who and one.covers(call.now)})]


def sees_unit(call: Call, unit: UUID) -> bool:
    """Whether the caller sees what a unit plans."""
    if call.has("officer") or call.has("auditor"):
        return True
    places = [place_today(call.runtime, one) for one in stands_for(call)]
    return any(
        place is not None and (place.unit == unit or _is_head_over(call.runtime, place, unit)) for place in places
    )


def sees_names(call: Call, unit: UUID) -> bool:
    """Whether the caller sees who the people of a unit are: the officer, and those who head it or act for its head."""
    if call.has("officer"):
        return True
    return any(_is_head_over(call.runtime, place_today(call.runtime, one), unit) for one in stands_for(call))


def only_head_or_officer(call: Call, unit: UUID) -> None:
    """Refuse whoever neither heads the unit, nor acts for its head, nor is the officer."""
    if not call.has("officer") and not any(heads(call.runtime, one, unit) for one in stands_for(call)):
        raise call.forbid(
            "only the unit's head, their delegate or the officer sets this for it",
            "hanya pimpinan unit, Plt/Plh-nya, atau pengelola kinerja yang menetapkannya",
            "the unit's head or the officer", "pimpinan unit atau pengelola kinerja",
        )  # fmt: skip


def not_your_team(call: Call) -> Forbidden:
    return call.forbid(
        "how far a unit's people are is for its head, the heads above and the officer",
        "keadaan SKP satu unit terbuka bagi pimpinan unit itu, pimpinan di atasnya, dan pengelola kinerja",
        "the unit's head or the officer", "pimpinan unit atau pengelola kinerja",
    )  # fmt: skip


def not_your_unit(call: Call) -> Forbidden:
    return call.forbid(
        "what a unit plans is for those who work in it and the heads above it",
        "rencana unit terbuka bagi pegawai unit tersebut dan pimpinan di atasnya",
        "someone of the unit, a head above it or the officer",
        "pegawai unit tersebut, pimpinan di atasnya, atau pengelola kinerja",
    )
