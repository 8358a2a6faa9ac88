"""What a wording in a form's column RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI means, where it is clear.

First among the work results that the rater has agreed for the year, for that is what the column says; only where none
of them is worded so among the objectives of the unit and those above it. One match supports; none or several are
reported, and the parties fill it in: drafting never waits for the top.
"""

from collections import defaultdict
from typing import Literal
from uuid import UUID

from chassis.runtime import Runtime
from chassis.sheet_lines import in_capitals
from chassis.store import in_order
from contracts.planning import Support, TargetAgreed
from services.planning.directory_rules import Assignment
from services.planning.objective_commands import load_plan
from services.planning.seeing import line_of

__all__ = ["Above", "Found", "wordings_above"]

#: Wording in capitals -> the ids that have it.
_Wordings = dict[str, list[UUID]]
Found = Support | Literal["none", "several"]


class Above:
    """What can be supported from one place, by its wording."""

    def __init__(self, results: _Wordings, objectives: _Wordings) -> None:
        self._results, self._objectives = results, objectives

    def meant(self, wording: str, taken_over: str) -> Found:
        """The one that is worded so, whatever the case and spaces; else how many there are."""
        for kind, known in (("work_result", self._results), ("unit_objective", self._objectives)):
            ids = known.get(in_capitals(wording), [])
            if len(ids) == 1:
                return Support.model_validate({"kind": kind, "id": ids[0], "taken_over": taken_over})
            if ids:
                return "several"
        return "none"


def wordings_above(runtime: Runtime, held: Assignment, year: int) -> Above:
    """From where an assignment is: what its rater has agreed for the year, and the objectives of its line of units."""
    results, objectives = _Wordings(), _Wordings()
    if held.rater is not None:
        results = _agreed_by(runtime, held.rater, year)
    for unit in line_of(runtime, held.unit):
        for one in load_plan(runtime, unit, year).state.in_force:
            objectives.setdefault(in_capitals(one.title), []).append(one.objective)
    return Above(results, objectives)


def _agreed_by(runtime: Runtime, rater: UUID, year: int) -> _Wordings:
    fresh = runtime.store.not_applied(TargetAgreed)
    last: dict[UUID, TargetAgreed] = {}
    for one in in_order(fresh, runtime.projection.labelled("agreed-of", f"{rater}:{year}")):
        event = one.event
        if isinstance(event, TargetAgreed) and (event.employee, event.year) == (rater, year):
            last[event.agreement] = event
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for agreed in last.values():
        for result in agreed.results:
            found[in_capitals(result.title)].append(result.result)
    return dict(found)
