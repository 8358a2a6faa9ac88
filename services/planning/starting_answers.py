"""What templates, drafts begun from them and carry-over answer with, for planning's OpenAPI document."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Recorded
from contracts.planning import Target, TemplateSet, WorkResult
from contracts.values import Exact
from services.planning.answers import Kept, Warned

__all__ = ["Preview", "Started", "StartedAll", "TemplateMade", "Templates", "Unmet"]


class TemplateMade(Recorded):
    template: UUID


class Templates(Answer):
    templates: list[TemplateSet]
    next: UUID | None


class Preview(Answer):
    """What would be drafted, for which assignment and days; the ids are made anew when it is."""

    template: UUID
    employee: UUID
    assignment: UUID
    starts_on: date
    ends_on: date
    results: list[WorkResult]
    warnings: list[Warned]


class Started(Kept):
    unchanged: bool = Field(default=False, description="it stood there already")


class Why(Answer):
    """Why nothing was drafted for a person, and how to mend it."""

    what: str
    apa: str
    mend: str
    perbaikan: str


class Outcome(Answer):
    employee: UUID
    assignment: UUID
    agreement: UUID | None
    outcome: Literal["drafted", "unchanged", "refused", "not_yours"]
    why: Why | None = None


class StartedAll(Recorded):
    """What became of each of this page who holds the position; `next` is `after` of the next page."""

    template: UUID
    drafts: list[Outcome]
    next: UUID | None


class UnmetIndicator(Answer):
    """`low` to `high`: the target of `period`, the last that is final; `reached` is null where nothing counted.

    offered: the target a next draft could begin with: of a `sum` what is missing, else the same.
    """

    result: UUID
    result_title: str
    kind: Literal["main", "additional"]
    indicator: UUID
    title: str
    unit_of_measure: str
    period: str
    low: str
    high: str
    reached: Exact | None
    per_cent: Exact
    exclusion: str | None
    offered: Target


class Unmet(Answer):
    agreement: UUID
    period: str | None
    unmet: list[UnmetIndicator]
