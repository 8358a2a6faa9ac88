"""The parts that planning's events are made of: indicators, work results, annexes, a period's dates, objectives.

They stand in `contracts.planning` for every reader; here because a file is kept short.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.values import OPEN, DecimalText, OfficialText, Period, Record, TextRef

__all__ = [
    "Accumulation",
    "Annexes",
    "Aspect",
    "Direction",
    "FunctionalLevel",
    "Indicator",
    "ObjectiveIndicator",
    "ObjectiveSupport",
    "PeriodDates",
    "PeriodTarget",
    "Revision",
    "Support",
    "Target",
    "TemplateIndicator",
    "TemplateResult",
    "WorkResult",
]

Aspect = Literal["quantity", "quality", "time", "cost"]
Direction = Literal["higher_is_better", "lower_is_better"]
Accumulation = Literal["sum", "latest", "average"]
FunctionalLevel = Annotated[
    Literal["ahli_pertama", "ahli_muda", "ahli_madya", "ahli_utama", "pemula", "terampil", "mahir", "penyelia"], OPEN
]


class Target(Record):
    """A target value, or a range from `low` to `high`; a single value has both alike."""

    low: DecimalText = Field(description="in the indicator's unit of measure")
    high: DecimalText = Field(description="inclusive")


class PeriodTarget(Target):
    """The target of one period (for `sum`: accumulated since the agreement's start). A period absent is not due."""

    period: Period
    maximum: DecimalText | None = Field(default=None, description="highest attainable value C of the period")


class Indicator(Record):
    """Individual indicator (*indikator kinerja individu*, IKI)."""

    indicator: UUID
    title: OfficialText
    aspect: Aspect
    unit_of_measure: OfficialText
    whole: bool = Field(description="measured in whole numbers only")
    direction: Direction
    accumulation: Accumulation = Field(
        description="how the periods make the year: added up, the last one, or their mean"
    )
    target: Target = Field(description="of the agreement's whole stretch")
    maximum: DecimalText | None = Field(default=None, description="highest attainable value C; absent: there is none")
    weight: DecimalText | None = Field(
        default=None, description="per cent of its work result; absent from all of them: equal"
    )
    targets: tuple[PeriodTarget, ...] = Field(description="of each period in which it is due")


class Support(Record):
    """What a work result supports (*RHK pimpinan yang diintervensi*) and how it takes it over."""

    kind: Literal["unit_objective", "work_result"]
    id: UUID = Field(description="the unit's objective, or the work result of a superior")
    taken_over: Literal["directly", "in_part"] = Field(description="as it is, or a part of it")


class WorkResult(Record):
    """Work result (*rencana hasil kerja*, RHK), `main` (*utama*) or `additional` (*tambahan*)."""

    result: UUID
    kind: Literal["main", "additional"]
    title: OfficialText
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    supports: Support | None = Field(
        default=None, description="absent while it is open; a main result is agreed with it"
    )
    weight: DecimalText | None = Field(
        default=None, description="per cent of the main results; absent from all of them: equal"
    )


class Annexes(Record):
    """The annexes (*lampiran*) of an SKP: resources needed, the accountability scheme, and the consequences."""

    resources: tuple[OfficialText, ...] = ()
    accountability: tuple[OfficialText, ...] = ()
    consequences: tuple[OfficialText, ...] = ()


class Revision(Record):
    """Why an agreed set is replaced, and from which day; the reason a person wrote is an erasable text."""

    valid_from: date = Field(description="the first day")
    reason_code: Annotated[Literal["task_changed", "budget_changed", "priorities_changed", "error", "other"], OPEN]
    reason: TextRef


class TemplateIndicator(Record):
    """An indicator as a template keeps it: of no year and no person, so without ids and without targets per period."""

    title: OfficialText
    aspect: Aspect
    unit_of_measure: OfficialText
    whole: bool = Field(description="measured in whole numbers only")
    direction: Direction
    accumulation: Accumulation
    target: Target = Field(description="of the whole year")
    maximum: DecimalText | None = Field(default=None, description="highest attainable value C; absent: there is none")
    weight: DecimalText | None = Field(
        default=None, description="per cent of its work result; absent from all of them: equal"
    )
    every_period: bool = Field(default=False, description="every period's target is the year's, as of a time limit")


class TemplateResult(Record):
    """A work result as a template keeps it; what it supports is for each who takes it over to say."""

    kind: Literal["main", "additional"]
    title: OfficialText
    indicators: Annotated[tuple[TemplateIndicator, ...], Field(min_length=1)]
    weight: DecimalText | None = Field(
        default=None, description="per cent of the main results; absent from all of them: equal"
    )


class PeriodDates(Record):
    """One period and its last days (inclusive, in the cycle's time zone)."""

    period: Period
    starts_on: date
    ends_on: date
    reporting_deadline: date
    evidence_deadline: date
    evaluation_deadline: date


class ObjectiveSupport(Record):
    """What a unit's objective serves: a goal of the strategic plan, or an objective of the parent unit."""

    kind: Literal["strategic_goal", "unit_objective"]
    id: UUID


class ObjectiveIndicator(Record):
    """What shows that a unit's objective is reached."""

    title: OfficialText
    unit_of_measure: OfficialText
    target: Target = Field(description="of the year, in the unit of measure")
    direction: Direction
