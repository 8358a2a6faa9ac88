"""Who sees an evaluation: its people and the rater's superior. Who sees what a unit's people came to: its head and the
heads above, those who act for them. Officer and auditor see both.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from contracts import deciding
from contracts.readings import delegations, latest_place, places
from services.evaluation import projections
from services.evaluation.units import Units

__all__ = ["anothers_evaluation", "check_sees_evaluation", "check_sees_unit", "concerned", "sees_unit"]


def _stands_for(call: Call) -> list[UUID]:
    """The caller, and those whose delegate (Plt, Plh) they are at this instant."""
    who = call.identity.employee
    if who is None:
        return []
    projection = call.runtime.projection
    found = [who]
    for giver in sorted({mark.stream for mark in projection.marked("delegate", [who])}):
        given = delegations(kept.event for kept in projection.of_stream(giver)).values()
        if any(one.employee == giver and one.delegate == who and one.covers(call.now) for one in given):
            found.append(giver)
    return found


def _heads(call: Call, who: UUID, units: Units, unit: UUID, day: date) -> bool:
    """Whether somebody heads a unit, or one above it, on a day."""
    own = latest_place(places(kept.event for kept in call.runtime.projection.of_stream(who)).values(), day)
    return own is not None and own.head_of_unit and own.unit in units.line(unit)


def concerned(call: Call) -> set[UUID]:
    """The caller, and whom they rate, down to four levels: more than they may see, which `after.people_of` decides."""
    return deciding.may_concern(call.runtime.projection, call.employee)


def anothers_evaluation(call: Call) -> Forbidden:
    """The refusal of whoever it is no business of."""
    return call.forbid(
        "this evaluation is another person's", "evaluasi ini milik orang lain",
        "the employee, the rater in force or the rater's superior",
        "pegawai, pejabat penilainya, atau atasan pejabat penilai",
    )  # fmt: skip


def check_sees_evaluation(call: Call, people: Iterable[UUID | None], rater: UUID | None, day: date) -> None:
    """Refuse whoever is none of its people, nor acts as rater of its rater on a day. Raises `Forbidden`."""
    if call.has("auditor") or call.has("officer") or call.is_one_of(*people):
        return
    above = projections.raters_of(call.runtime.projection, rater, day, call.now) if rater else frozenset()
    if not call.is_one_of(*above):
        raise anothers_evaluation(call)


def sees_unit(call: Call, units: Units, unit: UUID, day: date) -> bool:
    """Whether the caller may see what a unit's people came to."""
    if call.has("officer") or call.has("auditor"):
        return True
    return any(_heads(call, who, units, unit, day) for who in _stands_for(call))


def check_sees_unit(call: Call, units: Units, unit: UUID, day: date) -> None:
    """Refuse whoever may not see it. Raises `Forbidden`; `Unknown` for no such unit."""
    units.below(unit)
    if not sees_unit(call, units, unit, day):
        raise call.forbid(
            "what a unit's people came to is for who heads it or one above it",
            "hasil evaluasi satu unit terbuka bagi pimpinan unit itu dan pimpinan di atasnya",
            "the head of the unit or of one above it, or the performance officer",
            "pimpinan unit tersebut, pimpinan di atasnya, atau pengelola kinerja",
        )
