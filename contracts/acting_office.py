"""Two offices at once: which of a person's agreements are of an acting office (*Plt*, *Plh*) and stand beside the year.

An acting office is held for a stated interval (`domain.md` 2): an assignment whose last day is known, and all of whose
days lie within those of another one. What is agreed in it is evaluated period by period, by its own rater; the year is
made of the other's agreement, and the results of the acting office stand beside it (decision 0072). Asked alike by
evaluation and by planning, which lists whose rater is still needed. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from contracts.events import Event
from contracts.planning import AgreementClosed, TargetAgreed
from contracts.readings import agreed_versions

__all__ = ["Days", "Held", "acting_among", "acting_in", "is_acting"]


class Days(Protocol):
    """An assignment's days; `ends_on`: the last one, None while it is not known."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...


class Held(Protocol):
    """An agreement: in which assignment, and on which days, both inclusive."""

    @property
    def agreement(self) -> UUID: ...
    @property
    def assignment(self) -> UUID: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


def acting_among(held: Sequence[Held], placed: Mapping[UUID, Days]) -> frozenset[UUID]:
    """The agreements of acting offices among those of one person; placed: the person's assignments.

    Only beside one of the other office on a day: who has an agreement in the acting office alone is judged by it.
    """
    return frozenset(
        one.agreement
        for one in held
        for other in held
        if one.starts_on <= other.ends_on
        and other.starts_on <= one.ends_on
        and _within(placed.get(one.assignment), placed.get(other.assignment))
    )


def acting_in(told: Iterable[Event], placed: Mapping[UUID, Days], year: int) -> frozenset[UUID]:
    """The same of a year's agreements; told: events of one person, each stream's in its order."""
    terms: dict[UUID, list[Event]] = {}
    for event in told:
        if isinstance(event, TargetAgreed | AgreementClosed) and event.year == year:
            terms.setdefault(event.agreement, []).append(event)
    versions = [agreed_versions(events) for events in terms.values()]
    return acting_among([each[-1] for each in versions if each], placed)


def is_acting(assignment: UUID | None, placed: Mapping[UUID, Days]) -> bool:
    """Whether an assignment is an acting office beside another one of the same person, whatever is agreed in it."""
    one = placed.get(assignment) if assignment else None
    return any(_within(one, other) for other in placed.values())


def _within(one: Days | None, other: Days | None) -> bool:
    """Whether an assignment has a last day, and all its days are the other's too; never where both have the same."""
    if one is None or other is None or one.ends_on is None or one.starts_on < other.starts_on:
        return False
    if other.ends_on is None:
        return True
    return one.ends_on <= other.ends_on and (one.starts_on, one.ends_on) != (other.starts_on, other.ends_on)
