"""The life of one process: it stops in order and in time, logs in JSON, and ends when a part of it is broken.

One stack of planning alone for the whole module; each test leaves it whole again.
"""

import json
import signal
import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg
import pytest

from deploy.local.processes import started
from deploy.local.stack import Stack
from tests import stack as made

STOP_S = 20.0
TIMEOUT_S = 120.0
POLL_S = 0.05

pytestmark = [pytest.mark.kafka, pytest.mark.postgres]


@pytest.fixture(scope="module")
def planning(tmp_path_factory) -> Iterator[Stack]:
    with made.make_stack(tmp_path_factory.mktemp("life"), ["planning"], fsync=False) as stack:
        yield stack


@pytest.fixture
def officer(planning):
    return {"Authorization": f"Bearer {planning.token('officer', str(uuid.uuid4()))}"}


def until(true, what):
    deadline = time.monotonic() + TIMEOUT_S
    while not (found := true()):
        assert time.monotonic() < deadline, what
        time.sleep(POLL_S)
    return found


def register(stack, headers, **more):
    return httpx.post(
        f"{stack.urls['planning']}/v1/units",
        json={"name": "Seksi Uji"},
        headers={**headers, "Idempotency-Key": str(uuid.uuid4()), **more},
        timeout=20,
        trust_env=False,
    )


def unit_names(stack, headers):
    answer = httpx.get(f"{stack.urls['planning']}/v1/units", headers=headers, timeout=20, trust_env=False)
    return [unit["name"] for unit in answer.json().get("units", [])]  # none from a database that is away for a moment


def begun_request(stack, headers):
    """A connection on which the server waits for the body of a command, and that body."""
    body = json.dumps({"name": "Seksi Lambat"}).encode()
    lines = [
        "POST /v1/units HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Idempotency-Key: {uuid.uuid4()}",
        "Expect: 100-continue",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    connection = socket.create_connection(("127.0.0.1", stack.ports.services["planning"]), timeout=20)
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"  # the route has asked for the body
    return connection, body


def logged(stack):
    """The lines of the log, without one that is just being written."""
    whole, _, _ = stack.log("planning").rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]


def listens_no_more(stack):
    """Whether the server has begun to stop: it takes no further connections."""
    try:
        socket.create_connection(("127.0.0.1", stack.ports.services["planning"]), timeout=20).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_request_in_hand_is_finished_before_the_process_ends(planning, officer):
    connection, body = begun_request(planning, officer)
    connection.sendall(body[:5])

    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        stopping = pool.submit(planning.stop_service, "planning")
        until(lambda: listens_no_more(planning), "the process is stopping")
        connection.sendall(body[5:])
        answer = connection.recv(65536)
        code = stopping.result()
        took = time.monotonic() - began

    planning.start_service("planning")
    assert answer.startswith(b"HTTP/1.1 201")
    assert code == -signal.SIGTERM
    assert took < STOP_S
    # Lists are read from the projection, which what was just recorded reaches through the topic.
    until(lambda: "Seksi Lambat" in unit_names(planning, officer), "what was accepted is in the list")


def test_it_ends_in_time_when_a_client_never_finishes_and_the_database_is_frozen(planning, officer):
    unfinished, body = begun_request(planning, officer)
    hanging, _ = begun_request(planning, officer)
    unfinished.sendall(body[:5])
    planning.postgres.pause()
    hanging.sendall(body)

    pid, began = planning.child("planning").pid, time.monotonic()
    planning.stop_service("planning")
    took = time.monotonic() - began
    refused = hanging.recv(65536)

    planning.postgres.resume()
    for connection in (unfinished, hanging):
        connection.close()
    planning.start_service("planning")
    assert refused.startswith(b"HTTP/1.1 503")
    assert took < STOP_S
    assert not started(pid)


def test_every_line_of_the_log_is_json_and_carries_the_service_and_the_correlation_id(planning, officer):
    correlation = f"test-{uuid.uuid4()}"

    answer = register(planning, officer, **{"X-Correlation-Id": correlation})

    assert answer.headers["X-Correlation-Id"] == correlation
    until(lambda: correlation in str(logged(planning)), "the request is told of, after its answer")
    lines = logged(planning)
    assert {line["service"] for line in lines} == {"planning"}
    assert all(line["event"] and line["level"] and line["timestamp"] for line in lines)
    (told,) = [line for line in lines if line.get("correlation_id") == correlation]
    assert told.items() >= {"event": "request", "method": "POST", "route": "/v1/units", "status": 201}.items()


@pytest.mark.parametrize("given", ["no\tway {}", "199001012015031001", "nip:199001012015031001", "1" * 128])
def test_a_correlation_id_that_could_not_be_one_or_holds_an_employee_number_is_replaced(planning, officer, given):
    answer = register(planning, officer, **{"X-Correlation-Id": given})

    assert uuid.UUID(answer.headers["X-Correlation-Id"])
    with psycopg.connect(planning.database_url("planning")) as connection:
        query = "SELECT count(*) FROM stored_events WHERE position(%s in convert_from(state, 'UTF8')) > 0"
        assert connection.execute(query, (given,)).fetchone() == (0,)
    assert given not in planning.log("planning")


def test_readiness_tells_that_kafka_went_away_although_nothing_was_sent(planning):
    planning.kill_kafka()

    until(lambda: (planning.readiness("planning") or {}).get("kafka") == "waiting", "/readyz tells that Kafka is away")
    planning.restart_kafka()
    until(lambda: (planning.readiness("planning") or {}).get("kafka") == "ready", "/readyz tells that it is back")


def test_a_part_that_is_broken_ends_the_process_and_not_in_silence(planning, officer):
    child = planning.child("planning")
    with psycopg.connect(planning.database_url("planning"), autocommit=True) as connection:
        connection.execute("ALTER TABLE relay_place RENAME TO hidden")

        register(planning, officer)

        until(lambda: not child.alive(), "the process has ended")
        connection.execute("ALTER TABLE hidden RENAME TO relay_place")
    (told,) = [line for line in logged(planning) if line["level"] == "critical"]
    assert told["part"] == "connect"
    assert "relay_place" in told["exception"]
    planning.start_service("planning")
