"""Makes a projection anew, beside the live one, from offset zero to the ends captured at the start.

The new schema has its own checkpoints. It is filled in bulk first (`chassis.bulk`), then record by record up to where
the ends have moved. When it stands near them it takes over in one transaction: the row
that names the live schema is read FOR SHARE by every batch and locked FOR UPDATE here, the last records up to the
live checkpoints are read, and the row is switched; the inbox then finds itself not at its checkpoint and seeks.
So a reader never sees the projection go back. Interrupted, nothing has changed; the next run starts clean.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg.errors import LockNotAvailable, UniqueViolation
from psycopg.sql import SQL

from chassis.bulk import Filling, create_bare, fill, finish
from chassis.database import Connection, Database
from chassis.given_up import take_along
from chassis.intake import apply_in
from chassis.intake_work import Reader
from chassis.kafka import groupless_consumer, partitions_of
from chassis.projection import NAME, active_schema, create_schema, in_schema
from chassis.settings import Settings

__all__ = ["Progress", "empty", "rebuild"]

BATCH_RECORDS = 5000
#: With no more than this left to read, the rest is read while the inbox waits for the take-over.
NEARLY = 500
#: Nothing came for this long although there is more.
SILENT_S = 30.0
#: Whoever asked for the live schema's name just before a take-over reads from it a moment later; it stays that long.
READERS_S = 1.0
#: Less than PostgreSQL's deadlock timeout: a reader that holds one table and waits for the next is not the one to fail.
DROP_WAIT = "200ms"

#: Called with records read, records in all, and seconds since the start.
Progress = Callable[[int, int, float], None]


async def rebuild(
    settings: Settings, database: Database, reader: Reader, topics: Sequence[str], progress: Progress
) -> str:
    """Rebuild and take over; returns the name of the schema now live.

    Raises `RuntimeError` when another rebuild is under way, or a topic has lost its beginning; then nothing has
    changed. For the moment of the take-over, commands are accepted and the inbox waits.
    """
    partitions = await partitions_of(settings, topics)
    conn = await asyncio.to_thread(database.dedicated)
    try:
        schema, live = await asyncio.to_thread(_begin, conn, create_bare)
        async with groupless_consumer(settings, max_partition_fetch_bytes=4 * 1024 * 1024) as consumer:
            consumer.assign(partitions)
            for partition, begin in (await consumer.beginning_offsets(partitions)).items():
                if begin:
                    raise RuntimeError(f"{partition.topic}/{partition.partition} begins at offset {begin}, not at 0")
            work = _Catching(conn, schema, live, reader, consumer, progress)
            filling = Filling(settings, database.address, schema, live, reader)
            await _in_bulk(filling, work, await consumer.end_offsets(partitions))
            # And again to where the ends have moved meanwhile, until little is left.
            while await work.missing(ends := await consumer.end_offsets(partitions)) > NEARLY:
                await work.up_to(ends)
            former = await _take_over(conn, schema, work)
        await asyncio.to_thread(_drop_former, database, former)
        return schema
    finally:
        await asyncio.to_thread(conn.close)


async def _in_bulk(filling: Filling, work: "_Catching", ends: Mapping[TopicPartition, int]) -> None:
    """To the ends captured; the consumer stands behind what was read.

    Where a stream lies in two partitions, which no service of ours writes, bulk cannot tell which record was first:
    then everything is read record by record, as the inbox does.
    """
    total = sum(ends.values())

    def moved(records: int) -> None:
        work.done += records
        work.progress(work.done, max(total, work.done), time.monotonic() - work.started)

    await fill(filling, ends, moved)
    try:
        await asyncio.to_thread(finish, work.conn, filling)
    except UniqueViolation:
        await asyncio.to_thread(_begin_again, work.conn, filling)
        work.done = 0
    checkpoints = await asyncio.to_thread(_checkpoints, work.conn, filling.schema)
    for partition in ends:
        work.consumer.seek(partition, checkpoints.get(partition, 0))


def _begin_again(conn: Connection, filling: Filling) -> None:
    """An empty schema in the place of one that could not be filled in bulk."""
    with conn.transaction():
        conn.execute(in_schema("DROP SCHEMA {schema} CASCADE", filling.schema))
        create_schema(conn, filling.schema)
        take_along(conn, filling.live, filling.schema)


@dataclass
class _Catching:
    """A fresh schema and the consumer that fills it."""

    conn: Connection
    schema: str
    live: str
    reader: Reader
    consumer: AIOKafkaConsumer
    progress: Progress
    done: int = 0
    started: float = field(default_factory=time.monotonic)

    async def missing(self, ends: Mapping[TopicPartition, int]) -> int:
        """How many offsets lie between the consumer's places and `ends`."""
        return sum([max(end - await self.consumer.position(one), 0) for one, end in ends.items()])

    async def up_to(self, ends: Mapping[TopicPartition, int]) -> None:
        """Apply every record below `ends`, in bulk; records that come with them are read again later."""
        total = self.done + await self.missing(ends)
        left = {one for one, end in ends.items() if await self.consumer.position(one) < end}
        self.consumer.pause(*self.consumer.assignment())
        self.consumer.resume(*left)
        heard = time.monotonic()
        while left:
            batches = await self.consumer.getmany(timeout_ms=500, max_records=BATCH_RECORDS)
            records = [record for batch in batches.values() for record in batch]
            if records:
                await asyncio.to_thread(_apply, self.conn, self.schema, self.live, records, self.reader)
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENT_S:
                raise TimeoutError(f"{len(left)} partitions have more records, but none came for {SILENT_S:.0f} s")
            self.done += len(records)
            self.progress(self.done, max(total, self.done), time.monotonic() - self.started)
            for partition in list(left):
                if await self.consumer.position(partition) >= ends[partition]:
                    left.discard(partition)
                    self.consumer.pause(partition)


async def _take_over(conn: Connection, schema: str, work: _Catching) -> str:
    """Make `schema` the live one, once it has all that the live one has; returns the former, which is still there.

    One transaction holds the row that every batch of the inbox reads, so the live projection stands still meanwhile.
    """
    await asyncio.to_thread(conn.execute, "BEGIN")
    try:
        row = (
            await asyncio.to_thread(
                conn.execute, "SELECT active_schema FROM projections WHERE name = %s FOR UPDATE", (NAME,)
            )
        ).fetchone()
        assert row is not None
        former = str(row["active_schema"])
        if former != work.live:
            raise RuntimeError(f"{former} took over meanwhile; rebuild again")
        live = await asyncio.to_thread(_checkpoints, conn, former)
        ends = await work.consumer.end_offsets(work.consumer.assignment())
        # A live checkpoint beyond its topic's end is one of the things a rebuild mends.
        await work.up_to({one: min(live.get(one, 0), end) for one, end in ends.items()})
        await asyncio.to_thread(_switch, conn, former, schema)
    except BaseException:
        await asyncio.to_thread(conn.execute, "ROLLBACK")
        raise
    await asyncio.to_thread(conn.execute, "COMMIT")
    return former


def _switch(conn: Connection, former: str, schema: str) -> None:
    take_along(conn, former, schema)
    conn.execute("UPDATE projections SET active_schema = %s WHERE name = %s", (schema, NAME))


def _checkpoints(conn: Connection, schema: str) -> dict[TopicPartition, int]:
    rows = conn.execute(in_schema("SELECT * FROM {schema}.checkpoints", schema)).fetchall()
    return {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}


def empty(database: Database) -> str:
    """Put an empty projection in the place of the live one; the inbox fills it from offset zero.

    Raises `RuntimeError` when a rebuild is under way.
    """
    conn = database.dedicated()
    try:
        schema, former = _begin(conn)
        with conn.transaction():
            conn.execute("SELECT 1 FROM projections WHERE name = %s FOR UPDATE", (NAME,))
            _switch(conn, former, schema)
    finally:
        conn.close()
    _drop_former(database, former)
    return schema


def _begin(conn: Connection, create: Callable[[Connection, str], None] = create_schema) -> tuple[str, str]:
    """A fresh schema, and the live one; what an interrupted rebuild left is dropped. Others wait for this session."""
    row = conn.execute("SELECT pg_try_advisory_lock(hashtext('ekinerja rebuild')) AS won").fetchone()
    if row is None or not row["won"]:
        raise RuntimeError("another rebuild of this service is under way")
    with conn.transaction():
        live = active_schema(conn)
        rows = conn.execute("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'projection\\_%'").fetchall()
        for one in rows:
            if one["name"] != live:
                conn.execute(in_schema("DROP SCHEMA {schema} CASCADE", one["name"]))
        schema = f"projection_{int(live.rpartition('_')[2]) + 1}"
        create(conn, schema)
        take_along(conn, live, schema)
    return schema, live


def _apply(conn: Connection, schema: str, live: str, records: list[Any], reader: Reader) -> None:
    with conn.transaction():
        apply_in(conn, schema, live, records, reader)


def _drop_former(database: Database, schema: str) -> None:
    """Drop what was live, after its last readers. Where one takes long (a digest), the next rebuild drops it."""
    time.sleep(READERS_S)
    with database.connection() as conn, contextlib.suppress(LockNotAvailable), conn.transaction():
        conn.execute(SQL("SET LOCAL lock_timeout = {}").format(DROP_WAIT))
        conn.execute(in_schema("DROP SCHEMA IF EXISTS {schema} CASCADE", schema))
