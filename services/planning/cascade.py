"""A unit's cascade: from its objectives, and the goal above, down to everyone's agreed results that support them.

Read level by level: the labels of one level say who supports it, so a deep tree costs as many questions as it has
levels. What an answer holds is bounded; a node says how many more there may be beneath it, and
`GET /v1/results/{result}/supporters` lists them by pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from contracts.planning import (
    ObjectiveIndicator,
    StrategicGoalSet,
    TargetAgreed,
    UnitObjectiveSet,
    UnitObjectiveWithdrawn,
)
from services.planning.agreed import Agreed, AgreedIndicator, AgreedResult, agreed_on
from services.planning.directory_commands import load_unit
from services.planning.objective_commands import load_plan
from services.planning.objectives import standing_objectives
from services.planning.projections import goals
from services.planning.seeing import day_in, not_your_unit, sees_unit

__all__ = ["MOST_LEVELS", "Node", "Wanted", "cascade", "heads_results", "supporting"]

#: From a Kanwil's objective to a member of a team of a section there are seven levels.
MOST_LEVELS = 8
#: At most this many below one node, and in one answer: more than anyone reads of a tree, and read in a moment.
MOST_BELOW = 100
MOST_NODES = 300


@dataclass
class Node:
    """An objective or an agreed result, and what supports it. `taken_over`: how it takes over what is above it."""

    kind: str
    id: UUID
    title: str
    unit: UUID
    supports: UUID | None = None
    taken_over: str | None = None
    employee: UUID | None = None
    agreement: UUID | None = None
    indicators: list[dict[str, Any]] = field(default_factory=list)
    below: list["Node"] = field(default_factory=list)
    left_off: int = 0

    def shown(self) -> dict[str, Any]:
        """As it is answered; without what the node does not have."""
        ids = {"id": self.id, "unit": self.unit, "employee": self.employee, "agreement": self.agreement}
        return {
            "kind": self.kind,
            **{name: str(value) for name, value in ids.items() if value is not None},
            "title": self.title,
            **({"taken_over": self.taken_over} if self.taken_over else {}),
            "indicators": self.indicators,
            "below": [one.shown() for one in self.below],
            "left_off": self.left_off,
        }


@dataclass(frozen=True)
class Wanted:
    """Which part of a cascade: on which day (None: today), how many levels with the first, which page of the first."""

    day: date | None = None
    depth: int = 5
    after: UUID | None = None
    limit: int = 20


def _indicator(one: ObjectiveIndicator | AgreedIndicator) -> dict[str, Any]:
    """Title, unit of measure, target and direction of an indicator."""
    return {
        "title": one.title,
        "unit_of_measure": one.unit_of_measure,
        "target": {"low": one.target.low, "high": one.target.high},
        "direction": one.direction,
    }


def _objective(one: UnitObjectiveSet) -> Node:
    above = one.supports.id if one.supports else None
    shown = [_indicator(each) for each in one.indicators]
    return Node("unit_objective", one.objective, one.title, one.unit, supports=above, indicators=shown)


def _result(one: AgreedResult, of: Agreed) -> Node:
    above = one.supports
    return Node(
        "work_result",
        one.result,
        one.title,
        of.unit,
        supports=above.id if above else None,
        taken_over=above.taken_over if above else None,
        employee=of.employee,
        agreement=of.agreement,
        indicators=[_indicator(each) for each in one.indicators],
    )


def heads_results(runtime: Runtime, unit: UUID, year: int, day: date) -> list[Node]:
    """What the unit's head has agreed to and is in force on `day`, in the order of the agreement."""
    streams = sorted({one.stream for one in runtime.projection.marked("head-agreed", [f"{unit}:{year}"])})
    agreed = agreed_on(runtime.projection, streams, day)
    return [_result(one, of) for of in agreed.values() for one in of.results]


def supporting(runtime: Runtime, streams: Sequence[UUID], day: date) -> list[Node]:
    """The results and objectives of these streams that support something on `day`."""
    if not streams:
        return []
    agreed = agreed_on(runtime.projection, streams, day)
    found = [_result(one, of) for of in agreed.values() for one in of.results if one.supports is not None]
    plans = runtime.projection.of_stream(*streams, types=(UnitObjectiveSet, UnitObjectiveWithdrawn))
    standing = standing_objectives(kept.event for kept in plans)
    return found + [_objective(one) for one in standing if one.supports is not None]


def cascade(call: Call, unit: UUID, year: int, wanted: Wanted) -> dict[str, Any]:
    """A page of the unit's objectives and of what its head agreed to beside them, each with all that supports it.

    Raises `Forbidden` for whom the unit does not concern.
    """
    runtime = call.runtime
    load_unit(runtime, unit)
    if not sees_unit(call, unit):
        raise not_your_unit(call)
    day = day_in(runtime, year, wanted.day)
    roots = [_objective(one) for one in load_plan(runtime, unit, year).state.in_force]
    known = {one.id for one in roots}
    roots += [one for one in heads_results(runtime, unit, year, day) if one.supports not in known]
    page = _page(roots, wanted.after, wanted.limit)
    _grow(runtime, page, day, wanted.depth)
    more = len(page) == wanted.limit and page[-1] is not roots[-1]
    return {
        "unit": str(unit),
        "year": year,
        "day": day.isoformat(),
        "above": _above(runtime, page),
        "cascade": [one.shown() for one in page],
        "next": str(page[-1].id) if more else None,
    }


def _page(roots: list[Node], after: UUID | None, limit: int) -> list[Node]:
    first = next((number for number, one in enumerate(roots, 1) if one.id == after), 0)
    return roots[first : first + limit]


def _above(runtime: Runtime, page: Iterable[Node]) -> list[dict[str, Any]]:
    """The results, objectives and goals above that this page serves, from the nearest upwards."""
    wanted = {one.supports for one in page if one.supports is not None}
    found: dict[UUID, dict[str, Any]] = {}
    known = {one.goal: one for one in goals(runtime.projection)} if wanted else {}
    for _ in range(MOST_LEVELS):
        level = [_one_above(runtime, known, one) for one in sorted(wanted - found.keys())]
        found |= {
            one.id: {"kind": one.kind, "id": str(one.id), "unit": str(one.unit), "title": one.title}
            for one in level
            if one is not None
        }
        wanted = {one.supports for one in level if one is not None and one.supports is not None}
    return list(found.values())


def _one_above(runtime: Runtime, known: Mapping[UUID, StrategicGoalSet], wanted: UUID) -> Node | None:
    if wanted in known:
        return Node("strategic_goal", wanted, known[wanted].title, known[wanted].unit)
    for kept in reversed(runtime.projection.labelled("supported", wanted)):
        if isinstance(kept.event, UnitObjectiveSet):
            return _objective(kept.event)
        if isinstance(kept.event, TargetAgreed):
            one = next(one for one in kept.event.results if one.result == wanted)
            above = one.supports.id if one.supports else None
            return Node("work_result", one.result, one.title, kept.event.unit, supports=above)
    return None


def _grow(runtime: Runtime, roots: list[Node], day: date, depth: int) -> None:
    """Hang below each node what supports it, level by level, within the bounds of an answer."""
    level, seen, room = roots, {one.id for one in roots}, MOST_NODES - len(roots)
    for number in range(depth):
        streams = _streams_below(runtime, level)
        wanted = _within(streams, room) if number < depth - 1 else {}
        for node in level:
            node.left_off = len(streams[node.id]) - len(wanted.get(node.id, ()))
        below = supporting(runtime, sorted({one for each in wanted.values() for one in each}), day)
        parents = {node.id: node for node in level}
        level = []
        for one in below:
            parent = parents.get(one.supports) if one.supports else None
            if parent is not None and one.id not in seen:
                parent.below.append(one)
                level.append(one)
        seen |= {one.id for one in level}
        room -= len(level)
        if not level:
            return


def _streams_below(runtime: Runtime, level: Sequence[Node]) -> dict[UUID, list[UUID]]:
    """The streams in which something supports, or did before a revision, each node of a level."""
    found: dict[UUID, dict[UUID, None]] = defaultdict(dict, {node.id: {} for node in level})
    for one in runtime.projection.marked("supports", [node.id for node in level]):
        found[UUID(one.value)][one.stream] = None
    return {of: list(streams) for of, streams in found.items()}


def _within(streams: dict[UUID, list[UUID]], room: int) -> dict[UUID, list[UUID]]:
    """As many of each node's streams as an answer has room for, in their order."""
    wanted = {}
    for of, each in streams.items():
        wanted[of] = each[: max(0, min(MOST_BELOW, room))]
        room -= len(wanted[of])
    return wanted
