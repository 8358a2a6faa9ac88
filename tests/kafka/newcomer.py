"""A newcomer to a busy office, from the day they are registered to their final: one command of every kind there is.

They are registered and assigned, agree targets with the rater p-003, report with a note, upload evidence in time and
too late; the rater verifies, rejects, accepts lateness, assesses and finalizes. Each step names what its sender saw.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.kafka.sending import Sender
from tests.world import employee_number, main_result

__all__ = ["EVENTS", "life"]

RATER = "p-003"
VALUES = ("service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative")
#: Its evidence deadline has passed when the stack's clock starts.
PAST, NOW = "2026Q1", "2026Q2"
#: What a whole life records.
EVENTS = frozenset(
    ("EmployeeRegistered", "AssignmentStarted", "AgreementDrafted", "TargetsProposed", "TargetAgreed")
    + ("RealizationReported", "EvidenceUploaded", "EvidenceVerified", "EvidenceRejected")
    + ("LatenessAccepted", "BehaviourAssessed", "EvaluationFinalized")
)


def life(sender: Sender, stack: Stack, story: Story, registered: dict[str, str]) -> Iterator[None]:
    """One newcomer's life; yields after each command. registered: employee -> number of all newcomers so far."""
    turn, told = len(registered), list[tuple[str, Mapping[str, Any]]]()
    who = f"newcomer-{turn}"

    def act(by: str, service: str, path: str, events: int = 1, **content: Any) -> dict[str, Any]:
        answer = sender.command(service, path, by, seen=sender.seen_by(service, told), events=events, **content)
        told.append((service, answer))
        return answer

    def upload(period: str) -> str:
        form = {"agreement": agreement, "period": period, "indicators": [indicator]}
        file = ("bukti.pdf", f"%PDF-1.4 bukti {who} {len(told)}".encode(), "application/pdf")
        return str(act(who, "evidence", "/v1/evidence", data=form, files={"file": file})["item"])

    person = {"name": f"Pegawai {turn}", "number": employee_number(turn), "employment": "pns"}
    employee = act("officer", "planning", "/v1/employees", json=person)["employee"]
    registered[employee] = person["number"]
    story.ids[who], story.people[who] = employee, stack.token(["employee"], employee)
    yield
    place = {"unit": story.ids["u-tu"], "position": "Analis", "starts_on": "2026-01-01", "rater": story.ids[RATER]}
    assigned = act("officer", "planning", f"/v1/employees/{employee}/assignments", json=place)
    yield
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    draft = {"employee": employee, "assignment": assigned["assignment"], **days}
    results = [main_result(story.ids["u-tu/o1"])]
    drafted = act(who, "planning", "/v1/agreements", events=2, json={**draft, "results": results})
    agreement, indicator = drafted["agreement"], drafted["results"][0]["indicators"][0]
    yield
    act(RATER, "planning", f"/v1/agreements/{agreement}/acceptance", json={"proposal": 1})
    yield
    value = {"indicator": indicator, "value": "2", "note": f"Laporan {who} menyusul."}
    report = act(who, "realization", f"/v1/agreements/{agreement}/realizations/{NOW}", json=value)["report"]
    yield
    late, good, bad = (upload(period) for period in (PAST, NOW, NOW))
    yield
    evaluations = f"/v1/agreements/{agreement}/evaluations"
    because = {"item": late, "reason_code": "on_leave", "reason": f"{who} sakit."}
    act(RATER, "evaluation", f"{evaluations}/{PAST}/lateness", json=because)
    yield
    shown = {"indicator": indicator, "report": report}
    act(RATER, "evidence", f"/v1/evidence/{good}/verification", json=shown)
    yield
    why = {"reason_code": "unreadable", "reason": f"Berkas {who} tidak terbaca."}
    act(RATER, "evidence", f"/v1/evidence/{bad}/rejection", json={**shown, **why})
    yield
    assessed = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    act(RATER, "evaluation", f"{evaluations}/{NOW}/behaviour", json=assessed)
    yield
    act(RATER, "evaluation", f"{evaluations}/{NOW}/finalization", json={})
    yield
