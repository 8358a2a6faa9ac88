"""The parts that an annual final is made of: agreements, their lines of arithmetic over the year, what stands beside.

As `contracts.evaluation_parts` for a period's; they stand in `contracts.evaluation` for every reader.
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
    CountedItem,
    Departure,
    Exclusion,
    ExclusionCode,
    Innovation,
    PolicyRef,
    Predicate,
    Rating,
    Ratings,
    UnprovenReport,
)
from contracts.values import OPEN, WORD, DecimalText, Exact, Instant, Period, Record, StreamHead, Year, ZoneName

__all__ = [
    "AgreementOfYear",
    "ConcludedYear",
    "CopiedOfYear",
    "PeriodBeside",
    "YearExclusion",
    "YearFigures",
    "YearIndicatorLine",
    "YearPart",
    "YearResultLine",
]


class YearPart(Record):
    """What one period gives to an indicator's year: what counted, against which target, and how far that got."""

    period: Period = Field(description="the period looked at")
    low: DecimalText = Field(description="of the period's target")
    high: DecimalText = Field(description="of the period's target")
    maximum: DecimalText | None = Field(default=None, description="highest attainable value C of the period")
    realization: Exact | None = Field(default=None, description="absent where nothing counts")
    report: StreamHead | None = None
    report_period: Period | None = Field(default=None, description="of the report: an earlier one may stand in")
    proven: bool = Field(description="whether evidence for the report is verified")
    achievement: Exact = Field(description="1 is 100 %")
    exclusion: ExclusionCode | None = None
    evidence: tuple[CountedItem, ...] = ()
    unproven_reports: tuple[UnprovenReport, ...] = ()


class YearIndicatorLine(Record):
    """One indicator's year. `low`, `high`, `maximum`: the target of the last period due.

    `parts`: every period due of an `average`, else one; the achievement is their mean.
    """

    indicator: UUID
    accumulation: Literal["sum", "latest", "average"]
    due: bool = Field(description="whether it had a target in any period")
    low: DecimalText | None = None
    high: DecimalText | None = None
    maximum: DecimalText | None = None
    parts: tuple[YearPart, ...] = ()
    achievement: Exact | None = Field(default=None, description="1 is 100 %")
    value: Exact | None = Field(default=None, description="points, 0 to 120")
    weight: Exact | None = Field(
        default=None, description="share of the work result, among the indicators that are due; together 1"
    )
    work_not_done: bool = Field(
        default=False, description="time and cost count zero, because no quantity or quality was reached"
    )


class YearResultLine(Record):
    """One work result's year: its value, rating and share of the agreement's score (main results only)."""

    result: UUID
    kind: Literal["main", "additional"]
    indicators: tuple[YearIndicatorLine, ...]
    value: Exact | None = Field(default=None, description="points, 0 to 120")
    weight: Exact | None = Field(
        default=None, description="share of the agreement's score, among the main results that are due; together 1"
    )
    rating: Rating | None = None


class AgreementOfYear(Record):
    """One agreement's part of the year, by the version in force at its end, and what it comes to by itself."""

    agreement: UUID
    agreement_version: Annotated[int, Field(ge=1, strict=True)]
    assignment: UUID
    unit: UUID
    head_of_unit: bool
    starts_on: date
    ends_on: date = Field(description="inclusive")
    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    evidence_deadline: Instant = Field(description="of its last period: all its evidence is judged against it")
    share_of_months: Exact = Field(description="of the months all agreements were held; a part of a month by its days")
    unit_achievement: Achievement | None = Field(default=None, description="of the year, where it was held as head")
    unit_stream: StreamHead | None = Field(default=None, description="the event that set it")
    results: tuple[YearResultLine, ...]
    score: Exact | None = Field(default=None, description="points, 0 to 120; absent when no main result was due")
    score_with_excluded: Exact | None = Field(default=None, description="points if what is excluded had counted")
    above: Exact | None = Field(default=None, description="share of its results above expectation")
    below: Exact | None = Field(default=None, description="share of its main results below expectation")
    advised: Rating | None = Field(default=None, description="by itself alone")
    main: Exact | None = Field(default=None, description="numeric policy: weighted mean of the main results")
    additional: Exact | None = Field(default=None, description="numeric policy: what additional results add")
    aspects: tuple[AspectLine, ...] = ()


class YearExclusion(Exclusion):
    """What did not count in the year, in which period looked at, and why."""

    agreement: UUID
    period: Period


class CopiedOfYear(Record):
    """What the final took from outside the dossier, as it stood then; a replay takes it from here."""

    time_zone: ZoneName
    annual_evaluation_deadline: Instant = Field(description="the last instant that is in time")
    cycle: StreamHead = Field(description="the cycle's stream, as far as it was read")
    policy_stream: StreamHead | None = Field(
        default=None, description="the agency's choice of policy for the year; absent where none was made"
    )


class YearFigures(Record):
    """What a numeric policy computes for the year: points from 0 to 120, and the class."""

    behaviour: Exact = Field(description="points, mean of the seven values")
    behaviour_share: Exact = Field(description="of the final value; results have the rest")
    final: Exact = Field(description="points, at most 120; the class follows from it")
    innovation: bool = Field(description="without one nobody is sangat baik")
    band: Band


class PeriodBeside(Record):
    """A period's own result, which stands beside the year: its final, or the last amendment of it.

    Also of an acting office (*Plt*, *Plh*) held at the same time, whose agreement is none of the year's.
    """

    agreement: UUID
    period: Period
    final: StreamHead
    predicate: Predicate


class ConcludedYear(Record):
    """What a person's year comes to, with every input: made afresh over the year, not as a mean of its periods."""

    year: Year
    agreement: UUID = Field(description="the last of the year; whoever rates it finalizes")
    unit: UUID = Field(description="of the last agreement")
    head_of_unit: bool = Field(description="of the last agreement")
    agreements: Annotated[tuple[AgreementOfYear, ...], Field(min_length=1, description="in order of time")]
    rater: UUID = Field(description="the rater in force; who finalized (the actor) may be their delegate")
    rater_on_last_day: UUID | None = Field(default=None, description="in force on the last agreement's last day")
    consideration: StreamHead | None = Field(default=None, description="what the rater on the last day left")
    policy: PolicyRef
    unverified: Annotated[Literal["exclude", "count"], OPEN] = Field(
        description="what a realization is worth that nothing was shown for: `exclude`, nothing"
    )
    heads: tuple[StreamHead, ...] = Field(description="every stream read and its last version that counted")
    copied: CopiedOfYear
    exclusions: tuple[YearExclusion, ...]
    score: Exact | None = Field(default=None, description="points, 0 to 120; absent when no main result was due")
    score_with_excluded: Exact | None = Field(default=None, description="points if what is excluded had counted")
    behaviour: BehaviourValues
    behaviour_below: tuple[Annotated[str, Field(pattern=WORD)], ...] = Field(
        default=(), description="the values of `behaviour` that are below expectation, by name"
    )
    colleagues_heard: bool = Field(default=False, description="as the last assessment of behaviour says")
    innovations: tuple[Innovation, ...] = Field(default=(), description="shown under every policy; counted by some")
    advised: Ratings = Field(description="what the policy says")
    given: Ratings = Field(description="what a person said; without `numeric` the predicate follows from it")
    departures: tuple[Departure, ...] = Field(default=(), description="where a reason was needed")
    numeric: YearFigures | None = Field(default=None, description="under a policy that computes a class")
    beside: tuple[PeriodBeside, ...] = Field(default=(), description="the finals of the year's periods")
    short_period: bool = Field(description="fewer than three months of service")
    predicate: Predicate
