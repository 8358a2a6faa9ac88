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

__all__ = [
    "NobodyOneLevelUp",
    "NotOneLevelUp",
    "OwnAchievement",
    "decide_set_achievement",
    "head_on",
    "headed_in",
    "setters",
]


@dataclass(eq=False)
class NotOneLevelUp(Refusal):
    """A unit's achievement is set by the head one level up, or a delegate of theirs."""

    unit: UUID


@dataclass(eq=False)
class OwnAchievement(Refusal):
    """Whoever headed the unit in the period would set their own result rating."""

    unit: UUID


@dataclass(eq=False)
class NobodyOneLevelUp(Refusal):
    """Nobody ever headed the unit, or nobody is above who did: the directory says first who sets its achievement."""

    unit: UUID


def head_on(heads: Iterable[Place], day: date) -> Place | None:
    """Who heads a unit on a day; while nobody does, who headed it last: whoever rates that one now sets it.

    A closing evaluation is due when a head leaves, and would else wait for a successor. heads: assignments as its head.
    """
    begun = [one for one in heads if one.starts_on <= day and not one.never_began]
    last = max(begun, key=lambda one: (one.ends_on or day, one.starts_on, one.assignment), default=None)
    return latest_place(begun, day) or last


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


def setters(
    head: Place | None, rated: Collection[UUID], events_of: EventsOf, day: date, at: datetime
) -> frozenset[UUID]:
    """Who may set it now, delegates among them. head: as `head_on` finds it. rated: whose own rating it is."""
    place = head
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
    if not one_level_up:
        raise NobodyOneLevelUp(event.unit)
    if actor not in one_level_up:
        raise NotOneLevelUp(event.unit)
    return [event]
