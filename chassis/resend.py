"""Sends recorded bytes again, by the owner: how a gap that a reader has is filled, and a topic that was lost."""

import time
from collections.abc import Callable
from uuid import UUID

from aiokafka import AIOKafkaProducer

from chassis.database import Connection
from chassis.kafka import client_options
from chassis.runtime import Runtime
from contracts.envelope import CONTENT_TYPE, partition_key, topic_of

__all__ = ["resend", "resend_all"]

LOOK_S = 0.2
#: Longer than a relay needs to notice, compare the log with its topic and send a first window.
MOVES_WITHIN_S = 60.0


async def resend(runtime: Runtime, stream: UUID) -> int:
    """Publish every recorded event of `stream` once more, in order, as the relay did; returns how many.

    Raises `LookupError` when this service records no such stream. The headers are those of the first time.
    """
    with runtime.database.connection() as conn:
        rows = conn.execute(
            "SELECT notification_id - 1 AS position, state FROM stored_events"
            " WHERE originator_id = %s ORDER BY originator_version",
            (stream,),
        ).fetchall()
    if not rows:
        raise LookupError(f"{runtime.name} has no stream {stream}")
    producer = AIOKafkaProducer(**client_options(runtime.settings), acks="all", enable_idempotence=True)
    try:
        await producer.start()
        for row in rows:
            value = bytes(row["state"])
            headers = [("content-type", CONTENT_TYPE.encode()), ("position", str(row["position"]).encode())]
            await producer.send_and_wait(topic_of(runtime.name), value, key=partition_key(value), headers=headers)
    finally:
        await producer.stop()
    return len(rows)


def resend_all(runtime: Runtime, progress: Callable[[int, int], None], moves_within_s: float = MOVES_WITHIN_S) -> int:
    """Have the service's relay publish its whole log once more, in log order; returns how many events that were.

    The place of the relay is moved back to the beginning, and waited for here: whatever ends this, the relay goes on,
    and what is recorded meanwhile follows in its order. progress: told (events published again, events recorded).
    Raises `RuntimeError` when no relay has moved on for `moves_within_s`.
    """
    with runtime.database.connection() as conn:
        row = conn.execute("SELECT coalesce(max(notification_id), 0) AS recorded FROM stored_events").fetchone()
        recorded = int(row["recorded"]) if row else 0
        conn.execute("UPDATE relay_place SET next_position = 0 WHERE relay = 'topic'")
    place, moved = 0, time.monotonic()
    while place < recorded:
        progress(place, recorded)
        if time.monotonic() - moved > moves_within_s:
            raise RuntimeError(
                f"the relay of {runtime.name} stands at event {place} of {recorded}: see that its worker runs and"
                " reaches Kafka (/readyz); it goes on from there by itself, and this need not be repeated"
            )
        time.sleep(LOOK_S)
        with runtime.database.connection() as conn:
            now = _place(conn)
        if now != place:
            place, moved = now, time.monotonic()
    return recorded


def _place(conn: Connection) -> int:
    row = conn.execute("SELECT next_position FROM relay_place WHERE relay = 'topic'").fetchone()
    return int(row["next_position"]) if row else 0
