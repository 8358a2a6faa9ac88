"""A new head after the former one: who was rated by the one is rated by the other, in one call; and whose rater left.

A rater is recorded with each assignment and follows nobody by itself: after a move of a head, all their people would
still be rated, and their evidence judged, by who is gone. Source: `domain.md` 1 (a wrong superior blocks all), 2.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal
from uuid import UUID

from chassis.call import Call, sent_in
from chassis.parts import MOST_ENTRIES, Part, record_parts
from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.planning import AssignmentStarted, RaterChanged
from contracts.refusals import Refusal
from services.planning import directory
from services.planning import directory_commands as commands
from services.planning.commands import today
from services.planning.directory_rules import Assignment, Employee
from services.planning.left_open import left_open

__all__ = ["OwnSuccessor", "RatedByAnother", "departed", "succeed"]

#: People whose assignments ended are looked through by so many at a time.
LOOKED_AT = 500


@dataclass(eq=False)
class OwnSuccessor(Refusal):
    """Nobody follows themself as rater."""

    employee: UUID


@dataclass(eq=False)
class RatedByAnother(Refusal):
    """The assignment's rater was changed meanwhile."""

    assignment: UUID


def _lasts(held: Assignment, day: date) -> bool:
    """Whether an assignment holds on the day or will: with its end its rater stays, for what was agreed there."""
    return held.ends_on is None or held.ends_on >= day


def _ever_rated(runtime: Runtime, raters: Collection[UUID]) -> dict[UUID, dict[UUID, Employee]]:
    """Of each whom an assignment names, or named, as rated by them; also what was recorded just now."""
    rated: dict[UUID, set[UUID]] = {one: set() for one in raters}
    for fresh in runtime.store.not_applied(AssignmentStarted, RaterChanged):
        if isinstance(event := fresh.event, AssignmentStarted | RaterChanged) and event.rater in rated:
            rated[event.rater].add(event.employee)
    for mark in runtime.projection.marked("rater", sorted(rated)):
        rated[UUID(mark.value)].add(mark.stream)
    people = commands.load_employees(runtime, sorted(set[UUID]().union(*rated.values())))
    return {rater: {one: people[one] for one in sorted(theirs)} for rater, theirs in rated.items()}


def succeed(
    call: Call, former: UUID, successor: UUID, reason_code: Literal["moved", "vacant", "corrected"]
) -> dict[str, Any]:
    """Put `successor` in force for all assignments that hold or will and are rated by `former`.

    Each has its own outcome, as in the calls for a team (decision 0018); `left`: how many another call has to do.
    """
    runtime = call.runtime
    call.refuse_while_behind()
    call.wait_until_seen()
    commands.load_employee(runtime, former)
    commands.load_employee(runtime, successor)
    if successor == former:
        raise OwnSuccessor(former)
    day, parts, about = today(runtime), list[Part](), list[dict[str, str]]()
    for employee, state in _ever_rated(runtime, [former])[former].items():
        for held in state.held:
            event = RaterChanged(
                employee=employee, assignment=held.assignment, rater=successor, reason_code=reason_code
            )
            part = Part(str(held.assignment), sent_in(event), partial(_changed, call, former, event))
            if held.rater == former and _lasts(held, day) or _done_before(call, part):
                parts.append(part)
                about.append({"employee": str(employee), "assignment": str(held.assignment)})
    account = record_parts(call, parts[:MOST_ENTRIES])
    entries = [{**one, **whose} for one, whose in zip(account["entries"], about, strict=False)]
    return {**account, "entries": entries, "left": len(parts) - len(entries)}


def _done_before(call: Call, part: Part) -> bool:
    """Whether this very request did it already: sent again it is answered alike."""
    return call.runtime.store.answered(call.part(part.name, part.sent)) is not None


def _changed(call: Call, former: UUID, event: RaterChanged) -> Decision:
    call.refuse_on_oneself(event.employee)
    if commands.rater_of(call.runtime, event.employee, event.assignment) != former:
        raise RatedByAnother(event.assignment)
    return commands.change_rater(call.runtime, event)


def departed(call: Call, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of raters, by their ids, who left and still rate somebody, each with whom; names for the officer.

    Left has who held an assignment and holds none today, and who headed a unit and works there no more: of those they
    rate, the people of that unit and of those directly below. Who never held one, as the superior of the agency's head,
    is none of them. Of who holds none any more, also the assignments that ended while something in them is open.
    """
    runtime, day = call.runtime, today(call.runtime)
    found: list[dict[str, Any]] = []
    while len(found) <= limit:
        page = runtime.projection.page("ended", "all", after, LOOKED_AT)
        rating = sorted({UUID(mark.value) for mark in runtime.projection.marked("rater", page)})
        left = {rater: _left(state, day) for rater, state in commands.load_employees(runtime, rating).items()}
        rated = _ever_rated(runtime, [rater for rater, where in left.items() if where is not None])
        gone = [_Left(rater, where, rated[rater]) for rater, where in left.items() if where is not None]
        found += _still_rated(runtime, gone, day)
        if len(page) < LOOKED_AT:
            break
        after = page[-1]
    shown = found[:limit]
    people = [UUID(one["employee"]) for row in shown for one in (row, *row["rates"])]
    names = directory.names(runtime.database, people) if call.has("officer") else {}
    for row in [*shown, *(each for one in shown for each in one["rates"])]:
        row |= {"name": names[who]} if (who := UUID(row["employee"])) in names else {}
    return {"raters": shown, "next": shown[-1]["employee"] if len(found) > limit else None}


@dataclass(frozen=True)
class _Where:
    """What somebody left, and on which day: `headed`, units they headed; unless `elsewhere` in it, the agency."""

    on: date
    headed: frozenset[UUID]
    elsewhere: bool


@dataclass(frozen=True)
class _Left:
    """A rater who left; `people`: whom they ever rated."""

    rater: UUID
    where: _Where
    people: Mapping[UUID, Employee]

    @property
    def mine(self) -> list[tuple[UUID, Assignment]]:
        """The assignments whose rater they still are, each with whose it is."""
        of_all = ((who, held) for who, state in self.people.items() for held in state.held)
        return [(who, held) for who, held in of_all if held.rater == self.rater]


def _left(state: Employee, day: date) -> _Where | None:
    """None of who left nowhere: neither the agency nor a unit they headed."""
    lasting = {one.unit for one in state.held if _lasts(one, day)}
    over = [one for one in state.held if one.ends_on is not None and one.unit not in lasting]
    headed = frozenset(one.unit for one in over if one.head_of_unit)
    if not over or (lasting and not headed):
        return None
    return _Where(max(one.ends_on for one in over if one.ends_on is not None), headed, bool(lasting))


def _still_rated(runtime: Runtime, left: Sequence[_Left], day: date) -> list[dict[str, Any]]:
    """Of these each who still rates somebody there, with whom."""
    # Who works elsewhere by now can still finalize what ended; who has left the agency cannot.
    gone = [one for one in left if not one.where.elsewhere]
    ended = {held.assignment for one in gone for _, held in one.mine if not _lasts(held, day)}
    needed = left_open(runtime, {who: state for one in gone for who, state in one.people.items()}, ended, day)
    found = []
    for one in left:
        rates = [
            {
                "employee": str(employee),
                "assignment": str(held.assignment),
                "unit": str(held.unit),
                "position": held.position,
                "ended_on": held.ends_on.isoformat() if held.ends_on and not _lasts(held, day) else None,
            }
            for employee, held in one.mine
            if held.assignment in needed
            or (_lasts(held, day) and (not one.where.elsewhere or _is_there(runtime, held, one.where.headed)))
        ]
        if rates:
            found.append({"employee": str(one.rater), "left_on": one.where.on.isoformat(), "rates": rates})
    return found


def _is_there(runtime: Runtime, held: Assignment, units: Collection[UUID]) -> bool:
    """Whether an assignment is in one of these units, or directly below."""
    return held.unit in units or commands.load_unit(runtime, held.unit).state.parent in units
