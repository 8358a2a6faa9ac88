"""The inbox itself on a real broker: holes in the offsets, a stop and what ends it, a partition that is stuck."""

import asyncio
import contextlib
import time
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.errors import KafkaTimeoutError
from pydantic import SecretStr

from chassis import inbox as module
from chassis import limits
from chassis.inbox import Inbox
from chassis.intake_work import Reader
from chassis.projection import Projection
from chassis.rebuild import rebuild
from chassis.set_aside import allow, count_open
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from contracts.envelope import topic_of
from tests.records import AGENCY, acknowledged

TOPIC = topic_of("notify")
READER = Reader(AGENCY, "notify", lambda _: ())
TIMEOUT_S = 60.0


@pytest.fixture
def settings(kafka, topics, database) -> Settings:
    address = SecretStr(database.address)
    return Settings(agency=AGENCY, database=address, issuer="", kafka=kafka.bootstrap, env="development")


async def until(true, what: str) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not await asyncio.to_thread(true):
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def running(settings, database, reader=READER):
    telemetry = Telemetry()
    inbox = Inbox([TOPIC], settings, database, reader, telemetry)
    task = asyncio.create_task(inbox.run())
    try:
        yield inbox, telemetry
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def sent(value: bytes, key: bytes) -> dict:
    return {"topic": TOPIC, "value": value, "key": key, "partition": 0, "headers": [("position", b"0")]}


def applied(database, stream) -> int:
    return Projection(database).heads([stream]).get(stream, 0)


def test_the_markers_of_a_foreign_transactional_producer_are_passed_by_inbox_and_rebuild(settings, database):
    stream = uuid4()

    async def produce(*versions):
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka, transactional_id="foreign") as producer:
            for version in versions:
                async with producer.transaction():  # its end is a marker that takes an offset
                    await producer.send(**sent(acknowledged(stream, version), str(stream).encode()))

    async def play():
        async with running(settings, database) as (inbox, _):
            await produce(1, 2)
            await until(lambda: applied(database, stream) == 2, "two are applied")
            await asyncio.sleep(2 * module.WATCH_S)  # the watch has looked at the marker behind the last of them
            await produce(3)
            await until(lambda: applied(database, stream) == 3, "the one after the marker is applied")
            return inbox.waits_for

    assert asyncio.run(play()) == ""
    before = Projection(database).digest()
    asyncio.run(rebuild(settings, database, READER, [TOPIC], lambda *_: None))
    assert Projection(database).digest()["digest"] == before["digest"]


@pytest.mark.parametrize("codec", ["gzip", "lz4", "snappy", "zstd"])
def test_compressed_records_are_read(settings, database, codec):
    stream = uuid4()

    async def play():
        async with (
            AIOKafkaProducer(bootstrap_servers=settings.kafka, compression_type=codec) as producer,
            running(settings, database),
        ):
            await producer.send_and_wait(**sent(acknowledged(stream, 1), str(stream).encode()))
            await until(lambda: applied(database, stream) == 1, "it is applied")

    asyncio.run(play())


def test_an_inbox_stopped_by_garbage_says_so_and_goes_on_when_an_operator_allows_it(settings, database):
    stream, flood = uuid4(), limits.ASIDE_IN_A_ROW + 1

    async def play():
        async with (
            AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer,
            running(settings, database) as (inbox, telemetry),
        ):
            for _ in range(flood):
                await producer.send(**sent(b"garbage", b"k"))
            await producer.send_and_wait(**sent(acknowledged(stream, 1), str(stream).encode()))
            await until(lambda: "dead-letters allow notify" in inbox.waits_for, "it stops and says what to do")
            assert applied(database, stream) == 0
            await asyncio.sleep(2 * module.WATCH_S)
            assert inbox.waits_for

            await asyncio.to_thread(allow, database, flood)

            await until(lambda: applied(database, stream) == 1, "it goes on")
            assert inbox.waits_for == ""
            await until(lambda: gauge(telemetry, "ekinerja_inbox_open_records") == flood, "what waits is measured")

    asyncio.run(play())
    assert count_open(database) == flood


def test_a_batch_that_fails_is_read_again_and_past_some_failures_the_worker_says_that_it_is_not_ready(
    settings, database, monkeypatch
):
    monkeypatch.setattr(module, "BACK_OFF_S", (0.05,))
    stream, broken, tries = uuid4(), [True], []

    def labels(_):
        tries.append(True)
        if broken:
            raise ZeroDivisionError("a defect of this release")
        return ()

    async def play():
        async with (
            AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer,
            running(settings, database, Reader(AGENCY, "notify", labels)) as (inbox, telemetry),
        ):
            await producer.send_and_wait(**sent(acknowledged(stream, 1), str(stream).encode()))
            await until(lambda: "batches failed in a row" in inbox.waits_for, "it says that it is not ready")
            failed = telemetry.registry.get_sample_value("ekinerja_inbox_failures_total")
            assert failed >= module.UNREADY_AFTER
            assert applied(database, stream) == 0

            broken.clear()

            await until(lambda: applied(database, stream) == 1, "it is applied")
            await until(lambda: inbox.waits_for == "", "it is ready")

    asyncio.run(play())
    assert count_open(database) == 0
    assert len(tries) > module.UNREADY_AFTER


def gauge(telemetry, name: str) -> float | None:
    return telemetry.registry.get_sample_value(name)


def test_a_partition_that_has_more_and_gives_nothing_is_named(settings, database, monkeypatch):
    monkeypatch.setattr(module, "STUCK_S", 1.0)

    async def nothing(*_):
        await asyncio.sleep(TIMEOUT_S)

    monkeypatch.setattr(Inbox, "_take", nothing)
    stream = uuid4()

    async def play():
        async with (
            AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer,
            running(settings, database) as (inbox, telemetry),
        ):
            await producer.send_and_wait(**sent(acknowledged(stream, 1), str(stream).encode()))
            await until(lambda: f"{TOPIC}/0 gives nothing from offset 0 on" in inbox.waits_for, "it says so")
            return telemetry.registry.get_sample_value("ekinerja_inbox_lag_records", {"topic": TOPIC})

    assert asyncio.run(play()) == 1


def test_a_consumer_that_cannot_be_stopped_is_dropped_and_leaves_no_member_behind(settings, database, monkeypatch):
    """After a killed broker a coordinator may never end: the inbox waited for it for ever, Kafka long back."""
    stream, failed, hung = uuid4(), [], []
    look, close = Inbox._look_for_progress, GroupCoordinator.close

    async def fails_once(self, *args):
        if applied(database, stream) and not failed:
            failed.append(True)
            raise KafkaTimeoutError
        await look(self, *args)

    async def hangs_once(self):
        if failed and not hung:
            hung.append(True)
            await asyncio.Event().wait()
        await close(self)

    monkeypatch.setattr(Inbox, "_look_for_progress", fails_once)
    monkeypatch.setattr(GroupCoordinator, "close", hangs_once)
    monkeypatch.setattr(module, "STOP_S", 1.0)

    async def play():
        async with running(settings, database), AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer:
            await producer.send_and_wait(**sent(acknowledged(stream, 1), str(stream).encode()))
            await until(lambda: applied(database, stream) == 1, "the first record is not applied")
            await until(lambda: bool(hung), "nothing was stopped")
            await producer.send_and_wait(**sent(acknowledged(stream, 2), str(stream).encode()))
            await until(lambda: applied(database, stream) == 2, "the inbox did not come back")

    asyncio.run(play())
