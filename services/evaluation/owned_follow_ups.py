"""Follow-ups that are the caller's task, of whomever: what its owner does, who may be neither rater nor superior."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from contracts.evaluation import FollowUpDone, FollowUpPlanned
from contracts.readings import cycle_dates
from services.evaluation.commands import today

__all__ = ["owned"]

#: Of the open ones so many are listed, the first due first; how many there are is always told.
MOST = 200


def owned(call: Call) -> dict[str, Any]:
    """The caller's open tasks, the first due first, with all that the path of their completion names."""
    projection = call.runtime.projection
    planned = projection.labelled("follow-up-of", call.employee)
    done: dict[UUID, set[UUID]] = defaultdict(set)
    for kept in projection.of_stream(*{one.stream for one in planned}, types=(FollowUpDone,)):
        if isinstance(kept.event, FollowUpDone):
            done[kept.stream].add(kept.event.follow_up)
    tasks = [
        one.event
        for one in planned
        if isinstance(one.event, FollowUpPlanned) and one.event.follow_up not in done[one.stream]
    ]
    tasks.sort(key=lambda one: (one.due_on, one.follow_up))
    page = tasks[:MOST]
    here = {year: _today(call, year) for year in {one.period[:4] for one in page}}
    return {
        "follow_ups": [
            {
                **one.model_dump(mode="json", exclude={"owner"}, exclude_none=True),
                "overdue": one.due_on < here[one.period[:4]],
            }
            for one in page
        ],
        "open": len(tasks),
    }


def _today(call: Call, year: str) -> date:
    kept = call.runtime.projection.of_stream(call.runtime.stream(f"cycle:{year}"))
    return today(call.runtime, cycle_dates(one.event for one in kept)[0] or "Asia/Jakarta")
