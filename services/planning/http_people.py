"""Routes of what changes about people who are there: who they are, who follows their rater; and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import Responses, reads, records
from chassis.call import Caller, Commander, CommanderOfMany
from chassis.inputs import Body, WrittenText
from services.planning import answers, directory, rater_answers, succession
from services.planning.identity import correct_identity

__all__ = ["ACCESS", "router"]

router = APIRouter()

OFFICER = frozenset({"officer"})
ACCESS = {
    ("POST", "/v1/employees/{employee}/identity"): OFFICER,
    ("POST", "/v1/employees/{employee}/successor"): OFFICER,
    ("GET", "/v1/raters/departed"): OFFICER | {"auditor"},
}
_SUCCEEDED: Responses = {**reads(rater_answers.Succeeded), **records(rater_answers.Succeeded)}


class CorrectIdentity(Body):
    """What is left out stays."""

    name: Annotated[WrittenText, Field(max_length=200)] | None = None
    number: Annotated[str, Field(pattern=r"^[0-9]{18}$", description="NIP of a PNS, NI of a PPPK")] | None = None
    email: Annotated[str, Field(max_length=254, pattern=directory.EMAIL)] | None = Field(
        default=None, description="null: none from now on"
    )

    @model_validator(mode="after")
    def _says_something(self) -> "CorrectIdentity":
        if not self.model_fields_set or {
            name for name in ("name", "number") if name in self.model_fields_set and getattr(self, name) is None
        }:
            raise ValueError("name, number or email is needed; only email can be null")
        return self


class NameSuccessor(Body):
    rater: UUID = Field(description="who rates from now on those whom the one in the path rates")
    reason_code: Literal["moved", "vacant", "corrected"]


@router.post("/v1/employees/{employee}/identity", status_code=201, responses=records(answers.EmployeeMade, made=True))
def correct(employee: UUID, body: CorrectIdentity, call: Commander) -> JSONResponse:
    """Correct name, number or e-mail in the directory; no event tells of it, and the former number is nobody's."""
    said: dict[str, str | None] = body.model_dump(exclude_unset=True)
    return call.record(body, lambda: correct_identity(call.runtime, employee, said))


@router.post("/v1/employees/{employee}/successor", status_code=201, responses=_SUCCEEDED)
def name_successor(employee: UUID, body: NameSuccessor, call: CommanderOfMany) -> JSONResponse:
    """Put another rater in force for all whom this one rates, each with its own outcome: 201 when any is recorded.

    At most a hundred in one call; `left` says how many are still to be done. Not for the caller's own assignments.
    """
    account = succession.succeed(call, employee, body.rater, body.reason_code)
    return call.answer(account, 201 if account["recorded"] else 200)


@router.get("/v1/raters/departed", response_model=None, responses=reads(rater_answers.Departed))
def list_departed(
    call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> dict[str, Any]:
    """Raters who left the agency or the unit they headed, each with whom they still are the rater of, by pages.

    Of who left the agency also with assignments that have ended, while something there is open (`ended_on`).
    """
    call.wait_until_seen(listing=True)
    return succession.departed(call, after, limit)
