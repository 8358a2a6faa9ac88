"""Routes of the strategic plan's goals and the units' objectives, and who may call them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from chassis.store import Decision
from contracts.planning import Direction, ObjectiveIndicator, ObjectiveSupport
from contracts.values import OfficialText, Year
from services.planning import answers, objective_commands, projections
from services.planning.directory_commands import load_unit
from services.planning.inputs import SentTarget, YearPath
from services.planning.seeing import only_head_or_officer

__all__ = ["ACCESS", "router"]

router = APIRouter()

SETTERS = frozenset({"officer", "rater"})
READERS = frozenset({"employee", "rater", "officer", "auditor", "subscriber"})
WITHDRAWAL = "/v1/units/{unit}/objectives/{year}/{objective}/withdrawal"
ACCESS = {
    ("POST", "/v1/units/{unit}/goals"): SETTERS,
    ("GET", "/v1/units/{unit}/goals"): READERS,
    ("POST", "/v1/units/{unit}/objectives"): SETTERS,
    ("GET", "/v1/units/{unit}/objectives/{year}"): READERS,
    ("POST", WITHDRAWAL): SETTERS,
}
#: A performance agreement has a handful of indicators per objective; the bound keeps one event small.
MOST_INDICATORS = 20


class SetGoal(Body):
    title: OfficialText
    first_year: Year
    last_year: Year


class SentObjectiveSupport(ObjectiveSupport, extra="forbid"):
    pass


class PlanObjectiveIndicator(Body):
    title: OfficialText
    unit_of_measure: Annotated[OfficialText, Field(max_length=100)]
    target: SentTarget
    direction: Direction = "higher_is_better"


class SetObjective(Body):
    year: Year
    title: OfficialText
    supports: SentObjectiveSupport | None = None
    indicators: Annotated[tuple[PlanObjectiveIndicator, ...], Field(max_length=MOST_INDICATORS)] = ()


class WithdrawObjective(Body):
    reason: WrittenText


@router.post("/v1/units/{unit}/goals", status_code=201, responses=records(answers.GoalMade, made=True))
def set_goal(unit: UUID, body: SetGoal, call: Commander) -> JSONResponse:
    """Set a goal of the strategic plan (Renstra) for some years; by the officer, or by the head of the top unit."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.set_goal(call.runtime, unit, wanted)

    return call.record(body, decided)


@router.get("/v1/units/{unit}/goals", response_model=None, responses=reads(answers.Goals))
def get_goals(unit: UUID, call: Caller) -> dict[str, Any]:
    """The goals of the strategic plan that lie with this unit; none do below the top."""
    call.wait_until_seen(listing=True)
    load_unit(call.runtime, unit)
    found = projections.goals(call.runtime.projection)
    return {"goals": [goal.model_dump(mode="json") for goal in found if goal.unit == unit]}


@router.post("/v1/units/{unit}/objectives", status_code=201, responses=records(answers.ObjectiveMade, made=True))
def set_objective(unit: UUID, body: SetObjective, call: Commander) -> JSONResponse:
    """Set what a unit must reach in a year, and what above it that serves; by the officer, or by the unit's head."""
    supports = None if body.supports is None else as_record(ObjectiveSupport, body.supports)
    indicators = [ObjectiveIndicator.model_validate(one.model_dump()) for one in body.indicators]

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.set_objective(
            call.runtime, unit, body.year, body.title, supports=supports, indicators=indicators
        )

    return call.record(body, decided)


@router.get("/v1/units/{unit}/objectives/{year}", response_model=None, responses=reads(answers.Objectives))
def get_objectives(unit: UUID, year: YearPath, call: Caller) -> dict[str, Any]:
    """A unit's objectives of a year."""
    call.wait_until_seen()
    plan = objective_commands.load_plan(call.runtime, unit, year).state
    shown = [
        {**one.model_dump(mode="json"), "withdrawn": one.objective in plan.withdrawn}
        for one in plan.objectives.values()
    ]
    return {"unit": unit, "year": year, "objectives": shown}


@router.post(WITHDRAWAL, status_code=201, responses=records(answers.ObjectiveMade, made=True))
def withdraw_objective(
    unit: UUID, year: YearPath, objective: UUID, body: WithdrawObjective, call: Commander
) -> JSONResponse:
    """Withdraw an objective with a reason, while nothing agreed and no objective below rests on it."""

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.withdraw_objective(call.runtime, unit, year, objective, body.reason)

    return call.record(body, decided)
