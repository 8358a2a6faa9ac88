"""The year's cycle, as pure functions (people and units: `directory_rules`; SKP: `agreement`; plans: `objectives`).

`evolve_*` only assigns, for it runs again at every replay. Source: `domain.md` 3.
"""

from dataclasses import dataclass, replace
from datetime import date

from contracts.events import Event
from contracts.planning import (
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    HolidaysAdded,
    PeriodDates,
    YearDeadlineExtended,
)

__all__ = ["Cycle", "evolve_cycle"]


@dataclass(frozen=True)
class Cycle:
    """A year's cycle folded: its periods, and its own deadlines, as they are in force."""

    opened: bool = False
    time_zone: str = ""
    periods: tuple[PeriodDates, ...] = ()
    holidays: tuple[date, ...] = ()
    agreement_deadline: date = date.min
    annual_evaluation_deadline: date = date.min
    closed: CycleClosed | None = None


def evolve_cycle(state: Cycle, event: Event) -> Cycle:
    match event:
        case CycleOpened():
            deadlines = (event.agreement_deadline, event.annual_evaluation_deadline)
            return Cycle(True, event.time_zone, event.periods, event.holidays, *deadlines)
        case DeadlineExtended():
            name = f"{event.deadline}_deadline"
            periods = tuple(
                dates.model_copy(update={name: event.extended_to}) if dates.period == event.period else dates
                for dates in state.periods
            )
            return replace(state, periods=periods)
        case YearDeadlineExtended(deadline="agreement"):
            return replace(state, agreement_deadline=event.extended_to)
        case YearDeadlineExtended():
            return replace(state, annual_evaluation_deadline=event.extended_to)
        case HolidaysAdded():
            return replace(state, holidays=tuple(sorted({*state.holidays, *event.days})))
        case CycleClosed():
            return replace(state, closed=event)
    return state
