"""What the verifier's work list, its verdicts and the evidence gap answer with, for the OpenAPI document."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded
from chassis.problems import ProblemBody
from contracts.values import Period, TextRef
from services.evidence.answers import Flagged, LinkTold

__all__ = ["EvidenceGap", "VerdictsDone", "Waiting"]


class WaitingItem(Answer):
    """An item that waits for a verdict for the last report of one indicator."""

    item: UUID
    employee: UUID
    agreement: UUID
    period: Period
    indicator: UUID
    report: Head
    value: str
    earlier_verdict: Literal["verified", "rejected"] | None = Field(description="for an earlier report; null: none")
    earlier_value: str | None = Field(default=None, description="that report's, where there was a verdict")
    media_type: str
    size: int
    name: TextRef
    uploaded_at: datetime
    late: bool
    check: Literal["clean", "infected", "pending", "not_scanned", "no_content"]
    looked_at: bool
    flags: list[Flagged]
    link: LinkTold | None = Field(default=None, description="of what was given as a link")
    answers: UUID | None = Field(default=None, description="the rejected item this one answers")


class Waiting(Answer):
    waiting: list[WaitingItem]
    next: str | None = Field(description="`after` of the next page; null: there is none now")


class VerdictOutcome(Answer):
    """What became of one entry: what the single command answers, or the problem it is refused with."""

    entry: int = Field(description="its place in the request, from 0")
    outcome: Literal["recorded", "refused"]
    answer_until: date | None = Field(default=None, description="of a rejection")
    streams: list[Head] = []
    problem: ProblemBody | None = None


class VerdictsDone(Recorded):
    """The account of every entry; `streams` has the heads of all that was recorded."""

    entries: list[VerdictOutcome]
    recorded: int
    refused: int


class NotProven(Answer):
    """A report that no verified item shows; `items`: that were shown for it, without those that are withdrawn, infected
    or links whose content nobody has. Of the last alone: `no_content`."""

    agreement: UUID
    indicator: UUID
    title: str
    value: str
    report: Head
    why: Literal["nothing_shown", "no_content", "waiting", "rejected"]
    items: int


class PersonsGap(Answer):
    employee: UUID
    assignment: UUID
    unit: UUID
    rater: UUID | None
    reported: int
    proven: int
    gap: list[NotProven]


class OfRater(Answer):
    rater: UUID
    reported: int
    not_proven: int
    people: int = Field(description="with anything not proven")


class OfUnit(Answer):
    unit: UUID
    reported: int
    not_proven: int
    people: int = Field(description="with anything not proven")


class EvidenceGap(Answer):
    """`days_left`: calendar days to the evidence deadline in force, below zero when past. Totals are of all pages."""

    period: Period
    evidence_deadline: date
    days_left: int
    people: list[PersonsGap]
    raters: list[OfRater]
    units: list[OfUnit]
    next: UUID | None
