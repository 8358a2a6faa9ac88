"""What is left open in an assignment that has ended, and still needs its rater (`domain.md` 4 and 7.1).

With its end an assignment keeps its rater: a closing evaluation is due at a move, the year is finalized by the rater of
its last agreement, and what was drafted for those days may still be agreed. Where that rater has left, nobody acts on
it until the officer names another for it. Finals are known as far as they have arrived.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from chassis.runtime import Runtime
from services.planning.directory_rules import Employee
from services.planning.domain import Cycle, evolve_cycle
from services.planning.projections import agreements_of_all
from services.planning.team import Stage, stage_on, stages_of

__all__ = ["is_open", "left_open"]


def is_open(stage: Stage, cycle: Cycle, finals: Collection[str], *, year_is_final: bool) -> bool:
    """Whether an agreement, as it is today, needs its rater after its assignment has ended.

    finals: its periods that are final. year_is_final: or is none of this agreement's, as it is not the year's last.
    """
    if not stage.agreement_version:
        return stage.state != "closed" and cycle.closed is None
    last = _last_day(stage)
    covered = {one.period for one in cycle.periods if one.starts_on <= last and stage.starts_on <= one.ends_on}
    return stage.starts_on <= last and not (year_is_final and covered <= set(finals))


def _last_day(stage: Stage) -> date:
    return min(stage.ends_on, stage.closes_on or stage.ends_on)


def left_open(runtime: Runtime, people: Mapping[UUID, Employee], ended: Collection[UUID], day: date) -> frozenset[UUID]:
    """Of these assignments, which have ended, those that still need their rater. people: whose they are, by id."""
    if not ended:
        return frozenset()
    whose = {one.assignment: employee for employee, state in people.items() for one in state.held}
    agreements = agreements_of_all(runtime.projection, sorted({whose[one] for one in ended}))
    stages = [one for one in stages_of(runtime.store.values_of(agreements)) if one.assignment in whose]
    finals = {mark.stream for mark in runtime.projection.marked("final", agreements)}
    years = sorted({f"{whose[one.assignment]}:{one.year}" for one in stages})
    final_years = {mark.value for mark in runtime.projection.marked("final-year", years)}
    cycles = {year: _cycle(runtime, year) for year in {one.year for one in stages}}
    last = _last_of_years(stages, whose)

    def needs(stage: Stage) -> bool:
        cycle = cycles[stage.year]
        streams = {one.period: runtime.stream(f"evaluation:{stage.agreement}:{one.period}") for one in cycle.periods}
        made = {period for period, stream in streams.items() if stream in finals}
        done = stage.agreement not in last or f"{whose[stage.assignment]}:{stage.year}" in final_years
        return is_open(stage_on(stage, day), cycle, made, year_is_final=done)

    return frozenset(one.assignment for one in stages if one.assignment in ended and needs(one))


def _cycle(runtime: Runtime, year: int) -> Cycle:
    return runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle).state


def _last_of_years(stages: Iterable[Stage], whose: Mapping[UUID, UUID]) -> set[UUID]:
    """Of each person's year the agreement that began last, of those agreed that have a day."""
    found: dict[tuple[UUID, int], Stage] = {}
    for one in stages:
        if one.agreement_version and one.starts_on <= _last_day(one):
            key = (whose[one.assignment], one.year)
            found[key] = max(found.get(key, one), one, key=lambda each: (each.starts_on, each.agreement))
    return {one.agreement for one in found.values()}
