"""An independent judge of evaluation's log: nobody is judged twice, by themself, or by a policy chosen afterwards.

As `checker.py` it imports nothing of ours: it takes the recorded values of a log in their order. Every fault is one
sentence; none means all is well.
"""

import json
from collections.abc import Iterable
from typing import Any

__all__ = ["judged_once"]

_PREFIX = "ekinerja.evaluation."


def judged_once(values: Iterable[bytes]) -> list[str]:
    """Every fault in evaluation's events, given as recorded and in log order."""
    faults: list[str] = []
    finals: dict[tuple[str, str], str] = {}
    years: set[str] = set()
    for event in map(json.loads, values):
        data, kind = event["data"], event["type"].removeprefix(_PREFIX)
        where = f"{event['subject']}:{int(event['sequence'])}"
        if kind == "PolicyChosen.v1":
            if str(data["year"]) in years:
                faults.append(f"{where}: a policy was chosen for {data['year']} after a final of that year")
            continue
        judged = _judged(kind, data)
        if judged is None:
            continue
        if judged in finals:
            faults.append(f"{where}: {judged[0]} has a second final for {judged[1]}, beside {finals[judged]}")
        if event["actor"] == data["employee"]:
            faults.append(f"{where}: finalized by the employee themself")
        finals[judged] = where
        years.add(judged[1][:4])
    return faults


def _judged(kind: str, data: dict[str, Any]) -> tuple[str, str] | None:
    """Who or what was judged, and for when: an agreement's period, or an employee's year."""
    if kind == "EvaluationFinalized.v1":
        return f"agreement {data['agreement']}", data["period"]
    if kind == "AnnualEvaluationFinalized.v1":
        return f"employee {data['employee']}", str(data["year"])
    return None
