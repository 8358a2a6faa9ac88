"""Events of evaluation: what people judged, and the final a stranger can recompute (`domain.md` 8).

`EvaluationFinalized` carries every input it used: the stream heads that decided, what was copied from
elsewhere (deadlines, the unit's achievement), each line of arithmetic, and the advice and ratings. What comes after it
(delivery, objection, amendment, follow-up) lies in the same stream and leaves the final as it is.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.evaluation_parts import (
    Achievement,
    AspectLine,
    Band,
    BehaviourValues,
    BrokenRule,
    Concluded,
    CopiedFacts,
    CountedItem,
    CountedPerson,
    Departure,
    Exclusion,
    ExclusionCode,
    Figures,
    IndicatorLine,
    Innovation,
    InnovationKind,
    LeftOut,
    PolicyRef,
    Predicate,
    PredicateCount,
    Rating,
    Ratings,
    Readmitted,
    ResultLine,
    UnprovenReport,
)
from contracts.evaluation_year_parts import (
    AgreementOfYear,
    ConcludedYear,
    CopiedOfYear,
    PeriodBeside,
    YearExclusion,
    YearFigures,
    YearIndicatorLine,
    YearPart,
    YearResultLine,
)
from contracts.events import Event, PersonalEvent
from contracts.values import OPEN, Instant, Period, PeriodOrYear, PolicyId, StreamHead, TextRef, Year

__all__ = [
    "Achievement",
    "AgreementOfYear",
    "AnnualEvaluationAmended",
    "AnnualEvaluationFinalized",
    "AspectLine",
    "Band",
    "BehaviourAssessed",
    "BehaviourValues",
    "BrokenRule",
    "Concluded",
    "ConcludedYear",
    "ConsiderationLeft",
    "CopiedFacts",
    "CopiedOfYear",
    "CountedItem",
    "CountedPerson",
    "Departure",
    "DistributionSettled",
    "EvaluationAmended",
    "EvaluationDelivered",
    "EvaluationFinalized",
    "Exclusion",
    "ExclusionCode",
    "Figures",
    "FollowUpDone",
    "FollowUpPlanned",
    "IndicatorLine",
    "Innovation",
    "InnovationKind",
    "InnovationRecorded",
    "LatenessAccepted",
    "LeftOut",
    "ObjectionAnswered",
    "ObjectionDecided",
    "ObjectionHeard",
    "ObjectionLodged",
    "ObjectionReminded",
    "PeriodBeside",
    "PolicyChosen",
    "PolicyRef",
    "Predicate",
    "PredicateCount",
    "Rating",
    "Ratings",
    "Readmitted",
    "ResultLine",
    "SelfAssessed",
    "UnitAchievementSet",
    "UnprovenReport",
    "YearExclusion",
    "YearFigures",
    "YearIndicatorLine",
    "YearPart",
    "YearResultLine",
]


class SelfAssessed(PersonalEvent):
    """The employee rated their own behaviour (*penilaian mandiri*); the final need not wait for more evidence.

    It is no input of the result. A later one replaces its values; what is shown after it counts all the same.
    """

    agreement: UUID = Field(description="of a year: the last one")
    period: PeriodOrYear = Field(description="a year: for the annual evaluation")
    values: BehaviourValues = Field(description="as the employee sees them")


class BehaviourAssessed(PersonalEvent):
    """The rater rated the seven values of behaviour (*perilaku kerja*); a later assessment replaces this one."""

    agreement: UUID = Field(description="of a year: the last one")
    period: PeriodOrYear = Field(description="a year: for the annual evaluation, by the last agreement's rater")
    values: BehaviourValues
    colleagues_heard: bool = Field(
        default=False,
        description="colleagues and subordinates were asked: behaviour then weighs more, by some policies",
    )


class PolicyChosen(Event):
    """The agency chose by which policy a year is judged, before its first final; the last choice holds."""

    KEY = "choice"

    choice: UUID = Field(description="the id of this stream: one a year")
    year: Year
    policy: PolicyRef = Field(description="of the periods")
    year_policy: PolicyRef = Field(description="of the annual evaluation: the one that goes with it")
    unverified: Annotated[Literal["exclude", "count"], OPEN] = Field(
        description="what a realization is worth that nothing was shown for: `exclude`, nothing"
    )
    procedure: PolicyId = Field(description="the procedure for objections")


class InnovationRecorded(PersonalEvent):
    """The rater recorded a new idea or way of working (*inovasi*) of the employee, with what shows it."""

    agreement: UUID
    period: PeriodOrYear
    kind: InnovationKind
    items: Annotated[tuple[UUID, ...], Field(min_length=1, description="evidence items of the employee")]
    description: TextRef = Field(description="what is new")


class LatenessAccepted(PersonalEvent):
    """The rater accepts one late evidence item, so it counts as if it had been in time."""

    agreement: UUID
    period: Period
    item: UUID = Field(description="the evidence item")
    # Of any kind: which leave it was would be data about health, in an event that nobody can erase.
    reason_code: Annotated[Literal["system_outage", "field_duty", "on_leave", "third_party_delay", "other"], OPEN] = (
        Field(description="`on_leave`: approved leave, of whatever kind")
    )
    reason: TextRef


class UnitAchievementSet(Event):
    """The head one level up set the unit's achievement (*capaian kinerja organisasi*) of a period, or of the year."""

    KEY = "unit"

    unit: UUID
    period: PeriodOrYear
    achievement: Achievement = Field(description="of the same unit and period the last one set holds")


class EvaluationFinalized(Concluded, PersonalEvent):
    """The evaluation of one agreement's period is final. All inputs are named; nothing after changes it."""

    finalized_at: Instant = Field(description="the same as the event's `time`")


class ConsiderationLeft(PersonalEvent):
    """The rater on the year's last day left a consideration (*pertimbangan*) for whoever finalizes."""

    agreement: UUID = Field(description="the last of the year")
    period: Annotated[PeriodOrYear, Field(pattern=r"^[0-9]{4}$", description="the year")]
    consideration: TextRef = Field(description="the last one left is the one that the final names")


class AnnualEvaluationFinalized(ConcludedYear, PersonalEvent):
    """The annual evaluation of one employee is final, made afresh over the year. Nothing after changes it."""

    finalized_at: Instant = Field(description="the same as the event's `time`")


class EvaluationAmended(Concluded, PersonalEvent):
    """A final was changed, by the decision of an objection or after false evidence. The original stays as it was."""

    original: StreamHead = Field(description="the final that this stands beside")
    cause: Annotated[Literal["objection", "false_evidence"], OPEN] = Field(
        description="the decision of an objection, or evidence that was found false"
    )
    reason: TextRef
    readmitted: Readmitted = Field(default=Readmitted(), description="absent: nothing was")
    finding: StreamHead | None = Field(default=None, description="what was found of the evidence, if that is the cause")
    amended_at: Instant = Field(description="the same as the event's `time`")


class AnnualEvaluationAmended(ConcludedYear, PersonalEvent):
    """An annual final was changed, by the decision of an objection or after false evidence. The original stays."""

    original: StreamHead = Field(description="the annual final that this stands beside")
    cause: Annotated[Literal["objection", "false_evidence"], OPEN] = Field(
        description="the decision of an objection, or evidence that was found false"
    )
    reason: TextRef
    readmitted: Readmitted = Field(default=Readmitted(), description="absent: nothing was")
    finding: StreamHead | None = Field(default=None, description="what was found of the evidence, if that is the cause")
    amended_at: Instant = Field(description="the same as the event's `time`")


class EvaluationDelivered(PersonalEvent):
    """The final, or its amendment after false evidence, reached the employee: opened, acknowledged, or deemed."""

    agreement: UUID
    period: PeriodOrYear
    final: StreamHead = Field(
        description="what was delivered: the final, or an amendment of it with the cause `false_evidence`"
    )
    how: Annotated[Literal["opened", "acknowledged", "deemed"], OPEN] = Field(
        description="`deemed`: taken as received, some days after the final or the amendment"
    )
    delivered_on: date = Field(description="a day of the agency's zone; the day after it is day 1")
    object_until: date = Field(description="the last day to object, inclusive")
    procedure: PolicyId = Field(description="whose days these are: the agency's procedure for objections")


class ObjectionLodged(PersonalEvent):
    """The employee objects (*keberatan*) to the final, or to its amendment after false evidence, with reasons."""

    agreement: UUID
    period: PeriodOrYear
    final: StreamHead = Field(
        description="what is objected to: the final, or an amendment of it with the cause `false_evidence`"
    )
    procedure: PolicyId
    step: Annotated[int, Field(ge=1, strict=True)] = Field(description="of the procedure, from 1")
    before: Annotated[Literal["rater", "raters_superior"], OPEN] = Field(description="who answers or decides")
    reason: TextRef
    answer_until: date = Field(description="the last day to decide, or in the rater's own step to answer; inclusive")


class ObjectionReminded(PersonalEvent):
    """Some days before the last one, whoever must act on an objection was reminded, by the clock."""

    agreement: UUID
    period: PeriodOrYear
    step: Annotated[int, Field(ge=1, strict=True)]
    acts: Annotated[Literal["rater", "raters_superior"], OPEN] = Field(description="who must act")
    until: date = Field(description="the last day, inclusive; after it the objection is on the officer's list")


class ObjectionAnswered(PersonalEvent):
    """The rater explained the rating that is objected to: so the rater is heard."""

    agreement: UUID
    period: PeriodOrYear
    step: Annotated[int, Field(ge=1, strict=True)]
    answer: TextRef
    carry_on_until: date | None = Field(
        default=None, description="of the rater's own step: the last day to take it to the superior, inclusive"
    )


class ObjectionHeard(PersonalEvent):
    """Whoever decides the objection heard one side."""

    agreement: UUID
    period: PeriodOrYear
    side: Literal["employee", "rater"]
    heard_on: date
    record: TextRef | None = None


class ObjectionDecided(PersonalEvent):
    """The objection is decided, finally. A change is the amendment that the same command records right after it."""

    agreement: UUID
    period: PeriodOrYear
    final: StreamHead = Field(description="what was objected to, as `ObjectionLodged` names it")
    outcome: Literal["stands", "changed"]
    reason: TextRef
    heard: tuple[Literal["employee", "rater"], ...] = Field(description="who was heard; a silent rater blocks nobody")
    decided_at: Instant = Field(description="the same as the event's `time`")


class FollowUpPlanned(PersonalEvent):
    """Something follows from a final (*tindak lanjut*): whose task it is, and until when."""

    agreement: UUID
    period: PeriodOrYear
    follow_up: UUID
    kind: Annotated[Literal["coaching", "training", "reassignment", "sanction_proposal"], OPEN]
    owner: UUID = Field(description="the employee id of whoever sees to it")
    due_on: date
    note: TextRef | None = None


class FollowUpDone(PersonalEvent):
    """A follow-up was completed."""

    agreement: UUID
    period: PeriodOrYear
    follow_up: UUID
    done_on: date = Field(description="in the agency's time zone")
    note: TextRef | None = None


class DistributionSettled(Event):
    """The distribution of a unit's predicates is settled; where it breaks the pattern, with a reason.

    No predicate changes. An amendment after it makes a new check, which is another event of this type.
    """

    KEY = "unit"

    unit: UUID
    period: PeriodOrYear
    achievement: Achievement = Field(description="of the unit; its pattern is what the counts are held against")
    rules: PolicyRef = Field(description="the rules of the patterns, by id and digest")
    people: Annotated[int, Field(ge=0, strict=True)] = Field(description="who are counted: the sum of `counts`")
    counts: tuple[PredicateCount, ...] = Field(description="of every predicate")
    broken: tuple[BrokenRule, ...] = ()
    counted: tuple[CountedPerson, ...] = Field(
        description="everybody in `people`, once each, in order of employee ids; `counts` and `broken` follow from it"
    )
    left_out: tuple[LeftOut, ...] = ()
    reason: TextRef | None = Field(default=None, description="present where a rule is broken")
