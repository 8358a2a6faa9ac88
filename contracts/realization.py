"""Events of realization: what an employee says was reached and did, and what was said to them about it.

Streams: realizations of an agreement's period, its activities, the talks about an agreement (feedback, coaching), and
an employee's attendance and sanctions of a year. What people write is never here (decision 0030).
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.events import PersonalEvent
from contracts.values import OPEN, DecimalText, OfficialText, Period, Record, StreamHead, TextRef, Year

__all__ = [
    "ActivityCorrected",
    "ActivityFields",
    "ActivityRecorded",
    "ActivityWithdrawn",
    "AttendanceRecorded",
    "BehaviourValue",
    "ClockTime",
    "CoachingFollowedUp",
    "CoachingHeld",
    "DayCount",
    "FeedbackAnswered",
    "FeedbackGiven",
    "Month",
    "RealizationReported",
    "RealizationReturned",
    "SanctionGrade",
    "SanctionRecorded",
    "SanctionWithdrawn",
    "UnitOfMeasure",
]

#: The seven BerAKHLAK values of behaviour (*perilaku kerja*).
BehaviourValue = Literal[
    "service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative"
]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="in the agency's time zone")]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}M(0[1-9]|1[0-2])$", description="2026M07")]
DayCount = Annotated[int, Field(ge=0, le=31, strict=True)]
#: Light, moderate, severe (*ringan, sedang, berat*).
SanctionGrade = Literal["light", "moderate", "severe"]
UnitOfMeasure = Annotated[OfficialText, Field(max_length=100)]


class RealizationReported(PersonalEvent):
    """The value reached on an indicator; for `sum` it is cumulative since the agreement's start.

    A later report of the same indicator and period replaces this one; both stay in the history.
    """

    agreement: UUID
    agreement_version: Annotated[int, Field(ge=1)] = Field(description="the agreed version it was reported against")
    period: Period
    indicator: UUID
    value: DecimalText = Field(description="in the indicator's unit of measure, never negative")
    note: TextRef | None = None
    lower_because: Annotated[Literal["earlier_value_wrong", "work_undone"], OPEN] | None = Field(
        default=None,
        description="present when a cumulative value is below that of an earlier period, or above that of a later one",
    )


class RealizationReturned(PersonalEvent):
    """The rater gave a report back with a comment; it stands until the employee reports the indicator again."""

    agreement: UUID
    period: Period
    indicator: UUID
    report: StreamHead = Field(description="the report that is given back")
    reason_code: Annotated[Literal["value_unclear", "value_wrong", "wrong_period", "evidence_missing", "other"], OPEN]
    comment: TextRef


class ActivityFields(Record):
    """What was done on a day for an indicator: what recording and correcting it say alike."""

    agreement: UUID
    period: Period = Field(description="the period the day lies in")
    activity: UUID
    indicator: UUID
    day: date = Field(description="in the agency's time zone")
    begins: ClockTime | None = None
    ends: ClockTime | None = Field(default=None, description="on the same day, after `begins`")
    amount: DecimalText = Field(description="how much was done, never negative")
    unit_of_measure: UnitOfMeasure = Field(description="of `amount`; it may be another than the indicator's")
    text: TextRef
    evidence: UUID | None = Field(default=None, description="an evidence item of the same agreement")


class ActivityRecorded(ActivityFields, PersonalEvent):
    """What was done on a day for an indicator (*kegiatan harian*)."""


class ActivityCorrected(ActivityFields, PersonalEvent):
    """An activity as it should have been recorded: it replaces what was said before, which stays in the history."""


class ActivityWithdrawn(PersonalEvent):
    """An activity does not hold; what was recorded of it stays in the history."""

    agreement: UUID
    period: Period
    activity: UUID
    reason_code: Annotated[Literal["entered_twice", "wrong_day", "not_done", "other"], OPEN]


class FeedbackGiven(PersonalEvent):
    """The rater or a colleague commented on a work result or a value of behaviour (*umpan balik berkelanjutan*)."""

    agreement: UUID
    period: Period = Field(description="the period it is about")
    feedback: UUID
    given_by: Annotated[Literal["rater", "colleague"], OPEN]
    about: Annotated[Literal["result", "behaviour"], OPEN] = Field(description="a work result, or a value of behaviour")
    result: UUID | None = Field(default=None, description="the work result; present when it is about one")
    value: BehaviourValue | None = Field(default=None, description="present when it is about behaviour")
    text: TextRef


class FeedbackAnswered(PersonalEvent):
    """The employee answered what was said."""

    agreement: UUID
    period: Period
    feedback: UUID
    text: TextRef


class CoachingHeld(PersonalEvent):
    """Rater and employee talked (*pembinaan kinerja*): about what, what they agreed, and when it is looked at again."""

    agreement: UUID
    period: Period = Field(description="the period the day lies in")
    session: UUID
    held_on: date
    topic: TextRef
    agreements: TextRef = Field(description="what they agreed to do")
    follow_up_on: date = Field(description="the day on which it is looked at again")


class CoachingFollowedUp(PersonalEvent):
    """What was agreed in a session was looked at again; with a new date where it is not done yet."""

    agreement: UUID
    period: Period = Field(description="the period of the session")
    session: UUID
    followed_up_on: date
    outcome: Annotated[Literal["done", "partly_done", "not_done"], OPEN]
    note: TextRef | None = None
    next_follow_up_on: date | None = Field(default=None, description="absent when nothing is left to look at")


class AttendanceRecorded(PersonalEvent):
    """A month's attendance as the officer imported it; a later record of the same month replaces this one.

    working_days = present + on_leave + absent; those who came late are among the present. For awards only.
    """

    year: Year = Field(description="the month's")
    month: Month
    working_days: DayCount = Field(description="days of the month on which the employee was to work")
    present: DayCount
    late: DayCount = Field(description="of the days present")
    absent: DayCount = Field(description="without leave")
    on_leave: DayCount = Field(default=0, description="approved leave")


class SanctionRecorded(PersonalEvent):
    """A disciplinary sanction (*hukuman disiplin*) was imposed. For awards only."""

    year: Year = Field(description="of `imposed_on`: the year of the stream")
    sanction: UUID
    imposed_on: date
    grade: SanctionGrade = Field(description="*ringan*, *sedang*, *berat*")


class SanctionWithdrawn(PersonalEvent):
    """A sanction does not stand: it was entered wrongly, or lifted after an appeal."""

    year: Year
    sanction: UUID
    reason_code: Annotated[Literal["entered_wrongly", "lifted"], OPEN]
