"""Templates by position: results and indicators a unit keeps to begin drafts with. Pure decisions.

A template is of no year and no person: copied, it becomes a draft like any other, whose period targets follow from the
person's days, and each copy is still agreed one by one (`domain.md` 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    PeriodDates,
    PeriodTarget,
    TemplateIndicator,
    TemplateResult,
    TemplateSet,
    TemplateWithdrawn,
)
from contracts.refusals import Refusal
from services.planning.targets import PlannedIndicator, PlannedResult, drafted_results

__all__ = [
    "Template",
    "TemplateIsWithdrawn",
    "decide_set_template",
    "decide_withdraw_template",
    "evolve_template",
    "planned_from",
]


@dataclass(eq=False)
class TemplateIsWithdrawn(Refusal):
    """The template is offered no longer."""

    template: UUID


@dataclass(frozen=True)
class Template:
    """A template's stream folded."""

    kept: TemplateSet | None = None
    withdrawn: bool = False


def evolve_template(state: Template, event: Event) -> Template:
    match event:
        case TemplateSet():
            return replace(state, kept=event)
        case TemplateWithdrawn():
            return replace(state, withdrawn=True)
    return state


def decide_set_template(state: Template, event: TemplateSet) -> list[Event]:
    """Keep a template, or replace what it holds; as it stands already it changes nothing.

    Raises what drafting would refuse: a template that nobody could begin with helps nobody.
    """
    if state.withdrawn:
        raise TemplateIsWithdrawn(event.template)
    drafted_results(planned_from(event.results, _A_YEAR, _FIRST, _LAST), _A_YEAR, _FIRST, _LAST)
    return [] if state.kept == event else [event]


def decide_withdraw_template(state: Template) -> list[Event]:
    """Offer a template no longer."""
    assert state.kept is not None
    if state.withdrawn:
        raise TemplateIsWithdrawn(state.kept.template)
    return [TemplateWithdrawn(unit=state.kept.unit, template=state.kept.template)]


def planned_from(
    results: Sequence[TemplateResult], periods: Sequence[PeriodDates], starts_on: date, ends_on: date
) -> tuple[PlannedResult, ...]:
    """The results as a plan for these days of a cycle; what each supports is left to be filled in."""
    covered = [one.period for one in periods if one.starts_on <= ends_on and one.ends_on >= starts_on]
    return tuple(
        PlannedResult(one.kind, one.title, tuple(_planned(each, covered) for each in one.indicators), None, one.weight)
        for one in results
    )


def _planned(one: TemplateIndicator, covered: Sequence[str]) -> PlannedIndicator:
    targets = tuple(
        PeriodTarget(period=period, low=one.target.low, high=one.target.high, maximum=one.maximum) for period in covered
    )
    return PlannedIndicator(
        title=one.title,
        aspect=one.aspect,
        unit_of_measure=one.unit_of_measure,
        whole=one.whole,
        direction=one.direction,
        accumulation=one.accumulation,
        target=one.target,
        maximum=one.maximum,
        weight=one.weight,
        targets=targets if one.every_period else None,
    )


#: A plain year, to try a template on.
_FIRST, _LAST = date(2001, 1, 1), date(2001, 12, 31)
_A_YEAR = (
    PeriodDates(
        period="2001Q1", starts_on=_FIRST, ends_on=_LAST,
        reporting_deadline=_LAST, evidence_deadline=_LAST, evaluation_deadline=_LAST,
    ),
)  # fmt: skip
