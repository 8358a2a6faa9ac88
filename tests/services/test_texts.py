"""What people write is read by those it concerns, proves itself by its digest, erased without touching history."""

import hashlib
import json
import uuid

import psycopg
import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

NOTE = "Dua laporan menyusul.\nTerima kasih, \u00e9\U0001f600"


def recorded(office, service, stream, version):
    """The bytes of one event, as the store holds them."""
    with psycopg.connect(office.stack.database_url(service)) as conn:
        query = "SELECT state FROM stored_events WHERE originator_id = %s AND originator_version = %s"
        return bytes(conn.execute(query, (stream, version)).fetchone()[0])


@pytest.fixture
def note(office):
    """A note just written with a report: (reference in the event, stream, version)."""
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    value = str(100_000 + office.recorded("realization"))
    body = {"indicator": office.indicators(office.employee)[0], "value": value, "note": NOTE}
    answer = office.post("realization", path, office.employee, body)
    assert answer.status_code == 201, answer.text
    head = answer.json()["streams"][0]
    event = json.loads(recorded(office, "realization", head["stream"], head["version"]))
    return event["data"]["note"], head["stream"], head["version"]


def test_the_event_holds_no_word_of_it(office, note):
    _, stream, version = note

    value = recorded(office, "realization", stream, version).decode()

    assert "laporan menyusul" not in value


def test_the_person_and_the_rater_read_it_and_its_digest_checks_out(office, note):
    ref, _, _ = note

    read = [office.get("realization", f"/v1/texts/{ref['text']}", who) for who in (office.employee, office.rater)]

    assert [answer.status_code for answer in read] == [200, 200]
    shown = read[0].json()
    assert shown["body"] == NOTE
    assert shown["sha256"] == ref["sha256"]
    assert hashlib.sha256(bytes.fromhex(shown["salt"]) + NOTE.encode()).hexdigest() == ref["sha256"]
    assert len(shown["salt"]) == 64


def test_others_do_not_read_it_nor_does_an_officer_or_another_service(office, note):
    ref, _, _ = note
    path = f"/v1/texts/{ref['text']}"

    for who in (office.colleague, office.superior, "officer", "auditor"):
        assert_refused(office.get("realization", path, who), 403)
    assert_refused(office.get("planning", path, office.employee), 404)
    assert_refused(office.get("realization", f"/v1/texts/{uuid.uuid4()}", office.employee), 404)


def test_an_officer_erases_it_and_history_stays_as_it_was(office, note):
    ref, stream, version = note
    path, before = f"/v1/texts/{ref['text']}", recorded(office, "realization", stream, version)

    refused = office.send("DELETE", "realization", path, office.employee)
    erased = office.send("DELETE", "realization", path, "officer")
    again = office.send("DELETE", "realization", path, "officer")

    assert_refused(refused, 403)
    assert (erased.status_code, again.status_code) == (200, 200)
    shown = office.get("realization", path, office.employee).json()
    assert shown == {"text": ref["text"], "sha256": ref["sha256"], "erased": True}
    assert recorded(office, "realization", stream, version) == before
    with psycopg.connect(office.stack.database_url("realization")) as conn:
        row = conn.execute("SELECT body, salt, erased_at FROM texts WHERE id = %s", (ref["text"],)).fetchone()
    assert row[:2] == (None, None)
    assert row[2] is not None
    assert_refused(office.send("DELETE", "realization", f"/v1/texts/{uuid.uuid4()}", "officer"), 404)


@pytest.mark.parametrize("text", ["", "  \n ", "a\x00b", "a\x1bb", "a\u202eb", "\ud800", "x" * 10_001, 7, None, ["a"]])
def test_a_text_that_cannot_be_written_is_refused(office, text):
    path = "/v1/cycles/2026/extensions"
    body = {"period": "2026Q4", "deadline": "evidence", "extended_to": "2027-06-30", "reason_code": "other"}
    before = office.recorded("planning")

    answer = office.post(
        "planning", path, "officer", json.dumps({**body, "reason": text}), Content_Type="application/json"
    )

    assert_refused(answer, 400, 422)
    assert office.recorded("planning") == before


def test_two_notes_alike_have_two_digests(office, note):
    first, _, _ = note

    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    value = str(100_000 + office.recorded("realization"))
    body = {"indicator": office.indicators(office.employee)[0], "value": value, "note": NOTE}
    head = office.post("realization", path, office.employee, body).json()["streams"][0]
    second = json.loads(recorded(office, "realization", head["stream"], head["version"]))["data"]["note"]

    assert second["sha256"] != first["sha256"]
