"""A file is given as an attachment, whole or in part, to those it concerns; it is written down who had what."""

import hashlib

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused

NAME = "laporan é.pdf"
CONTENT = b"%PDF-1.4 " + NAME.encode()
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


@pytest.fixture(scope="module")
def person(office):
    return newcomers.known_to_evidence(office)


@pytest.fixture
def item(office, person):
    return newcomers.upload(office, person, NAME)


@pytest.fixture
def give(office, person, item):
    def given(who=None, method="GET", **headers):
        return office.send(method, "evidence", f"/v1/evidence/{item}/content", who or person.token, **headers)

    return given


def downloads(office, item, who="auditor", query=""):
    return office.get("evidence", f"/v1/evidence/{item}/downloads{query}", who)


def test_the_whole_file_is_an_attachment_that_no_browser_runs(give):
    answer = give()

    assert (answer.status_code, answer.content) == (200, CONTENT)
    headers = {
        "Content-Type": "application/pdf", "Content-Length": str(len(CONTENT)), "ETag": ETAG, "Accept-Ranges": "bytes",
        "Content-Disposition": "attachment; filename*=UTF-8''laporan%20%C3%A9.pdf",
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }  # fmt: skip
    assert {name: answer.headers[name] for name in headers} == headers
    assert answer.headers["Repr-Digest"].startswith("sha-256=:")


@pytest.mark.parametrize(
    ("asked", "first", "end"), [("bytes=0-3", 0, 4), ("bytes=9-", 9, len(CONTENT)), ("bytes=-4", -4, None)]
)
def test_a_part_is_given(give, asked, first, end):
    answer = give(Range=asked, If_Range=ETAG)

    assert (answer.status_code, answer.content) == (206, CONTENT[first:end])
    begins = first % len(CONTENT)
    assert answer.headers["Content-Range"] == f"bytes {begins}-{begins + len(answer.content) - 1}/{len(CONTENT)}"


def test_a_part_of_another_file_is_not_mixed_in(give):
    answer = give(Range="bytes=4-", If_Range='"another"')

    assert (answer.status_code, answer.content) == (200, CONTENT)


def test_bytes_the_file_does_not_have_are_refused_with_its_size(give):
    answer = give(Range="bytes=1000-")

    assert_refused(answer, 416)
    assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def test_a_head_says_what_a_get_would_and_gives_nothing(office, item, give):
    answer = give(method="HEAD")

    assert (answer.status_code, answer.content) == (200, b"")
    assert (answer.headers["Content-Length"], answer.headers["ETag"]) == (str(len(CONTENT)), ETAG)
    assert downloads(office, item).json()["downloads"] == []


def test_who_was_given_what_is_written_down_and_told_to_auditor_officer_and_the_employee(office, person, item, give):
    give()
    give(office.rater, Range="bytes=0-3")
    refused = [give(office.colleague), give(Range="bytes=1000-")]

    told = [downloads(office, item, who) for who in ("auditor", "officer", person.token)]
    closed = [downloads(office, item, who) for who in (office.colleague, office.employee)]

    assert [answer.status_code for answer in refused] == [403, 416]
    for answer in told:
        given = [(one["reader"], one["first_byte"], one["bytes"]) for one in answer.json()["downloads"]]
        assert given == [(person.id, 0, len(CONTENT)), (office.story.ids[office.rater], 0, 4)]
    for answer in closed:
        assert_refused(answer, 403)


def test_a_long_list_comes_in_pages(office, item, give):
    for _ in range(3):
        give()

    first = downloads(office, item, query="?limit=2").json()
    second = downloads(office, item, query=f"?limit=2&after={first['next']}").json()

    assert (len(first["downloads"]), len(second["downloads"]), second["next"]) == (2, 1, None)


def test_a_read_needs_nothing_of_the_log(office, person, give):
    """While someone holds the log's lock, files are given all the same."""
    import psycopg

    with psycopg.connect(office.stack.database_url("evidence")) as conn, conn.transaction():
        conn.execute("LOCK TABLE stored_events IN EXCLUSIVE MODE")
        answer = give()

    assert answer.status_code == 200
