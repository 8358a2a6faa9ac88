"""What the cascade, the matrix and the help for drafting are answered with, for the OpenAPI document."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer
from chassis.sheet_answers import reads_or_sheet
from contracts.planning import Accumulation, Aspect, Direction, ObjectiveIndicator

__all__ = ["MATRIX", "Cascade", "Colleagues", "Matrix", "PositionIndicators", "Supporters"]

TakenOver = Literal["directly", "in_part"]


class Supporting(Answer):
    """A result or objective that supports what is above it; a result has an employee and an agreement."""

    kind: Literal["unit_objective", "work_result"]
    id: UUID
    unit: UUID
    employee: UUID | None = None
    agreement: UUID | None = None
    title: str
    taken_over: TakenOver | None = None
    indicators: list[ObjectiveIndicator]


class CascadeNode(Supporting):
    below: list["CascadeNode"]
    left_off: int = Field(description="agreements and plans beneath it that were not looked at, at most so many more")


class AboveUnit(Answer):
    kind: Literal["strategic_goal", "unit_objective"]
    id: UUID
    unit: UUID
    title: str


class Cascade(Answer):
    """`above`: the goal and objectives above that the unit's own serve, from the nearest upwards."""

    unit: UUID
    year: int
    day: date
    above: list[AboveUnit]
    cascade: list[CascadeNode]
    next: UUID | None


class MatrixResult(Answer):
    result: UUID
    employee: UUID
    title: str
    indicators: list[ObjectiveIndicator]


class CellResult(Answer):
    result: UUID
    title: str
    taken_over: TakenOver


class Cell(Answer):
    supports: UUID
    results: list[CellResult]


class MatrixPerson(Answer):
    """Cells with something in them; the name for the officer and the unit's head."""

    employee: UUID
    name: str = ""
    unit: UUID
    position: str
    cells: list[Cell]


class Matrix(Answer):
    """Columns are the head's results. The lists of gaps are whole on every page."""

    unit: UUID
    year: int
    day: date
    results: list[MatrixResult]
    people: list[MatrixPerson]
    results_no_one_supports: list[UUID]
    people_who_support_none: list[UUID]
    next: UUID | None


class Supporters(Answer):
    result: UUID
    supporters: list[Supporting]
    next: UUID | None


class PositionIndicator(Answer):
    title: str
    aspect: Aspect
    unit_of_measure: str
    whole: bool
    direction: Direction
    accumulation: Accumulation
    used: int = Field(description="agreements it stands in, of those looked at")


class PositionIndicators(Answer):
    position: str
    year: int = Field(description="the year they were agreed for")
    agreements: int
    indicators: list[PositionIndicator]


class ColleaguesResult(Answer):
    result: UUID
    title: str


class Colleague(Answer):
    """Whose an agreement is, as far as a colleague sees it: nobody is named."""

    employee: UUID
    position: str
    agreement: UUID
    results: list[ColleaguesResult]


class Colleagues(Answer):
    colleagues: list[Colleague]
    next: UUID | None


MATRIX = reads_or_sheet(Matrix)
