"""Years: their cycles, their finals and what followed them, for the operations of the year: a part of `known.py`."""

from collections.abc import Callable
from typing import Any

from deploy.local.client import Upload
from tests.system.known_evaluation import OBJECTORS, OF_YEAR

__all__ = ["AFTER_YEAR", "AFTER_YEAR_IN_PATH", "TIME_ZONE", "cycle_of", "make_year_followed"]

TIME_ZONE = "Asia/Jakarta"


def cycle_of(year: int, **periods: tuple[str, str]) -> dict[str, Any]:
    """A cycle; periods: quarter -> last days to report and show evidence, and to evaluate; none: the usual ones."""
    quarters = {"Q1": ("01-01", "03-31"), "Q2": ("04-01", "06-30"), "Q3": ("07-01", "09-30"), "Q4": ("10-01", "12-31")}
    dates = [
        {
            "period": f"{year}{name}", "starts_on": f"{year}-{quarters[name][0]}",
            "ends_on": f"{year}-{quarters[name][1]}", "reporting_deadline": shown, "evidence_deadline": shown,
            "evaluation_deadline": evaluated,
        }
        for name, (shown, evaluated) in periods.items()
    ]  # fmt: skip
    return {
        "year": year, "time_zone": TIME_ZONE, **({"periods": dates} if dates else {}),
        "agreement_deadline": f"{year}-01-31", "annual_evaluation_deadline": f"{year + 1}-01-31",
    }  # fmt: skip


AFTER_YEAR_IN_PATH: dict[str, dict[str, str]] = {
    "{year}/delivery": {"employee": "objector"},
    "{year}/objections": {"employee": "objector"},
    "{year}/objections/answer": {"employee": "answering"},
    "{year}/objections/hearing": {"employee": "answering"},
    "{year}/objections/decision": {"employee": "hearing"},
    "{year}/amendments": {"employee": "hearing"},
    "{year}/follow-ups": {"employee": "objector"},
    "{year}/follow-ups/{follow_up}/completion": {"employee": "objector", "follow_up": "follow_up_of_year"},
}
AFTER_YEAR: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
    ("evaluation", f"{OF_YEAR}/objections"): lambda _: {"reason": "Bukti saya terbaca"},
    ("evaluation", f"{OF_YEAR}/objections/answer"): lambda _: {"answer": "Buram pada layar saya"},
    ("evaluation", f"{OF_YEAR}/objections/hearing"): lambda ids: {
        "side": "rater", "heard_on": ids["today"],
    },
    ("evaluation", f"{OF_YEAR}/objections/decision"): lambda _: {"outcome": "stands", "reason": "Tetap"},
    ("evaluation", f"{OF_YEAR}/amendments"): lambda ids: {"item": ids["false_in_year"], "reason": "Tanpa bukti itu"},
    ("evaluation", f"{OF_YEAR}/follow-ups"): lambda ids: {
        "kind": "coaching", "owner": ids["rater"], "due_on": "2099-01-01",
    },
    ("evaluation", f"{OF_YEAR}/follow-ups/{{follow_up}}/completion"): lambda _: {"note": "Selesai"},
}  # fmt: skip


def make_year_followed(
    ids: dict[str, Any],
    post: Callable[..., dict[str, Any]],
    planned: list[str],
    seen: Callable[[], list[str]],
    meets: dict[str, Any],
) -> None:
    """Three final years: the objector's to object to, one objected to, and one that was heard, which rests on evidence
    found false. planned: what was seen of planning; seen: everything so far."""
    of = {who: OF_YEAR.format(employee=ids[who], year=ids["year"]) for who in ("objector", *OBJECTORS)}
    agreement, indicator = ids["hearing_agreement"], ids["hearing_agreement_indicator"]
    period = f"{ids['year']}Q4"
    reports, value = f"/v1/agreements/{agreement}/realizations/{period}", {"indicator": indicator, "value": "1"}
    report = post("realization", reports, "hearing", value, after=planned)["report"]
    form = {"agreement": agreement, "period": period, "indicators": [indicator]}
    upload = Upload(form, ("bukti.pdf", b"%PDF-1.4 false in the year", "application/pdf"))
    ids["false_in_year"] = post("evidence", "/v1/evidence", "hearing", upload=upload, after=seen())["item"]
    item = f"/v1/evidence/{ids['false_in_year']}"
    post("evidence", f"{item}/verification", "rater", {"indicator": indicator, "report": report}, after=seen())
    for who, path in of.items():
        post("evaluation", f"{path}/behaviour", "rater", meets, after=seen())
        post("evaluation", f"{path}/self-assessment", who, meets, after=seen())
        post("evaluation", f"{path}/finalization", "rater", {}, after=seen())
    post("evidence", f"{item}/finding", "rater", {"reason_code": "forged", "reason": "Palsu"}, after=seen())
    for who in OBJECTORS:
        post("evaluation", f"{of[who]}/objections", who, {"reason": "Keliru"}, after=seen())
    heard = {"side": "rater", "heard_on": ids["today"]}
    post("evaluation", f"{of['hearing']}/objections/hearing", "head", heard, after=seen())
    task = {"kind": "coaching", "owner": str(ids["rater"]), "due_on": "2099-01-01"}
    planned_one = post("evaluation", f"{of['objector']}/follow-ups", "rater", task, after=seen())
    ids["follow_up_of_year"] = planned_one["follow_up"]
