"""What the import of SKP plan forms answers with, for planning's OpenAPI document."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Recorded
from contracts.planning import WorkResult
from contracts.values import Exact
from services.planning.answers import CellError

__all__ = ["SkpImported"]


class LineError(CellError):
    """`sheet` is empty for CSV."""

    line: int
    sheet: str


class NamedWarning(Answer):
    """As `Warned` of a set that is there, by the title of the result or indicator."""

    code: Literal["absolute_wording", "maximum_targets_only", "far_above_last_year", "far_below_last_year"]
    about: str
    last_year: Exact | None = Field(default=None, description="what was reached on the indicator in the year before")


class ImportNote(Answer):
    """What is left to be filled in, or was assumed; nothing is refused for it. `about`: a title, or what is missing."""

    code: Literal[
        "supports_nothing",
        "supports_none",
        "supports_several",
        "not_whole",
        "assumed_direction",
        "assumed_accumulation",
    ]
    about: str
    tentang: str = ""
    wording: str = ""


class ImportedPerson(Answer):
    """What is, or would be, drafted for a person: every result with its indicators and period targets.

    `lines` of the sheet; `agreement` where there is one, or one was begun.
    """

    employee: UUID | None
    sheet: str
    lines: list[int]
    outcome: Literal["recorded", "unchanged", "bad", "not_done"]
    agreement: UUID | None
    results: list[WorkResult]
    warnings: list[NamedWarning]
    notes: list[ImportNote]


class SkpImported(Recorded):
    """The account of every person and every bad cell. `passed_over`: sheets without the form's columns."""

    imported: bool
    dry_run: bool
    people: list[ImportedPerson]
    errors: list[LineError]
    passed_over: list[str]
    recorded_people: int
