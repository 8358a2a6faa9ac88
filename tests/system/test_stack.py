"""The local stack: it starts whole or not at all, says what it waits for, and leaves nothing running.

And `make up` and `make down`, run as a user runs them: as processes of their own, on free ports.
"""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from contracts.envelope import SERVICES
from deploy.local import parts
from deploy.local.addresses import ISSUER_SETTING, Ports, port_setting
from deploy.local.furnish import make_databases, make_topics
from deploy.local.ports import PortTaken
from deploy.local.processes import ProcessError
from deploy.local.stack import AGENCY, Stack

TIMEOUT_S = 180.0
POLL_S = 0.05


def until(true, what, timeout_s=TIMEOUT_S):
    deadline = time.monotonic() + timeout_s
    while not (found := true()):
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s: {what}"
        time.sleep(POLL_S)
    return found


def get(url, token=""):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(url, headers=headers, timeout=10, trust_env=False)


def processes_in(folder):
    """Command lines of all processes that name a folder of the test or were told it by their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            told = process.environ().get("EKINERJA_CLOCK_FILE", "") + process.environ().get("EKINERJA_RUN_DIR", "")
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if str(folder) in line + told:
            found.append(line)
    return found


# -- the stack ------------------------------------------------------------------------------------------------------


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
    httpx.post(f"{stack.urls['planning']}/v1/units", json={"name": "Seksi Satu"}, headers=headers, trust_env=False)

    stack.stop()

    assert processes_in(tmp_path) == []
    assert list((stack.run_dir / "pids").glob("*.json")) == []
    stack.start()
    units = get(f"{stack.urls['planning']}/v1/units", officer).json()["units"]
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
    until(lambda: stack.readiness("planning")["database"] == "ready", "PostgreSQL is there")
    assert get(f"{url}/readyz").status_code == 503
    assert "ekinerja migrate planning" in stack.readiness("planning")["migrations"]
    until(lambda: "waiting for migrations" in stack.log("planning"), "the log says so")
    until(lambda: stack.readiness("planning")["issuer"] == "ready", "the issuer is there")
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
    assert get(f"{url}/v1/units", officer).json() == {"units": []}
    assert stack.readiness("planning")["kafka"] == "waiting"
    assert get(f"{worker}/readyz").status_code == 503  # it has nothing to do without
    until(lambda: "waits for Kafka" in stack.log("planning"), "the log says so")

    stack.kafka.start()
    stack.kafka.wait_ready()
    until(lambda: "ekinerja topics create" in stack.log("planning"), "the log says that topics are missing")
    assert stack.readiness("planning")["kafka"] == "waiting"

    make_topics(stack.kafka.bootstrap, AGENCY)
    stack.wait_ready("planning")
    assert get(f"{worker}/readyz").json()["inbox"] == "ready"


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


# -- make up, make down ---------------------------------------------------------------------------------------------


class Up:
    """`python -m deploy.local.up`, empty unless asked for its story, in a folder of its own, on free ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        free = Ports.free()
        self.free = free
        self.settings = {
            "STORY": "0",
            "EKINERJA_RUN_DIR": str(folder),
            "EKINERJA_STACK": "embedded",
            "EKINERJA_KAFKA_PORT": str(free.kafka),
            ISSUER_SETTING: str(free.issuer),
            **{port_setting(service): str(port) for service, port in free.services.items()},
        }
        self.output = folder.with_suffix(".out")
        self.endpoints = folder / "endpoints.json"
        self.process: subprocess.Popen[str] | None = None

    def run(self, module: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", f"deploy.local.{module}"],
            env=os.environ | self.settings | settings,
            cwd=parts.ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )

    def start(self) -> dict:
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "deploy.local.up"],
                env={name: value for name, value in os.environ.items() if name != "STORY"} | self.settings,
                cwd=parts.ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        until(lambda: self.endpoints.exists() or self.process.poll() is not None, "endpoints.json")
        assert self.process.poll() is None, self.output.read_text()
        return json.loads(self.endpoints.read_text())

    def wait(self) -> int:
        return self.process.wait(TIMEOUT_S)

    @property
    def pids(self) -> dict[str, int]:
        files = (self.folder / "up" / "pids").glob("*.json")
        return {file.stem: json.loads(file.read_text())["pid"] for file in files}


@pytest.fixture
def up(tmp_path):
    one = Up(tmp_path / "José kantor")
    yield one
    if one.process and one.process.poll() is None:
        one.process.send_signal(signal.SIGTERM)
        one.process.wait(TIMEOUT_S)


@pytest.mark.kafka
@pytest.mark.postgres
def test_up_with_its_story_tells_where_everything_is_and_ctrl_c_leaves_nothing(up):
    del up.settings["STORY"]

    endpoints = up.start()

    assert endpoints["kafka"] == f"127.0.0.1:{up.free.kafka}"
    assert list(endpoints["services"]) == list(SERVICES)
    assert endpoints["services"] == {name: f"http://127.0.0.1:{port}" for name, port in up.free.services.items()}
    assert set(endpoints["tokens"]) == {"employee", "rater", "officer", "auditor"}
    assert get(f"{endpoints['issuer']}/.well-known/openid-configuration").json()["issuer"] == endpoints["issuer"]
    printed = up.output.read_text()
    assert all(token in printed for token in endpoints["tokens"].values())
    curls = [shlex.split(line) for line in printed.splitlines() if line.strip().startswith("curl ")]
    assert [call(curl).status_code for curl in curls] == [200, 200, 200]
    assert {role: found(endpoints, role) for role in READ if not found(endpoints, role)} == {}

    again = up.run("up")
    assert (again.returncode, again.stderr) == (
        1,
        f"make up failed: `make up` is running already (pid {up.process.pid}); `make down` ends it\n",
    )

    up.process.send_signal(signal.SIGINT)
    assert up.wait() == 0
    assert not up.endpoints.exists()
    assert processes_in(up.folder) == []


#: By role: where the story left it something to read, and under which name.
READ = {
    "employee": ("notify", "/v1/notices", "notices"),
    "rater": ("evaluation", "/v1/team/2026Q2", "team"),
    "officer": ("planning", "/v1/units", "units"),
    "auditor": ("evaluation", "/v1/evaluations/2026Q2", "finals"),
}


def found(endpoints, role):
    """What the role's token reads."""
    service, path, name = READ[role]
    return get(endpoints["services"][service] + path, endpoints["tokens"][role]).raise_for_status().json()[name]


def call(curl):
    """What `curl -s -H HEADER URL` answers; the shell puts the token into the header."""
    _curl, _silent, _header, header, url = curl
    shown = subprocess.run(["sh", "-c", f'printf %s "{header}"'], capture_output=True, text=True, check=True)
    name, _, value = shown.stdout.partition(": ")
    return httpx.get(url, headers={name: value}, trust_env=False)


@pytest.mark.kafka
@pytest.mark.postgres
def test_a_service_that_dies_while_up_ends_it_in_one_line(up):
    up.start()

    os.kill(up.pids["realization"], signal.SIGKILL)

    assert up.wait() == 1
    last = up.output.read_text().splitlines()[-1]
    assert last.startswith("make up failed: realization ended by itself with -9; see its log ")
    assert Path(last.rpartition("; see its log ")[2]).is_file()
    assert not up.endpoints.exists()
    assert processes_in(up.folder) == []


@pytest.mark.kafka
@pytest.mark.postgres
def test_down_cleans_up_after_kill_9_and_is_harmless_when_nothing_runs(up):
    up.start()
    up.process.kill()
    up.wait()

    down = up.run("down")

    assert down.returncode == 0, down.stderr
    assert not up.endpoints.exists()
    assert not (up.folder / "up").exists()
    assert processes_in(up.folder) == []
    assert (up.run("down").returncode, up.run("down").stdout) == (0, "nothing was running\n")


@pytest.mark.kafka
@pytest.mark.postgres
def test_down_ends_an_up_that_runs(up):
    up.start()

    down = up.run("down")

    assert (down.returncode, down.stdout) == (0, f"ended: `make up` (pid {up.process.pid})\n")
    assert up.wait() == 0
    assert processes_in(up.folder) == []


def test_up_names_a_taken_port_and_its_setting_in_one_line(up):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", up.free.services["evidence"]))
        taken.listen()
        done = up.run("up")

    number = up.free.services["evidence"]
    assert done.returncode == 1
    assert done.stderr.startswith(f"make up failed: port {number} is taken (by pid {os.getpid()}, ")
    assert done.stderr.endswith("; free it or set EKINERJA_EVIDENCE_PORT\n")
    assert done.stderr.count("\n") == 1


def test_up_refuses_a_setting_that_is_no_port(up):
    done = up.run("up", EKINERJA_NOTIFY_PORT="many")

    assert (done.returncode, done.stderr) == (
        1,
        "make up failed: EKINERJA_NOTIFY_PORT is 'many'; it must be a port number\n",
    )
