"""Who is told that an objection waits for them: whoever may act on it now, as evaluation itself decides.

Of whom that is, the evaluation's own stream says a part: whom the final names, who recorded it, who amended it since.
It is read here as far as it has arrived, and of a final, which is large, only these fields.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from chassis.projection import Projection, Unread
from chassis.runtime import Runtime
from contracts.deciding import Judged, People, may_concern, people_of
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    EvaluationAmended,
    EvaluationFinalized,
)
from contracts.events import Event
from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    CycleOpened,
    DelegationEnded,
    DelegationGiven,
    RaterChanged,
)
from contracts.readings import years_around
from services.notify.domain import told_to

__all__ = ["Waiting", "waiting"]

#: Until a cycle says in which zone the agency is.
DEFAULT_ZONE = "Asia/Jakarta"
_FINALS = (EvaluationFinalized, AnnualEvaluationFinalized)
_AMENDED = (EvaluationAmended, AnnualEvaluationAmended)
_OF_RATERS = (AssignmentStarted, RaterChanged, AssignmentEnded, DelegationGiven, DelegationEnded)


class _Agreement(msgspec.Struct, frozen=True):
    assignment: UUID


class _Facts(msgspec.Struct, frozen=True):
    """What a final, or an amendment of one, says of who acts on it; a year names its agreements."""

    employee: UUID
    rater: UUID | None = None
    assignment: UUID | None = None
    agreements: tuple[_Agreement, ...] = ()
    period: str | None = None
    year: int | None = None
    cause: str | None = None


class _Recorded(msgspec.Struct, frozen=True):
    actor: str
    data: _Facts


_RECORDED = msgspec.json.Decoder(_Recorded)


@dataclass(frozen=True)
class Waiting:
    """An event of an objection, and who may act on it."""

    kept: Unread
    people: People


def waiting(runtime: Runtime, who: UUID, at: datetime) -> list[Waiting]:
    """The events of objections of whomever this person rates, directly or not, with who may act on each at an instant.

    One whose final, or whose rater, has not arrived here yet waits for nobody so far.
    """
    projection = runtime.projection
    below = may_concern(projection, who) - {who}
    kinds = [*{*told_to("answers"), *told_to("decides")}]
    events = projection.unread(sorted(below), kinds) if below else []
    found = _judged(projection, {one.stream for one in events})
    day_of = cache(lambda year: _day(runtime, year, at))
    events_of = _of_people(projection, [one.employee for one, _ in found.values()])
    people = {stream: people_of(one, events_of, day_of(year), at) for stream, (one, year) in found.items()}
    return [Waiting(one, people[one.stream]) for one in events if one.stream in people]


def _judged(projection: Projection, streams: Iterable[UUID]) -> Mapping[UUID, tuple[Judged, int]]:
    """Of each evaluation that has a final: what says who acts on it, and its year."""
    wanted = sorted(streams)
    if not wanted:
        return {}
    by = {
        kinds: [
            (stream, _RECORDED.decode(value)) for kind in kinds for stream, value in projection.values_of(wanted, kind)
        ]
        for kinds in (_FINALS, _AMENDED)
    }
    amended: dict[UUID, set[UUID]] = {}
    for stream, one in by[_AMENDED]:
        if one.data.cause == "false_evidence":
            amended.setdefault(stream, set()).add(UUID(one.actor))
    found = {}
    for stream, one in by[_FINALS]:
        told = one.data
        assignment = told.agreements[-1].assignment if told.agreements else told.assignment
        assert assignment is not None
        assert told.rater is not None
        actor = UUID(one.actor) if one.actor != "system" else None
        judged = Judged(told.employee, assignment, told.rater, actor, frozenset(amended.get(stream, ())))
        found[stream] = judged, int(str(told.year or told.period)[:4])
    return found


def _of_people(projection: Projection, employees: Iterable[UUID]) -> Callable[[UUID], list[Event]]:
    """What planning says of somebody, asked once: of these employees all together, of those above them when met."""
    told: dict[UUID, list[Event]] = {one: [] for one in employees}
    for kept in projection.of_stream(*sorted(told), types=_OF_RATERS) if told else ():
        told[kept.stream].append(kept.event)

    def events_of(stream: UUID) -> list[Event]:
        if stream not in told:
            told[stream] = [kept.event for kept in projection.of_stream(stream, types=_OF_RATERS)]
        return told[stream]

    return events_of


def _day(runtime: Runtime, year: int, at: datetime) -> date:
    """The day it is in the agency's zone, as evaluation reckons for what is of a year."""
    cycles = [runtime.stream(f"cycle:{one}") for one in years_around(year, at)]
    opened = {one.stream: one.event for one in runtime.projection.of_stream(*cycles, types=(CycleOpened,))}
    zones = [event.time_zone for cycle in cycles if isinstance(event := opened.get(cycle), CycleOpened)]
    return at.astimezone(ZoneInfo(zones[0] if zones else DEFAULT_ZONE)).date()
