"""What planning shows: units, people, cycles, objectives and agreements, each to those who may see it."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.runtime import Runtime
from contracts.planning import UnitRegistered
from services.planning import directory
from services.planning.commands import load_agreement, load_cycle, load_employee, load_unit
from services.planning.domain import Agreement, Cycle, Employee, evolve_cycle, evolve_employee
from services.planning.projections import agreements_of, agreements_rated_by

__all__ = ["agreement", "agreements", "cycle", "employee", "heads", "may_read_text", "today", "unit", "units"]

#: Until a cycle says in which zone the agency is.
DEFAULT_ZONE = "Asia/Jakarta"


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


def today(runtime: Runtime) -> date:
    """The day it is in the agency's zone."""
    now = runtime.clock()
    opened = runtime.store.folded(runtime.stream(f"cycle:{now.year}"), Cycle(), evolve_cycle).state
    return now.astimezone(ZoneInfo(opened.time_zone or DEFAULT_ZONE)).date()


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


def _may_see(call: Call, state: Agreement) -> bool:
    assert state.drafted is not None
    if call.has("auditor") or call.has("officer") or call.is_one_of(state.drafted.employee):
        return True
    owner = load_employee(call.runtime, state.drafted.employee).state
    return call.is_one_of(owner.assignments[state.drafted.assignment].rater)


def may_read_text(call: Call, stream: UUID) -> bool:
    """Why a deadline was moved or an objective withdrawn concerns every employee and officer."""
    return call.has("officer") or call.identity.employee is not None


def _between_others(call: Call) -> Forbidden:
    return call.forbid(
        "agreements of others are theirs and their rater's", "SKP ini antara orang lain",
        "the employee or the rater in force", "pegawai tersebut atau pejabat penilainya",
    )  # fmt: skip


def agreement(call: Call, agreement_id: UUID) -> dict[str, Any]:
    history = load_agreement(call.runtime, agreement_id)
    if not _may_see(call, history.state):
        raise _between_others(call)
    return {
        **_shown(history.state),
        "streams": [{"stream": str(agreement_id), "version": history.version}],
    }


def _shown(state: Agreement) -> dict[str, Any]:
    drafted, proposal, agreed = state.drafted, state.proposal, state.agreed
    assert drafted is not None
    return {
        **drafted.model_dump(mode="json"),
        "state": "agreed" if agreed else "in_dialogue",
        "proposal": proposal.model_dump(mode="json", exclude_none=True) if proposal else None,
        "agreed": agreed.model_dump(mode="json", exclude_none=True) if agreed else None,
    }


def agreements(call: Call, employee_id: UUID | None, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of agreements, each with its state; only those the caller may see are in it."""
    projection = call.runtime.projection
    if employee_id is not None:
        found = agreements_of(projection, employee_id)
    else:
        found = agreements_rated_by(projection, call.employee)
    shown = []
    for one in sorted(found):
        if after is not None and one <= after:
            continue
        state = load_agreement(call.runtime, one).state
        if _may_see(call, state):
            shown.append(_shown(state))
        if len(shown) == limit:
            break
    if employee_id is not None and found and not shown and after is None:
        raise _between_others(call)
    return {"agreements": shown, "next": shown[-1]["agreement"] if len(shown) == limit else None}
