"""From accepted command to applied in evaluation, at a steady 50 commands per second.

Accepted is when the answer has reached the client, applied is when another connection sees the event's version in
evaluation's projection. Commands are sent on a timetable, whatever the answers take, so a stall is not hidden.
"""

import asyncio
import json
import threading
import time
from itertools import chain, cycle, islice
from uuid import UUID

import psycopg
import uvloop

from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.load import people
from tests.load.figures import Figure, percentile
from tests.load.wire import Wire

__all__ = ["measure"]

PER_SECOND = 50
SECONDS = 20
WARM_UP_S = 2
TARGET_MS = 250
LOOK_S = 0.002  # how exactly `applied` is seen
LOST_S = 30


def measure(stack: Stack, story: Story) -> list[Figure]:
    watch = _Watch(stack.database_url("evaluation"))
    commands = list(chain.from_iterable(people.reports(stack, story, 1)))
    try:
        answered, refused = uvloop.run(_send(stack.urls["realization"], commands, watch))
        watch.wait_for_all()
    finally:
        watch.stop()
    applied = [1000 * (watch.applied[number] - at) for number, (_, at) in answered.items() if number > _first()]
    took = [1000 * (at - sent) for number, (sent, at) in answered.items() if number > _first()]
    worst = percentile(applied, 0.99)
    return [
        Figure(
            f"from accepted to applied in evaluation, {PER_SECOND} commands/s",
            f"p50 {percentile(applied, 0.5):.0f} ms, p99 {worst:.0f} ms, worst {max(applied):.0f} ms",
            f"p99 under {TARGET_MS} ms",
            worst < TARGET_MS,
        ),
        Figure(
            f"answer of a command, {PER_SECOND} commands/s",
            f"p50 {percentile(took, 0.5):.0f} ms, p99 {percentile(took, 0.99):.0f} ms; {refused} told to come again",
        ),
    ]


def _first() -> int:
    return PER_SECOND * WARM_UP_S


async def _send(
    url: str, commands: list[tuple[bytes, bytes]], watch: "_Watch"
) -> tuple[dict[int, tuple[float, float]], int]:
    """Number of a command -> (sent, accepted), and how many answers said "not now"."""
    idle: asyncio.Queue[Wire] = asyncio.Queue()
    for _ in range(PER_SECOND):
        idle.put_nowait(await Wire.open(url))
    answered: dict[int, tuple[float, float]] = {}

    async def one(number: int, before: bytes, after: bytes) -> None:
        wire = await idle.get()
        sent = time.perf_counter()
        body = await wire.send(before, after)
        answered[number] = (sent, time.perf_counter())
        (head,) = json.loads(body)["streams"]
        watch.expect(number, UUID(head["stream"]), head["version"])
        idle.put_nowait(wire)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, (before, after) in enumerate(islice(cycle(commands), PER_SECOND * (SECONDS + WARM_UP_S))):
            await asyncio.sleep(max(0.0, started + number / PER_SECOND - time.perf_counter()))
            group.create_task(one(number, before, after))
    refused = 0
    while not idle.empty():
        wire = idle.get_nowait()
        refused += wire.refused
        wire.close()
    return answered, refused


class _Watch:
    """Looks at evaluation's heads on a connection and thread of its own, and notes when each awaited one is there."""

    def __init__(self, address: str) -> None:
        self.applied: dict[int, float] = {}
        self._awaited: dict[int, tuple[UUID, int]] = {}
        self._ended = threading.Event()
        self._conn = psycopg.connect(address, autocommit=True)
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def expect(self, number: int, stream: UUID, version: int) -> None:
        self._awaited[number] = (stream, version)

    def wait_for_all(self) -> None:
        deadline = time.monotonic() + LOST_S
        while self._awaited and self._thread.is_alive():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(self._awaited)} events are not applied {LOST_S} s after the last command")
            time.sleep(0.05)

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        self._conn.close()

    def _run(self) -> None:
        row = self._conn.execute("SELECT active_schema FROM projections").fetchone()
        assert row is not None
        heads = psycopg.sql.SQL("SELECT stream, version FROM {}.stream_heads WHERE stream = ANY(%s)").format(
            psycopg.sql.Identifier(row[0])
        )
        while not self._ended.wait(LOOK_S):
            awaited = list(self._awaited.items())
            if not awaited:
                continue
            here = dict(self._conn.execute(heads, ([stream for _, (stream, _) in awaited],), prepare=True).fetchall())
            now = time.perf_counter()
            for number, (stream, version) in awaited:
                if here.get(stream, 0) >= version:
                    self.applied[number] = now
                    del self._awaited[number]
