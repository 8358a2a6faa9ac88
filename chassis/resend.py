"""Sends a stream's recorded bytes again, by the owner: how a gap that a reader has is filled."""

from uuid import UUID

from aiokafka import AIOKafkaProducer

from chassis.kafka import client_options
from chassis.runtime import Runtime
from contracts.envelope import CONTENT_TYPE, partition_key, topic_of

__all__ = ["resend"]


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
