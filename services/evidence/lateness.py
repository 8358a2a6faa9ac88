"""Until when an item was in time: the evidence deadline, or the day a rejection named, of what answers a rejected item.

"A rejected item is answered by a new upload, which within 3 working days is in time if the rejected one was"
(`domain.md` 6). Evaluation judges so at a final (`policies/counting_v1.in_time`); this is for who looks at an item
before. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.readings import end_of_day

__all__ = ["Came", "in_time_until"]


@dataclass(frozen=True)
class Came:
    """When an item came and for what; `rejections`: (indicator, the last day on which an answer is in time)."""

    indicators: Sequence[UUID]
    at: datetime
    answers: UUID | None = None
    rejections: Sequence[tuple[UUID, date]] = ()


def in_time_until(item: UUID, came: Mapping[UUID, Came], deadline: datetime, time_zone: str) -> datetime:
    """The last instant (inclusive) at which `item` was in time for everything it shows.

    came: the item and, one after the other, what it answers. deadline: of evidence, as in force now; all are of one
    period.
    """
    return min(_until(came[item], one, came, deadline, time_zone) for one in came[item].indicators)


def _until(one: Came, indicator: UUID, came: Mapping[UUID, Came], deadline: datetime, time_zone: str) -> datetime:
    answered = came.get(one.answers) if one.answers is not None else None
    if answered is None or answered.at > _until(answered, indicator, came, deadline, time_zone):
        return deadline
    days = [day for rejected, day in answered.rejections if rejected == indicator]
    return max([deadline, *(end_of_day(day, time_zone) for day in days)])
