"""Commands on templates, what they would be for a person, and drafts begun from one for a whole unit."""

import uuid
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from chassis.call import Call
from chassis.errors import Refused
from chassis.runtime import Runtime
from chassis.store import Decision, History, in_order
from contracts.planning import AssignmentStarted, TemplateResult, TemplateSet, TemplateWithdrawn, WorkResult
from contracts.refusals import Refusal
from services.planning.agreement_commands import named
from services.planning.commands import load_cycle
from services.planning.directory_commands import acting, load_employee, load_unit, unknown
from services.planning.directory_rules import Assignment
from services.planning.import_parts import Parts, words_of
from services.planning.projections import position_label
from services.planning.reached import reached
from services.planning.seeing import line_of
from services.planning.starting import Start, days_in, start_draft
from services.planning.targets import drafted_results
from services.planning.templates import (
    Template,
    TemplateIsWithdrawn,
    decide_set_template,
    decide_withdraw_template,
    evolve_template,
    planned_from,
)
from services.planning.unit_tree import all_units, with_those_below
from services.planning.warning import last_year_of

__all__ = [
    "keep_template",
    "load_template",
    "preview",
    "start_drafts",
    "start_from_template",
    "templates_for",
    "withdraw_template",
]


def load_template(runtime: Runtime, template: UUID) -> History[Template]:
    history = runtime.store.folded(template, Template(), evolve_template)
    if history.state.kept is None:
        raise unknown("template", template)
    return history


def keep_template(
    runtime: Runtime, unit: UUID, position: str, results: Sequence[TemplateResult], template: UUID | None
) -> Decision:
    """Keep a new template of a unit, or replace what `template` holds."""
    load_unit(runtime, unit)
    if template is None:
        history = History(uuid.uuid4(), 0, Template())
    else:
        history = load_template(runtime, template)
        if history.state.kept is None or history.state.kept.unit != unit:
            raise unknown("template of this unit", template)
    event = TemplateSet(unit=unit, template=history.stream, position=position, results=tuple(results))
    where = {"template": str(history.stream), "location": f"/v1/units/{unit}/templates"}
    return Decision([history.then(*decide_set_template(history.state, event))], body=where)


def withdraw_template(runtime: Runtime, template: UUID) -> Decision:
    history = load_template(runtime, template)
    return Decision(
        [history.then(*decide_withdraw_template(history.state))],
        body={"template": str(template)},
    )


def templates_for(runtime: Runtime, unit: UUID, position: str | None) -> list[TemplateSet]:
    """The templates offered to a unit: its own and those of the units above, of one position or of all."""
    load_unit(runtime, unit)
    line = line_of(runtime, unit)
    fresh = runtime.store.not_applied(TemplateSet, TemplateWithdrawn)
    kept = [one for above in line for one in runtime.projection.labelled("template", above)]
    events = [one.event for one in in_order(fresh, kept)]
    found: dict[UUID, TemplateSet] = {}
    gone = {one.template for one in events if isinstance(one, TemplateWithdrawn)}
    for one in events:
        if isinstance(one, TemplateSet) and one.unit in line and one.template not in gone:
            found[one.template] = one
    wanted = None if position is None else position_label(position)
    return [one for one in found.values() if wanted is None or position_label(one.position) == wanted]


# -- for a person -----------------------------------------------------------------------------------------------------


def _units(runtime: Runtime, kept: TemplateSet) -> frozenset[UUID]:
    """The units a template is for: the one that keeps it, and those below."""
    return with_those_below(all_units(runtime), kept.unit)


def _places(runtime: Runtime, kept: TemplateSet, employee: UUID, year: int, units: frozenset[UUID]) -> list[Assignment]:
    """Where in these units the employee works in that year; of the template's position first."""
    held = load_employee(runtime, employee).state.assignments.values()
    here = [one for one in held if one.unit in units and days_in(one, year)]
    return sorted(here, key=lambda one: position_label(one.position) != position_label(kept.position))


def _results(runtime: Runtime, kept: TemplateSet, held: Assignment, year: int) -> tuple[WorkResult, ...]:
    periods, days = load_cycle(runtime, year).state.periods, days_in(held, year)
    assert days is not None
    return drafted_results(planned_from(kept.results, periods, *days), periods, *days)


def _offered(runtime: Runtime, template: UUID) -> TemplateSet:
    state = load_template(runtime, template).state
    assert state.kept is not None
    if state.withdrawn:
        raise TemplateIsWithdrawn(template)
    return state.kept


def _side(call: Call, employee: UUID, held: Assignment) -> Literal["employee", "rater", "officer"]:
    """As who the caller drafts for this person."""
    if call.is_one_of(employee):
        return "employee"
    if call.is_one_of(*acting(call.runtime, employee, held, call.now)):
        return "rater"
    if call.has("officer"):
        return "officer"
    raise call.forbid(
        "a draft is begun by the employee, their rater or the officer",
        "draf disusun oleh pegawai, penilai, atau pengelola",
        "the employee, their rater or the officer", "pegawai, pejabat penilainya, atau pengelola kinerja",
    )  # fmt: skip


def _place(runtime: Runtime, kept: TemplateSet, employee: UUID, year: int) -> Assignment:
    places = _places(runtime, kept, employee, year, _units(runtime, kept))
    if not places:
        raise unknown("assignment in the template's unit in that year of employee", employee)
    return places[0]


def preview(call: Call, template: UUID, employee: UUID, year: int) -> dict[str, Any]:
    """What a draft from the template would be for a person: every period's target, and the warnings."""
    runtime, kept = call.runtime, _offered(call.runtime, template)
    held = _place(runtime, kept, employee, year)
    if not call.has("auditor"):
        _side(call, employee, held)
    results = _results(runtime, kept, held, year)
    days, before = days_in(held, year), last_year_of(reached(runtime.projection, employee, year - 1))
    assert days is not None
    return {
        "template": str(template),
        "employee": str(employee),
        "assignment": str(held.assignment),
        "starts_on": days[0].isoformat(),
        "ends_on": days[1].isoformat(),
        "results": [one.model_dump(mode="json", exclude_none=True) for one in results],
        "warnings": named(results, before)["warnings"],
    }


def start_from_template(call: Call, template: UUID, employee: UUID, year: int) -> Decision:
    """Begin a person's draft from the template."""
    kept = _offered(call.runtime, template)
    held = _place(call.runtime, kept, employee, year)
    return start_draft(call.runtime, _start(call, kept, employee, held, year))


def _start(call: Call, kept: TemplateSet, employee: UUID, held: Assignment, year: int) -> Start:
    days = days_in(held, year)
    assert days is not None
    by = _side(call, employee, held)
    return Start(employee, held, days, by, "template", _results(call.runtime, kept, held, year))


# -- for a whole unit -------------------------------------------------------------------------------------------------


def start_drafts(call: Call, template: UUID, year: int, after: UUID | None, limit: int) -> dict[str, Any]:
    """Begin drafts for a page of those who hold the position in the unit or below: whom the caller may draft for.

    Each is a command of its own, recorded once under a key made from the request's; the outcome of each is listed.
    """
    call.refuse_while_behind()
    call.wait_until_seen()
    runtime, kept = call.runtime, _offered(call.runtime, template)
    left = [one for one in _holders(runtime, kept) if after is None or one > after]
    parts = Parts(call)
    outcomes: list[dict[str, Any]] = []
    units = _units(runtime, kept)
    for employee in left[:limit]:
        for held in _places(runtime, kept, employee, year, units):
            if position_label(held.position) == position_label(kept.position):
                outcomes.append(_outcome(call, parts, kept, employee, held, year))
    return {
        "template": str(template),
        "drafts": outcomes,
        "next": str(left[limit - 1]) if len(left) > limit else None,
        "streams": parts.heads(),
    }


def _holders(runtime: Runtime, kept: TemplateSet) -> list[UUID]:
    """Everyone who holds, or held, the position somewhere."""
    label = position_label(kept.position)
    fresh = [one.event for one in runtime.store.not_applied(AssignmentStarted)]
    found = {mark.stream for mark in runtime.projection.marked("position", [label])}
    found |= {
        one.employee for one in fresh if isinstance(one, AssignmentStarted) and position_label(one.position) == label
    }
    return sorted(found)


def _outcome(
    call: Call, parts: Parts, kept: TemplateSet, employee: UUID, held: Assignment, year: int
) -> dict[str, Any]:
    told: dict[str, Any] = {"employee": str(employee), "assignment": str(held.assignment), "agreement": None}
    if not call.has("officer") and not call.is_one_of(*acting(call.runtime, employee, held, call.now)):
        return {**told, "outcome": "not_yours"}
    name = f"{held.assignment}:{year}"
    try:
        start = _start(call, kept, employee, held, year)
    except (Refusal, Refused) as refusal:
        return {**told, "outcome": "refused", "why": _why(words_of(call.runtime, refusal))}
    done = parts.record(name, [str(kept.template), str(year)], lambda: start_draft(call.runtime, start))
    if isinstance(done, tuple):
        return {**told, "outcome": "refused", "why": _why(done)}
    return {**told, "agreement": done["agreement"], "outcome": "unchanged" if done.get("unchanged") else "drafted"}


def _why(words: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(("what", "apa", "mend", "perbaikan"), words, strict=True))
