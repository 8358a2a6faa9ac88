"""Outages on a running stack: Kafka down, PostgreSQL down or frozen, tables restored, a store behind its topic, poison.

One stack of three services for the whole module; each test leaves it whole again. What was accepted is found in
evaluation's projection afterwards, which it reaches only through planning's store, relay, topic and evaluation's inbox.
"""

import asyncio
import time
import uuid
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from aiokafka import AIOKafkaProducer

from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from tests import stack as made

RECOVERED_S = 30.0


@pytest.fixture(scope="module")
def small_stack(tmp_path_factory) -> Iterator[Stack]:
    services = [name for name in SERVICES if name in ("planning", "evaluation")]
    with made.make_stack(tmp_path_factory.mktemp("outages"), services) as stack:
        yield stack


class Officer:
    """Registers units: the cheapest command, whose event evaluation keeps."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.token = stack.token(["officer"], str(uuid.uuid4()))
        self.auditor = stack.token(["auditor"])
        self.http = httpx.Client(timeout=10, trust_env=False)

    def register(self, key: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or str(uuid.uuid4())}
        return self.http.post(f"{self.stack.urls['planning']}/v1/units", json={"name": "Unit contoh"}, headers=headers)

    def registered(self) -> str:
        answer = self.register()
        assert answer.status_code == 201, answer.text
        return str(answer.json()["unit"])

    def eventually(self) -> str:
        """The same command until it is accepted."""
        key, deadline = str(uuid.uuid4()), time.monotonic() + RECOVERED_S
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


@pytest.fixture
def officer(small_stack) -> Officer:
    return Officer(small_stack)


def test_while_kafka_is_down_commands_are_recorded_and_published_when_it_is_back(small_stack, officer):
    small_stack.kill_kafka()

    units = [officer.registered() for _ in range(5)]

    assert small_stack.readiness("planning")["status"] == "ready"
    small_stack.restart_kafka()
    officer.applied(*units)


def test_while_kafka_is_down_whoever_names_what_they_made_goes_on_and_lists_wait(small_stack, officer):
    """A client that sends back `Ekinerja-Seen` of this very service was refused for the whole outage."""
    year, seen = 2031, {}
    planning = small_stack.urls["planning"]

    def heads():
        return ", ".join(f"{stream}:{version}" for stream, version in seen.items())

    def made(path, body, token=officer.token):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4()), "Ekinerja-Seen": heads()}
        answer = officer.http.post(f"{planning}{path}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
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
    agreement = made("/v1/agreements", body, own)["agreement"]
    made(f"/v1/agreements/{agreement}/acceptance", {"proposal": 1}, rates)

    one, listed = read(f"/v1/agreements/{agreement}", own), read("/v1/agreements", rates)
    small_stack.restart_kafka()

    assert (one.status_code, one.json()["state"]) == (200, "agreed")
    assert (listed.status_code, listed.json()["type"].rpartition(":")[2]) == (409, "still-catching-up")
    deadline = time.monotonic() + RECOVERED_S
    while (listed := read("/v1/agreements", rates)).status_code != 200:
        assert time.monotonic() < deadline, listed.text
    assert [found["agreement"] for found in listed.json()["agreements"]] == [agreement]


def cycle_of(year: int) -> dict:
    """A cycle of one period."""
    last = dict.fromkeys(("reporting_deadline", "evidence_deadline", "evaluation_deadline"), f"{year + 1}-01-31")
    period = {"period": f"{year}Q1", "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", **last}
    days = {"agreement_deadline": f"{year}-01-31", "annual_evaluation_deadline": f"{year + 1}-01-31"}
    return {"year": year, "time_zone": "Asia/Jakarta", "periods": [period], **days}


def plan_for(supports: dict) -> list[dict]:
    """One main result with one indicator."""
    indicator = {
        "title": "Jumlah laporan", "aspect": "quantity", "unit_of_measure": "laporan", "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
    }  # fmt: skip
    return [{"kind": "main", "title": "Laporan", "supports": supports, "indicators": [indicator]}]


def test_while_postgresql_is_down_commands_are_503_within_two_seconds_and_nothing_is_lost(small_stack, officer):
    before = [officer.registered() for _ in range(3)]
    small_stack.kill_postgres()

    waited = []
    for _ in range(3):
        began = time.monotonic()
        answer = officer.register()
        waited.append(time.monotonic() - began)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.json()["type"].endswith("database-away")

    small_stack.restart_postgres()
    after = officer.eventually()
    officer.applied(*before, after)
    assert max(waited) < 2.0


def test_while_postgresql_is_frozen_commands_are_503_within_some_seconds_and_it_recovers(small_stack, officer):
    small_stack.postgres.pause()
    try:
        time.sleep(0.1)
        began = time.monotonic()
        answer = officer.register()
        waited = time.monotonic() - began
    finally:
        small_stack.postgres.resume()

    assert answer.status_code == 503
    assert waited < 5.0
    officer.applied(officer.eventually())


def schema_of(conn) -> str:
    return conn.execute("SELECT active_schema FROM projections").fetchone()[0]


TABLES = ("checkpoints", "stream_heads", "kept_events", "labels", "set_aside", "passed_over")


@pytest.mark.parametrize("restarted", [False, True], ids=["while running", "across a restart"])
def test_projection_tables_restored_from_an_older_copy_are_read_on_from_their_checkpoint(
    small_stack, officer, restarted
):
    officer.applied(officer.registered())
    address = small_stack.database_url("evaluation")
    with psycopg.connect(address) as conn:
        schema = schema_of(conn)
        for table in TABLES:
            conn.execute(f"CREATE TABLE public.old_{table} AS SELECT * FROM {schema}.{table}")
    later = [officer.registered() for _ in range(5)]
    officer.applied(*later)  # so Kafka's committed offset is ahead of the copy

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


async def _send(bootstrap: str, topic: str, value: bytes | None, key: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=4 * 1024 * 1024)
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=key, headers=[("position", b"1")])
    finally:
        await producer.stop()


def test_poison_on_an_input_topic_is_listed_by_the_command_line_and_the_rest_goes_on(small_stack, officer):
    asyncio.run(_send(small_stack.kafka.bootstrap, "ekinerja.realization.v1", b"{poison", b"k"))
    asyncio.run(_send(small_stack.kafka.bootstrap, "ekinerja.evidence.v1", None, b"k"))

    officer.applied(officer.registered())

    deadline = time.monotonic() + RECOVERED_S
    while (listed := small_stack.cli("evaluation", "dead-letters", "list", "evaluation").stdout).count(
        "not-an-event"
    ) < 2:
        assert time.monotonic() < deadline, listed
        time.sleep(0.2)
    assert "realization" in listed
    assert "null" in listed


def test_a_gap_is_filled_by_its_owner_sending_the_stream_again(small_stack, officer):
    unit = officer.registered()
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
    officer.applied(officer.registered())


def test_a_store_older_than_its_own_topic_accepts_nothing_and_readiness_says_why(small_stack, officer):
    officer.applied(officer.registered())
    small_stack.stop_service("planning")
    with psycopg.connect(small_stack.database_url("planning")) as conn:
        kept = conn.execute("SELECT * FROM stored_events ORDER BY notification_id DESC LIMIT 1").fetchone()
        conn.execute("DELETE FROM stored_events WHERE notification_id = %s", (kept[4],))

    small_stack.start_service("planning", ready=False)
    deadline = time.monotonic() + RECOVERED_S
    while (answer := _try(officer)) is None or answer.json()["type"].endswith(("database-away", "store-unchecked")):
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
    officer.applied(officer.registered())


def _try(officer: Officer) -> httpx.Response | None:
    try:
        return officer.register()
    except httpx.ConnectError:
        return None  # it does not listen yet
