"""What time has still to bring before a final: the end of the days judged, and what the employee may still show, also
in answer to a rejection.

One rule for whoever finalizes and for the lists that say how far everybody is, so `ready` is what would be accepted
(decision 0069). Days begin and end in the agency's time zone. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.evaluation import SelfAssessed
from contracts.events import Event
from contracts.readings import end_of_day
from contracts.refusals import Refusal
from services.evaluation.policies.counting_v1 import in_time
from services.evaluation.policies.inputs_v1 import Inputs

__all__ = ["EvidenceStillDue", "PeriodNotOver", "TimeLeft", "due_until", "time_left", "to_answer"]


@dataclass(eq=False)
class PeriodNotOver(Refusal):
    """What is still to be done in the days judged would count as not reported, and nothing helps the employee then."""

    employee: UUID
    period: str
    last_day: date
    goes_from: date


@dataclass(eq=False)
class EvidenceStillDue(Refusal):
    """The employee may still report or show something, or answer a rejection, and has not said by a self assessment
    that nothing will come.
    """

    employee: UUID
    period: str
    indicators: str
    until: date


@dataclass(frozen=True)
class TimeLeft:
    """`over`: the days judged are. `awaited`: indicators that may still be proven. `until`: the last day judged, or
    once they are over, the last for what is awaited.
    """

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


def time_left(last_day: date, time_zone: str, due: Mapping[UUID, datetime], now: datetime) -> TimeLeft:
    """last_day: the last that is judged. due: by indicator, the last instant at which it may be shown (`due_until`)."""
    over = now > end_of_day(last_day, time_zone)
    awaited = {one: until for one, until in due.items() if now <= until}
    until = max(awaited.values()).astimezone(ZoneInfo(time_zone)).date() if over and awaited else last_day
    return TimeLeft(over, tuple(awaited), until)


def due_until(
    unproven: Mapping[UUID, datetime], answerable: Mapping[UUID, datetime], *, self_assessed: bool
) -> dict[UUID, datetime]:
    """Until when each indicator may still be shown. unproven: what does not count, each with the evidence deadline that
    the employee gives up by a self assessment. answerable: as `to_answer` finds it, which was not given up.
    """
    found = {} if self_assessed else dict(unproven)
    return found | {one: max(until, found.get(one, until)) for one, until in answerable.items() if one in unproven}


def to_answer(inputs: Iterable[Inputs], told: Iterable[tuple[datetime, Event]]) -> dict[UUID, datetime]:
    """By indicator: the last instant for the answer to a rejection of what came in time, where nothing answers it yet.

    told: the evaluation's own events, each with its instant. A rejection that was there when the employee last assessed
    themself is answered by that: nothing more will come.
    """
    said = max((at for at, event in told if isinstance(event, SelfAssessed)), default=None)
    found: dict[UUID, datetime] = {}
    for of in inputs:
        usable = [one for one in of.items if not one.withdrawn and not one.unusable]
        answered = {(one.answers, name) for one in usable for name in one.indicators}
        for item, verdict in ((one, verdict) for one in of.items for verdict in one.verdicts):
            name, until = verdict.indicator, verdict.answer_until
            if until is None or (said is not None and verdict.at <= said) or (item.item, name) in answered:
                continue
            if in_time(item, name, of):
                found[UUID(name)] = max(until, found.get(UUID(name), until))
    return found
