"""Where the stack's Kafka and PostgreSQL come from: `EKINERJA_STACK=embedded` (default), `containers` or `external`.

Whatever the kind, the parts answer to the same names: `start`, `wait_ready`, `stop`, `kill`, `restart`, `pause`,
`resume`, and `bootstrap` (Kafka) or `url` and `create_database` (PostgreSQL).
Never falls back from one kind to another: what was asked for and is not there is an error.
"""

import os
from pathlib import Path
from typing import Literal, Protocol, cast

from deploy.local import jars, ports, processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres

KIND_SETTING = "EKINERJA_STACK"
Kind = Literal["embedded", "containers", "external"]

ROOT = Path(__file__).parents[2]
JARS = ROOT / ".tools" / "kafka"


class Part(Protocol):
    """What can be done with either of the two, whichever kind it is. Every method blocks."""

    def start(self) -> None: ...
    def wait_ready(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def restart(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...


class KafkaPart(Part, Protocol):
    @property
    def bootstrap(self) -> str: ...


class PostgresPart(Part, Protocol):
    def url(self, database: str = ...) -> str: ...
    def create_database(self, name: str) -> None: ...
    def drop_database(self, name: str) -> None: ...


def kind_asked() -> Kind:
    """The kind of EKINERJA_STACK. Raises ProcessError for a word that is none."""
    word = os.environ.get(KIND_SETTING) or "embedded"
    if word not in ("embedded", "containers", "external"):
        raise processes.ProcessError(f"{KIND_SETTING} is {word!r}; it can be embedded, containers or external")
    return cast(Kind, word)


def make_kafka(kind: Kind, run_dir: Path, port: int, progress: jars.Progress | None = None) -> KafkaPart:
    """One Kafka of this kind, not started. Fetches the jars first if they are not there (embedded)."""
    if kind == "containers":
        from deploy.local.containers import ContainerKafka

        return ContainerKafka(port)
    if kind == "external":
        from deploy.local.external import ExternalKafka

        return ExternalKafka()
    return Kafka(run_dir / "kafka-data", port, jars.ensure_jars(JARS, progress), run_dir)


def make_postgres(kind: Kind, run_dir: Path, port: int | None, *, fsync: bool = True) -> PostgresPart:
    """One PostgreSQL of this kind, not started. port: also on TCP (embedded: else by the socket alone)."""
    if kind == "containers":
        from deploy.local.containers import ContainerPostgres

        return ContainerPostgres(port or ports.free_port())
    if kind == "external":
        from deploy.local.external import ExternalPostgres

        return ExternalPostgres()
    return Postgres(run_dir / "postgres-data", run_dir, port=port, fsync=fsync)
