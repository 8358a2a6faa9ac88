"""The routes of a team: its state, and what a rater does for all of it in one call; and who may call them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, field_validator, model_validator

from chassis.answers import Responses, reads, records
from chassis.call import Call, Caller, CommanderOfMany, sent_in
from chassis.inputs import Body
from chassis.parts import MOST_ENTRIES, Part, record_parts
from chassis.store import Decision
from services.planning import agreement_commands as commands
from services.planning import team, team_answers
from services.planning.http_agreements import ONE_YEAR, AcceptTargets, ProposeTargets, in_one_year
from services.planning.inputs import YearPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("GET", "/v1/team/{year}"): frozenset({"rater", "officer", "auditor"}),
    ("POST", "/v1/team/proposals"): frozenset({"rater"}),
    ("POST", "/v1/team/acceptances"): frozenset({"rater"}),
}
_DONE: Responses = {**reads(team_answers.TeamDone), **records(team_answers.TeamDone)}


class TeamProposal(ProposeTargets):
    """As for `POST /v1/agreements/{agreement}/proposals`; for whom nothing is begun, as for `POST /v1/agreements`."""

    agreement: UUID | None = Field(default=None, description="one that was begun; without `results` its draft")
    employee: UUID | None = Field(default=None, description="with `assignment` and the days: of a new agreement")
    assignment: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "TeamProposal":
        new = (self.employee, self.assignment, self.starts_on, self.ends_on)
        if self.agreement is not None and any(new):
            raise ValueError("either `agreement`, or `employee`, `assignment`, `starts_on` and `ends_on`; not both")
        if self.agreement is None and not (all(new) and self.results):
            raise ValueError("without `agreement`: `employee`, `assignment`, `starts_on`, `ends_on` and `results`")
        if self.starts_on and self.ends_on and not in_one_year(self.starts_on, self.ends_on):
            raise ValueError(ONE_YEAR)
        return self

    def about(self) -> str:
        return str(self.agreement) if self.agreement else f"{self.assignment} from {self.starts_on}"

    def decide(self, call: Call) -> Decision:
        if self.agreement is not None:
            return commands.propose_targets(call.runtime, call.employee, self.agreement, self.proposal())
        # By the validator above:
        assert self.employee is not None
        assert self.assignment is not None
        assert self.starts_on is not None
        assert self.ends_on is not None
        return commands.draft_agreement(
            call.runtime,
            call.employee,
            employee=self.employee,
            assignment=self.assignment,
            days=(self.starts_on, self.ends_on),
            proposal=self.proposal(),
        )


class Acceptance(AcceptTargets):
    """An agreement, and the number of the proposal that was read: a later one is not accepted by it."""

    agreement: UUID

    def about(self) -> str:
        return str(self.agreement)

    def decide(self, call: Call) -> Decision:
        return commands.accept_targets(call.runtime, call.employee, self.agreement, self.proposal)


Entry = TeamProposal | Acceptance


def _once(entries: Sequence[Entry]) -> None:
    about = [one.about() for one in entries]
    twice = next((one for number, one in enumerate(about) if one in about[:number]), None)
    if twice is not None:
        raise ValueError(f"{twice} stands twice; each agreement or assignment has one entry")


class ProposeForTeam(Body):
    entries: Annotated[tuple[TeamProposal, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[TeamProposal, ...]) -> tuple[TeamProposal, ...]:
        _once(entries)
        return entries


class AcceptForTeam(Body):
    entries: Annotated[tuple[Acceptance, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @field_validator("entries")
    @classmethod
    def _each_once(cls, entries: tuple[Acceptance, ...]) -> tuple[Acceptance, ...]:
        _once(entries)
        return entries


def _recorded(call: Call, entries: Sequence[Entry]) -> JSONResponse:
    parts = [Part(one.about(), sent_in(one), partial(one.decide, call)) for one in entries]
    account = record_parts(call, parts)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.get("/v1/team/{year}", responses=reads(team_answers.Team))
def get_team(
    year: YearPath,
    call: Caller,
    unit: Annotated[
        UUID | None, Query(description="a unit's people, for its heads, the officer and the auditor")
    ] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200, description="people; one may have several rows")] = 50,
) -> JSONResponse:
    """How far each person's agreement has come, who must act and until when: whom the caller rates, or a unit's."""
    call.wait_until_seen(listing=True)
    return call.answer(team.team(call, year, unit, after, limit))


@router.post("/v1/team/proposals", status_code=201, responses=_DONE)
def propose_for_team(body: ProposeForTeam, call: CommanderOfMany) -> JSONResponse:
    """Propose targets for many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    return _recorded(call, body.entries)


@router.post("/v1/team/acceptances", status_code=201, responses=_DONE)
def accept_for_team(body: AcceptForTeam, call: CommanderOfMany) -> JSONResponse:
    """Accept many proposals at once, each by its number, with its own outcome: 201 when any is recorded, 200 for none.

    The rows of `GET /v1/team/{year}` that wait for the rater name them; one that changed since is refused.
    """
    return _recorded(call, body.entries)
