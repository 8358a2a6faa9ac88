"""Goals and objectives that planning's operations name, made over HTTP, and bodies they accept: of `known.py`."""

from collections.abc import Callable
from typing import Any

__all__ = ["PLAN", "make_plan"]

_UNIT = "/v1/units/{unit}"


def _goal(ids: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Sasaran Renstra", "first_year": ids["year"], "last_year": ids["year"] + 4}


PLAN: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
    ("planning", f"{_UNIT}/goals"): _goal,
    ("planning", f"{_UNIT}/goals/{{goal}}"): _goal,
    ("planning", f"{_UNIT}/objectives"): lambda ids: {"year": ids["year"], "title": "Sasaran"},
    ("planning", f"{_UNIT}/objectives/{{year}}/{{objective}}"): lambda _: {"title": "Sasaran yang diperbaiki"},
    ("planning", f"{_UNIT}/objectives/{{year}}/{{objective}}/withdrawal"): lambda _: {"reason": "Keliru"},
}


def make_plan(ids: dict[str, Any], post: Callable[..., dict[str, Any]], later: int) -> None:
    """A goal; an objective to rest on and one to withdraw, and one of a later year."""
    base = f"/v1/units/{ids['unit']}"
    ids["goal"] = post("planning", f"{base}/goals", "rater", _goal(ids))["goal"]
    for name, year in (("objective", ids["year"]), ("unsupported", ids["year"]), ("later_objective", later)):
        wanted = {"year": year, "title": "Sasaran"}
        ids[name] = post("planning", f"{base}/objectives", "rater", wanted)["objective"]
