"""A team's state: how far the agreement of each person has come in a year, who must act, and how many days are left.

For whoever may act as rater: their people; for a unit's heads and the officer: the unit's. Agreed sets are large and
are not read here: of each event only the fields that say how far it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from chassis.call import Call
from chassis.errors import Forbidden
from contracts.planning import AgreementClosed, AgreementDrafted, TargetAgreed, TargetsProposed
from services.planning import directory
from services.planning.commands import load_cycle, today
from services.planning.directory_commands import acting_in, load_employees, load_unit
from services.planning.directory_rules import Assignment
from services.planning.domain import Cycle
from services.planning.projections import agreements_of_all, rated_by
from services.planning.seeing import not_your_team, sees_names
from services.planning.views import sees_dispute

__all__ = ["Stage", "due_on", "stage_on", "stages_of", "team", "waits_for"]


class _Part(msgspec.Struct, frozen=True):
    """What the events of an agreement say of how far it is; each type has some of it."""

    agreement: UUID
    year: int
    assignment: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    proposal: int = 0
    proposed_by: str | None = None
    proposer: UUID | None = None
    agreement_version: int = 0
    closes_on: date | None = None
    with_assignment: bool = False


class _Recorded(msgspec.Struct, frozen=True):
    type: str
    data: _Part


_RECORDED = msgspec.json.Decoder(_Recorded)


@dataclass(frozen=True)
class Stage:
    """How far one agreement has come: `drafted`, `in_dialogue`, `agreed`, `in_revision` or `closed`.

    proposal: number of the last one, 0 while nothing is proposed; proposer: the employee, or the rater then in force.
    closes_on: the last day where it was closed, past or to come; only `stage_on` makes it `closed`.
    """

    agreement: UUID
    assignment: UUID
    year: int
    state: str = "drafted"
    proposal: int = 0
    proposed_by: str | None = None
    proposer: UUID | None = None
    agreement_version: int = 0
    starts_on: date = date.min
    ends_on: date = date.max
    closes_on: date | None = None


def stages_of(values: Iterable[tuple[UUID, bytes]]) -> list[Stage]:
    """The stage of each agreement, from the recorded bytes of its stream in order."""
    found = []
    for _, recorded in groupby(values, key=lambda one: one[0]):
        stage = None
        for _, value in recorded:
            stage = _next(stage, _RECORDED.decode(value))
        if stage is not None:
            found.append(stage)
    return found


def _next(stage: Stage | None, recorded: _Recorded) -> Stage | None:
    one = recorded.data
    if recorded.type == AgreementDrafted.TYPE and one.assignment is not None:
        starts_on, ends_on = one.starts_on or date.min, one.ends_on or date.max
        return Stage(one.agreement, one.assignment, one.year, starts_on=starts_on, ends_on=ends_on)
    if stage is None:
        return None
    if recorded.type == TargetsProposed.TYPE:
        state = "in_revision" if stage.agreement_version else "in_dialogue"
        return replace(stage, state=state, proposal=one.proposal, proposed_by=one.proposed_by, proposer=one.proposer)
    if recorded.type == TargetAgreed.TYPE:
        return replace(stage, state="agreed", agreement_version=one.agreement_version)
    if recorded.type == AgreementClosed.TYPE and one.closes_on is not None:
        reopened = one.with_assignment and one.closes_on >= stage.ends_on  # corrected to its own last day
        return replace(stage, closes_on=None if reopened else one.closes_on)
    return stage


def stage_on(stage: Stage, day: date) -> Stage:
    """The stage as it is on a day: `closed` once the closing has passed, or where it never begins."""
    if stage.closes_on is None or stage.closes_on >= max(day, stage.starts_on):
        return stage
    return replace(stage, state="closed")


def waits_for(stage: Stage | None, rater: UUID | None) -> list[str]:
    """Who must act: the side that did not propose; either side where nothing stands, or a former rater proposed it.

    Where no rater is recorded, as at the top, nobody can agree: the officer records who it is.
    """
    if rater is None and (stage is None or stage.state not in ("agreed", "closed")):
        return ["officer"]
    if stage is None or stage.state == "drafted":
        return ["employee", "rater"]
    if stage.state not in ("in_dialogue", "in_revision"):
        return []
    if stage.proposed_by == "employee":
        return ["rater"]
    return ["employee"] if stage.proposer == rater else ["employee", "rater"]


def due_on(cycle: Cycle, year: int, starts_on: date) -> date:
    """Until when (inclusive) to agree: the deadline in force. [reading: the regulation is silent on who starts later]

    Who starts after it has as many days as the others had from 1 January.
    """
    deadline = cycle.agreement_deadline
    return deadline if starts_on <= deadline else starts_on + (deadline - date(year, 1, 1))


def team(call: Call, year: int, unit: UUID | None, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of people, with a row for each agreement of the year and for each assignment that still needs one.

    unit: its people, for its heads and the officer, and for the auditor without names; None: whom the caller may act
    for as rater. Raises `Forbidden` for another's unit.
    """
    runtime = call.runtime
    cycle, named = load_cycle(runtime, year).state, True
    if unit is not None:
        load_unit(runtime, unit)
        named = sees_names(call, unit)
        if not named and not call.has("auditor"):
            raise not_your_team(call)
        people = {mark.stream for mark in runtime.projection.marked("works-in", [unit])}
    else:
        people = rated_by(runtime.projection, _rater(call))
    left = sorted(one for one in people if after is None or one > after)
    held, more = _page(call, year, unit, left, limit)
    day, names = today(runtime), directory.names(runtime.database, list(held)) if named else {}
    found = stages_of(runtime.store.values_of(agreements_of_all(runtime.projection, held)))
    stages = [stage_on(stage, day) for stage in found]
    by_assignment: dict[UUID, list[Stage]] = {}
    for stage in stages:
        if stage.year == year:
            by_assignment.setdefault(stage.assignment, []).append(stage)
    rows = [
        {**_person(employee, one, names, disputes=sees_dispute(call, one.rater)), **_far(one, stage, due, day)}
        for employee, assignments in held.items()
        for one in assignments
        for due in [due_on(cycle, year, one.starts_on)]
        for stage in _stages(one, by_assignment.get(one.assignment, []), year)
    ]
    return {
        "year": year,
        "agreement_deadline": cycle.agreement_deadline.isoformat(),
        "today": day.isoformat(),
        "team": rows,
        "next": str(next(reversed(held))) if more else None,
    }


def _rater(call: Call) -> UUID:
    if call.identity.employee is None:
        raise Forbidden(
            detail="this token names no employee, so it rates nobody",
            pesan="token ini tidak memuat pegawai, jadi tidak menilai siapa pun",
            mend="name a `unit`",
            perbaikan="sebutkan `unit`",
        )
    return call.identity.employee


def _page(
    call: Call, year: int, unit: UUID | None, left: Sequence[UUID], limit: int
) -> tuple[dict[UUID, list[Assignment]], bool]:
    """The assignments, in the year, of the first `limit` of these people who have one; and whether more may follow."""
    page: dict[UUID, list[Assignment]] = {}
    for first in range(0, len(left), limit):
        chunk = left[first : first + limit]
        held = [
            (employee, one)
            for employee, owner in load_employees(call.runtime, chunk).items()
            for one in owner.held
            if one.starts_on.year <= year and (one.ends_on is None or one.ends_on.year >= year)
        ]
        raters = acting_in(call.runtime, held, call.now) if unit is None else {}
        for employee, one in held:
            if one.unit == unit or (unit is None and call.is_one_of(*raters[one.assignment])):
                if len(page) == limit and employee not in page:
                    return page, True
                page.setdefault(employee, []).append(one)
    return page, False


def _stages(held: Assignment, stages: Sequence[Stage], year: int) -> list[Stage | None]:
    """The agreements of an assignment; None for what has none yet, also where all were closed before it ended, or were
    closed with it before anything was agreed."""
    ends_on = min(held.ends_on or date.max, date(year, 12, 31))
    covered = any(
        one.state != "closed" or (one.closes_on and one.closes_on >= ends_on and one.agreement_version > 0)
        for one in stages
    )
    return [*stages] if covered else [*stages, None]


def _person(employee: UUID, held: Assignment, names: Mapping[UUID, str], *, disputes: bool) -> dict[str, Any]:
    """Who it is and where. `disputes`: whether the caller may know that the rater is disputed."""
    return {
        "employee": str(employee),
        **({"name": names[employee]} if employee in names else {}),
        "assignment": str(held.assignment),
        "unit": str(held.unit),
        "position": held.position,
        "rater": str(held.rater) if held.rater else None,
        **({"disputed": held.disputed is not None} if disputes else {}),
    }


def _far(held: Assignment, stage: Stage | None, due: date, day: date) -> dict[str, Any]:
    """How far it is. `days_left` until it is due, below zero when overdue; absent for what is agreed or closed.

    What waits for a rater to be recorded is the officer's to mend: it is not held against the two sides.
    """
    waits = held.rater is not None and (stage is None or stage.state in ("drafted", "in_dialogue"))
    named: dict[str, Any] = {}
    if stage is not None:
        named = {"agreement": str(stage.agreement), "agreement_version": stage.agreement_version}
        if stage.proposal:
            named |= {"proposal": stage.proposal, "proposed_by": stage.proposed_by}
    return {
        "state": stage.state if stage else "not_started",
        **named,
        "waits_for": waits_for(stage, held.rater),
        "due_on": due.isoformat(),
        "overdue": waits and day > due,
        **({"days_left": (due - day).days} if waits else {}),
    }
