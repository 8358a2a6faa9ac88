"""Routes of the verifier's work: what waits, many verdicts in one call, and the evidence gap; and who may call them."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field, field_validator, model_validator

from chassis.answers import Responses, reads, records
from chassis.call import Call, Caller, CommanderOfMany, sent_in
from chassis.inputs import Body, WrittenText, as_record
from chassis.parts import MOST_ENTRIES, Part, record_parts
from chassis.sheet_answers import AsSheet, reads_or_sheet, sheet
from chassis.store import Decision
from contracts.values import PERIOD, StreamHead
from services.evidence import commands, work_answers, work_views
from services.evidence.commands import CheckState
from services.evidence.flags import Flag
from services.evidence.http import ReasonCode, Verify
from services.evidence.work_views import Wanted

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("GET", "/v1/evidence/waiting"): frozenset({"rater"}),
    ("POST", "/v1/evidence/verdicts"): frozenset({"rater"}),
    ("GET", "/v1/evidence/gap/{period}"): frozenset({"employee", "rater", "officer", "auditor"}),
}
_DONE: Responses = {**reads(work_answers.VerdictsDone), **records(work_answers.VerdictsDone)}
#: The instant of an upload, its item and the indicator, as `next` has them.
_CURSOR = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{15}Z_[0-9a-f-]{36}_[0-9a-f-]{36}$"


class SentVerdict(Verify):
    """As for `POST /v1/evidence/{item}/verification` or `/rejection`."""

    item: UUID
    verdict: Literal["verified", "rejected"]
    reason_code: ReasonCode | None = Field(default=None, description="with `rejected`")
    reason: WrittenText | None = Field(default=None, description="with `rejected`")

    @model_validator(mode="after")
    def _reasons(self) -> "SentVerdict":
        given = (self.reason_code is not None, self.reason is not None)
        if given != ((True, True) if self.verdict == "rejected" else (False, False)):
            raise ValueError("`reason_code` and `reason` belong to `rejected`, both; and to `verified` neither")
        return self

    def about(self) -> str:
        return f"{self.item} {self.indicator} {self.report.stream}:{self.report.version}"

    def decide(self, call: Call) -> Decision:
        report = as_record(StreamHead, self.report)
        if self.reason_code is None or self.reason is None:
            return commands.verify(call.runtime, call.employee, self.item, self.indicator, report)
        because = (self.reason_code, self.reason)
        return commands.reject(call.runtime, call.employee, self.item, self.indicator, report, because)


class Verdicts(Body):
    entries: Annotated[tuple[SentVerdict, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[SentVerdict, ...]) -> tuple[SentVerdict, ...]:
        about = [one.about() for one in entries]
        twice = next((one for number, one in enumerate(about) if one in about[:number]), None)
        if twice is not None:
            raise ValueError(f"{twice} stands twice; each item has one verdict for a report")
        return entries


@router.get("/v1/evidence/waiting", responses=reads(work_answers.Waiting))
def list_waiting(  # noqa: PLR0913  # what a list is asked for
    call: Caller,
    employee: UUID | None = None,
    period: Annotated[str | None, Query(pattern=PERIOD)] = None,
    indicator: UUID | None = None,
    flag: Annotated[
        Flag | None,
        Query(description="only items with this flag; `uploaded_by_another`: only of items that no route could record"),
    ] = None,
    check: Annotated[CheckState | None, Query(description="how far the malware check is")] = None,
    after: Annotated[str | None, Query(pattern=_CURSOR, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> JSONResponse:
    """Items that nobody has judged for the last report of an indicator, of whom the caller acts as rater for;
    after the evaluation deadline, also of whom the caller is the rater's own rater for.

    Each row names what `POST /v1/evidence/verdicts` takes. Infected and withdrawn ones do not wait; of a period that is
    final, only what was never judged does, until the year is final.
    """
    call.wait_until_seen(listing=True)
    wanted = Wanted(employee, period, indicator, flag, check)
    return JSONResponse(work_views.waiting_page(call, wanted, after, limit))


@router.post("/v1/evidence/verdicts", status_code=201, responses=_DONE)
def judge_many(body: Verdicts, call: CommanderOfMany) -> JSONResponse:
    """Verify and reject many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    parts = [Part(one.about(), sent_in(one), partial(one.decide, call)) for one in body.entries]
    account = record_parts(call, parts)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.get("/v1/evidence/gap/{period}", response_model=None, responses=reads_or_sheet(work_answers.EvidenceGap))
def get_gap(  # noqa: PLR0913  # what a list is asked for
    period: Annotated[str, Path(pattern=PERIOD)],
    call: Caller,
    unit: Annotated[UUID | None, Query(description="with those below it; for its heads, officer and auditor")] = None,
    employee: Annotated[UUID | None, Query(description="one person's")] = None,
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="people")] = 50,
    as_sheet: AsSheet = False,
) -> Response:
    """Reported indicators that no verified item shows, per person, with totals by rater and unit, and days left.

    Without `unit` and `employee`: of whom the caller rates; who rates nobody gets their own.
    """
    call.wait_until_seen(listing=True)
    places = work_views.gap_places(call, unit, employee)
    if as_sheet:
        return sheet(work_views.gap_csv(call, period, places), f"kekurangan-bukti-{period}")
    return JSONResponse(work_views.gap_page(call, period, places, after, limit))
