"""Reads other services' topics into the projection. The only user of FastStream.

PostgreSQL is the truth about where to read on: partitions are sought to their checkpoint rows, and a batch
that does not begin there is not applied. Kafka's committed offset is for lag tools only. FastStream swallows
a handler's failure and goes on, so the handler here fails never: it seeks back, backs off, and reports.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.message import StreamMessage

from chassis.database import Database
from chassis.errors import database_away
from chassis.faults import fault
from chassis.intake import NotAtCheckpoint, apply
from chassis.intake_work import Applied, Jump, Reader
from chassis.kafka import faststream_security, partitions_of
from chassis.limits import TooManySetAside
from chassis.projection import active_schema, in_schema
from chassis.set_aside import count_open, read_again, repaired_streams
from chassis.settings import Settings
from chassis.telemetry import Telemetry, log

__all__ = ["Inbox"]

BATCH_RECORDS = 1000
#: Poll time; after an empty poll FastStream sleeps as long again, and what comes then waits for its end: a quarter of
#: this is added on average. At 10 ms, looking was a third of what an idle process costs.
BATCH_TIMEOUT_MS = 40
#: How long Kafka may hold an answer when there is nothing; what comes is answered at once. At 50 ms, answers that hold
#: nothing were half of what an idle stack costs. A partition whose batch takes longer than a tenth of a second is not
#: part of the next question, and what comes on it meanwhile waits for its answer: for this long at most.
FETCH_WAIT_MS = 200
GRACEFUL_S = 2.0
#: Joining the group, with a killed member of it that has to be missed first, and stopping, which Kafka may not answer.
START_S = 60.0
STOP_S = 10.0
#: An answer of Kafka; aiokafka's own is 40 seconds, in which nothing else of an inbox goes on.
REQUEST_S = 10.0
BACK_OFF_S = (0.1, 0.5, 1.0, 2.0)
#: How often an idle inbox compares its place with the checkpoint rows.
WATCH_S = 1.0
#: Failed batches in a row after which the worker says it is not ready.
UNREADY_AFTER = 5
#: A partition that has more and gives nothing for this long is said to be stuck: a record the client library itself
#: cannot hand out (an unknown compression, a header's name that is no text) raises where nobody sees it.
STUCK_S = 20.0
#: How often a hole is seen, after seeking to its beginning each time, before it is believed.
JUMPS_SEEN = 2


class Inbox:
    """The inbox of one service; `run` goes on until it is cancelled."""

    def __init__(
        self, topics: Sequence[str], settings: Settings, database: Database, reader: Reader, telemetry: Telemetry
    ) -> None:
        self._topics = list(topics)
        self._settings = settings
        self._database = database
        self._reader = reader
        self._telemetry = telemetry
        self._failures = 0
        self._connected = False
        self._halted = ""
        #: What stood in the database when the inbox was stopped: an operator who changes it lets it go on.
        self._halted_at: Any = None
        self._stuck = ""
        self._jumps: dict[Jump, int] = {}
        self._moved: dict[TopicPartition, tuple[int, float]] = {}
        self._look_again = asyncio.Event()

    @property
    def waits_for(self) -> str:
        """Empty when the inbox reads on; else what it waits for and what to do."""
        if self._halted:
            return self._halted
        if not self._connected:
            return "waiting for Kafka"
        if self._failures >= UNREADY_AFTER:
            return f"{self._failures} batches failed in a row; see the log"
        return self._stuck

    async def run(self) -> None:
        """Connect, read, and after a lost connection connect again."""
        attempts = 0
        while True:
            broker = self._broker()
            try:
                # A consumer subscribed to a missing topic would learn of it only with the next metadata, minutes later.
                await partitions_of(self._settings, self._topics)
                async with asyncio.timeout(START_S):  # a group may keep a newcomer waiting for a member that is gone
                    await broker.start()
                self._connected, attempts = True, 0
                log.info("inbox reads", topics=self._topics)
                await self._watch(broker)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning("inbox waits for Kafka", error=str(error) or type(error).__name__)
            finally:
                self._connected = False
                await _stop(broker)
            await asyncio.sleep(BACK_OFF_S[min(attempts, len(BACK_OFF_S) - 1)])
            attempts += 1

    async def _watch(self, broker: KafkaBroker) -> None:
        """Read again what waited behind a gap now filled; notice that a rebuild took over, or tables were restored.

        What waits is asked of the rows, so that a process killed between the repair and this goes on where it was.
        """
        (subscriber,) = broker.subscribers
        before: dict[TopicPartition, tuple[int, int]] = {}
        settled: dict[TopicPartition, tuple[int, int]] = {}
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look_again.wait(), WATCH_S)
            self._look_again.clear()
            consumer: AIOKafkaConsumer | None = getattr(subscriber, "consumer", None)
            if consumer is None:
                continue
            try:
                if self._halted and not await self._may_go_on(consumer):
                    continue
                await self._read_again_what_can_be()
                rows = await asyncio.to_thread(self._checkpoints)
                self._telemetry.set("ekinerja_inbox_open_records", await asyncio.to_thread(count_open, self._database))
            except Exception as error:
                if not database_away(error):
                    raise
                continue
            await self._look_for_progress(consumer, rows)
            apart: dict[TopicPartition, tuple[int, int]] = {}
            for partition in consumer.assignment():
                checkpoint = rows.get((partition.topic, partition.partition), 0)
                position = await consumer.position(partition)
                if position != checkpoint:
                    apart[partition] = (checkpoint, position)
            # A batch in hand is ahead of its checkpoint for a moment; what stays apart is not in hand. What comes to
            # the same place again after a seek has nothing between: a transaction's marker at a partition's end.
            stuck = [
                partition
                for partition, places in apart.items()
                if before.get(partition) == places and settled.get(partition) != places
            ]
            if stuck:
                log.info("inbox seeks to its checkpoints", partitions=len(stuck))
                settled |= {partition: apart[partition] for partition in stuck}
                await self.seek(consumer, stuck)
            before = apart

    async def _may_go_on(self, consumer: AIOKafkaConsumer) -> bool:
        """After a halt: whether an operator changed what led to it (a rebuild, restored rows, records allowed)."""
        standing = await asyncio.to_thread(self._standing)
        if self._halted_at is None:
            self._halted_at = standing
        if standing == self._halted_at:
            return False
        log.info("inbox goes on")
        self._halted, self._halted_at = "", None
        await self.seek(consumer, list(consumer.assignment()))
        if not self._halted:
            consumer.resume(*consumer.assignment())
        return not self._halted

    def _standing(self) -> Any:
        with self._database.connection() as conn:
            schema = active_schema(conn)
            allowed = conn.execute(in_schema("SELECT allowed FROM {schema}.intake", schema)).fetchone()
        return schema, self._checkpoints(), allowed

    async def _look_for_progress(self, consumer: AIOKafkaConsumer, rows: dict[tuple[str, int], int]) -> None:
        """Measure the lag, and say which partition gives nothing although there is more of it."""
        now = time.monotonic()
        assigned = list(consumer.assignment())
        ends = await consumer.end_offsets(assigned) if assigned else {}
        lag: dict[str, int] = {}
        stuck: list[str] = []
        for partition, end in ends.items():
            place = rows.get((partition.topic, partition.partition), 0)
            lag[partition.topic] = lag.get(partition.topic, 0) + max(end - place, 0)
            position = await consumer.position(partition)
            last, since = self._moved.get(partition, (-1, now))
            if place != last or position >= end:
                last, since = place, now
            self._moved[partition] = (last, since)
            if now - since > STUCK_S:
                stuck.append(f"{partition.topic}/{partition.partition} gives nothing from offset {place} on")
        for topic, number in lag.items():
            self._telemetry.set("ekinerja_inbox_lag_records", number, topic=topic)
        said = f"{'; '.join(stuck)}: a record there cannot be fetched, see docs/runbooks/set-aside.md" if stuck else ""
        if said and said != self._stuck:
            log.error("inbox is stuck", why=said)
        self._stuck = said

    async def _read_again_what_can_be(self) -> None:
        streams = await asyncio.to_thread(repaired_streams, self._database)
        if streams:
            log.info("held streams are repaired", streams=len(streams))
            await read_again(self._settings, self._database, self._reader, streams)

    def _broker(self) -> KafkaBroker:
        broker = KafkaBroker(
            self._settings.kafka.split(","),
            security=faststream_security(self._settings),
            allow_auto_create_topics=False,
            request_timeout_ms=int(REQUEST_S * 1000),
            graceful_timeout=GRACEFUL_S,
            logger=None,
        )
        listener = _SeekToCheckpoints(self)
        subscriber = broker.subscriber(
            *self._topics,
            group_id=f"ekinerja.{self._reader.consumer}",
            batch=True,
            max_records=BATCH_RECORDS,
            batch_timeout_ms=BATCH_TIMEOUT_MS,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            listener=listener,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            session_timeout_ms=self._settings.kafka_session_s * 1000,
            heartbeat_interval_ms=self._settings.kafka_session_s * 300,
        )

        async def raw(records: tuple[Any, ...]) -> StreamMessage[Any]:
            # The default parser decodes every header and loses the whole batch over one bad one.
            consumer = subscriber.consumer
            assert consumer is not None
            return KafkaMessage(body=b"", raw_message=records, consumer=consumer)

        async def undecoded(message: StreamMessage[Any]) -> Any:
            return message.raw_message

        @subscriber(parser=raw, decoder=undecoded)
        async def take(message: KafkaMessage) -> None:
            records: Any = message.raw_message
            consumer: Any = message.consumer
            await self._take(list(records), consumer)

        listener.subscriber = subscriber
        return broker

    async def _take(self, records: list[Any], consumer: AIOKafkaConsumer) -> None:
        """Apply one batch, or put the consumer back to where the truth is."""
        try:
            applied = await asyncio.to_thread(self._apply, records)
        except NotAtCheckpoint as error:
            self._jumps[error.jump] = self._jumps.get(error.jump, 0) + 1
            log.info("inbox seeks to its checkpoints", why=str(error))
            await self.seek(consumer, list(consumer.assignment()))
        except TooManySetAside as error:
            self._halt(
                consumer,
                f"{error}; nothing more is set aside: deploy a release that can read them, or let them be set aside by"
                f" `ekinerja dead-letters allow {self._reader.consumer} NUMBER`",
            )
        except Exception as error:  # noqa: BLE001  # the outermost loop: logged, counted, backed off
            await self._failed(error, records, consumer)
        else:
            self._failures = 0
            self._jumps.clear()
            self._measure(applied)
            fault("before offset commit")
            offsets = {TopicPartition(place.topic, place.partition): place.offset for place in applied.checkpoints}
            if offsets:
                # After a rebalance the partition may be another's: normal, the truth is in PostgreSQL.
                with contextlib.suppress(CommitFailedError, IllegalStateError, KafkaError):
                    await consumer.commit(offsets)
            if applied.repaired:
                self._look_again.set()

    def _apply(self, records: list[Any]) -> Applied:
        # A jump seen again after seeking to where it begins is a hole of the topic, not a place we were sought to.
        holes = frozenset(jump for jump, times in self._jumps.items() if times >= JUMPS_SEEN)
        with self._database.connection() as conn:
            return apply(conn, records, self._reader, holes)

    async def _failed(self, error: Exception, records: list[Any], consumer: AIOKafkaConsumer) -> None:
        self._failures += 1
        self._telemetry.count("ekinerja_inbox_failures_total")
        first: dict[TopicPartition, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        for partition, offset in first.items():
            if partition in consumer.assignment():
                consumer.seek(partition, offset)
        if database_away(error):
            log.warning("inbox waits for PostgreSQL", error=str(error).splitlines()[0] if str(error) else "")
        else:
            log.error("inbox could not apply a batch and reads it again", exc_info=error)
        await asyncio.sleep(BACK_OFF_S[min(self._failures, len(BACK_OFF_S)) - 1])

    def _halt(self, consumer: AIOKafkaConsumer, why: str) -> None:
        self._halted, self._halted_at = why, None
        log.error("inbox stopped", why=why)
        consumer.pause(*consumer.assignment())

    def _measure(self, applied: Applied) -> None:
        count = self._telemetry.count
        for topic, number in applied.events.items():
            count("ekinerja_inbox_applied_total", number, topic=topic)
        for topic, number in applied.duplicates.items():
            count("ekinerja_inbox_duplicates_total", number, topic=topic)
        for topic, number in applied.passed_over.items():
            count("ekinerja_inbox_passed_over_total", number, topic=topic)
        for (topic, reason), number in applied.set_aside.items():
            count("ekinerja_inbox_set_aside_total", number, topic=topic, reason=reason)
            log.warning("records set aside", topic=topic, reason=reason, records=number)

    async def seek(self, consumer: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> None:
        """Put every partition where its checkpoint row says (none: the beginning); stop where that cannot be."""
        while True:
            try:
                rows = await asyncio.to_thread(self._checkpoints)
                break
            except Exception as error:
                if not database_away(error):
                    raise
                await asyncio.sleep(0.5)
        begins = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        for partition in partitions:
            offset = rows.get((partition.topic, partition.partition), 0)
            if offset < begins[partition]:
                self._halt(
                    consumer,
                    f"{partition.topic}/{partition.partition} begins at offset {begins[partition]}, and {offset} is the"
                    " next to read: records were deleted from a topic that keeps everything; restore the topic",
                )
                return
            if offset > ends[partition]:
                self._halt(
                    consumer,
                    f"the checkpoint of {partition.topic}/{partition.partition} is {offset} but the topic ends at"
                    f" {ends[partition]}: the topic lost records or was made anew; restore the topic, or rebuild"
                    f" with `ekinerja rebuild {self._reader.consumer}`",
                )
                return
            consumer.seek(partition, offset)

    def _checkpoints(self) -> dict[tuple[str, int], int]:
        with self._database.connection() as conn:
            rows = conn.execute(in_schema("SELECT * FROM {schema}.checkpoints", active_schema(conn))).fetchall()
        return {(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def _stop(broker: KafkaBroker) -> None:
    """Stop a broker's consumer within `STOP_S`, whatever state Kafka left it in.

    aiokafka 0.14.0, `AIOKafkaConsumer.stop`: where the coordinator's end fails or never comes, the rest stays open. Its
    heartbeats go on, and the group makes every newcomer wait for a member that nobody reads with (five minutes).
    """
    (subscriber,) = broker.subscribers
    consumer: Any = getattr(subscriber, "consumer", None)
    try:
        async with asyncio.timeout(STOP_S):
            await broker.stop()
    except (KafkaError, OSError, TimeoutError) as error:
        log.warning("inbox could not stop its consumer and drops it", error=str(error) or type(error).__name__)
        if consumer is not None:
            coordinator = consumer._coordinator  # noqa: SLF001
            for end in (
                coordinator._stop_heartbeat_task,  # noqa: SLF001
                coordinator._stop_commit_offsets_refresh_task,  # noqa: SLF001
                consumer._fetcher.close,  # noqa: SLF001
                consumer._client.close,  # noqa: SLF001
            ):
                # Gathered: an end that cancels its own tasks tells of it as of a failure, not as if we were cancelled.
                await asyncio.gather(asyncio.wait_for(end(), 1.0), return_exceptions=True)


class _SeekToCheckpoints(ConsumerRebalanceListener):
    """On assignment, before anything is read: seek every partition to its checkpoint row."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.subscriber: Any = None

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Nothing to do: what was applied has its checkpoint."""

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        if assigned:
            await self._inbox.seek(self.subscriber.consumer, list(assigned))
