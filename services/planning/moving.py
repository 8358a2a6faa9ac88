"""A move: an assignment ends, and with it, in the same transaction, every agreement that rests on it.

So no day has the targets of two places, whatever was drafted, agreed, revised or closed before. A corrected last day
moves the closing with it. Source: `domain.md` 4, moves.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Append, Decision
from contracts.events import Event
from contracts.planning import AgreementClosed, AssignmentEnded
from services.planning.agreement import Agreement
from services.planning.agreement_commands import load_agreement
from services.planning.directory_commands import assign, load_employee
from services.planning.directory_rules import decide_end_assignment
from services.planning.projections import drafted_for

__all__ = ["closed_with", "end_assignment", "move"]


def closed_with(state: Agreement, ended: AssignmentEnded) -> list[Event]:
    """What the end of an assignment does to an agreement of it: it ends with it, if not before.

    A corrected day moves it too, never beyond the day it was closed on by hand. One that had not begun never does: its
    last day lies before its first.
    """
    drafted = state.drafted
    if drafted is None or drafted.assignment != ended.assignment:
        return []
    last = min(ended.ends_on, drafted.ends_on, state.closed_by_hand or drafted.ends_on)
    if last == state.ends_on:
        return []
    return [
        AgreementClosed(
            employee=drafted.employee,
            agreement=drafted.agreement,
            year=drafted.year,
            closes_on=last,
            reason_code=ended.reason_code,
            with_assignment=True,
        )
    ]


def end_assignment(runtime: Runtime, event: AssignmentEnded) -> Decision:
    """Set the last day of an assignment, and close its agreements on it."""
    history = load_employee(runtime, event.employee)
    decided = decide_end_assignment(history.state, event)
    closings = [
        append
        for agreement in drafted_for(runtime.projection, runtime.store, event.employee)
        if decided and (append := _closing(runtime, agreement, event)) is not None
    ]
    return Decision([history.then(*decided), *closings])


def move(runtime: Runtime, ended: AssignmentEnded, wanted: dict[str, Any]) -> Decision:
    """End an assignment and begin the next in one transaction: nobody stands in both places, or in none, between."""
    ending, beginning = end_assignment(runtime, ended), assign(runtime, ended.employee, wanted)
    (left, *closings), (begun,) = ending.appends, beginning.appends
    both = replace(left, events=[*left.events, *begun.events])
    return Decision([both, *closings], body=beginning.body)


def _closing(runtime: Runtime, agreement: UUID, event: AssignmentEnded) -> Append | None:
    history = load_agreement(runtime, agreement)
    closed = closed_with(history.state, event)
    return history.then(*closed) if closed else None
