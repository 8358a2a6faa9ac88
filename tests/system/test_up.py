"""`make up` and `make down`, run as a user runs them: as processes of their own, on free ports."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from contracts.envelope import SERVICES
from deploy.local import parts
from deploy.local.addresses import ISSUER_SETTING, Ports, port_setting
from tests.system.looking import TIMEOUT_S, get, processes_in, until


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
    return httpx.get(url, headers={name: value}, timeout=60, trust_env=False)


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
