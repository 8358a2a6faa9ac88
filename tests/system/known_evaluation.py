"""Bodies for the operations up to a final, of a period, of the year and of a unit: its own part of `known.py`."""

from typing import Any

__all__ = ["EVALUATED", "MEETS", "OBJECTORS", "OF_YEAR"]

VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
MEETS = {"values": dict.fromkeys(VALUES, "meets_expectation")}
OF_YEAR = "/v1/employees/{employee}/evaluations/{year}"
#: Whose year is objected to, beside the objector's own: one waits for an answer, one was heard.
OBJECTORS = ("answering", "hearing")
#: Whom the unit's distribution counts: everybody but its head, and the objector, who is final.
STAFF = ("head", "employee", "another", "third", "leaver", "forgotten", "judged", *OBJECTORS)


def _innovation(ids: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "new_idea", "items": [ids["item"]], "description": "Layanan jemput bola"}


EVALUATED: dict[tuple[str, str], Any] = {
    ("evaluation", "/v1/agreements/{agreement}/evaluations/{period}/behaviour"): lambda _: MEETS,
    ("evaluation", "/v1/agreements/{agreement}/evaluations/{period}/lateness"): lambda ids: {
        "item": ids["late"], "reason_code": "on_leave", "reason": "Sakit",
    },
    ("evaluation", "/v1/agreements/{agreement}/evaluations/{period}/self-assessment"): lambda _: MEETS,
    ("evaluation", f"{OF_YEAR}/self-assessment"): lambda _: MEETS,
    ("evaluation", "/v1/agreements/{agreement}/evaluations/{period}/finalization"): lambda _: {},
    ("evaluation", "/v1/units/{unit}/achievements/{period}"): lambda _: {"achievement": "baik"},
    ("evaluation", "/v1/cycles/{year}/policy"): lambda _: {"policy": "permenpanrb-8-2021.v1", "unverified": "count"},
    ("evaluation", "/v1/agreements/{agreement}/evaluations/{period}/innovations"): _innovation,
    ("evaluation", f"{OF_YEAR}/innovations"): _innovation,
    ("evaluation", f"{OF_YEAR}/behaviour"): lambda _: MEETS,
    ("evaluation", f"{OF_YEAR}/consideration"): lambda _: {"consideration": "Mohon dilihat juga tugas tambahannya"},
    ("evaluation", f"{OF_YEAR}/finalization"): lambda _: {},
    ("evaluation", "/v1/units/{unit}/distribution/{period}/settlement"): lambda ids: {
        "excluded": [{"employee": ids[who], "reason_code": "other", "reason": "Belum final"} for who in STAFF],
    },
    ("evaluation", "/v1/team/{period}/behaviours"): lambda ids: {"entries": [{"agreement": ids["agreement"], **MEETS}]},
    ("evaluation", "/v1/team/{period}/lateness"): lambda ids: {  # of an item in time: the late one is used up elsewhere
        "entries": [
            {"agreement": ids["agreement"], "item": ids["item"], "reason_code": "on_leave", "reason": "Cuti"},
        ],
    },
    ("evaluation", "/v1/team/{period}/finalizations"): lambda ids: {"entries": [{"agreement": ids["agreement"]}]},
}  # fmt: skip
