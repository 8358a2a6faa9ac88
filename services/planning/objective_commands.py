"""Commands on a unit's plan of a year: set or correct a goal, set, correct or withdraw an objective."""

import uuid
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import (
    ObjectiveSupport,
    StrategicGoalSet,
    UnitObjectiveSet,
    UnitObjectiveWithdrawn,
)
from services.planning.commands import refuse_closed
from services.planning.directory_commands import load_unit
from services.planning.objectives import (
    NoSuchGoal,
    UnitPlan,
    decide_correct_goal,
    decide_correct_objective,
    decide_set_goal,
    decide_set_objective,
    decide_withdraw_objective,
    evolve_unit_plan,
)
from services.planning.projections import goal_stream, goals, supportable, supporters_of, years_served

__all__ = ["correct_goal", "load_plan", "set_goal", "set_objective", "withdraw_objective"]


def load_plan(runtime: Runtime, unit: UUID, year: int) -> History[UnitPlan]:
    """A unit's plan of a year; empty while nothing is set."""
    return runtime.store.folded(runtime.stream(f"unit-plan:{unit}:{year}"), UnitPlan(), evolve_unit_plan)


def set_goal(runtime: Runtime, unit: UUID, wanted: dict[str, Any]) -> Decision:
    parent = load_unit(runtime, unit).state.parent
    history = load_plan(runtime, unit, wanted["first_year"])
    event = StrategicGoalSet(unit=unit, goal=uuid.uuid4(), **wanted)
    events = decide_set_goal(history.state, event, parent)
    return Decision([history.then(*events)], body={"goal": str(event.goal), "location": f"/v1/units/{unit}/goals"})


def correct_goal(runtime: Runtime, unit: UUID, goal: UUID, wanted: dict[str, Any]) -> Decision:
    """Set a goal anew under its id. An objective set in the very moment this is decided is not seen: two streams."""
    load_unit(runtime, unit)
    stream = goal_stream(runtime.projection, runtime.store, unit, goal)
    if stream is None:
        raise NoSuchGoal(goal)
    history = runtime.store.folded(stream, UnitPlan(), evolve_unit_plan)
    event = StrategicGoalSet(unit=unit, goal=goal, **wanted)
    served = years_served(runtime.projection, runtime.store, goal)
    events = decide_correct_goal(history.state, event, served)
    return Decision([history.then(*events)], body={"goal": str(goal), "location": f"/v1/units/{unit}/goals"})


def set_objective(
    runtime: Runtime, unit: UUID, year: int, wanted: dict[str, Any], corrects: UUID | None = None
) -> Decision:
    """Set what a unit must reach in a year; what it serves is looked up in the log, so it holds as of now.

    wanted: title, supports, indicators. corrects: the objective that is set anew under its id.
    """
    parent = load_unit(runtime, unit).state.parent
    refuse_closed(runtime, year)
    history = load_plan(runtime, unit, year)
    objective = corrects or uuid.uuid4()
    event = UnitObjectiveSet(unit=unit, year=year, objective=objective, **wanted)
    asked = event.supports.kind if event.supports else None
    known = goals(runtime.projection, runtime.store) if asked == "strategic_goal" else []
    above = load_plan(runtime, parent, year).state if asked == "unit_objective" and parent else UnitPlan()
    if corrects:
        way_up = _way_up(runtime, event.supports)
        events = decide_correct_objective(history.state, event, known, above, way_up)
    else:
        events = decide_set_objective(history.state, event, known, above)
    return Decision(
        [history.then(*events)],
        body={"objective": str(objective), "location": f"/v1/units/{unit}/objectives/{year}"},
    )


def _way_up(runtime: Runtime, supports: ObjectiveSupport | None) -> list[UUID]:
    """The objectives served, one above the other, each as it was set last. Not what is set in this very moment."""
    way: list[UUID] = []
    while supports is not None and supports.kind == "unit_objective" and supports.id not in way:
        way.append(supports.id)
        found = supportable(runtime.projection, runtime.store, [supports.id])
        one = next((one for one in found if isinstance(one, UnitObjectiveSet)), None)
        supports = load_plan(runtime, one.unit, one.year).state.objectives[one.objective].supports if one else None
    return way


def withdraw_objective(runtime: Runtime, unit: UUID, year: int, objective: UUID, reason: str) -> Decision:
    """Withdraw an objective. What is agreed in the very moment this is decided is not seen: two streams, no lock."""
    load_unit(runtime, unit)
    refuse_closed(runtime, year)
    history = load_plan(runtime, unit, year)
    text = new_text(reason)
    supporters = supporters_of(runtime.projection, runtime.store, objective)
    event = UnitObjectiveWithdrawn(unit=unit, year=year, objective=objective, reason=text.ref)
    events = decide_withdraw_objective(history.state, event, supporters)
    return Decision(
        [history.then(*events, texts=[text])],
        body={"objective": str(objective), "location": f"/v1/units/{unit}/objectives/{year}"},
    )
