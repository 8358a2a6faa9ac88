"""The local stack: it starts whole or not at all, says what it waits for, and leaves nothing running."""

import socket

import httpx
import pytest

from contracts.envelope import SERVICES
from deploy.local import parts
from deploy.local.addresses import ISSUER_SETTING, Ports, port_setting
from deploy.local.furnish import make_databases, make_topics
from deploy.local.ports import PortTaken
from deploy.local.processes import ProcessError
from deploy.local.stack import AGENCY, Stack
from tests.system.looking import get, processes_in, until


@pytest.mark.parametrize("service", SERVICES)
def test_a_started_stack_is_ready_in_every_part(stack, service):
    alive = get(f"{stack.urls[service]}/livez")
    ready = get(f"{stack.urls[service]}/readyz")

    assert (alive.status_code, ready.status_code) == (200, 200)
    assert ready.json() == {
        "status": "ready",
        "service": service,
        "role": "all",
        **dict.fromkeys(("database", "migrations", "store", "issuer", "kafka", "inbox"), "ready"),
    }


def test_the_clock_starts_where_it_is_told_and_moves_only_forward(fresh_stack):
    stack = fresh_stack(["planning"], start=False, clock_start="2026-06-15T00:00:00Z")
    stack.prepare()

    stack.move_clock("2026-07-01T00:00:00Z")

    with pytest.raises(ValueError, match="only moves forward"):
        stack.move_clock("2026-06-30T00:00:00Z")


def test_stop_leaves_no_process_and_a_stopped_stack_starts_again_with_its_data(fresh_stack, tmp_path):
    stack = fresh_stack(["planning"])
    officer = stack.token("officer", "6f1c4f7e-6a0f-4b39-9d3c-3f6f1d9c2a10")
    headers = {"Authorization": f"Bearer {officer}", "Idempotency-Key": "one"}
    url = f"{stack.urls['planning']}/v1/units"
    assert httpx.post(url, json={"name": "Seksi Satu"}, headers=headers, trust_env=False).status_code == 201

    stack.stop()

    assert processes_in(tmp_path) == []
    assert list((stack.run_dir / "pids").glob("*.json")) == []
    stack.start()
    units = until(lambda: get(url, officer).json()["units"], "planning has read its own topic")
    assert [unit["name"] for unit in units] == ["Seksi Satu"]


def test_the_usual_ports_are_those_of_the_page_unless_a_setting_says_otherwise(monkeypatch):
    for setting in ("EKINERJA_KAFKA_PORT", "EKINERJA_POSTGRES_PORT", ISSUER_SETTING, *map(port_setting, SERVICES)):
        monkeypatch.delenv(setting, raising=False)

    assert Ports.from_environment() == Ports(
        kafka=19092,
        issuer=8000,
        services={"planning": 8001, "realization": 8002, "evidence": 8003, "evaluation": 8004, "notify": 8005},
        postgres=None,
    )
    monkeypatch.setenv("EKINERJA_EVIDENCE_PORT", "9003")
    monkeypatch.setenv("EKINERJA_POSTGRES_PORT", "5433")
    assert Ports.from_environment().services["evidence"] == 9003
    assert Ports.from_environment().postgres == 5433


@pytest.mark.parametrize(
    ("holder", "setting"),
    [("kafka", "EKINERJA_KAFKA_PORT"), ("issuer", ISSUER_SETTING), ("evidence", port_setting("evidence"))],
)
def test_a_taken_port_is_named_with_its_setting_before_anything_starts(tmp_path, holder, setting):
    free = Ports.free()
    number = {"kafka": free.kafka, "issuer": free.issuer, **free.services}[holder]
    stack = Stack(tmp_path / "stack", ports=free, kind="embedded")

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", number))
        taken.listen()
        with pytest.raises(PortTaken, match=f"^port {number} is taken.*set {setting}$"):
            stack.start()

    assert processes_in(tmp_path) == []


def test_a_service_that_cannot_start_is_named_with_the_end_of_its_log_and_the_rest_is_stopped(fresh_stack, tmp_path):
    stack = fresh_stack(["planning"], start=False, settings={"EKINERJA_LOG_LEVEL": "loud"})

    with pytest.raises(ProcessError, match=r"(?s)planning ended with 1; its log .*EKINERJA_LOG_LEVEL") as failure:
        stack.start()

    assert str(stack.run_dir / "logs" / "planning.log") in str(failure.value)
    assert processes_in(tmp_path) == []


def test_a_service_started_before_everything_says_what_it_waits_for_and_becomes_ready(fresh_stack):
    stack = fresh_stack(["planning"], start=False)
    stack.prepare()
    stack.start_service("planning", ready=False)
    stack.start_service("planning", "worker", label="worker", ready=False)
    url, worker = stack.urls["planning"], stack.urls["planning-worker"]

    until(lambda: stack.readiness("planning") and stack.readiness("planning-worker"), "the ports are open")
    assert get(f"{url}/livez").status_code == 200
    nothing = get(f"{url}/readyz")
    assert (nothing.status_code, nothing.headers["Retry-After"]) == (503, "1")
    assert nothing.json().items() >= {"database": "waiting", "issuer": "waiting", "kafka": "waiting"}.items()
    until(lambda: "waiting for PostgreSQL" in stack.log("planning"), "the log says so")
    until(lambda: "waiting for the issuer" in stack.log("planning"), "the log says so")

    stack.postgres.start()
    stack.postgres.wait_ready()
    stack.postgres.create_database("ekinerja_planning")
    stack.start_issuer()
    until(lambda: (stack.readiness("planning") or {}).get("database") == "ready", "PostgreSQL is there")
    assert get(f"{url}/readyz").status_code == 503
    assert "ekinerja migrate planning" in stack.readiness("planning")["migrations"]
    until(lambda: "waiting for migrations" in stack.log("planning"), "the log says so")
    until(lambda: (stack.readiness("planning") or {}).get("issuer") == "ready", "the issuer is there")
    officer = stack.token("officer", "6f1c4f7e-6a0f-4b39-9d3c-3f6f1d9c2a10")
    command = {"Authorization": f"Bearer {officer}", "Idempotency-Key": "one"}
    unmigrated = [
        get(f"{url}/v1/units", officer),
        httpx.post(f"{url}/v1/units", json={"name": "Seksi"}, headers=command, trust_env=False),
    ]
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in unmigrated] == [(503, "1")] * 2
    assert all(answer.json()["type"].endswith("not-migrated") for answer in unmigrated)
    assert all("ekinerja migrate planning" in answer.json()["mend"] for answer in unmigrated)
    assert '"event": "defect"' not in stack.log("planning")

    make_databases(stack.postgres, ["planning"])
    until(lambda: get(f"{url}/readyz").status_code == 200, "it serves without Kafka")
    assert get(f"{url}/v1/units", officer).json() == {"units": [], "next": None}
    assert stack.readiness("planning")["kafka"] == "waiting"
    assert get(f"{worker}/readyz").status_code == 503  # it has nothing to do without
    until(lambda: "waits for Kafka" in stack.log("planning"), "the log says so")

    stack.kafka.start()
    stack.kafka.wait_ready()
    until(lambda: "ekinerja topics create" in stack.log("planning"), "the log says that topics are missing")
    assert stack.readiness("planning")["kafka"] == "waiting"

    make_topics(stack.kafka.bootstrap, AGENCY)
    stack.wait_ready("planning")
    until(lambda: get(f"{worker}/readyz").json()["inbox"] == "ready", "the worker's inbox finds them too")


def test_external_parts_are_used_and_never_emptied_unasked(kafka, postgres, topics, tmp_path, monkeypatch):
    monkeypatch.setenv("EKINERJA_KAFKA", kafka.bootstrap)
    monkeypatch.setenv("EKINERJA_POSTGRES", postgres.url())
    monkeypatch.delenv("EKINERJA_STACK_WIPE", raising=False)
    stack = Stack(tmp_path / "external", services=["planning"], ports=Ports.free(["planning"]), kind="external")

    with pytest.raises(ProcessError, match=r"already has the topics ekinerja\..*EKINERJA_STACK_WIPE=1"):
        stack.start()
    monkeypatch.setenv("EKINERJA_STACK_WIPE", "1")
    with stack:
        stack.wait_ready("planning")
        with pytest.raises(ProcessError, match="not ours"):
            stack.kill_kafka()

    postgres.drop_database("ekinerja_planning")
    assert processes_in(tmp_path) == []


def test_a_kind_that_is_not_there_is_an_error_and_never_another_kind(monkeypatch):
    monkeypatch.setenv("EKINERJA_STACK", "imaginary")

    with pytest.raises(ProcessError, match="EKINERJA_STACK is 'imaginary'; it can be embedded, containers or external"):
        parts.kind_asked()
