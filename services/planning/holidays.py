"""Adding holidays to a year's cycle, such as *cuti bersama* decreed in the middle of it; none is ever taken away.

A last day that was named to somebody before stays as it was recorded; what is reckoned from then on leaves them out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.refusals import Refusal
from services.planning.domain import Cycle

__all__ = ["DayHasPassed", "decide_add_holidays"]


@dataclass(eq=False)
class DayHasPassed(Refusal):
    """What was reckoned over a day that has passed was reckoned with it as a working day."""

    day: date


def decide_add_holidays(cycle: Cycle, days: Iterable[date], today: date) -> tuple[date, ...]:
    """Those of `days` that are no holidays yet, in order; refuses one that has passed.

    today: the day in the agency's zone; it may still be added.
    """
    added = tuple(sorted(set(days) - set(cycle.holidays)))
    if added and added[0] < today:
        raise DayHasPassed(added[0])
    return added
