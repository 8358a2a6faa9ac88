"""More uploads at once than a process has places for: the one too many comes again, and nothing is lost."""

import json
import socket
import time
import uuid
from urllib.parse import urlsplit

import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

BOUNDARY = b"a-boundary"
#: More than is kept in memory, so that it lies on the disk.
CONTENT = b"%PDF-1.7 " + b"x" * 3_000_000


@pytest.fixture(scope="module")
def few(stack):
    """One more process of evidence, with one place for uploads."""
    name = stack.start_service("evidence", "api", env_extra={"EKINERJA_EVIDENCE_UPLOADS": "1"}, label="few")
    yield name
    stack.stop_service(name)
    del stack.urls[name]


def fields(office):
    person = office.employee
    return {
        "agreement": office.agreement(person),
        "period": OPEN_PERIOD,
        "indicators": office.indicators(person)[0],
    }


def whole_form(office):
    parts = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (BOUNDARY, name.encode(), text.encode())
        for name, text in fields(office).items()
    ]
    head = b'--%s\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' % BOUNDARY
    return b"".join(parts) + head + CONTENT + b"\r\n--%s--\r\n" % BOUNDARY


class Slow:
    """An upload that has its place, and whose second half is sent when the test says so."""

    def __init__(self, office, url):
        form = whole_form(office)
        where = urlsplit(url)
        head = (
            f"POST /v1/evidence HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\nExpect: 100-continue\r\n"
            f"Authorization: Bearer {office.token(office.employee)}\r\nIdempotency-Key: {uuid.uuid4()}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\nContent-Length: {len(form)}\r\n\r\n"
        )
        self._socket = socket.create_connection((where.hostname, where.port), timeout=30)
        self._socket.sendall(head.encode())
        assert self._socket.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"  # said when the body is first asked for
        half = len(form) // 2
        self._socket.sendall(form[:half])
        self._rest = form[half:]

    def end(self):
        """Send the rest; (status, body)."""
        self._socket.sendall(self._rest)
        with self._socket, self._socket.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)


def upload(office, url, key):
    headers = {"Authorization": f"Bearer {office.token(office.employee)}", "Idempotency-Key": key}
    files = {"file": ("b.pdf", CONTENT + b"another")}
    return office.http.post(f"{url}/v1/evidence", data=fields(office), files=files, headers=headers)


def come_again(send):
    """As one who is told to: the place of the upload before is free a moment after its answer."""
    deadline = time.monotonic() + 30
    while (answer := send()).status_code == 503:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)
    return answer


def test_one_upload_too_many_comes_again_and_nothing_is_lost(office, few):
    url = office.stack.urls[few]
    slow = Slow(office, url)
    key = str(uuid.uuid4())
    refused = upload(office, url, key)
    assert_refused(refused, 503)
    before = office.recorded("evidence")

    status, first = slow.end()
    again, once_more = (come_again(lambda: upload(office, url, key)) for _ in range(2))

    assert (refused.json()["type"], refused.headers["Retry-After"]) == ("urn:ekinerja:problem:too-many-uploads", "5")
    assert refused.json()["who_must_act"] == "caller"
    assert (status, again.status_code, once_more.json()) == (201, 201, again.json())
    assert office.recorded("evidence") == before + 2
    for item in (first["item"], again.json()["item"]):
        answer = office.http.get(
            f"{url}/v1/evidence/{item}/content", headers={"Authorization": f"Bearer {office.token(office.employee)}"}
        )
        assert answer.content.startswith(CONTENT)
