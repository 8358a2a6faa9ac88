"""What the routes of a team answer with, for planning's OpenAPI document."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded
from chassis.problems import ProblemBody
from services.planning.answers import ResultIds, Warned

__all__ = ["Team", "TeamDone"]


class TeamRow(Answer):
    """How far one agreement of a person has come; `not_started` for an assignment that needs one and has none."""

    employee: UUID
    name: str = Field(default="", description="left out when erased, and for an auditor")
    assignment: UUID
    unit: UUID
    position: str
    rater: UUID | None
    disputed: bool = Field(
        default=False, description="the rater, and nobody settled it; for officer and auditor, not for that rater"
    )
    state: Literal["not_started", "drafted", "in_dialogue", "agreed", "in_revision", "closed"]
    agreement: UUID | None = None
    agreement_version: int = 0
    proposal: int = Field(default=0, description="the last one; to be named when it is accepted")
    proposed_by: Literal["employee", "rater"] | None = None
    waits_for: list[Literal["employee", "rater", "officer"]] = Field(
        description="who must act; one of them where there are two; the performance officer where no rater is recorded"
    )
    due_on: date
    overdue: bool = Field(description="never for want of a rater")
    days_left: int | None = Field(
        default=None, description="below zero when overdue; left out once agreed or closed, and without a rater"
    )


class Team(Answer):
    """`agreement_deadline` is the one in force; who starts after it is given as many days as the others had."""

    year: int
    agreement_deadline: date
    today: date
    team: list[TeamRow]
    next: UUID | None


class Outcome(Answer):
    """What became of one entry: what the single command answers, or the problem it is refused with."""

    entry: int = Field(description="its place in the request, from 0")
    outcome: Literal["recorded", "refused"]
    agreement: UUID | None = None
    proposal: int = 0
    agreement_version: int = 0
    results: list[ResultIds] = []
    warnings: list[Warned] = []
    streams: list[Head] = []
    problem: ProblemBody | None = None


class TeamDone(Recorded):
    """The account of every entry; `streams` has the heads of all that was recorded."""

    entries: list[Outcome]
    recorded: int
    refused: int
