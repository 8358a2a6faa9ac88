"""`ekinerja rebuild evaluation` at scale: employee-years on the topics, made anew, against two bare readers.

The bare side is two processes that read the same topics with aiokafka, half the partitions each, and decode every
envelope with msgspec; nothing is kept. Ours is the command itself, from its start until its projection is live, its
memory that of all its processes together. Sizes grow on the same topics: 1, 2 and 4 times as many people.
"""

import asyncio
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from uuid import uuid4

import msgspec
import psutil
from aiokafka import TopicPartition

from chassis.kafka import groupless_consumer, partitions_of
from chassis.settings import Settings
from contracts.envelope import Envelope, topic_of
from deploy.local.furnish import make_database
from deploy.local.stack import AGENCY, EKINERJA, Stack
from services.evaluation.projections import CONSUMES
from tests.load import years
from tests.load.figures import Figure

__all__ = ["measure"]

STEPS = (1, 2, 4)
LOOK_S = 0.1
MOST_MIB = 1024
PROCESSES = 2


def measure(stack: Stack, people: int) -> Iterator[Figure]:
    """`people` is one times; the topics are empty. Yields a line per size, and what limits it."""
    told = 0
    for step in STEPS:
        years.publish(stack.kafka.bootstrap, told, step * people - told)
        told = step * people
        events = told * years.EVENTS_PER_PERSON
        bare = events / _bare(stack)
        seconds, mib, kept = _ours(stack)
        if kept != events:
            raise RuntimeError(f"{kept} events were kept of {events}")
        ours = events / seconds
        yield Figure(
            f"rebuild of evaluation, {told:,} employee-years ({events:,} events), against two bare readers",
            f"{ours / bare:.0%}: {ours:,.0f} against {bare:,.0f} events/s, {seconds:.0f} s; "
            f"peak memory of its processes {mib:,.0f} MiB",
            f"50% and under {MOST_MIB} MiB",
            ours / bare >= 0.5 and mib < MOST_MIB,
        )


def _ours(stack: Stack) -> tuple[float, float, int]:
    """Seconds, peak MiB, and how many events the new projection keeps; its database is dropped."""
    name = f"bench_{uuid4().hex[:8]}"
    make_database(stack.postgres, name, "evaluation")
    environment = {**stack.env_for("evaluation"), "EKINERJA_DATABASE": stack.postgres.url(name)}
    try:
        began = time.perf_counter()
        with subprocess.Popen(
            [EKINERJA, "rebuild", "evaluation"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            watched = _Watched(process.pid)
            said, _ = process.communicate()
            seconds = time.perf_counter() - began
        if process.returncode:
            raise RuntimeError(f"the rebuild failed: {said.decode().strip()}")
        return seconds, watched.peak_mib(), _kept(stack.postgres.url(name))
    finally:
        stack.postgres.drop_database(name)


def _kept(address: str) -> int:
    import psycopg

    with psycopg.connect(address) as conn:
        schema = conn.execute("SELECT active_schema FROM projections").fetchone()
        assert schema is not None
        row = conn.execute(f"SELECT count(*) FROM {schema[0]}.kept_events").fetchone()  # noqa: S608  # our own name
        assert row is not None
        return int(row[0])


class _Watched:
    """The most memory that a process and its children hold together, looked at again and again."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._most = 0
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while True:
            try:
                all_of_them = [self._process, *self._process.children(recursive=True)]
                self._most = max(self._most, sum(_held(one) for one in all_of_them))
            except psutil.NoSuchProcess:
                return
            if self._process.status() == psutil.STATUS_ZOMBIE:
                return
            time.sleep(LOOK_S)

    def peak_mib(self) -> float:
        self._thread.join()
        return self._most / 2**20


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _bare(stack: Stack) -> float:
    """Seconds of two processes, from the first one's first fetch to the last one's last."""
    settings = Settings(agency=AGENCY, database="", issuer="", kafka=stack.kafka.bootstrap, env="development")
    partitions = asyncio.run(partitions_of(settings, [topic_of(service) for service in CONSUMES]))
    halves = [partitions[number::PROCESSES] for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        spans = list(pool.map(_read_half, [settings] * PROCESSES, halves))
    return max(end for _, end in spans) - min(begin for begin, _ in spans)


def _read_half(settings: Settings, partitions: Sequence[TopicPartition]) -> tuple[float, float]:
    return asyncio.run(_read(settings, partitions))


async def _read(settings: Settings, partitions: Sequence[TopicPartition]) -> tuple[float, float]:
    decoder = msgspec.json.Decoder(Envelope)
    async with groupless_consumer(settings, max_partition_fetch_bytes=4 * 1024 * 1024) as consumer:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        left = sum(ends.values())
        began = time.monotonic()
        while left > 0:
            batches = await consumer.getmany(timeout_ms=500, max_records=5000)
            for batch in batches.values():
                for record in batch:
                    decoder.decode(record.value)
                left -= len(batch)
        return began, time.monotonic()
