"""The places of uploads: how many there are, who gets one, and when it is free again. Pure: no socket, no route.

That the one too many is told so over HTTP, and loses nothing, is in tests/services/test_uploads_at_once.py.
"""

import asyncio
import base64
import hashlib
import json
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from chassis import middleware
from chassis.errors import IssuerAway, Unauthenticated
from chassis.middleware import Edge

PLACES = 2
MOST_BYTES = 1000
UPLOAD = "/v1/evidence"


def identify(sent):
    """Of a token that is met for the first time: sound, unsound, or not to be told because its issuer is away."""
    if sent == "away":
        raise IssuerAway(detail="the issuer does not answer")
    if sent != "new":
        raise Unauthenticated(detail="no bearer token was sent")
    return SimpleNamespace()


async def route(scope, receive, send):
    """Reads the whole body, as a form is read, and answers with its length; without an end it answers nothing."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RuntimeError("the client has gone")
        length, more = length + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 201, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


@pytest.fixture
def edge():
    settings = SimpleNamespace(evidence_uploads=PLACES, evidence_max_bytes=MOST_BYTES, request_max_bytes=100)
    tokens = SimpleNamespace(known=lambda sent: sent if sent == "sound" else None, identify=identify)
    telemetry = SimpleNamespace(count=lambda *_, **__: None, observe=lambda *_, **__: None)
    runtime = SimpleNamespace(settings=settings, tokens=tokens, telemetry=telemetry, heartbeat=None)
    return Edge(route, runtime, frozenset({("POST", UPLOAD)}))


@dataclass
class Request:
    """One request whose body comes when the test says so."""

    edge: Edge
    path: str = UPLOAD
    token: str = "sound"
    digest: str = ""
    sent: list = field(default_factory=list)
    body: asyncio.Queue = field(default_factory=asyncio.Queue)

    def begin(self):
        headers = [(b"authorization", self.token.encode()), (b"content-digest", self.digest.encode())]
        scope = {"type": "http", "method": "POST", "path": self.path, "headers": headers}

        async def send(message):
            self.sent.append(message)

        self.task = asyncio.create_task(self.edge(scope, self.body.get, send))
        return self

    def come(self, body, more=False):
        self.body.put_nowait({"type": "http.request", "body": body, "more_body": more})
        return self

    async def answered(self):
        await asyncio.wait_for(self.task, 10)
        return self.status

    @property
    def status(self):
        return self.sent[0]["status"] if self.sent else None

    @property
    def headers(self):
        return dict(self.sent[0]["headers"])

    @property
    def problem(self):
        return json.loads(self.sent[1]["body"])["type"].rpartition(":")[2]


async def in_hand(edge, count=PLACES):
    """So many uploads of which the first half has come."""
    held = [Request(edge).begin().come(b"half", more=True) for _ in range(count)]
    while len(edge._in_hand) < count:
        await asyncio.sleep(0)
    return held


async def refused_while_full(edge):
    held = await in_hand(edge)
    more = Request(edge).begin()
    status = await more.answered()
    for one in held:
        one.come(b"rest")
    answers = [await one.answered() for one in held]
    return status, more, answers, await Request(edge, token="new").begin().come(b"x").answered()


def test_one_upload_too_many_is_told_to_come_again_before_it_is_read_and_the_others_go_on(edge):
    status, more, held, next_one = asyncio.run(refused_while_full(edge))

    assert (status, more.problem, more.headers[b"retry-after"]) == (503, "too-many-uploads", b"5")
    assert held == [201] * PLACES
    assert next_one == 201
    assert edge._in_hand == set()


async def beside_full(edge, **other):
    held = await in_hand(edge)
    more = Request(edge, **other).begin().come(b"x" * 50)
    await more.answered()
    for one in held:
        one.task.cancel()
    return more


def test_other_requests_need_no_place(edge):
    assert asyncio.run(beside_full(edge, path="/v1/units")).status == 201


@pytest.mark.parametrize(
    ("token", "status", "problem", "header"),
    [("none", 401, "unauthenticated", b"www-authenticate"), ("away", 503, "issuer-away", b"retry-after")],
)
def test_without_a_sound_token_nobody_holds_a_place(edge, token, status, problem, header):
    async def strangers():
        return [await one.answered() for one in [Request(edge, token=token).begin() for _ in range(3 * PLACES)]]

    told = asyncio.run(strangers())
    more = asyncio.run(beside_full(edge, token=token))

    assert told == [status] * 3 * PLACES
    assert (more.status, more.problem) == (status, problem)
    assert header in more.headers


def test_an_upload_that_stops_coming_gives_its_place_back(edge, monkeypatch):
    monkeypatch.setattr(middleware, "UPLOAD_SILENT_S", 0.05)

    async def stalls():
        held = await in_hand(edge)
        statuses = [await one.answered() for one in held]
        return held, statuses, await Request(edge).begin().come(b"x").answered()

    held, statuses, next_one = asyncio.run(stalls())

    assert statuses == [400] * PLACES
    assert held[0].problem == "body-stalled"
    assert next_one == 201


def test_an_upload_whose_body_has_come_is_waited_for_no_more(edge, monkeypatch):
    monkeypatch.setattr(middleware, "UPLOAD_SILENT_S", 0.05)

    async def takes_its_time(_scope, receive, send):
        await receive()
        with pytest.raises(TimeoutError):  # as a route listens whether its caller is still there: nobody has gone
            await asyncio.wait_for(receive(), 0.2)
        await send({"type": "http.response.start", "status": 201, "headers": []})

    edge._app = takes_its_time

    async def whole():
        return await Request(edge).begin().come(b"all of it").answered()

    assert asyncio.run(whole()) == 201


def test_a_body_beyond_the_limit_gives_its_place_back(edge):
    async def too_large():
        one = Request(edge).begin().come(b"x" * MOST_BYTES, more=True).come(b"x" * 70_000)
        return await one.answered(), await Request(edge).begin().come(b"x").answered()

    assert asyncio.run(too_large()) == (413, 201)
    assert edge._in_hand == set()


def test_an_upload_that_comes_by_drops_gives_its_place_back(edge, monkeypatch):
    monkeypatch.setattr(middleware, "UPLOAD_SILENT_S", 0.2)

    async def drips():
        one = Request(edge).begin()
        while one.status is None:
            one.come(b"x", more=True)
            await asyncio.sleep(0.03)
        return await one.answered()

    assert asyncio.run(asyncio.wait_for(drips(), 10)) == 400
    assert edge._in_hand == set()


def test_an_upload_that_comes_slowly_but_comes_is_taken(edge, monkeypatch):
    monkeypatch.setattr(middleware, "UPLOAD_SILENT_S", 3.0)  # less than all of it takes
    monkeypatch.setattr(middleware, "UPLOAD_LEAST_BYTES", 10)

    async def walks():
        one = Request(edge).begin()
        for _ in range(20):
            one.come(b"x" * 10, more=True)
            await asyncio.sleep(0.2)
        return await one.come(b"x").answered()

    assert asyncio.run(walks()) == 201


def digest_of(body):
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


@pytest.mark.parametrize(
    ("digest", "status", "problem"),
    [
        pytest.param(digest_of(b"halfrest"), 201, None, id="the same"),
        pytest.param(f"md5=:AAAA:, {digest_of(b'halfrest')}", 201, None, id="the same, beside one not known here"),
        pytest.param(digest_of(b"another"), 400, "body-differs", id="another"),
        pytest.param("sha-256=:AAA:", 400, "malformed", id="no digest"),
        pytest.param("md5=:AAAA:", 201, None, id="only one not known here"),
    ],
)
def test_a_body_that_is_not_the_one_whose_digest_was_sent_is_refused(edge, digest, status, problem):
    async def sends():
        one = Request(edge, digest=digest).begin().come(b"half", more=True).come(b"rest")
        await one.answered()
        return one

    one = asyncio.run(sends())

    assert one.status == status
    assert problem is None or one.problem == problem
    assert edge._in_hand == set()
