"""What evaluation shows of an employee's credit points: computed anew from levels and finals whenever asked."""

from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    EvaluationAmended,
    EvaluationFinalized,
    PolicyRef,
)
from contracts.planning import FunctionalLevelSet
from contracts.readings import Deadlines, cycle_dates, functional_levels
from contracts.values import StreamHead, exact
from services.evaluation.annual_cases import year_stream
from services.evaluation.annual_inputs import periods_of
from services.evaluation.commands import evaluation_stream, today
from services.evaluation.credit_points import Credited, Judged, credited, held_levels, open_months
from services.evaluation.cycles import cycle_of
from services.evaluation.finals import Amended, Final
from services.evaluation.people_views import may_see_person
from services.evaluation.policies.credit_points_v1 import COEFFICIENTS, SHARES, total
from services.evaluation.policies.registry import policy_hash
from services.evaluation.population import agreements_on

__all__ = ["credit_points", "credited_in"]

RULES = "credit-points.v1"


def credit_points(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    """The rows that stand of a year, with what each was computed of. Raises `Forbidden`, `Unknown`."""
    runtime = call.runtime
    cycle = [kept.event for kept in cycle_of(runtime, year)]
    periods = periods_of(cycle)
    may_see_person(call, employee, today(runtime, cycle_dates(cycle)[0]))
    levels = _levels(runtime, employee)
    held = held_levels(levels)
    rows = credited(_judged(runtime, employee, year, periods), held)
    return {
        "employee": str(employee),
        "year": year,
        "rules": PolicyRef(id=RULES, hash=policy_hash(RULES)).model_dump(),
        "levels": [{"level": one.level, "starts_on": one.starts_on.isoformat()} for one in levels],
        "rows": [_row(one) for one in rows],
        "total": str(total(one.row for one in rows)),
        "open_months": [_month(one) for one in open_months(rows, held, year)],
    }


def _levels(runtime: Runtime, employee: UUID) -> list[FunctionalLevelSet]:
    kept = runtime.projection.of_stream(employee, types=(FunctionalLevelSet,))
    return list(functional_levels(one.event for one in kept))


def credited_in(runtime: Runtime, employee: UUID, year: int) -> list[Credited]:
    """The rows that stand of a year, for whoever was let in already; nothing without its cycle."""
    cycle = [kept.event for kept in runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))]
    periods, held = periods_of(cycle), held_levels(_levels(runtime, employee))
    return credited(_judged(runtime, employee, year, periods), held) if periods and held else []


def _judged(runtime: Runtime, employee: UUID, year: int, periods: list[Deadlines]) -> list[Judged]:
    """What stands of the year's finals, of each with its days."""
    members = agreements_on(runtime.projection, [employee], periods[0].starts_on, periods[-1].ends_on)
    days = {
        evaluation_stream(runtime, one.agreement, dates.period): (
            max(one.starts_on, dates.starts_on),
            min(one.ends_on, dates.ends_on),
        )
        for one in members
        if one.agreement is not None
        for dates in periods
    }
    found = []
    for stream, recorded in runtime.store.load_many([*days, year_stream(runtime, employee, year)]).items():
        last = next((one for one in reversed(recorded) if isinstance(one.event, Final | Amended)), None)
        if last is None:
            continue
        event, by = last.event, StreamHead(stream=stream, version=last.version)
        amended = isinstance(event, Amended)
        if isinstance(event, AnnualEvaluationFinalized | AnnualEvaluationAmended):
            parts = tuple((one.starts_on, one.ends_on) for one in event.agreements)
            found.append(Judged("annual", str(event.year), event.predicate, parts, by, amended))
        elif isinstance(event, EvaluationFinalized | EvaluationAmended):
            found.append(Judged("periodic", event.period, event.predicate, (days[stream],), by, amended))
    return found


def _row(one: Credited) -> dict[str, Any]:
    row = one.row
    return {
        "kind": row.kind,
        "period": one.of.period,
        "predicate": row.predicate,
        "amended": one.of.amended,
        "by": one.of.by.model_dump(mode="json"),
        "level": row.level,
        "share": exact(SHARES[row.predicate]).model_dump(),
        "coefficient": exact(COEFFICIENTS[row.level]).model_dump(),
        "months": [_month(month) for month in row.months],
        "points": exact(row.exact).model_dump(),
    }


def _month(named: str) -> str:
    """A month as periods are named: `2026M07` of `2026-07`."""
    return named.replace("-", "M")
