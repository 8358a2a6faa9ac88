"""Planning's commands: load, decide, append. What a decision needs from elsewhere is looked up here first."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import (
    AgreementDrafted,
    CycleOpened,
    DeadlineExtended,
    UnitObjectiveSet,
)
from services.planning.directory_commands import acting, load_employee, load_unit, unknown
from services.planning.directory_rules import AlreadyExists, Assignment
from services.planning.domain import (
    Agreement,
    Cycle,
    decide_accept,
    decide_draft,
    decide_propose,
    evolve_agreement,
    evolve_cycle,
    side_of,
)
from services.planning.extension import Extension, decide_extend
from services.planning.projections import supportable
from services.planning.targets import PlannedResult, agreed_results

__all__ = [
    "accept_targets",
    "draft_agreement",
    "extend_deadline",
    "load_agreement",
    "load_cycle",
    "open_cycle",
    "propose_targets",
    "set_objective",
]


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


def set_objective(runtime: Runtime, unit: UUID, year: int, title: str) -> Decision:
    load_unit(runtime, unit)
    stream = runtime.stream(f"unit-plan:{unit}:{year}")
    version = runtime.store.versions([stream]).get(stream, 0)
    history = History(stream, version, None)
    objective = uuid.uuid4()
    event = UnitObjectiveSet(unit=unit, year=year, objective=objective, title=title)
    return Decision(
        [history.then(event)], body={"objective": str(objective), "location": f"/v1/units/{unit}/objectives/{year}"}
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
    side = side_of(agreement, acting(runtime, employee, held, runtime.clock()), employee, actor)
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
    proposer = employee if side == "employee" else held.rater
    assert proposer is not None  # that side is the rater's or a delegate's
    proposed = decide_propose(Agreement(drafted=drafted), results, side, proposer)
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
    held = _held(runtime, history.state)
    side = side_of(agreement, acting(runtime, drafted.employee, held, runtime.clock()), drafted.employee, actor)
    proposer = drafted.employee if side == "employee" else held.rater
    assert proposer is not None  # that side is the rater's or a delegate's
    cycle = load_cycle(runtime, drafted.year).state
    results = agreed_results(planned, cycle.periods, drafted.starts_on, drafted.ends_on)
    events = decide_propose(history.state, results, side, proposer)
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
    side = side_of(agreement, acting(runtime, drafted.employee, held, runtime.clock()), drafted.employee, actor)
    named = {one.supports.id for one in proposed.results if one.supports} if proposed else set()
    rater = held.rater or drafted.employee
    found = supportable(runtime.projection, runtime.store, named)
    events = decide_accept(history.state, proposal, side, rater, found)
    return Decision([history.then(*events)], body={"agreement": str(agreement), "agreement_version": 1})
