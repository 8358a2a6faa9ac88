"""The routes of a team: its state, and what a rater does for all of it in one call; and who may call them."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, field_validator

from chassis.answers import Responses, reads, records
from chassis.call import Call, Caller, Commander, sent_in
from chassis.inputs import Body
from chassis.store import Decision
from services.planning import agreement_commands as commands
from services.planning import team, team_answers
from services.planning.http_agreements import AcceptTargets, DraftAgreement, ProposeTargets
from services.planning.inputs import YearPath
from services.planning.team_commands import MOST_ENTRIES, Part, for_team

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("GET", "/v1/team/{year}"): frozenset({"rater", "officer"}),
    ("POST", "/v1/team/proposals"): frozenset({"rater"}),
    ("POST", "/v1/team/acceptances"): frozenset({"rater"}),
}
_DONE: Responses = {**reads(team_answers.TeamDone), **records(team_answers.TeamDone)}


class ForNewAgreement(DraftAgreement):
    """As for `POST /v1/agreements`."""

    def about(self) -> str:
        return f"{self.assignment} from {self.starts_on}"

    def decide(self, call: Call) -> Decision:
        return commands.draft_agreement(
            call.runtime,
            call.employee,
            employee=self.employee,
            assignment=self.assignment,
            days=(self.starts_on, self.ends_on),
            proposal=self.proposal(),
        )


class ForAgreement(ProposeTargets):
    """As for `POST /v1/agreements/{agreement}/proposals`: without `results` the draft as it stands."""

    agreement: UUID

    def about(self) -> str:
        return str(self.agreement)

    def decide(self, call: Call) -> Decision:
        return commands.propose_targets(call.runtime, call.employee, self.agreement, self.proposal())


class Acceptance(AcceptTargets):
    """An agreement, and the number of the proposal that was read: a later one is not accepted by it."""

    agreement: UUID

    def about(self) -> str:
        return str(self.agreement)

    def decide(self, call: Call) -> Decision:
        return commands.accept_targets(call.runtime, call.employee, self.agreement, self.proposal)


Entry = ForNewAgreement | ForAgreement | Acceptance


def _once(entries: Sequence[Entry]) -> None:
    about = [one.about() for one in entries]
    twice = next((one for number, one in enumerate(about) if one in about[:number]), None)
    if twice is not None:
        raise ValueError(f"{twice} stands twice; each agreement or assignment has one entry")


class ProposeForTeam(Body):
    entries: Annotated[tuple[ForAgreement | ForNewAgreement, ...], Field(min_length=1, max_length=MOST_ENTRIES)]

    @field_validator("entries")
    @classmethod
    def _each_once(
        cls, entries: tuple[ForAgreement | ForNewAgreement, ...]
    ) -> tuple[ForAgreement | ForNewAgreement, ...]:
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
    account = for_team(call, parts)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.get("/v1/team/{year}", responses=reads(team_answers.Team))
def get_team(
    year: YearPath,
    call: Caller,
    unit: Annotated[UUID | None, Query(description="a unit's people, for its heads and the officer")] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200, description="people; one may have several rows")] = 50,
) -> JSONResponse:
    """How far each person's agreement has come, who must act and until when: whom the caller rates, or a unit's."""
    call.wait_until_seen(listing=True)
    return call.answer(team.team(call, year, unit, after, limit))


@router.post("/v1/team/proposals", status_code=201, responses=_DONE)
def propose_for_team(body: ProposeForTeam, call: Commander) -> JSONResponse:
    """Propose targets for many at once, each entry with its own outcome: 201 when any is recorded, 200 for none."""
    return _recorded(call, body.entries)


@router.post("/v1/team/acceptances", status_code=201, responses=_DONE)
def accept_for_team(body: AcceptForTeam, call: Commander) -> JSONResponse:
    """Accept many proposals at once, each by its number, with its own outcome: 201 when any is recorded, 200 for none.

    The rows of `GET /v1/team/{year}` that wait for the rater name them; one that changed since is refused.
    """
    return _recorded(call, body.entries)
