"""What is answered about what follows a final, for the OpenAPI document."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded, of_event
from contracts.evaluation import (
    AnnualEvaluationAmended,
    EvaluationAmended,
    EvaluationDelivered,
    FollowUpDone,
    FollowUpPlanned,
    ObjectionAnswered,
    ObjectionDecided,
    ObjectionLodged,
    Predicate,
)
from contracts.values import Exact, PeriodOrYear

__all__ = [
    "SHOWN_AFTER",
    "SHOWN_AFTER_YEAR",
    "FollowUpMade",
    "Objections",
    "ShownAfter",
    "Standing",
    "TeamFollowUps",
    "UnitFollowUps",
]


class Standing(Answer):
    """What counts now: the final, or the last amendment of it."""

    by: Head
    amended: bool
    predicate: Predicate
    score: Exact | None


class ObjectionNow(Answer):
    """Where an objection stands; `who`: the employees who may act now, nobody where the directory names no superior."""

    state: Literal["not_delivered", "may_object", "waits_for_answer", "waits_for_decision", "over", "decided"]
    acts: Literal["employee", "rater", "raters_superior", "performance_officer", "nobody"]
    who: list[UUID]
    until: date | None
    overdue: bool
    lodged: list[ObjectionLodged]
    answered: ObjectionAnswered | None
    heard: list[Literal["employee", "rater"]]
    decided: ObjectionDecided | None


class Review(Answer):
    """Evidence in the final that was found false; an amendment that names the finding closes it."""

    item: UUID
    finding: Head
    reason_code: str
    found_at: datetime
    state: Literal["open", "amended"]


class DoneOrNot(Answer):
    done: FollowUpDone | None
    overdue: bool


PlannedFollowUp = of_event("PlannedFollowUp", FollowUpPlanned, DoneOrNot)


class FollowUps(Answer):
    required: bool
    missing: bool = Field(description="one is required, and none is planned")
    planned: list[PlannedFollowUp]  # type: ignore[valid-type]  # made from the event


class Later(Answer):
    type: str
    stream: UUID
    version: int
    time: datetime


class AfterTheFact(Answer):
    """Events that came after the heads of the final: it stays as it is. `last`: of many, the last hundred."""

    events: int
    last: list[Later]


class ByWhom(Answer):
    """The version of the evaluation's stream it stands at, and who amended."""

    version: int
    by: str


Amendment = of_event("Amendment", EvaluationAmended, ByWhom)
AmendmentOfYear = of_event("AmendmentOfYear", AnnualEvaluationAmended, ByWhom)


class ShownAfter(Answer):
    """What followed a final, but for its amendments."""

    standing: Standing
    delivery: EvaluationDelivered | None
    objection: ObjectionNow
    reviews: list[Review]
    follow_ups: FollowUps
    after_the_fact: AfterTheFact


def _fields(amendment: type[Answer]) -> dict[str, Any]:  # Any: fields as pydantic's `create_model` takes them
    shown = {name: (one.annotation, one) for name, one in ShownAfter.model_fields.items()}
    return {**shown, "amendments": (list[amendment], ...)}  # type: ignore[valid-type]  # made from the event


#: The fields of the answers that show a final, of a period and of a year, with what followed it beside.
SHOWN_AFTER, SHOWN_AFTER_YEAR = _fields(Amendment), _fields(AmendmentOfYear)


class FollowUpMade(Recorded):
    follow_up: UUID


class ListedObjection(Answer):
    """An objection: at whom and until when, or how it was decided; a decided one waits for nobody."""

    employee: UUID
    agreement: UUID
    period: PeriodOrYear
    evaluation: UUID = Field(description="the stream in which all of it lies")
    procedure: str
    step: int
    state: Literal["waits_for_answer", "waits_for_decision", "may_object", "over", "decided"]
    acts: Literal["employee", "rater", "raters_superior", "performance_officer", "nobody"]
    who: list[UUID]
    until: date | None
    overdue: bool
    outcome: Literal["stands", "changed"] | None = Field(default=None, description="of a decided one, as what follows")
    decided_at: datetime | None = None
    decided_by: UUID | None = None


class Objections(Answer):
    objections: list[ListedObjection]
    next: UUID | None


class FollowedUp(Answer):
    """A final with its follow-ups."""

    employee: UUID
    agreement: UUID
    predicate: Predicate
    follow_ups: FollowUps


class TeamFollowUps(Answer):
    """Finals that require a follow-up or have one; `missing` and `overdue` count them."""

    period: PeriodOrYear
    finals: list[FollowedUp]
    missing: int
    overdue: int


class UnitFollowUps(TeamFollowUps):
    """Of a unit and those below it: `finals` is a page, by employee; `missing` and `overdue` are of all."""

    unit: UUID
    next: UUID | None
