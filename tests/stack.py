"""The real parts the tests stand on: Kafka, PostgreSQL, whole stacks, fresh databases and topics.

The fixtures are in `conftest.py`; here is how they are made. Which kind is `EKINERJA_STACK`; a stack whose parts a test
may kill is embedded where the others are external, since nobody else's server is killed here.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
from aiokafka.admin import AIOKafkaAdminClient

from chassis.database import Database
from contracts.topics import TOPICS
from deploy.local import parts, ports
from deploy.local.furnish import make_database, make_topics
from deploy.local.stack import AGENCY, Ports, Stack

POLL_S = 0.05
TOPICS_TIMEOUT_S = 30
OURS = ("kafka.Kafka", "pginstall", "ekinerja")  # in the command line of every process a stack starts


def start_kafka(run_dir: Path) -> parts.KafkaPart:
    """A running Kafka without topics."""
    kafka = parts.make_kafka(parts.kind_asked(), run_dir, ports.free_port())
    kafka.start()
    kafka.wait_ready()
    return kafka


def start_postgres(run_dir: Path) -> parts.PostgresPart:
    """A running PostgreSQL, without fsync: its databases live for one test."""
    postgres = parts.make_postgres(parts.kind_asked(), run_dir, None, fsync=False)
    postgres.start()
    postgres.wait_ready()
    return postgres


def killable() -> parts.Kind:
    """The kind of a stack whose parts may be killed."""
    kind = parts.kind_asked()
    return "embedded" if kind == "external" else kind


def make_stack(run_dir: Path, services: Sequence[str], **options: Any) -> Stack:  # Any: as Stack takes them
    """A stack that may be killed, on free ports, not started."""
    return Stack(run_dir, services=services, ports=Ports.free(services), kind=killable(), **options)


@dataclass
class Databases:
    """Databases of one test in the session's PostgreSQL; all are dropped at its end."""

    postgres: parts.PostgresPart
    _made: list[str] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def url(self, service: str = "") -> str:
        """The address of a new database with the migrations of the chassis and, if named, of a service."""
        name = f"test_{uuid4().hex[:12]}"
        self._made.append(name)
        make_database(self.postgres, name, service)
        return self.postgres.url(name)

    def make(self, service: str = "", pool: int = 4) -> Database:
        """The same, as the services hold it."""
        database = Database(self.url(service), pool)
        self._open.callback(database.close)
        return database

    def drop(self) -> None:
        self._open.close()
        for name in self._made:
            self.postgres.drop_database(name)


def renew_topics(kafka: parts.KafkaPart) -> dict[str, str]:
    """Delete the services' topics if they are there and create them empty; returns service -> topic."""
    asyncio.run(_delete_topics(kafka.bootstrap))
    make_topics(kafka.bootstrap, AGENCY)
    asyncio.run(_topics_lead(kafka.bootstrap))
    return {topic.producer: topic.name for topic in TOPICS}


async def _delete_topics(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        ours = {topic.name for topic in TOPICS}
        async with asyncio.timeout(TOPICS_TIMEOUT_S):
            if there := ours & set(await admin.list_topics()):
                await admin.delete_topics(sorted(there))
            while ours & set(await admin.list_topics()):
                await asyncio.sleep(POLL_S)
    finally:
        await admin.close()


async def _topics_lead(bootstrap: str) -> None:
    """Wait until every partition has a leader: only then is it written and read."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        async with asyncio.timeout(TOPICS_TIMEOUT_S):
            while not all(_leads(found) for found in await admin.describe_topics([topic.name for topic in TOPICS])):
                await asyncio.sleep(POLL_S)
    finally:
        await admin.close()


def _leads(topic: dict[str, Any]) -> bool:  # Any: aiokafka's answer
    return bool(topic["partitions"]) and all(part["leader"] >= 0 for part in topic["partitions"])


def left_running() -> list[str]:
    """Processes of a stack that this process started, or their children, and that still run."""
    return [
        f"{child.pid} {' '.join(child.cmdline())[:200]}"
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and any(mark in " ".join(child.cmdline()) for mark in OURS)
    ]
