"""A move: an assignment ends, and with it, in the same transaction, every agreement that rests on it.

So no day has the targets of two places, whatever was drafted, agreed, revised or closed before. A corrected last day
moves the closing with it. Source: `domain.md` 4, moves.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.events import Event
from contracts.planning import AgreementClosed, AgreementDrafted, AssignmentEnded
from services.planning.agreement import Agreement
from services.planning.agreement_commands import load_agreement
from services.planning.directory_commands import assign, load_employee
from services.planning.directory_rules import decide_end_assignment
from services.planning.projections import drafted_for

__all__ = ["closed_with", "end_assignment", "move"]

ONE_DAY = timedelta(days=1)


def closed_with(state: Agreement, ended: AssignmentEnded, others: Iterable[Agreement] = ()) -> list[Event]:
    """What the end of an assignment does to an agreement of it: it ends with it, if not before.

    A corrected day moves it too, never beyond the day it was closed on by hand. One that had not begun never does: its
    last day lies before its first. others: the employee's other agreements. What was agreed while one of them could not
    begin any more gives way to it where a correction lets it begin after all: each day has one set.
    """
    drafted = state.drafted
    if drafted is None or drafted.assignment != ended.assignment:
        return []
    last = _last_day(drafted, state, ended)
    if state.versions:
        later = [other.drafted for other in others if other.versions and other.drafted and _begins(other, ended)]
        last = min([last, *(one.starts_on - ONE_DAY for one in later if one.starts_on > drafted.starts_on)])
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


def _last_day(drafted: AgreementDrafted, state: Agreement, ended: AssignmentEnded) -> date:
    return min(ended.ends_on, drafted.ends_on, state.closed_by_hand or drafted.ends_on)


def _begins(state: Agreement, ended: AssignmentEnded) -> bool:
    """Whether an agreement of the same assignment has a day, now that this is its end."""
    drafted = state.drafted
    return (
        drafted is not None
        and drafted.assignment == ended.assignment
        and drafted.starts_on <= _last_day(drafted, state, ended)
    )


def end_assignment(runtime: Runtime, event: AssignmentEnded) -> Decision:
    """Set the last day of an assignment, and close its agreements on it."""
    history = load_employee(runtime, event.employee)
    decided = decide_end_assignment(history.state, event)
    drafted = drafted_for(runtime.projection, runtime.store, event.employee) if decided else ()
    agreements = [load_agreement(runtime, agreement) for agreement in drafted]
    closings = [
        one.then(*closed)
        for one in agreements
        if (closed := closed_with(one.state, event, [other.state for other in agreements if other is not one]))
    ]
    return Decision([history.then(*decided), *closings])


def move(runtime: Runtime, ended: AssignmentEnded, wanted: dict[str, Any]) -> Decision:
    """End an assignment and begin the next in one transaction: nobody stands in both places, or in none, between."""
    ending, beginning = end_assignment(runtime, ended), assign(runtime, ended.employee, wanted)
    (left, *closings), (begun,) = ending.appends, beginning.appends
    both = replace(left, events=[*left.events, *begun.events])
    return Decision([both, *closings], body=beginning.body)
