"""Routes of feedback (umpan balik berkelanjutan) and coaching (pembinaan), and who may call them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText
from contracts.realization import BehaviourValue
from contracts.values import Period
from services.realization import answers, talk_views
from services.realization import talk_commands as commands
from services.realization.inputs import INSIDE, Limit

__all__ = ["ACCESS", "router"]

router = APIRouter()

FEEDBACK = "/v1/agreements/{agreement}/feedback"
COACHING = "/v1/agreements/{agreement}/coaching"
PEOPLE = frozenset({"employee", "rater"})
ACCESS = {
    ("POST", FEEDBACK): PEOPLE,
    ("GET", FEEDBACK): INSIDE,
    ("POST", FEEDBACK + "/{feedback}/answer"): frozenset({"employee"}),
    ("POST", COACHING): frozenset({"rater"}),
    ("GET", COACHING): INSIDE,
    ("POST", COACHING + "/{session}/follow-up"): frozenset({"rater"}),
    ("GET", "/v1/coaching/due"): PEOPLE,
}
#: A day and an id; compared as text, never read.
CURSOR = r"^[0-9-]{10}~[0-9a-f-]{36}$"


class GiveFeedback(Body):
    text: WrittenText
    result: UUID | None = Field(default=None, description="the work result it is about")
    value: BehaviourValue | None = Field(default=None, description="or the value of behaviour")
    period: Period | None = Field(default=None, description="that of today, unless given")

    @model_validator(mode="after")
    def _about_one_thing(self) -> "GiveFeedback":
        if (self.result is None) == (self.value is None):
            raise ValueError("feedback is about a work result (`result`) or about behaviour (`value`): name one")
        return self


class AnswerFeedback(Body):
    text: WrittenText


class HoldCoaching(Body):
    held_on: date = Field(description="in the agency's time zone; never in the future, nor before the agreement begins")
    topic: WrittenText
    agreements: WrittenText = Field(description="what the two agreed")
    follow_up_on: date = Field(description="when it is looked at again; after `held_on`")


class FollowUpCoaching(Body):
    outcome: Literal["done", "partly_done", "not_done"]
    note: WrittenText | None = None
    next_follow_up_on: date | None = Field(default=None, description="after today; not where all is done")

    @model_validator(mode="after")
    def _done_is_done(self) -> "FollowUpCoaching":
        if self.outcome == "done" and self.next_follow_up_on is not None:
            raise ValueError("what is done is not looked at again: leave `next_follow_up_on` out")
        return self


@router.post(FEEDBACK, status_code=201, responses=records(answers.FeedbackMade, made=True))
def give_feedback(agreement: UUID, body: GiveFeedback, call: Commander) -> JSONResponse:
    """Comment on a work result or a value of behaviour: the rater, or a colleague, any time."""
    said = commands.Said(body.text, body.period, body.result, body.value)
    return call.record(body, lambda: commands.give_feedback(call.runtime, call.employee, agreement, said))


@router.get(FEEDBACK, responses=reads(answers.Feedback, one=True))
def list_feedback(
    agreement: UUID,
    call: Caller,
    period: Period | None = None,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Limit = 50,
) -> JSONResponse:
    """What was said and answered, latest first; a colleague sees only what they said themself."""
    call.wait_until_seen()
    return call.answer(talk_views.feedback(call, agreement, period, after, limit))


@router.post(FEEDBACK + "/{feedback}/answer", status_code=201, responses=records())
def answer_feedback(agreement: UUID, feedback: UUID, body: AnswerFeedback, call: Commander) -> JSONResponse:
    """The employee answers what was said, once."""
    return call.record(
        body, lambda: commands.answer_feedback(call.runtime, call.employee, agreement, feedback, body.text)
    )


@router.post(COACHING, status_code=201, responses=records(answers.CoachingHeld, made=True))
def hold_coaching(agreement: UUID, body: HoldCoaching, call: Commander) -> JSONResponse:
    """Record a session: its topic, what was agreed, and when that is looked at again."""
    days = (body.held_on, body.follow_up_on)
    return call.record(
        body,
        lambda: commands.hold_coaching(call.runtime, call.employee, agreement, days, body.topic, body.agreements),
    )


@router.get(COACHING, responses=reads(answers.Coaching, one=True))
def list_coaching(
    agreement: UUID,
    call: Caller,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Limit = 50,
) -> JSONResponse:
    """The sessions about an agreement with their follow-ups, latest first."""
    call.wait_until_seen()
    return call.answer(talk_views.coaching(call, agreement, after, limit))


@router.post(COACHING + "/{session}/follow-up", status_code=201, responses=records())
def follow_up(agreement: UUID, session: UUID, body: FollowUpCoaching, call: Commander) -> JSONResponse:
    """Say what came of a session, and when it is looked at once more."""
    came_of_it = (body.outcome, body.next_follow_up_on)
    return call.record(
        body, lambda: commands.follow_up(call.runtime, call.employee, agreement, session, came_of_it, body.note)
    )


@router.get("/v1/coaching/due", response_model=None, responses=reads(answers.DueCoaching))
def list_due_coaching(
    call: Caller,
    until: Annotated[date | None, Query(description="a week from today, unless given")] = None,
    after: Annotated[str | None, Query(pattern=CURSOR, description="`next` of the page before")] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Sessions to be looked at again, overdue ones first: one's own, and of those one acts as rater for."""
    call.wait_until_seen()
    return talk_views.due(call, until, after, limit)
