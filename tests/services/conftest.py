"""One small office on the session's stack: its second quarter is played to the end, its third is open for tests.

What a test changes for good (a final, an acknowledged notice) it changes of `someone` of its own, so that no test minds
which others ran before.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from chassis.clock import clock
from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.world import employee_number, main_result

OPEN_PERIOD = "2026Q3"
#: It is over then, and its deadlines are to come: what is done in it is in time, and it can be made final.
OPEN_PERIOD_OVER = "2026-10-01T00:00:00Z"
CATCHES_UP_S = 30.0
#: What a busy machine answers for a while: a service has not seen yet what the caller has, or PostgreSQL is slow.
NOT_YET = ("still-catching-up", "database-away")


class Caller(httpx.Client):
    """A plain client that comes again when it is told to, under the same key, as any would; for CATCHES_UP_S.

    With the extension `once` the first is the answer that the request is about.
    """

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        deadline = time.monotonic() + CATCHES_UP_S
        not_yet = NOT_YET[1:] if request.extensions.get("once") else NOT_YET
        while (answer := super().send(request, **how)).status_code in (409, 503) and time.monotonic() < deadline:
            if how.get("stream") or not answer.content or not answer.json()["type"].endswith(not_yet):
                break
            time.sleep(0.2)
        return answer


@dataclass
class Office:
    """The stack, its story, and a plain HTTP client: what a test needs to knock on every door."""

    stack: Stack
    story: Story
    http: httpx.Client = field(default_factory=lambda: Caller(timeout=60, trust_env=False))
    #: Who was hired since the story, by key, and their indicators.
    hired: dict[str, list[str]] = field(default_factory=dict)

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

    @property
    def today(self) -> str:
        """The day it is in the agency's zone."""
        return clock(self.stack.clock_file)().astimezone(ZoneInfo("Asia/Makassar")).date().isoformat()

    def token(self, who: str) -> str:
        return self.story.people.get(who) or self.story.tokens[who]

    def agreement(self, person: str) -> str:
        return self.story.ids[f"{person}/skp"]

    def indicators(self, person: str) -> list[str]:
        if person in self.hired:
            return self.hired[person]
        agreement = next(one for one in self.story.world.agreements if one.person == person)
        return [self.story.ids[indicator.key] for result in agreement.results for indicator in result.indicators]

    def hire(self, result: dict[str, Any] | None = None) -> str:
        """A new person with agreed targets, rated by `rater`, known to every service; returns their key.

        result: what is agreed, if not one made up; it will support the unit's objective.
        """
        key, ids = f"hired-{len(self.hired)}", self.story.ids
        person = {"name": "Orang Baru", "number": employee_number(2000 + len(self.hired)), "employment": "pns"}
        ids[key] = self.made("planning", "/v1/employees", "officer", person)["employee"]
        self.story.people[key] = self.stack.token(["employee"], ids[key])
        place = {"unit": ids["u-tu"], "position": "Analis", "starts_on": "2026-01-01", "rater": ids[self.rater]}
        assigned = self.made("planning", f"/v1/employees/{ids[key]}/assignments", "officer", place)
        made = main_result(ids["u-tu/o1"])
        agreed_on = {**result, "supports": made["supports"]} if result else made
        draft = {"employee": ids[key], "assignment": assigned["assignment"], "results": [agreed_on]}
        days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        drafted = self.made("planning", "/v1/agreements", key, draft | days)
        ids[f"{key}/at"], ids[f"{key}/skp"] = assigned["assignment"], drafted["agreement"]
        self.hired[key] = drafted["results"][0]["indicators"]
        agreed = self.made("planning", f"/v1/agreements/{drafted['agreement']}/acceptance", self.rater, {"proposal": 1})
        heads = ", ".join(
            f"{head['stream']}:{head['version']}" for one in (assigned, agreed) for head in one["streams"]
        )
        agreement = f"/v1/agreements/{self.agreement(key)}"
        for service, path in (
            ("realization", f"{agreement}/realizations/{OPEN_PERIOD}"), ("evidence", f"{agreement}/evidence/2026Q4"),
            ("evaluation", f"{agreement}/evaluations/{OPEN_PERIOD}"), ("notify", "/v1/notices"),
        ):  # fmt: skip
            eventually(lambda service=service, path=path: self.get(service, path, key, Ekinerja_Seen=heads))
        return key

    def made(self, service: str, path: str, who: str, body: Any) -> dict[str, Any]:
        """A command that must be accepted; its answer."""
        answer = self.post(service, path, who, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def send(
        self, method: str, service: str, path: str, who: str | None, body: Any = None, *, once=False, **headers: str
    ):
        """One request; a POST gets a fresh Idempotency-Key unless one is given. who: a person, a role, or a token.

        once: "still catching up" is an answer too (see `Caller`).
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if who is not None:
            known = who in self.story.people or who in self.story.tokens
            sent["Authorization"] = f"Bearer {self.token(who) if known else who}"
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        content = {"content": body} if isinstance(body, (str, bytes)) else {"json": body} if body is not None else {}
        url = self.stack.urls[service] + path
        return self.http.request(method, url, headers=sent, extensions={"once": once}, **content)

    def post(self, service: str, path: str, who: str | None, body: Any = None, **how: Any):
        return self.send("POST", service, path, who, body, **how)

    def get(self, service: str, path: str, who: str | None, **how: Any):
        return self.send("GET", service, path, who, **how)

    def recorded(self, service: str) -> int:
        """How many events commands recorded in the service's store: what a worker records in its time is not,
        a delivery in the name of whoever opened the result too."""
        theirs = """SELECT count(*) FROM stored_events, CAST(convert_from(state, 'UTF8') AS json) AS event
            WHERE event ->> 'actor' <> 'system' AND event ->> 'type' NOT LIKE '%.EvaluationDelivered.%'"""
        with psycopg.connect(self.stack.database_url(service)) as conn:
            return conn.execute(theirs).fetchone()[0]

    def events_of(self, service: str, stream: str) -> int:
        with psycopg.connect(self.stack.database_url(service)) as conn:
            query = "SELECT count(*) FROM stored_events WHERE originator_id = %s"
            return conn.execute(query, (stream,)).fetchone()[0]

    def whole(self, service: str, path: str, who: str, name: str, **headers: str) -> list[Any]:
        """All entries of a list, page by page: every test of the stack adds to it. path: with a query."""
        found, after = [], ""
        while after is not None:
            answer = self.get(service, path + after, who, **headers)
            assert answer.status_code == 200, answer.text
            found += answer.json()[name]
            after = answer.json()["next"] and f"&after={answer.json()['next']}"
        return found


def eventually(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """What is answered once it is no longer "still catching up"."""
    deadline = time.monotonic() + CATCHES_UP_S
    while (answer := ask()).status_code == 409 and "Retry-After" in answer.headers:
        assert time.monotonic() < deadline, answer.text
    assert answer.is_success, answer.text
    return answer


@pytest.fixture
def someone(office) -> str:
    """A person of the test's own: their key."""
    return office.hire()


@pytest.fixture(scope="session")
def office(stack, played) -> Iterator[Office]:
    stack.move_clock(OPEN_PERIOD_OVER)
    yield Office(stack, played)
    defects = [line for service in SERVICES for line in stack.log(service).splitlines() if '"event": "defect"' in line]
    assert defects == [], "a service met what it has no answer for"
