"""Everyone's inputs of a period or a year, as the topics have them now: for comparing policies on real history.

Who has an agreement in it is in, whether final or not; of a period by agreement, as a move gives two. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from contracts.evaluation import CopiedFacts, PolicyChosen, UnitAchievementSet
from contracts.events import Event
from contracts.planning import CycleOpened
from contracts.readings import Deadlines, cycle_dates, deadlines_of, places, version_in_force
from contracts.values import StreamHead
from services.evaluation.annual_inputs import Achieved, AgreementsOverlap, periods_of, stretches, year_inputs
from services.evaluation.dossier import FOLDED, Dossier, Fact, fold, scoring_inputs
from services.evaluation.policies.extended_8_2021_v1 import NumericInputs
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.year_v1 import YearInputs
from services.evaluation.policy_choice import as_chosen
from services.evaluation.replay.history import History

__all__ = ["inputs_of_period", "inputs_of_year"]


def inputs_of_period(history: History, period: str, unverified: Unverified | None = None) -> dict[str, NumericInputs]:
    """Inputs by "employee agreement". unverified: in place of what was chosen for the year.

    Raises LookupError where no cycle on the topics has the period.
    """
    dates, cycle = _dates(history, period)
    unverified = unverified or as_chosen(UUID(int=0), _choices(history, int(period[:4]))).unverified
    achieved = _achievements(history, period)
    found: dict[str, NumericInputs] = {}
    for employee, dossier in _dossiers(history):
        for versions in dossier.agreed.values():
            last = versions[-1] if versions else None
            if last is None or last.starts_on > dates.ends_on or last.ends_on < dates.starts_on:
                continue
            agreed = version_in_force(versions, min(dates.ends_on, last.ends_on)) or last
            unit = achieved.get(agreed.unit) if agreed.head_of_unit else None
            copied = CopiedFacts(
                time_zone=dates.time_zone,
                reporting_deadline=dates.reporting,
                evidence_deadline=dates.evidence,
                evaluation_deadline=dates.evaluation,
                cycle=cycle,
                unit_achievement=unit.achievement if unit else None,
            )
            name = f"{employee} {agreed.agreement}"
            found[name] = scoring_inputs(dossier, agreed, period, copied, unverified)
    return found


def inputs_of_year(
    history: History, year: int, unverified: Unverified | None = None
) -> tuple[dict[str, YearInputs], tuple[str, ...]]:
    """Inputs by employee, and who has none because two of their agreements hold on the same days.

    unverified: in place of what was chosen for the year. Raises LookupError where the topics have no cycle of the year.
    """
    cycle = _cycle(history, year)
    periods, zone = periods_of(cycle), cycle_dates(cycle)[0]
    unverified = unverified or as_chosen(UUID(int=0), _choices(history, year)).unverified
    achieved = _achievements(history, str(year))
    found: dict[str, YearInputs] = {}
    overlapping: list[str] = []
    for employee, dossier in _dossiers(history):
        placed = places(one.event for one in history.streams.get(employee, ()))
        try:
            held = stretches(dossier, year, periods, achieved.get, placed)
        except AgreementsOverlap:
            overlapping.append(str(employee))
            continue
        if held:
            found[str(employee)] = year_inputs(dossier, year, held, time_zone=zone, unverified=unverified)
    return found, tuple(overlapping)


def _cycle(history: History, year: int) -> list[Event]:
    for facts in history.streams.values():
        if facts and isinstance(facts[0].event, CycleOpened) and facts[0].event.year == year:
            return [one.event for one in facts]
    raise LookupError(f"no cycle on the topics is of the year {year}")


def _dates(history: History, period: str) -> tuple[Deadlines, StreamHead]:
    for stream, facts in history.streams.items():
        if facts and isinstance(facts[0].event, CycleOpened):
            dates = deadlines_of([one.event for one in facts], period)
            if dates is not None:
                return dates, StreamHead(stream=stream, version=facts[-1].version)
    raise LookupError(f"no cycle on the topics has a period {period}")


def _choices(history: History, year: int) -> list[PolicyChosen]:
    return [one.event for one in history.choices if isinstance(one.event, PolicyChosen) and one.event.year == year]


def _achievements(history: History, period: str) -> dict[UUID, Achieved]:
    """The last achievement of each unit in the period, or year."""
    return {
        one.event.unit: Achieved(one.event.achievement, StreamHead(stream=one.stream, version=one.version))
        for facts in history.streams.values()
        for one in facts
        if isinstance(one.event, UnitAchievementSet) and one.event.period == period
    }


def _dossiers(history: History) -> Iterator[tuple[UUID, Dossier]]:
    by_employee: dict[UUID, list[Fact]] = defaultdict(list)
    for facts in history.streams.values():
        for one in facts:
            if isinstance(one.event, FOLDED):
                by_employee[one.event.employee].append(one)  # type: ignore[attr-defined]  # all of them are personal
    for employee in sorted(by_employee):
        yield employee, fold(by_employee[employee])
