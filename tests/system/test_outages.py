"""Outages on a running stack: Kafka down, PostgreSQL down or frozen, tables restored, a store behind its topic, poison.

One stack of three services for the whole module; each test leaves it whole again. What was accepted is found in
evaluation's projection afterwards, which it reaches only through planning's store, relay, topic and evaluation's inbox;
`tests/checker.py` judges everything accepted since the stack started, whichever tests ran before.
"""

import asyncio
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from chassis.database import Database
from chassis.limits import Coordinates
from chassis.set_aside import close, list_open
from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from tests import stack as made
from tests.checker import Accepted
from tests.judged import faults_in
from tests.system.backlog import record_backlog
from tests.system.planned import cycle_of, plan_for

RECOVERED_S = 120.0  # whole services start in it, beside other work
STARTING = ("database-away", "not-migrated", "store-unchecked")
#: Longer than anything waits by itself: a window's acknowledgement, the longest back-off, a consumer's session.
KAFKA_AWAY_S = 12.5
#: How soon a request is answered although the database is gone; and although it neither answers nor closes.
DOWN_ANSWERS_WITHIN_S = 2.0
FROZEN_ANSWERS_WITHIN_S = 5.0


@pytest.fixture(scope="module")
def small_stack(tmp_path_factory) -> Iterator[Stack]:
    services = [name for name in SERVICES if name in ("planning", "evidence", "evaluation")]
    with made.make_stack(tmp_path_factory.mktemp("outages"), services) as stack:
        yield stack


class Officer:
    """Registers units: the cheapest command, whose event evaluation keeps."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.id = str(uuid.uuid4())
        self.token = stack.token(["officer", "employee"], self.id)
        self.auditor = stack.token(["auditor"])
        self.http = httpx.Client(timeout=10, trust_env=False)
        #: Every command that was answered with 2xx.
        self.accepted: dict[str, Accepted] = {}

    def register(self, key: str | None = None, seen: str = "") -> httpx.Response:
        key = key or str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        headers |= {"Ekinerja-Seen": seen} if seen else {}
        url = f"{self.stack.urls['planning']}/v1/units"
        answer = self.http.post(url, json={"name": "Unit contoh"}, headers=headers)
        if answer.is_success:
            self.accepted[key] = Accepted("planning", self.id, key, answer.json())
        return answer

    def eventually(self, key: str | None = None) -> str:
        """The same command until it is accepted."""
        key, deadline = key or str(uuid.uuid4()), time.monotonic() + RECOVERED_S
        while True:
            answer = self.register(key)
            if answer.status_code == 201:
                return str(answer.json()["unit"])
            assert answer.status_code == 503, answer.text
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.2)

    def applied(self, *units: str) -> None:
        """Wait until evaluation has applied these units' first events."""
        headers = {"Authorization": f"Bearer {self.auditor}", "Ekinerja-Seen": ", ".join(f"{one}:1" for one in units)}
        url = f"{self.stack.urls['evaluation']}/v1/evaluations/2026Q2"
        deadline = time.monotonic() + RECOVERED_S
        while (answer := self.http.get(url, headers=headers)).status_code != 200:
            assert answer.status_code in (409, 503), answer.text
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.1)

    def faults(self, *rebuilt: str) -> list[str]:
        """What the checkers find, everything accepted being known; `rebuilt` as for `faults_in`."""
        return faults_in(self.stack, list(self.accepted.values()), {"planning": 0}, rebuilt=rebuilt)


@pytest.fixture(scope="module")
def officer(small_stack) -> Officer:
    return Officer(small_stack)


def test_while_kafka_is_down_whoever_names_what_they_made_goes_on_and_lists_wait(small_stack, officer):
    """A client that sends back `Ekinerja-Seen` of this very service was refused for the whole outage."""
    year, seen, planning = 2031, {}, small_stack.urls["planning"]

    def heads():
        return ", ".join(f"{stream}:{version}" for stream, version in seen.items())

    def made(path, body, token=officer.token, actor=officer.id):
        key = str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Ekinerja-Seen": heads()}
        answer = officer.http.post(f"{planning}{path}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        events = 2 if path == "/v1/agreements" else 1  # drafted, and proposed
        officer.accepted[key] = Accepted("planning", actor, key, answer.json(), events)
        seen.update({head["stream"]: head["version"] for head in answer.json()["streams"]})
        return answer.json()

    def read(path, token=officer.token):
        return officer.http.get(
            f"{planning}{path}", headers={"Authorization": f"Bearer {token}", "Ekinerja-Seen": heads()}
        )

    small_stack.kill_kafka()
    unit = made("/v1/units", {"name": "Unit contoh"})["unit"]
    numbers = (f"19920203201503{digit}001" for digit in "12")
    rater, employee = (
        made("/v1/employees", {"name": "Uji", "number": number, "employment": "pns"})["employee"] for number in numbers
    )
    at = {"unit": unit, "position": "Analis", "starts_on": f"{year}-01-01"}
    assignment = made(f"/v1/employees/{employee}/assignments", {**at, "rater": rater})["assignment"]
    made("/v1/cycles", cycle_of(year))
    objective = made(f"/v1/units/{unit}/objectives", {"year": year, "title": "Sasaran"})["objective"]
    own, rates = small_stack.token("employee", employee), small_stack.token("rater", rater)
    plan = plan_for({"kind": "unit_objective", "id": objective, "taken_over": "directly"})
    days = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
    body = {"employee": employee, "assignment": assignment, **days, "results": plan}
    agreement = made("/v1/agreements", body, own, employee)["agreement"]
    made(f"/v1/agreements/{agreement}/acceptance", {"proposal": 1}, rates, rater)

    one, listed = read(f"/v1/agreements/{agreement}", own), read("/v1/agreements", rates)
    small_stack.restart_kafka()

    assert (one.status_code, one.json()["state"]) == (200, "agreed")
    assert (listed.status_code, listed.json()["type"].rpartition(":")[2]) == (409, "still-catching-up")
    deadline = time.monotonic() + RECOVERED_S
    while (listed := read("/v1/agreements", rates)).status_code != 200:
        assert time.monotonic() < deadline, listed.text
    assert [found["agreement"] for found in listed.json()["agreements"]] == [agreement]


def test_while_postgresql_is_down_everything_is_503_in_time_and_nothing_is_lost(small_stack, officer):
    before = [officer.eventually() for _ in range(3)]
    keys = [str(uuid.uuid4()) for _ in range(6)]
    small_stack.kill_postgres()

    answers = [asked_at_once(officer, keys[number : number + 2], before) for number in (0, 2, 4)]

    small_stack.restart_postgres()
    officer.applied(*before, *(officer.eventually(key) for key in keys))
    assert [refused_in_time(one, DOWN_ANSWERS_WITHIN_S) for one in answers] == [[], [], []]


def test_while_postgresql_is_frozen_everything_is_503_within_some_seconds_and_it_recovers(small_stack, officer):
    before = [officer.eventually()]
    officer.applied(*before)
    keys = [str(uuid.uuid4()) for _ in range(2)]
    small_stack.postgres.pause()
    try:
        answers = asked_at_once(officer, keys, before)
    finally:
        small_stack.postgres.resume()

    # Some went on when it was resumed, unanswered: under their keys each is there once.
    officer.applied(*(officer.eventually(key) for key in keys))
    assert refused_in_time(answers, FROZEN_ANSWERS_WITHIN_S) == []


def asked_at_once(officer: Officer, keys: list[str], units: list[str]) -> dict[str, tuple[httpx.Response, float]]:
    """Commands, reads and an upload, of three services, all at once: what was answered, and after how many seconds."""
    urls, http = officer.stack.urls, officer.http
    seen = ", ".join(f"{one}:1" for one in units)
    reader = {"Authorization": f"Bearer {officer.auditor}"}
    uploader = {"Authorization": f"Bearer {officer.token}", "Idempotency-Key": str(uuid.uuid4())}
    form = {"agreement": str(uuid.uuid4()), "period": "2026Q2", "indicators": [str(uuid.uuid4())]}
    file = {"file": ("bukti.pdf", b"%PDF-1.4 bukti", "application/pdf")}
    requests = {
        "a command": lambda: officer.register(keys[0]),
        "a command that names what was seen": lambda: officer.register(keys[1], seen),
        "a read of planning": lambda: http.get(f"{urls['planning']}/v1/units", headers=reader),
        "a read of evaluation that names what was seen": lambda: http.get(
            f"{urls['evaluation']}/v1/evaluations/2026Q2", headers=reader | {"Ekinerja-Seen": seen}
        ),
        "an upload": lambda: http.post(f"{urls['evidence']}/v1/evidence", data=form, files=file, headers=uploader),
    }

    def ask(name: str) -> tuple[httpx.Response, float]:
        began = time.monotonic()
        return requests[name](), time.monotonic() - began

    with ThreadPoolExecutor(len(requests)) as pool:
        return dict(zip(requests, pool.map(ask, requests), strict=True))


def refused_in_time(answers: dict[str, tuple[httpx.Response, float]], within_s: float) -> list[str]:
    """What is not as it should be: 503, when to come back, what is away, and in time."""
    faults = []
    for name, (answer, waited) in answers.items():
        away = answer.status_code == 503 and answer.json()["type"].endswith("database-away")
        if not away or int(answer.headers.get("Retry-After", 0)) < 1 or waited >= within_s:
            faults.append(f"{name}: {answer.status_code} after {waited:.2f} s: {answer.text[:200]}")
    return faults


def schema_of(conn) -> str:
    return conn.execute("SELECT active_schema FROM projections").fetchone()[0]


TABLES = ("checkpoints", "stream_heads", "kept_events", "labels", "set_aside", "passed_over")


@pytest.mark.parametrize("restarted", [False, True], ids=["while running", "across a restart"])
def test_projection_tables_restored_from_an_older_copy_are_read_on_from_their_checkpoint(
    small_stack, officer, restarted
):
    officer.applied(officer.eventually())
    address = small_stack.database_url("evaluation")
    with psycopg.connect(address) as conn:
        schema = schema_of(conn)
        for table in TABLES:
            conn.execute(f"CREATE TABLE public.old_{table} AS SELECT * FROM {schema}.{table}")
        copied = {(topic, number): at for topic, number, at in conn.execute("SELECT * FROM public.old_checkpoints")}
    later = [officer.eventually() for _ in range(5)]
    officer.applied(*later)
    committed_beyond(small_stack, "evaluation", copied)

    if restarted:
        small_stack.stop_service("evaluation")
    with psycopg.connect(address) as conn:
        for table in TABLES:
            conn.execute(f"LOCK TABLE {schema}.{table}")
            conn.execute(f"DELETE FROM {schema}.{table}")
            conn.execute(f"INSERT INTO {schema}.{table} SELECT * FROM public.old_{table}")
            conn.execute(f"DROP TABLE public.old_{table}")
    if restarted:
        small_stack.start_service("evaluation")

    officer.applied(*later)
    assert officer.faults("evaluation") == []


def committed_beyond(stack: Stack, service: str, copied: dict[tuple[str, int], int]) -> None:
    """Wait until Kafka's committed offset of the service is ahead of these checkpoints, and behind none of them."""

    async def ask() -> dict[tuple[str, int], int]:
        admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka.bootstrap)
        await admin.start()
        try:
            found: Any = await admin.list_consumer_group_offsets(f"ekinerja.{service}")
        finally:
            await admin.close()
        return {(place.topic, place.partition): at.offset for place, at in found.items()}

    deadline = time.monotonic() + RECOVERED_S
    while True:
        committed = asyncio.run(ask())
        ahead = {place for place, at in committed.items() if at > copied.get(place, 0)}
        if ahead and all(committed.get(place, 0) >= at for place, at in copied.items()):
            return
        assert time.monotonic() < deadline, f"committed {committed}, and the copy stands at {copied}"
        time.sleep(0.1)


async def _send(bootstrap: str, topic: str, *values: bytes | None) -> list[Coordinates]:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        sent = [await producer.send_and_wait(topic, value, key=b"k", headers=[("position", b"1")]) for value in values]
    return [Coordinates(one.topic, one.partition, one.offset) for one in sent]


def given_up(stack: Stack, service: str, places: list[Coordinates]) -> None:
    """Close these dead letters of a service, as soon as it has them."""
    database, deadline = Database(stack.database_url(service), 2), time.monotonic() + RECOVERED_S
    try:
        while len(list_open(database)) < len(places):
            assert time.monotonic() < deadline, f"{service} has set aside {list_open(database)}"
            time.sleep(0.1)
        for place in places:
            close(database, place, "written by a test")
    finally:
        database.close()


def test_poison_on_an_input_topic_is_listed_by_the_command_line_and_the_rest_goes_on(small_stack, officer):
    poisoned = asyncio.run(_send(small_stack.kafka.bootstrap, "ekinerja.realization.v1", b"{poison", None))

    officer.applied(officer.eventually())

    deadline = time.monotonic() + RECOVERED_S
    while (listed := small_stack.cli("evaluation", "dead-letters", "list", "evaluation").stdout).count(
        "not-an-event"
    ) < 2:
        assert time.monotonic() < deadline, listed
        time.sleep(0.2)
    assert "realization" in listed
    assert "null" in listed
    for reader in ("evidence", "evaluation"):
        given_up(small_stack, reader, poisoned)
    assert officer.faults() == []


def test_a_gap_is_filled_by_its_owner_sending_the_stream_again(small_stack, officer):
    unit = officer.eventually()
    officer.applied(unit)
    with psycopg.connect(small_stack.database_url("evaluation")) as conn:
        # What a reader looks like that never got version 1.
        schema = schema_of(conn)
        conn.execute(f"DELETE FROM {schema}.kept_events WHERE stream = %s", (unit,))
        conn.execute(f"DELETE FROM {schema}.stream_heads WHERE stream = %s", (unit,))

    small_stack.cli("planning", "topics", "resend", "planning", unit)

    officer.applied(unit)


def test_a_checkpoint_beyond_its_topic_stops_the_inbox_and_says_what_to_do(small_stack, officer):
    small_stack.stop_service("evaluation")
    with psycopg.connect(small_stack.database_url("evaluation")) as conn:
        schema = schema_of(conn)
        query = f"SELECT partition, next_offset FROM {schema}.checkpoints WHERE topic = 'ekinerja.planning.v1' LIMIT 1"
        partition, offset = conn.execute(query).fetchone()
        moved = (
            f"UPDATE {schema}.checkpoints SET next_offset = %s WHERE topic = 'ekinerja.planning.v1' AND partition = %s"
        )
        conn.execute(moved, (offset + 1_000_000, partition))
    small_stack.start_service("evaluation", ready=False)

    deadline = time.monotonic() + RECOVERED_S
    while "topic ends at" not in ((small_stack.readiness("evaluation") or {}).get("inbox") or ""):
        assert time.monotonic() < deadline, small_stack.readiness("evaluation")
        time.sleep(0.2)

    assert "ekinerja rebuild evaluation" in small_stack.readiness("evaluation")["inbox"]
    small_stack.stop_service("evaluation")
    with psycopg.connect(small_stack.database_url("evaluation")) as conn:
        conn.execute(moved, (offset, partition))
    small_stack.start_service("evaluation")
    officer.applied(officer.eventually())


def test_a_store_older_than_its_own_topic_accepts_nothing_and_readiness_says_why(small_stack, officer):
    officer.applied(officer.eventually())
    small_stack.stop_service("planning")
    with psycopg.connect(small_stack.database_url("planning")) as conn:
        kept = conn.execute("SELECT * FROM stored_events ORDER BY notification_id DESC LIMIT 1").fetchone()
        conn.execute("DELETE FROM stored_events WHERE notification_id = %s", (kept[4],))

    small_stack.start_service("planning", ready=False)
    deadline = time.monotonic() + RECOVERED_S
    while (answer := _try(officer)) is None or answer.json()["type"].endswith(STARTING):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    assert answer.status_code == 503
    assert answer.json()["type"].endswith("store-behind-topic")
    assert "older than its topic" in small_stack.readiness("planning")["store"]
    with psycopg.connect(small_stack.database_url("planning")) as conn:
        assert conn.execute("SELECT max(notification_id) FROM stored_events").fetchone()[0] == kept[4] - 1
        conn.execute("INSERT INTO stored_events VALUES (%s, %s, %s, %s, %s)", kept)
    small_stack.stop_service("planning")
    small_stack.start_service("planning")
    officer.applied(officer.eventually())


def _try(officer: Officer) -> httpx.Response | None:
    try:
        return officer.register()
    except httpx.ConnectError:
        return None  # it does not listen yet


def test_while_kafka_is_away_a_backlog_is_recorded_and_all_of_it_is_published_when_it_is_back(small_stack, officer):
    small_stack.kill_kafka()
    back_at = time.monotonic() + KAFKA_AWAY_S

    backlog = record_backlog(small_stack.database_url("planning"))
    officer.accepted |= {one.key: one for one in backlog}
    units = [officer.eventually()]
    while time.monotonic() < back_at:
        units.append(officer.eventually())
        time.sleep(0.2)  # so that this office is open for as long as Kafka is away

    assert small_stack.readiness("planning")["status"] == "ready"
    small_stack.restart_kafka()
    officer.applied(*units)
    assert sum(one.events or 1 for one in backlog) > 2000
    assert officer.faults() == []
