"""What is shown beside the figures, for evaluation's OpenAPI document: innovations, feedback, the consideration."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, of_event
from contracts.evaluation import Innovation
from contracts.realization import FeedbackGiven
from contracts.values import TextRef

__all__ = ["ConsiderationInView", "FeedbackInView", "ShownInnovation"]


class _Description(Answer):
    description: TextRef | None = Field(description="what is new; null where its event is not here")


ShownInnovation = of_event("ShownInnovation", Innovation, _Description)


class ConsiderationInView(Answer):
    """What the rater on the year's last day left for whoever finalizes: its event, and where it is read."""

    stream: UUID
    version: int
    written: TextRef | None


class _Said(Answer):
    at: datetime
    answer: TextRef | None = Field(description="the employee's answer, read in realization")
    giver: str | None = Field(default=None, description="for the employee and who acts as rater")


SaidOfThePeriod = of_event("SaidOfThePeriod", FeedbackGiven, _Said)


class FeedbackInView(Answer):
    """What was said of the period; `last`: of many, the last hundred. The words are read in realization."""

    entries: int
    last: list[SaidOfThePeriod]  # type: ignore[valid-type]  # made from the event
