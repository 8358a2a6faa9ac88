"""What is answered about credit points."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head
from contracts.evaluation import PolicyRef, Predicate
from contracts.planning import FunctionalLevel
from contracts.values import Exact, Period, PeriodOrYear

__all__ = ["CreditPoints"]


class LevelHeld(Answer):
    """From this day on, until the day before the next; `level` null: none."""

    level: FunctionalLevel | None
    starts_on: date


class CreditRow(Answer):
    """`points` = share x coefficient x months / 12, rounded half up; that is what is added up."""

    kind: Literal["periodic", "annual"] = Field(description="an annual row replaces periodic ones of the same months")
    period: PeriodOrYear
    predicate: Predicate
    amended: bool = Field(description="by an amendment of the final: what counts now")
    by: Head
    level: FunctionalLevel
    share: Exact
    coefficient: Exact
    months: list[Period]
    points: Exact


class CreditPoints(Answer):
    """Credit points of an employee's year as the finals and levels stand now; `total` adds the rounded rows."""

    employee: UUID
    year: int
    rules: PolicyRef
    levels: list[LevelHeld]
    rows: list[CreditRow]
    total: str
    open_months: list[Period] = Field(description="at a level, without a final yet")
