"""Starting the draft of an SKP from what is there already: a form imported, a template, what was not reached.

A draft is begun, or put into the agreement that was begun for the same assignment and days while neither side has
worked on it: what a person wrote is never overwritten, and what stands there already is not recorded again.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision, History
from contracts.planning import AgreementDrafted, TargetsDrafted, WorkResult
from contracts.refusals import Refusal
from services.planning.agreement import Agreement, decide_draft
from services.planning.agreement_commands import last_year, load_agreement, named
from services.planning.commands import refuse_closed, today
from services.planning.directory_commands import load_employee
from services.planning.directory_rules import Assignment
from services.planning.draft import decide_keep, standing_or_none
from services.planning.projections import agreements_of

__all__ = ["AlreadyWorkedOn", "Start", "begun_for", "check_untouched", "days_in", "same_plan", "start_draft"]


@dataclass(eq=False)
class AlreadyWorkedOn(Refusal):
    """The employee or the rater has drafted, proposed or agreed something for this assignment and these days."""

    agreement: UUID


@dataclass(frozen=True)
class Start:
    """What is to be drafted, for whom, by whom, and where it comes from."""

    employee: UUID
    held: Assignment
    days: tuple[date, date]
    by: Literal["employee", "rater", "officer"]
    origin: Literal["spreadsheet", "template", "carried_over"]
    results: tuple[WorkResult, ...]
    #: Beside what stands in the draft, whoever wrote it, not in its place.
    beside: bool = False


def days_in(held: Assignment, year: int) -> tuple[date, date] | None:
    """The days of a year that an assignment covers; None when it covers none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    starts, ends = max(held.starts_on, first), min(held.ends_on or last, last)
    return (starts, ends) if starts <= ends else None


def begun_for(runtime: Runtime, employee: UUID, assignment: UUID, days: tuple[date, date]) -> History[Agreement] | None:
    """The employee's open agreement for this assignment and some of these days, the one begun last; None: none is."""
    fresh = [one.event for one in runtime.store.not_applied(AgreementDrafted)]
    own = [one.agreement for one in fresh if isinstance(one, AgreementDrafted) and one.employee == employee]
    found = None
    for agreement in dict.fromkeys([*agreements_of(runtime.projection, employee), *own]):
        history = load_agreement(runtime, agreement)
        drafted = history.state.drafted
        assert drafted is not None
        apart = drafted.starts_on > days[1] or drafted.ends_on < days[0]
        if drafted.assignment == assignment and not apart and not history.state.closed_on(today(runtime)):
            found = history
    return found


def check_untouched(state: Agreement) -> None:
    """Raise `AlreadyWorkedOn` unless all there is was put there by the officer."""
    assert state.drafted is not None
    standing = standing_or_none(state)
    if state.versions or state.proposal or (standing is not None and standing.by != "officer"):
        raise AlreadyWorkedOn(state.drafted.agreement)


def same_plan(one: Sequence[WorkResult], other: Sequence[WorkResult]) -> bool:
    """Whether two sets say the same; ids, which are made anew each time, say nothing."""
    return _without_ids(one) == _without_ids(other)


def _without_ids(results: Iterable[WorkResult]) -> list[object]:
    return [one.model_dump(exclude={"result": True, "indicators": {"__all__": {"indicator"}}}) for one in results]


def start_draft(runtime: Runtime, wanted: Start) -> Decision:
    """Begin the agreement with its draft, or put the draft in. Raises `AlreadyWorkedOn`, `CycleIsClosed` and
    what drafting refuses."""
    refuse_closed(runtime, wanted.days[0].year)
    owner = load_employee(runtime, wanted.employee).state
    history = begun_for(runtime, wanted.employee, wanted.held.assignment, wanted.days)
    if history is None:
        drafted = AgreementDrafted(
            employee=wanted.employee,
            agreement=uuid.uuid4(),
            assignment=wanted.held.assignment,
            unit=wanted.held.unit,
            year=wanted.days[0].year,
            starts_on=wanted.days[0],
            ends_on=wanted.days[1],
            head_of_unit=wanted.held.head_of_unit,
        )
        begun = decide_draft(owner, drafted)
        history = History(drafted.agreement, 0, Agreement(drafted=drafted))
    else:
        assert history.state.drafted is not None
        begun, drafted = [], history.state.drafted
    standing = standing_or_none(history.state)
    results, annexes = wanted.results, None
    if standing is not None and wanted.beside and not (history.state.versions or history.state.proposal):
        results, annexes = _beside(standing.results, wanted.results), standing.annexes
    elif standing is None or not same_plan(standing.results, results):
        check_untouched(history.state)
    kept = TargetsDrafted(
        employee=wanted.employee,
        agreement=drafted.agreement,
        year=drafted.year,
        by=wanted.by,
        origin=wanted.origin,
        results=results,
        annexes=annexes,
    )
    where = {"agreement": str(drafted.agreement), "location": f"/v1/agreements/{drafted.agreement}"}
    before = last_year(runtime, drafted)
    if standing is not None and same_plan(standing.results, results):
        return Decision([history.then()], body={**where, **named(standing.results, before), "unchanged": True})
    events = [*begun, *decide_keep(history.state, today(runtime), kept)]
    return Decision([history.then(*events)], body={**where, **named(results, before)})


def _beside(standing: tuple[WorkResult, ...], added: tuple[WorkResult, ...]) -> tuple[WorkResult, ...]:
    """What stands, and what is added to it that does not stand there yet."""
    known = [_without_ids([one]) for one in standing]
    return (*standing, *(one for one in added if _without_ids([one]) not in known))
