"""Events of realization: what an employee says was reached, per indicator and period (*realisasi*)."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from contracts.events import PersonalEvent
from contracts.values import DecimalText, Period, TextRef

__all__ = ["RealizationReported"]


class RealizationReported(PersonalEvent):
    """The value reached on an indicator; for `sum` it is cumulative since the agreement's start.

    A later report of the same indicator and period replaces this one; both stay in the history.
    """

    agreement: UUID
    agreement_version: int
    period: Period
    indicator: UUID
    value: DecimalText = Field(description="in the indicator's unit of measure, never negative")
    note: TextRef | None = None
    lower_because: Literal["earlier_value_wrong", "work_undone"] | None = Field(
        default=None, description="present when a cumulative value is below that of an earlier period"
    )
