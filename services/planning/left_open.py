"""What is left open in an assignment that has ended, and still needs its rater (`domain.md` 4 and 7.1).

With its end an assignment keeps its rater: a closing evaluation is due at a move, and what was drafted for those days
may still be agreed. The year is finalized by the rater of its last agreement, and waits for the raters of those before
while something shown there was never judged. Where that rater has left, nobody acts on it until the officer names
another for it. Finals are known as far as they have arrived.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.runtime import Runtime
from contracts.acting_office import acting_among
from services.planning.directory_rules import Assignment, Employee
from services.planning.domain import Cycle, evolve_cycle
from services.planning.nothing_due import never_final
from services.planning.projections import agreements_of_all
from services.planning.team import Stage, stage_on, stages_of

__all__ = ["Judged", "left_open", "needing"]

#: Agreements, each of which may be large, are read by so many at a time.
AT_ONCE = 500


@dataclass(frozen=True)
class Judged:
    """What evaluation says: (agreement, period) final, or never to be, as nothing is due; (employee, year) final."""

    finals: frozenset[tuple[UUID, str]] = frozenset()
    never: frozenset[tuple[UUID, str]] = frozenset()
    years: frozenset[tuple[UUID, int]] = frozenset()


def needing(
    people: Mapping[UUID, Employee], stages: Sequence[Stage], cycles: Mapping[int, Cycle], judged: Judged, day: date
) -> frozenset[UUID]:
    """The assignments of these people in which something would need its rater if they were over.

    stages: of all their agreements, as they were left; `cycles`: of their years.
    """
    whose = {assignment: employee for employee, state in people.items() for assignment in state.assignments}
    of_years: defaultdict[tuple[UUID, int], list[Stage]] = defaultdict(list)
    for one in stages:
        if one.assignment in whose:  # else it was begun since the people were read
            of_years[whose[one.assignment], one.year].append(one)
    found = set[UUID]()
    for (employee, year), own in of_years.items():
        cycle, counted = cycles[year], _of_year(own, people[employee].assignments)
        due = {one.agreement: _covered(one, cycle) - judged.never for one in own}
        year_waits = (employee, year) not in judged.years and any(due[one] for one in counted)
        for one in own:
            if not one.agreement_version:
                waits = cycle.closed is None and stage_on(one, day).state != "closed"
            else:
                waits = bool(due[one.agreement] - judged.finals) or (year_waits and one.agreement in counted)
            if waits:
                found.add(one.assignment)
    return frozenset(found)


def _of_year(stages: Sequence[Stage], held: Mapping[UUID, Assignment]) -> frozenset[UUID]:
    """The agreements a person's year is made of: without those of an acting office beside another (decision 0072)."""
    agreed = [replace(one, ends_on=_last_day(one)) for one in stages if one.agreement_version]
    having_days = [one for one in agreed if one.starts_on <= one.ends_on]
    return frozenset(one.agreement for one in having_days) - acting_among(having_days, held)


def _covered(stage: Stage, cycle: Cycle) -> frozenset[tuple[UUID, str]]:
    """(agreement, period) of its days; none where it never began."""
    first, last = stage.starts_on, _last_day(stage)
    met = (one for one in cycle.periods if first <= last and one.starts_on <= last and first <= one.ends_on)
    return frozenset((stage.agreement, one.period) for one in met)


def _last_day(stage: Stage) -> date:
    return min(stage.ends_on, stage.closes_on or stage.ends_on)


def left_open(runtime: Runtime, people: Mapping[UUID, Employee], ended: Collection[UUID], day: date) -> frozenset[UUID]:
    """Of these assignments, which have ended, those that still need their rater. people: whose they are, by id."""
    concerned = {who: state for who, state in people.items() if not state.assignments.keys().isdisjoint(ended)}
    agreements = agreements_of_all(runtime.projection, concerned)
    if not agreements:
        return frozenset()
    parts = [agreements[first : first + AT_ONCE] for first in range(0, len(agreements), AT_ONCE)]
    stages = [stage for part in parts for stage in stages_of(runtime.store.values_of(part))]
    cycles = {year: _cycle(runtime, year) for year in {one.year for one in stages}}
    judged = _judged(runtime, concerned, stages, cycles)
    return needing(concerned, stages, cycles, judged, day) & frozenset(ended)


def _cycle(runtime: Runtime, year: int) -> Cycle:
    return runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle).state


def _judged(runtime: Runtime, people: Collection[UUID], stages: Sequence[Stage], cycles: Mapping[int, Cycle]) -> Judged:
    """What has arrived about these people's agreements and years."""
    agreed = [one for one in stages if one.agreement_version]
    periods = {each for one in agreed for each in _covered(one, cycles[one.year])}
    streams = {runtime.stream(f"evaluation:{agreement}:{period}"): (agreement, period) for agreement, period in periods}
    marks = runtime.projection.marked("final", [one.agreement for one in agreed])
    years = {f"{who}:{year}": (who, year) for who in people for year in cycles}
    of_years = runtime.projection.marked("final-year", list(years))
    return Judged(
        finals=frozenset(streams[mark.stream] for mark in marks if mark.stream in streams),
        never=never_final(runtime, {one.agreement: one.year for one in agreed}, cycles),
        years=frozenset(years[mark.value] for mark in of_years),
    )
