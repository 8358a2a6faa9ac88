"""The routes of the year's policy, and who may call them: the officer chooses, everyone inside sees by what they are
judged.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import Answer, Head, Recorded, reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body
from chassis.runtime import Runtime
from contracts.evaluation import PolicyRef
from services.evaluation import policy_choice_commands

__all__ = ["ACCESS", "YearPath", "router"]

router = APIRouter()

POLICY = "/v1/cycles/{year}/policy"
ACCESS = {
    ("GET", POLICY): frozenset({"employee", "rater", "officer", "auditor"}),
    ("POST", POLICY): frozenset({"officer"}),
}

YearPath = Annotated[int, Path(ge=2000, le=2999)]


class ChoosePolicy(Body):
    """By which policy the year is judged; until the first final of the year."""

    policy: Literal["permenpanrb-6-2022.v1", "permenpanrb-8-2021.v1"]
    unverified: Literal["exclude", "count"] = "exclude"
    procedure: Literal["pp-30-2019.v1", "two-step.v1"] = "pp-30-2019.v1"


class PolicyOfYear(Answer):
    """By what a year is judged; `chosen` false: by the default, as nothing was chosen."""

    year: int
    chosen: bool
    policy: PolicyRef
    year_policy: PolicyRef
    unverified: Literal["exclude", "count"]
    procedure: str = Field(description="for objections")
    streams: list[Head]
    own_version: int


class PolicyRecorded(Recorded):
    year: int


@router.post(POLICY, status_code=201, responses=records(PolicyRecorded, made=True))
def choose_policy(year: YearPath, body: ChoosePolicy, call: Commander) -> JSONResponse:
    """Choose the policy of a year, before its first final."""
    return call.record(
        body, lambda: policy_choice_commands.choose(call.runtime, year, body.policy, body.unverified, body.procedure)
    )


@router.get(POLICY, responses=reads(PolicyOfYear, one=True))
def get_policy(year: YearPath, call: Caller) -> JSONResponse:
    """By what a year is judged: what the officer chose, else the regulation in force."""
    call.wait_until_seen()
    shown = shown_policy(call.runtime, year)
    return call.answer(shown, etag=shown["own_version"])


def shown_policy(runtime: Runtime, year: int) -> dict[str, Any]:
    """A year's policy as it is answered."""
    found = policy_choice_commands.chosen(runtime, year)
    stream = policy_choice_commands.policy_stream(runtime, year)
    version = runtime.store.versions([stream]).get(stream, 0)
    return {
        "year": year,
        "chosen": found.stream is not None,
        "policy": found.policy.model_dump(),
        "year_policy": found.year_policy.model_dump(),
        "unverified": found.unverified,
        "procedure": found.procedure,
        "streams": [{"stream": str(stream), "version": version}] if version else [],
        "own_version": version,
    }
