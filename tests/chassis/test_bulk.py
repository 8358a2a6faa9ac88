"""A rebuild in bulk, in processes side by side, ends as reading record by record does, whatever the topics hold."""

import asyncio
import os
import signal
from contextlib import contextmanager
from uuid import uuid4

import psutil
import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

import chassis.bulk
import chassis.rebuild
from chassis.bulk import fill
from chassis.intake_work import Reader
from chassis.projection import Projection, in_schema
from chassis.rebuild import rebuild
from chassis.set_aside import list_open
from chassis.settings import Settings
from contracts.envelope import partition_key, topic_of
from deploy.local.stack import AGENCY
from tests.chassis.test_rebuild import labels, schemas, take_live
from tests.records import acknowledged

TOPIC = topic_of("notify")
READER = Reader(AGENCY, "notify", labels)
STREAMS = [uuid4() for _ in range(40)]
POSITION = [("position", b"0")]


def made(stream, version):
    value = acknowledged(stream, version)
    return value, partition_key(value), POSITION


def sound():
    return [made(stream, version) for version in range(1, 6) for stream in STREAMS]


def hostile():
    """Duplicates, a version with other bytes, a gap filled later, what is no event, an unknown type, a newer major."""
    one, two, three, four = STREAMS[:4]
    other = acknowledged(one, 2).replace(b"2026Q2", b"2026Q3")
    unknown = acknowledged(four, 6).replace(b"NoticeAcknowledged", b"NoticeDismissed")
    newer = acknowledged(two, 6).replace(b"NoticeAcknowledged.v1", b"NoticeAcknowledged.v2")
    return [
        *sound(),
        *sound()[:7],
        (other, partition_key(other), POSITION),
        made(three, 7),
        made(three, 8),
        made(three, 6),
        (b"no event", b"x", POSITION),
        (None, b"y", POSITION),
        (made(one, 6)[0], partition_key(made(one, 6)[0]), []),
        (unknown, partition_key(unknown), POSITION),
        made(four, 7),
        (newer, partition_key(newer), POSITION),
        made(two, 7),
    ]


async def _publish(bootstrap, records):
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for value, key, headers in records:
            await producer.send_and_wait(TOPIC, value, key=key, headers=headers)


@pytest.fixture
def settings(kafka, topics, database):
    return Settings(
        agency=AGENCY, kafka=kafka.bootstrap, database=SecretStr(database.address), issuer="", env="development"
    )


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """What was live need not stay for its readers, and a few records are worth more than one process."""
    monkeypatch.setattr(chassis.rebuild, "READERS_S", 0.0)
    monkeypatch.setattr(chassis.bulk, "SIDE_BY_SIDE_FROM", 1)


def standing(database):
    """All that a projection says: its digest, and what is set aside and why."""
    told = Projection(database).digest()
    aside = sorted(
        (one["topic"], one["partition"], one["record_offset"], one["reason"], str(one["stream"]), one["version"])
        for one in list_open(database)
    )
    return told["digest"], told["events"], told["checkpoints"], aside


def made_anew(settings, database, progress=lambda *_: None):
    return asyncio.run(rebuild(settings, database, READER, [TOPIC], progress))


@pytest.mark.parametrize("records", [sound(), hostile()], ids=["sound", "hostile"])
@pytest.mark.parametrize("processes", [1, 2])
def test_it_ends_as_the_inbox_does(settings, database, kafka, monkeypatch, records, processes):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processes)), raising=False)
    asyncio.run(_publish(kafka.bootstrap, records))
    asyncio.run(take_live(settings, database))
    before, told = standing(database), []

    made_anew(settings, database, lambda *progress: told.append(progress))

    assert standing(database) == before
    assert told[-1][:2] == (len(records), len(records))
    assert schemas(database) == {"projection_2"}


def test_what_is_set_aside_is_named_as_the_inbox_names_it(settings, database, kafka):
    asyncio.run(_publish(kafka.bootstrap, hostile()))

    made_anew(settings, database)

    reasons = sorted(one["reason"] for one in list_open(database))
    assert reasons == [
        "behind",
        "behind",
        "differs",
        "gap",
        "newer-major",
        "not-an-event",
        "not-an-event",
        "not-an-event",
    ]


def test_a_stream_in_two_partitions_is_read_record_by_record(settings, database, kafka):
    """No service of ours writes one: its key would have changed. Which of two records was first, bulk cannot tell."""
    strange = acknowledged(STREAMS[0], 1)

    async def twice():
        await _publish(kafka.bootstrap, sound())
        async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap) as producer:
            for partition in range(12):
                await producer.send_and_wait(
                    TOPIC, strange, key=partition_key(strange), headers=POSITION, partition=partition
                )

    asyncio.run(twice())
    asyncio.run(take_live(settings, database))
    before = standing(database)

    made_anew(settings, database)

    assert standing(database) == before


async def held_up(filling, *rest):
    """Fill, but no process gets beyond its first partition: none is done when one of them is to be killed."""
    with psycopg.connect(filling.address) as conn:
        conn.execute(in_schema("LOCK TABLE {schema}.checkpoints IN SHARE MODE", filling.schema))
        await fill(filling, *rest)


@contextmanager
def killing(process_number):
    """Kill -9 one of the processes that fill, at the first progress."""
    killed = []

    def kill(*_):
        if not killed:
            children = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
            os.kill(children[process_number].pid, signal.SIGKILL)
            killed.append(True)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chassis.rebuild, "fill", held_up)
        yield kill
    assert killed


def test_a_killed_process_leaves_the_live_projection_and_the_next_rebuild_begins_clean(settings, database, kafka):
    asyncio.run(_publish(kafka.bootstrap, sound()))
    asyncio.run(take_live(settings, database))
    before = standing(database)

    with pytest.raises(RuntimeError, match="died"), killing(-1) as kill:
        made_anew(settings, database, kill)

    assert standing(database) == before
    assert Projection(database).digest()["schema"] == "projection_1"
    made_anew(settings, database)
    assert standing(database) == before
    assert len(schemas(database)) == 1
