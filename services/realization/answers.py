"""What realization answers with, for its OpenAPI document."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded
from contracts.realization import BehaviourValue, ClockTime, Month, SanctionGrade
from contracts.values import DecimalText, Exact, Period

__all__ = [
    "Activities",
    "Activity",
    "ActivityHistory",
    "ActivityMade",
    "Coaching",
    "CoachingHeld",
    "DueCoaching",
    "Feedback",
    "FeedbackMade",
    "Monitoring",
    "Reported",
    "Reports",
    "SanctionMade",
    "YearRecord",
]


class Words(Answer):
    """What a person wrote. `body` only for those it is meant for, and while it is not erased."""

    text: UUID
    body: str = ""


class Report(Answer):
    """One report; `current`: the last of its indicator; `proven`: an item was verified for it; `lower_because`: why a
    cumulative value may lie below an earlier period's."""

    report: Head
    indicator: UUID
    agreement_version: int
    value: DecimalText
    reported_at: datetime
    late: bool
    current: bool
    proven: bool
    lower_because: str | None = None
    note: Words | None = Field(default=None, description="absent where there is none")
    returned: "GivenBack | None" = Field(default=None, description="absent unless the rater gave it back")


class GivenBack(Answer):
    """Why and when a report was given back, and who acted as rater then."""

    reason_code: str
    comment: Words
    by: UUID
    at: datetime


class Reports(Answer):
    agreement: UUID
    period: Period
    open: bool = Field(description="false once the evaluation of the period is final")
    reports: list[Report]
    streams: list[Head]


class Reported(Recorded):
    """The report as a head, to be named by verdicts."""

    agreement: UUID
    period: Period
    indicator: UUID
    report: Head


class ActivityMade(Recorded):
    agreement: UUID
    activity: UUID


class Activity(Answer):
    """What stands of one activity; `late`: recorded after the period's reporting deadline, which costs nothing."""

    activity: UUID
    period: Period
    indicator: UUID
    day: date
    begins: ClockTime | None = None
    ends: ClockTime | None = None
    amount: DecimalText
    unit_of_measure: str
    text: Words
    evidence: UUID | None = None
    recorded_at: datetime
    late: bool
    corrected: int = Field(description="how often")


class ActivityVersion(Answer):
    """What was said of an activity, and when; `withdrawn`: that it does not hold."""

    what: Literal["recorded", "corrected", "withdrawn"]
    at: datetime
    version: int
    day: date | None = None
    begins: ClockTime | None = None
    ends: ClockTime | None = None
    indicator: UUID | None = None
    amount: DecimalText | None = None
    unit_of_measure: str | None = None
    text: Words | None = None
    evidence: UUID | None = None
    reason_code: str | None = None


class ActivityHistory(Answer):
    activity: UUID
    history: list[ActivityVersion]
    streams: list[Head]


class Activities(Answer):
    """A page, latest day first; `next` is null on the last one."""

    agreement: UUID
    activities: list[Activity]
    next: str | None


class FeedbackMade(Recorded):
    feedback: UUID


class FeedbackAnswer(Answer):
    text: Words
    at: datetime


class FeedbackOne(Answer):
    """What was said, by whom, about what; the giver's id is for the employee, who acts as rater and the giver."""

    feedback: UUID
    period: Period
    given_by: Literal["rater", "colleague"]
    giver: str | None = None
    about: Literal["result", "behaviour"]
    result: UUID | None = None
    value: BehaviourValue | None = None
    text: Words
    at: datetime
    answer: FeedbackAnswer | None = None


class Feedback(Answer):
    """A page, latest first; `next` is null on the last one."""

    agreement: UUID
    feedback: list[FeedbackOne]
    next: UUID | None
    streams: list[Head]


class CoachingHeld(Recorded):
    session: UUID


class FollowedUp(Answer):
    on: date
    outcome: Literal["done", "partly_done", "not_done"]
    note: Words | None = None
    next_follow_up_on: date | None = None


class Session(Answer):
    """A session; `held_by`: who acted as rater then; `due`: when it is looked at next, absent when nothing is left."""

    session: UUID
    period: Period
    held_on: date
    held_by: UUID
    topic: Words
    agreements: Words
    follow_up_on: date
    due: date | None = None
    followed_up: list[FollowedUp]


class Coaching(Answer):
    """A page, latest first; `next` is null on the last one."""

    agreement: UUID
    sessions: list[Session]
    next: UUID | None
    streams: list[Head]


class DueSession(Answer):
    """A session to be looked at again; days left are below zero when it is overdue."""

    agreement: UUID
    employee: UUID
    session: UUID
    held_on: date
    due: date
    days_left: int
    overdue: bool
    as_: Literal["employee", "rater"] = Field(alias="as")


class DueCoaching(Answer):
    """A page, what is due first first; `next` is null on the last one."""

    due: list[DueSession]
    next: str | None


class MonthRecord(Answer):
    """One month, in days."""

    month: Month
    working_days: int
    present: int
    late: int
    absent: int
    on_leave: int


class Sanction(Answer):
    sanction: UUID
    imposed_on: date
    grade: SanctionGrade


class SanctionMade(Recorded):
    sanction: UUID


class YearRecord(Answer):
    """The months as last recorded, and the sanctions that stand."""

    employee: UUID
    year: int
    months: list[MonthRecord]
    sanctions: list[Sanction]
    streams: list[Head]


class Bounds(Answer):
    low: DecimalText
    high: DecimalText


class TrendPoint(Answer):
    """The value last reported in a period; without one only the period."""

    period: Period
    value: DecimalText | None = None
    percent: Exact | None = None
    proven: bool | None = None


class MonitoredIndicator(Answer):
    """Target, value last reported and per cent (`domain.md` 7.2); absent where there is none. Nothing is rated."""

    indicator: UUID
    result: UUID
    kind: Literal["main", "additional"]
    title: str
    aspect: str
    unit_of_measure: str
    direction: str
    due: bool
    target: Bounds | None = None
    value: DecimalText | None = None
    version: int | None = Field(default=None, description="of the report, in its stream")
    reported_at: datetime | None = None
    proven: bool | None = None
    returned: bool | None = None
    percent: Exact | None = None
    proven_value: DecimalText | None = Field(default=None, description="of the last proven report of the period")
    proven_percent: Exact | None = None
    late: bool
    behind_because: list[Literal["not_reported", "returned", "below_target", "not_proven"]]
    trend: list[TrendPoint]


class MonitoredPerson(Answer):
    """One person in one assignment; without an agreement for the period there is no `agreement` and no indicator."""

    employee: UUID
    assignment: UUID
    unit: UUID
    agreement: UUID | None = None
    agreement_version: int | None = None
    final: bool
    due: int | None = None
    reported: int | None = None
    proven: int | None = None
    last_activity: date | None = None
    behind: bool
    behind_because: list[Literal["not_reported", "returned", "below_target", "not_proven", "no_activity"]]
    indicators: list[MonitoredIndicator]


class Monitoring(Answer):
    """A page of people; days left are below zero when a deadline has passed; `next` is null on the last page."""

    period: Period
    reporting_days_left: int
    evidence_days_left: int
    people: list[MonitoredPerson]
    next: UUID | None
