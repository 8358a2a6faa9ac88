"""What the lists of open reviews and of one's own tasks are answered with, for the OpenAPI document."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head
from contracts.evaluation import Predicate
from contracts.values import PeriodOrYear, TextRef

__all__ = ["OwnedFollowUps", "Reviews"]


class OpenReview(Answer):
    """A final that used evidence found false afterwards. `who`: the rater in force, the superior, their delegates; but
    nobody after whom none could decide on an objection to the amendment."""

    employee: UUID
    agreement: UUID
    period: PeriodOrYear
    evaluation: UUID = Field(description="the stream in which all of it lies")
    item: UUID
    finding: Head
    reason_code: str
    found_at: datetime
    predicate: Predicate = Field(description="as it stands")
    who: list[UUID] = Field(description="the employees who may amend it")


class Reviews(Answer):
    reviews: list[OpenReview]
    next: UUID | None


class OwnedFollowUp(Answer):
    """A task of the caller's: of whose final, and what the path of its completion names."""

    employee: UUID
    agreement: UUID
    period: PeriodOrYear
    follow_up: UUID
    kind: Literal["coaching", "training", "reassignment", "sanction_proposal"]
    due_on: date
    note: TextRef | None = None
    overdue: bool


class OwnedFollowUps(Answer):
    """The open ones, the first due first and at most 200; `open`: how many there are."""

    follow_ups: list[OwnedFollowUp]
    open: int
