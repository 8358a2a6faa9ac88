"""A service as several processes: API and worker apart on a restored store, and two that could both lead.

What Kubernetes runs: API processes know of Kafka only what the worker writes in the database.
"""

import time
import uuid
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from deploy.local.stack import Stack
from tests import stack as made

RECOVERED_S = 120.0
#: What a backup of the service's database holds, besides the projections.
RESTORED = ("stored_events", "commands", "relay_place", "store_verdict")


@pytest.fixture(scope="module")
def planning(tmp_path_factory) -> Iterator[Stack]:
    with made.make_stack(tmp_path_factory.mktemp("two"), ["planning"]) as stack:
        yield stack


def register(stack: Stack, name: str) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {stack.token(['officer'], str(uuid.uuid4()))}",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    url = f"{stack.urls[name]}/v1/units"
    return httpx.post(url, json={"name": "Unit contoh"}, headers=headers, timeout=10, trust_env=False)


def until(look, what: str):
    deadline = time.monotonic() + RECOVERED_S
    while not (found := look()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return found


def events(stack: Stack) -> int:
    with psycopg.connect(stack.database_url("planning")) as conn:
        return conn.execute("SELECT count(*) FROM stored_events").fetchone()[0]


def published(stack: Stack) -> int:
    with psycopg.connect(stack.database_url("planning")) as conn:
        row = conn.execute("SELECT next_position FROM relay_place").fetchone()
        return row[0] if row else 0  # nothing was sent yet


def test_one_that_does_not_lead_answers_at_once_and_leads_when_the_other_is_killed(planning):
    second = planning.start_service("planning", label="second")
    answers = [register(planning, second) for _ in range(5)]

    planning.kill_service("planning")
    after = register(planning, second)

    assert [answer.status_code for answer in (*answers, after)] == [201] * 6
    # Each used to wait a second and a half for a verdict that only a leader had.
    assert min(answer.elapsed.total_seconds() for answer in answers) < 1
    until(lambda: published(planning) == events(planning), "the second publishes what was recorded")
    planning.stop_service(second)
    planning.start_service("planning")


def test_no_api_process_accepts_a_command_on_a_restored_store_whatever_its_own_rows_say(planning):
    address = planning.database_url("planning")
    planning.stop_service("planning")
    worker = planning.start_service("planning", "worker", label="worker")
    api = planning.start_service("planning", "api", label="api")
    assert register(planning, api).status_code == 201
    until(lambda: published(planning) == events(planning), "all is published")
    with psycopg.connect(address) as conn:
        for table in RESTORED:
            conn.execute(f"CREATE TABLE old_{table} (LIKE {table} INCLUDING ALL)")
            conn.execute(f"INSERT INTO old_{table} SELECT * FROM {table}")
    later = [register(planning, api) for _ in range(3)]
    assert [answer.status_code for answer in later] == [201] * 3
    until(lambda: published(planning) == events(planning), "all is published")

    planning.stop_service(api)
    planning.stop_service(worker)
    with psycopg.connect(address) as conn:
        for table in RESTORED:
            conn.execute(f"ALTER TABLE {table} RENAME TO newest_{table}")
            conn.execute(f"ALTER TABLE old_{table} RENAME TO {table}")
    held = events(planning)
    planning.start_service("planning", "api", label="api", ready=False)
    until(lambda: (planning.readiness(api) or {}).get("migrations") == "ready", "it listens")
    before_the_worker = register(planning, api)
    planning.start_service("planning", "worker", label="worker", ready=False)
    until(
        lambda: "older than its topic" in (planning.readiness(api) or {}).get("store", ""),
        "the worker's verdict is heard",
    )
    afterwards = register(planning, api)

    assert (before_the_worker.status_code, before_the_worker.json()["type"].rpartition(":")[2]) == (
        503,
        "store-unchecked",
    )
    assert (afterwards.status_code, afterwards.json()["type"].rpartition(":")[2]) == (503, "store-behind-topic")
    assert int(afterwards.headers["Retry-After"]) >= 1
    assert httpx.get(f"{planning.urls[api]}/readyz", trust_env=False).status_code == 503
    assert events(planning) == held

    # The newest copy is put back under the running processes: the leader finds its row replaced and looks again.
    with psycopg.connect(address) as conn:
        for table in RESTORED:
            conn.execute(f"DROP TABLE {table}")
            conn.execute(f"ALTER TABLE newest_{table} RENAME TO {table}")
    until(lambda: register(planning, api).status_code == 201, "commands are accepted again")
    until(lambda: published(planning) == events(planning), "all is published")
    assert events(planning) == held + 4
