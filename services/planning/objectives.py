"""A unit's plan of a year, as pure functions: what it must reach, which goal or objective above that serves, and what
of it was withdrawn. Goals of the strategic plan (*Renstra*) lie in the top unit's plan for their first year.

From the strategic plan down to each employee every step names the one above it (`domain.md` 4): an objective serves a
goal whose years include its own, or an objective of the parent unit for the same year.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import StrategicGoalSet, UnitObjectiveSet, UnitObjectiveWithdrawn
from contracts.refusals import Refusal

__all__ = [
    "AlreadyWithdrawn",
    "GoalBelowTheTop",
    "GoalEndsBeforeItBegins",
    "GoalStillServed",
    "NoSuchGoal",
    "NoSuchObjective",
    "NotAbove",
    "ObjectivesInARing",
    "StillSupported",
    "UnitPlan",
    "decide_correct_goal",
    "decide_correct_objective",
    "decide_set_goal",
    "decide_set_objective",
    "decide_withdraw_objective",
    "evolve_unit_plan",
    "standing_objectives",
]


@dataclass(eq=False)
class GoalBelowTheTop(Refusal):
    """Goals of the strategic plan are the whole agency's: they are set for the unit at the top."""

    unit: UUID


@dataclass(eq=False)
class GoalEndsBeforeItBegins(Refusal):
    """A goal's last year lies before its first."""

    first_year: int
    last_year: int


@dataclass(eq=False)
class NoSuchGoal(Refusal):
    """The strategic plan has no such goal with this unit."""

    goal: UUID


@dataclass(eq=False)
class GoalStillServed(Refusal):
    """An objective of a year that the goal would leave out serves it."""

    goal: UUID
    year: int


@dataclass(eq=False)
class NotAbove(Refusal):
    """What an objective is to serve is no goal of that year and no objective of the parent unit for that year."""

    supports: UUID
    year: int


@dataclass(eq=False)
class ObjectivesInARing(Refusal):
    """What a corrected objective is to serve serves, however far up, that very objective."""

    objective: UUID
    supports: UUID


@dataclass(eq=False)
class NoSuchObjective(Refusal):
    """The unit has no such objective in that year."""

    objective: UUID


@dataclass(eq=False)
class AlreadyWithdrawn(Refusal):
    """The objective was withdrawn before."""

    objective: UUID


@dataclass(eq=False)
class StillSupported(Refusal):
    """Agreed results, or objectives of units below, rest on the objective."""

    objective: UUID
    supporters: int


@dataclass(frozen=True)
class UnitPlan:
    """A unit's plan of a year folded; `withdrawn` are ids of `objectives`."""

    goals: Mapping[UUID, StrategicGoalSet] = field(default_factory=lambda: MappingProxyType({}))
    objectives: Mapping[UUID, UnitObjectiveSet] = field(default_factory=lambda: MappingProxyType({}))
    withdrawn: frozenset[UUID] = frozenset()

    @property
    def in_force(self) -> tuple[UnitObjectiveSet, ...]:
        """The objectives that hold, in the order they were set."""
        return tuple(one for one in self.objectives.values() if one.objective not in self.withdrawn)


def evolve_unit_plan(state: UnitPlan, event: Event) -> UnitPlan:
    match event:
        case StrategicGoalSet():
            return replace(state, goals=MappingProxyType({**state.goals, event.goal: event}))
        case UnitObjectiveSet():
            return replace(state, objectives=MappingProxyType({**state.objectives, event.objective: event}))
        case UnitObjectiveWithdrawn():
            return replace(state, withdrawn=state.withdrawn | {event.objective})
    return state


def standing_objectives(events: Iterable[Event]) -> list[UnitObjectiveSet]:
    """Of the events of a unit's plan the objectives that hold, each as it was set last."""
    state = UnitPlan()
    for event in events:
        state = evolve_unit_plan(state, event)
    return list(state.in_force)


def decide_set_goal(_state: UnitPlan, event: StrategicGoalSet, parent: UUID | None) -> list[Event]:
    """Set a goal; `parent` is the parent of the unit it is set for."""
    if parent is not None:
        raise GoalBelowTheTop(event.unit)
    if event.last_year < event.first_year:
        raise GoalEndsBeforeItBegins(event.first_year, event.last_year)
    return [event]


def decide_correct_goal(state: UnitPlan, event: StrategicGoalSet, served: Collection[int]) -> list[Event]:
    """Correct a goal under its id; `served` are the years of the objectives that serve it, which it keeps."""
    if event.goal not in state.goals:
        raise NoSuchGoal(event.goal)
    if event.last_year < event.first_year:
        raise GoalEndsBeforeItBegins(event.first_year, event.last_year)
    for year in sorted(served):
        if not event.first_year <= year <= event.last_year:
            raise GoalStillServed(event.goal, year)
    return [] if state.goals[event.goal] == event else [event]


def decide_set_objective(
    _state: UnitPlan, event: UnitObjectiveSet, goals: Sequence[StrategicGoalSet], parents: UnitPlan
) -> list[Event]:
    """Set an objective; `goals` are all there are, `parents` is the parent unit's plan for the year."""
    supports = event.supports
    if supports is None:
        return [event]
    if supports.kind == "strategic_goal":
        above = {one.goal for one in goals if one.first_year <= event.year <= one.last_year}
    else:
        above = {one.objective for one in parents.in_force if one.year == event.year}
    if supports.id not in above:
        raise NotAbove(supports.id, event.year)
    return [event]


def decide_correct_objective(
    state: UnitPlan,
    event: UnitObjectiveSet,
    goals: Sequence[StrategicGoalSet],
    parents: UnitPlan,
    way_up: Collection[UUID] = (),
) -> list[Event]:
    """Correct an objective under its id: what rests on it goes on resting on it. What it serves as before is not asked
    for again, as where the unit stands under another by now. way_up: what it would serve, and all that serves above."""
    standing = state.objectives.get(event.objective)
    if standing is None:
        raise NoSuchObjective(event.objective)
    if event.objective in state.withdrawn:
        raise AlreadyWithdrawn(event.objective)
    if standing == event:
        return []
    if standing.supports == event.supports:
        return [event]
    events = decide_set_objective(state, event, goals, parents)
    if event.supports is not None and event.objective in way_up:  # units move: what was below may stand above now
        raise ObjectivesInARing(event.objective, event.supports.id)
    return events


def decide_withdraw_objective(state: UnitPlan, event: UnitObjectiveWithdrawn, supporters: int) -> list[Event]:
    """Withdraw an objective on which `supporters` agreed results and objectives below rest."""
    if event.objective not in state.objectives:
        raise NoSuchObjective(event.objective)
    if event.objective in state.withdrawn:
        raise AlreadyWithdrawn(event.objective)
    if supporters:
        raise StillSupported(event.objective, supporters)
    return [event]
