"""Kafka and PostgreSQL as containers (`EKINERJA_STACK=containers`), by testcontainers' own modules.

Needs a Docker engine, and says so when none answers. The data is the container's: it survives `kill` and `restart`,
and goes with `stop`. Ports are fixed on the host, because a container that is started anew would otherwise get others.
"""

import os
import socket
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg

from deploy.local import ports
from deploy.local.processes import ProcessError
from deploy.local.servers import create_database, drop_database, url_of

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

KAFKA_IMAGE_SETTING, KAFKA_IMAGE = "EKINERJA_KAFKA_IMAGE", "confluentinc/cp-kafka:7.9.0"
POSTGRES_IMAGE_SETTING, POSTGRES_IMAGE = "EKINERJA_POSTGRES_IMAGE", "postgres:18"
KAFKA_PORT, POSTGRES_PORT = 9093, 5432  # inside the containers
USER = "postgres"
READY_TIMEOUT_S = 120.0  # the first time the images are fetched before, which is not counted
STOP_GRACE_S = 15
POLL_S = 0.1


class _Container:
    """One container: made and started by `start`, gone with `stop`; in between it can be killed and started again."""

    name = ""

    def __init__(self, port: int) -> None:
        self.port = port
        self._made: DockerContainer | None = None

    def start(self) -> None:
        """Make it the first time (fetching its image), else start the one that was killed. Raises ProcessError."""
        if self._made is None:
            _require_engine()
            self._made = self._make()
            self._made.start()
        else:
            self._wrapped.start()

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Return when it takes requests. Raises ProcessError when it does not within `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        while not self._answers():
            if time.monotonic() > deadline:
                log = b"".join(self._container.get_logs())[-2000:].decode(errors="replace")
                raise ProcessError(f"{self.name} does not answer after {timeout_s:g} s; its log ends with:\n{log}")
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Remove it and its data. May be called twice."""
        if self._made is not None:
            self._made.stop()
            self._made = None

    def kill(self) -> None:
        self._wrapped.kill()

    def restart(self) -> None:
        self._wrapped.restart(timeout=STOP_GRACE_S)
        self.wait_ready()

    def pause(self) -> None:
        self._wrapped.pause()

    def resume(self) -> None:
        self._wrapped.unpause()

    @property
    def _container(self) -> "DockerContainer":
        if self._made is None:
            raise ProcessError(f"{self.name} is not started")
        return self._made

    @property
    def _wrapped(self) -> Any:  # Any: the Docker client's own object, untyped
        return self._container.get_wrapped_container()

    def _make(self) -> "DockerContainer":
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class ContainerKafka(_Container):
    """One node in KRaft mode."""

    name = "kafka"

    @cached_property
    def bootstrap(self) -> str:
        return f"{ports.HOST}:{self.port}"

    def _make(self) -> "DockerContainer":
        from testcontainers.kafka import KafkaContainer

        image = os.environ.get(KAFKA_IMAGE_SETTING) or KAFKA_IMAGE
        made = KafkaContainer(image, port=KAFKA_PORT).with_kraft().with_bind_ports(KAFKA_PORT, self.port)
        for name, value in {
            "AUTO_CREATE_TOPICS_ENABLE": "false",
            "LOG_RETENTION_MS": "-1",
            "LOG_RETENTION_BYTES": "-1",
            "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "GROUP_MIN_SESSION_TIMEOUT_MS": "1000",
        }.items():
            made.with_env(f"KAFKA_{name}", value)
        return made

    def _answers(self) -> bool:
        try:
            socket.create_connection((ports.HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return True


class ContainerPostgres(_Container):
    """One server, on TCP."""

    name = "postgres"

    def url(self, database: str = USER) -> str:
        return url_of(f"postgresql://{USER}:{USER}@{ports.HOST}:{self.port}/{USER}", database)

    def create_database(self, name: str) -> None:
        create_database(self.url(), name)

    def drop_database(self, name: str) -> None:
        drop_database(self.url(), name)

    def _make(self) -> "DockerContainer":
        from testcontainers.postgres import PostgresContainer

        image = os.environ.get(POSTGRES_IMAGE_SETTING) or POSTGRES_IMAGE
        made = PostgresContainer(image, username=USER, password=USER, dbname=USER, driver=None)
        return made.with_bind_ports(POSTGRES_PORT, self.port).with_command("postgres -c max_connections=200")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _require_engine() -> None:
    import docker
    from docker.errors import DockerException

    try:
        docker.from_env().ping()
    except DockerException as error:
        raise ProcessError(
            f"EKINERJA_STACK=containers needs a Docker engine, and none answers ({str(error).splitlines()[0]}); start "
            "it, set DOCKER_HOST, or leave EKINERJA_STACK unset for the embedded parts"
        ) from None
