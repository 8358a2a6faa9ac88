"""Another kind of employment: a PPPK who is appointed PNS gets a NIP in place of the NI (`domain.md` 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.events import Event
from contracts.planning import EmployeeRegistered, EmploymentChanged
from contracts.refusals import Refusal

__all__ = ["EmploymentLiesAhead", "decide_change_employment"]


@dataclass(eq=False)
class EmploymentLiesAhead(Refusal):
    """The directory holds one number of a person, that of today."""

    starts_on: date


def decide_change_employment(
    employed: Sequence[EmployeeRegistered | EmploymentChanged], event: EmploymentChanged, today: date
) -> list[Event]:
    """Record another kind of employment; what was last said of the same day changes nothing.

    employed: what was recorded of it before. today: the day in the agency's zone.
    """
    if event.starts_on > today:
        raise EmploymentLiesAhead(event.starts_on)
    changed = {one.starts_on: one.employment for one in employed if isinstance(one, EmploymentChanged)}
    return [] if changed.get(event.starts_on) == event.employment else [event]
