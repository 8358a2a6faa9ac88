"""Routes of a rater's team and of a unit's people: much recorded in one call, provisional scores, progress."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import Responses, reads, records
from chassis.call import Call, Caller, CommanderOfMany, sent_in
from chassis.parts import Part, record_parts
from services.evaluation import answers_people as answers
from services.evaluation import answers_team, people_views, team_year, views
from services.evaluation.finals import is_year
from services.evaluation.inputs import After, Page, PeriodOrYearPath, PeriodPath
from services.evaluation.team_entries import AcceptLatenessInTeam, AssessTeam, Entry, FinalizeTeam

__all__ = ["ACCESS", "router"]

router = APIRouter()

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ABOVE = frozenset({"rater", "officer", "auditor"})
ACCESS = {
    ("GET", "/v1/team/{period}"): frozenset({"rater"}),
    ("POST", "/v1/team/{period}/behaviours"): frozenset({"rater"}),
    ("POST", "/v1/team/{period}/lateness"): frozenset({"rater"}),
    ("POST", "/v1/team/{period}/finalizations"): frozenset({"rater"}),
    ("GET", "/v1/team/{period}/provisional"): frozenset({"rater"}),
    ("GET", "/v1/employees/{employee}/provisional/{period}"): INSIDE,
    ("GET", "/v1/units/{unit}/provisional/{period}"): ABOVE,
    ("GET", "/v1/units/{unit}/progress/{period}"): ABOVE,
}
_DONE: Responses = {**reads(answers_team.TeamDone), **records(answers_team.TeamDone)}


def _record(call: Call, period: str, entries: Sequence[Entry]) -> JSONResponse:
    """Each entry with its own outcome: 201 when any is recorded, 200 for none."""
    parts = [Part(one.about, sent_in(one), partial(one.decide, call, period)) for one in entries]
    account = record_parts(call, parts)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.post("/v1/team/{period}/finalizations", status_code=201, responses=_DONE)
def finalize_team(period: PeriodOrYearPath, body: FinalizeTeam, call: CommanderOfMany) -> JSONResponse:
    """Finalize for many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    return _record(call, period, body.entries)


@router.post("/v1/team/{period}/behaviours", status_code=201, responses=_DONE)
def assess_team(period: PeriodOrYearPath, body: AssessTeam, call: CommanderOfMany) -> JSONResponse:
    """Rate the behaviour of many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    return _record(call, period, body.entries)


@router.post("/v1/team/{period}/lateness", status_code=201, responses=_DONE)
def accept_lateness_in_team(period: PeriodPath, body: AcceptLatenessInTeam, call: CommanderOfMany) -> JSONResponse:
    """Accept many late items at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    return _record(call, period, body.entries)


@router.get("/v1/team/{period}", response_model=None, responses=reads(answers_team.Team))
def get_team(period: PeriodOrYearPath, call: Caller) -> dict[str, Any]:
    """The caller's subordinates in a period or year: final, or what each waits for."""
    call.wait_until_seen()
    return team_year.team_of_year(call, period) if is_year(period) else views.team(call, period)


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
