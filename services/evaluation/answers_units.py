"""What a unit's distribution, recap and awards are answered with, for evaluation's OpenAPI document."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, create_model

from chassis.answers import Answer, Head, of_event
from contracts.evaluation import Achievement, BrokenRule, DistributionSettled, PolicyRef, Predicate, Rating
from contracts.values import Exact, PeriodOrYear
from services.evaluation.answers_explanation import Sentence
from services.evaluation.progress import Actor, State

__all__ = ["Awards", "Distribution", "RecapAnswer"]


class PatternRule(Answer):
    """One line of the pattern, in whole persons of those counted."""

    predicates: list[Predicate]
    kind: Literal["more_than", "at_most", "at_least", "at_least_people"]
    fewest: int | None
    most: int | None


Broken = of_event("Broken", BrokenRule, Sentence)


class NotCounted(Answer):
    employee: UUID
    why: Literal["excluded", "short_period", "nothing_due"]


class _Settled(Answer):
    at: datetime
    by: str
    version: int


Settled = of_event("Settled", DistributionSettled, _Settled)


class Distribution(Answer):
    """How a unit's predicates are spread now. `check_again`: it is not as it was settled."""

    unit: UUID
    period: PeriodOrYear
    achievement: Achievement | None
    rules: PolicyRef
    people: int = Field(description="counted, with a predicate")
    counts: dict[str, int]
    pattern: list[PatternRule]
    verdict: Literal["fits", "broken", "too_few", "no_achievement"]
    broken: list[Broken]  # type: ignore[valid-type]  # made from the event
    waiting: list[UUID] = Field(description="counted and still open: settling waits for them")
    left_out: list[NotCounted]
    settled: Settled | None  # type: ignore[valid-type]
    check_again: bool
    streams: list[Head]


class At(Answer):
    """At whom it is: `person` is their employee id, where one is recorded."""

    actor: Actor
    person: UUID | None


RecapRow = create_model(
    "RecapRow",
    __base__=Sentence,
    __doc__="One person of a recap, or one agreement beside it. `why`: of the excluded.",
    **{
        "employee": (UUID, ...),
        "agreement": (UUID | None, ...),
        "unit": (UUID, ...),
        "head_of_unit": (bool, ...),
        "position": (str, ...),
        "class": (Literal["final", "open", "excluded"], ...),
        "state": (State | None, ...),
        "at": (At | None, ...),
        "overdue": (bool, ...),
        "why": (str | None, ...),
        "score": (Exact | None, ...),
        "result": (Rating | None, ...),
        "behaviour": (Rating | None, ...),
        "predicate": (Predicate | None, ...),
        "amended": (bool, ...),
        "acting": (bool, Field(description="an office held for a stated interval beside another one (Plt, Plh)")),
        "beside": (
            Literal["ended", "second_office"] | None,
            Field(description="why it is outside the count: the agreement ended, or another one of theirs counts"),
        ),
        "open_review": (bool, Field(description="evidence in the final was found false, and nothing answers it yet")),
    },  # type: ignore[call-overload]  # `class` is no name in Python
)


class Classes(Answer):
    """How many people in each; together they are the head-count."""

    final: int
    open: int
    excluded: int


class RecapAnswer(Answer):
    """A unit's period, with those below it. `beside`: outside the count, agreements that ended in the period, and
    those of a second office (Plt, Plh) of whoever is counted by another."""

    unit: UUID
    name: str
    period: PeriodOrYear
    people: int
    classes: Classes
    rows: list[RecapRow]
    beside: list[RecapRow]


class AwardParameter(Answer):
    name: str
    value: str
    source: str


class RankedPerson(Sentence):
    """One rank with its reason: `decided_by` sets it apart from the rank before; null for the first of a group."""

    group: Literal["heads", "others"]
    rank: int
    employee: UUID
    unit: UUID
    score: str
    behaviour_above: int
    attendance: Exact = Field(description="per cent of the working days without approved leave")
    decided_by: Literal["score", "behaviour", "attendance", "equal"] | None


class UnrankedPerson(Sentence):
    group: Literal["heads", "others"]
    employee: UUID
    unit: UUID
    because: list[str]
    months_missing: list[str] = Field(description="of the attendance")


class Awards(Answer):
    unit: UUID
    period: PeriodOrYear
    rules: PolicyRef
    attendance_from: Exact
    parameters: list[AwardParameter]
    ranked: list[RankedPerson]
    not_ranked: list[UnrankedPerson]
