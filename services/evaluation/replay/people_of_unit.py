"""Who counts in a unit's distribution at an instant, as the topics tell it: everybody there on the period's last day.

Read as `population.py` reads its service's own projection (domain 7.6): by the agreement in force on that day, else by
where they work. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from contracts.acting_office import acting_in
from contracts.evaluation import PolicyChosen, UnitAchievementSet
from contracts.events import Event
from contracts.planning import AssignmentStarted, CycleOpened, TargetAgreed, UnitMoved, UnitRegistered
from contracts.readings import Place, agreed_versions, cycle_dates, latest_place, places, version_in_force
from services.evaluation.dossier import Fact, results_in
from services.evaluation.finals import is_year
from services.evaluation.policies.distribution_v1 import Person, UnitNotKnown, counted_in
from services.evaluation.policies.registry import POLICIES
from services.evaluation.replay.history import History

__all__ = ["PeopleOfUnits"]


class PeopleOfUnits:
    """The people of all units in a history, looked through once; each question is as of an instant (inclusive)."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._of_units: list[Fact] = []
        self._cycles: dict[int, UUID] = {}
        self._chosen: list[Fact] = []
        self._agreements: dict[UUID, set[UUID]] = defaultdict(set)
        self._ever_in: dict[UUID, set[UUID]] = defaultdict(set)
        for _, facts in sorted(history.streams.items()):
            for fact in facts:
                self._note(fact)

    def _note(self, fact: Fact) -> None:
        match fact.event:
            case UnitRegistered() | UnitMoved() | UnitAchievementSet():
                self._of_units.append(fact)
            case PolicyChosen():
                self._chosen.append(fact)
            case CycleOpened():
                self._cycles[fact.event.year] = fact.stream
            case TargetAgreed():
                self._agreements[fact.event.employee].add(fact.stream)
                self._ever_in[fact.event.unit].add(fact.event.employee)
            case AssignmentStarted():
                self._ever_in[fact.event.unit].add(fact.event.employee)

    def counted_in(self, unit: UUID, period: str, at: datetime) -> frozenset[UUID] | None:
        """Who counts in a unit for a period or a year, whatever they came to; None where the topics do not tell."""
        day, told = self._last_day(period, at), [one.event for one in self._of_units if one.time <= at]
        parents: dict[str, str | None] = {}
        for event in told:
            if isinstance(event, UnitRegistered | UnitMoved):
                parents[str(event.unit)] = str(event.parent) if event.parent else None
        own = {str(one.unit) for one in told if isinstance(one, UnitAchievementSet) and one.period == period}
        if day is None or str(unit) not in parents:
            return None
        there = [one for one in self._there(_below(str(unit), parents), period, day, at) if one.unit in parents]
        try:
            counted = counted_in(str(unit), there, parents, own)
        except UnitNotKnown:
            return None
        return frozenset(UUID(one.employee) for one in counted)

    def agreement_counted(self, employee: UUID, period: str, at: datetime) -> UUID | None:
        """By which agreement somebody counts for a period; None where none is in force on its last day."""
        day = self._last_day(period, at)
        here = self._agreed_on(employee, period, day, at, places(self._events(employee, at))) if day else None
        return here.agreement if here else None

    def _events(self, stream: UUID, at: datetime) -> list[Event]:
        return [fact.event for fact in self._history.streams.get(stream, ()) if fact.time <= at]

    def _last_day(self, period: str, at: datetime) -> date | None:
        cycle = self._cycles.get(int(period[:4]))
        dates = cycle_dates(self._events(cycle, at))[2].values() if cycle else ()
        return max((one.ends_on for one in dates if is_year(period) or one.period == period), default=None)

    def _computes_a_class(self, year: int, at: datetime) -> bool:
        told = [one.event for one in self._chosen if one.time <= at]
        chosen = [one.policy.id for one in told if isinstance(one, PolicyChosen) and one.year == year]
        return bool(chosen) and chosen[-1] in POLICIES and POLICIES[chosen[-1]].predicate is None

    def _there(self, units: Iterable[str], period: str, day: date, at: datetime) -> Iterator[Person]:
        """Everybody who was ever placed in these units, where they are on a day; in a year no acting office counts, and
        in a period nobody of whom nothing was due where a class is computed (decision 0090).
        """
        of_due = not is_year(period) and self._computes_a_class(int(period[:4]), at)
        for employee in sorted(set[UUID]().union(*(self._ever_in[UUID(one)] for one in units))):
            placed = places(self._events(employee, at))
            here = self._agreed_on(employee, period, day, at, placed)
            place = here or latest_place(placed.values(), day)
            never = of_due and here is not None and not _is_due(here, period)
            if place is not None and not never:
                yield Person(str(employee), str(place.unit), place.head_of_unit, None)

    def _agreed_on(
        self, employee: UUID, period: str, day: date, at: datetime, placed: Mapping[UUID, Place]
    ) -> TargetAgreed | None:
        told = {one: self._events(one, at) for one in self._agreements[employee]}
        acting = acting_in(chain(*told.values()), placed, int(period)) if is_year(period) else frozenset[UUID]()
        held = (_in_force(events, day) for one, events in told.items() if one not in acting)
        agreed = [one for one in held if one is not None]
        return max(agreed, key=lambda one: (one.starts_on, one.agreement), default=None)


def _in_force(events: Iterable[Event], day: date) -> TargetAgreed | None:
    found = version_in_force(agreed_versions(events), day)
    return found if found is not None and found.starts_on <= day <= found.ends_on else None


def _is_due(agreed: TargetAgreed, period: str) -> bool:
    main = [one for one in results_in(agreed, period) if one.kind == "main"]
    return any(indicator.due for one in main for indicator in one.indicators)


def _below(unit: str, parents: Mapping[str, str | None]) -> set[str]:
    found = {unit}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found
