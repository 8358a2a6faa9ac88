"""Publishes recorded bytes in log order, at least once; never decodes them. One leader per service.

Read from the place remembered, send with `acks=all` and idempotence, remember after the acknowledgement, in
the same database; the next window is on its way meanwhile. After any producer error: a new producer, and on
from the first unacknowledged position (aiokafka's idempotent producer loses a partition for good after one
refused batch). A relay that becomes leader first compares the log with the last `position` of each partition
of its topic: a store restored from an old backup must not number new events over published ones, so then no
command is accepted.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from psycopg.rows import tuple_row

from chassis.database import Connection, Database
from chassis.errors import database_away
from chassis.faults import fault
from chassis.kafka import client_options, groupless_consumer, partitions_of
from chassis.settings import Settings
from chassis.telemetry import Telemetry, log
from contracts.envelope import CONTENT_TYPE, NotAnEvent, partition_key, position_of, read, topic_of

__all__ = ["PRODUCER", "Gate", "Relay"]

POLL_S = 0.02
#: One window: read, sent and remembered together. Large enough to fill batches of every partition: of 500 events each
#: partition gets 40, and the broker is busy with requests rather than with events.
WINDOW_EVENTS = 2000
WINDOW_BYTES = 8 * 1024 * 1024
#: How long an unacknowledged window is waited for before the producer is made anew. An idempotent producer of
#: aiokafka 0.14 may wait for 40 s on a request that a restarted broker will never answer (seen with kill -9); sending
#: a window twice is harmless.
ACKNOWLEDGE_S = 5.0
#: How aiokafka's producer is asked to send; the same for whoever measures against it.
PRODUCER: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 5,
    "max_batch_size": 256 * 1024,
    "max_request_size": 1024 * 1024,
}
BACK_OFF_S = (0.1, 0.5, 1.0, 2.0)
#: How often a process that does not lead tries to, and looks whether it could.
STANDBY_S = 1.0
#: With nothing to send, Kafka is asked this often whether it is there: readiness would else tell of long ago.
QUIET_S = 3.0
_WINDOW = """
SELECT notification_id - 1, state FROM (
    SELECT notification_id, state, sum(octet_length(state)) OVER (ORDER BY notification_id) - octet_length(state)
        AS before
    FROM stored_events WHERE notification_id > %s ORDER BY notification_id LIMIT %s
) AS next WHERE before < %s ORDER BY notification_id
"""
_LEADERSHIP = 0x656B696E  # any fixed number: the advisory lock of the relay in the service's own database


@dataclass
class Gate:
    """What is known of the store against its topic: commands are accepted unless it is `behind`."""

    state: Literal["unchecked", "sound", "behind"] = "unchecked"
    why: str = ""
    kafka_up: bool | None = None
    checked: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, state: Literal["unchecked", "sound", "behind"], why: str = "") -> None:
        self.state, self.why = state, why
        self.checked.set() if state != "unchecked" else self.checked.clear()


class Relay:
    """The relay of one service; `run` goes on until it is cancelled."""

    def __init__(self, service: str, settings: Settings, database: Database, gate: Gate, telemetry: Telemetry) -> None:
        self._topic = topic_of(service)
        self._settings = settings
        self._database = database
        self._gate = gate
        self._telemetry = telemetry
        self._behind_since: float | None = None
        self._failures = 0

    async def run(self) -> None:
        """Lead whenever this process can; whatever fails is logged, counted and tried again."""
        while True:
            try:
                await self._lead()
            except (KafkaError, TimeoutError, OSError) as error:
                self._gate.kafka_up = False
                log.warning("relay waits for Kafka", error=str(error) or type(error).__name__)
            except Exception as error:
                if not database_away(error):
                    raise
                self._gate.say("unchecked")
                log.warning("relay waits for PostgreSQL", error=str(error).splitlines()[0])
            self._telemetry.count("ekinerja_relay_restarts_total")
            await asyncio.sleep(BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)])
            self._failures += 1

    async def _lead(self) -> None:
        """Wait for leadership, check the store, then publish until something fails."""
        conn = await asyncio.to_thread(self._database.dedicated)
        try:
            await self._stand_by(conn)
            await self._check(conn)
            if self._gate.state == "behind":
                while True:  # nothing is published over what is there; mended by a restored store and a restart
                    await asyncio.to_thread(conn.execute, "SELECT 1")
                    await asyncio.sleep(1.0)
            producer = AIOKafkaProducer(
                **client_options(self._settings), **PRODUCER, request_timeout_ms=int(ACKNOWLEDGE_S * 1000)
            )
            try:
                await producer.start()
                self._gate.kafka_up, self._failures = True, 0
                await self._publish(conn, producer)
            finally:
                # An ended producer waits for its last batches; a lost broker must not hold us up.
                with contextlib.suppress(TimeoutError, KafkaError):
                    await asyncio.wait_for(producer.stop(), 2.0)
        finally:
            await asyncio.to_thread(conn.close)

    async def _stand_by(self, conn: Connection) -> None:
        """Wait for leadership. A process that could lead is as ready as the one that does."""
        while not await asyncio.to_thread(_take_lead, conn):
            await partitions_of(self._settings, [self._topic])
            self._gate.kafka_up, self._failures = True, 0
            await asyncio.sleep(STANDBY_S)

    async def _publish(self, conn: Connection, producer: AIOKafkaProducer) -> None:
        """Read and send a window while the one before it is acknowledged; remember each when it is, in order."""
        place = await asyncio.to_thread(_place, conn)
        heard = time.monotonic()
        on_its_way: asyncio.Future[Any] | None = None
        while True:
            window = await asyncio.to_thread(_window, conn, place)
            self._measure(conn, place, window)
            following = await self._send(producer, window) if window else None
            if on_its_way is not None:
                await self._acknowledged(conn, on_its_way, place)
                heard = time.monotonic()
            elif not window:
                if time.monotonic() - heard > QUIET_S:
                    async with asyncio.timeout(QUIET_S):
                        await producer.client.fetch_all_metadata()
                    heard = time.monotonic()
                await asyncio.sleep(POLL_S)
            on_its_way = following
            if window:
                place = window[-1][0] + 1

    async def _send(self, producer: AIOKafkaProducer, window: list[tuple[int, bytes]]) -> "asyncio.Future[Any]":
        """Hand a window to the producer; the future is done when all of it is acknowledged."""
        fault("before send")
        sent = [
            await producer.send(
                self._topic,
                value,
                key=partition_key(value),
                headers=[("content-type", CONTENT_TYPE.encode()), ("position", str(position).encode())],
            )
            for position, value in window
        ]
        all_sent = asyncio.gather(*sent)
        # Asked for its error even where the window before it has failed first, and nobody waits for this one.
        all_sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        return all_sent

    async def _acknowledged(self, conn: Connection, sent: "asyncio.Future[list[Any]]", place: int) -> None:
        """Wait until a window is acknowledged, then remember `place`, its end."""
        async with asyncio.timeout(ACKNOWLEDGE_S):
            published = len(await sent)
        fault("after acknowledgement")
        fault("before remembering")
        await asyncio.to_thread(_remember, conn, place)
        fault("after remembering")
        self._telemetry.count("ekinerja_relay_published_total", published)

    def _measure(self, conn: Connection, place: int, window: list[tuple[int, bytes]]) -> None:
        now = time.monotonic()
        self._behind_since = (self._behind_since or now) if window else None
        self._telemetry.set("ekinerja_relay_lag_events", len(window))
        self._telemetry.set("ekinerja_relay_lag_seconds", now - self._behind_since if self._behind_since else 0)

    async def _check(self, conn: Connection) -> None:
        """Compare the log with the last record of each partition of the topic."""
        last = await _last_positions(self._topic, self._settings)
        self._gate.kafka_up = True
        highest = await asyncio.to_thread(_highest_position, conn)
        for partition, (position, value) in sorted(last.items()):
            recorded = await asyncio.to_thread(_value_at, conn, position)
            if recorded == value:
                continue
            what = "is not in the store" if recorded is None else "differs from the store's"
            why = (
                f"{self._topic}/{partition} holds position {position}, which {what} (the store ends at {highest}): "
                "the store is older than its topic; restore the newest backup before any command is accepted"
            )
            self._gate.say("behind", why)
            await asyncio.to_thread(_write_verdict, conn, why)
            log.error("store is behind its topic", why=why)
            return
        await asyncio.to_thread(_write_verdict, conn, "")
        self._gate.say("sound")


def _write_verdict(conn: Connection, why: str) -> None:
    conn.execute(
        "INSERT INTO store_verdict (behind, why) VALUES (%s, %s)"
        " ON CONFLICT (one) DO UPDATE SET behind = excluded.behind, why = excluded.why, checked_at = now()",
        (bool(why), why),
    )


def _take_lead(conn: Connection) -> bool:
    row = conn.execute("SELECT pg_try_advisory_lock(%s) AS won", (_LEADERSHIP,)).fetchone()
    assert row is not None
    return bool(row["won"])


def _highest_position(conn: Connection) -> int:
    row = conn.execute("SELECT coalesce(max(notification_id), 0) - 1 AS position FROM stored_events").fetchone()
    assert row is not None
    return int(row["position"])


def _value_at(conn: Connection, position: int) -> bytes | None:
    row = conn.execute("SELECT state FROM stored_events WHERE notification_id = %s", (position + 1,)).fetchone()
    return bytes(row["state"]) if row else None


def _place(conn: Connection) -> int:
    # The place need not outlive a crash of PostgreSQL: an older one only means sending again, and waiting for the disk
    # after every window was a tenth of the relay's time. Events themselves are read only once they are on disk.
    conn.execute("SET synchronous_commit = off")
    row = conn.execute("SELECT next_position FROM relay_place WHERE relay = 'topic'").fetchone()
    return int(row["next_position"]) if row else 0


def _window(conn: Connection, place: int) -> list[tuple[int, bytes]]:
    with conn.cursor(binary=True, row_factory=tuple_row) as curs:
        return curs.execute(_WINDOW, (place, WINDOW_EVENTS, WINDOW_BYTES), prepare=True).fetchall()


def _remember(conn: Connection, place: int) -> None:
    conn.execute(
        "INSERT INTO relay_place (relay, next_position) VALUES ('topic', %s)"
        " ON CONFLICT (relay) DO UPDATE SET next_position = excluded.next_position",
        (place,),
        prepare=True,
    )


def _ours(record: Any, settings: Settings, topic: str) -> bool:  # Any: an aiokafka record
    try:
        read(record.value, agency=settings.agency, service=topic.split(".")[1], key=record.key)
    except NotAnEvent:
        return False
    return True


async def _last_positions(topic: str, settings: Settings) -> dict[int, tuple[int, bytes]]:
    """Of each partition that has one: the last record with a `position`, and its value."""
    found: dict[int, tuple[int, bytes]] = {}
    partitions = await partitions_of(settings, [topic])
    async with groupless_consumer(settings) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        for partition, end in ends.items():
            offset = end - 1
            while offset >= 0 and partition.partition not in found:
                consumer.pause(*partitions)
                consumer.resume(partition)
                consumer.seek(partition, offset)
                async with asyncio.timeout(10):
                    record = await consumer.getone(partition)
                position = position_of(record.headers)
                if record.value is not None and position is not None and _ours(record, settings, topic):
                    found[partition.partition] = (position, record.value)
                offset -= 1  # a stranger's record: look further back
    return found
