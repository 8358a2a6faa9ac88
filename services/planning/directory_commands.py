"""The directory's commands: units, people, assignments, raters, delegates, disputes. Load, decide, append."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History, fold
from chassis.texts import new_text
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    EmployeeRegistered,
    FunctionalLevelSet,
    RaterChanged,
    RaterConfirmed,
    RaterDisputed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from contracts.readings import Place, acting_raters
from services.planning import directory
from services.planning.directory_rules import (
    AlreadyExists,
    Assignment,
    Employee,
    NoSuchAssignment,
    Unit,
    decide_assign,
    decide_change_rater,
    decide_confirm_rater,
    decide_delegate,
    decide_dispute_rater,
    decide_end_assignment,
    decide_end_delegation,
    decide_move_unit,
    decide_register_unit,
    decide_rename_unit,
    decide_set_level,
    evolve_employee,
    evolve_unit,
)

__all__ = [
    "acting",
    "acting_in",
    "assign",
    "change_rater",
    "confirm_rater",
    "delegate",
    "dispute_rater",
    "end_delegation",
    "load_employee",
    "load_employees",
    "load_unit",
    "rater_of",
    "move_unit",
    "register_employee",
    "register_unit",
    "rename_unit",
    "set_level",
    "unknown",
]


What = Literal[
    "agreement", "assignment", "assignment in that year", "cycle", "employee", "identity of employee", "template",
    "template of this unit", "assignment in the template's unit in that year of employee", "unit", "unmet indicator",
    "work result or objective",
]  # fmt: skip
_APA: Mapping[What, str] = MappingProxyType(
    {
        "agreement": "SKP",
        "assignment": "penugasan",
        "assignment in that year": "penugasan pada tahun itu",
        "assignment in the template's unit in that year of employee": "penugasan di unit templat pada tahun itu bagi"
        " pegawai",
        "cycle": "siklus",
        "employee": "pegawai",
        "identity of employee": "identitas pegawai",
        "template": "templat",
        "template of this unit": "templat unit ini",
        "unit": "unit kerja",
        "unmet indicator": "indikator yang belum tercapai",
        "work result or objective": "hasil kerja atau sasaran",
    }
)
_OPENS = ("the performance officer opens the year's cycle", "pengelola kinerja membuka siklus tahun itu")
_CHECK = (
    "check the id; what was made just now is named in the answer that made it",
    "periksa kembali nomor pengenalnya",
)


def unknown(what: What, which: object) -> Unknown:
    """What is named is not there; of a year's cycle, that the officer opens it."""
    mend, perbaikan = _OPENS if what == "cycle" else _CHECK
    return Unknown(
        detail=f"there is no {what} {which}",
        pesan=f"{_APA[what]} {which} tidak ditemukan",
        mend=mend,
        perbaikan=perbaikan,
        who_must_act="performance officer" if what == "cycle" else "",
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


def load_employees(runtime: Runtime, employees: Iterable[UUID]) -> dict[UUID, Employee]:
    """Many employees at once; one who is not there is an empty one."""
    recorded = runtime.store.load_many(list(employees))
    return {employee: fold(events, Employee(), evolve_employee) for employee, events in recorded.items()}


def acting(runtime: Runtime, employee: UUID, held: Assignment, at: datetime) -> frozenset[UUID]:
    """Who may act as rater of an assignment at an instant: the rater in force, or a delegate of theirs."""
    return acting_in(runtime, [(employee, held)], at)[held.assignment]


def acting_in(runtime: Runtime, held: Iterable[tuple[UUID, Assignment]], at: datetime) -> dict[UUID, frozenset[UUID]]:
    """`acting` of many (employee, assignment) at once, by assignment."""
    places = [
        Place(employee, one.assignment, one.unit, one.head_of_unit, one.starts_on, one.rater, one.ends_on)
        for employee, one in held
    ]
    of_raters = runtime.store.load_many(sorted({one.rater for one in places if one.rater is not None}))
    given = {rater: [one.event for one in recorded] for rater, recorded in of_raters.items()}
    return {one.assignment: acting_raters(one, given.get(one.rater, ()) if one.rater else (), at) for one in places}


def register_unit(runtime: Runtime, name: str, parent: UUID | None) -> Decision:
    if parent is not None:
        load_unit(runtime, parent)
    unit = uuid.uuid4()
    history = History(unit, 0, Unit())
    events = decide_register_unit(history.state, UnitRegistered(unit=unit, name=name, parent=parent))
    return Decision([history.then(*events)], body={"unit": str(unit), "location": f"/v1/units/{unit}"})


def rename_unit(runtime: Runtime, unit: UUID, name: str) -> Decision:
    history = load_unit(runtime, unit)
    return Decision([history.then(*decide_rename_unit(history.state, UnitRenamed(unit=unit, name=name)))])


def move_unit(runtime: Runtime, unit: UUID, parent: UUID | None) -> Decision:
    """Put a unit under another; of two moves at once the later is decided anew, or together they might make a ring."""
    number = directory.unit_moves(runtime.database) + 1
    history = load_unit(runtime, unit)
    above: list[UUID] = []
    one = parent
    while one is not None:
        above.append(one)
        one = load_unit(runtime, one).state.parent
    events = decide_move_unit(history.state, UnitMoved(unit=unit, parent=parent), above)
    return Decision(
        [history.then(*events)], rows=lambda curs: directory.write_unit_move(curs, number) if events else None
    )


def register_employee(runtime: Runtime, person: directory.Person, employee: UUID | None) -> Decision:
    """Register a person; `employee` is the officer's own id when the first one enters themself."""
    identity = employee or uuid.uuid4()
    history = runtime.store.folded(identity, Employee(), evolve_employee)
    if history.version:
        raise AlreadyExists("the employee", "pegawai")
    if directory.number_taken(runtime.database, person.number):
        raise AlreadyExists("a person with this number", "pegawai dengan NIP/NI ini")
    event = EmployeeRegistered.model_validate({"employee": identity, "employment": person.employment})
    return Decision(
        [history.then(event)],
        body={"employee": str(identity), "location": f"/v1/employees/{identity}"},
        rows=lambda curs: directory.write_person(curs, identity, person),
    )


def assign(runtime: Runtime, employee: UUID, wanted: dict[str, Any], ends_on: date | None = None) -> Decision:
    """Begin an assignment; with `ends_on` one whose last day is known already, as of an acting office."""
    history = load_employee(runtime, employee)
    load_unit(runtime, wanted["unit"])
    if wanted["rater"] is not None:
        load_employee(runtime, wanted["rater"])
    assignment = uuid.uuid4()
    event = AssignmentStarted(employee=employee, assignment=assignment, **wanted)
    events = decide_assign(history.state, event)
    if ends_on is not None:
        ended = AssignmentEnded(employee=employee, assignment=assignment, ends_on=ends_on, reason_code="other")
        events += decide_end_assignment(evolve_employee(history.state, event), ended)
    return Decision(
        [history.then(*events)], body={"assignment": str(assignment), "location": f"/v1/employees/{employee}"}
    )


def set_level(runtime: Runtime, event: FunctionalLevelSet) -> Decision:
    """Set the level of a functional position that an employee holds from a day on."""
    history = load_employee(runtime, event.employee)
    return Decision([history.then(*decide_set_level(history.state, event))])


def change_rater(runtime: Runtime, event: RaterChanged) -> Decision:
    history = load_employee(runtime, event.employee)
    load_employee(runtime, event.rater)
    return Decision([history.then(*decide_change_rater(history.state, event))])


def dispute_rater(
    runtime: Runtime, actor: UUID, employee: UUID, assignment: UUID, because: tuple[str, str | None]
) -> Decision:
    """Say that the own rater is wrong, with (reason code, written reason); the event names the rater disputed."""
    history = load_employee(runtime, employee)
    held = history.state.assignments.get(assignment)
    text = new_text(because[1]) if because[1] is not None else None
    event = RaterDisputed.model_validate(
        {
            "employee": employee,
            "assignment": assignment,
            "rater": held.rater if held else None,
            "reason_code": because[0],
            "reason": text.ref if text else None,
        }
    )
    events = decide_dispute_rater(history.state, actor, event)
    return Decision([history.then(*events, texts=[text] if text else [])])


def rater_of(runtime: Runtime, employee: UUID, assignment: UUID) -> UUID | None:
    """Whom an assignment names as rater. Raises `NoSuchAssignment`."""
    held = load_employee(runtime, employee).state.assignments.get(assignment)
    if held is None:
        raise NoSuchAssignment(assignment)
    return held.rater


def confirm_rater(runtime: Runtime, employee: UUID, assignment: UUID) -> Decision:
    rater = rater_of(runtime, employee, assignment)
    history = load_employee(runtime, employee)
    event = RaterConfirmed(employee=employee, assignment=assignment, rater=rater)
    return Decision([history.then(*decide_confirm_rater(history.state, event))])


def delegate(runtime: Runtime, employee: UUID, wanted: dict[str, Any]) -> Decision:
    history = load_employee(runtime, employee)
    load_employee(runtime, wanted["delegate"])
    delegation = uuid.uuid4()
    event = DelegationGiven(employee=employee, delegation=delegation, **wanted)
    events = decide_delegate(history.state, event)
    return Decision(
        [history.then(*events)], body={"delegation": str(delegation), "location": f"/v1/employees/{employee}"}
    )


def end_delegation(runtime: Runtime, employee: UUID, delegation: UUID) -> Decision:
    history = load_employee(runtime, employee)
    now = history.now(runtime.clock())
    return Decision([history.then(*decide_end_delegation(history.state, delegation, now))])
