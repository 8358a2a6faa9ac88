"""Recording: 32 HTTP clients against one process, against bare inserts of the same bytes by 8 psycopg threads.

Both write to the same PostgreSQL with fsync on. The bare side is one autocommitted row per event and nothing else: no
idempotency, no numbering, no decision, and each of its commits may share a flush of the log with the others.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from uuid import uuid4

import psutil
import psycopg
import uvloop

from deploy.local.stack import Stack
from deploy.local.story import Story
from tests.load import people
from tests.load.figures import Figure, duel
from tests.load.wire import Wire

__all__ = ["CLIENTS", "measure"]

CLIENTS = 32
THREADS = 8
ROUND_S = 2.5
ROUNDS = 5
TARGET = 0.5
DATABASE = "bench_bare"


def measure(stack: Stack, story: Story) -> list[Figure]:
    """Stops every service but the one that is measured, and leaves one running."""
    stack.postgres.create_database(DATABASE)
    with psycopg.connect(stack.postgres.url(DATABASE), autocommit=True) as conn:
        conn.execute("CREATE TABLE bare (stream uuid, version bigint, state bytea, PRIMARY KEY (stream, version))")
    for service in stack.services:
        if service != "planning":
            stack.stop_service(service)
    unit = _one(stack, "planning", people.units(stack, story, CLIENTS))
    stack.stop_service("planning")
    stack.start_service("realization")
    report = _one(stack, "realization", people.reports(stack, story, CLIENTS))
    stack.stop_service("realization")
    return [
        Figure("recording: the lightest command (a unit), against bare inserts", *unit),
        Figure("recording: a report of realization, against bare inserts", *report),
    ]


def _one(stack: Stack, service: str, commands: people.Commands) -> tuple[str, str, bool]:
    url, address = stack.urls[service], stack.postgres.url(DATABASE)
    uvloop.run(_load(url, commands, 1.0))  # tokens verified, statements prepared, something recorded
    with psycopg.connect(stack.database_url(service)) as conn:
        rows = conn.execute("SELECT state FROM stored_events ORDER BY notification_id DESC LIMIT 200").fetchall()
    values = [bytes(row[0]) for row in rows]
    process = psutil.Process(stack.child(service).pid)
    total, again, cpu_s = 0, 0, 0.0

    def ours() -> float:
        nonlocal total, again, cpu_s
        before = process.cpu_times()
        accepted, refused, took = uvloop.run(_load(url, commands, ROUND_S))
        after = process.cpu_times()
        total, again = total + accepted, again + refused
        cpu_s += after.user + after.system - before.user - before.system
        return accepted / took

    found = duel(ours, lambda: _bare(address, values), ROUNDS)
    told = (
        f"{found.told('events')}; {1000 * cpu_s / total:.2f} ms of the process's CPU each, {again} told to come again"
    )
    return told, f"{TARGET:.0%}", found.ratio >= TARGET


async def _load(url: str, commands: people.Commands, seconds: float) -> tuple[int, int, float]:
    """Commands accepted, answers that said "not now", and the seconds it took."""
    wires = await asyncio.gather(*(Wire.open(url) for _ in commands))
    started = time.perf_counter()
    accepted = await asyncio.gather(
        *(_client(wire, mine, started + seconds) for wire, mine in zip(wires, commands, strict=True))
    )
    took = time.perf_counter() - started
    for wire in wires:
        wire.close()
    return sum(accepted), sum(wire.refused for wire in wires), took


async def _client(wire: Wire, commands: list[tuple[bytes, bytes]], until: float) -> int:
    accepted = 0
    for before, after in cycle(commands):
        await wire.send(before, after)
        accepted += 1
        if time.perf_counter() > until:
            break
    return accepted


def _bare(address: str, values: list[bytes]) -> float:
    def insert(_: int) -> int:
        done = 0
        with psycopg.connect(address, autocommit=True) as conn:
            for value in cycle(values):
                conn.execute("INSERT INTO bare VALUES (%s, %s, %s)", (uuid4(), 1, value), prepare=True)
                done += 1
                if time.perf_counter() > until:
                    break
        return done

    started = time.perf_counter()
    until = started + ROUND_S
    with ThreadPoolExecutor(THREADS) as pool:
        done = sum(pool.map(insert, range(THREADS)))
    return done / (time.perf_counter() - started)
