"""Events of planning: who works where and is rated by whom, the cycle, unit objectives, and agreed targets.

Streams: `employee`, `unit`, `cycle`, `unit plan`, `agreement` (SKP, *Sasaran Kinerja Pegawai*).
Identity (name, NIP, e-mail) is never here.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.events import Event, PersonalEvent
from contracts.plan_parts import (
    Accumulation,
    Annexes,
    Aspect,
    Direction,
    FunctionalLevel,
    Indicator,
    ObjectiveIndicator,
    ObjectiveSupport,
    PeriodDates,
    PeriodTarget,
    Revision,
    Support,
    Target,
    TemplateIndicator,
    TemplateResult,
    WorkResult,
)
from contracts.values import OPEN, Instant, OfficialText, Period, TextRef, TimeZone, Year

__all__ = [
    "Accumulation", "AgreementClosed", "AgreementDrafted", "Annexes", "Aspect", "AssignmentEnded",
    "AssignmentStarted", "CycleClosed", "CycleOpened", "DeadlineExtended", "DelegationEnded", "DelegationGiven",
    "DialogueEntryWritten", "Direction", "EmployeeRegistered", "EmploymentChanged", "FunctionalLevel",
    "FunctionalLevelSet", "HolidaysAdded", "Indicator", "ObjectiveIndicator", "ObjectiveSupport", "PeriodDates",
    "PeriodTarget", "RaterChanged", "RaterConfirmed", "RaterDisputed", "Revision", "StrategicGoalSet", "Support",
    "Target", "TargetAgreed", "TargetsDrafted", "TargetsProposed", "TemplateIndicator", "TemplateResult",
    "TemplateSet", "TemplateWithdrawn", "UnitMoved", "UnitObjectiveSet", "UnitObjectiveWithdrawn", "UnitRegistered",
    "UnitRenamed", "WorkResult", "YearDeadlineExtended",
]  # fmt: skip


class UnitRegistered(Event):
    """A unit (*unit kerja*) of the agency exists, until an event of its stream says that it has ended."""

    KEY = "unit"

    unit: UUID
    name: OfficialText
    parent: UUID | None = Field(default=None, description="the unit above; absent at the top of the agency")


class UnitRenamed(Event):
    """A unit has another name from now on."""

    KEY = "unit"

    unit: UUID
    name: OfficialText


class UnitMoved(Event):
    """A unit stands under another unit from now on; never under one of its own sub-units."""

    KEY = "unit"

    unit: UUID
    parent: UUID | None = Field(default=None, description="absent at the top of the agency")


class EmployeeRegistered(PersonalEvent):
    """An employee (*pegawai*) exists; nothing else about the person is said."""

    employment: Annotated[Literal["pns", "pppk"], OPEN] = Field(
        description="`pns` (*pegawai negeri sipil*) or `pppk` (*dengan perjanjian kerja*), until an `EmploymentChanged`"
    )


class EmploymentChanged(PersonalEvent):
    """From a day on the kind of employment is another, as when a PPPK is appointed PNS."""

    employment: Annotated[Literal["pns", "pppk"], OPEN] = Field(
        description="as in `EmployeeRegistered`; until the next change begins"
    )
    starts_on: date = Field(
        description="the first day; of changes begun the latest first day holds, for the same day the last one recorded"
    )


class AssignmentStarted(PersonalEvent):
    """An employee works in a unit from a day on, rated by `rater` (*pejabat penilai kinerja*)."""

    assignment: UUID
    unit: UUID
    position: OfficialText = Field(description="title of the position (*jabatan*)")
    head_of_unit: bool = Field(description="heads the unit, and is judged by its achievement")
    starts_on: date = Field(description="the first day; it lasts until an `AssignmentEnded`")
    rater: UUID | None = Field(default=None, description="absent at the top of the agency only")


class RaterChanged(PersonalEvent):
    """From now on another rater is in force for the assignment; earlier acts keep their actor."""

    assignment: UUID
    rater: UUID
    reason_code: Annotated[Literal["moved", "vacant", "corrected"], OPEN]


class AssignmentEnded(PersonalEvent):
    """The last day of an assignment is known; a later one `corrected` sets another. Its rater stays in force for it."""

    assignment: UUID
    ends_on: date = Field(
        description="the last day, inclusive, in the agency's time zone; a day before its first: it never began"
    )
    reason_code: Annotated[Literal["moved", "left_service", "corrected", "other"], OPEN]


class FunctionalLevelSet(PersonalEvent):
    """From a day on the employee holds a level of a functional position (*jenjang jabatan fungsional*), or none."""

    level: FunctionalLevel | None = Field(default=None, description="absent: none from that day on")
    starts_on: date = Field(description="for the same day the last one recorded holds")


class DelegationGiven(PersonalEvent):
    """For an interval another employee acts for this one as rater (*pelaksana tugas*, plt; *pelaksana harian*, plh)."""

    delegation: UUID
    delegate: UUID = Field(description="the employee who acts")
    kind: Annotated[Literal["plt", "plh"], OPEN]
    starts_at: Instant = Field(description="inclusive")
    ends_at: Instant = Field(description="exclusive: from this instant the delegate may no longer act")


class DelegationEnded(PersonalEvent):
    """A delegation ended before its time."""

    delegation: UUID
    ended_at: Instant = Field(description="exclusive: from this instant the delegate may no longer act")


class RaterDisputed(PersonalEvent):
    """The employee says that the rater recorded for an assignment is the wrong one; the officer settles it."""

    assignment: UUID
    rater: UUID | None = Field(default=None, description="the rater disputed; absent where none is recorded")
    reason_code: Annotated[Literal["moved", "vacant", "not_my_superior", "other"], OPEN]
    reason: TextRef | None = None


class RaterConfirmed(PersonalEvent):
    """The officer settled a dispute: the rater recorded is the right one. (`RaterChanged` settles it otherwise.)"""

    assignment: UUID
    rater: UUID | None = Field(default=None, description="absent where none is recorded")


class CycleOpened(Event):
    """The year's cycle (*siklus*): its periods and deadlines."""

    KEY = "cycle"

    cycle: UUID = Field(description="the id of this stream: one a year")
    year: Year
    time_zone: TimeZone = Field(description="of the agency: every day in every event is a day there")
    periods: Annotated[tuple[PeriodDates, ...], Field(min_length=1, max_length=12)]
    agreement_deadline: date = Field(description="the last day, inclusive")
    annual_evaluation_deadline: date = Field(description="the last day, inclusive")
    holidays: tuple[date, ...] = Field(
        default=(),
        description="days on which nobody works, beside Saturdays and Sundays, as known then; more by `HolidaysAdded`",
    )


class HolidaysAdded(Event):
    """More days on which nobody works, such as *cuti bersama*; no day that was named before moves by it."""

    KEY = "cycle"

    cycle: UUID
    year: Year = Field(description="of the cycle")
    days: Annotated[tuple[date, ...], Field(min_length=1, max_length=100)] = Field(
        description="in order, of any year, beside those of `CycleOpened` and those added before;"
        " a holiday of one cycle is one for whatever is reckoned over that day"
    )
    reason: TextRef


class DeadlineExtended(Event):
    """A deadline (*batas waktu*) of a period was moved to a later day; it also clears acts already made."""

    KEY = "cycle"

    cycle: UUID
    year: Year
    period: Period
    deadline: Literal["reporting", "evidence", "evaluation"]
    previous: date = Field(description="the last day as it was, inclusive")
    extended_to: date = Field(description="the last day now, inclusive")
    reason_code: Annotated[Literal["system_outage", "late_guidance", "force_majeure", "other"], OPEN]
    reason: TextRef


class YearDeadlineExtended(Event):
    """A deadline of the year, not of a period, was moved to a later day."""

    KEY = "cycle"

    cycle: UUID
    year: Year
    deadline: Literal["agreement", "annual_evaluation"]
    previous: date = Field(description="the last day as it was, inclusive")
    extended_to: date = Field(description="the last day now, inclusive")
    reason_code: Annotated[Literal["system_outage", "late_guidance", "force_majeure", "other"], OPEN]
    reason: TextRef


class CycleClosed(Event):
    """The year's planning is over: nothing more is proposed, agreed, revised or extended for it."""

    KEY = "cycle"

    cycle: UUID
    year: Year
    reason: TextRef


class StrategicGoalSet(Event):
    """A goal of the agency's strategic plan (*Renstra*) for some years, of the top unit. Of one id the last holds."""

    KEY = "unit"

    unit: UUID
    goal: UUID
    title: OfficialText
    first_year: Year
    last_year: Year = Field(description="inclusive")


class UnitObjectiveSet(Event):
    """What a unit must reach in the year (from its *Perjanjian Kinerja*). Of one id the last holds."""

    KEY = "unit"

    unit: UUID
    year: Year
    objective: UUID
    title: OfficialText
    supports: ObjectiveSupport | None = Field(default=None, description="absent where it was not said")
    indicators: tuple[ObjectiveIndicator, ...] = ()


class UnitObjectiveWithdrawn(Event):
    """An objective no longer holds; nothing that was agreed or set rested on it."""

    KEY = "unit"

    unit: UUID
    year: Year
    objective: UUID
    reason: TextRef


class TemplateSet(Event):
    """Results and indicators for a position (*jabatan*) in a unit and below, to begin drafts with; the last holds."""

    KEY = "unit"

    unit: UUID
    template: UUID
    position: OfficialText
    results: Annotated[tuple[TemplateResult, ...], Field(min_length=1)]


class TemplateWithdrawn(Event):
    """A template is offered no longer; what was drafted from it stays."""

    KEY = "unit"

    unit: UUID
    template: UUID


class AgreementDrafted(PersonalEvent):
    """An SKP was begun for a stretch of a year and one assignment."""

    agreement: UUID
    assignment: UUID
    unit: UUID
    year: Year
    starts_on: date
    ends_on: date = Field(description="inclusive")
    head_of_unit: bool = Field(description="as the assignment says")


class TargetsDrafted(PersonalEvent):
    """The whole set of targets as last saved, replacing the draft before; no proposal, so nobody accepts it."""

    agreement: UUID
    year: Year
    by: Annotated[Literal["employee", "rater", "officer"], OPEN] = Field(
        description="officer: imported or copied, never judged"
    )
    origin: Annotated[Literal["written", "spreadsheet", "template", "carried_over"], OPEN] = Field(
        description="where the set was taken from"
    )
    results: Annotated[tuple[WorkResult, ...], Field(min_length=1)]
    annexes: Annexes | None = None


class TargetsProposed(PersonalEvent):
    """One side proposed the whole set of targets; the other may accept it while the same rater is in force."""

    agreement: UUID
    year: Year
    proposal: Annotated[int, Field(ge=1)] = Field(description="of this agreement: 1, 2, 3 ...")
    proposed_by: Literal["employee", "rater"]
    proposer: UUID = Field(
        description="whose proposal it is: the employee, or the rater in force, whoever acted for them"
    )
    results: Annotated[tuple[WorkResult, ...], Field(min_length=1)]
    annexes: Annexes | None = None
    revision: Revision | None = Field(default=None, description="present when it would replace what is agreed")


class DialogueEntryWritten(PersonalEvent):
    """One side wrote into the performance dialogue (*dialog kinerja*): a question, a clarification, or an answer."""

    agreement: UUID
    year: Year
    entry: UUID
    kind: Annotated[Literal["question", "clarification", "answer"], OPEN]
    written_by: Annotated[Literal["employee", "rater"], OPEN]
    text: TextRef
    about: UUID | None = Field(default=None, description="the work result or indicator it is about; absent: the whole")
    answers: UUID | None = Field(default=None, description="of an answer: the question it answers")


class TargetAgreed(PersonalEvent):
    """The other side accepted the last proposal: the whole agreed set, with every period's target, valid from a day."""

    agreement: UUID
    agreement_version: Annotated[int, Field(ge=1)] = Field(description="of this agreement: 1, 2, 3 ...")
    assignment: UUID
    unit: UUID
    year: Year
    starts_on: date
    ends_on: date = Field(description="inclusive; an `AgreementClosed` may cut it")
    valid_from: date = Field(description="the first day of this version; the one before holds until then")
    head_of_unit: bool
    rater: UUID = Field(description="in force when it was agreed")
    results: Annotated[tuple[WorkResult, ...], Field(min_length=1)]
    annexes: Annexes | None = None
    revision: Revision | None = Field(
        default=None, description="why the version before is replaced; absent from the first"
    )


class AgreementClosed(PersonalEvent):
    """The agreement ends earlier than planned: it holds until a day, which is its last (a move, for example).

    Another closing sets another day; the last one holds, also over versions agreed after it: until that day has passed
    the agreement is still revised, within its shortened days. A day before the agreement's first: it never began; the
    agreement's own last day, with the assignment (an end entered by mistake and corrected): it is open again.
    """

    agreement: UUID
    year: Year
    closes_on: date = Field(description="its last day, inclusive")
    reason_code: Annotated[Literal["moved", "left_service", "corrected", "other"], OPEN]
    with_assignment: bool = Field(
        default=False, description="closed by the end of its assignment; a correction of that end moves this day too"
    )
