"""People of a test's own in the office: newly registered, with an agreement of one indicator, and what they saw."""

import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg

from contracts.evaluation import BehaviourValues
from services.cli import definition_of
from tests.services.conftest import OPEN_PERIOD, Office, eventually
from tests.services.test_bad_input import results

#: The seven values of behaviour, each as expected.
AS_EXPECTED = {"values": dict.fromkeys(BehaviourValues.model_fields, "meets_expectation")}
_NUMBERS = itertools.count(1)


@dataclass
class Newcomer:
    """An employee: id, a token, what was made for them by name, and the heads seen as (service, stream)."""

    id: str
    token: str
    made: dict[str, Any] = field(default_factory=dict)
    heads: dict[tuple[str, str], int] = field(default_factory=dict)

    def seen(self, service: str) -> str:
        """What may be waited for at a service: heads of what it reads, and its own."""
        known = {service, *definition_of(service).consumes}
        return ", ".join(f"{stream}:{version}" for (of, stream), version in self.heads.items() if of in known)

    def note(self, service: str, answer: Any) -> Any:  # Any: an answer of httpx, its body in JSON
        """Remember what an accepted command answered; returns the body."""
        assert answer.status_code == 201, answer.text
        body = answer.json()
        self.heads |= {(service, head["stream"]): head["version"] for head in body["streams"]}
        return body


def command(office: Office, person: Newcomer, service: str, path: str, who: str, body: Any = None) -> Any:
    """A command that concerns a person, accepted; returns the answer's body."""
    return person.note(service, office.post(service, path, who, body, Ekinerja_Seen=person.seen(service) or None))


def register(office: Office, roles: tuple[str, ...] = ("employee",)) -> Newcomer:
    """A person without any assignment."""
    body = {"name": "Orang Baru", "number": f"199102032015031{next(_NUMBERS):03}", "employment": "pns"}
    answer = office.post("planning", "/v1/employees", "officer", body)
    person = Newcomer(answer.json()["employee"], office.stack.token(list(roles), answer.json()["employee"]))
    person.note("planning", answer)
    return person


def assign(office: Office, person: Newcomer, *, unit: str, rater: str, **more: Any) -> None:
    body = {"unit": unit, "position": "Analis", "starts_on": "2026-01-01", "rater": rater, **more}
    path = f"/v1/employees/{person.id}/assignments"
    person.made["assignment"] = command(office, person, "planning", path, "officer", body)["assignment"]


def employed(office: Office, ends_on: str = "2026-12-31", **indicator: Any) -> Newcomer:
    """A person of the small office's unit, rated by its head, with an agreement of one indicator just agreed."""
    person = register(office)
    assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    plan = results(**indicator)
    plan[0]["supports"] = {"kind": "unit_objective", "id": office.story.ids["u-tu/o1"], "taken_over": "directly"}
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "results": plan,
        "starts_on": "2026-01-01", "ends_on": ends_on,
    }  # fmt: skip
    drafted = command(office, person, "planning", "/v1/agreements", person.token, body)
    person.made |= {"agreement": drafted["agreement"], "indicator": drafted["results"][0]["indicators"][0]}
    path = f"/v1/agreements/{drafted['agreement']}/acceptance"
    command(office, person, "planning", path, office.rater, {"proposal": 1})
    return person


def revise(office: Office, person: Newcomer, plan: list[dict[str, Any]], valid_from: str) -> list[Any]:
    """Both agree on these results from a day on; what they were made into, with ids."""
    agreement = f"/v1/agreements/{person.made['agreement']}"
    body = {"results": plan, "valid_from": valid_from, "reason_code": "task_changed", "reason": "Tugas baru."}
    made = command(office, person, "planning", f"{agreement}/revisions", person.token, body)
    command(office, person, "planning", f"{agreement}/acceptance", office.rater, {"proposal": made["proposal"]})
    return made["results"]


def known_to_evidence(office: Office, **indicator: Any) -> Newcomer:
    """An employed person whose agreement evidence has seen, however long it took."""
    person = employed(office, **indicator)
    path = f"/v1/agreements/{person.made['agreement']}/evidence/{OPEN_PERIOD}"
    eventually(lambda: office.get("evidence", path, person.token, Ekinerja_Seen=person.seen("evidence")))
    return person


def report(office: Office, person: Newcomer, value: str, **more: Any) -> dict[str, Any]:
    """Report a value in the open period; returns the report's stream and version."""
    path = f"/v1/agreements/{person.made['agreement']}/realizations/{OPEN_PERIOD}"
    body = {"indicator": person.made["indicator"], "value": value, **more}
    return command(office, person, "realization", path, person.token, body)["report"]


def upload(office: Office, person: Newcomer, name: str = "bukti.pdf") -> str:
    """Upload a file for the open period; returns the item's id."""
    answer = sent_upload(office, person, name)
    return person.note("evidence", answer)["item"]


def sent_upload(
    office: Office, person: Newcomer, name: str = "bukti.pdf", key: str = "", content: bytes | None = None
) -> Any:
    """The answer to an upload."""
    form = {
        "agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]],
    }  # fmt: skip
    headers = {
        "Authorization": f"Bearer {person.token}", "Idempotency-Key": key or str(uuid.uuid4()),
        "Ekinerja-Seen": person.seen("evidence"),
    }  # fmt: skip
    url = f"{office.stack.urls['evidence']}/v1/evidence"
    file = (name, b"%PDF-1.4 " + name.encode() if content is None else content)
    return office.http.post(url, data=form, files={"file": file}, headers=headers)


def give_link(office: Office, person: Newcomer, link: str) -> str:
    """Give a link for the open period; returns the item's id."""
    body = {
        "agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]],
        "link": link,
    }  # fmt: skip
    return command(office, person, "evidence", "/v1/evidence/links", person.token, body)["item"]


def upload_content(office: Office, person: Newcomer, item: str, content: bytes = b"%PDF-1.4 isi tautan") -> Any:
    """The answer to uploading a link's content by hand; its heads are noted."""
    headers = {
        "Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4()),
        "Ekinerja-Seen": person.seen("evidence"),
    }  # fmt: skip
    url = f"{office.stack.urls['evidence']}/v1/evidence/links/{item}/content"
    answer = office.http.post(url, files={"file": ("isi.pdf", content)}, headers=headers)
    if answer.status_code == 201:
        person.note("evidence", answer)
    return answer


def assess_self(office: Office, person: Newcomer, period: str = OPEN_PERIOD) -> None:
    """They assess themself: nothing more will be shown, so the period need not wait for the evidence deadline."""
    path = f"/v1/agreements/{person.made['agreement']}/evaluations/{period}/self-assessment"
    answer = eventually(
        lambda: office.post("evaluation", path, person.token, AS_EXPECTED, Ekinerja_Seen=person.seen("evaluation"))
    )
    person.note("evaluation", answer)


def change_rater(office: Office, person: Newcomer, rater: str) -> None:
    path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/rater"
    command(office, person, "planning", path, "officer", {"rater": rater, "reason_code": "moved"})


def event_data(office: Office, service: str, stream: str, version: int) -> dict[str, Any]:
    """The data of one recorded event."""
    return event_of(office, service, stream, version)["data"]


def event_of(office: Office, service: str, stream: str, version: int) -> dict[str, Any]:
    """One event as it was recorded."""
    with psycopg.connect(office.stack.database_url(service)) as conn:
        query = "SELECT state FROM stored_events WHERE originator_id = %s AND originator_version = %s"
        return json.loads(bytes(conn.execute(query, (stream, version)).fetchone()[0]))
