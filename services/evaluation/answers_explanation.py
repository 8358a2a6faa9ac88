"""What "why this score?" is answered with, for evaluation's OpenAPI document."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, of_event
from contracts.evaluation import (
    CopiedFacts,
    CountedItem,
    Departure,
    Exclusion,
    Figures,
    IndicatorLine,
    Predicate,
    Rating,
    Readmitted,
)
from contracts.planning import Aspect, Direction
from contracts.values import Exact, Period, StreamHead, TextRef
from services.evaluation.answers_in_view import ShownInnovation
from services.evaluation.progress import Actor

__all__ = [
    "ExplainedAmendment",
    "ExplainedBehaviour",
    "ExplainedDeparture",
    "ExplainedItem",
    "ExplainedPolicy",
    "ExplainedSource",
    "Explanation",
    "OfIndicator",
    "ReadText",
    "Sentence",
    "TwoRatings",
    "WouldChange",
]


class Sentence(Answer):
    """The same said in Bahasa Indonesia (`pesan`) and in English (`text`)."""

    pesan: str
    text: str


class ReadText(Sentence):
    """What a written reason says to whoever asks; where that is nobody's or not theirs to read, the sentence why."""

    body: str | None


class Parameter(Answer):
    name: str
    value: str
    source: str


class ExplainedPolicy(Answer):
    """`in_this_release`: the parameters are those of the source that `hash` is of."""

    id: str
    hash: str
    in_this_release: bool
    note: str
    unverified: Literal["exclude", "count"]
    parameters: list[Parameter]


class OfIndicator(Answer):
    title: str
    aspect: Aspect | None
    unit_of_measure: str
    direction: Direction | None
    contribution: Exact | None = Field(description="points of the score it brings; null where it brings none")
    steps: list[Sentence] = Field(description="its line of arithmetic in words and numbers")


ItemState = Literal["verified", "rejected", "late_not_accepted", "pending", "withdrawn", "unusable", "readmitted"]
ExplainedItem = of_event(
    "ExplainedItem",
    CountedItem,
    state=(ItemState, Field(description="`readmitted`: it counts as verified by the decision of an objection")),
)
ExplainedIndicator = of_event(
    "ExplainedIndicator",
    IndicatorLine,
    OfIndicator,
    evidence=(list[ExplainedItem], ...),  # type: ignore[valid-type]
)


class ExplainedResult(Answer):
    result: UUID
    kind: Literal["main", "additional"]
    title: str
    value: Exact | None
    weight: Exact | None
    rating: Rating | None
    indicators: list[ExplainedIndicator]  # type: ignore[valid-type]  # made from the event


class RatedValue(Answer):
    """One of the seven values: the rater's, and beside it the employee's own of before the final."""

    name: str
    rating: Rating | None = Field(description="null: not rated yet")
    self_assessed: Rating | None = Field(description="null: the employee sent none")


class ExplainedBehaviour(Sentence):
    values: list[RatedValue]
    below: list[str]


class TwoRatings(Answer):
    result: Rating | None
    behaviour: Rating | None


class _OfDeparture(Sentence):
    read: ReadText


ExplainedDeparture = of_event("ExplainedDeparture", Departure, _OfDeparture)


class Before(Answer):
    """What counted before an amendment: the final, or an earlier amendment."""

    version: int
    predicate: Predicate
    score: Exact | None


class ExplainedAmendment(Sentence):
    """What was changed and why; an earlier amendment stays in force. The original: `?version=` of `before`."""

    cause: Literal["objection", "false_evidence"]
    original: StreamHead
    reason: TextRef
    read: ReadText
    readmitted: Readmitted
    finding: StreamHead | None
    before: list[Before] = Field(description="in order, the final first")


class _OfExclusion(Sentence):
    title: str


ExplainedExclusion = of_event("ExplainedExclusion", Exclusion, _OfExclusion)


class WouldChange(Sentence):
    kind: Literal["unproven", "unverified", "missing"]
    code: str
    actor: Actor
    indicator: UUID | None
    title: str
    items: list[UUID]


class ExplainedSource(Answer):
    """The event that is explained."""

    type: str
    stream: UUID
    version: int
    recorded_at: datetime
    actor: str


class Explanation(Answer):
    """Why this score. Provisional until there is a final; then from that event alone."""

    provisional: bool
    amendment: ExplainedAmendment | None = Field(description="that is explained; null: it is the final, or provisional")
    replaced_by: int | None = Field(description="the version that counts now, where that is a later one")
    employee: UUID
    rater: UUID | None = Field(description="in force: when it was made final, or now")
    agreement: UUID
    agreement_version: int
    period: Period
    head_of_unit: bool
    policy: ExplainedPolicy
    results: list[ExplainedResult]
    score: Exact | None
    score_with_excluded: Exact | None
    score_step: Sentence
    numeric: Figures | None
    advice: list[Sentence]
    behaviour: ExplainedBehaviour
    colleagues_heard: bool
    innovations: list[ShownInnovation]  # type: ignore[valid-type]
    advised: TwoRatings
    given: TwoRatings | None
    departures: list[ExplainedDeparture]  # type: ignore[valid-type]
    predicate: Predicate | None
    conclusion: Sentence
    exclusions: list[ExplainedExclusion]  # type: ignore[valid-type]
    would_change: list[WouldChange]
    copied: CopiedFacts
    rests_on: list[StreamHead]
    source: ExplainedSource | None
    streams: list[Head]
    own_version: int
