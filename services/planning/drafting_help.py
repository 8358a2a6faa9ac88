"""Help for the step people fail at: who already supports a superior's result and with what, and which indicators were
agreed last year for the same position. Offered, never filled in: each copy is still agreed one by one.
"""

from collections import Counter
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from contracts.planning import AssignmentStarted, TargetAgreed, UnitObjectiveSet
from services.planning.agreed import AgreedIndicator, agreed_at_their_end
from services.planning.cascade import supporting
from services.planning.directory_commands import unknown
from services.planning.projections import position_label
from services.planning.seeing import day_in, line_of, not_your_unit, place_today, sees_unit, stands_for

__all__ = ["indicators_of_position", "supporters"]

#: Agreements looked at: a frequency needs no more, and a position may be held by thousands.
MOST_AGREEMENTS = 200


def supporters(call: Call, result: UUID, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of what supports a superior's work result, or a unit's objective, today.

    For those who work in its unit or directly below, whom its owner rates, heads above, officer and auditor. Pages are
    of agreements and of units' plans: one may hold several results, or none any more after a revision.
    """
    runtime = call.runtime
    events = [kept.event for kept in runtime.projection.labelled("supported", result)]
    owned = [one for one in events if isinstance(one, TargetAgreed | UnitObjectiveSet)]
    if not owned:
        raise unknown("work result or objective", result)
    of = owned[-1]
    if not _may_look(call, of):
        raise not_your_unit(call)
    streams = sorted({mark.stream for mark in runtime.projection.marked("supports", [result])})
    left = [one for one in streams if after is None or one > after]
    page = left[:limit]
    found = [one for one in supporting(runtime, page, day_in(runtime, of.year, None)) if one.supports == result]
    return {
        "result": str(result),
        "supporters": [{name: value for name, value in one.shown().items() if name in _SHOWN} for one in found],
        "next": str(page[-1]) if len(left) > limit else None,
    }


_SHOWN = frozenset({"kind", "id", "unit", "employee", "agreement", "title", "taken_over", "indicators"})


def _may_look(call: Call, of: TargetAgreed | UnitObjectiveSet) -> bool:
    owner = of.employee if isinstance(of, TargetAgreed) else None
    people = stands_for(call)
    if sees_unit(call, of.unit) or owner in people:
        return True
    places = [place for one in people if (place := place_today(call.runtime, one)) is not None]
    return any(
        (owner is not None and place.rater == owner) or of.unit in line_of(call.runtime, place.unit)[:2]
        for place in places
    )


def indicators_of_position(runtime: Runtime, position: str, year: int, limit: int) -> dict[str, Any]:
    """The indicators agreed for the same position in the year before `year`, most used first, without people; of who
    left the position in that year those of their last day there.

    `agreements` is how many were looked at: at most MOST_AGREEMENTS, of the people with the smallest (random) ids.
    """
    last = year - 1
    holders = list(
        dict.fromkeys(mark.stream for mark in runtime.projection.marked("position", [position_label(position)]))
    )
    marks = runtime.projection.marked("agreed-of", [f"{employee}:{last}" for employee in holders])
    streams = list(dict.fromkeys(mark.stream for mark in marks))[:MOST_AGREEMENTS]
    agreed = list(agreed_at_their_end(runtime.projection, streams).values())
    held = _assignments(runtime, [one.employee for one in agreed], position)
    counted = [one for one in agreed if one.assignment in held]
    used = Counter(
        pair for one in counted for pair in {_told(each) for result in one.results for each in result.indicators}
    )
    return {
        "position": position,
        "year": last,
        "agreements": len(counted),
        "indicators": [
            {**dict(zip(_TOLD, told, strict=True)), "used": times}
            for told, times in sorted(used.items(), key=lambda item: (-item[1], item[0]))[:limit]
        ],
    }


_TOLD = ("title", "aspect", "unit_of_measure", "whole", "direction", "accumulation")


def _told(one: AgreedIndicator) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _TOLD)


def _assignments(runtime: Runtime, employees: list[UUID], position: str) -> set[UUID]:
    """Assignments of these people that are of this position."""
    kept = runtime.projection.of_stream(*employees, types=(AssignmentStarted,)) if employees else []
    started = [one.event for one in kept if isinstance(one.event, AssignmentStarted)]
    wanted = position_label(position)
    return {one.assignment for one in started if position_label(one.position) == wanted}
