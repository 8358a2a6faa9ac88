"""What "why this result of a year?" is answered with, for evaluation's OpenAPI document."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, of_event
from contracts.evaluation import (
    AgreementOfYear,
    CopiedOfYear,
    PeriodBeside,
    Predicate,
    Rating,
    YearExclusion,
    YearFigures,
    YearIndicatorLine,
    YearPart,
)
from contracts.planning import FunctionalLevel
from contracts.values import Exact, Period, StreamHead, TextRef, Year
from services.evaluation.answers_explanation import (
    ExplainedAmendment,
    ExplainedBehaviour,
    ExplainedDeparture,
    ExplainedItem,
    ExplainedPolicy,
    ExplainedSource,
    OfIndicator,
    ReadText,
    Sentence,
    TwoRatings,
    WouldChange,
)
from services.evaluation.answers_in_view import ShownInnovation

__all__ = ["ExplanationOfYear"]


class _OfYear(OfIndicator):
    steps: list[Sentence] = Field(description="which periods, how put together, and the arithmetic of its value")


ExplainedPart = of_event("ExplainedPart", YearPart, evidence=(list[ExplainedItem], ...))  # type: ignore[valid-type]
ExplainedYearIndicator = of_event(
    "ExplainedYearIndicator",
    YearIndicatorLine,
    _OfYear,
    parts=(list[ExplainedPart], ...),  # type: ignore[valid-type]
)


class ExplainedYearResult(Answer):
    result: UUID
    kind: Literal["main", "additional"]
    title: str
    value: Exact | None
    weight: Exact | None
    rating: Rating | None
    indicators: list[ExplainedYearIndicator]  # type: ignore[valid-type]  # made from the event


class _OfAgreement(Answer):
    months: Exact = Field(description="held, a part of a month by its days")
    months_step: Sentence
    score_step: Sentence


ExplainedAgreement = of_event(
    "ExplainedAgreement",
    AgreementOfYear,
    _OfAgreement,
    results=(list[ExplainedYearResult], ...),
    score=(Exact | None, ...),
    score_with_excluded=(Exact | None, ...),
)


class _OfExclusion(Sentence):
    title: str


ExplainedYearExclusion = of_event("ExplainedYearExclusion", YearExclusion, _OfExclusion)


class LeftConsideration(Answer):
    """What the rater on the last day left for whoever finalizes, and where it is read."""

    stream: UUID
    version: int
    written: TextRef | None
    read: ReadText | None


class ExplainedCreditRow(Sentence):
    """Months at one level: share x coefficient x months / 12, rounded half up to two places."""

    level: FunctionalLevel
    predicate: Predicate
    months: list[Period]
    share: Exact
    coefficient: Exact
    points: Exact


class ExplainedCredit(Sentence):
    """Credit points of the year's final; all rows of a year: `GET /v1/employees/{employee}/credit-points/{year}`."""

    rows: list[ExplainedCreditRow]
    total: str | None


class ExplanationOfYear(Answer):
    """Why this result of a year. Provisional until there is a final; then from that event, or its last amendment."""

    provisional: bool
    amendment: ExplainedAmendment | None = Field(description="that is explained; null: it is the final, or provisional")
    replaced_by: int | None = Field(description="the version that counts now, where that is a later one")
    employee: UUID
    year: Year
    rater: UUID | None = Field(description="in force: when it was made final, or now")
    rater_on_last_day: UUID | None
    consideration: LeftConsideration | None
    policy: ExplainedPolicy
    agreements: list[ExplainedAgreement] = Field(description="in order of time")  # type: ignore[valid-type]
    score: Exact | None
    score_with_excluded: Exact | None
    score_step: Sentence
    numeric: YearFigures | None
    advice: list[Sentence]
    behaviour: ExplainedBehaviour
    colleagues_heard: bool
    innovations: list[ShownInnovation]  # type: ignore[valid-type]
    advised: TwoRatings
    given: TwoRatings | None
    departures: list[ExplainedDeparture]  # type: ignore[valid-type]
    predicate: Predicate | None
    short_period: bool = Field(description="fewer than three months of service")
    conclusion: Sentence
    exclusions: list[ExplainedYearExclusion]  # type: ignore[valid-type]
    would_change: list[WouldChange]
    credit_points: ExplainedCredit
    beside: list[PeriodBeside] = Field(description="what the periods came to by themselves")
    copied: CopiedOfYear
    rests_on: list[StreamHead]
    source: ExplainedSource | None
    streams: list[Head]
    own_version: int
