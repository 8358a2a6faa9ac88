"""What a rater's team is answered with: who is final, what the others wait for, and what was recorded in one call."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded
from chassis.problems import ProblemBody
from contracts.evaluation import Predicate
from contracts.values import PeriodOrYear
from services.evaluation.after_answers import Standing
from services.evaluation.annual_answers import MissingInYear
from services.evaluation.answers import Missing

__all__ = ["Team", "TeamDone"]


class TeamMember(Answer):
    """One agreement of one person, of a year the last one: final with its predicate, open with what it waits for, or
    why there is neither.
    """

    employee: UUID
    agreement: UUID | None
    state: Literal["final", "open", "no_agreement", "not_in_period", "agreements_overlap", "nothing_due"]
    predicate: Predicate | None = Field(default=None, description="of the final, as it was made")
    standing: Standing | None = Field(default=None, description="what counts of the final now")
    waits_for: Missing | MissingInYear | None = None
    rater: UUID | None = None
    self_assessed: bool | None = Field(default=None, description="of what is open: the employee has assessed themself")


class Team(Answer):
    period: PeriodOrYear
    team: list[TeamMember]


class DoneEntry(Answer):
    """One entry: recorded, or refused with the very problem of the single call."""

    entry: int = Field(description="place in what was sent, from 0")
    outcome: Literal["recorded", "refused"]
    agreement: UUID | None = None
    period: PeriodOrYear | None = None
    streams: list[Head] = []
    problem: ProblemBody | None = None


class TeamDone(Recorded):
    """The account of every entry; `streams` has the heads of all that was recorded."""

    entries: list[DoneEntry]
    recorded: int
    refused: int
