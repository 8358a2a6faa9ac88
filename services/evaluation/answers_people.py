"""What lists of many people answer with: provisional scores, progress."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer
from contracts.evaluation import PolicyRef, Predicate, Rating, Ratings
from contracts.values import Exact, PeriodOrYear
from services.evaluation.progress import Actor, State

__all__ = ["PersonScores", "Progress", "TeamScores", "UnitScores"]


class WaitsFor(Answer):
    actor: Actor
    person: UUID | None = Field(description="their employee id, where one is recorded")


class Change(Answer):
    """What would still change a provisional result: `unproven`, `unverified` or `missing`, and whose move it is."""

    kind: Literal["unproven", "unverified", "missing"]
    code: str
    actor: Actor
    indicator: UUID | None
    items: list[UUID]
    pesan: str
    text: str


class Advised(Answer):
    result: Rating | None
    behaviour: Rating | None


GOES_FROM = Field(
    default=None, description="from this day it can be finalized, whatever else it waits for; null: time is no matter"
)


class Person(Answer):
    """Of whom. `agreement`: null where none is in force on the period's last day."""

    employee: UUID
    agreement: UUID | None
    unit: UUID
    head_of_unit: bool


class FinalScore(Person):
    """What stands: the final, or its last amendment."""

    provisional: Literal[False]
    state: Literal["final"]
    score: Exact | None
    score_with_excluded: Exact | None
    advised: Ratings
    given: Ratings
    predicate: Predicate
    policy: PolicyRef


class ProvisionalScore(Person):
    """What the policy makes of the dossier as it stands; only whose it is, where there is nothing to run it on."""

    provisional: Literal[True]
    state: State
    waits_for: WaitsFor | None
    goes_from: date | None = GOES_FROM
    overdue: bool = Field(description="the evaluation deadline in force has passed")
    score: Exact | None = None
    score_with_excluded: Exact | None = Field(default=None, description="if everything excluded counted")
    score_rating: Rating | None = None
    counting_rating: Rating | None = None
    advised: Advised | None = None
    self_assessed: bool = Field(default=False, description="the employee has assessed themself: nothing more will come")
    would_be: Predicate | None = Field(default=None, description="the predicate if the advice were confirmed now")
    would_change: list[Change] = []
    policy: PolicyRef | None = None
    own_version: int = Field(default=0, description="version of the evaluation's own stream")


Score = FinalScore | ProvisionalScore


class PersonScores(Answer):
    employee: UUID
    period: PeriodOrYear
    people: list[Score]


class TeamScores(Answer):
    period: PeriodOrYear
    people: list[Score]
    next: UUID | None


class UnitScores(TeamScores):
    unit: UUID


class ProgressRow(Person):
    state: State
    waits_for: WaitsFor | None
    goes_from: date | None = GOES_FROM
    overdue: bool
    predicate: Predicate | None = None


class Progress(Answer):
    """`people`, `counts` and `overdue` are of all who are counted, `rows` of a page.

    `beside`: in the same page of employees, outside the count: agreements that ended within the period, whose closing
    evaluation is due, and those of a second office (Plt, Plh).
    """

    unit: UUID
    period: PeriodOrYear
    people: int
    counts: dict[str, int] = Field(description="people by state")
    overdue: int
    rows: list[ProgressRow]
    beside: list[ProgressRow]
    next: UUID | None
