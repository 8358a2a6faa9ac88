"""Lists of what followed finals: objections with at whom they wait or how they ended, follow-ups of a team or unit."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import fold
from contracts import people
from contracts.evaluation import ObjectionDecided, ObjectionLodged
from contracts.values import instant_text
from services.evaluation import projections
from services.evaluation.after import After, after_of, clock_for, people_of
from services.evaluation.after_views import follow_ups, objection
from services.evaluation.annual_commands import year_stream
from services.evaluation.commands import evaluation_stream
from services.evaluation.finals import is_year
from services.evaluation.objection import Objection, evolve_objection
from services.evaluation.people_views import unit_people
from services.evaluation.seeing import concerned
from services.evaluation.standing import stream_of

__all__ = ["objections", "team_follow_ups", "unit_follow_ups"]

PAGE = 100
#: Streams looked at in one question, while a page is gathered.
AT_ONCE = 200


def objections(call: Call, start: UUID | None, *, decided: bool = False) -> dict[str, Any]:
    """The open objections, or those decided, which the caller may see, by the stream they lie in: all to the officer
    and the auditor, their own to the employee, and to rater and superior those they answer or decide."""
    reads_all = call.has("officer") or call.has("auditor")
    rows: list[dict[str, Any]] = []
    for after in _objected(call, start, all_of_them=reads_all):
        people = people_of(call.runtime, after, call.now)
        if not reads_all and not call.is_one_of(after.final.employee, *people.concerned):
            continue
        rows += _decided(after) if decided else _open(call, after)
        if len(rows) >= PAGE:
            break
    return {"objections": rows, "next": rows[-1]["evaluation"] if len(rows) >= PAGE else None}


def _open(call: Call, after: After) -> list[dict[str, Any]]:
    """The open objection of an evaluation; none where it is decided, or was not carried on."""
    now = objection(call.runtime, after, call.now)
    # After an amendment what was lodged against the final is over; nothing is lodged against it yet.
    if not after.state.lodged or now["state"] in ("decided", "over"):
        return []
    names = ("state", "acts", "who", "until", "overdue")
    return [{**_lodged(after, after.state.lodged[-1]), **{name: now[name] for name in names}}]


def _decided(after: After) -> list[dict[str, Any]]:
    """The decided objections of an evaluation: to its final, and to an amendment after false evidence."""
    rows = []
    nobody: dict[str, Any] = {"state": "decided", "acts": "nobody", "who": [], "until": None, "overdue": False}
    lodged: ObjectionLodged | None = None
    for one in after.recorded:
        if isinstance(one.event, ObjectionLodged):
            lodged = one.event
        elif isinstance(one.event, ObjectionDecided) and lodged is not None:
            told = {"outcome": one.event.outcome, "decided_at": instant_text(one.time), "decided_by": one.actor}
            rows.append({**_lodged(after, lodged), **nobody, **told})
    return rows


def _lodged(after: After, lodged: ObjectionLodged) -> dict[str, Any]:
    return {
        "employee": str(lodged.employee),
        "agreement": str(lodged.agreement),
        "period": lodged.period,
        "evaluation": str(after.stream),
        "procedure": lodged.procedure,
        "step": lodged.step,
    }


def _objected(call: Call, start: UUID | None, *, all_of_them: bool) -> Iterator[After]:
    """The evaluations objected to, in the order of their streams, behind `start`; read some at a time."""
    projection, runtime = call.runtime.projection, call.runtime
    if not all_of_them:
        marks = projection.marked("objection-of", [str(one) for one in concerned(call)])
        streams = sorted({mark.stream for mark in marks if start is None or mark.stream > start})
        yield from _loaded(runtime, streams)
        return
    while streams := projection.page("objection", "all", start, AT_ONCE):
        yield from _loaded(runtime, streams)
        start = streams[-1]


def _loaded(runtime: Runtime, streams: list[UUID]) -> Iterator[After]:
    for _, recorded in sorted(runtime.store.load_many(streams).items()):
        if recorded:
            yield after_of(runtime, recorded)


def team_follow_ups(call: Call, period: str) -> dict[str, Any]:
    """Of the caller's subordinates: finals, of a period or of the year, that require a follow-up or have one."""
    projection = call.runtime.projection
    agreements = [
        agreed
        for place in people.rated_by(projection, call.employee, call.now)
        for agreed in projections.agreements_of_unit(projection, place.unit, int(period[:4]))
        if agreed.assignment == place.assignment
    ]
    if is_year(period):
        streams = [year_stream(call.runtime, one.employee, int(period)) for one in agreements]
    else:
        streams = [evaluation_stream(call.runtime, one.agreement, period) for one in agreements]
    # Whoever moved is followed up where they were last: a year's final names its last agreement.
    rows = _followed_up(call, streams, int(period[:4]), {one.agreement for one in agreements})
    return {"period": period, "finals": rows, **_counts(rows)}


def unit_follow_ups(call: Call, unit: UUID, period: str, start: UUID | None, limit: int) -> dict[str, Any]:
    """Of a unit and those below it: the same, by pages of people; the counts are of all. Raises `Forbidden`, `Unknown`,
    `TooLarge`."""
    found, _, _ = unit_people(call, unit, period)
    everyone = [one for one in (*found.members, *found.gone, *found.second) if one.agreement is not None]
    streams = [stream_of(call.runtime, one, period) for one in everyone]
    rows = _followed_up(call, streams, int(period[:4]))
    named = list(dict.fromkeys(row["employee"] for row in rows if start is None or row["employee"] > str(start)))
    page = named[:limit]
    return {
        "unit": str(unit),
        "period": period,
        "finals": [row for row in rows if row["employee"] in page],
        **_counts(rows),
        "next": page[-1] if len(named) > limit else None,
    }


def _counts(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    told = [row["follow_ups"] for row in rows]
    return {
        "missing": sum(one["missing"] for one in told),
        "overdue": sum(planned["overdue"] for one in told for planned in one["planned"]),
    }


def _followed_up(
    call: Call, streams: Iterable[UUID], year: int, agreements: Collection[UUID] | None = None
) -> list[dict[str, Any]]:
    """Finals that require a follow-up or have one, by employee; agreements: only finals of these, where given."""
    runtime, named = call.runtime, sorted(set(streams))
    clock = clock_for(runtime, Objection(), year)
    rows: list[dict[str, Any]] = []
    for first in range(0, len(named), AT_ONCE):
        for recorded in runtime.store.load_many(named[first : first + AT_ONCE]).values():
            state = fold(recorded, Objection(), evolve_objection)
            if state.final is None or (agreements is not None and state.final.agreement not in agreements):
                continue
            after = After(tuple(recorded), state, clock)
            told = follow_ups(after, call.now)
            if told["required"] or told["planned"]:
                rows.append(
                    {
                        "employee": str(state.final.employee),
                        "agreement": str(state.final.agreement),
                        "predicate": after.follow_ups.predicate,
                        "follow_ups": told,
                    }
                )
    return sorted(rows, key=lambda row: (row["employee"], row["agreement"]))
