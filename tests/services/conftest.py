"""One small office on the session's stack: its second quarter is played to the end, its third is open for tests."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
import pytest

from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from deploy.local.story import Story

OPEN_PERIOD = "2026Q3"


@dataclass
class Office:
    """The stack, its story, and a plain HTTP client: what a test needs to knock on every door."""

    stack: Stack
    story: Story
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, trust_env=False))

    @property
    def employee(self) -> str:
        return "p-004"

    @property
    def colleague(self) -> str:
        return "p-005"

    @property
    def rater(self) -> str:
        return "p-003"

    @property
    def superior(self) -> str:
        return "p-000"

    def token(self, who: str) -> str:
        return self.story.people.get(who) or self.story.tokens[who]

    def agreement(self, person: str) -> str:
        return self.story.ids[f"{person}/skp"]

    def indicators(self, person: str) -> list[str]:
        agreement = next(one for one in self.story.world.agreements if one.person == person)
        return [self.story.ids[indicator.key] for result in agreement.results for indicator in result.indicators]

    def send(self, method: str, service: str, path: str, who: str | None, body: Any = None, **headers: str):
        """One request; a POST gets a fresh Idempotency-Key unless one is given. who: a person, a role, or a token."""
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if who is not None:
            known = who in self.story.people or who in self.story.tokens
            sent["Authorization"] = f"Bearer {self.token(who) if known else who}"
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        content = {"content": body} if isinstance(body, (str, bytes)) else {"json": body} if body is not None else {}
        return self.http.request(method, self.stack.urls[service] + path, headers=sent, **content)

    def post(self, service: str, path: str, who: str | None, body: Any = None, **headers: str):
        return self.send("POST", service, path, who, body, **headers)

    def get(self, service: str, path: str, who: str | None, **headers: str):
        return self.send("GET", service, path, who, **headers)

    def recorded(self, service: str) -> int:
        """How many events the service's store holds."""
        with psycopg.connect(self.stack.database_url(service)) as conn:
            return conn.execute("SELECT count(*) FROM stored_events").fetchone()[0]

    def events_of(self, service: str, stream: str) -> int:
        with psycopg.connect(self.stack.database_url(service)) as conn:
            query = "SELECT count(*) FROM stored_events WHERE originator_id = %s"
            return conn.execute(query, (stream,)).fetchone()[0]


@pytest.fixture(scope="session")
def office(stack, played) -> Iterator[Office]:
    yield Office(stack, played)
    defects = [line for service in SERVICES for line in stack.log(service).splitlines() if '"event": "defect"' in line]
    assert defects == [], "a service met what it has no answer for"
