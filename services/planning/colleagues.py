"""What a colleague may give feedback on: the agreed results of those who work in the same unit, without who they are.

Whoever works in a unit sees its results in its cascade already; this names the ids that feedback is sent to. Others are
colleagues too (decision 0031): under the same rater, or rated by whom the agreement is of; these are not listed here.
"""

from typing import Any
from uuid import UUID

from chassis.call import Call
from contracts.planning import AssignmentStarted
from services.planning.agreed import agreed_on
from services.planning.commands import today
from services.planning.projections import agreements_of_all
from services.planning.seeing import place_today

__all__ = ["colleagues"]


def colleagues(call: Call, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the agreements in force today of the unit the caller works in, in the order of their ids."""
    runtime = call.runtime
    own = place_today(runtime, call.employee)
    if own is None:
        return {"colleagues": [], "next": None}
    ever = sorted({mark.stream for mark in runtime.projection.marked("works-in", [own.unit])} - {own.employee})
    agreed = agreed_on(runtime.projection, agreements_of_all(runtime.projection, ever), today(runtime))
    found = [agreed[one] for one in sorted(agreed) if agreed[one].unit == own.unit and (after is None or one > after)]
    page = found[:limit]
    begun = runtime.projection.of_stream(*{one.employee for one in page}, types=(AssignmentStarted,)) if page else []
    positions = {one.event.assignment: one.event.position for one in begun if isinstance(one.event, AssignmentStarted)}
    return {
        "colleagues": [
            {
                "employee": str(one.employee),
                "position": positions.get(one.assignment, ""),
                "agreement": str(one.agreement),
                "results": [{"result": str(each.result), "title": each.title} for each in one.results],
            }
            for one in page
        ],
        "next": str(page[-1].agreement) if len(found) > limit else None,
    }
