"""Compares the end of a service's topic with its log: does the store have all that was ever published?

The relay remembers, with its place, where each partition ended then. Whoever leads next reads from there to the ends
and compares record by record. A store restored from an older copy has an older place, so everything it lost lies in
that stretch; what was sent twice lies in it too and is no difference. Where only the log was put back, and not the
place, the last record of ours in each partition tells, which is always compared.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import TopicPartition

from chassis.database import Connection
from chassis.kafka import groupless_consumer, partitions_of
from chassis.settings import Settings
from contracts.envelope import NotAnEvent, position_of, read

__all__ = ["first_difference"]

CHUNK = 2000
#: The last of ours among so many is compared even where the place says that it was.
TAIL = 100
#: Nothing came for this long although more is there: Kafka counts as away.
SILENT_S = 10.0


async def first_difference(conn: Connection, settings: Settings, topic: str, since: Mapping[int, int]) -> str:
    """What the topic holds and the store does not, or has otherwise; empty when there is nothing of the kind.

    since: per partition, the offset up to which the two are known to agree (absent: from the beginning). Raises
    `KafkaError`, `OSError` or `TimeoutError` when the topic cannot be read.
    """
    partitions = await partitions_of(settings, [topic])
    async with groupless_consumer(settings, max_partition_fetch_bytes=4 * 1024 * 1024) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        # A place beyond the end is of another topic of this name.
        agreed = {one: since.get(one.partition, 0) if since.get(one.partition, 0) <= ends[one] else 0 for one in ends}
        starts = {one: min(agreed[one], max(ends[one] - TAIL, 0)) for one in ends}
        left = {one for one in partitions if starts[one] < ends[one]}
        for one in left:
            consumer.seek(one, starts[one])
        consumer.pause(*(set(partitions) - left))
        heard, last = time.monotonic(), dict[int, Any]()
        while left:
            batches = await consumer.getmany(timeout_ms=500, max_records=CHUNK)
            records = [record for batch in batches.values() for record in batch]
            if records:
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENT_S:
                raise TimeoutError(f"{topic} has more records, but none came for {SILENT_S:.0f} s")
            for record in records:
                known = record.offset < agreed[TopicPartition(record.topic, record.partition)]
                if known and position_of(record.headers) is not None and _is_ours(record, settings, topic):
                    last[record.partition] = record
            news = [one for one in records if one.offset >= agreed[TopicPartition(one.topic, one.partition)]]
            if why := await asyncio.to_thread(_difference, conn, settings, topic, news):
                return why
            left -= {one for one in left if await _reached(consumer, one, ends[one])}
    # Of what was agreed before, the last of each partition only: a stranger's forgery further back was seen by then.
    return await asyncio.to_thread(_difference, conn, settings, topic, list(last.values()))


async def _reached(consumer: Any, partition: TopicPartition, end: int) -> bool:
    if await consumer.position(partition) < end:
        return False
    consumer.pause(partition)
    return True


def _difference(conn: Connection, settings: Settings, topic: str, records: Sequence[Any]) -> str:
    """The first record of ours among `records` that the log does not have, or has with other bytes."""
    ours = {}
    for record in records:
        position = position_of(record.headers)
        if position is not None and _is_ours(record, settings, topic):
            ours[position] = record
    rows = conn.execute(
        "SELECT notification_id - 1 AS position, state FROM stored_events WHERE notification_id = ANY(%s)",
        ([position + 1 for position in ours],),
    ).fetchall()
    recorded = {row["position"]: bytes(row["state"]) for row in rows}
    for position, record in sorted(ours.items()):
        if recorded.get(position) == record.value:
            continue
        what = "differs from the store's" if position in recorded else "is not in the store"
        return (
            f"{topic}/{record.partition} holds position {position}, which {what} (the store ends at"
            f" {_highest(conn)}): the store is older than its topic; restore the newest backup before any command is"
            " accepted"
        )
    return ""


def _is_ours(record: Any, settings: Settings, topic: str) -> bool:  # Any: an aiokafka record
    try:
        read(record.value, agency=settings.agency, service=topic.split(".")[1], key=record.key)
    except NotAnEvent:
        return False
    return True


def _highest(conn: Connection) -> int:
    row = conn.execute("SELECT coalesce(max(notification_id), 0) - 1 AS position FROM stored_events").fetchone()
    assert row is not None
    return int(row["position"])
