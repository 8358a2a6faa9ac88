"""Inbox to projection: a filled topic applied to an empty projection of evaluation, against a bare `getmany` loop.

Both run in this process; the services are stopped. The inbox is timed from its first batch on, because joining its
group takes longer than reading; the bare loop, which joins none, from its first fetch. Where the time goes
is found by doing the inbox's parts one at a time over the same records.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import uvloop
from aiokafka import ConsumerRecord

from chassis.database import Database
from chassis.inbox import BATCH_RECORDS, Inbox
from chassis.intake import apply
from chassis.intake_work import Reader
from chassis.kafka import groupless_consumer, partitions_of
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from contracts.envelope import decode, read, topic_of
from deploy.local.furnish import make_database
from deploy.local.stack import AGENCY, Stack
from services.evaluation.projections import labels
from tests.load.figures import Figure, duel
from tests.load.history import SERVICE

__all__ = ["measure"]

ROUNDS = 4
READER = Reader(AGENCY, "evaluation", labels)
TOPIC = topic_of(SERVICE)
LOOK_S = 0.01
TIMEOUT_S = 90


def measure(stack: Stack, events: int) -> list[Figure]:
    """The topic holds `events` records, each event once."""

    def ours() -> float:
        with _database(stack) as (settings, database):
            return uvloop.run(_inbox(settings, database, events))

    with _database(stack) as (settings, _):
        pass
    found = duel(ours, lambda: uvloop.run(_bare(settings, events))[0], ROUNDS)
    rate, records = uvloop.run(_bare(settings, events))
    with _database(stack) as (_, database):
        parts = dict(_parts(records, database))
    inbox = 1e6 / sorted(found.ours)[len(found.ours) // 2]
    fetched = 1e6 / rate
    reading, decoding, applying = parts["read"], parts["decode"], parts["apply"]
    rest = max(0.0, inbox - fetched - applying)
    where = (
        f"of {inbox:.0f} µs per event: fetching {fetched:.0f}, checking the envelope {reading:.0f}, "
        f"validating the data {decoding:.0f}, PostgreSQL and the rest of applying {applying - reading - decoding:.0f}, "
        f"FastStream, threads and waiting {rest:.0f}"
    )
    return [
        Figure("inbox to projection, against a bare getmany loop", found.told("events")),
        Figure("inbox: where the time goes", where),
    ]


@contextmanager
def _database(stack: Stack) -> Iterator[tuple[Settings, Database]]:
    """A fresh database of evaluation, dropped at the end."""
    name = f"bench_{uuid4().hex[:8]}"
    make_database(stack.postgres, name, "evaluation")
    address = stack.postgres.url(name)
    database = Database(address, 4)
    settings = Settings(agency=AGENCY, database=address, issuer="", kafka=stack.kafka.bootstrap, env="development")
    try:
        yield settings, database
    finally:
        database.close()
        stack.postgres.drop_database(name)


async def _inbox(settings: Settings, database: Database, events: int) -> float:
    """Events per second between the first batch applied and the last."""
    telemetry = Telemetry()
    running = asyncio.create_task(Inbox([TOPIC], settings, database, READER, telemetry).run())
    first: tuple[float, float] | None = None
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                await asyncio.sleep(LOOK_S)
                applied = telemetry.registry.get_sample_value("ekinerja_inbox_applied_total", {"topic": TOPIC}) or 0
                now = time.perf_counter()
                if applied and first is None:
                    first = (now, applied)
                if applied >= events and first is not None:
                    return (applied - first[1]) / (now - first[0])
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _bare(settings: Settings, events: int) -> tuple[float, list[ConsumerRecord]]:
    """Events per second from the first fetch to the last, and the records."""
    records: list[ConsumerRecord] = []
    async with groupless_consumer(settings) as consumer, asyncio.timeout(TIMEOUT_S):
        consumer.assign(await partitions_of(settings, [TOPIC]))
        await consumer.seek_to_beginning()
        started = time.perf_counter()
        while len(records) < events:
            batches = await consumer.getmany(timeout_ms=100, max_records=BATCH_RECORDS)
            for batch in batches.values():
                records.extend(batch)
        return len(records) / (time.perf_counter() - started), records


def _parts(records: list[ConsumerRecord], database: Database) -> Iterable[tuple[str, float]]:
    """Microseconds per event: of reading envelopes, decoding data, and of applying, which holds both."""
    started = time.perf_counter()
    envelopes = [read(record.value, agency=AGENCY, service=SERVICE, key=record.key) for record in records]
    yield "read", _each(started, records)
    started = time.perf_counter()
    for envelope in envelopes:
        decode(envelope)
    yield "decode", _each(started, records)
    started = time.perf_counter()
    with database.connection() as conn:
        for at in range(0, len(records), BATCH_RECORDS):
            apply(conn, records[at : at + BATCH_RECORDS], READER)
    yield "apply", _each(started, records)


def _each(started: float, records: list[ConsumerRecord]) -> float:
    return (time.perf_counter() - started) / len(records) * 1e6
