"""Planning's decisions: directory, cycle, unit objectives and agreements, as pure functions.

`decide_*` may refuse; `evolve_*` only assigns, for it runs again at every replay. Sources: `domain.md` 2 to 4,
PermenPANRB 6/2022.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    EmployeeRegistered,
    PeriodDates,
    RaterChanged,
    UnitRegistered,
)
from contracts.refusals import Refusal

__all__ = [
    "AlreadyExists",
    "Assignment",
    "Cycle",
    "Employee",
    "NoSuchAssignment",
    "OwnRater",
    "Unit",
    "decide_assign",
    "decide_change_rater",
    "decide_register_unit",
    "evolve_cycle",
    "evolve_employee",
    "evolve_unit",
]


@dataclass(eq=False)
class AlreadyExists(Refusal):
    """What is to be made is there already."""

    what: str


@dataclass(eq=False)
class NoSuchAssignment(Refusal):
    """The employee has no such assignment, or it does not cover the days asked for."""

    assignment: UUID


@dataclass(eq=False)
class OwnRater(Refusal):
    """Nobody rates themself."""

    employee: UUID


@dataclass(frozen=True)
class Assignment:
    """Where an employee works and who rates them there."""

    assignment: UUID
    unit: UUID
    head_of_unit: bool
    starts_on: date
    rater: UUID | None


@dataclass(frozen=True)
class Employee:
    """An employee's stream folded."""

    employee: UUID | None = None
    assignments: Mapping[UUID, Assignment] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Unit:
    """A unit's stream folded."""

    unit: UUID | None = None
    name: str = ""
    parent: UUID | None = None


@dataclass(frozen=True)
class Cycle:
    """A year's cycle folded: its periods with the deadlines in force."""

    opened: bool = False
    time_zone: str = ""
    periods: tuple[PeriodDates, ...] = ()
    holidays: tuple[date, ...] = ()


def evolve_employee(state: Employee, event: Event) -> Employee:
    match event:
        case EmployeeRegistered():
            return replace(state, employee=event.employee)
        case AssignmentStarted():
            made = Assignment(event.assignment, event.unit, event.head_of_unit, event.starts_on, event.rater)
            return replace(state, assignments=MappingProxyType({**state.assignments, event.assignment: made}))
        case RaterChanged():
            changed = replace(state.assignments[event.assignment], rater=event.rater)
            return replace(state, assignments=MappingProxyType({**state.assignments, event.assignment: changed}))
    return state


def evolve_unit(state: Unit, event: Event) -> Unit:
    match event:
        case UnitRegistered():
            return Unit(event.unit, event.name, event.parent)
    return state


def evolve_cycle(state: Cycle, event: Event) -> Cycle:
    match event:
        case CycleOpened():
            return Cycle(True, event.time_zone, event.periods, event.holidays)
        case DeadlineExtended():
            name = f"{event.deadline}_deadline"
            periods = tuple(
                dates.model_copy(update={name: event.extended_to}) if dates.period == event.period else dates
                for dates in state.periods
            )
            return replace(state, periods=periods)
    return state


def decide_register_unit(state: Unit, event: UnitRegistered) -> list[Event]:
    if state.unit is not None:
        raise AlreadyExists("the unit")
    return [event]


def decide_assign(state: Employee, event: AssignmentStarted) -> list[Event]:
    if event.rater == event.employee:
        raise OwnRater(event.employee)
    return [event]


def decide_change_rater(state: Employee, event: RaterChanged) -> list[Event]:
    if event.assignment not in state.assignments:
        raise NoSuchAssignment(event.assignment)
    if event.rater == event.employee:
        raise OwnRater(event.employee)
    return [event]
