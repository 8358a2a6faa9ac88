"""Who sets a unit's achievement: the head one level up, and nobody whose own result rating it is (`domain.md` 2, 7.5).

For the head of a unit its achievement is the result rating. Who headed it in the period and is by now the head one
level up would set their own: whoever is above them does it then (decision 0067). Pure.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.evaluation import UnitAchievementSet
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.readings import EventsOf, Place, acting_raters, latest_place, places
from contracts.refusals import Refusal

__all__ = ["NotOneLevelUp", "OwnAchievement", "decide_set_achievement", "headed_in", "setters"]


@dataclass(eq=False)
class NotOneLevelUp(Refusal):
    """A unit's achievement is set by the head one level up, or a delegate of theirs."""

    unit: UUID


@dataclass(eq=False)
class OwnAchievement(Refusal):
    """Whoever headed the unit in the period would set their own result rating."""

    unit: UUID


def headed_in(agreements: Iterable[Sequence[TargetAgreed]], unit: UUID, first: date, last: date) -> frozenset[UUID]:
    """Whose rating the achievement of a unit is: agreements as its head with a day from `first` to `last`.

    agreements: of each the versions as `contracts.readings.agreed_versions` gives them.
    """
    ended = [versions[-1] for versions in agreements if versions]
    return frozenset(
        one.employee
        for one in ended
        if one.unit == unit and one.head_of_unit and one.starts_on <= last and first <= one.ends_on
    )


def setters(head: Place, rated: Collection[UUID], events_of: EventsOf, day: date, at: datetime) -> frozenset[UUID]:
    """Who may set it now, delegates among them. rated: whose own rating it is."""
    place: Place | None = head
    met = set[UUID]()
    while place is not None and place.rater is not None and place.rater not in met:
        if place.rater not in rated:
            return acting_raters(place, events_of(place.rater), at) - frozenset(rated)
        met.add(place.rater)
        place = latest_place(places(events_of(place.rater)).values(), day)
    return frozenset()


def decide_set_achievement(
    actor: UUID, event: UnitAchievementSet, one_level_up: frozenset[UUID], rated: frozenset[UUID] = frozenset()
) -> list[Event]:
    """Set a unit's achievement of a period; a later one replaces it for finals still to come.

    rated: whose own result rating it is, as who headed the unit in the period.
    """
    if actor in rated:
        raise OwnAchievement(event.unit)
    if actor not in one_level_up:
        raise NotOneLevelUp(event.unit)
    return [event]
