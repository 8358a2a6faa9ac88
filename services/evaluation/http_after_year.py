"""Routes of what follows the final of a year, as `http_after` has them for a period's."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import records
from chassis.call import Call, Commander
from services.evaluation import after_answers, after_commands, follow_up_commands
from services.evaluation.annual_commands import year_stream
from services.evaluation.http_after import (
    EMPLOYEE,
    Amend,
    AnswerObjection,
    CompleteFollowUp,
    Decide,
    Hear,
    Lodge,
    PlanFollowUp,
)
from services.evaluation.http_annual import YEAR
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import RATER

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("POST", YEAR + "/delivery"): EMPLOYEE,
    ("POST", YEAR + "/objections"): EMPLOYEE,
    ("POST", YEAR + "/objections/answer"): RATER,
    ("POST", YEAR + "/objections/hearing"): RATER,
    ("POST", YEAR + "/objections/decision"): RATER,
    ("POST", YEAR + "/amendments"): RATER,
    ("POST", YEAR + "/follow-ups"): RATER,
    ("POST", YEAR + "/follow-ups/{follow_up}/completion"): frozenset({"employee", "rater"}),
}


def _stream(call: Call, employee: UUID, year: int) -> UUID:
    return year_stream(call.runtime, employee, year)


@router.post(YEAR + "/delivery", status_code=201, responses=records())
def acknowledge_year(employee: UUID, year: YearPath, call: Commander) -> JSONResponse:
    """Say that you have your final of the year; the last day to object is counted from it."""
    stream = _stream(call, employee, year)
    return call.record(None, lambda: after_commands.acknowledge(call.runtime, call.employee, stream))


@router.post(YEAR + "/objections", status_code=201, responses=records())
def lodge_on_year(employee: UUID, year: YearPath, body: Lodge, call: Commander) -> JSONResponse:
    """Object to your final of the year (keberatan), with reasons; or take the objection to the next step."""
    stream = _stream(call, employee, year)
    return call.record(body, lambda: after_commands.lodge(call.runtime, call.employee, stream, body.reason))


@router.post(YEAR + "/objections/answer", status_code=201, responses=records())
def answer_on_year(employee: UUID, year: YearPath, body: AnswerObjection, call: Commander) -> JSONResponse:
    """Explain the rating of the year that is objected to; by the last agreement's rater in force."""
    stream = _stream(call, employee, year)
    return call.record(body, lambda: after_commands.answer(call.runtime, call.employee, stream, body.answer))


@router.post(YEAR + "/objections/hearing", status_code=201, responses=records())
def hear_on_year(employee: UUID, year: YearPath, body: Hear, call: Commander) -> JSONResponse:
    """Record that one side was heard; by the rater's superior."""
    stream = _stream(call, employee, year)
    heard = (body.side, body.heard_on, body.record)
    return call.record(body, lambda: after_commands.hear(call.runtime, call.employee, stream, *heard))


@router.post(YEAR + "/objections/decision", status_code=201, responses=records())
def decide_on_year(employee: UUID, year: YearPath, body: Decide, call: Commander) -> JSONResponse:
    """Decide an objection to a year, finally: the final stands, or is amended; by the rater's superior."""
    stream, ruling = _stream(call, employee, year), body.ruling()
    return call.record(body, lambda: after_commands.decide(call.runtime, call.employee, stream, ruling))


@router.post(YEAR + "/amendments", status_code=201, responses=records())
def amend_year(employee: UUID, year: YearPath, body: Amend, call: Commander) -> JSONResponse:
    """Amend a year's final whose evidence was found false; by the rater in force or the superior. It may lower."""
    stream = _stream(call, employee, year)
    ratings = (body.result.answered(), body.behaviour.answered())
    return call.record(
        body, lambda: after_commands.amend(call.runtime, call.employee, stream, body.item, body.reason, *ratings)
    )


@router.post(YEAR + "/follow-ups", status_code=201, responses=records(after_answers.FollowUpMade))
def plan_follow_up_of_year(employee: UUID, year: YearPath, body: PlanFollowUp, call: Commander) -> JSONResponse:
    """Plan what follows from a year's final (tindak lanjut); by the rater in force or the superior."""
    stream, task = _stream(call, employee, year), body.task()
    return call.record(body, lambda: follow_up_commands.plan(call.runtime, call.employee, stream, task))


@router.post(YEAR + "/follow-ups/{follow_up}/completion", status_code=201, responses=records())
def complete_follow_up_of_year(
    employee: UUID, year: YearPath, follow_up: UUID, body: CompleteFollowUp, call: Commander
) -> JSONResponse:
    """Say that a follow-up of the year is completed; by its owner, or whoever may plan."""
    stream = _stream(call, employee, year)
    return call.record(
        body, lambda: follow_up_commands.complete(call.runtime, call.employee, stream, follow_up, body.note)
    )
