"""Routes of a rater's team and of a unit's people: many finals in one call, provisional scores, progress."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field, field_validator

from chassis.answers import Responses, reads, records
from chassis.call import Call, Caller, Commander, sent_in
from chassis.errors import Conflict
from chassis.inputs import Body
from chassis.parts import MOST_ENTRIES, Part, record_parts
from chassis.store import Decision
from contracts.evaluation import EvaluationFinalized, Predicate
from services.evaluation import answers_people as answers
from services.evaluation import commands, people_views
from services.evaluation.inputs import After, Finalize, Page, PeriodOrYearPath, PeriodPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ABOVE = frozenset({"rater", "officer", "auditor"})
ACCESS = {
    ("POST", "/v1/team/{period}/finalizations"): frozenset({"rater"}),
    ("GET", "/v1/team/{period}/provisional"): frozenset({"rater"}),
    ("GET", "/v1/employees/{employee}/provisional/{period}"): INSIDE,
    ("GET", "/v1/units/{unit}/provisional/{period}"): ABOVE,
    ("GET", "/v1/units/{unit}/progress/{period}"): ABOVE,
}
_DONE: Responses = {**reads(answers.TeamDone), **records(answers.TeamDone)}


class TeamFinal(Finalize):
    """As for `POST /v1/agreements/{agreement}/evaluations/{period}/finalization`, of one agreement."""

    agreement: UUID
    expects: Predicate | None = Field(
        default=None, description="the predicate as it was read (`would_be`); refused where it would be another by now"
    )

    def decide(self, call: Call, period: str) -> Decision:
        result, behaviour = self.result.answered(), self.behaviour.answered()
        decision = commands.finalize(call.runtime, call.employee, self.agreement, period, result, behaviour)
        (event,) = decision.appends[0].events
        assert isinstance(event, EvaluationFinalized)
        if self.expects is not None and event.predicate != self.expects:
            raise Conflict(
                detail=f"the predicate would be {event.predicate}, not {self.expects}: the dossier is another by now",
                pesan=f"predikatnya kini {event.predicate}, bukan {self.expects}",
                mend="read the advice again, then send it with the predicate it has now",
                perbaikan="baca ulang sarannya, lalu kirim dengan predikat yang sekarang",
                who_must_act="rater",
            )
        return decision


class FinalizeTeam(Body):
    entries: Annotated[tuple[TeamFinal, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[TeamFinal, ...]) -> tuple[TeamFinal, ...]:
        about = [one.agreement for one in entries]
        twice = next((one for number, one in enumerate(about) if one in about[:number]), None)
        if twice is not None:
            raise ValueError(f"agreement {twice} stands twice; each has one entry")
        return entries


@router.post("/v1/team/{period}/finalizations", status_code=201, responses=_DONE)
def finalize_team(period: PeriodPath, body: FinalizeTeam, call: Commander) -> JSONResponse:
    """Finalize for many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    parts = [Part(str(one.agreement), sent_in(one), partial(one.decide, call, period)) for one in body.entries]
    account = record_parts(call, parts)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.get("/v1/team/{period}/provisional", response_model=None, responses=reads(answers.TeamScores))
def get_team_scores(period: PeriodOrYearPath, call: Caller, after: After = None, limit: Page = 50) -> dict[str, Any]:
    """Scores and advice of whom the caller rates: provisional ones with what would change them, and finals."""
    call.wait_until_seen()
    return people_views.of_team(call, period, after, limit)


@router.get("/v1/employees/{employee}/provisional/{period}", response_model=None, responses=reads(answers.PersonScores))
def get_person_scores(employee: UUID, period: PeriodOrYearPath, call: Caller) -> dict[str, Any]:
    """The same of one person, for each agreement of the period."""
    call.wait_until_seen()
    return people_views.of_person(call, employee, period)


@router.get("/v1/units/{unit}/provisional/{period}", response_model=None, responses=reads(answers.UnitScores))
def get_unit_scores(
    unit: UUID, period: PeriodOrYearPath, call: Caller, after: After = None, limit: Page = 50
) -> dict[str, Any]:
    """The same of a unit and those below it, for who heads it or one above."""
    call.wait_until_seen()
    return people_views.of_unit(call, unit, period, after, limit)


@router.get("/v1/units/{unit}/progress/{period}", response_model=None, responses=reads(answers.Progress))
def get_progress(
    unit: UUID, period: PeriodOrYearPath, call: Caller, after: After = None, limit: Page = 50
) -> dict[str, Any]:
    """How far the evaluations of a unit and those below it are: whom each waits for, and counts of all."""
    call.wait_until_seen()
    return people_views.progress(call, unit, period, after, limit)
