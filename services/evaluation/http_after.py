"""Routes of what follows a final: it is received, objected to, amended and followed up."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Call, Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.evaluation import Readmitted
from contracts.values import PERIOD, StreamHead
from services.evaluation import after_answers, after_commands, after_lists, follow_up_commands
from services.evaluation.commands import evaluation_stream
from services.evaluation.inputs import EVALUATION, INSIDE, RATER, After, GivenRating, Page, PeriodOrYearPath

__all__ = [
    "ACCESS",
    "EMPLOYEE",
    "Amend",
    "AnswerObjection",
    "CompleteFollowUp",
    "Decide",
    "Hear",
    "Lodge",
    "PlanFollowUp",
    "router",
]

router = APIRouter()

EMPLOYEE = frozenset({"employee"})
ACCESS = {
    ("POST", EVALUATION + "/delivery"): EMPLOYEE,
    ("POST", EVALUATION + "/objections"): EMPLOYEE,
    ("POST", EVALUATION + "/objections/answer"): RATER,
    ("POST", EVALUATION + "/objections/hearing"): RATER,
    ("POST", EVALUATION + "/objections/decision"): RATER,
    ("POST", EVALUATION + "/amendments"): RATER,
    ("POST", EVALUATION + "/follow-ups"): RATER,
    ("POST", EVALUATION + "/follow-ups/{follow_up}/completion"): frozenset({"employee", "rater"}),
    ("GET", "/v1/objections"): INSIDE,
    ("GET", "/v1/follow-ups/{period}"): RATER,
    ("GET", "/v1/units/{unit}/follow-ups/{period}"): frozenset({"rater", "officer", "auditor"}),
}

PeriodPath = Annotated[str, Path(pattern=PERIOD)]


class Lodge(Body):
    reason: WrittenText


class AnswerObjection(Body):
    answer: WrittenText


class Hear(Body):
    side: Literal["employee", "rater"]
    heard_on: date = Field(description="a day of the agency's zone, since the objection was lodged and not to come")
    record: WrittenText | None = None


class SentReport(StreamHead, extra="forbid"):
    pass


class Readmit(Readmitted, extra="forbid"):
    reports: tuple[SentReport, ...] = Field(
        default=(), max_length=200, description="realizations that count although not shown"
    )
    items: tuple[UUID, ...] = Field(default=(), max_length=200, description="evidence that counts as in time and shown")


class Decide(Body):
    """`changed` recomputes the final with what is readmitted; the answers are to the advice that then follows."""

    outcome: Literal["stands", "changed"]
    reason: WrittenText
    readmit: Readmit = Readmit()
    result: GivenRating = GivenRating()
    behaviour: GivenRating = GivenRating()

    def ruling(self) -> after_commands.Ruling:
        readmitted = as_record(Readmitted, self.readmit) if self.outcome == "changed" else None
        return after_commands.Ruling(self.reason, readmitted, self.result.answered(), self.behaviour.answered())


class Amend(Body):
    item: UUID = Field(description="evidence in the final that was found false: it counts no longer")
    reason: WrittenText
    result: GivenRating = GivenRating()
    behaviour: GivenRating = GivenRating()


class PlanFollowUp(Body):
    kind: Literal["coaching", "training", "reassignment", "sanction_proposal"]
    owner: UUID = Field(description="the employee who sees to it")
    due_on: date
    note: WrittenText | None = None

    def task(self) -> follow_up_commands.Task:
        return follow_up_commands.Task(self.kind, self.owner, self.due_on, self.note)


class CompleteFollowUp(Body):
    note: WrittenText | None = None


def _stream(call: Call, agreement: UUID, period: str) -> UUID:
    return evaluation_stream(call.runtime, agreement, period)


@router.post(EVALUATION + "/delivery", status_code=201, responses=records())
def acknowledge(agreement: UUID, period: PeriodPath, call: Commander) -> JSONResponse:
    """Say that you have your final; the last day to object is counted from it."""
    stream = _stream(call, agreement, period)
    return call.record(None, lambda: after_commands.acknowledge(call.runtime, call.employee, stream))


@router.post(EVALUATION + "/objections", status_code=201, responses=records())
def lodge(agreement: UUID, period: PeriodPath, body: Lodge, call: Commander) -> JSONResponse:
    """Object to your final (keberatan), with reasons; or take the objection to the next step."""
    stream = _stream(call, agreement, period)
    return call.record(body, lambda: after_commands.lodge(call.runtime, call.employee, stream, body.reason))


@router.post(EVALUATION + "/objections/answer", status_code=201, responses=records())
def answer(agreement: UUID, period: PeriodPath, body: AnswerObjection, call: Commander) -> JSONResponse:
    """Explain the rating that is objected to; by the rater in force."""
    stream = _stream(call, agreement, period)
    return call.record(body, lambda: after_commands.answer(call.runtime, call.employee, stream, body.answer))


@router.post(EVALUATION + "/objections/hearing", status_code=201, responses=records())
def hear(agreement: UUID, period: PeriodPath, body: Hear, call: Commander) -> JSONResponse:
    """Record that one side was heard; by the rater's superior."""
    stream = _stream(call, agreement, period)
    heard = (body.side, body.heard_on, body.record)
    return call.record(body, lambda: after_commands.hear(call.runtime, call.employee, stream, *heard))


@router.post(EVALUATION + "/objections/decision", status_code=201, responses=records())
def decide(agreement: UUID, period: PeriodPath, body: Decide, call: Commander) -> JSONResponse:
    """Decide an objection, finally: the final stands, or is amended; by the rater's superior."""
    stream = _stream(call, agreement, period)
    ruling = body.ruling()
    return call.record(body, lambda: after_commands.decide(call.runtime, call.employee, stream, ruling))


@router.post(EVALUATION + "/amendments", status_code=201, responses=records())
def amend(agreement: UUID, period: PeriodPath, body: Amend, call: Commander) -> JSONResponse:
    """Amend a final whose evidence was found false; by the rater in force or the superior. It may lower."""
    stream = _stream(call, agreement, period)
    ratings = (body.result.answered(), body.behaviour.answered())
    return call.record(
        body, lambda: after_commands.amend(call.runtime, call.employee, stream, body.item, body.reason, *ratings)
    )


@router.post(EVALUATION + "/follow-ups", status_code=201, responses=records(after_answers.FollowUpMade))
def plan_follow_up(agreement: UUID, period: PeriodPath, body: PlanFollowUp, call: Commander) -> JSONResponse:
    """Plan what follows from a final (tindak lanjut); by the rater in force or the superior."""
    stream = _stream(call, agreement, period)
    task = body.task()
    return call.record(body, lambda: follow_up_commands.plan(call.runtime, call.employee, stream, task))


@router.post(EVALUATION + "/follow-ups/{follow_up}/completion", status_code=201, responses=records())
def complete_follow_up(
    agreement: UUID, period: PeriodPath, follow_up: UUID, body: CompleteFollowUp, call: Commander
) -> JSONResponse:
    """Say that a follow-up is completed; by its owner, or whoever may plan."""
    stream = _stream(call, agreement, period)
    return call.record(
        body,
        lambda: follow_up_commands.complete(call.runtime, call.employee, stream, follow_up, body.note),
    )


@router.get("/v1/objections", response_model=None, responses=reads(after_answers.Objections))
def list_objections(
    call: Caller, after: UUID | None = None, state: Literal["open", "decided"] = "open"
) -> dict[str, Any]:
    """Open objections: at whom, until when, and whether that is over; or those decided; by pages of some 100."""
    call.wait_until_seen(listing=True)
    return after_lists.objections(call, after, decided=state == "decided")


@router.get("/v1/follow-ups/{period}", response_model=None, responses=reads(after_answers.TeamFollowUps))
def get_team_follow_ups(period: PeriodOrYearPath, call: Caller) -> dict[str, Any]:
    """Follow-ups of the caller's subordinates in a period or year: required and missing, planned, overdue."""
    call.wait_until_seen()
    return after_lists.team_follow_ups(call, period)


@router.get("/v1/units/{unit}/follow-ups/{period}", response_model=None, responses=reads(after_answers.UnitFollowUps))
def get_unit_follow_ups(
    unit: UUID, period: PeriodOrYearPath, call: Caller, after: After = None, limit: Page = 50
) -> dict[str, Any]:
    """The same of a unit and those below it, for who heads it or one above, the officer and the auditor."""
    call.wait_until_seen()
    return after_lists.unit_follow_ups(call, unit, period, after, limit)
