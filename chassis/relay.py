"""Publishes recorded bytes in log order, at least once; never decodes them. One leader per service.

Read from the place remembered, send with `acks=all` and idempotence, remember after the acknowledgement, in
the same database; the next window is on its way meanwhile. After any producer error: a new producer, and on
from the first unacknowledged position (aiokafka's idempotent producer loses a partition for good after one
refused batch). A relay that becomes leader first compares the log with what the topic holds beyond the place
remembered: a store restored from an old backup must not number new events over published ones, so then no
command is accepted.
"""

import asyncio
import contextlib
import time
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from chassis.database import Connection, Database
from chassis.errors import database_away
from chassis.faults import fault
from chassis.gate import Gate, Verdict, beat, read_verdict, write_verdict
from chassis.kafka import client_options, partitions_of
from chassis.settings import Settings
from chassis.soundness import first_difference
from chassis.telemetry import Telemetry, log
from contracts.envelope import CONTENT_TYPE, partition_key, topic_of

__all__ = ["PRODUCER", "Relay", "StoreReplaced"]

POLL_S = 0.02
#: After a second with nothing to send it asks less often: asking was a sixth of what an idle process costs.
IDLE_AFTER_S, IDLE_POLL_S = 1.0, 0.1
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
#: How often the leader renews its verdict on the store, and measures how far it is behind.
BEAT_S = 0.5
_WINDOW = """
SELECT notification_id - 1, state FROM (
    SELECT notification_id, state, sum(octet_length(state)) OVER (ORDER BY notification_id) - octet_length(state)
        AS before
    FROM stored_events WHERE notification_id > %s ORDER BY notification_id LIMIT %s
) AS next WHERE before < %s ORDER BY notification_id
"""
_LEADERSHIP = 0x656B696E  # any fixed number: the advisory lock of the relay in the service's own database


class StoreReplaced(Exception):
    """The verdict's row or the place is not what this leader wrote last: the database was restored while we led, or the
    place was moved back to publish again (`chassis.resend`)."""


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
        #: This process as a leader, and how often it has renewed its verdict.
        self._leader = uuid4()
        self._beat = 0
        self._ends: dict[int, int] = {}
        #: The place as this leader read or wrote it last.
        self._remembered = 0

    async def run(self) -> None:
        """Lead whenever this process can; whatever fails is logged, counted and tried again."""
        while True:
            try:
                await self._lead()
            except StoreReplaced:
                self._gate.say("unchecked", "the database was restored while the relay led: it compares again")
                log.warning("the database was replaced, or the place moved, while the relay led")
                continue
            except (KafkaError, TimeoutError, OSError) as error:
                self._gate.kafka_up = False
                log.warning("relay waits for Kafka", error=str(error) or type(error).__name__)
            except Exception as error:
                if not database_away(error):
                    raise
                self._gate.say("unchecked", "the database was away: the relay compares again")
                log.warning("relay waits for PostgreSQL", error=str(error).splitlines()[0])
            self._telemetry.count("ekinerja_relay_restarts_total")
            await asyncio.sleep(BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)])
            self._failures += 1

    async def _lead(self) -> None:
        """Wait for leadership, check the store, then publish until something fails."""
        conn = await asyncio.to_thread(self._database.dedicated)
        beating: asyncio.Task[None] | None = None
        try:
            await self._stand_by(conn)
            self._remembered = 0  # as long as it was not read
            await asyncio.to_thread(self._take_over_verdict, conn)
            beating = asyncio.create_task(self._renew(conn))
            await self._check(conn)
            while self._gate.state == "behind":  # nothing is published over what is there; mended by a restored store
                await _moment(beating, BEAT_S)
            producer = AIOKafkaProducer(
                **client_options(self._settings), **PRODUCER, request_timeout_ms=int(ACKNOWLEDGE_S * 1000)
            )
            try:
                await producer.start()
                self._gate.kafka_up, self._failures = True, 0
                await self._publish(conn, producer, beating)
            finally:
                # An ended producer waits for its last batches; a lost broker must not hold us up.
                with contextlib.suppress(TimeoutError, KafkaError):
                    await asyncio.wait_for(producer.stop(), 2.0)
        finally:
            self._gate.leading = False
            if beating is not None:
                beating.cancel()
                await asyncio.gather(beating, return_exceptions=True)
            await asyncio.to_thread(conn.close)

    def _take_over_verdict(self, conn: Connection) -> None:
        """Lead: what this process said before still holds if the row is as it left it, else nothing is known."""
        row = read_verdict(conn)
        if row is None or (row["leader"], row["beat"]) != (self._leader, self._beat):
            self._gate.say("unchecked", "the relay compares the store with its topic")
            self._leader, self._beat = uuid4(), 0
            write_verdict(conn, self._leader, self._beat, "unchecked", self._gate.why)
        else:
            self._gate.say(row["state"], row["why"])
            self._beat += beat(conn, self._leader, self._beat)
        self._gate.leading = True

    def _say(self, conn: Connection, state: Verdict, why: str = "") -> None:
        """Tell this process and, through the database, the others."""
        self._beat += 1
        write_verdict(conn, self._leader, self._beat, state, why)
        self._gate.say(state, why)

    async def _renew(self, conn: Connection) -> None:
        """Renew the verdict and measure the lag, again and again. Raises `StoreReplaced`."""
        while True:
            await asyncio.sleep(BEAT_S)
            before, remembered = self._beat, self._remembered
            renewed = await asyncio.to_thread(beat, conn, self._leader, before)
            if self._beat != before:
                continue  # said anew meanwhile
            if not renewed:
                raise StoreReplaced
            self._beat += 1
            place, recorded = await asyncio.to_thread(_lag, conn)
            if place < remembered:  # it only grows while we lead
                raise StoreReplaced
            self._measure(recorded - place)

    async def _stand_by(self, conn: Connection) -> None:
        """Wait for leadership. A process that could lead is as ready as the one that does."""
        while not await asyncio.to_thread(_take_lead, conn):
            await partitions_of(self._settings, [self._topic])
            self._gate.kafka_up, self._failures = True, 0
            await asyncio.sleep(STANDBY_S)

    async def _publish(self, conn: Connection, producer: AIOKafkaProducer, beating: "asyncio.Task[None]") -> None:
        """Read and send a window while the one before it is acknowledged; remember each when it is, in order."""
        place, self._ends = await asyncio.to_thread(_place, conn)
        self._remembered = place
        heard = sent = time.monotonic()
        on_its_way: asyncio.Future[Any] | None = None
        while True:
            window = await asyncio.to_thread(_window, conn, place)
            following = await self._send(producer, window) if window else None
            if on_its_way is not None:
                await self._acknowledged(conn, on_its_way, place)
                heard = time.monotonic()
            elif not window:
                if time.monotonic() - heard > QUIET_S:
                    async with asyncio.timeout(QUIET_S):
                        await producer.client.fetch_all_metadata()
                    heard = time.monotonic()
                await _moment(beating, POLL_S if time.monotonic() - sent < IDLE_AFTER_S else IDLE_POLL_S)
            on_its_way = following
            if window:
                place, sent = window[-1][0] + 1, time.monotonic()

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
            acknowledged = await sent
        fault("after acknowledgement")
        fault("before remembering")
        for one in acknowledged:
            self._ends[one.partition] = max(self._ends.get(one.partition, 0), one.offset + 1)
        if not await asyncio.to_thread(_remember, conn, self._remembered, place, self._ends):
            raise StoreReplaced
        self._remembered = place
        fault("after remembering")
        self._telemetry.count("ekinerja_relay_published_total", len(acknowledged))

    def _measure(self, unpublished: int) -> None:
        now = time.monotonic()
        self._behind_since = (self._behind_since or now) if unpublished else None
        self._telemetry.set("ekinerja_relay_lag_events", unpublished)
        self._telemetry.set("ekinerja_relay_lag_seconds", now - self._behind_since if self._behind_since else 0)

    async def _check(self, conn: Connection) -> None:
        """Compare the log with what the topic holds beyond the place remembered, and say what was found.

        Where the topic cannot be asked, and nothing was known of the store before, that is said too.
        """
        _, since = await asyncio.to_thread(_place, conn)
        try:
            why = await first_difference(conn, self._settings, self._topic, since)
        except (KafkaError, TimeoutError, OSError):
            if self._gate.state == "unchecked":
                await asyncio.to_thread(self._say, conn, "unasked")
            raise
        self._gate.kafka_up = True
        await asyncio.to_thread(self._say, conn, "behind" if why else "sound", why)
        if why:
            log.error("store is behind its topic", why=why)


async def _moment(task: "asyncio.Task[None]", seconds: float) -> None:
    """Let some time pass, unless `task` has failed: then raise its error."""
    await asyncio.sleep(seconds)
    if task.done():
        task.result()


def _take_lead(conn: Connection) -> bool:
    row = conn.execute("SELECT pg_try_advisory_lock(%s) AS won", (_LEADERSHIP,)).fetchone()
    assert row is not None
    return bool(row["won"])


def _place(conn: Connection) -> tuple[int, dict[int, int]]:
    """The next position to publish, and where each partition ended when that was remembered."""
    # The place need not outlive a crash of PostgreSQL: an older one only means sending again, and waiting for the disk
    # after every window was a tenth of the relay's time. Events themselves are read only once they are on disk.
    conn.execute("SET synchronous_commit = off")
    row = conn.execute("SELECT next_position, ends FROM relay_place WHERE relay = 'topic'").fetchone()
    if row is None:
        return 0, {}
    return int(row["next_position"]), {int(partition): int(end) for partition, end in row["ends"].items()}


def _lag(conn: Connection) -> tuple[int, int]:
    """The next position to publish, and how many events are recorded."""
    row = conn.execute(
        "SELECT (SELECT coalesce(max(notification_id), 0) FROM stored_events) AS recorded,"
        " coalesce((SELECT next_position FROM relay_place WHERE relay = 'topic'), 0) AS place"
    ).fetchone()
    assert row is not None
    return int(row["place"]), int(row["recorded"])


def _window(conn: Connection, place: int) -> list[tuple[int, bytes]]:
    with conn.cursor(binary=True, row_factory=tuple_row) as curs:
        return curs.execute(_WINDOW, (place, WINDOW_EVENTS, WINDOW_BYTES), prepare=True).fetchall()


def _remember(conn: Connection, before: int, place: int, ends: dict[int, int]) -> bool:
    """Remember `place` where `before` stands; False where something else does, which is left as it is."""
    done = conn.execute(
        "INSERT INTO relay_place (relay, next_position, ends) VALUES ('topic', %s, %s)"
        " ON CONFLICT (relay) DO UPDATE SET next_position = excluded.next_position, ends = excluded.ends"
        " WHERE relay_place.next_position = %s",
        (place, Jsonb({str(partition): end for partition, end in ends.items()}), before),
        prepare=True,
    )
    return done.rowcount == 1
