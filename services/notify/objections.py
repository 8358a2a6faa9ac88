"""Who is told that an objection waits for them: whoever may act on it now, as evaluation itself decides.

Of whom that is, the evaluation's own stream says a part: whom the final names, who recorded it, who amended it since.
It is read here as far as it has arrived, and of a final, which is large, only these fields.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
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

    One whose final, or whose rater, has not arrived here yet waits for nobody so far. The projection is asked a few
    times, however many objections, raters and people are below.
    """
    projection = runtime.projection
    below = may_concern(projection, who) - {who}
    kinds = [*{*told_to("answers"), *told_to("decides")}]
    events = projection.unread(sorted(below), kinds) if below else []
    people = _people(runtime, _judged(projection, {one.stream for one in events}), at)
    return [Waiting(one, people[one.stream]) for one in events if one.stream in people]


def _judged(projection: Projection, streams: Iterable[UUID]) -> Mapping[UUID, tuple[Judged, int]]:
    """Of each evaluation that has a final: what says who acts on it, and its year.

    Read anew each time (500 finals of 20 kB: 30 ms): kept by its stream it could be out of date (decision 0073).
    """
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


def _people(runtime: Runtime, judged: Mapping[UUID, tuple[Judged, int]], at: datetime) -> Mapping[UUID, People]:
    """Who acts on each of these at an instant.

    Of the employees planning's word is asked first, then of whoever is met above them: everybody on one level at once.
    """
    days = _days(runtime, {year for _, year in judged.values()}, at) if judged else {}
    met = {one.employee for one, _ in judged.values()}
    told: dict[UUID, list[Event]] = {}
    people: dict[UUID, People] = {}

    def events_of(stream: UUID) -> list[Event]:
        met.add(stream)
        return told.get(stream, [])

    while new := met - told.keys():
        told |= {one: [] for one in new}
        for kept in runtime.projection.of_stream(*new, types=_OF_RATERS):
            told[kept.stream].append(kept.event)
        people = {stream: people_of(one, events_of, days[year], at) for stream, (one, year) in judged.items()}
    return people


def _days(runtime: Runtime, years: Iterable[int], at: datetime) -> Mapping[int, date]:
    """The day it is in the agency's zone, as evaluation reckons for what is of each of these years."""
    cycles = {year: [runtime.stream(f"cycle:{one}") for one in years_around(year, at)] for year in years}
    kept = runtime.projection.of_stream(*{one for around in cycles.values() for one in around}, types=(CycleOpened,))
    zones = {one.stream: one.event.time_zone for one in kept if isinstance(one.event, CycleOpened)}

    def zone(year: int) -> str:
        return next((zones[cycle] for cycle in cycles[year] if cycle in zones), DEFAULT_ZONE)

    return {year: at.astimezone(ZoneInfo(zone(year))).date() for year in cycles}
