"""The events that an employee's dossier of a year is folded of, each with its place: from which event is this value?"""

import json
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import Unknown
from chassis.projection import Kept
from contracts.planning import TargetAgreed
from contracts.readings import cycle_dates
from contracts.values import instant_text
from services.evaluation.commands import today
from services.evaluation.dossier import FOLDED
from services.evaluation.people_views import may_see_person

__all__ = ["dossier_facts"]


def dossier_facts(call: Call, employee: UUID, year: int, after: str, limit: int) -> dict[str, Any]:
    """A page of what concerns the agreements of a year. Raises `Forbidden`, `Unknown`.

    after: `<stream>:<version>` of the last one of the page before; empty for the first.
    """
    runtime = call.runtime
    cycle = [kept.event for kept in runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))]
    zone, _, periods = cycle_dates(cycle)
    if not periods:
        raise Unknown(
            detail=f"there is no cycle {year}, as far as this service has seen", pesan=f"siklus {year} tidak ditemukan",
            mend="the performance officer opens the year's cycle",
            perbaikan="pengelola kinerja membuka siklus tahun itu",
            who_must_act="performance officer",
        )  # fmt: skip
    may_see_person(call, employee, today(runtime, zone))
    told = runtime.projection.of_key(employee, types=FOLDED)
    agreements = {one.event.agreement for one in told if isinstance(one.event, TargetAgreed) and one.event.year == year}
    of_year = [one for one in told if getattr(one.event, "agreement", None) in agreements]
    left = sorted((one for one in of_year if _place(one) > _parsed(after)), key=_place)
    page = left[:limit]
    return {
        "employee": str(employee),
        "year": year,
        "facts": [_shown(one) for one in page],
        "next": "{}:{}".format(*_place(page[-1])) if len(left) > limit else None,
    }


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
