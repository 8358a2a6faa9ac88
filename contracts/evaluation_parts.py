"""The parts that evaluation's events are made of: lines of arithmetic, exclusions, what a final comes to.

They stand in `contracts.evaluation` for every reader; here because a file is kept short.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.values import (
    OPEN,
    WORD,
    DecimalText,
    Digest,
    Exact,
    Instant,
    Period,
    PolicyId,
    Record,
    StreamHead,
    TextRef,
    ZoneName,
)

__all__ = [
    "Achievement",
    "AspectLine",
    "Band",
    "BehaviourValues",
    "BrokenRule",
    "Concluded",
    "CopiedFacts",
    "CountedItem",
    "CountedPerson",
    "Departure",
    "Exclusion",
    "ExclusionCode",
    "Figures",
    "IndicatorLine",
    "Innovation",
    "InnovationKind",
    "LeftOut",
    "PolicyRef",
    "Predicate",
    "PredicateCount",
    "Rating",
    "Ratings",
    "Readmitted",
    "ResultLine",
    "UnprovenReport",
]

Rating = Literal["above_expectation", "meets_expectation", "below_expectation"]
Predicate = Literal["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]
Achievement = Literal["istimewa", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]
Band = Literal["sangat_baik", "baik", "cukup", "kurang", "sangat_kurang"]
ExclusionCode = Annotated[
    Literal["rejected", "late_not_accepted", "not_shown", "not_reported"],
    OPEN,
    Field(description="`not_shown`: reported, and no evidence for it is verified; `not_reported`: nothing was"),
]
InnovationKind = Annotated[Literal["new_idea", "new_way_of_working"], OPEN]


class BehaviourValues(Record):
    """The seven BerAKHLAK values, each rated on the three steps."""

    service_orientation: Rating
    accountable: Rating
    competent: Rating
    harmonious: Rating
    loyal: Rating
    adaptive: Rating
    collaborative: Rating


class PolicyRef(Record):
    """The policy that was run: its id and the SHA-256 over its source."""

    id: PolicyId
    hash: Digest = Field(
        description="SHA-256 over the source of the policy and of all that it calls (`docs/auditors.md` says in which"
        " form); lower-case hex"
    )


class CountedItem(Record):
    """One evidence item as it stood when it was judged."""

    item: UUID
    sha256: Digest = Field(description="of the content; lower-case hex")
    state: Annotated[Literal["verified", "rejected", "late_not_accepted", "pending", "withdrawn", "unusable"], OPEN] = (
        Field(description="`pending`: no verdict yet; `unusable`: malware was found in it")
    )
    late: bool = Field(default=False, description="after the deadline in force, accepted or not")


class UnprovenReport(Record):
    """A report later than the last one with credit: it counts only if it is worse; its code says what it lacks."""

    report: StreamHead
    period: Period
    value: DecimalText = Field(description="in the indicator's unit of measure")
    code: ExclusionCode
    items: tuple[UUID, ...] = Field(default=(), description="the evidence items that explain the code")


class IndicatorLine(Record):
    """One indicator's line of arithmetic. `achievement` 1 is 100 %; `weight` is its share of the result."""

    indicator: UUID
    due: bool = Field(description="whether it has a target in this period")
    low: DecimalText | None = Field(default=None, description="of the period's target")
    high: DecimalText | None = Field(default=None, description="of the period's target")
    maximum: DecimalText | None = Field(default=None, description="highest attainable value C of the period")
    realization: Exact | None = Field(default=None, description="what counts; absent: nothing does")
    report: StreamHead | None = Field(default=None, description="the report that counts")
    achievement: Exact | None = None
    value: Exact | None = Field(default=None, description="points, 0 to 120")
    weight: Exact | None = Field(
        default=None, description="share of the work result, among the indicators that are due; together 1"
    )
    work_not_done: bool = Field(
        default=False, description="time and cost count zero, because no quantity or quality was reached"
    )
    exclusion: ExclusionCode | None = None
    evidence: tuple[CountedItem, ...] = ()
    unproven_reports: tuple[UnprovenReport, ...] = ()


class ResultLine(Record):
    """One work result: its value, rating and share of the score (main results only)."""

    result: UUID
    kind: Literal["main", "additional"]
    indicators: tuple[IndicatorLine, ...]
    value: Exact | None = Field(default=None, description="points, 0 to 120")
    weight: Exact | None = Field(
        default=None, description="share of the score, among the main results that are due; together 1"
    )
    rating: Rating | None = None


class Exclusion(Record):
    """What did not count, and why: never silently."""

    indicator: UUID
    code: ExclusionCode
    items: tuple[UUID, ...] = Field(default=(), description="the evidence items in question")


class CopiedFacts(Record):
    """What the final took from outside the dossier, as it stood then; a replay takes it from here."""

    time_zone: ZoneName
    reporting_deadline: Instant = Field(description="the last instant that is in time")
    evidence_deadline: Instant = Field(description="the last instant that is in time")
    evaluation_deadline: Instant = Field(description="the last instant that is in time")
    cycle: StreamHead = Field(description="the cycle's stream, as far as it was read")
    unit_achievement: Achievement | None = Field(
        default=None, description="of the unit that the employee heads; absent for everybody else"
    )
    unit_stream: StreamHead | None = Field(default=None, description="the event that set it")
    policy_stream: StreamHead | None = Field(
        default=None, description="the agency's choice of policy for the year; absent where none was made"
    )


class Innovation(Record):
    """A new idea or way of working (*inovasi*) that was recorded, with its evidence."""

    recorded: StreamHead = Field(description="the event it was recorded with")
    kind: InnovationKind
    items: Annotated[tuple[UUID, ...], Field(min_length=1)]


class Ratings(Record):
    """The two ratings: *rating hasil kerja* and *rating perilaku kerja*; neither under a policy that has a class."""

    result: Rating | None = Field(default=None, description="absent when no main result was due")
    behaviour: Rating | None = None


class Departure(Record):
    """The rater gave another rating than advised, or confirmed one in spite of what is listed beside it."""

    rating: Literal["result", "behaviour"]
    reason_code: Annotated[
        Literal["context_not_in_figures", "quality_of_work", "conduct", "no_advice", "value_below_confirmed"], OPEN
    ]
    reason: TextRef


class AspectLine(Record):
    """One aspect of a work result in whole per cent, and its class (numeric policy, staff and functional posts)."""

    result: UUID
    aspect: Literal["quantity", "quality", "time", "cost"]
    per_cent: Annotated[int, Field(ge=0, strict=True)] = Field(description="its achievement, rounded half up")
    band: Band


class Figures(Record):
    """What a numeric policy computes: points from 0 to 120, and the class (`cukup` is `butuh_perbaikan`)."""

    main: Exact = Field(description="weighted mean of the main results")
    additional: Exact = Field(description="what additional results add; main and additional are the score")
    behaviour: Exact = Field(description="points, mean of the seven values")
    behaviour_share: Exact = Field(description="of the final value; results have the rest")
    final: Exact = Field(description="points, at most 120; the class follows from it")
    innovation: bool = Field(description="without one nobody is sangat baik")
    band: Band
    aspects: tuple[AspectLine, ...] = ()


class Concluded(Record):
    """What a person's evaluation of a period comes to, with every input: of the final, and of an amendment of it."""

    agreement: UUID
    agreement_version: Annotated[int, Field(ge=1)]
    assignment: UUID
    unit: UUID
    period: Period
    head_of_unit: bool
    rater: UUID = Field(description="the rater in force; who finalized (the actor) may be their delegate")
    policy: PolicyRef
    unverified: Annotated[Literal["exclude", "count"], OPEN] = Field(
        description="what a realization is worth that nothing was shown for: `exclude`, nothing"
    )
    heads: tuple[StreamHead, ...] = Field(description="every stream read and its last version that counted")
    copied: CopiedFacts
    results: tuple[ResultLine, ...]
    exclusions: tuple[Exclusion, ...]
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
    numeric: Figures | None = Field(default=None, description="under a policy that computes a class instead of ratings")
    predicate: Predicate


class Readmitted(Record):
    """What an objection's decision lets count although it was excluded, by name."""

    items: tuple[UUID, ...] = Field(default=(), description="evidence that counts as verified and in time")
    reports: tuple[StreamHead, ...] = Field(default=(), description="realizations that count although not shown")


class PredicateCount(Record):
    """How many people have a predicate."""

    predicate: Predicate
    people: Annotated[int, Field(ge=0, strict=True)]


class CountedPerson(Record):
    """Someone the distribution counts: by which predicate, and what gave it."""

    employee: UUID
    predicate: Predicate = Field(description="as `final` says")
    final: StreamHead = Field(
        description="what gave it: the person's final of this period or year, or the amendment that then stood"
    )


class BrokenRule(Record):
    """A rule of the pattern that the spread breaks: the fewest or the most it asks for, and what there is."""

    predicates: tuple[Predicate, ...]
    kind: Annotated[Literal["more_than", "at_most", "at_least", "at_least_people"], OPEN]
    fewest: Annotated[int, Field(ge=0, strict=True)] | None = Field(default=None, description="people; inclusive")
    most: Annotated[int, Field(ge=0, strict=True)] | None = Field(default=None, description="people; inclusive")
    found: Annotated[int, Field(ge=0, strict=True)]


class LeftOut(Record):
    """Someone the distribution does not count, and why."""

    employee: UUID
    reason_code: Annotated[Literal["short_period", "long_leave", "seconded", "left_service", "other"], OPEN]
    reason: TextRef | None = Field(default=None, description="of those the officer excluded")
