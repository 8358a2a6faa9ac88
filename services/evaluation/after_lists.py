"""Lists of what is open after finals: objections with at whom they wait, and follow-ups of a team or a unit."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import fold
from contracts import people
from contracts.planning import TargetAgreed
from services.evaluation import projections
from services.evaluation.after import After, after_of, clock_for, people_of
from services.evaluation.after_views import follow_ups, objection
from services.evaluation.annual_commands import year_stream
from services.evaluation.commands import evaluation_stream
from services.evaluation.objection import Objection, evolve_objection

__all__ = ["objections", "team_follow_ups", "unit_follow_ups"]

PAGE = 100
#: Streams looked at in one question, while a page is gathered.
AT_ONCE = 200


def objections(call: Call, start: UUID | None) -> dict[str, Any]:
    """The open objections the caller may see, by the stream they lie in: all to the officer and the auditor, their own
    to the employee, and to rater and superior those they answer or decide."""
    reads_all = call.has("officer") or call.has("auditor")
    rows: list[dict[str, Any]] = []
    for after in _objected(call, start, all_of_them=reads_all):
        people = people_of(call.runtime, after, call.now)
        if not reads_all and not call.is_one_of(after.final.employee, *people.concerned):
            continue
        row = _row(call, after)
        if row is not None:
            rows.append(row)
        if len(rows) == PAGE:
            break
    return {"objections": rows, "next": rows[-1]["evaluation"] if len(rows) == PAGE else None}


def _row(call: Call, after: After) -> dict[str, Any] | None:
    """An open objection as it is listed; None for one that is decided, or was not carried on."""
    now = objection(call.runtime, after, call.now)
    # After an amendment what was lodged against the final is over; nothing is lodged against it yet.
    if not after.state.lodged or now["state"] in ("decided", "over"):
        return None
    lodged = after.state.lodged[-1]
    return {
        "employee": str(lodged.employee),
        "agreement": str(lodged.agreement),
        "period": lodged.period,
        "evaluation": str(after.stream),
        "procedure": lodged.procedure,
        "step": lodged.step,
        **{name: now[name] for name in ("state", "acts", "who", "until", "overdue")},
    }


def _objected(call: Call, start: UUID | None, *, all_of_them: bool) -> Iterator[After]:
    """The evaluations objected to, in the order of their streams, behind `start`; read some at a time."""
    projection, runtime = call.runtime.projection, call.runtime
    if not all_of_them:
        marks = projection.marked("objection-of", [str(one) for one in _concerned(call)])
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


def _concerned(call: Call) -> set[UUID]:
    """The caller, and whom they rate, down to three levels: more than they may see, which `people_of` decides."""
    projection, who = call.runtime.projection, call.employee
    raters = {who, *(mark.stream for mark in projection.marked("delegate", [who]))}
    concerned = {who}
    for _ in range(3):  # the rater; their superior; whoever is above, where the superior is who rated
        raters = {mark.stream for mark in projection.marked("rater", sorted(raters))} - concerned
        concerned |= raters
    return concerned


def team_follow_ups(call: Call, period: str) -> dict[str, Any]:
    """Of the caller's subordinates: finals, of a period or of the year, that require a follow-up or have one."""
    projection = call.runtime.projection
    agreements = [
        agreed
        for place in people.rated_by(projection, call.employee, call.now)
        for agreed in projections.agreements_of_unit(projection, place.unit, int(period[:4]))
        if agreed.assignment == place.assignment
    ]
    return _followed_up(call, agreements, period)


def unit_follow_ups(call: Call, unit: UUID, period: str) -> dict[str, Any]:
    """Of a unit's agreements: the same; to the officer, the auditor and the unit's head."""
    runtime, year = call.runtime, int(period[:4])
    if not call.has("officer") and not call.has("auditor"):
        day = clock_for(runtime, Objection(), year).day(call.now)
        head = projections.head_of(runtime.projection, unit, day)
        above = people.acting(runtime.projection, head, call.now)
        if not call.is_one_of(head.employee if head else None, *above):
            raise call.forbid(
                "this is another unit's", "ini unit lain", "the head of the unit, or the officer",
                "pimpinan unit atau pengelola kinerja",
            )  # fmt: skip
    agreements = projections.agreements_of_unit(runtime.projection, unit, year)
    return {"unit": str(unit), **_followed_up(call, agreements, period)}


def _followed_up(call: Call, agreed: Iterable[TargetAgreed], period: str) -> dict[str, Any]:
    runtime = call.runtime
    clock = clock_for(runtime, Objection(), int(period[:4]))
    employees = {one.agreement: one.employee for one in agreed}
    if len(period) == len("2026"):
        streams = sorted({year_stream(runtime, employee, int(period)) for employee in employees.values()})
    else:
        streams = [evaluation_stream(runtime, agreement, period) for agreement in sorted(employees)]
    rows: list[dict[str, Any]] = []
    missing = overdue = 0
    for _, recorded in sorted(runtime.store.load_many(streams).items()):
        state = fold(recorded, Objection(), evolve_objection)
        # Whoever moved is followed up where they were last: a year's final names its last agreement.
        if state.final is None or state.final.agreement not in employees:
            continue
        after = After(tuple(recorded), state, clock)
        told = follow_ups(after, call.now)
        if not told["required"] and not told["planned"]:
            continue
        missing += told["missing"]
        overdue += sum(one["overdue"] for one in told["planned"])
        rows.append(
            {
                "employee": str(state.final.employee),
                "agreement": str(state.final.agreement),
                "predicate": after.follow_ups.predicate,
                "follow_ups": told,
            }
        )
    return {"period": period, "finals": rows, "missing": missing, "overdue": overdue}
