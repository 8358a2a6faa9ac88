"""What notify answers with, for its OpenAPI document."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer
from contracts.values import PeriodOrYear

__all__ = ["Notices"]


class Notice(Answer):
    """An event, seen from the side of whom it concerns; its id is the event's."""

    notice: UUID
    type: str
    about: str = Field(description="whom or what it is about: an employee's or a unit's id")
    stream: UUID
    version: int
    period: PeriodOrYear
    agreement: UUID | None = Field(description="the agreement it is about, where it is about one")
    follow_up: UUID | None = Field(description="of a follow-up, so that its owner finds `.../completion`")
    at: datetime
    pesan: str
    text: str
    acknowledged: bool


class Notices(Answer):
    """A page, newest first; `next` is null on the last one."""

    notices: list[Notice]
    unread: int
    next: str | None
