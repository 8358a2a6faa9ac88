"""What could not be applied: listing it, reading it again after repair, and closing what can never be read.

The rows hold coordinates only; the topic keeps the records. Reading again is always safe: what has been
applied meanwhile is a duplicate.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from chassis.database import Connection, Database
from chassis.given_up import CLOSED, give_up
from chassis.intake import apply_again
from chassis.intake_work import Applied, Reader
from chassis.kafka import groupless_consumer
from chassis.limits import Coordinates
from chassis.projection import active_schema, in_schema
from chassis.settings import Settings

__all__ = ["allow", "close", "count_open", "fetch", "list_open", "passed_over", "read_again", "repaired_streams"]

FETCH_TIMEOUT_S = 15.0
#: Records fetched and applied in one transaction when reading again.
CHUNK = 200
#: Reasons of records that could be read, were something before them not missing.
WAITING = ("gap", "behind")


def list_open(database: Database) -> list[dict[str, Any]]:
    """Open rows, causes first, in topic order; held streams and dead letters alike."""
    with database.connection() as conn:
        statement = (
            "SELECT * FROM {schema}.set_aside WHERE closed_at IS NULL"
            " ORDER BY is_cause DESC, topic, partition, record_offset"
        )
        return conn.execute(in_schema(statement, active_schema(conn))).fetchall()


def count_open(database: Database) -> int:
    """How many records are set aside and not closed."""
    with database.connection() as conn:
        statement = in_schema(
            "SELECT count(*) AS n FROM {schema}.set_aside WHERE closed_at IS NULL", active_schema(conn)
        )
        row = conn.execute(statement).fetchone()
    assert row is not None
    return int(row["n"])


def passed_over(database: Database) -> dict[str, int]:
    """Types of ours that this release does not know, and how many of each went by."""
    with database.connection() as conn:
        rows = conn.execute(in_schema("SELECT type, events FROM {schema}.passed_over", active_schema(conn))).fetchall()
    return {row["type"]: row["events"] for row in rows}


def repaired_streams(database: Database) -> list[UUID]:
    """Held streams whose next version waits among the records set aside: nothing is missing before it any more."""
    statement = (
        "SELECT DISTINCT s.stream FROM {schema}.set_aside s JOIN {schema}.stream_heads h USING (stream)"
        " WHERE s.closed_at IS NULL AND s.reason IN ('gap', 'behind') AND s.version <= h.version + 1 ORDER BY 1"
    )
    with database.connection() as conn:
        return [row["stream"] for row in conn.execute(in_schema(statement, active_schema(conn)))]


async def fetch(settings: Settings, places: Sequence[Coordinates]) -> list[ConsumerRecord[Any, Any]]:
    """The records at these coordinates, in the order asked for. Raises `TimeoutError` when one is not there."""
    found: dict[Coordinates, ConsumerRecord[Any, Any]] = {}
    async with groupless_consumer(settings) as consumer:
        partitions = {TopicPartition(place.topic, place.partition) for place in places}
        consumer.assign(partitions)
        consumer.pause(*partitions)
        for place in sorted(set(places)):  # going from one partition to another costs a tenth of a second
            partition = TopicPartition(place.topic, place.partition)
            consumer.seek(partition, place.offset)
            consumer.resume(partition)
            async with asyncio.timeout(FETCH_TIMEOUT_S):
                record = await consumer.getone(partition)
            if record.offset != place.offset:
                raise TimeoutError(f"{place.topic}/{place.partition} has no record at offset {place.offset}")
            found[place] = record
            consumer.pause(partition)
    return [found[place] for place in places]


async def read_again(
    settings: Settings, database: Database, reader: Reader, streams: Sequence[UUID] | None = None
) -> Counter[str]:
    """Read open records again (of `streams`, or all): how many were applied, were duplicates, stay aside."""
    total: Counter[str] = Counter()
    places = await asyncio.to_thread(_open_places, database, streams)
    for start in range(0, len(places), CHUNK):
        records = await fetch(settings, places[start : start + CHUNK])
        applied = await asyncio.to_thread(_apply, database, records, reader)
        total["applied"] += sum(applied.events.values()) + sum(applied.passed_over.values())
        total["duplicates"] += sum(applied.duplicates.values())
        total["stay aside"] += sum(applied.set_aside.values())
    return total


def _open_places(database: Database, streams: Sequence[UUID] | None) -> list[Coordinates]:
    """Open coordinates, each stream's in version order."""
    where = "" if streams is None else " AND stream = ANY(%s)"
    statement = (
        "SELECT topic, partition, record_offset FROM {schema}.set_aside WHERE closed_at IS NULL"
        + where
        + " ORDER BY stream NULLS FIRST, version, topic, partition, record_offset"
    )
    with database.connection() as conn:
        params = () if streams is None else (list(streams),)
        rows = conn.execute(in_schema(statement, active_schema(conn)), params).fetchall()
    return [Coordinates(row["topic"], row["partition"], row["record_offset"]) for row in rows]


def _apply(database: Database, records: Sequence[Any], reader: Reader) -> Applied:
    with database.connection() as conn, conn.transaction():
        return apply_again(conn, active_schema(conn, share=True), records, reader)


def close(database: Database, place: Coordinates, because: str) -> dict[str, Any]:
    """Give up the record at `place`, with a reason; returns its row.

    A record that holds its stream gives its own version up. One before which versions are missing gives those up, and
    is itself read again. Raises `LookupError` when nothing is open there, or when it only waits behind another.
    """
    with database.connection() as conn, conn.transaction():
        schema = active_schema(conn, share=True)
        row = _open_row(conn, schema, place)
        stream, reason = row["stream"], f"{CLOSED}{because}"
        if row["reason"] in WAITING:
            give_up(conn, schema, stream, range(_head_of(conn, schema, stream) + 1, row["version"]), reason)
            return row
        conn.execute(
            in_schema(
                "UPDATE {schema}.set_aside SET closed_because = %s, closed_at = now()"
                " WHERE (topic, partition, record_offset) = (%s, %s, %s)",
                schema,
            ),
            (reason, place.topic, place.partition, place.offset),
        )
        if stream is not None:
            give_up(conn, schema, stream, [row["version"]], reason)
        return row


def _open_row(conn: Connection, schema: str, place: Coordinates) -> dict[str, Any]:
    row: dict[str, Any] | None = conn.execute(
        in_schema(
            "SELECT * FROM {schema}.set_aside WHERE (topic, partition, record_offset) = (%s, %s, %s)"
            " AND closed_at IS NULL FOR UPDATE",
            schema,
        ),
        (place.topic, place.partition, place.offset),
    ).fetchone()
    if row is None:
        raise LookupError(f"nothing open at {place.topic}/{place.partition} offset {place.offset}")
    before = conn.execute(
        in_schema(
            "SELECT * FROM {schema}.set_aside WHERE stream = %s AND version < %s AND closed_at IS NULL"
            " ORDER BY version LIMIT 1",
            schema,
        ),
        (row["stream"], row["version"]),
    ).fetchone()
    if before is not None:
        raise LookupError(
            f"{place.topic}/{place.partition} offset {place.offset} waits behind version {before['version']} of its"
            f" stream ({before['reason']}): decide on {before['topic']} {before['partition']} {before['record_offset']}"
            " first"
        )
    return row


def _head_of(conn: Connection, schema: str, stream: UUID) -> int:
    row = conn.execute(in_schema("SELECT version FROM {schema}.stream_heads WHERE stream = %s", schema), (stream,))
    found = row.fetchone()
    return int(found["version"]) if found else 0


def allow(database: Database, records: int) -> int:
    """Let the inbox set aside that many more causes before it stops; returns how many are allowed now."""
    with database.connection() as conn, conn.transaction():
        row = conn.execute(
            in_schema(
                "UPDATE {schema}.intake SET allowed = allowed + %s, in_a_row = 0 RETURNING allowed",
                active_schema(conn, share=True),
            ),
            (records,),
        ).fetchone()
    assert row is not None
    return int(row["allowed"])
