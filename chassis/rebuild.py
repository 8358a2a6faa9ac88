"""Makes a projection anew, beside the live one, from offset zero to the ends captured at the start.

The new schema has its own checkpoints. When it stands at the ends it takes over in one transaction: the row
that names the live schema is read FOR SHARE by every batch and switched FOR UPDATE here, and the inbox then
finds itself not at its checkpoint and seeks. Interrupted, nothing has changed; the next run starts clean.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import TopicPartition
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL

from chassis.database import Database
from chassis.intake import Reader, apply_in
from chassis.kafka import groupless_consumer, partitions_of
from chassis.projection import NAME, active_schema, create_schema, in_schema
from chassis.set_aside import give_up_again
from chassis.settings import Settings

__all__ = ["Progress", "empty", "rebuild"]

BATCH_RECORDS = 5000
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

    Raises `RuntimeError` when not every record was read; then nothing has changed.
    """
    partitions = await partitions_of(settings, topics)
    schema = await asyncio.to_thread(_begin, database)
    async with groupless_consumer(settings, max_partition_fetch_bytes=4 * 1024 * 1024) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning(*partitions)
        left = {partition for partition in partitions if ends[partition] > 0}
        total, done, started = sum(ends.values()), 0, time.monotonic()
        consumer.pause(*(set(partitions) - left))
        while left:
            batches = await consumer.getmany(timeout_ms=500, max_records=BATCH_RECORDS)
            records = [record for batch in batches.values() for record in batch]
            records = [r for r in records if r.offset < ends[TopicPartition(r.topic, r.partition)]]
            if records:
                await asyncio.to_thread(_apply, database, schema, records, reader)
            done += len(records)
            progress(done, total, time.monotonic() - started)
            for partition in list(left):
                if await consumer.position(partition) >= ends[partition]:
                    left.discard(partition)
                    consumer.pause(partition)
    if done != total:
        raise RuntimeError(f"{done} of {total} records were read; nothing has changed, rebuild again")
    former = await asyncio.to_thread(_take_over, database, schema)
    await asyncio.to_thread(_drop_former, database, former)
    return schema


def empty(database: Database) -> str:
    """Put an empty projection in the place of the live one; the inbox fills it from offset zero."""
    schema = _begin(database)
    _drop_former(database, _take_over(database, schema))
    return schema


def _begin(database: Database) -> str:
    """A fresh schema; what an interrupted rebuild left is dropped."""
    with database.connection() as conn, conn.transaction():
        conn.execute("SELECT pg_advisory_xact_lock(hashtext('ekinerja rebuild'))")
        live = active_schema(conn)
        rows = conn.execute("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'projection\\_%'").fetchall()
        for row in rows:
            if row["name"] != live:
                conn.execute(in_schema("DROP SCHEMA {schema} CASCADE", row["name"]))
        schema = f"projection_{int(live.rpartition('_')[2]) + 1}"
        create_schema(conn, schema)
    return schema


def _apply(database: Database, schema: str, records: list[Any], reader: Reader) -> None:
    with database.connection() as conn, conn.transaction():
        apply_in(conn, schema, records, reader)


def _take_over(database: Database, schema: str) -> str:
    """Make `schema` the live one; returns the name of the former, which is still there."""
    with database.connection() as conn, conn.transaction():
        row = conn.execute("SELECT active_schema FROM projections WHERE name = %s FOR UPDATE", (NAME,)).fetchone()
        assert row is not None
        give_up_again(conn, row["active_schema"], schema)
        conn.execute("UPDATE projections SET active_schema = %s WHERE name = %s", (schema, NAME))
    return str(row["active_schema"])


def _drop_former(database: Database, schema: str) -> None:
    """Drop what was live, after its last readers. Where one takes long (a digest), the next rebuild drops it."""
    time.sleep(READERS_S)
    with database.connection() as conn, contextlib.suppress(LockNotAvailable), conn.transaction():
        conn.execute(SQL("SET LOCAL lock_timeout = {}").format(DROP_WAIT))
        conn.execute(in_schema("DROP SCHEMA IF EXISTS {schema} CASCADE", schema))
