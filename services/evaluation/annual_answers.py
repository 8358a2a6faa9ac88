"""What evaluation answers with of a year, for its OpenAPI document."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Recorded, of_event
from contracts.evaluation import (
    AgreementOfYear,
    AnnualEvaluationFinalized,
    PeriodBeside,
    PolicyRef,
    YearExclusion,
    YearFigures,
)
from contracts.values import Exact
from services.evaluation.after_answers import SHOWN_AFTER_YEAR, Standing
from services.evaluation.answers import GOES_FROM, NOTHING_DUE, STILL_DUE, Advised, Blocker, Finals, OfOneStream
from services.evaluation.answers_in_view import ConsiderationInView, FeedbackInView, ShownInnovation

__all__ = ["AdviceOfYear", "EvaluationOfYear", "FinalizedYear", "ListedFinals", "MissingInYear"]


class BlockerInYear(Blocker):
    rater: UUID | None = Field(description="in force of the agreement it was shown in")


class MissingInYear(Answer):
    """What must be there before a year can be final, and the time for it; nothing in it: it only waits for the
    rater."""

    verdicts: list[BlockerInYear]
    behaviour: list[str] = Field(description="values not yet rated for the year")
    unit_achievements: list[UUID] = Field(description="units whose achievement of the year is not set")
    nothing_due: bool = NOTHING_DUE
    goes_from: date | None = GOES_FROM
    still_due: list[UUID] = STILL_DUE


class WaitingInYear(Answer):
    waits_for: MissingInYear
    rater: UUID | None
    rater_on_last_day: UUID | None = Field(description="who may leave a consideration")
    beside: list[PeriodBeside]


class OpenYear(WaitingInYear, OfOneStream):
    state: Literal["open"]


FinalOfYear = of_event(
    "FinalOfYear", AnnualEvaluationFinalized, OfOneStream, state=(Literal["final"], ...), **SHOWN_AFTER_YEAR
)
EvaluationOfYear = Annotated[OpenYear | FinalOfYear, Field(discriminator="state")]  # type: ignore[valid-type]  # made from the event


class AdviceOfYear(WaitingInYear, OfOneStream):
    """What the year's policy makes of the dossier as it stands."""

    provisional: Literal[True]
    employee: UUID
    year: int
    policy: PolicyRef
    score: Exact | None
    score_with_excluded: Exact | None
    advised: Advised
    behaviour_below: list[str]
    innovations: list[ShownInnovation]  # type: ignore[valid-type]  # made from the event
    feedback: FeedbackInView
    consideration: ConsiderationInView | None
    numeric: YearFigures | None
    exclusions: list[YearExclusion]
    agreements: list[AgreementOfYear]
    short_period: bool


class FinalizedYear(Recorded):
    employee: UUID
    year: int


ListedFinalOfYear = of_event("ListedFinalOfYear", AnnualEvaluationFinalized, standing=(Standing, ...))


class FinalsOfYear(Answer):
    """Finals of a year as they were made, each with what counts of it now."""

    period: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    finals: list[ListedFinalOfYear]  # type: ignore[valid-type]  # made from the event
    next: UUID | None


ListedFinals = Finals | FinalsOfYear
