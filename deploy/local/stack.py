"""The whole stack on one machine: Kafka, PostgreSQL, the development issuer and the services, each its own process.

Guarantees: `start` returns when everything is ready, or stops what had started and says which part failed, with the end
of its log; `stop` leaves no process. Everything it writes lies in `run_dir`: data, logs, keys, evidence, the clock.
Everything starts at once: a service waits by itself for its database, its migrations and Kafka, so the slowest part
sets the time. Never for production. `python -m deploy.local.up` is its command line; the demo and the tests use it too.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from pathlib import Path

import httpx
import psutil

from contracts.envelope import SERVICES
from deploy.local import parts, ports
from deploy.local.addresses import Ports
from deploy.local.furnish import database_name, make_databases, make_topics
from deploy.local.processes import Child, ProcessError, spawn

__all__ = ["AGENCY", "CLOCK_START", "Ports", "Stack"]

READY_TIMEOUT_S = 180.0  # 8 s on a quiet machine with two cores; CI machines are not quiet
POLL_S = 0.05
FETCH_STEP = 10  # told every so many of the 53 files
#: A worker killed with -9 is missed this soon; one machine has no network that could keep a living one silent.
SESSION_S = 3
COMMAND_TIMEOUT_S = 120.0
CLOCK_START = "2026-06-15T00:00:00Z"  # within the second quarter of the sample world
AGENCY = "kanwil-gorontalo"

EKINERJA = Path(sys.executable).with_name("ekinerja")  # the command installed beside this interpreter


@dataclass
class Stack:
    """One stack. Every method blocks. `name` below is a service, or `service-label` for a further process of it.

    run_dir: of this stack alone; what lies there from before is used again. services: those to run (each of SERVICES).
    clock_start: where the shared clock starts, None for true time. faults: service -> `point` or `point:n`.
    settings: further environment variables of every service. progress: told in a few words what is going on.
    """

    run_dir: Path
    _: KW_ONLY
    services: Sequence[str] = SERVICES
    ports: Ports = field(default_factory=Ports.free)
    kind: parts.Kind = field(default_factory=parts.kind_asked)
    clock_start: str | None = CLOCK_START
    agency: str = AGENCY
    faults: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    fsync: bool = True
    progress: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self.run_dir = self.run_dir.resolve()
        #: name -> address, without a slash at the end
        self.urls: dict[str, str] = {name: f"http://{ports.HOST}:{self.ports.services[name]}" for name in self.services}
        self.issuer = f"http://{ports.HOST}:{self.ports.issuer}"
        self.clock_file = self.run_dir / "clock.json"
        self.evidence_dir = self.run_dir / "evidence"
        #: Seconds from `start` to everything ready.
        self.started_in_s = 0.0
        self._children: dict[str, Child] = {}
        self._closing = False
        # trust_env=False: a proxy of the environment is not for the loopback address.
        self._http = httpx.Client(timeout=10, trust_env=False)
        self._kafka: parts.KafkaPart | None = None
        self._postgres: parts.PostgresPart | None = None

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- the whole ------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start everything and return when all of it is ready.

        Raises PortTaken before anything is started; ProcessError or JarError naming the part that failed, after what
        had started is stopped again.
        """
        began = time.monotonic()
        self.prepare()
        pool = ThreadPoolExecutor(3, thread_name_prefix="stack")
        try:
            waiting = {pool.submit(job) for job in (self._bring_processes, self._bring_kafka, self._bring_postgres)}
            while waiting:
                done, waiting = wait(waiting, POLL_S, FIRST_EXCEPTION)
                for job in done:
                    job.result()
                self.check()  # a service that cannot even start need not wait for Kafka to be told of
            self.wait_ready(*self.urls)
        except BaseException:
            self.stop()  # what the other jobs wait for is gone, so they end
            pool.shutdown()
            self.stop()  # what one of them was just starting
            raise
        pool.shutdown()
        self.started_in_s = time.monotonic() - began

    def prepare(self) -> None:
        """Make what the parts stand on (folders, the clock, addresses) and start nothing. Raises PortTaken."""
        self._closing = False
        self.ports.require_free(self.services, kafka=self.kind != "external")
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.evidence_dir.mkdir(exist_ok=True)
        if self.clock_start and not self.clock_file.exists():
            self.move_clock(self.clock_start)
        self._kafka = parts.make_kafka(self.kind, self.run_dir, self.ports.kafka, self._fetching)
        self._postgres = parts.make_postgres(self.kind, self.run_dir, self.ports.postgres, fsync=self.fsync)

    def stop(self) -> None:
        """Stop everything, in the reverse order; nothing is left. May be called twice, and on half a stack."""
        self._closing = True
        services = [child for name, child in self._children.items() if name != "issuer"]
        with ThreadPoolExecutor(len(SERVICES) + 2) as pool:
            list(pool.map(Child.stop, services))
            if "issuer" in self._children:
                self._children["issuer"].stop()
            self._children.clear()
            kept = [part for part in (self._kafka, self._postgres) if part is not None]
            list(pool.map(lambda part: part.stop(), kept))

    def check(self) -> None:
        """Raise ProcessError, with the end of its log, if a process that should run has ended."""
        if ended := self.ended():
            ended.check()

    def ended(self) -> Child | None:
        """A process that should run and has ended, if any."""
        return next((child for child in self._running().values() if not child.alive()), None)

    def wait_ready(self, *names: str, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Return when each of these says that every part of it is ready (none given: all that run).

        Raises ProcessError naming the service when it ended, or is not ready within `timeout_s`.
        """
        deadline = time.monotonic() + timeout_s
        for name in names or [name for name in self._children if name != "issuer"]:
            while (said := self.readiness(name)) is None or not _all_ready(said):
                child = self.child(name)
                child.check()
                if time.monotonic() > deadline:
                    raise ProcessError(
                        f"{name} is not ready after {timeout_s:g} s, it says {said}; its log {child.log} ends with:\n"
                        f"{child.log_tail()}"
                    )
                time.sleep(POLL_S)

    def readiness(self, name: str) -> dict[str, str] | None:
        """What `/readyz` says, None while nothing answers."""
        try:
            body: dict[str, str] = self._http.get(f"{self.urls[name]}/readyz").json()
        except (httpx.HTTPError, ValueError):
            return None
        return body

    # -- its parts ------------------------------------------------------------------------------------------------

    @property
    def kafka(self) -> parts.KafkaPart:
        """Kafka itself: `.bootstrap`, and start, stop, kill, pause, resume, restart."""
        if self._kafka is None:
            raise ProcessError("the stack has no Kafka yet; `prepare` or `start` it")
        return self._kafka

    @property
    def postgres(self) -> parts.PostgresPart:
        """PostgreSQL itself: `.url(database)`, and start, stop, kill, pause, resume, restart."""
        if self._postgres is None:
            raise ProcessError("the stack has no PostgreSQL yet; `prepare` or `start` it")
        return self._postgres

    def database_url(self, service: str) -> str:
        return self.postgres.url(database_name(service))

    def kill_kafka(self) -> None:
        self.kafka.kill()

    def restart_kafka(self) -> None:
        """Start it, stopping it first if it runs, and wait until it takes requests."""
        self.kafka.restart()

    def kill_postgres(self) -> None:
        self.postgres.kill()

    def restart_postgres(self) -> None:
        """Start it, stopping it first if it runs, and wait until it takes connections."""
        self.postgres.restart()

    # -- the services ---------------------------------------------------------------------------------------------

    def start_service(
        self,
        service: str,
        role: str = "all",
        env_extra: Mapping[str, str] | None = None,
        *,
        label: str = "",
        ready: bool = True,
    ) -> str:
        """Start one process of a service and return its name; wait until it is ready unless told not to.

        label: for a further process of the same service: it is named `service-label`, has a port of its own and is in
        `urls` from then on. Raises ProcessError when it ends, is not ready in time, or is running already.
        """
        name = f"{service}-{label}" if label else service
        port = self.ports.services[service] if not label else ports.free_port()
        self.urls[name] = f"http://{ports.HOST}:{port}"
        env = {**self.env_for(service), "EKINERJA_FAULT": self.faults.get(service, ""), **(env_extra or {})}
        self._spawn(name, ["serve", service, "--role", role, "--port", str(port)], env)
        if ready:
            self.wait_ready(name)
        return name

    def stop_service(self, name: str) -> int:
        """Ask it to end, wait, and return its exit code."""
        code = self.child(name).stop()
        del self._children[name]
        return code

    def kill_service(self, name: str) -> None:
        """SIGKILL."""
        self.child(name).kill()
        del self._children[name]

    def child(self, name: str) -> Child:
        """The process of a service (or `issuer`): `.pid`, `.alive()`, `.log`, `.pause()`."""
        try:
            return self._children[name]
        except KeyError:
            raise ProcessError(f"{name} is not started") from None

    def log(self, name: str) -> str:
        """All that a part has written: a service, `issuer`, `kafka` or `postgres`."""
        path = self.run_dir / "logs" / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def resident_mb(self) -> dict[str, float]:
        """Resident memory of each process with its children, in MiB (embedded Kafka and PostgreSQL too).

        What processes share is counted once where the system tells (Linux): PostgreSQL's would else count many times.
        """
        return {name: _resident_mb(child.pid) for name, child in self._running().items()}

    # -- what its users need --------------------------------------------------------------------------------------

    def token(
        self,
        roles: str | Sequence[str],
        employee: str | None = None,
        *,
        subject: str = "development",
        agency: str | None = None,
        audience: str | None = None,
        lifetime_s: int = 86400,
    ) -> str:
        """An access token of the development issuer. lifetime_s: negative for one that has expired."""
        wanted = {
            "roles": [roles] if isinstance(roles, str) else list(roles),
            "employee": employee,
            "subject": subject,
            "agency": agency,
            "audience": audience,
            "lifetime_s": lifetime_s,
        }
        answer = self._http.post(f"{self.issuer}/token", json=wanted)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def move_clock(self, to: datetime | str) -> None:
        """Set the services' clock; after the first time only forward (ValueError)."""
        from chassis.clock import move_clock

        move_clock(self.clock_file, datetime.fromisoformat(to) if isinstance(to, str) else to)

    def env_for(self, service: str) -> dict[str, str]:
        """The whole environment in which `ekinerja` works for this service; nothing of ours leaks in from outside."""
        env = {name: value for name, value in os.environ.items() if self._belongs(name)}
        # A proxy of the environment is not for the loopback address: services ask the issuer for its keys.
        direct = ",".join(filter(None, (env.get("no_proxy") or env.get("NO_PROXY"), ports.HOST)))
        return env | {
            "NO_PROXY": direct,
            "no_proxy": direct,
            "EKINERJA_AGENCY": self.agency,
            "EKINERJA_ENV": "development",
            "EKINERJA_DATABASE": self.database_url(service),
            "EKINERJA_KAFKA": self.kafka.bootstrap,
            "EKINERJA_ISSUER": self.issuer,
            "EKINERJA_EVIDENCE_STORE": self.evidence_dir.as_uri(),
            **({} if self.kind == "external" else {"EKINERJA_KAFKA_SESSION_S": str(SESSION_S)}),
            **({"EKINERJA_CLOCK_FILE": str(self.clock_file)} if self.clock_start else {}),
            **(self.settings if service in SERVICES else {}),
        }

    def cli(self, service: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run `ekinerja ARGUMENTS` with the environment of a service; `.stdout`, `.stderr` and `.returncode` of it.

        Raises ProcessError when it fails, unless check is False; subprocess.TimeoutExpired after COMMAND_TIMEOUT_S.
        """
        done = subprocess.run(
            [str(EKINERJA), *arguments],
            env=self.env_for(service),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
        )
        if check and done.returncode:
            raise ProcessError(
                f"`ekinerja {' '.join(arguments)}` for {service} ended with {done.returncode}: "
                f"{done.stdout}{done.stderr}"
            )
        return done

    # -- how ------------------------------------------------------------------------------------------------------

    def _bring_processes(self) -> None:
        for service in self.services:
            self.start_service(service, ready=False)
        self.start_issuer()

    def _bring_kafka(self) -> None:
        self.kafka.start()
        self.kafka.wait_ready()
        self.progress("Kafka is up")
        make_topics(self.kafka.bootstrap, self.agency)

    def _bring_postgres(self) -> None:
        self.postgres.start()
        self.postgres.wait_ready()
        self.progress("PostgreSQL is up")
        make_databases(self.postgres, self.services)

    def start_issuer(self) -> None:
        """Start the development issuer; does not wait for it, the services do."""
        env = self.env_for("issuer")  # it has no database, but the settings ask for one
        key = self.run_dir / "issuer.pem"
        self._spawn("issuer", ["dev-issuer", "--port", str(self.ports.issuer), "--key-file", str(key)], env)

    def _spawn(self, name: str, arguments: list[str], env: Mapping[str, str]) -> None:
        if self._closing:
            raise ProcessError(f"{name} is not started: the stack is stopping")
        self._children[name] = spawn(name, [EKINERJA, *arguments], run_dir=self.run_dir, env=env)

    def _running(self) -> dict[str, Child]:
        children = dict(self._children)
        for name, part in (("kafka", self._kafka), ("postgres", self._postgres)):
            if isinstance(child := getattr(part, "child", None), Child):  # only the embedded ones are children of ours
                children[name] = child
        return children

    def _belongs(self, variable: str) -> bool:
        # How to reach an external Kafka (TLS, passwords) is for whoever runs it to say.
        reach = self.kind == "external" and variable.startswith("EKINERJA_KAFKA_")
        return reach or not variable.startswith("EKINERJA_")

    def _fetching(self, done: int, of: int) -> None:
        if done == of or done % FETCH_STEP == 0:
            self.progress(f"fetching Kafka, once: {done} of {of} files")


def _all_ready(said: Mapping[str, str]) -> bool:
    return all(state == "ready" for part, state in said.items() if part not in ("service", "role"))


def _resident_mb(pid: int) -> float:
    process = psutil.Process(pid)
    members = [process, *process.children(recursive=True)]
    if sys.platform == "linux":
        return sum(member.memory_full_info().pss for member in members) / 2**20
    return sum(member.memory_info().rss for member in members) / 2**20
