"""A projection made anew beside the live one takes over and is the same; interrupted, nothing has changed."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

import chassis.rebuild
from chassis.intake import apply
from chassis.intake_work import Reader
from chassis.kafka import groupless_consumer, partitions_of
from chassis.projection import Projection
from chassis.rebuild import empty, rebuild
from chassis.settings import Settings
from contracts.envelope import partition_key, topic_of
from deploy.local.stack import AGENCY
from tests.records import Log, acknowledged

TOPIC = topic_of("notify")


def labels(event):
    return [("notice", str(event.notice))]


READER = Reader(AGENCY, "notify", labels)
STREAMS = [uuid4() for _ in range(5)]
RECORDS = [acknowledged(stream, version) for version in (1, 2, 3) for stream in STREAMS]


@pytest.fixture(autouse=True)
def _nobody_else_reads(monkeypatch):
    """What was live need not stay for its readers, a second at every rebuild."""
    monkeypatch.setattr(chassis.rebuild, "READERS_S", 0.0)


def schemas(database):
    with database.connection() as conn:
        rows = conn.execute("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'projection\\_%'").fetchall()
    return {row["name"] for row in rows}


@pytest.fixture
def settings(kafka, topics, database):
    """Everything is on the topic."""
    asyncio.run(publish(kafka.bootstrap, RECORDS))
    return Settings(
        agency=AGENCY, kafka=kafka.bootstrap, database=SecretStr(database.address), issuer="", env="development"
    )


async def publish(bootstrap, values):
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position, value in enumerate(values):
            headers = [("position", str(position).encode())]
            await producer.send_and_wait(TOPIC, value, key=partition_key(value), headers=headers)


async def take_live(settings, database):
    """Apply what the topic holds to the live projection, as its inbox would."""
    async with groupless_consumer(settings) as consumer:
        partitions = await partitions_of(settings, [TOPIC])
        consumer.assign(partitions)
        left = sum((await consumer.end_offsets(partitions)).values())
        while left:
            batches = await consumer.getmany(timeout_ms=200)
            records = [record for batch in batches.values() for record in batch]
            with database.connection() as conn:
                apply(conn, records, READER)
            left -= len(records)


def live(database):
    """What a live projection made of the same records, in another order and with duplicates."""
    log = Log()
    made = [log.record(value, partition=0) for value in [*RECORDS[::5], *RECORDS, *RECORDS[::3]]]
    with database.connection() as conn:
        apply(conn, made, READER)
    return Projection(database).digest()


def test_it_is_made_beside_the_live_one_takes_over_and_equals_it(settings, database):
    before = live(database)
    told = []

    schema = asyncio.run(rebuild(settings, database, READER, [TOPIC], lambda *progress: told.append(progress)))

    after = Projection(database).digest()
    assert (after["digest"], after["events"]) == (before["digest"], len(RECORDS))
    assert (before["schema"], after["schema"], schema) == ("projection_1", "projection_2", "projection_2")
    assert schemas(database) == {"projection_2"}
    assert sum(after["checkpoints"][TOPIC].values()) == len(RECORDS)
    assert told[-1][:2] == (len(RECORDS), len(RECORDS))


def test_until_it_takes_over_the_live_one_answers_and_an_interrupted_one_leaves_it_so(settings, database):
    before = live(database)
    during = []

    def stop_half_way(*_):
        during.append((Projection(database).digest(), schemas(database)))
        raise asyncio.CancelledError

    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(rebuild(settings, database, READER, [TOPIC], stop_half_way))
    again = asyncio.run(rebuild(settings, database, READER, [TOPIC], lambda *_: None))

    assert during == [(before, {"projection_1", "projection_2"})]
    assert Projection(database).digest()["digest"] == before["digest"]
    assert schemas(database) == {again}


def test_what_comes_in_while_it_is_made_is_there_when_it_takes_over(settings, database, kafka):
    late = [acknowledged(stream, 4) for stream in STREAMS]
    told = []

    async def come_in():
        await publish(kafka.bootstrap, late)
        await take_live(settings, database)

    def come_in_half_way(*_):
        if not told:
            with ThreadPoolExecutor(1) as pool:  # this thread has a loop at work
                pool.submit(asyncio.run, come_in()).result()
            told.append(Projection(database).digest()["events"])

    asyncio.run(rebuild(settings, database, READER, [TOPIC], come_in_half_way))

    after = Projection(database).digest()
    assert told[0] == after["events"] == len(RECORDS) + len(late)
    assert after["schema"] == "projection_2"


def test_a_second_rebuild_at_once_is_refused_and_the_first_takes_over(settings, database):
    live(database)
    refused = []

    def another_half_way(*_):
        with pytest.raises(RuntimeError, match="another rebuild"):
            empty(database)
        refused.append(True)

    schema = asyncio.run(rebuild(settings, database, READER, [TOPIC], another_half_way))

    assert refused
    assert Projection(database).digest()["events"] == len(RECORDS)
    assert schemas(database) == {schema}


def test_an_emptied_projection_knows_nothing_and_begins_at_offset_zero(database):
    live(database)

    schema = empty(database)

    after = Projection(database).digest()
    assert (after["schema"], after["events"], after["checkpoints"]) == (schema, 0, {})
