"""The malware scanner: what it says is recorded, and until it has said it nobody is given the file.

Against ClamAV's daemon where the machine has it, and always against a server of its protocol (`clamd.py`).
"""

import io
import socket
import time
import uuid
from contextlib import suppress
from functools import partial

import pytest

from deploy.local.ports import HOST, free_port
from services.evidence.scanner import Finding, ScannerAway, Unscannable, scanner_at
from tests.services import newcomers
from tests.services.clamd import EICAR, KINDS, MOST_BYTES, scanner
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_bad_input import assert_refused

CLEAN = b"%PDF-1.7 laporan yang bersih"  # what nobody else uploads


@pytest.fixture(params=KINDS, scope="module")
def address(request, tmp_path_factory):
    with scanner(request.param, tmp_path_factory.mktemp("scanner")) as running:
        yield running


def pieces(content):
    return iter(partial(io.BytesIO(content).read, 65_536), b"")


# -- the scanner itself -----------------------------------------------------------------------------------------------


def test_a_clean_content_is_clean_whatever_its_size(address):
    for content in (CLEAN, b"", b"%PDF " + bytes(3_000_000)):
        finding = scanner_at(address).scan(pieces(content))

        assert (finding.signature, finding.engine.startswith("ClamAV ")) == (None, True)


def test_malware_is_found_and_named(address):
    finding = scanner_at(address).scan(pieces(EICAR))

    assert finding.signature in ("Eicar-Test", "Eicar-Test.UNOFFICIAL")


def test_what_the_scanner_does_not_take_is_not_called_clean(address):
    with pytest.raises(Unscannable):
        scanner_at(address).scan(pieces(bytes(MOST_BYTES + 1_000_000)))


def test_the_daemons_own_socket_is_another_way_to_it(tmp_path):
    if "clamd" not in KINDS:
        path = serve_by_path(tmp_path)
        assert scanner_at(f"clamd+unix://{path}").scan(pieces(CLEAN)) == Finding(None, "ClamAV 0.0.0/test")
        return
    with scanner("clamd", tmp_path):
        finding = scanner_at(f"clamd+unix://{tmp_path}/clamd.sock").scan(pieces(EICAR))

    assert finding.signature is not None


def serve_by_path(folder):
    """The same server by a socket's path."""
    import socketserver
    import threading

    from tests.services.clamd import _Handler

    path = folder / "clamd.sock"
    server = socketserver.ThreadingUnixStreamServer(str(path), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return path


@pytest.mark.parametrize("says", [b"", b"stream: something else\0", b"UNKNOWN COMMAND\0", None])
def test_anything_but_a_verdict_means_away(says):
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        if says is None:
            server.close()
        else:
            answer_with(server, says)
        with pytest.raises(ScannerAway):
            scanner_at(f"clamd://{HOST}:{port}").scan(pieces(CLEAN))


def answer_with(server, says):
    import threading

    def serve():
        with suppress(OSError):  # the test is over, and its server closed
            for _ in range(2):
                conn, _ = server.accept()
                with conn:
                    conn.recv(4096)
                    conn.sendall(says)

    threading.Thread(target=serve, daemon=True).start()


# -- evidence with a scanner ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def scanned(office, port):
    """Two more processes of evidence that are told of a scanner: an API, and a worker beside the first one's."""
    env = {"EKINERJA_EVIDENCE_SCANNER": f"clamd://{HOST}:{port}", "EKINERJA_EVIDENCE_TYPES": "pdf,text"}
    names = [
        office.stack.start_service("evidence", role, env_extra=env, label=f"scanned-{role}")
        for role in ("api", "worker")
    ]
    newcomers.known_to_evidence(office)  # the two workers have divided the reading between them
    yield names[0]
    for name in names:
        office.stack.stop_service(name)
        del office.stack.urls[name]
    newcomers.known_to_evidence(office)  # the one that stays reads all of it again


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


class Scanned:
    """Evidence as its API that knows of a scanner answers."""

    def __init__(self, office, name, person):
        self.office, self.url, self.person = office, office.stack.urls[name], person

    def upload(self, content):
        form = {
            "agreement": self.person.made["agreement"], "period": OPEN_PERIOD,
            "indicators": [self.person.made["indicator"]],
        }  # fmt: skip
        headers = self.headers() | {"Idempotency-Key": str(uuid.uuid4()), "Ekinerja-Seen": self.person.seen("evidence")}
        answer = self.office.http.post(
            f"{self.url}/v1/evidence", data=form, files={"file": ("a.pdf", content)}, headers=headers
        )
        return self.person.note("evidence", answer)["item"]

    def headers(self, who=None):
        return {"Authorization": f"Bearer {self.office.token(who) if who else self.person.token}"}

    def get(self, path, who=None):
        return self.office.http.get(self.url + path, headers=self.headers(who))

    def check(self, item):
        return self.get(f"/v1/evidence/{item}").json()["check"]

    def checked(self, item):
        deadline = time.monotonic() + 30
        while (state := self.check(item)) == "pending":
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return state

    def verify(self, item, report):
        body = {"indicator": self.person.made["indicator"], "report": report}
        headers = self.headers(self.office.rater) | {
            "Idempotency-Key": str(uuid.uuid4()), "Ekinerja-Seen": self.person.seen("evidence"),
        }  # fmt: skip
        return self.office.http.post(f"{self.url}/v1/evidence/{item}/verification", json=body, headers=headers)


@pytest.fixture
def evidence(office, scanned, person):
    return Scanned(office, scanned, person)


def test_while_the_scanner_is_away_uploads_go_on_and_wait_and_then_each_gets_its_outcome(
    office, evidence, person, port, tmp_path
):
    report = newcomers.report(office, person, "3")
    clean, infected = evidence.upload(CLEAN), evidence.upload(EICAR)
    waiting = [evidence.check(clean), evidence.check(infected)]
    closed = [evidence.get(f"/v1/evidence/{clean}/content", who) for who in (None, office.rater)]
    too_soon = evidence.verify(clean, report)
    with scanner("protocol", tmp_path, port):
        outcomes = [evidence.checked(clean), evidence.checked(infected)]
        events = {item: newcomers.event_data(office, "evidence", item, 2) for item in (clean, infected)}

    assert (waiting, outcomes) == (["pending"] * 2, ["clean", "infected"])
    for answer in closed:
        assert_refused(answer, 409)
        assert answer.json()["type"].endswith("not-checked-yet")
        assert "Retry-After" in answer.headers
    assert_refused(too_soon, 409)
    assert events[clean]["outcome"] == "clean"
    assert "signature" not in events[clean]
    assert events[infected]["signature"] == "Eicar-Test"
    flagged = [
        [one["based_on"] for one in evidence.get(f"/v1/evidence/{item}", office.rater).json()["flags"]
         if one["flag"] == "malware"]
        for item in (clean, infected)
    ]  # fmt: skip
    assert flagged == [[], [{"signature": "Eicar-Test"}]]
    given, blocked = (evidence.get(f"/v1/evidence/{item}/content", office.rater) for item in (clean, infected))
    assert given.content == CLEAN
    assert_refused(blocked, 403)
    assert_refused(evidence.verify(infected, report), 409)
    assert evidence.verify(clean, report).status_code == 201


def test_the_service_itself_is_the_actor(office, evidence, person, port, tmp_path):
    with scanner("protocol", tmp_path, port):
        item = evidence.upload(CLEAN + b"2")
        evidence.checked(item)

    import json

    import psycopg

    with psycopg.connect(office.stack.database_url("evidence")) as conn:
        query = "SELECT state FROM stored_events WHERE originator_id = %s ORDER BY originator_version"
        events = [json.loads(bytes(state)) for (state,) in conn.execute(query, (item,))]
        left = conn.execute("SELECT count(*) FROM pending_checks").fetchone()[0]
    assert [event["actor"] for event in events] == [person.id, "system"]
    uploaded, checked = events
    assert (checked["causationid"], checked["correlationid"]) == (uploaded["id"], uploaded["correlationid"])
    assert left == 0
    heads = f"{item}:2"
    path = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    eventually(lambda: office.get("evaluation", path, person.token, Ekinerja_Seen=heads))


def test_without_a_scanner_a_file_is_not_scanned_and_is_given(office, person):
    item = newcomers.upload(office, person)

    assert office.get("evidence", f"/v1/evidence/{item}", person.token).json()["check"] == "not_scanned"
    assert office.get("evidence", f"/v1/evidence/{item}/content", person.token).status_code == 200
