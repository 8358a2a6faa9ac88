"""What is shown of agreements, each to those who may see it: the agreement, lists, and the history as changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.store import Recorded, fold
from services.planning.agreement import Agreement, evolve_agreement
from services.planning.agreement_commands import last_year, load_agreement, load_agreements
from services.planning.commands import today
from services.planning.directory_commands import acting, acting_in, load_employee, load_employees, unknown
from services.planning.draft import standing_or_none
from services.planning.history import history_of
from services.planning.intervened import intervened
from services.planning.projections import agreements_of, agreements_rated_by
from services.planning.warning import LastYear, warnings_of

__all__ = ["agreement", "agreements", "history", "is_side", "may_see_agreement", "recorded_agreement", "shown"]


def is_side(call: Call, state: Agreement) -> bool:
    """Whether the caller is the employee, or may act as rater, of this agreement."""
    assert state.drafted is not None
    if call.is_one_of(state.drafted.employee):
        return True
    owner = load_employee(call.runtime, state.drafted.employee).state
    held = owner.assignments[state.drafted.assignment]
    return call.is_one_of(*acting(call.runtime, state.drafted.employee, held, call.now))


def _may_see(call: Call, state: Agreement) -> bool:
    return call.has("auditor") or call.has("officer") or is_side(call, state)


def _between_others(call: Call) -> Forbidden:
    return call.forbid(
        "agreements of others are theirs and their rater's", "SKP ini antara orang lain",
        "the employee or the rater in force", "pegawai tersebut atau pejabat penilainya",
    )  # fmt: skip


def recorded_agreement(call: Call, agreement_id: UUID) -> tuple[list[Recorded], Agreement]:
    """An agreement's events and what they fold to, read once, for those who may see it."""
    recorded = call.runtime.store.load(agreement_id)
    state = fold(recorded, Agreement(), evolve_agreement)
    if state.drafted is None:
        raise unknown("agreement", agreement_id)
    may_see_agreement(call, state)
    return recorded, state


def may_see_agreement(call: Call, state: Agreement) -> None:
    """Raise `Forbidden` for whoever an agreement is not for."""
    if not _may_see(call, state):
        raise _between_others(call)


def agreement(call: Call, agreement_id: UUID) -> dict[str, Any]:
    history = load_agreement(call.runtime, agreement_id)
    may_see_agreement(call, history.state)
    drafted = history.state.drafted
    assert drafted is not None
    rater = load_employee(call.runtime, drafted.employee).state.assignments[drafted.assignment].rater
    return {
        **shown(history.state, today(call.runtime), rater, last_year(call.runtime, drafted)),
        "streams": [{"stream": str(agreement_id), "version": history.version}],
    }


def shown(state: Agreement, day: date, rater: UUID | None, before: LastYear | None = None) -> dict[str, Any]:
    """An agreement as it stands on a day, with the rater in force.

    before: what was reached last year, to warn against (left out in lists).
    """
    drafted, proposal, agreed = state.drafted, state.proposal, state.agreed
    assert drafted is not None
    draft = standing_or_none(state)
    return {
        **drafted.model_dump(mode="json"),
        "state": _state(state, day),
        "waits_for": _waits_for(state, day, rater),
        "draft": draft.model_dump(mode="json", exclude_none=True) if draft else None,
        "proposal": proposal.model_dump(mode="json", exclude_none=True) if proposal else None,
        "warnings": [one.told() for one in warnings_of(last.results, before or {})]
        if (last := draft or proposal)
        else [],
        "agreed": agreed.model_dump(mode="json", exclude_none=True) if agreed else None,
        "dialogue": [one.model_dump(mode="json", exclude_none=True) for one in state.entries.values()],
        "closed_on": state.closed.closes_on.isoformat() if state.closed else None,
    }


def _state(state: Agreement, day: date) -> str:
    if state.closed_on(day):
        return "closed"
    if state.agreed is None:
        return "in_dialogue" if state.proposal else "drafted"
    return "in_revision" if state.waits else "agreed"


def _waits_for(state: Agreement, day: date, rater: UUID | None) -> str | None:
    """Who must act: the side that has not proposed; nobody while nothing waits; the officer where nobody could agree,
    for want of a rater."""
    if rater is None and not state.closed_on(day) and (state.waits or not state.versions):
        return "officer"
    if not state.waits_on(day) or state.proposal is None:
        return None
    return "rater" if state.proposal.proposed_by == "employee" else "employee"


def history(call: Call, agreement_id: UUID) -> dict[str, Any]:
    """Every event of the agreement in order, and what each version changed."""
    recorded, state = recorded_agreement(call, agreement_id)
    results = [result for version in state.versions for result in version.results]
    named = intervened(
        call.runtime.projection, call.runtime.store, {one.supports.id for one in results if one.supports is not None}
    )
    return {
        "agreement": str(agreement_id),
        "events": history_of(recorded, {one: of.title for one, of in named.items()}),
        "streams": [{"stream": str(agreement_id), "version": len(recorded)}],
    }


def agreements(call: Call, employee_id: UUID | None, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of agreements, each with its state; only those the caller may see are in it."""
    projection = call.runtime.projection
    if employee_id is not None:
        found = agreements_of(projection, employee_id)
    else:
        found = agreements_rated_by(projection, call.employee)
    left = [one for one in sorted(set(found)) if after is None or one > after]
    page: list[dict[str, Any]] = []
    day = today(call.runtime)
    for first in range(0, len(left), limit):
        states = load_agreements(call.runtime, left[first : first + limit])
        page += [shown(one, day, rater) for one, rater in _seen_by(call, states)][: limit - len(page)]
        if len(page) == limit:
            break
    if employee_id is not None and found and not page and after is None:
        raise _between_others(call)
    return {"agreements": page, "next": page[-1]["agreement"] if len(page) == limit else None}


def _seen_by(call: Call, states: Sequence[Agreement]) -> list[tuple[Agreement, UUID | None]]:
    """Those of them that the caller may see, each with its rater, asked for at once: a page may have two hundred."""
    drafts = [state.drafted for state in states if state.drafted is not None]
    owners = load_employees(call.runtime, {one.employee for one in drafts})
    held = {one.agreement: (one.employee, owners[one.employee].assignments[one.assignment]) for one in drafts}
    every = call.has("auditor") or call.has("officer")
    raters = {} if every else acting_in(call.runtime, held.values(), call.now)
    return [
        (state, held[one.agreement][1].rater)
        for state, one in zip(states, drafts, strict=True)
        if every or call.is_one_of(one.employee, *raters[one.assignment])
    ]
