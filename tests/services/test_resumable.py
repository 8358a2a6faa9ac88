"""Resumable uploads by the tus protocol 1.0.0: a connection that breaks costs what was on its way, and nothing more.

With the protocol's own Python client, killed in the middle, and on the wire, for what no client of good will sends.
"""

import base64
import hashlib
import json
import os
import re
import socket
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.deploy.tools import bin_dir
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
CONTENT = b"%PDF-1.7 laporan triwulan"
LENGTH = len(CONTENT)
#: In this time half a megabyte is read from the line. Nothing tells when: who asks (HEAD) ends the part.
READ_S = 3.0


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


@pytest.fixture(scope="module")
def other(office):
    return newcomers.known_to_evidence(office)


@pytest.fixture
def ask(office, person):
    """One request to evidence, of the person or of another."""

    def send(method, path, content=b"", who=person, **headers):
        sent = {"Authorization": f"Bearer {who.token}"} | {
            name.replace("_", "-"): str(value) for name, value in headers.items()
        }
        return office.http.request(method, office.stack.urls["evidence"] + path, headers=sent, content=content)

    return send


@pytest.fixture
def begin(ask):
    """Begins an upload; returns its path."""

    def begun(length=LENGTH, name="laporan.pdf", **how):
        said = f"filename {base64.b64encode(name.encode()).decode()}"
        answer = ask("POST", "/v1/uploads", Upload_Length=length, Upload_Metadata=said, **TUS, **how)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    return begun


@pytest.fixture
def place(ask):
    def asked(path, **how):
        return int(ask("HEAD", path, **TUS, **how).headers["Upload-Offset"])

    return asked


def make_evidence(office, person, upload, key=None, **more):
    form = {
        "agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]],
        "upload": upload.rpartition("/")[2], **more,
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": key or str(uuid.uuid4())}
    headers["Ekinerja-Seen"] = person.seen("evidence")
    return office.http.post(f"{office.stack.urls['evidence']}/v1/evidence", data=form, headers=headers)


def content_of(office, person, item):
    return office.get("evidence", f"/v1/evidence/{item}/content", person.token)


def objects(office):
    return {path for path in office.stack.evidence_dir.rglob("*") if path.is_file()}


def client(office, person, file, urls, pause):
    """The official client, as a process of its own."""
    script = Path(__file__).with_name("tus_client.py")
    command = [bin_dir() / "python", script, office.stack.urls["evidence"], person.token, file, urls, 200_000, pause]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True, env={"no_proxy": "*"})


def test_a_client_killed_in_the_middle_goes_on_where_it_was_and_the_file_becomes_evidence(office, person, tmp_path):
    file, urls = tmp_path / "laporan akhir.pdf", tmp_path / "urls.json"
    file.write_bytes(b"%PDF-1.7 " + os.urandom(6_000_000))
    first = client(office, person, file, urls, pause=0.3)
    came = [first.stdout.readline() for _ in range(4)]
    first.kill()
    first.wait()
    second = client(office, person, file, urls, pause=0)
    told, _ = second.communicate(timeout=120)

    made = make_evidence(office, person, told.splitlines()[-1])

    assert came[0] == "begins at 0\n"
    assert 600_000 <= int(re.match(r"begins at (\d+)", told)[1]) < 6_000_009
    assert made.status_code == 201, made.text
    assert made.json()["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    answer = content_of(office, person, made.json()["item"])
    assert answer.content == file.read_bytes()
    assert answer.headers["Content-Disposition"].endswith("laporan%20akhir.pdf")


def head(person, where, path, length, begins=0):
    """Of a PATCH, for who breaks off after it."""
    return (
        f"PATCH {path} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {person.token}\r\n"
        f"Upload-Offset: {begins}\r\nTus-Resumable: 1.0.0\r\nContent-Type: {PART['Content-Type']}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def answered(conn):
    """The problem that is answered before the body was sent."""
    response = HTTPResponse(conn, method="PATCH")
    response.begin()
    return json.load(response)


def test_what_came_before_the_connection_broke_is_kept(office, person, ask, begin, place):
    path = begin(3_000_000)
    where = urlsplit(office.stack.urls["evidence"])
    with socket.create_connection((where.hostname, where.port), timeout=10) as conn:
        conn.sendall(head(person, where, path, 3_000_000) + CONTENT + b"x" * 500_000)
        time.sleep(READ_S)

    came = eventually(lambda: place(path))

    assert came == len(CONTENT) + 500_000
    rest = ask("PATCH", path, b"y" * (3_000_000 - came), Upload_Offset=came, **PART)
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, "3000000")
    item = make_evidence(office, person, path).json()["item"]
    assert content_of(office, person, item).content == CONTENT + b"x" * 500_000 + b"y" * (3_000_000 - came)


def test_who_asks_after_a_network_was_lost_is_told_of_what_came_over_it_though_nobody_hung_up(
    office, person, ask, begin, place
):
    """The symptom: 0 was told, for the half minute in which the lost connection stood; all was sent anew, and refused
    at its end, since what had come over the lost one was kept meanwhile."""
    path, where = begin(3_000_000), urlsplit(office.stack.urls["evidence"])
    sent = CONTENT + b"x" * 500_000

    with socket.create_connection((where.hostname, where.port), timeout=10) as lost:
        lost.sendall(head(person, where, path, 3_000_000) + sent)
        time.sleep(READ_S)
        began = time.monotonic()
        came = place(path)
        rest = ask("PATCH", path, b"y" * (3_000_000 - came), Upload_Offset=came, **PART)
        took = time.monotonic() - began

    assert 0 < came <= len(sent)  # what is still in the kernel's hands does not count
    assert rest.status_code == 204
    assert took < 20  # and not when nothing had come for half a minute
    item = make_evidence(office, person, path).json()["item"]
    assert content_of(office, person, item).content == sent[:came] + b"y" * (3_000_000 - came)


def eventually(ask):
    """What is answered once it is not nothing."""
    deadline = time.monotonic() + 60
    while not (found := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def test_what_is_spoken_is_told(ask):
    answer = ask("OPTIONS", "/v1/uploads")

    told = {name: answer.headers[f"Tus-{name}"] for name in ("Version", "Extension", "Max-Size", "Checksum-Algorithm")}
    assert answer.status_code == 204
    assert told == {
        "Version": "1.0.0", "Extension": "creation,expiration,checksum,termination",
        "Max-Size": str(20 * 1024 * 1024), "Checksum-Algorithm": "sha1,sha256",
    }  # fmt: skip


@pytest.mark.parametrize("sent", [{}, {"Tus-Resumable": "0.2.2"}])
def test_another_version_is_refused_and_the_one_spoken_is_named(ask, sent):
    answer = ask("POST", "/v1/uploads", Upload_Length=5, **sent)

    assert_refused(answer, 412)
    assert (answer.headers["Tus-Version"], answer.headers["Tus-Resumable"]) == ("1.0.0", "1.0.0")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Upload-Length": 21 * 1024 * 1024}, 413), ({"Upload-Length": 0}, 422), ({"Upload-Length": -1}, 422),
     ({"Upload-Length": "many"}, 422), ({}, 422), ({"Upload-Defer-Length": 1}, 422),
     ({"Upload-Length": 5, "Upload-Metadata": "filename %%%"}, 400),
     ({"Upload-Length": 5, "Upload-Metadata": "x" * 5000}, 422)],
)  # fmt: skip
def test_an_upload_that_cannot_be_is_not_begun(ask, headers, status):
    assert_refused(ask("POST", "/v1/uploads", **TUS, **headers), status)


def test_another_place_than_where_it_is_is_refused_and_so_is_more_than_was_said(ask, begin, place):
    path = begin()
    ask("PATCH", path, CONTENT[:9], Upload_Offset=0, **PART)

    again = ask("PATCH", path, CONTENT[:9], Upload_Offset=0, **PART)
    beyond = ask("PATCH", path, CONTENT[12:], Upload_Offset=12, **PART)
    more = ask("PATCH", path, CONTENT[9:] + b"more", Upload_Offset=9, **PART)
    other_type = ask("PATCH", path, CONTENT[9:], Upload_Offset=9, **TUS, Content_Type="application/pdf")

    for answer, status in ((again, 409), (beyond, 409), (more, 413), (other_type, 415)):
        assert_refused(answer, status)
        assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert place(path) == 9


def test_a_part_for_another_place_is_refused_before_it_is_sent(office, person, begin):
    """The symptom: over a slow line a whole part was read before its sender heard that it begins elsewhere."""
    path, where = begin(3_000_000), urlsplit(office.stack.urls["evidence"])

    with socket.create_connection((where.hostname, where.port), timeout=10) as conn:
        conn.sendall(head(person, where, path, 2_999_991, begins=9))
        answer = answered(conn)

    assert answer["status"] == 409


@pytest.mark.parametrize(
    "begins", [b"MZ\x90\0 program", b"<html><body>", b"Rar!\x1a\x07\0"], ids=["exe", "html", "rar"]
)
def test_a_kind_that_is_not_taken_is_refused_at_its_beginning_and_not_when_all_of_it_has_come(
    office, person, begin, begins
):
    path, where = begin(3_000_000, name="laporan.pdf"), urlsplit(office.stack.urls["evidence"])

    with socket.create_connection((where.hostname, where.port), timeout=10) as conn:
        conn.sendall(head(person, where, path, 3_000_000) + begins.ljust(10_000, b" "))
        answer = answered(conn)

    assert (answer["status"], answer["type"].rpartition(":")[2].rpartition("/")[2]) == (415, "media-type-not-taken")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_that_is_not_what_its_checksum_says_is_not_kept(ask, begin, place, algorithm):
    path = begin()
    digest = base64.b64encode(hashlib.new(algorithm, CONTENT).digest()).decode()

    lies = ask("PATCH", path, CONTENT[::-1], Upload_Offset=0, Upload_Checksum=f"{algorithm} {digest}", **PART)
    unknown = ask("PATCH", path, CONTENT, Upload_Offset=0, Upload_Checksum=f"crc32 {digest}", **PART)
    before = place(path)
    true = ask("PATCH", path, CONTENT, Upload_Offset=0, Upload_Checksum=f"{algorithm} {digest}", **PART)

    assert_refused(lies, 460)
    assert_refused(unknown, 400)
    assert (before, true.status_code, place(path)) == (0, 204, len(CONTENT))


def test_an_upload_is_its_employees_own(office, person, other, ask, begin, place):
    path = begin()
    ask("PATCH", path, CONTENT, Upload_Offset=0, **PART)

    for answer in (
        ask("PATCH", path, b"x", who=other, Upload_Offset=0, **PART),
        ask("DELETE", path, who=other, **TUS),
        make_evidence(office, other, path),
    ):
        assert_refused(answer, 404)
    assert ask("HEAD", path, who=other, **TUS).status_code == 404
    assert place(path) == len(CONTENT)
    assert make_evidence(office, person, path).status_code == 201


def test_an_upload_that_is_not_complete_becomes_no_evidence(office, person, ask, begin):
    path = begin()
    ask("PATCH", path, CONTENT[:9], Upload_Offset=0, **PART)

    refused = make_evidence(office, person, path)

    assert_refused(refused, 409)
    assert "9 of 25 bytes" in refused.json()["detail"]


def test_the_same_command_again_gives_the_same_answer_although_the_upload_is_gone(office, person, ask, begin):
    path, key = begin(), str(uuid.uuid4())
    ask("PATCH", path, CONTENT, Upload_Offset=0, **PART)
    before = office.recorded("evidence")

    first, again = (make_evidence(office, person, path, key) for _ in range(2))
    under_another_key = make_evidence(office, person, path)

    assert (first.status_code, first.json()) == (201, again.json())
    assert_refused(under_another_key, 404)
    assert office.recorded("evidence") == before + 1
    assert not [one for one in objects(office) if path.rpartition("/")[2] in str(one)]


def test_of_many_commands_at_once_one_makes_it_evidence(office, person, ask, begin):
    path = begin()
    ask("PATCH", path, CONTENT, Upload_Offset=0, **PART)
    before = office.recorded("evidence")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: make_evidence(office, person, path), range(6)))

    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 5
    assert office.recorded("evidence") == before + 1


def test_an_upload_of_a_kind_that_is_not_taken_or_another_than_said_becomes_no_evidence(
    office, person, ask, begin, place
):
    path = begin(5)
    ask("PATCH", path, b"<svg>", Upload_Offset=0, **PART)
    pdf = begin()
    ask("PATCH", pdf, CONTENT, Upload_Offset=0, **PART)
    before = office.recorded("evidence")

    assert_refused(make_evidence(office, person, path), 415)
    assert_refused(make_evidence(office, person, pdf, sha256="0" * 64), 422)
    assert place(pdf) == len(CONTENT)
    assert office.recorded("evidence") == before


def test_an_upload_given_up_leaves_nothing(office, ask, begin):
    path = begin()
    ask("PATCH", path, CONTENT, Upload_Offset=0, **PART)

    ended = ask("DELETE", path, **TUS)

    assert (ended.status_code, ask("HEAD", path, **TUS).status_code) == (204, 404)
    assert not [one for one in objects(office) if path.rpartition("/")[2] in str(one)]


def test_one_person_has_so_many_open_and_an_expired_one_is_gone(office, ask):
    newcomer = newcomers.register(office)
    begun = [ask("POST", "/v1/uploads", who=newcomer, Upload_Length=5, **TUS) for _ in range(21)]
    paths = [answer.headers.get("Location") for answer in begun]
    with psycopg.connect(office.stack.database_url("evidence")) as conn:
        expire = "UPDATE uploads SET expires_at = now() WHERE id = %s"
        conn.execute(expire, (paths[0].rpartition("/")[2],))

    expired = ask("HEAD", paths[0], who=newcomer, **TUS)
    one_more = ask("POST", "/v1/uploads", who=newcomer, Upload_Length=5, **TUS)

    assert [answer.status_code for answer in begun] == [201] * 20 + [429]
    assert (expired.status_code, one_more.status_code) == (404, 201)
    assert one_more.headers["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize("both", [True, False])
def test_a_file_and_an_upload_are_one_or_the_other(office, person, begin, both):
    form = {"agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]]}
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4())}
    sent = {"data": form | {"upload": begin().rpartition("/")[2]}, "files": {"file": ("a.pdf", CONTENT)}}

    url = f"{office.stack.urls['evidence']}/v1/evidence"
    answer = office.http.post(url, headers=headers, **(sent if both else {"data": form}))

    assert_refused(answer, 400)
