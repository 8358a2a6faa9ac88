"""What realization's operations name, made over HTTP, and bodies they accept: its own part of `known.py`."""

from collections.abc import Callable
from typing import Any

__all__ = ["RATERS", "WORK", "WORK_IN_PATH", "make_work"]

#: Endings of realization's commands that are the rater's, and of those of an officer about another.
RATERS = (
    "/returns", "/feedback", "/coaching", "/follow-up", "/attendance", "/sanctions", "/{sanction}/withdrawal",
)  # fmt: skip
WORK_IN_PATH: dict[str, dict[str, str]] = {
    "/returns": {"period": "past"},
    "/{activity}/withdrawal": {"activity": "withdrawn_activity"},
}
_AGREEMENT = "/v1/agreements/{agreement}"
_EMPLOYEE = "/v1/employees/{employee}"


def _deed(ids: dict[str, Any]) -> dict[str, Any]:
    return {
        "indicator": ids["indicator"], "day": f"{ids['year']}-02-01", "amount": "1", "unit_of_measure": "laporan",
        "text": "Menyusun laporan",
    }  # fmt: skip


def _session(ids: dict[str, Any]) -> dict[str, Any]:
    return {
        "held_on": f"{ids['year']}-02-01", "topic": "Menulis", "agreements": "Satu draf",
        "follow_up_on": f"{ids['year']}-02-15",
    }  # fmt: skip


WORK: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
    ("realization", f"{_AGREEMENT}/realizations/{{period}}/bulk"): lambda ids: {
        "reports": [{"indicator": ids["indicator"], "value": "4"}],
    },
    ("realization", f"{_AGREEMENT}/realizations/{{period}}/returns"): lambda ids: {
        "indicator": ids["indicator"], "version": 1, "reason_code": "value_unclear", "comment": "Yang mana?",
    },
    ("realization", f"{_AGREEMENT}/activities"): _deed,
    ("realization", f"{_AGREEMENT}/activities/bulk"): lambda ids: {"activities": [_deed(ids) | {"begins": "08:00"}]},
    ("realization", f"{_AGREEMENT}/activities/{{activity}}/correction"): _deed,
    ("realization", f"{_AGREEMENT}/activities/{{activity}}/withdrawal"): lambda _: {"reason_code": "not_done"},
    ("realization", f"{_AGREEMENT}/feedback"): lambda _: {"value": "harmonious", "text": "Rukun"},
    ("realization", f"{_AGREEMENT}/feedback/{{feedback}}/answer"): lambda _: {"text": "Terima kasih"},
    ("realization", f"{_AGREEMENT}/coaching"): _session,
    ("realization", f"{_AGREEMENT}/coaching/{{session}}/follow-up"): lambda _: {"outcome": "done"},
    ("realization", f"{_EMPLOYEE}/attendance"): lambda ids: {
        "month": f"{ids['year']}M01", "working_days": 20, "present": 19, "late": 1, "absent": 1,
    },
    ("realization", f"{_EMPLOYEE}/sanctions"): lambda ids: {"imposed_on": f"{ids['year']}-03-01", "grade": "light"},
    ("realization", f"{_EMPLOYEE}/sanctions/{{year}}/{{sanction}}/withdrawal"): lambda _: {"reason_code": "lifted"},
}  # fmt: skip


def make_work(ids: dict[str, Any], post: Callable[..., dict[str, Any]], planned: list[str]) -> None:
    """Make what these name: activities, feedback, a session, a sanction, and a report that can be given back."""
    base = f"/v1/agreements/{ids['agreement']}"
    for name in ("activity", "withdrawn_activity"):
        made = post("realization", f"{base}/activities", "employee", _deed(ids), after=planned)
        ids[name] = made["activity"]
    said = {"value": "adaptive", "text": "Sigap"}
    ids["feedback"] = post("realization", f"{base}/feedback", "rater", said, after=planned)["feedback"]
    ids["session"] = post("realization", f"{base}/coaching", "rater", _session(ids), after=planned)["session"]
    imposed = {"imposed_on": f"{ids['year']}-02-01", "grade": "severe"}
    sanctions = f"/v1/employees/{ids['employee']}/sanctions"
    ids["sanction"] = post("realization", sanctions, "officer", imposed, after=planned)["sanction"]
    value = {"indicator": ids["indicator"], "value": "6"}
    post("realization", f"{base}/realizations/{ids['past']}", "employee", value, after=planned)
