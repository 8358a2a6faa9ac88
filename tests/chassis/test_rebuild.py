"""A projection made anew beside the live one takes over and is the same; interrupted, nothing has changed."""

import asyncio
import contextlib
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

import chassis.rebuild
from chassis.intake import Reader, apply
from chassis.projection import Projection
from chassis.rebuild import empty, rebuild
from chassis.settings import Settings
from contracts.envelope import partition_key, topic_of
from deploy.local.stack import AGENCY
from tests.records import Log, acknowledged

TOPIC = topic_of("notify")
READER = Reader(AGENCY, "notify", lambda event: [("notice", str(event.notice))])
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

    async def publish():
        async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap) as producer:
            for position, value in enumerate(RECORDS):
                headers = [("position", str(position).encode())]
                await producer.send_and_wait(TOPIC, value, key=partition_key(value), headers=headers)

    asyncio.run(publish())
    return Settings(
        agency=AGENCY, kafka=kafka.bootstrap, database=SecretStr(database.address), issuer="", env="development"
    )


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


def test_an_emptied_projection_knows_nothing_and_begins_at_offset_zero(database):
    live(database)

    schema = empty(database)

    after = Projection(database).digest()
    assert (after["schema"], after["events"], after["checkpoints"]) == (schema, 0, {})
