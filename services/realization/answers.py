"""What realization answers with, for its OpenAPI document."""

from datetime import datetime
from uuid import UUID

from chassis.answers import Answer, Head, Recorded
from contracts.values import DecimalText, Period

__all__ = ["Reported", "Reports"]


class Report(Answer):
    """One report; `current`: the last of its indicator."""

    report: Head
    indicator: UUID
    value: DecimalText
    reported_at: datetime
    late: bool
    current: bool


class Reports(Answer):
    agreement: UUID
    period: Period
    reports: list[Report]
    streams: list[Head]


class Reported(Recorded):
    """The report as a head, to be named by verdicts."""

    agreement: UUID
    period: Period
    indicator: UUID
    report: Head
