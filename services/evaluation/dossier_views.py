"""The events that an employee's dossier of a year is folded of, each with its place: from which event is this value?"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.projection import Kept
from contracts import people
from contracts.acting_office import acting_in
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.readings import cycle_dates, places
from contracts.values import instant_text
from services.evaluation.commands import today
from services.evaluation.cycles import cycle_of
from services.evaluation.dossier import FOLDED
from services.evaluation.people_views import may_see_person
from services.evaluation.seeing import check_sees_evaluation

__all__ = ["dossier_facts"]


def dossier_facts(call: Call, employee: UUID, year: int, after: str, limit: int) -> dict[str, Any]:
    """A page of what concerns the agreements of a year. Raises `Forbidden`, `Unknown`.

    Not in it: the dates of the cycle and the achievements of units, which scores are computed of too and which are no
    one person's. Whoever rates the person today, in whatever office, reads the whole year, as do the raters above;
    the rater of an assignment that is over reads of each agreement whose evaluation they read.

    after: `<stream>:<version>` of the last one of the page before; empty for the first.
    """
    runtime = call.runtime
    zone = cycle_dates(kept.event for kept in cycle_of(runtime, year))[0]
    told = runtime.projection.of_key(employee, types=FOLDED)
    agreements = _readable(call, employee, [one.event for one in told], year, today(runtime, zone))
    of_year = [one for one in told if getattr(one.event, "agreement", None) in agreements]
    left = sorted((one for one in of_year if _place(one) > _parsed(after)), key=_place)
    page = left[:limit]
    return {
        "employee": str(employee),
        "year": year,
        "facts": [_shown(one) for one in page],
        "next": "{}:{}".format(*_place(page[-1])) if len(left) > limit else None,
    }


def _readable(call: Call, employee: UUID, told: Sequence[Event], year: int, today: date) -> frozenset[UUID]:
    """Of which of the year's agreements the caller may read. Raises `Forbidden`, `Unknown`."""
    agreed = {one.agreement: one for one in told if isinstance(one, TargetAgreed) and one.year == year}
    try:
        may_see_person(call, employee, today)
    except Forbidden:
        read = {one for one, last in agreed.items() if _reads_evaluation(call, last, today)}
        if not read:
            raise
        # The year is evaluated by the rater of its last agreement, over all of them but those of acting offices.
        acting = acting_in(told, places(one.event for one in call.runtime.projection.of_stream(employee)), year)
        own = [one for one in agreed.values() if one.agreement not in acting]
        whole = own and max(own, key=lambda one: one.starts_on).agreement in read
        return frozenset(agreed if whole else read)
    return frozenset(agreed)


def _reads_evaluation(call: Call, agreed: TargetAgreed, today: date) -> bool:
    """Whether the caller may read the evaluations of an agreement."""
    place = people.place_of(call.runtime.projection, agreed.employee, agreed.assignment)
    raters = people.acting(call.runtime.projection, place, call.now)
    try:
        check_sees_evaluation(call, raters, place.rater if place else None, today)
    except Forbidden:
        return False
    return True


def _place(one: Kept) -> tuple[str, int]:
    return str(one.stream), one.version


def _parsed(after: str) -> tuple[str, int]:
    stream, _, version = after.partition(":")
    return stream, int(version or 0)


def _shown(one: Kept) -> dict[str, Any]:
    return {
        "stream": str(one.stream),
        "version": one.version,
        "topic": one.topic,
        "position": one.position,
        "time": instant_text(one.time),
        "type": one.event.TYPE,
        "actor": one.actor,
        "data": json.loads(one.value)["data"],
    }
