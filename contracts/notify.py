"""Events of notify: what a person did with a notice. The notices themselves follow from the other topics."""

from uuid import UUID

from pydantic import Field

from contracts.events import PersonalEvent
from contracts.values import PeriodOrYear

__all__ = ["NoticeAcknowledged"]


class NoticeAcknowledged(PersonalEvent):
    """The person a notice is for has read it."""

    period: PeriodOrYear
    notice: UUID = Field(description="the id of the notice: of the event that it tells of, or of a reminder")
