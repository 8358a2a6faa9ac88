"""What evaluation answers with, for its OpenAPI document."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded, of_event
from contracts.evaluation import Achievement as Achieved
from contracts.evaluation import BehaviourValues, EvaluationFinalized, Exclusion, Figures, PolicyRef, Rating, ResultLine
from contracts.values import Digest, Exact, Period, PeriodOrYear
from services.evaluation.after_answers import SHOWN_AFTER, Standing
from services.evaluation.answers_in_view import FeedbackInView, ShownInnovation

__all__ = [
    "GOES_FROM",
    "NOTHING_DUE",
    "STILL_DUE",
    "Achievement",
    "Advice",
    "Advised",
    "Blocker",
    "DossiersDigest",
    "Evaluation",
    "Finalized",
    "Finals",
    "Missing",
    "OfOneStream",
]


GOES_FROM = Field(description="before this day no final is accepted; null: time is no matter, or no matter any more")
NOTHING_DUE = Field(description="no main result is due where a class is computed: there will be no final")
STILL_DUE = Field(
    description="indicators that may still be proven, until the evidence deadline or the employee's self assessment"
)


class Blocker(Answer):
    """An item without a verdict, and the indicator it was uploaded for."""

    item: UUID
    indicator: UUID


class Missing(Answer):
    """What must be there before a period can be final, and the time for it; nothing in it: it only waits for the
    rater."""

    verdicts: list[Blocker]
    behaviour: list[str] = Field(description="values not yet rated")
    unit_achievement: bool
    nothing_due: bool = NOTHING_DUE
    goes_from: date | None = GOES_FROM
    still_due: list[UUID] = STILL_DUE


class Waiting(Answer):
    waits_for: Missing
    rater: UUID | None


class OfOneStream(Answer):
    """`own_version`: version of the evaluation's own stream, 0 before its first event; as in the ETag."""

    streams: list[Head]
    own_version: int
    self_assessment: BehaviourValues | None = Field(
        description="the seven values as the employee saw them before the final; null: they sent none"
    )


class Open(Waiting, OfOneStream):
    state: Literal["open"]


Final = of_event("Final", EvaluationFinalized, OfOneStream, state=(Literal["final"], ...), **SHOWN_AFTER)
Evaluation = Annotated[Open | Final, Field(discriminator="state")]  # type: ignore[valid-type]  # made from the event


class Advised(Answer):
    result: Rating | None
    behaviour: Rating | None


class Advice(Waiting, OfOneStream):
    """What the policy makes of the dossier as it stands."""

    provisional: Literal[True]
    agreement: UUID
    period: Period
    policy: PolicyRef
    score: Exact | None
    score_with_excluded: Exact | None
    advised: Advised
    behaviour_below: list[str]
    numeric: Figures | None = Field(description="under a policy that computes a class, once behaviour is rated")
    innovations: list[ShownInnovation]  # type: ignore[valid-type]  # made from the event
    feedback: FeedbackInView
    exclusions: list[Exclusion]
    results: list[ResultLine]


class Finalized(Recorded):
    agreement: UUID
    period: Period


ListedFinal = of_event("ListedFinal", EvaluationFinalized, standing=(Standing, ...))


class Finals(Answer):
    """Finals as they were made, each with what counts of it now."""

    period: Period
    finals: list[ListedFinal]  # type: ignore[valid-type]  # made from the event
    next: UUID | None


class Achievement(Answer):
    unit: UUID
    period: PeriodOrYear
    achievement: Achieved
    streams: list[Head]


class DossiersDigest(Answer):
    dossiers: int
    digest: Digest
