"""Who acts on a final: who explains it, and who decides on an objection to it (`domain.md` 2, 7.9; decision 0055).

Asked alike by evaluation, which lets them act, and by notify, which tells them that it waits for them. Pure: what the
events of planning say of raters is handed in, and what an evaluation's own stream says stands in `Judged`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.people import KeptEvents
from contracts.readings import EventsOf, Place, acting_raters, latest_place, places

__all__ = ["Judged", "People", "may_concern", "people_of"]

#: The rater; their superior; whoever is above, where the superior rated; above that one, where they amended. Not enough
#: where more of those one above the other rated or amended: who decides then may, but no list or notice says so.
_LEVELS = 4


@dataclass(frozen=True)
class Judged:
    """What an evaluation's stream says of who acts on its final.

    assignment: whose rater acts; of a year, that of its last agreement. rater, by: whom the final names, and who
    recorded it: a delegate perhaps, None where no person did. amended_by: whoever amended after false evidence.
    """

    employee: UUID
    assignment: UUID
    rater: UUID
    by: UUID | None
    amended_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class People:
    """Who may act on a final now: as rater, and as the rater's superior; delegates are among them."""

    raters: frozenset[UUID]
    above: frozenset[UUID]
    deciders: frozenset[UUID]  # of an objection: above whoever amended after false evidence too
    rated: frozenset[UUID]  # the employee, and those whose rating it is: they decide nothing about it

    @property
    def both(self) -> frozenset[UUID]:
        """The rater and the superior, who amend and follow up."""
        return self.raters | self.above

    @property
    def concerned(self) -> frozenset[UUID]:
        """All who act on it in any way, and so read it."""
        return self.both | self.deciders


def people_of(judged: Judged, events_of: EventsOf, day: date, at: datetime) -> People:
    """Who acts on a final: the rater in force explains, their superior decides.

    events_of: of an employee's own stream, what planning says. day: the one it is in the agency's zone at `at`.
    """
    place = places(events_of(judged.employee)).get(judged.assignment)
    rated = frozenset({judged.employee, judged.rater, *((judged.by,) if judged.by else ())})
    rater = place.rater if place else None
    above = _above(rater, rated, events_of, day, at)
    deciders = above
    if judged.amended_by:
        rated |= judged.amended_by
        deciders = _above(rater, rated, events_of, day, at)
    return People(_acting(place, events_of, at), above, deciders, rated)


def _above(rater: UUID | None, rated: frozenset[UUID], events_of: EventsOf, day: date, at: datetime) -> frozenset[UUID]:
    """The rater's superior and delegates; where that is somebody whose own rating it is, whoever is above them.

    (A rater who finalized and was then made the superior of their successor would else decide on their own rating.)
    """
    met = set[UUID]()
    while rater is not None and rater not in met:
        met.add(rater)
        place = latest_place(places(events_of(rater)).values(), day)
        rater = place.rater if place else None
        if rater is not None and rater not in rated:
            return _acting(place, events_of, at) - rated
    return frozenset()


def _acting(place: Place | None, events_of: EventsOf, at: datetime) -> frozenset[UUID]:
    return acting_raters(place, events_of(place.rater) if place and place.rater else (), at)


def may_concern(kept: KeptEvents, who: UUID) -> set[UUID]:
    """This person, and whom they rate, down to four levels: with few exceptions all whose finals they act on, and more.

    Who acts on which, `people_of` says. Found by the labels of `contracts.people`: whoever an assignment named once as
    rater stays found.
    """
    raters = {who, *(one.stream for one in kept.marked("delegate", [who]))}
    found = {who}
    for _ in range(_LEVELS):
        if not raters:
            break
        raters = {one.stream for one in kept.marked("rater", sorted(raters))} - found
        found |= raters
    return found
