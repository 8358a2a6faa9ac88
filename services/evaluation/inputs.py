"""What requests of evaluation have in common: where one is, who is inside, behaviour, and answers to an advice."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Header, Path, Query
from pydantic import Field

from chassis.inputs import Body, WrittenText
from contracts.evaluation import BehaviourValues, Rating
from contracts.values import PERIOD
from services.evaluation import commands

__all__ = [
    "EVALUATION",
    "INSIDE",
    "RATER",
    "AcceptLateness",
    "Accepted",
    "After",
    "AssessBehaviour",
    "Because",
    "Finalize",
    "GivenRating",
    "Page",
    "PeriodOrYearPath",
    "PeriodPath",
    "Values",
]

EVALUATION = "/v1/agreements/{agreement}/evaluations/{period}"
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
RATER = frozenset({"rater"})
PeriodPath = Annotated[str, Path(pattern=PERIOD)]
After = Annotated[UUID | None, Query(description="`next` of the page before")]
Page = Annotated[int, Query(ge=1, le=100, description="people")]
Accepted = Annotated[str, Header(include_in_schema=False)]

PeriodOrYearPath = Annotated[str, Path(pattern=r"^[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))?$")]


class Values(BehaviourValues, extra="forbid"):
    pass


class AssessBehaviour(Body):
    values: Values
    colleagues_heard: bool = Field(default=False, description="colleagues and subordinates were asked about behaviour")


class AcceptLateness(Body):
    item: UUID
    reason_code: Literal["system_outage", "field_duty", "on_leave", "third_party_delay", "other"]
    reason: WrittenText

    def because(self) -> tuple[str, str]:
        return self.reason_code, self.reason


class Because(Body):
    """Why: a text; with a code where the rating departs from an advice (elsewhere the service finds the code)."""

    code: Literal["context_not_in_figures", "quality_of_work", "conduct"] | None = None
    text: WrittenText


class GivenRating(Body):
    """The answer to one advice: "advised" confirms it, a rating departs from it and needs a reason."""

    rating: Rating | Literal["advised"] = "advised"
    because: Because | None = None

    def answered(self) -> commands.Answered:
        rating: Rating | None = None if self.rating == "advised" else self.rating
        because = self.because
        return commands.Answered(rating, because.code if because else None, because.text if because else None)


class Finalize(Body):
    result: GivenRating = GivenRating()
    behaviour: GivenRating = GivenRating()
