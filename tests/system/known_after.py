"""Finals and what followed them, for the operations on what comes after a final: its own part of `known.py`."""

from collections.abc import Callable
from typing import Any

from deploy.local.client import Upload

__all__ = ["AFTER", "AFTER_IN_PATH", "BY_THE_EMPLOYEE", "BY_THE_HEAD", "make_followed"]

_EVALUATION = "/v1/agreements/{agreement}/evaluations/{period}"
#: Endings of what only the employee does here, and of what the rater's superior does.
BY_THE_EMPLOYEE = ("/delivery", "/objections")
BY_THE_HEAD = ("/objections/hearing", "/objections/decision")
_FINALS = {"received": "Q1", "objected": "Q2", "answered": "Q3", "heard": "Q4"}


def _in_path(final: str) -> dict[str, str]:
    return {"agreement": "followed", "period": final}


AFTER_IN_PATH: dict[str, dict[str, str]] = {
    "/delivery": _in_path("received"),
    "/evaluations/{period}/objections": _in_path("objected"),
    "/objections/answer": _in_path("answered"),
    "/objections/hearing": _in_path("answered"),
    "/objections/decision": _in_path("heard"),
    "/amendments": _in_path("received"),
    "/evaluations/{period}/follow-ups": _in_path("received"),
    "/completion": _in_path("received"),
    "/finding": {"item": "verified"},
}
AFTER: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
    ("evidence", "/v1/evidence/{item}/finding"): lambda _: {"reason_code": "forged", "reason": "Palsu"},
    ("evaluation", f"{_EVALUATION}/objections"): lambda _: {"reason": "Bukti saya terbaca"},
    ("evaluation", f"{_EVALUATION}/objections/answer"): lambda _: {"answer": "Buram pada layar saya"},
    ("evaluation", f"{_EVALUATION}/objections/hearing"): lambda ids: {
        "side": "rater", "heard_on": ids["today"],
    },
    ("evaluation", f"{_EVALUATION}/objections/decision"): lambda _: {"outcome": "stands", "reason": "Tetap"},
    ("evaluation", f"{_EVALUATION}/amendments"): lambda ids: {"item": ids["false"], "reason": "Tanpa bukti itu"},
    ("evaluation", f"{_EVALUATION}/follow-ups"): lambda ids: {
        "kind": "coaching", "owner": ids["rater"], "due_on": "2099-01-01",
    },
    ("evaluation", f"{_EVALUATION}/follow-ups/{{follow_up}}/completion"): lambda _: {"note": "Selesai"},
}  # fmt: skip


def make_followed(
    ids: dict[str, Any],
    post: Callable[..., dict[str, Any]],
    planned: list[str],
    seen: Callable[[], list[str]],
    meets: dict[str, Any],
) -> None:
    """Four finals of the objector's agreement: received, to object to, objected to, and heard; one rests on evidence
    that was found false. planned: what was seen of planning; seen: everything so far."""
    indicator = ids["followed_indicator"]
    ids |= {name: f"{ids['year']}{quarter}" for name, quarter in _FINALS.items()}
    of = {one: f"/v1/agreements/{ids['followed']}/evaluations/{ids[one]}" for one in _FINALS}
    reports = f"/v1/agreements/{ids['followed']}/realizations/{ids['received']}"
    value = {"indicator": indicator, "value": "1"}
    report = post("realization", reports, "objector", value, after=planned)["report"]
    for name in ("false", "verified"):
        form = {"agreement": ids["followed"], "period": ids["received"], "indicators": [indicator]}
        upload = Upload(form, ("bukti.pdf", f"%PDF-1.4 {name}".encode(), "application/pdf"))
        ids[name] = post("evidence", "/v1/evidence", "objector", upload=upload, after=seen())["item"]
        shown = {"indicator": indicator, "report": report}
        post("evidence", f"/v1/evidence/{ids[name]}/verification", "rater", shown, after=seen())
    for path in of.values():
        post("evaluation", f"{path}/behaviour", "rater", meets, after=seen())
        post("evaluation", f"{path}/self-assessment", "objector", meets, after=seen())
        post("evaluation", f"{path}/finalization", "rater", {}, after=seen())
    found = {"reason_code": "forged", "reason": "Palsu"}
    post("evidence", f"/v1/evidence/{ids['false']}/finding", "rater", found, after=seen())
    for name in ("answered", "heard"):
        post("evaluation", f"{of[name]}/objections", "objector", {"reason": "Keliru"}, after=seen())
    heard = {"side": "rater", "heard_on": ids["today"]}
    post("evaluation", f"{of['heard']}/objections/hearing", "head", heard, after=seen())
    task = {"kind": "coaching", "owner": str(ids["rater"]), "due_on": "2099-01-01"}
    ids["follow_up"] = post("evaluation", f"{of['received']}/follow-ups", "rater", task, after=seen())["follow_up"]
