"""A process whose database is not ready for it: no route is run, and what is missing is told as it was found."""

import asyncio
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest

from chassis.auth import Identity
from chassis.process import make_app
from chassis.settings import Settings
from services.cli import definition_of

SETTINGS = Settings(agency="kantor-uji", database="postgresql://nowhere", issuer="http://nowhere")
CASES = {
    "nobody looked yet": ("", SimpleNamespace(answers=True), "database-away"),
    "the database is away": ("chassis 1 of 2", SimpleNamespace(answers=False), "database-away"),
    "migrations are missing": ("chassis 1 of 2", SimpleNamespace(answers=True), "not-migrated"),
}


@pytest.mark.parametrize("case", CASES)
def test_no_route_is_run_and_what_is_missing_is_told(monkeypatch, case):
    lacking, heartbeat, told = CASES[case]
    app = make_app(definition_of("planning"), SETTINGS)
    runtime = app._runtime
    monkeypatch.setattr(runtime.tokens, "known", lambda _: Identity("x", uuid4(), frozenset({"officer"})))
    runtime.lacking, runtime.heartbeat = lacking, heartbeat

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.get("/v1/units")

    answer = asyncio.run(ask())

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["type"].rpartition(":")[2] == told
    assert told == "database-away" or lacking in answer.json()["detail"]
