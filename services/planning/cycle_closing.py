"""Closing a year's cycle: when it may be closed, and what is refused afterwards (`domain.md` 2 and 3).

What is planned for a closed year stays as it is. Reports, verdicts, evaluations and objections go on by their own
rules: a period is over for them when its evaluation is final, not when planning says so.
"""

from dataclasses import dataclass
from datetime import date

from contracts.refusals import Refusal
from services.planning.domain import Cycle

__all__ = ["CycleIsClosed", "CycleStillRuns", "check_open", "decide_close_cycle"]


@dataclass(eq=False)
class CycleIsClosed(Refusal):
    """The cycle was closed: for its year nothing more is proposed, agreed, revised, set or extended."""

    year: int


@dataclass(eq=False)
class CycleStillRuns(Refusal):
    """The year, or a deadline in force, lies ahead: whoever is in time by it must still be able to act."""

    year: int
    until: date


def check_open(cycle: Cycle) -> None:
    """Raise `CycleIsClosed` for a cycle that was closed."""
    if cycle.closed is not None:
        raise CycleIsClosed(cycle.closed.year)


def decide_close_cycle(cycle: Cycle, year: int, today: date) -> None:
    """Refuse to close a second time, or before the year's last day and every deadline in force have passed.

    today: the day in the agency's zone.
    """
    check_open(cycle)
    of_periods = [max(one.reporting_deadline, one.evidence_deadline, one.evaluation_deadline) for one in cycle.periods]
    last = max(date(year, 12, 31), cycle.agreement_deadline, cycle.annual_evaluation_deadline, *of_periods)
    if today <= last:
        raise CycleStillRuns(year, last)
