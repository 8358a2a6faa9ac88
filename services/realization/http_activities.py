"""Routes of activities (kegiatan harian): record, correct, withdraw, import, list; and who may call them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText
from chassis.sent_sheets import SHEET_BODY, AccountOfLines, DryRun, Line, OnError, SentSheet, record_account
from contracts.realization import ClockTime, Month, UnitOfMeasure
from contracts.values import DecimalText
from services.realization import activity_commands as commands
from services.realization import activity_views, answers
from services.realization.activity_commands import Deed
from services.realization.commands import indicators_by_title
from services.realization.inputs import INSIDE, Limit
from services.realization.known import known_of
from services.realization.work_sheets import MOST_ACTIVITIES, Titles, activities_in

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACTIVITIES = "/v1/agreements/{agreement}/activities"
ACTIVITY = ACTIVITIES + "/{activity}"
EMPLOYEE = frozenset({"employee"})
ACCESS = {
    ("POST", ACTIVITIES): EMPLOYEE,
    ("POST", ACTIVITIES + "/bulk"): EMPLOYEE,
    ("POST", ACTIVITIES + "/imports"): EMPLOYEE,
    ("GET", ACTIVITIES): INSIDE,
    ("GET", ACTIVITY): INSIDE,
    ("POST", ACTIVITY + "/correction"): EMPLOYEE,
    ("POST", ACTIVITY + "/withdrawal"): EMPLOYEE,
}
#: A day and an id; compared as text, never read.
CURSOR = r"^[0-9-]{10}~[0-9:]{0,5}~[0-9a-f-]{36}$"


class RecordActivity(Body):
    indicator: UUID
    day: date = Field(description="in the agency's time zone; never in the future")
    begins: ClockTime | None = None
    ends: ClockTime | None = Field(default=None, description="after `begins`, on the same day")
    amount: DecimalText
    unit_of_measure: UnitOfMeasure
    text: WrittenText
    evidence: UUID | None = Field(default=None, description="an item of the evidence service")

    def deed(self) -> Deed:
        return Deed(
            self.day, self.indicator, self.text, self.amount, self.unit_of_measure, self.begins, self.ends,
            self.evidence,
        )  # fmt: skip


class KeyedActivity(RecordActivity):
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="the sender's own; an activity is recorded once under it, whatever the request"
    )


class RecordActivities(Body):
    activities: Annotated[tuple[KeyedActivity, ...], Field(min_length=1, max_length=MOST_ACTIVITIES)]


class WithdrawActivity(Body):
    reason_code: Literal["entered_twice", "wrong_day", "not_done", "other"]


@router.post(ACTIVITIES, status_code=201, responses=records(answers.ActivityMade, made=True))
def record_activity(agreement: UUID, body: RecordActivity, call: Commander) -> JSONResponse:
    """Record what was done on a day for an indicator of one's own agreement."""
    return call.record(body, lambda: commands.record_activity(call.runtime, call.employee, agreement, body.deed()))


@router.post(ACTIVITIES + "/bulk", status_code=201, responses={**reads(AccountOfLines), **records(AccountOfLines)})
def record_activities(
    agreement: UUID,
    body: RecordActivities,
    call: Commander,
    dry_run: DryRun = False,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Record many activities at once: 201 when recorded, 200 for the account alone.

    What is recorded already, under its key or word for word, is `unchanged`.
    """

    def deeds() -> list[Deed]:
        found = []
        for place, one in enumerate(body.activities, start=1):
            deed = one.deed()
            deed.line, deed.key = Line(place, read={"day": one.day.isoformat()}), f"sheet:{one.key}" if one.key else ""
            found.append(deed)
        return found

    def plan() -> Any:
        return commands.plan_activities(call, agreement, deeds())

    return record_account(call, body, plan, dry_run=dry_run, skip=on_error == "skip")


@router.post(
    ACTIVITIES + "/imports",
    status_code=201,
    responses={**reads(AccountOfLines), **records(AccountOfLines)},
    openapi_extra=SHEET_BODY,
)
def import_activities(  # noqa: PLR0913  # what is sent, and how it is taken
    agreement: UUID,
    request: Request,
    call: Commander,
    content: SentSheet,
    dry_run: DryRun = True,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Record the lines of a daily-progress sheet (CSV or XLSX); it only checks, unless `dry_run=false`."""
    key = request.headers.get("idempotency-key", "")

    def plan() -> Any:
        known = known_of(call.runtime, agreement)
        titles = {one.agreement_version: indicators_by_title(one) for one in known.agreed}

        def titles_on(day: date) -> Titles:
            return titles[known.in_force_on(day).agreement_version]

        return commands.plan_activities(call, agreement, activities_in(content, titles_on, key))

    return record_account(call, content, plan, dry_run=dry_run, skip=on_error == "skip")


@router.get(ACTIVITIES, response_model=None, responses=reads(answers.Activities))
def list_activities(  # noqa: PLR0913  # what a list is asked for
    agreement: UUID,
    call: Caller,
    day: date | None = None,
    month: Month | None = None,
    indicator: UUID | None = None,
    after: Annotated[str | None, Query(pattern=CURSOR, description="`next` of the page before")] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Activities that stand, latest first: of a day, a month, an indicator, or all."""
    call.wait_until_seen()
    wanted = activity_views.Wanted(day, month, indicator, after, limit)
    return activity_views.activities(call, agreement, wanted)


@router.get(ACTIVITY, responses=reads(answers.ActivityHistory, one=True))
def get_activity(agreement: UUID, activity: UUID, call: Caller) -> JSONResponse:
    """All that was ever said of one activity, withdrawn or not."""
    call.wait_until_seen()
    return call.answer(activity_views.history(call, agreement, activity))


@router.post(ACTIVITY + "/correction", status_code=201, responses=records(answers.ActivityMade, made=True))
def correct_activity(agreement: UUID, activity: UUID, body: RecordActivity, call: Commander) -> JSONResponse:
    """Replace what was recorded of an activity; the day stays in its period, and the history keeps what was said."""
    return call.record(
        body, lambda: commands.correct_activity(call.runtime, call.employee, agreement, activity, body.deed())
    )


@router.post(ACTIVITY + "/withdrawal", status_code=201, responses=records())
def withdraw_activity(agreement: UUID, activity: UUID, body: WithdrawActivity, call: Commander) -> JSONResponse:
    """Say that an activity does not hold."""
    return call.record(
        body,
        lambda: commands.withdraw_activity(call.runtime, call.employee, agreement, activity, body.reason_code),
    )
