"""The parts that planning's events of targets are made of: indicators, work results, annexes.

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
    "Indicator",
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


class Target(Record):
    """A target value, or a range from `low` to `high`; a single value has both alike."""

    low: DecimalText
    high: DecimalText


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
    whole: bool
    direction: Direction
    accumulation: Accumulation
    target: Target
    maximum: DecimalText | None = None
    weight: DecimalText | None = None
    targets: tuple[PeriodTarget, ...]


class Support(Record):
    """What a work result supports (*RHK pimpinan yang diintervensi*) and how it takes it over."""

    kind: Literal["unit_objective", "work_result"]
    id: UUID
    taken_over: Literal["directly", "in_part"]


class WorkResult(Record):
    """Work result (*rencana hasil kerja*, RHK), `main` (*utama*) or `additional` (*tambahan*)."""

    result: UUID
    kind: Literal["main", "additional"]
    title: OfficialText
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    supports: Support | None = None
    weight: DecimalText | None = None


class Annexes(Record):
    """The annexes (*lampiran*) of an SKP: resources needed, the accountability scheme, and the consequences."""

    resources: tuple[OfficialText, ...] = ()
    accountability: tuple[OfficialText, ...] = ()
    consequences: tuple[OfficialText, ...] = ()


class Revision(Record):
    """Why an agreed set is replaced, and from which day; the reason a person wrote is an erasable text."""

    valid_from: date
    reason_code: Annotated[Literal["task_changed", "budget_changed", "priorities_changed", "error", "other"], OPEN]
    reason: TextRef


class TemplateIndicator(Record):
    """An indicator as a template keeps it: of no year and no person, so without ids and without targets per period."""

    title: OfficialText
    aspect: Aspect
    unit_of_measure: OfficialText
    whole: bool
    direction: Direction
    accumulation: Accumulation
    target: Target
    maximum: DecimalText | None = None
    weight: DecimalText | None = None
    every_period: bool = Field(default=False, description="every period's target is the year's, as of a time limit")


class TemplateResult(Record):
    """A work result as a template keeps it; what it supports is for each who takes it over to say."""

    kind: Literal["main", "additional"]
    title: OfficialText
    indicators: Annotated[tuple[TemplateIndicator, ...], Field(min_length=1)]
    weight: DecimalText | None = None
