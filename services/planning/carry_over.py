"""Carry-over (*target yang belum tercapai*): what a final period of an agreement left unmet, offered for the next one.

Within an agreement nothing is carried: a `sum` accumulates, so its next period asks for what is missing by itself.
What is offered takes over the wording; of a `sum` what is missing, else the same target, a period's moved to the new
year. It is never filled in: a side adds it to a draft, and both still agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import Decision
from contracts.planning import PeriodDates, PeriodTarget, Target
from contracts.refusals import Refusal
from contracts.values import exact
from services.planning.agreement import side_of
from services.planning.agreement_commands import load_agreement
from services.planning.agreement_views import may_see_agreement
from services.planning.commands import load_open_cycle
from services.planning.directory_commands import acting, load_employee, unknown
from services.planning.reached import Reached, reached_by
from services.planning.starting import Start, days_in, start_draft
from services.planning.targets import PlannedIndicator, PlannedResult, drafted_results

__all__ = ["NothingUnmet", "carry_over", "offered", "planned_again", "unmet"]


@dataclass(eq=False)
class NothingUnmet(Refusal):
    """Of this agreement no final has an indicator that was not reached, as far as this service has seen."""

    agreement: UUID


def unmet(call: Call, agreement: UUID, period: str | None) -> dict[str, Any]:
    """What was not reached by the last final of an agreement, or by that of `period`, and what is offered of each."""
    may_see_agreement(call, load_agreement(call.runtime, agreement).state)
    found = _unmet(call, agreement, period)
    return {
        "agreement": str(agreement),
        "period": max((one.period for one in found), default=period),
        "unmet": [_told(one) for one in found],
    }


def _unmet(call: Call, agreement: UUID, period: str | None) -> list[Reached]:
    told = reached_by(call.runtime.projection, agreement, until=period)
    return [one for one in told if not one.met and (period is None or one.period == period)]


def _told(one: Reached) -> dict[str, Any]:
    indicator = one.indicator
    return {
        "result": str(one.result),
        "result_title": one.result_title,
        "kind": one.kind,
        "indicator": str(indicator.indicator),
        "title": indicator.title,
        "unit_of_measure": indicator.unit_of_measure,
        "period": one.period,
        "low": _decimal(one.low),
        "high": _decimal(one.high),
        "reached": None if one.value is None else exact(one.value).model_dump(),
        "per_cent": exact(one.achievement * 100).model_dump(),
        "exclusion": one.exclusion,
        "offered": offered(one).model_dump(mode="json"),
    }


def offered(one: Reached) -> Target:
    """The target a next draft could begin with: of a `sum` what is missing, else the same again."""
    indicator, target = one.indicator, one.indicator.target
    adds_up = indicator.accumulation == "sum" and indicator.direction == "higher_is_better"
    if not adds_up or one.value is None:
        return target
    low, high = (
        max(Fraction(bound) - one.value, Fraction(0)) for bound in (indicator.target.low, indicator.target.high)
    )
    return Target(low=_decimal(low), high=_decimal(high))


def _decimal(value: Fraction) -> str:
    """As it travels; differences of decimals are decimals, so nothing is lost."""
    scaled = round(value * 10**6)
    text = f"{scaled // 10**6}.{scaled % 10**6:06}"
    return text.rstrip("0").rstrip(".")


def planned_again(
    unmet: Iterable[Reached], periods: Sequence[PeriodDates], starts_on: date, ends_on: date
) -> list[PlannedResult]:
    """Unmet items as a plan for days of another cycle: results with those of their indicators that were not reached."""
    covered = [one.period for one in periods if one.starts_on <= ends_on and one.ends_on >= starts_on]
    plans: dict[UUID, PlannedResult] = {}
    for one in unmet:
        known = plans.get(one.result) or PlannedResult(one.kind, one.result_title, ())
        plans[one.result] = replace(known, indicators=(*known.indicators, _again(one, covered)))
    return list(plans.values())


def _again(one: Reached, covered: Sequence[str]) -> PlannedIndicator:
    """Weights are left out: those of what is left over add up to nothing."""
    indicator, target = one.indicator, offered(one)
    same = target == indicator.target
    return PlannedIndicator(
        title=indicator.title,
        aspect=indicator.aspect,
        unit_of_measure=indicator.unit_of_measure,
        whole=indicator.whole,
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        target=target,
        maximum=indicator.maximum if same else None,
        targets=_moved(one, covered) if same else None,
    )


def _moved(one: Reached, covered: Sequence[str]) -> tuple[PeriodTarget, ...] | None:
    """The targets per period where they cannot be derived (lower_is_better `latest`): those of the same periods."""
    indicator = one.indicator
    if (indicator.accumulation, indicator.direction) != ("latest", "lower_is_better"):
        return None
    former = {target.period[4:]: target for target in indicator.targets}
    plain = {"low": indicator.target.low, "high": indicator.target.high, "maximum": indicator.maximum}
    last = covered[-1] if covered else ""
    moved = []
    for period in covered:
        of_then = former.get(period[4:])
        bounds = plain if of_then is None or period == last else of_then.model_dump(exclude={"period"})
        moved.append(PeriodTarget.model_validate({**bounds, "period": period}))
    return tuple(moved)


def carry_over(call: Call, agreement: UUID, assignment: UUID, year: int, indicators: Sequence[UUID] | None) -> Decision:
    """Add what was not reached, all or the indicators named, to the draft for an assignment of the same employee's."""
    runtime = call.runtime
    state = load_agreement(runtime, agreement).state
    drafted = state.drafted
    assert drafted is not None
    held = load_employee(runtime, drafted.employee).state.assignments.get(assignment)
    days = days_in(held, year) if held else None
    if held is None or days is None:
        raise unknown("assignment in that year", assignment)
    raters = acting(runtime, drafted.employee, held, call.now)
    by = side_of(agreement, raters, drafted.employee, call.employee)
    may_see_agreement(call, state)  # the rater of the next place need not be one of the last
    found = _unmet(call, agreement, None)
    wanted = found if indicators is None else [one for one in found if one.indicator.indicator in indicators]
    if not found:
        raise NothingUnmet(agreement)
    if indicators is not None and (missing := set(indicators) - {one.indicator.indicator for one in found}):
        raise unknown("unmet indicator", ", ".join(sorted(map(str, missing))))
    periods = load_open_cycle(runtime, year).state.periods
    results = drafted_results(planned_again(wanted, periods, *days), periods, *days)
    return start_draft(runtime, Start(drafted.employee, held, days, by, "carried_over", results, beside=True))
