"""A rater's team in a year: everybody they may rate, once, as `views.team` has it of a period."""

from typing import Any

from chassis.call import Call
from contracts import people
from services.evaluation import commands
from services.evaluation.after_views import what_counts
from services.evaluation.annual import YearCase
from services.evaluation.annual_cases import year_stream
from services.evaluation.annual_views import awaited_in_year
from services.evaluation.finals import Amended, Final
from services.evaluation.people_views import rated_members
from services.evaluation.population import Member
from services.evaluation.standing import Opened, opened_of

__all__ = ["team_of_year"]


def team_of_year(call: Call, year: str) -> dict[str, Any]:
    """Final with what counts of it now, or what the year waits for. Raises `Unknown` for a year without a cycle."""
    runtime = call.runtime
    dates, _ = commands.deadlines(runtime, year)
    rated = people.rated_by(runtime.projection, call.employee, call.now)
    members = rated_members(runtime, rated, sorted({one.employee for one in rated}), dates)
    final = _finals(call, members, year)
    opened = opened_of(runtime, [one for one in members if one not in final], year, call.now)
    rows = [
        {
            "employee": str(one.employee),
            "agreement": str(one.agreement) if one.agreement else None,
            **(final[one] if one in final else _open(opened[one])),
        }
        for one in members
    ]
    return {"period": year, "team": rows}


def _finals(call: Call, members: list[Member], year: str) -> dict[Member, dict[str, Any]]:
    streams = {one: year_stream(call.runtime, one.employee, int(year)) for one in members if one.agreement}
    recorded = call.runtime.store.load_many(list(dict.fromkeys(streams.values())))
    found: dict[Member, dict[str, Any]] = {}
    for member, stream in streams.items():
        for one in recorded[stream]:
            if isinstance(one.event, Final):
                found[member] = {"state": "final", "predicate": one.event.predicate}
            if isinstance(one.event, Final | Amended):
                found[member]["standing"] = what_counts(stream, one.version, one.event)
    return found


def _open(found: Opened) -> dict[str, Any]:
    if isinstance(found.case, YearCase) and found.left is not None:
        return {"state": "open", **awaited_in_year(found.case, found.left), "self_assessed": found.self_assessed}
    return {"state": found.state}
