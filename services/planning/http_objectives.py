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
from services.planning.paging import Limit, page_after
from services.planning.seeing import only_head_or_officer

__all__ = ["ACCESS", "router"]

router = APIRouter()

SETTERS = frozenset({"officer", "rater"})
READERS = frozenset({"employee", "rater", "officer", "auditor", "subscriber"})
GOAL = "/v1/units/{unit}/goals/{goal}"
OBJECTIVE = "/v1/units/{unit}/objectives/{year}/{objective}"
WITHDRAWAL = OBJECTIVE + "/withdrawal"
ACCESS = {
    ("POST", "/v1/units/{unit}/goals"): SETTERS,
    ("GET", "/v1/units/{unit}/goals"): READERS,
    ("POST", GOAL): SETTERS,
    ("POST", "/v1/units/{unit}/objectives"): SETTERS,
    ("GET", "/v1/units/{unit}/objectives/{year}"): READERS,
    ("POST", OBJECTIVE): SETTERS,
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


class CorrectObjective(Body):
    title: OfficialText
    supports: SentObjectiveSupport | None = None
    indicators: Annotated[tuple[PlanObjectiveIndicator, ...], Field(max_length=MOST_INDICATORS)] = ()

    def wanted(self) -> dict[str, Any]:
        supports = None if self.supports is None else as_record(ObjectiveSupport, self.supports)
        indicators = tuple(ObjectiveIndicator.model_validate(one.model_dump()) for one in self.indicators)
        return {"title": self.title, "supports": supports, "indicators": indicators}


class SetObjective(CorrectObjective):
    year: Year


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


@router.post(GOAL, status_code=201, responses=records(answers.GoalMade, made=True))
def correct_goal(unit: UUID, goal: UUID, body: SetGoal, call: Commander) -> JSONResponse:
    """Correct a goal under its id; its years stay wide enough for the objectives that serve it."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.correct_goal(call.runtime, unit, goal, wanted)

    return call.record(body, decided)


@router.get("/v1/units/{unit}/goals", response_model=None, responses=reads(answers.Goals))
def get_goals(unit: UUID, call: Caller, after: UUID | None = None, limit: Limit = 200) -> dict[str, Any]:
    """The goals of the strategic plan that lie with this unit, by pages; none do below the top."""
    call.wait_until_seen(listing=True)
    load_unit(call.runtime, unit)
    found = [one for one in projections.goals(call.runtime.projection) if one.unit == unit]
    page, following = page_after(found, after, limit, lambda one: one.goal)
    return {"goals": [one.model_dump(mode="json") for one in page], "next": following}


@router.post("/v1/units/{unit}/objectives", status_code=201, responses=records(answers.ObjectiveMade, made=True))
def set_objective(unit: UUID, body: SetObjective, call: Commander) -> JSONResponse:
    """Set what a unit must reach in a year, and what above it that serves; by the officer, or by the unit's head."""

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.set_objective(call.runtime, unit, body.year, body.wanted())

    return call.record(body, decided)


@router.get("/v1/units/{unit}/objectives/{year}", response_model=None, responses=reads(answers.Objectives))
def get_objectives(  # noqa: PLR0913  # the path, and the page
    unit: UUID, year: YearPath, call: Caller, after: UUID | None = None, limit: Limit = 200
) -> dict[str, Any]:
    """A unit's objectives of a year, by pages."""
    call.wait_until_seen()
    plan = objective_commands.load_plan(call.runtime, unit, year).state
    page, following = page_after([*plan.objectives.values()], after, limit, lambda one: one.objective)
    shown = [{**one.model_dump(mode="json"), "withdrawn": one.objective in plan.withdrawn} for one in page]
    return {"unit": unit, "year": year, "objectives": shown, "next": following}


@router.post(OBJECTIVE, status_code=201, responses=records(answers.ObjectiveMade, made=True))
def correct_objective(
    unit: UUID, year: YearPath, objective: UUID, body: CorrectObjective, call: Commander
) -> JSONResponse:
    """Correct an objective as a whole under its id: what rests on it stays, and everybody reads the new wording."""

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.set_objective(call.runtime, unit, year, body.wanted(), objective)

    return call.record(body, decided)


@router.post(WITHDRAWAL, status_code=201, responses=records(answers.ObjectiveMade, made=True))
def withdraw_objective(
    unit: UUID, year: YearPath, objective: UUID, body: WithdrawObjective, call: Commander
) -> JSONResponse:
    """Withdraw an objective with a reason, while nothing agreed and no objective below rests on it."""

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return objective_commands.withdraw_objective(call.runtime, unit, year, objective, body.reason)

    return call.record(body, decided)
