"""Closing an agreement by hand, on a day that is its last: past, or to come and then only announced.

Until that day has passed both sides go on within the shortened days. Pure decisions; the fold is
`agreement.evolve_agreement`. Source: `domain.md` 4, moves; decision 0023.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.events import Event
from contracts.planning import AgreementClosed
from contracts.refusals import Refusal
from services.planning.agreement import Agreement, check_apart

__all__ = ["ClosesLater", "ClosesOutside", "decide_close"]


@dataclass(eq=False)
class ClosesOutside(Refusal):
    """The last day lies outside the days of the agreement or of its assignment."""

    starts_on: date
    ends_on: date


@dataclass(eq=False)
class ClosesLater(Refusal):
    """It was closed for an earlier day; a later one is a correction and must say so."""

    closes_on: date


def decide_close(
    state: Agreement, event: AgreementClosed, others: Sequence[Agreement] = (), last_day: date | None = None
) -> list[Event]:
    """End the agreement on a day; another closing sets another day, and nothing new where it is the same.

    others: the employee's other agreements, agreed perhaps for the days a correction would give back. last_day: the
    assignment's, where it is known.
    """
    drafted = state.drafted
    assert drafted is not None
    latest = min(drafted.ends_on, last_day or drafted.ends_on)
    if not drafted.starts_on <= event.closes_on <= latest:
        raise ClosesOutside(drafted.starts_on, latest)
    if event.closes_on > state.ends_on:
        if event.reason_code != "corrected":
            raise ClosesLater(state.ends_on)
        for other in others if state.versions else ():
            check_apart(drafted, event.closes_on, other)
    return [] if event.closes_on == state.closed_by_hand == state.ends_on else [event]
