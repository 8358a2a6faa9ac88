"""What the routes of raters and identity answer with, for planning's OpenAPI document."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded
from chassis.problems import ProblemBody

__all__ = ["Departed", "Succeeded"]


class Succession(Answer):
    """What became of one assignment of whom the former rater rated, or the problem it is refused with."""

    entry: int
    outcome: Literal["recorded", "refused"]
    employee: UUID
    assignment: UUID
    streams: list[Head] = []
    problem: ProblemBody | None = None


class Succeeded(Recorded):
    """The account of every assignment."""

    entries: list[Succession]
    recorded: int
    refused: int
    left: int = Field(description="so many more assignments the former rater has: send it again with another key")


class StillRated(Answer):
    employee: UUID
    name: str = Field(default="", description="left out when erased, and for an auditor")
    assignment: UUID
    unit: UUID
    position: str
    ended_on: date | None = Field(
        description="of an assignment that is over: something in it still needs its rater, so another is named for it"
    )


class DepartedRater(Answer):
    """One who has left the agency, or the unit they headed, and still is the rater of some there.

    Of one who has left the agency also those whose assignment is over, while something drafted there is not agreed, an
    evaluation of it is not final, or the year that is made of it is not.
    """

    employee: UUID
    name: str = Field(default="", description="left out when erased, and for an auditor")
    left_on: date = Field(description="the last day of the last assignment that ended")
    rates: list[StillRated]


class Departed(Answer):
    raters: list[DepartedRater]
    next: UUID | None
