"""Who works where, who rates whom, who acts for whom, and the tree of units: decisions as pure functions.

`decide_*` may refuse; `evolve_*` only assigns, for it runs again at every replay. Source: `domain.md` 2 and 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationEnded,
    DelegationGiven,
    EmployeeRegistered,
    EmploymentChanged,
    FunctionalLevelSet,
    RaterChanged,
    RaterConfirmed,
    RaterDisputed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from contracts.readings import Delegation, functional_levels
from contracts.refusals import Refusal

__all__ = [
    "AlreadyExists",
    "Assignment",
    "AssignmentHasEnded",
    "DelegationOver",
    "DelegationsOverlap",
    "Employee",
    "EndsBeforeItStarts",
    "NoOpenDispute",
    "NoSuchAssignment",
    "NoSuchDelegation",
    "NotYourRater",
    "OwnDelegate",
    "OwnRater",
    "SameAssignment",
    "StillDisputed",
    "Unit",
    "UnitsInARing",
    "decide_assign",
    "decide_change_rater",
    "decide_confirm_rater",
    "decide_delegate",
    "decide_dispute_rater",
    "decide_end_assignment",
    "decide_end_delegation",
    "decide_move_unit",
    "decide_register_unit",
    "decide_rename_unit",
    "decide_set_level",
    "evolve_employee",
    "evolve_unit",
]

ONE_DAY = timedelta(days=1)


@dataclass(eq=False)
class AlreadyExists(Refusal):
    """What is to be made is there already; `apa` says what in Bahasa Indonesia."""

    what: str
    apa: str


@dataclass(eq=False)
class NoSuchAssignment(Refusal):
    """The employee has no such assignment, or it does not cover the days asked for."""

    assignment: UUID


@dataclass(eq=False)
class SameAssignment(Refusal):
    """The employee holds this position in this unit from this day on already."""

    assignment: UUID


@dataclass(eq=False)
class AssignmentHasEnded(Refusal):
    """The last day of the assignment is known."""

    ends_on: date


@dataclass(eq=False)
class EndsBeforeItStarts(Refusal):
    """An interval needs its end after its start."""

    starts: date | datetime
    ends: date | datetime


@dataclass(eq=False)
class OwnRater(Refusal):
    """Nobody rates themself."""

    employee: UUID


@dataclass(eq=False)
class OwnDelegate(Refusal):
    """Nobody acts for themself."""

    employee: UUID


@dataclass(eq=False)
class DelegationsOverlap(Refusal):
    """One delegate at a time: another delegation covers a part of the interval."""

    delegation: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(eq=False)
class NoSuchDelegation(Refusal):
    """The employee gave no such delegation."""

    delegation: UUID


@dataclass(eq=False)
class DelegationOver(Refusal):
    """The delegation has ended."""

    ends_at: datetime


@dataclass(eq=False)
class NotYourRater(Refusal):
    """Only the employee says that their rater is wrong."""

    employee: UUID


@dataclass(eq=False)
class StillDisputed(Refusal):
    """The employee said so already, and the officer has not settled it."""

    assignment: UUID


@dataclass(eq=False)
class NoOpenDispute(Refusal):
    """There is nothing to settle."""

    assignment: UUID


@dataclass(eq=False)
class UnitsInARing(Refusal):
    """A unit cannot stand under itself or under one of its own sub-units."""

    unit: UUID
    parent: UUID


@dataclass(frozen=True)
class Assignment:
    """Where an employee works and who rates them there; `disputed`: the dispute the officer has not settled."""

    assignment: UUID
    unit: UUID
    head_of_unit: bool
    starts_on: date
    rater: UUID | None
    position: str = ""
    ends_on: date | None = None
    disputed: RaterDisputed | None = None

    @property
    def never_began(self) -> bool:
        """Entered by mistake: its last day lies before its first."""
        return self.ends_on is not None and self.ends_on < self.starts_on


@dataclass(frozen=True)
class Employee:
    """An employee's stream folded; `delegations` are those the employee gave, `levels` in order of their days.

    `employed`: what was said of the kind of employment, as recorded (`contracts.readings.employment_on`); `cut_short`:
    delegations that ended before their time, as they were given.
    """

    employee: UUID | None = None
    assignments: Mapping[UUID, Assignment] = field(default_factory=lambda: MappingProxyType({}))
    delegations: Mapping[UUID, Delegation] = field(default_factory=lambda: MappingProxyType({}))
    levels: tuple[FunctionalLevelSet, ...] = ()
    employed: tuple[EmployeeRegistered | EmploymentChanged, ...] = ()
    cut_short: tuple[Delegation, ...] = ()

    @property
    def held(self) -> tuple[Assignment, ...]:
        """The assignments that began or will begin."""
        return tuple(one for one in self.assignments.values() if not one.never_began)


@dataclass(frozen=True)
class Unit:
    """A unit's stream folded."""

    unit: UUID | None = None
    name: str = ""
    parent: UUID | None = None


def evolve_employee(state: Employee, event: Event) -> Employee:
    match event:
        case EmployeeRegistered() | EmploymentChanged():
            return replace(state, employee=event.employee, employed=(*state.employed, event))
        case AssignmentStarted():
            made = Assignment(
                event.assignment, event.unit, event.head_of_unit, event.starts_on, event.rater, event.position
            )
            return replace(state, assignments=MappingProxyType({**state.assignments, event.assignment: made}))
        case RaterChanged():
            return _changed(state, event.assignment, rater=event.rater, disputed=None)
        case RaterConfirmed():
            return _changed(state, event.assignment, disputed=None)
        case RaterDisputed():
            return _changed(state, event.assignment, disputed=event)
        case AssignmentEnded():
            return _changed(state, event.assignment, ends_on=event.ends_on)
        case FunctionalLevelSet():
            return replace(state, levels=tuple(functional_levels((*state.levels, event))))
        case DelegationGiven():
            given = Delegation(
                event.delegation, event.employee, event.delegate, event.kind, event.starts_at, event.ends_at
            )
            return replace(state, delegations=MappingProxyType({**state.delegations, event.delegation: given}))
        case DelegationEnded():
            given = state.delegations[event.delegation]
            over = MappingProxyType({**state.delegations, event.delegation: replace(given, ends_at=event.ended_at)})
            return replace(state, delegations=over, cut_short=(*state.cut_short, given))
    return state


def _changed(state: Employee, assignment: UUID, **fields: object) -> Employee:
    changed = replace(state.assignments[assignment], **fields)  # type: ignore[arg-type]  # named by this file alone
    return replace(state, assignments=MappingProxyType({**state.assignments, assignment: changed}))


def evolve_unit(state: Unit, event: Event) -> Unit:
    match event:
        case UnitRegistered():
            return Unit(event.unit, event.name, event.parent)
        case UnitRenamed():
            return replace(state, name=event.name)
        case UnitMoved():
            return replace(state, parent=event.parent)
    return state


def decide_register_unit(state: Unit, event: UnitRegistered) -> list[Event]:
    if state.unit is not None:
        raise AlreadyExists("the unit", "unit kerja")
    return [event]


def decide_rename_unit(state: Unit, event: UnitRenamed) -> list[Event]:
    """Give a unit another name; the name it has changes nothing."""
    return [] if state.name == event.name else [event]


def decide_move_unit(state: Unit, event: UnitMoved, above: Sequence[UUID]) -> list[Event]:
    """Put a unit under another one; `above` is the new parent and all units above it."""
    if event.parent is not None and event.unit in above:
        raise UnitsInARing(event.unit, event.parent)
    return [] if state.parent == event.parent else [event]


def decide_assign(state: Employee, event: AssignmentStarted) -> list[Event]:
    """Assign an employee. Several at once are possible (a second office held, the same one anew), one twice is not."""
    if event.rater == event.employee:
        raise OwnRater(event.employee)
    _refuse_same(state, event.unit, event.position, event.starts_on)
    return [event]


def _refuse_same(state: Employee, unit: UUID, position: str, starts_on: date) -> None:
    wanted = (unit, position.casefold(), starts_on)
    for held in state.held:
        if (held.unit, held.position.casefold(), held.starts_on) == wanted:
            raise SameAssignment(held.assignment)


def _held(state: Employee, assignment: UUID) -> Assignment:
    if assignment not in state.assignments:
        raise NoSuchAssignment(assignment)
    return state.assignments[assignment]


def decide_end_assignment(state: Employee, event: AssignmentEnded) -> list[Event]:
    """Set an assignment's last day, once; another day is a correction and says so.

    One entered by mistake is corrected to the day before its first: it never began, and the right one may be entered.
    """
    held = _held(state, event.assignment)
    corrected = event.reason_code == "corrected"
    if event.ends_on < held.starts_on and not (corrected and held.starts_on - event.ends_on == ONE_DAY):
        raise EndsBeforeItStarts(held.starts_on, event.ends_on)
    if held.ends_on is not None and not corrected:
        raise AssignmentHasEnded(held.ends_on)
    if held.never_began and event.ends_on >= held.starts_on:
        _refuse_same(state, held.unit, held.position, held.starts_on)
    return [] if held.ends_on == event.ends_on else [event]


def decide_set_level(state: Employee, event: FunctionalLevelSet) -> list[Event]:
    """Say which level of a functional position is held from a day on; what was said already changes nothing."""
    said = {one.starts_on: one.level for one in state.levels}
    return [] if event.starts_on in said and said[event.starts_on] == event.level else [event]


def decide_change_rater(state: Employee, event: RaterChanged) -> list[Event]:
    """Put another rater in force, also for an ended assignment: what was agreed there is still rated."""
    _held(state, event.assignment)
    if event.rater == event.employee:
        raise OwnRater(event.employee)
    return [event]


def decide_dispute_rater(state: Employee, actor: UUID, event: RaterDisputed) -> list[Event]:
    """Say that the own rater is wrong. Nothing waits for it: drafting goes on with the rater recorded."""
    if actor != event.employee:
        raise NotYourRater(event.employee)
    if _held(state, event.assignment).disputed is not None:
        raise StillDisputed(event.assignment)
    return [event]


def decide_confirm_rater(state: Employee, event: RaterConfirmed) -> list[Event]:
    """Settle a dispute: the rater recorded is the right one."""
    if _held(state, event.assignment).disputed is None:
        raise NoOpenDispute(event.assignment)
    return [event]


def decide_delegate(state: Employee, event: DelegationGiven) -> list[Event]:
    """Let another employee act as rater for an interval; one delegate at a time."""
    if event.delegate == event.employee:
        raise OwnDelegate(event.employee)
    if event.ends_at <= event.starts_at:
        raise EndsBeforeItStarts(event.starts_at, event.ends_at)
    for given in state.delegations.values():
        # One ended before it began covers nothing.
        if max(given.starts_at, event.starts_at) < min(given.ends_at, event.ends_at):
            raise DelegationsOverlap(given.delegation, given.starts_at, given.ends_at)
    return [event]


def decide_end_delegation(state: Employee, delegation: UUID, now: datetime) -> list[Event]:
    """End a delegation before its time: the delegate may no longer act from `now`."""
    given = state.delegations.get(delegation)
    if given is None:
        raise NoSuchDelegation(delegation)
    if given.ends_at <= now or given.ends_at <= given.starts_at:
        raise DelegationOver(given.ends_at)
    return [DelegationEnded(employee=given.employee, delegation=delegation, ended_at=now)]
