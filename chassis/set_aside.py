"""What could not be applied: listing it, reading it again after repair, and closing what can never be read.

The rows hold coordinates only; the topic keeps the records. Reading again is always safe: what has been
applied meanwhile is a duplicate.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.structs import ConsumerRecord

from chassis.database import Connection, Database
from chassis.intake import Applied, Coordinates, Reader, apply_again
from chassis.kafka import groupless_consumer
from chassis.projection import active_schema, in_schema
from chassis.settings import Settings

__all__ = ["close", "fetch", "give_up_again", "list_open", "passed_over", "read_again", "repaired_streams"]

FETCH_TIMEOUT_S = 15.0
#: Records fetched and applied in one transaction when reading again.
CHUNK = 200
#: How the reason of a record begins that people gave up.
GIVEN_UP = "given up: "


def list_open(database: Database) -> list[dict[str, Any]]:
    """Open rows, causes first, in topic order; held streams and dead letters alike."""
    with database.connection() as conn:
        statement = (
            "SELECT * FROM {schema}.set_aside WHERE closed_at IS NULL"
            " ORDER BY is_cause DESC, topic, partition, record_offset"
        )
        return conn.execute(in_schema(statement, active_schema(conn))).fetchall()


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
    """Close one record that can never be read, with a reason; returns its row.

    Where it held its stream, the stream goes on after the version given up. Raises `LookupError` when no
    open record is at `place`.
    """
    with database.connection() as conn, conn.transaction():
        row = _give_up(conn, active_schema(conn, share=True), place, f"{GIVEN_UP}{because}")
    if row is None:
        raise LookupError(f"nothing open at {place.topic}/{place.partition} offset {place.offset}")
    return row


def _give_up(
    conn: Connection, schema: str, place: Coordinates, because: str, at: datetime | None = None
) -> dict[str, Any] | None:
    """Give up the open record at `place`, in the caller's transaction; None when none is open there.

    at: when that was decided, if not now. A gap gives up what is missing before it and stays open with the reason
    until it is read again; anything else gives itself up.
    """
    row: dict[str, Any] | None = conn.execute(
        in_schema(
            "UPDATE {schema}.set_aside SET closed_because = %s,"
            " closed_at = CASE WHEN reason IN ('gap', 'behind') THEN NULL ELSE coalesce(%s, now()) END"
            " WHERE (topic, partition, record_offset) = (%s, %s, %s) AND closed_at IS NULL RETURNING *",
            schema,
        ),
        (because, at, place.topic, place.partition, place.offset),
    ).fetchone()
    if row is not None and row["stream"] is not None:
        version = row["version"] - 1 if row["reason"] in ("gap", "behind") else row["version"]
        conn.execute(
            in_schema(
                "INSERT INTO {schema}.stream_heads (stream, version, topic) VALUES (%s, %s, %s)"
                " ON CONFLICT (stream) DO UPDATE SET version = greatest(stream_heads.version, excluded.version)",
                schema,
            ),
            (row["stream"], version, row["topic"]),
        )
    return row


def give_up_again(conn: Connection, live: str, fresh: str) -> None:
    """What people gave up with a reason in `live` is given up in `fresh` too, a projection made anew."""
    given_up = in_schema(
        "SELECT * FROM {schema}.set_aside WHERE closed_because LIKE %s"
        " ORDER BY stream, version, topic, partition, record_offset",
        live,
    )
    for row in conn.execute(given_up, (f"{GIVEN_UP}%",)).fetchall():
        place = Coordinates(row["topic"], row["partition"], row["record_offset"])
        _give_up(conn, fresh, place, row["closed_because"], row["closed_at"])
