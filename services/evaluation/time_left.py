"""What time has still to bring before a final: the end of the days judged, and what the employee may still show.

One rule for whoever finalizes and for the lists that say how far everybody is, so `ready` is what would be accepted
(decision 0069). Days begin and end in the agency's time zone. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.readings import end_of_day
from contracts.refusals import Refusal

__all__ = ["EvidenceStillDue", "PeriodNotOver", "TimeLeft", "time_left"]


@dataclass(eq=False)
class PeriodNotOver(Refusal):
    """What is still to be done in the days judged would count as not reported, and nothing helps the employee then."""

    employee: UUID
    period: str
    last_day: date
    goes_from: date


@dataclass(eq=False)
class EvidenceStillDue(Refusal):
    """The employee may still report or show something, and has not said by a self assessment that nothing will come."""

    employee: UUID
    period: str
    indicators: str
    until: date


@dataclass(frozen=True)
class TimeLeft:
    """`over`: the days judged are. `awaited`: indicators that may still be proven. `until`: the last day of the two."""

    over: bool
    awaited: tuple[UUID, ...]
    until: date

    @property
    def goes_from(self) -> date | None:
        """The day from which it can be finalized by itself; None: now, as far as it is a matter of time."""
        return self.until + timedelta(days=1) if not self.over or self.awaited else None

    def told(self) -> dict[str, Any]:
        """As the answers carry it: `goes_from`, and in `still_due` the indicators that may still be proven."""
        day = self.goes_from
        return {"goes_from": day.isoformat() if day else None, "still_due": [str(one) for one in self.awaited]}

    def check_over(self, employee: UUID, period: str) -> None:
        if not self.over and self.goes_from is not None:
            raise PeriodNotOver(employee, period, self.until, self.goes_from)

    def check_shown(self, employee: UUID, period: str) -> None:
        if self.awaited:
            raise EvidenceStillDue(employee, period, ", ".join(map(str, self.awaited)), self.until)


def time_left(last_day: date, evidence: datetime, time_zone: str, unproven: Sequence[UUID], now: datetime) -> TimeLeft:
    """last_day: the last that is judged. evidence: the last instant for it. unproven: what the employee has not proven;
    nothing, once they have assessed themself.
    """
    over = now > end_of_day(last_day, time_zone)
    awaited = tuple(unproven) if now <= evidence else ()
    return TimeLeft(over, awaited, evidence.astimezone(ZoneInfo(time_zone)).date() if over else last_day)
