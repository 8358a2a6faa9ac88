"""Planning's commands: load, decide, append. What a decision needs from elsewhere is looked up here first."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import (
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    EmployeeRegistered,
    RaterChanged,
    UnitRegistered,
)
from services.planning import directory
from services.planning.domain import (
    AlreadyExists,
    Cycle,
    Employee,
    Unit,
    decide_assign,
    decide_change_rater,
    decide_register_unit,
    evolve_cycle,
    evolve_employee,
    evolve_unit,
)
from services.planning.extension import Extension, decide_extend

__all__ = [
    "assign",
    "change_rater",
    "extend_deadline",
    "load_cycle",
    "load_employee",
    "load_unit",
    "open_cycle",
    "register_employee",
    "register_unit",
    "today",
    "unknown",
]


#: Until a cycle says in which zone the agency is.
DEFAULT_ZONE = "Asia/Jakarta"


def unknown(what: str, which: object) -> Unknown:
    """The answer to an id that names nothing here."""
    return Unknown(
        detail=f"there is no {what} {which}",
        pesan=f"{what} {which} tidak ditemukan",
        mend="check the id; what was made just now is named in the answer that made it",
        perbaikan="periksa kembali nomor pengenalnya",
    )


def load_unit(runtime: Runtime, unit: UUID) -> History[Unit]:
    history = runtime.store.folded(unit, Unit(), evolve_unit)
    if history.state.unit is None:
        raise unknown("unit", unit)
    return history


def load_employee(runtime: Runtime, employee: UUID) -> History[Employee]:
    history = runtime.store.folded(employee, Employee(), evolve_employee)
    if history.state.employee is None:
        raise unknown("employee", employee)
    return history


def load_cycle(runtime: Runtime, year: int) -> History[Cycle]:
    history = runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle)
    if not history.state.opened:
        raise unknown("cycle", year)
    return history


def register_unit(runtime: Runtime, name: str, parent: UUID | None) -> Decision:
    if parent is not None:
        load_unit(runtime, parent)
    unit = uuid.uuid4()
    history = History(unit, 0, Unit())
    events = decide_register_unit(history.state, UnitRegistered(unit=unit, name=name, parent=parent))
    return Decision([history.then(*events)], body={"unit": str(unit), "location": f"/v1/units/{unit}"})


def register_employee(runtime: Runtime, person: directory.Person, employee: UUID | None) -> Decision:
    """Register a person; `employee` is the officer's own id when the first one enters themself."""
    identity = employee or uuid.uuid4()
    history = runtime.store.folded(identity, Employee(), evolve_employee)
    if history.version:
        raise AlreadyExists("the employee")
    if directory.number_taken(runtime.database, person.number):
        raise AlreadyExists("a person with this number")
    event = EmployeeRegistered.model_validate({"employee": identity, "employment": person.employment})
    return Decision(
        [history.then(event)],
        body={"employee": str(identity), "location": f"/v1/employees/{identity}"},
        rows=lambda curs: directory.write_person(curs, identity, person),
    )


def assign(runtime: Runtime, employee: UUID, wanted: dict[str, Any]) -> Decision:
    history = load_employee(runtime, employee)
    load_unit(runtime, wanted["unit"])
    if wanted["rater"] is not None:
        load_employee(runtime, wanted["rater"])
    assignment = uuid.uuid4()
    event = AssignmentStarted(employee=employee, assignment=assignment, **wanted)
    events = decide_assign(history.state, event)
    return Decision(
        [history.then(*events)], body={"assignment": str(assignment), "location": f"/v1/employees/{employee}"}
    )


def change_rater(runtime: Runtime, event: RaterChanged) -> Decision:
    history = load_employee(runtime, event.employee)
    load_employee(runtime, event.rater)
    return Decision([history.then(*decide_change_rater(history.state, event))])


def open_cycle(runtime: Runtime, wanted: dict[str, Any]) -> Decision:
    stream = runtime.stream(f"cycle:{wanted['year']}")
    history = runtime.store.folded(stream, Cycle(), evolve_cycle)
    if history.state.opened:
        raise AlreadyExists(f"the cycle of {wanted['year']}")
    event = CycleOpened(cycle=stream, **wanted)
    return Decision([history.then(event)], body={"cycle": str(stream), "location": f"/v1/cycles/{event.year}"})


def extend_deadline(runtime: Runtime, year: int, wanted: Extension, reason: str) -> Decision:
    history = load_cycle(runtime, year)
    text = new_text(reason)
    previous = decide_extend(history.state, wanted)
    event = DeadlineExtended.model_validate(
        {
            "cycle": history.stream,
            "year": year,
            "period": wanted.period,
            "deadline": wanted.deadline,
            "previous": previous,
            "extended_to": wanted.extended_to,
            "reason_code": wanted.reason_code,
            "reason": text.ref,
        }
    )
    return Decision(
        [history.then(event, texts=[text])], body={"cycle": str(history.stream), "location": f"/v1/cycles/{year}"}
    )


def today(runtime: Runtime) -> date:
    """The day it is in the agency's zone, as this year's cycle names it."""
    now = runtime.clock()
    opened = runtime.store.folded(runtime.stream(f"cycle:{now.year}"), Cycle(), evolve_cycle).state
    return now.astimezone(ZoneInfo(opened.time_zone or DEFAULT_ZONE)).date()
