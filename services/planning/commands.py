"""Planning's commands: load, decide, append. What a decision needs from elsewhere is looked up here first."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import (
    AgreementDrafted,
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    EmployeeRegistered,
    RaterChanged,
    UnitRegistered,
)
from services.planning import directory
from services.planning.domain import (
    Agreement,
    AlreadyExists,
    Assignment,
    Cycle,
    Employee,
    Unit,
    decide_accept,
    decide_assign,
    decide_change_rater,
    decide_draft,
    decide_propose,
    decide_register_unit,
    evolve_agreement,
    evolve_cycle,
    evolve_employee,
    evolve_unit,
    side_of,
)
from services.planning.extension import Extension, decide_extend
from services.planning.projections import supportable
from services.planning.targets import PlannedResult, agreed_results

__all__ = [
    "accept_targets",
    "assign",
    "change_rater",
    "draft_agreement",
    "extend_deadline",
    "load_agreement",
    "load_cycle",
    "load_employee",
    "load_unit",
    "open_cycle",
    "propose_targets",
    "register_employee",
    "register_unit",
    "unknown",
]


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


def load_agreement(runtime: Runtime, agreement: UUID) -> History[Agreement]:
    history = runtime.store.folded(agreement, Agreement(), evolve_agreement)
    if history.state.drafted is None:
        raise unknown("agreement", agreement)
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


def draft_agreement(
    runtime: Runtime,
    actor: UUID,
    *,
    employee: UUID,
    assignment: UUID,
    days: tuple[date, date],
    planned: Sequence[PlannedResult],
) -> Decision:
    """Begin an agreement and propose its targets, by the employee or the rater of the assignment."""
    owner = load_employee(runtime, employee).state
    cycle = load_cycle(runtime, days[0].year).state
    agreement = uuid.uuid4()
    held = owner.assignments.get(assignment)
    if held is None:
        raise unknown("assignment", assignment)
    side = side_of(agreement, held, employee, actor)
    drafted = AgreementDrafted(
        employee=employee,
        agreement=agreement,
        assignment=assignment,
        unit=held.unit,
        year=days[0].year,
        starts_on=days[0],
        ends_on=days[1],
        head_of_unit=held.head_of_unit,
    )
    decide_draft(owner, drafted)
    results = agreed_results(planned, cycle.periods, *days)
    proposed = decide_propose(Agreement(drafted=drafted), results, side, actor)
    return Decision(
        [History(agreement, 0, Agreement()).then(drafted, *proposed)],
        body={
            "agreement": str(agreement),
            "proposal": 1,
            "results": [
                {"result": str(one.result), "indicators": [str(indicator.indicator) for indicator in one.indicators]}
                for one in results
            ],
            "location": f"/v1/agreements/{agreement}",
        },
    )


def _held(runtime: Runtime, state: Agreement) -> Assignment:
    assert state.drafted is not None
    return load_employee(runtime, state.drafted.employee).state.assignments[state.drafted.assignment]


def propose_targets(runtime: Runtime, actor: UUID, agreement: UUID, planned: Sequence[PlannedResult]) -> Decision:
    history = load_agreement(runtime, agreement)
    drafted = history.state.drafted
    assert drafted is not None
    side = side_of(agreement, _held(runtime, history.state), drafted.employee, actor)
    cycle = load_cycle(runtime, drafted.year).state
    results = agreed_results(planned, cycle.periods, drafted.starts_on, drafted.ends_on)
    events = decide_propose(history.state, results, side, actor)
    return Decision(
        [history.then(*events)],
        body={
            "agreement": str(agreement),
            "results": [
                {"result": str(one.result), "indicators": [str(indicator.indicator) for indicator in one.indicators]}
                for one in results
            ],
        },
    )


def accept_targets(runtime: Runtime, actor: UUID, agreement: UUID, proposal: int) -> Decision:
    """Accept the other side's proposal; main results must support something that is set or agreed by now."""
    history = load_agreement(runtime, agreement)
    drafted, proposed = history.state.drafted, history.state.proposal
    assert drafted is not None
    held = _held(runtime, history.state)
    side = side_of(agreement, held, drafted.employee, actor)
    named = {one.supports.id for one in proposed.results if one.supports} if proposed else set()
    rater = held.rater or drafted.employee
    found = supportable(runtime.projection, runtime.store, named)
    events = decide_accept(history.state, proposal, side, rater, found)
    return Decision([history.then(*events)], body={"agreement": str(agreement), "agreement_version": 1})
