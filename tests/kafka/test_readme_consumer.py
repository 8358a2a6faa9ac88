"""The ten lines of the subscriber's page, taken from it and run as a program of their own against the real Kafka.

Only the topic's name is replaced, by one made for the test: the services' own topics hold their events only.
"""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.envelope import partition_key
from contracts.examples import EXAMPLES
from contracts.generate import CONTRACTS
from contracts.topics import TOPICS

pytestmark = pytest.mark.kafka

#: A consumer joins its group, reads, and writes; a slow machine needs some of it.
DEADLINE_S = 180
POLL_S = 0.05

TOPIC = next(topic for topic in TOPICS if topic.producer == "evaluation")
ASSESSED, ACCEPTED, FINAL = (
    next(example.value() for example in EXAMPLES if type(example.event).__name__ == name)
    for name in ("BehaviourAssessed", "LatenessAccepted", "EvaluationFinalized")
)


class Broker(Protocol):
    """What is asked of the `kafka` fixture."""

    @property
    def bootstrap(self) -> str: ...


async def _create(bootstrap: str, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        settings = TOPIC.creation_settings(brokers=1)
        await admin.create_topics([NewTopic(name, TOPIC.partitions, TOPIC.replicas(1), topic_configs=settings)])
    finally:
        await admin.close()


async def _send(bootstrap: str, name: str, values: list[bytes]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        for value in values:
            await producer.send_and_wait(name, value, key=partition_key(value))


@pytest.fixture
def topic(kafka: Broker) -> str:
    """A topic of the test's own, made as `topics.yaml` says."""
    name = f"readme.{uuid4()}"
    asyncio.run(_create(kafka.bootstrap, name))
    return name


@pytest.fixture
def program(topic: str, tmp_path: Path) -> Path:
    """The lines of the page as a file."""
    (code,) = re.findall(r"```python\n(.*?)```", (CONTRACTS / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code.count(f'"{TOPIC.name}"') == 1
    path = tmp_path / "consumer.py"
    path.write_text(code.replace(TOPIC.name, topic), encoding="utf-8")
    return path


@contextmanager
def running(program: Path, bootstrap: str) -> Iterator[subprocess.Popen[str]]:
    """The program in its own folder, ended as Ctrl-C would.

    Heard also where the tests run in the background: a shell makes what it starts there deaf to it.
    """
    process = subprocess.Popen(
        [sys.executable, program.name],
        cwd=program.parent,
        env={**os.environ, "EKINERJA_KAFKA": bootstrap},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=DEADLINE_S)


def rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "events.db", timeout=5)) as db:
        try:
            return [value for (value,) in db.execute("SELECT value FROM events ORDER BY subject, sequence")]
        except sqlite3.OperationalError:  # the program has not made its table yet
            return []


def wait_for(expected: list[bytes], folder: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    texts = [value.decode() for value in expected]
    while rows(folder) != texts:
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < deadline, f"{len(rows(folder))} rows after {DEADLINE_S} s"
        time.sleep(POLL_S)


def test_the_ten_lines_keep_every_event_once_through_repetitions_and_a_restart(
    kafka: Broker, topic: str, program: Path
) -> None:
    asyncio.run(_send(kafka.bootstrap, topic, [ASSESSED, ASSESSED, ACCEPTED, ASSESSED]))
    with running(program, kafka.bootstrap) as process:
        wait_for([ASSESSED, ACCEPTED], program.parent, process)

    asyncio.run(_send(kafka.bootstrap, topic, [ACCEPTED, FINAL]))

    with running(program, kafka.bootstrap) as process:
        wait_for([ASSESSED, ACCEPTED, FINAL], program.parent, process)
