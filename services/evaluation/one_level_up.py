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
    """Nobody ever headed the unit, or nobody is above who did any more: the directory says first who sets it."""

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
) -> tuple[UUID, ...]:
    """Who may set it now: the rater, where they may, then delegates. head: as `head_on` finds it. rated: whose own
    rating it is.

    Who rated a head who left, and has left since, sets nothing: a successor follows for assignments that last
    (decision 0080), so for an ended one the officer names another rater. A delegate may act until then.
    """
    place = head
    met = set[UUID]()
    while place is not None and place.rater is not None and place.rater not in met:
        rater = place.rater
        if rater not in rated:
            may = acting_raters(place, events_of(rater), at) - frozenset(rated)
            over = place.ends_on is not None and place.ends_on < day
            if over and _left(events_of(rater), day):
                may -= {rater}
            return tuple(sorted(may, key=lambda one: (one != rater, one)))
        met.add(rater)
        place = latest_place(places(events_of(rater)).values(), day)
    return ()


def _left(told: Iterable[Event], day: date) -> bool:
    """Whether somebody held an office and holds none on a day: not so who never held one, as above an agency's head."""
    held = [one for one in places(told).values() if not one.never_began]
    return latest_place(held, day) is None and any(one.ends_on is not None and one.ends_on < day for one in held)


def decide_set_achievement(
    actor: UUID, event: UnitAchievementSet, one_level_up: Collection[UUID], rated: frozenset[UUID] = frozenset()
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
