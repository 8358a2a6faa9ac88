"""What was set aside, afterwards: read again in vain or not, given up with a reason, and the same after a rebuild.

On a real database; where a rebuild reads the topics, on a real Kafka too.
"""

import asyncio
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition

import chassis.rebuild
from chassis import limits
from chassis.intake import apply, apply_again
from chassis.intake_work import Reader
from chassis.kafka import groupless_consumer
from chassis.limits import Coordinates
from chassis.projection import Projection, active_schema
from chassis.rebuild import empty, rebuild
from chassis.set_aside import allow, close, fetch, list_open, read_again
from chassis.settings import Settings
from contracts.evidence import EvidenceUploaded
from contracts.examples import EXAMPLES
from services.evaluation.dossier import Fact, digest_of, fold
from tests.records import AGENCY, NOON, Log, acknowledged

READER = Reader(AGENCY, "test", lambda _: ())


@pytest.fixture(autouse=True)
def _nobody_else_reads(monkeypatch):
    """What was live need not stay for its readers, a second at every rebuild."""
    monkeypatch.setattr(chassis.rebuild, "READERS_S", 0.0)


def take(database, *records):
    with database.connection() as conn:
        return apply(conn, records, READER)


def take_again(database, *records):
    with database.connection() as conn, conn.transaction():
        return apply_again(conn, active_schema(conn), records, READER)


def reasons(database) -> list[tuple[str, int | None]]:
    return [(row["reason"], row["version"]) for row in list_open(database)]


def unreadable(value: bytes) -> bytes:
    """The event with data of another shape."""
    return value.replace(b'"period":"2026Q2"', b'"period":"Q2"')


def test_a_gap_read_again_in_vain_is_still_called_a_gap(database):
    log, stream = Log(), uuid4()
    records = [log.record(acknowledged(stream, version), partition=1) for version in (1, 3, 4)]
    take(database, *records)

    take_again(database, *records[1:])

    assert reasons(database) == [("gap", 3), ("behind", 4)]


def test_a_version_forged_before_its_owners_is_a_dead_letter_once_the_owner_has_sent_the_stream_again(database):
    log, stream = Log(), uuid4()
    forged = log.record(unreadable(acknowledged(stream, 2)), partition=1)
    behind = log.record(acknowledged(stream, 3), partition=1)
    take(database, log.record(acknowledged(stream, 1), partition=2), forged, behind)

    applied = take(database, *(log.record(acknowledged(stream, version), partition=3) for version in (1, 2)))
    take_again(database, forged, behind)

    assert applied.repaired == {stream}
    assert reasons(database) == [("differs", None)]
    assert Projection(database).heads([stream]) == {stream: 3}


def test_a_stream_whose_forged_version_is_still_listed_is_held_by_its_next_gap_as_a_cause(database):
    log, stream = Log(), uuid4()
    forged = log.record(unreadable(acknowledged(stream, 1)), partition=1)
    take(database, forged, log.record(acknowledged(stream, 1), partition=2))
    take_again(database, forged)

    take(database, log.record(acknowledged(stream, 3), partition=2))

    assert sorted((row["reason"], row["is_cause"]) for row in list_open(database)) == [("differs", True), ("gap", True)]


def settings_of(kafka) -> Settings:
    return Settings(agency=AGENCY, database="", issuer="", kafka=kafka.bootstrap, env="development")


async def send(bootstrap: str, topic: str, records: list[bytes]) -> None:
    """Write to partition 0, whose offsets begin at 0."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for value in records:
            key = None if value == b"bad" else value.split(b'"partitionkey":"')[1][:36]
            await producer.send_and_wait(topic, value, key=key, partition=0, headers=[("position", b"0")])


def test_a_record_that_is_not_there_is_not_another(kafka, topics):
    asyncio.run(send(kafka.bootstrap, topics["notify"], [b"bad", b"bad"]))

    with pytest.raises(TimeoutError, match="no record at offset 7"):
        asyncio.run(
            fetch(settings_of(kafka), [Coordinates(topics["notify"], 0, 1), Coordinates(topics["notify"], 0, 7)])
        )


def test_whole_topics_are_read_from_their_beginning_whatever_comes_first(kafka, topics):
    async def first(topic: str) -> int:
        async with groupless_consumer(settings_of(kafka)) as consumer:
            consumer.assign([TopicPartition(topic, 0)])
            async with asyncio.timeout(30):
                return (await consumer.getone()).offset

    asyncio.run(send(kafka.bootstrap, topics["notify"], [b"bad", b"bad"]))

    assert asyncio.run(first(topics["notify"])) == 0


@pytest.mark.parametrize("lost", ["never written", "does not fit"])
def test_what_was_given_up_stays_given_up_after_a_rebuild(kafka, topics, database, lost):
    stream, topic = uuid4(), topics["notify"]
    missing = [unreadable(acknowledged(stream, 2))] if lost == "does not fit" else []
    values = [acknowledged(stream, 1), *missing, *(acknowledged(stream, version) for version in (3, 4)), b"bad"]
    asyncio.run(send(kafka.bootstrap, topic, values))
    settings = settings_of(kafka)
    log = Log()
    take(database, *(log.record(value, key=None if value != b"bad" else b"k", partition=0) for value in values))
    first = list_open(database)[0]
    assert (first["reason"], first["version"]) == (("does-not-fit", 2) if missing else ("gap", 3))
    close(database, Coordinates(topic, 0, first["record_offset"]), "the recovered disk does not have it")
    close(database, Coordinates(topic, 0, len(values) - 1), "a stranger's")
    asyncio.run(read_again(settings, database, READER))
    assert (list_open(database), Projection(database).heads([stream])) == ([], {stream: 4})
    before = Projection(database).digest()

    asyncio.run(rebuild(settings, database, READER, [topic], lambda *_: None))
    asyncio.run(read_again(settings, database, READER))

    after = Projection(database).digest()
    assert list_open(database) == []
    assert after["schema"] != before["schema"]
    assert (after["digest"], after["checkpoints"]) == (before["digest"], before["checkpoints"])


def test_two_versions_given_up_of_one_stream_cost_a_rebuild_no_other(kafka, topics, database):
    stream, topic = uuid4(), topics["notify"]
    bad = (3, 6)
    values = [acknowledged(stream, version) for version in range(1, 9)]
    values = [unreadable(value) if version in bad else value for version, value in enumerate(values, 1)]
    asyncio.run(send(kafka.bootstrap, topic, values))
    settings, log = settings_of(kafka), Log()
    take(database, *(log.record(value, partition=0) for value in values))
    for version in bad:
        close(database, Coordinates(topic, 0, version - 1), "written by a defect")
        asyncio.run(read_again(settings, database, READER))
    assert (list_open(database), Projection(database).heads([stream])) == ([], {stream: 8})
    before = Projection(database).digest()

    asyncio.run(rebuild(settings, database, READER, [topic], lambda *_: None))

    after = Projection(database).digest()
    assert (after["digest"], after["events"], after["schema"]) == (before["digest"], 6, "projection_2")
    assert list_open(database) == []


def test_what_was_given_up_stays_so_in_a_projection_filled_anew_in_place(kafka, topics, database):
    stream, topic = uuid4(), topics["notify"]
    values = [acknowledged(stream, 1), unreadable(acknowledged(stream, 2)), acknowledged(stream, 3)]
    log = Log()
    records = [log.record(value, partition=0) for value in values]
    take(database, *records)
    close(database, Coordinates(topic, 0, 1), "written by a defect")

    empty(database)
    take(database, *records)

    assert list_open(database) == []
    assert Projection(database).heads([stream]) == {stream: 3}


def test_garbage_that_the_live_projection_has_set_aside_does_not_stop_a_rebuild(kafka, topics, database):
    topic, many = topics["notify"], limits.ASIDE_IN_A_ROW + 20
    asyncio.run(send(kafka.bootstrap, topic, [b"bad"] * many))
    log = Log()
    allow(database, many)
    take(database, *(log.record(b"bad", key=b"k", partition=0) for _ in range(many)))

    schema = asyncio.run(rebuild(settings_of(kafka), database, READER, [topic], lambda *_: None))

    assert schema == "projection_2"
    assert len(list_open(database)) == many


def test_a_dossier_whose_upload_was_given_up_is_folded_from_what_is_there():
    personal = [one for one in EXAMPLES if one.event.SERVICE in ("planning", "realization", "evidence", "evaluation")]
    facts = [Fact(uuid4(), number, NOON, one.event) for number, one in enumerate(personal, 1)]
    without = [fact for fact in facts if not isinstance(fact.event, EvidenceUploaded)]

    dossier = fold(without)

    assert len(without) < len(facts)
    assert dossier.items == {}
    assert digest_of([("someone", dossier)]) != digest_of([("someone", fold(facts))])
