"""What planning shows: units, people, cycles, objectives and agreements, each to those who may see it."""

from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from contracts.planning import UnitRegistered
from services.planning import directory
from services.planning.agreement import Agreement, evolve_agreement
from services.planning.agreement_views import is_side
from services.planning.commands import load_cycle, load_employee, load_unit, today
from services.planning.domain import Employee, evolve_employee

__all__ = ["cycle", "employee", "heads", "may_read_text", "unit", "units"]


def units(runtime: Runtime) -> list[dict[str, Any]]:
    found = [kept.event for kept in runtime.projection.labelled("unit", "all")]
    return [event.model_dump(mode="json", exclude_none=True) for event in found if isinstance(event, UnitRegistered)]


def unit(runtime: Runtime, unit_id: UUID) -> dict[str, Any]:
    history = load_unit(runtime, unit_id)
    state = history.state
    return {
        "unit": str(unit_id),
        "name": state.name,
        **({"parent": str(state.parent)} if state.parent else {}),
        "streams": [{"stream": str(unit_id), "version": history.version}],
    }


def heads(runtime: Runtime, employee: UUID, unit: UUID) -> bool:
    """Whether this employee heads this unit today: by the assignment that began last, of those that have begun."""
    state = runtime.store.folded(employee, Employee(), evolve_employee).state
    day = today(runtime)
    begun = [held for held in state.assignments.values() if held.starts_on <= day]
    # In the order of recording: of two that begin on one day, the later recorded one holds.
    latest = max(reversed(begun), key=lambda held: held.starts_on, default=None)
    return latest is not None and latest.head_of_unit and latest.unit == unit


def cycle(runtime: Runtime, year: int) -> dict[str, Any]:
    history = load_cycle(runtime, year)
    return {
        "cycle": str(history.stream),
        "year": year,
        "time_zone": history.state.time_zone,
        "periods": [dates.model_dump(mode="json") for dates in history.state.periods],
        "holidays": [day.isoformat() for day in history.state.holidays],
        "streams": [{"stream": str(history.stream), "version": history.version}],
    }


def employee(call: Call, employee_id: UUID) -> dict[str, Any]:
    """An employee's assignments, with identity where the caller may see it."""
    history = load_employee(call.runtime, employee_id)
    raters = {held.rater for held in history.state.assignments.values()}
    close = call.is_one_of(employee_id, *raters) or call.has("officer")
    if not close and not call.has("auditor"):
        raise call.forbid(
            "this is another person's record", "ini data orang lain", "the person, their rater or the officer",
            "pegawai tersebut, pejabat penilainya, atau pengelola kinerja",
        )  # fmt: skip
    return {
        "employee": str(employee_id),
        "assignments": [
            {
                "assignment": str(held.assignment),
                "unit": str(held.unit),
                "head_of_unit": held.head_of_unit,
                "starts_on": held.starts_on.isoformat(),
                "rater": str(held.rater) if held.rater else None,
            }
            for held in history.state.assignments.values()
        ],
        "streams": [{"stream": str(employee_id), "version": history.version}],
        **(directory.read_person(call.runtime.database, employee_id) if close else {}),
    }


def may_read_text(call: Call, stream: UUID) -> bool:
    """Why a deadline was moved or an objective withdrawn concerns everyone; a dialogue its two sides only."""
    agreement = call.runtime.store.folded(stream, Agreement(), evolve_agreement).state
    if agreement.drafted is not None:
        return is_side(call, agreement)
    return call.has("officer") or call.identity.employee is not None
