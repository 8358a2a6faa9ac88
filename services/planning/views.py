"""What planning shows of units and people, each to those who may see it; and who may read what was written."""

from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import fold
from chassis.texts import StoredText
from contracts.planning import CycleOpened, RaterDisputed, StrategicGoalSet, UnitObjectiveSet
from contracts.readings import employment_on
from contracts.values import instant_text
from services.planning import directory
from services.planning.agreement import Agreement, evolve_agreement
from services.planning.agreement_views import is_side
from services.planning.commands import today
from services.planning.directory_commands import acting, load_employee, load_unit
from services.planning.directory_rules import Assignment, Employee, Unit, evolve_employee, evolve_unit

__all__ = [
    "disputes",
    "employee",
    "heads",
    "may_read_text",
    "sees_dispute",
    "unit",
    "units",
]


def units(runtime: Runtime, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the units, by their ids."""
    page = runtime.projection.page("unit", "all", after, limit + 1)
    recorded = runtime.store.load_many(page[:limit])
    found = [_unit(unit, fold(recorded[unit], Unit(), evolve_unit)) for unit in page[:limit]]
    return {"units": found, "next": str(page[limit - 1]) if len(page) > limit else None}


def _unit(unit: UUID, state: Unit) -> dict[str, Any]:
    return {"unit": str(unit), "name": state.name, **({"parent": str(state.parent)} if state.parent else {})}


def unit(runtime: Runtime, unit_id: UUID) -> dict[str, Any]:
    history = load_unit(runtime, unit_id)
    return {
        **_unit(unit_id, history.state),
        "streams": [{"stream": str(unit_id), "version": history.version}],
    }


def heads(runtime: Runtime, employee: UUID, unit: UUID) -> bool:
    """Whether this employee heads this unit today: by the assignment that began last, of those in force."""
    state = runtime.store.folded(employee, Employee(), evolve_employee).state
    day = today(runtime)
    held_today = (held for held in state.assignments.values() if held.ends_on is None or day <= held.ends_on)
    begun = [held for held in held_today if held.starts_on <= day]
    # In the order of recording: of two that begin on one day, the later recorded one holds.
    latest = max(reversed(begun), key=lambda held: held.starts_on, default=None)
    return latest is not None and latest.head_of_unit and latest.unit == unit


def employee(call: Call, employee_id: UUID) -> dict[str, Any]:
    """An employee's assignments and delegations, with identity and disputes where the caller may see them."""
    history = load_employee(call.runtime, employee_id)
    held_all = history.state.assignments.values()
    raters = {rater for held in history.state.held for rater in acting(call.runtime, employee_id, held, call.now)}
    close = call.is_one_of(employee_id, *raters) or call.has("officer")
    if not close and not call.has("auditor"):
        raise call.forbid(
            "this is another person's record", "ini data orang lain", "the person, their rater or the officer",
            "pegawai tersebut, pejabat penilainya, atau pengelola kinerja",
        )  # fmt: skip
    return {
        "employee": str(employee_id),
        "assignments": [
            {
                "assignment": str(held.assignment),
                "unit": str(held.unit),
                "position": held.position,
                "head_of_unit": held.head_of_unit,
                "starts_on": held.starts_on.isoformat(),
                "ends_on": held.ends_on.isoformat() if held.ends_on else None,
                "rater": str(held.rater) if held.rater else None,
                **_dispute(call, employee_id, held),
            }
            for held in held_all
        ],
        "employment": employment_on(history.state.employed, today(call.runtime)),
        "functional_levels": [
            {"level": one.level, "starts_on": one.starts_on.isoformat()} for one in history.state.levels
        ],
        "delegations": [
            {
                "delegation": str(one.delegation),
                "delegate": str(one.delegate),
                "kind": one.kind,
                "starts_at": instant_text(one.starts_at),
                "ends_at": instant_text(one.ends_at),
            }
            for one in history.state.delegations.values()
        ],
        "streams": [{"stream": str(employee_id), "version": history.version}],
        **(directory.read_person(call.runtime.database, employee_id) if close else {}),
    }


def _dispute(call: Call, employee: UUID, held: Assignment) -> dict[str, Any]:
    """The open dispute about a rater: for the employee, and for whom disputes are."""
    if held.disputed is None or not (call.is_one_of(employee) or sees_dispute(call, held.rater)):
        return {}
    return {"disputed": held.disputed.model_dump(mode="json", include={"rater", "reason_code", "reason"})}


def sees_dispute(call: Call, rater: UUID | None) -> bool:
    """Whether the caller may know that this rater is disputed: officer and auditor, never the rater themself."""
    return (call.has("officer") or call.has("auditor")) and not call.is_one_of(rater)


def disputes(call: Call, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the disputes nobody has settled, by employee, without those about the caller; one recorded just now is
    in it, Kafka or not."""
    runtime = call.runtime
    # First what is not applied: what is applied meanwhile is then seen by the second look.
    named = {one.stream for one in runtime.store.not_applied(RaterDisputed)}
    named |= {kept.stream for kept in runtime.projection.labelled("disputed", "all")}
    shown: list[dict[str, Any]] = []
    for employee_id in sorted(one for one in named if after is None or one > after):
        state = load_employee(runtime, employee_id).state
        open_ones = [held.disputed for held in state.held if held.disputed and sees_dispute(call, held.rater)]
        shown += [one.model_dump(mode="json") for one in open_ones]
        if len(shown) >= limit:
            return {"disputes": shown, "next": str(employee_id)}
    return {"disputes": shown, "next": None}


def may_read_text(call: Call, text: StoredText) -> bool:
    """Why a deadline was moved or an objective withdrawn is for everyone; a dialogue for its two sides; why a rater is
    disputed for the officers, but never for that rater, also once it is settled."""
    recorded = call.runtime.store.load(text.stream)
    agreement = fold(recorded, Agreement(), evolve_agreement)
    if agreement.drafted is not None:
        return is_side(call, agreement)
    told = [one.event for one in recorded]
    if call.has("officer"):
        why = [one for one in told if isinstance(one, RaterDisputed) and one.reason and one.reason.text == text.id]
        return not call.is_one_of(*(one.rater for one in why))
    of_all = bool(told) and isinstance(told[0], CycleOpened | UnitObjectiveSet | StrategicGoalSet)
    return of_all and call.identity.employee is not None
