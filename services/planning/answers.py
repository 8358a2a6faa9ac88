"""What planning answers with, for its OpenAPI document."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded, of_event
from chassis.sheet_answers import reads_or_sheet
from contracts.planning import (
    AgreementDrafted,
    DialogueEntryWritten,
    FunctionalLevel,
    PeriodDates,
    RaterDisputed,
    TargetAgreed,
    TargetsDrafted,
    TargetsProposed,
)
from contracts.planning import StrategicGoalSet as Goal
from contracts.planning import UnitObjectiveSet as ObjectiveSet
from contracts.planning import UnitRegistered as Registered
from contracts.values import Exact, Instant, TextRef

__all__ = [
    "EMPLOYEES",
    "Accepted",
    "Agreement",
    "AgreementChanged",
    "AgreementHistory",
    "Agreements",
    "Assigned",
    "CellError",
    "Cycle",
    "CycleChanged",
    "CycleHistory",
    "Delegated",
    "Disputes",
    "Drafted",
    "Employee",
    "EmployeeMade",
    "EntryWritten",
    "Employees",
    "GoalMade",
    "Goals",
    "IdentityErased",
    "Imported",
    "Kept",
    "ObjectiveMade",
    "Objectives",
    "Proposed",
    "ResultIds",
    "Unit",
    "UnitMade",
    "Units",
    "Warned",
]


class OfOneStream(Answer):
    streams: list[Head]


Unit = of_event("Unit", Registered, OfOneStream)


class Units(Answer):
    units: list[Registered]
    next: UUID | None


class UnitMade(Recorded):
    unit: UUID


class Disputed(Answer):
    """What the employee says of the rater; the officer has not settled it."""

    rater: UUID | None
    reason_code: str
    reason: TextRef | None


class Assignment(Answer):
    """`disputed` is shown to the employee, the officer and the auditor, while it is open."""

    assignment: UUID
    unit: UUID
    position: str
    head_of_unit: bool
    starts_on: date
    ends_on: date | None
    rater: UUID | None
    disputed: Disputed | None = None


class Delegation(Answer):
    """From `starts_at` until before `ends_at` the delegate acts for this employee as rater."""

    delegation: UUID
    delegate: UUID
    kind: Literal["plt", "plh"]
    starts_at: Instant
    ends_at: Instant


class LevelHeld(Answer):
    """From this day on, until the day before the next; `level` null: none."""

    level: FunctionalLevel | None
    starts_on: date


class Employee(OfOneStream):
    """Assignments, levels of functional positions, delegations, and who the person is where the caller may see that and
    it was not erased."""

    employee: UUID
    assignments: list[Assignment]
    employment: str = Field(description="`pns` or `pppk`, today")
    functional_levels: list[LevelHeld]
    delegations: list[Delegation]
    name: str = ""
    number: str = ""
    email: str = ""


class Listed(Answer):
    """Name and number are null once erased, and for an auditor."""

    employee: UUID
    name: str | None
    number: str | None


class Employees(Answer):
    employees: list[Listed]
    next: UUID | None


EMPLOYEES = reads_or_sheet(Employees)


class EmployeeMade(Recorded):
    employee: UUID


class Assigned(Recorded):
    assignment: UUID


class Delegated(Recorded):
    delegation: UUID


class IdentityErased(Answer):
    """Name, number and e-mail are gone for ever."""

    employee: UUID
    erased: Literal[True]


class CellError(Answer):
    """What is wrong with a cell, by its column, and how to mend it."""

    column: str
    cell: str = Field(default="", description="such as F12")
    what: str
    apa: str
    mend: str
    perbaikan: str


class ImportedLine(Answer):
    """What became of one line of the file, with the ids of what it recorded."""

    line: int
    outcome: Literal["recorded", "unchanged", "bad", "not_done"]
    unit: UUID | None = None
    employee: UUID | None = None
    assignment: UUID | None = None
    delegation: UUID | None = None
    functional_level: FunctionalLevel | None = None
    steps: list[Literal["stays", "other_rater", "assignment", "end", "delegation", "second_assignment"]] = Field(
        default=[], description="of the national report: what the line means for the person's assignments"
    )
    errors: list[CellError]


class Imported(Recorded):
    """The account of every line that is not empty. `streams` has the last 100 heads."""

    imported: bool
    dry_run: bool
    lines: list[ImportedLine]
    bad_lines: int
    recorded_lines: int


class Disputes(Answer):
    """Disputes nobody has settled; `reason` is null where none was written, `rater` where none is recorded."""

    disputes: list[RaterDisputed]
    next: UUID | None


class Cycle(OfOneStream):
    cycle: UUID
    year: int
    time_zone: str
    periods: list[PeriodDates]
    agreement_deadline: date
    annual_evaluation_deadline: date
    holidays: list[date]
    closed: bool


class CycleEvent(Answer):
    """Of an extension: which deadline moved from which day to which; `period` is left out for one of the year.
    Of `HolidaysAdded`: `days`."""

    version: int
    type: str
    at: datetime
    actor: str
    period: str = ""
    deadline: str = ""
    was: date | None = Field(default=None, alias="from")
    to: date | None = None
    days: list[date] = Field(default=[])
    reason_code: str = ""
    reason: TextRef | None = None


class CycleHistory(OfOneStream):
    cycle: UUID
    year: int
    events: list[CycleEvent]


class CycleChanged(Recorded):
    cycle: UUID


Objective = of_event("Objective", ObjectiveSet, withdrawn=(bool, ...))


class Objectives(Answer):
    """In the order they were set; one that was withdrawn stays readable."""

    unit: UUID
    year: int
    objectives: list[Objective]  # type: ignore[valid-type]  # made from the event
    next: UUID | None


class ObjectiveMade(Recorded):
    objective: UUID


class Goals(Answer):
    goals: list[Goal]
    next: UUID | None


class GoalMade(Recorded):
    goal: UUID


class Warned(Answer):
    """What the plan is warned of, and the result or indicator it is about; nothing is refused for it."""

    code: Literal["absolute_wording", "maximum_targets_only", "far_above_last_year", "far_below_last_year"]
    about: UUID
    last_year: Exact | None = Field(default=None, description="what was reached on the indicator in the year before")


class Dialogue(Answer):
    """How far an agreement has come: the draft that nobody has proposed yet, the last proposal, and what is agreed.

    `warnings` are of the draft where there is one, else of the proposal.
    """

    state: Literal["drafted", "in_dialogue", "agreed", "in_revision", "closed"]
    waits_for: Literal["employee", "rater", "officer"] | None = Field(
        description="who must act; the performance officer where no rater is recorded"
    )
    draft: TargetsDrafted | None
    proposal: TargetsProposed | None
    warnings: list[Warned]
    agreed: TargetAgreed | None
    dialogue: list[DialogueEntryWritten]
    closed_on: date | None = Field(description="its last day, also one to come: until it has passed both sides go on")


ListedAgreement = of_event("ListedAgreement", AgreementDrafted, Dialogue)
Agreement = of_event("Agreement", AgreementDrafted, Dialogue, streams=(list[Head], ...))


class Agreements(Answer):
    agreements: list[ListedAgreement]  # type: ignore[valid-type]  # made from the event
    next: UUID | None


class ResultIds(Answer):
    result: UUID
    indicators: list[UUID]


class Kept(Recorded):
    """The ids of results and indicators, in the order they were sent in."""

    agreement: UUID
    results: list[ResultIds]
    warnings: list[Warned]


class Proposed(Kept):
    proposal: int


class Drafted(Kept):
    """`proposal` is there unless it was only kept as a draft."""

    proposal: int = Field(default=0, description="absent for a draft")


class AgreementChanged(Recorded):
    agreement: UUID


class EntryWritten(AgreementChanged):
    entry: UUID


class Change(Answer):
    """A difference between two versions, as values and as a sentence. `part`: a result, an indicator, or `annexes`."""

    change: Literal["added", "removed", "changed"]
    part: str
    of: Literal["result", "indicator", ""] = ""
    title: str = ""
    unit: str = Field(default="", description="of measure, of an indicator")
    unit_before: str = Field(default="", description="where the unit of measure changed: that of `from`")
    field: str = ""
    period: str = Field(default="", description="of `targets`: the period whose target changed")
    was: Any = Field(default=None, alias="from")
    to: Any = None
    pesan: str
    text: str


class Happened(Answer):
    """One event, also as a sentence in Bahasa Indonesia (`pesan`) and English (`text`)."""

    version: int
    type: str
    at: datetime
    actor: str
    pesan: str
    text: str
    agreement_version: int = 0
    valid_from: date | None = None
    changes: list[Change] = []


class AgreementHistory(OfOneStream):
    agreement: UUID
    events: list[Happened]


class Accepted(Recorded):
    agreement: UUID
    agreement_version: int
