"""Uploads of ill will: a clear refusal, or stored as what it is and inert; nothing is executed, nothing leaks."""

import base64
import hashlib
import select
import socket
import time
import uuid
from contextlib import suppress
from urllib.parse import unquote, urlsplit

import pytest

from tests.domain.evidence import files
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused

BOUNDARY = "a-boundary"


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


def form(office, person, content, name=b"a.pdf", declared=b"application/pdf", **fields):
    """A form by hand, since a client of good will sends no such names."""
    said = {
        "agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": person.made["indicator"], **fields,
    }  # fmt: skip
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in said.items()
    ]
    head = b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: %s\r\n\r\n'
    end = f"\r\n--{BOUNDARY}--\r\n".encode()
    return "".join(parts).encode() + head % (BOUNDARY.encode(), name, declared) + content + end


def send(office, person, body, **headers):
    sent = {
        "Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4()),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Ekinerja-Seen": person.seen("evidence"),
    }  # fmt: skip
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return office.http.post(f"{office.stack.urls['evidence']}/v1/evidence", content=body, headers=sent)


def tree(office):
    """Every file there is at and beside the evidence, and what is in it."""
    return {path for path in office.stack.run_dir.rglob("*") if "evidence" in str(path) and path.is_file()}


NAMES = {
    "a way out": (b"../../../../etc/cron.d/x.pdf", "x.pdf"),
    "a way out of Windows": (rb"..\\..\\x.pdf", "x.pdf"),
    "an absolute path": (b"/etc/passwd", "passwd"),
    "nothing but dots": (b"..", ".."),
    "an order from right to left": ("laporan\u202efdp.exe".encode(), "laporanfdp.exe"),
    "5,000 letters": (b"a" * 5000 + b".pdf", "a" * 255),
    "control characters": (b"a\x01\x1b[2Jb.pdf", "a[2Jb.pdf"),
    "nothing": (b"", None),
    "no UTF-8": (b"\xff\xfe.pdf", None),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_a_text_and_never_a_path(office, person, case):
    name, kept = NAMES[case]
    before = tree(office)

    answer = send(office, person, form(office, person, files.PDF + case.encode(), name))

    if answer.status_code != 201:
        assert_refused(answer, 400, 422)
        assert tree(office) == before
        return
    (made,) = tree(office) - before
    assert made.name == answer.json()["sha256"]
    path = f"/v1/evidence/{answer.json()['item']}/content"
    said = office.get("evidence", path, person.token).headers["Content-Disposition"]
    shown = unquote(said.removeprefix("attachment; filename*=UTF-8''"))
    assert kept is None or shown == kept
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown


def test_a_name_with_a_nul_and_headers_in_it_is_a_name_and_no_header(office, person):
    made = send(office, person, form(office, person, files.PDF, b'a\x00b.pdf"\r\nX-Evil: yes\r\nY: "'))

    answer = office.get("evidence", f"/v1/evidence/{made.json()['item']}/content", person.token)

    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''ab.pdf"
    assert "X-Evil" not in answer.headers


REFUSED = {
    "a picture with a script": (files.SVG, "image/svg+xml"),
    "a page": (files.HTML, "text/html"),
    "a page before a PDF": (files.HTML_AS_PDF, "text/html"),
    "a zip bomb": (files.BOMB, "application/zip"),
    "an archive": (files.ZIP, "application/zip"),
    "a document with macros": (files.DOCM, "macroenabled"),
    "a program": (b"\x7fELF" + bytes(100), "executable"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_kind_that_is_not_taken_is_refused_by_its_content_whatever_it_is_called(office, person, case):
    content, named = REFUSED[case]
    before, recorded = tree(office), office.recorded("evidence")

    answer = send(office, person, form(office, person, content))

    assert_refused(answer, 415)
    assert named in answer.json()["detail"]
    assert "pdf, image, office" in answer.json()["detail"]
    assert (tree(office), office.recorded("evidence")) == (before, recorded)


def test_a_pdf_with_a_page_in_it_is_given_as_what_no_browser_runs(office, person):
    content = files.PDF + files.HTML
    made = send(office, person, form(office, person, content, b"a.html", b"text/html")).json()

    answer = office.get("evidence", f"/v1/evidence/{made['item']}/content", person.token)

    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_digest_that_lies_is_refused_and_nothing_is_kept(office, person):
    before, recorded = tree(office), office.recorded("evidence")
    body = form(office, person, files.PDF + b"1")
    lie, truth = (base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (b"x", body))

    of_the_body = send(office, person, body, Content_Digest=f"sha-256=:{lie}:")
    of_the_file = send(office, person, form(office, person, files.PDF, sha256="0" * 64))

    assert_refused(of_the_body, 400)
    assert_refused(of_the_file, 422)
    told = [one.json()["type"].rpartition(":")[2] for one in (of_the_body, of_the_file)]
    assert told == ["body-differs", "digest-differs"]
    assert (tree(office), office.recorded("evidence")) == (before, recorded)
    assert send(office, person, body, Content_Digest=f"sha-256=:{truth}:").status_code == 201


def connected(office, person, length):
    """A connection on which the head of an upload was sent, by hand, for what no client of good will does."""
    where = urlsplit(office.stack.urls["evidence"])
    lines = (
        "POST /v1/evidence HTTP/1.1", f"Host: {where.netloc}", "Connection: close", f"Content-Length: {length}",
        f"Authorization: Bearer {person.token}", f"Idempotency-Key: {uuid.uuid4()}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
    )  # fmt: skip
    conn = socket.create_connection((where.hostname, where.port), timeout=20)
    conn.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
    return conn


@pytest.mark.parametrize("more", [1000, -10])
def test_a_length_that_lies_leaves_nothing(office, person, more):
    body = form(office, person, files.PDF + str(more).encode())
    before, recorded = tree(office), office.recorded("evidence")
    with connected(office, person, len(body) + more) as conn:
        conn.sendall(body)
        conn.shutdown(socket.SHUT_WR)
        answer = conn.makefile("rb").read()

    assert b" 201 " not in answer.partition(b"\r\n")[0]
    assert (tree(office), office.recorded("evidence")) == (before, recorded)


def byte_a_second(office, person, body):
    """What is answered to a sender that slow, and after how many seconds."""
    answer, began = b"", time.monotonic()
    with connected(office, person, len(body)) as conn:
        with suppress(ConnectionError):  # the answer comes first, and a reset behind it for a byte sent meanwhile
            for byte in body:
                conn.sendall(bytes([byte]))
                if select.select([conn], [], [], 1)[0]:
                    break
        with suppress(ConnectionError):
            while came := conn.recv(65_536):
                answer += came
    return answer, time.monotonic() - began


def test_a_byte_a_second_is_not_waited_for(office, person):
    """The limit is half a minute, in which at least 8 KiB must come; told with a clear 400."""
    body = form(office, person, files.PDF)

    for _ in range(3):  # the machine may stand still for two seconds of the thirty
        answer, took = byte_a_second(office, person, body)
        if b"database-away" not in answer:
            break

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"body-stalled" in answer
    assert 28 < took < 120


def test_an_upload_to_anothers_agreement_is_refused_before_anything_is_stored(office, person):
    another = newcomers.known_to_evidence(office)
    before, recorded = tree(office), office.recorded("evidence")
    content = files.PDF + b"of another"

    other_agreement = send(office, person, form(office, person, content, agreement=another.made["agreement"]))
    other_indicator = send(office, person, form(office, person, content, indicators=another.made["indicator"]))

    assert_refused(other_agreement, 403)
    assert_refused(other_indicator, 403)
    assert (tree(office), office.recorded("evidence")) == (before, recorded)
