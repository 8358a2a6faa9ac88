"""The checker can fail: every fault it is there to find is made on purpose, and it names it.

A small history is written by hand to a real database and a real topic, one service that writes it and one that reads
it, and read back by the checker. Three faults are made in the parts themselves; the rest in what was read.
"""

import ast
import asyncio
import json
import sys
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4, uuid5

import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from psycopg.types.json import Jsonb

from tests import checker, stack
from tests.checker import Accepted, Digest, judge

ACTOR = str(uuid4())
ONE, OTHER = UUID(int=1), UUID(int=2)
#: In the order of the log; the stream's number is also its partition.
HISTORY = [(ONE, 1), (OTHER, 1), (ONE, 2), (OTHER, 2), (ONE, 3)]


def event(stream: UUID, version: int) -> bytes:
    body = {
        "id": str(uuid5(stream, str(version))),
        "type": "ekinerja.test.Happened.v1",
        "subject": str(stream),
        "sequence": f"{version:016d}",
        "partitionkey": str(stream),
        "commandid": str(uuid5(stream, f"command {version}")),
        "actor": ACTOR,
    }
    return json.dumps(body).encode()


def answer(stream: UUID, version: int) -> dict:
    return {"streams": [{"stream": str(stream), "version": version}]}


@dataclass
class Sound:
    """A history without a fault, and how the checker is called on it."""

    bootstrap: str
    services: list[checker.Service]
    accepted: list[Accepted]

    @property
    def topic(self) -> str:
        return self.services[0].topic

    def gather(self) -> checker.Evidence:
        return checker.gather(self.bootstrap, self.services)

    def faults(self, evidence: checker.Evidence | None = None) -> list[str]:
        return judge(evidence or self.gather(), self.services, self.accepted, {"writer": 0})


def make_sound(kafka, databases) -> Sound:
    topic = f"checked-{uuid4().hex[:8]}"
    writer, reader = databases.url(), databases.url()
    with psycopg.connect(writer) as conn:
        for position, (stream, version) in enumerate(HISTORY):
            conn.execute(
                "INSERT INTO stored_events VALUES (%s, %s, 'ekinerja.test.Happened.v1', %s, %s)",
                (stream, version, event(stream, version), position + 1),
            )
            conn.execute(
                "INSERT INTO commands (actor, key, fingerprint, status, body) VALUES (%s, %s, '', 201, %s)",
                (ACTOR, f"key {position}", Jsonb(answer(stream, version))),
            )
    offsets = asyncio.run(publish(kafka.bootstrap, topic))
    with psycopg.connect(reader) as conn:
        for place, stream, version, position in offsets:
            conn.execute(
                "INSERT INTO projection_1.kept_events VALUES (%s, %s, 't', %s, %s, %s, %s, %s, %s)",
                (stream, version, str(stream), topic, *place, position, event(stream, version)),
            )
        for stream, version in dict(HISTORY).items():
            conn.execute("INSERT INTO projection_1.stream_heads VALUES (%s, %s, %s)", (stream, version, topic))
            conn.execute("INSERT INTO projection_1.labels VALUES ('made', 'by hand', %s, 1)", (stream,))
        for partition, offset in ((0, 4), (1, 2)):  # with the one that was sent twice
            conn.execute("INSERT INTO projection_1.checkpoints VALUES (%s, %s, %s)", (topic, partition, offset))
    services = [checker.Service("writer", writer, topic, ()), checker.Service("reader", reader, "", (topic,))]
    accepted = [Accepted("writer", ACTOR, f"key {place}", answer(*one)) for place, one in enumerate(HISTORY)]
    return Sound(kafka.bootstrap, services, accepted)


async def publish(bootstrap: str, topic: str) -> list[tuple[tuple[int, int], UUID, int, int]]:
    """Publish the history, its third event twice as after a kill; returns where each event came to lie first."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 2, 1)])
    await admin.close()
    found = {}
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position, (stream, version) in [*list(enumerate(HISTORY))[:3], *list(enumerate(HISTORY))[2:]]:
            sent = await send(producer, topic, stream, version, position)
            found.setdefault(position, ((sent.partition, sent.offset), stream, version, position))
    return list(found.values())


async def send(producer, topic, stream, version, position, value=None):
    return await producer.send_and_wait(
        topic,
        value or event(stream, version),
        key=str(stream).encode(),
        partition=stream.int - 1,
        headers=[("position", str(position).encode())],
    )


@pytest.fixture(scope="module")
def sound(kafka, postgres):
    databases = stack.Databases(postgres)
    yield make_sound(kafka, databases)
    databases.drop()


@pytest.fixture(scope="module")
def read(sound) -> checker.Evidence:
    return sound.gather()


def test_it_imports_nothing_of_ours():
    tree = ast.parse(Path(checker.__file__).read_text())
    plain = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    plain += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.split(".")[0] for name in plain} - sys.stdlib_module_names == {"aiokafka", "httpx", "psycopg"}


def test_a_sound_history_has_no_fault(sound, read):
    assert sound.faults(read) == []
    assert len(read.log["writer"]) == len(read.projections["reader"].kept) == 5
    assert sum(map(len, read.records.values())) == 6


# -- faults made in the parts themselves --------------------------------------------------------------------------


def test_it_sees_an_event_that_is_gone_from_the_store(kafka, databases):
    sound = make_sound(kafka, databases)
    with psycopg.connect(sound.services[0].database) as conn:
        conn.execute("DELETE FROM stored_events WHERE (originator_id, originator_version) = (%s, 2)", (ONE,))

    faults = sound.faults()

    assert "writer: the log lacks 2, by position" in faults
    assert f"writer: stream {ONE} lacks 2, by version" in faults
    assert any("key 2 was answered with" in fault and fault.endswith("not all in the store") for fault in faults)
    assert f"{sound.topic}/0 offset 1 holds position 2, which the store has not" in faults


def test_it_sees_a_row_that_was_changed_in_a_projection(kafka, databases):
    sound = make_sound(kafka, databases)
    with psycopg.connect(sound.services[1].database) as conn:
        conn.execute(
            "UPDATE projection_1.kept_events SET value = value || ' '::bytea WHERE (stream, version) = (%s, 2)",
            (OTHER,),
        )

    faults = sound.faults()

    assert f"reader: keeps version 2 of {OTHER} with other bytes than the topic's" in faults


def test_it_sees_a_record_that_was_published_with_other_bytes(kafka, databases):
    sound = make_sound(kafka, databases)

    async def publish_changed():
        async with AIOKafkaProducer(bootstrap_servers=sound.bootstrap) as producer:
            await send(producer, sound.topic, ONE, 3, 4, event(ONE, 3).replace(b"Happened", b"Invented"))

    asyncio.run(publish_changed())

    assert sound.faults() == [
        f"{sound.topic}/0 offset 4 holds position 4 with other bytes than the store's",
        f"reader: has read 4 of the 5 records of {sound.topic}/0",
    ]


# -- faults made in what was read ---------------------------------------------------------------------------------


def _from_log(evidence, place):
    del evidence.log["writer"][place]


def _stored(evidence, place, **changed):
    log = evidence.log["writer"]
    log[place] = log[place]._replace(**changed)


def _records(evidence, partition):
    return next(records for place, records in evidence.records.items() if place[1] == partition and place[0])


def _sent(evidence, partition, place, **changed):
    records = _records(evidence, partition)
    records[place] = records[place]._replace(**changed)


def _swap(evidence):
    """Versions 1 and 2 of a stream, published the wrong way round."""
    records = _records(evidence, 1)
    first, second = records
    records[:] = [second._replace(offset=0), first._replace(offset=1)]


def _into_another_partition(evidence):
    moved = _records(evidence, 0).pop()
    _records(evidence, 1).append(moved._replace(offset=2))


def _kept(evidence):
    return evidence.projections["reader"]


def _empty(evidence):
    """A projection as a rebuild would leave it that forgot to read."""
    held = _kept(evidence)
    for part in (held.checkpoints, held.kept, held.heads, held.labels):
        part.clear()


def _twice(evidence):
    """The last command's event once more, under the same command, as the next version of its stream."""
    log = evidence.log["writer"]
    stream, version = log[-1].stream, log[-1].version + 1
    again = json.loads(event(stream, version)) | {"commandid": json.loads(log[-1].value)["commandid"]}
    log.append(log[-1]._replace(position=len(log), version=version, value=json.dumps(again).encode()))


IN_WHAT_WAS_READ = {
    "the last event gone from the store": (lambda e: _from_log(e, 4), "key 4 was answered with"),
    "an event stored twice": (lambda e: e.log["writer"].append(e.log["writer"][1]), "the log has 1 twice"),
    "an event that names another stream": (lambda e: _stored(e, 0, value=event(OTHER, 1)), "names another stream"),
    "a record missing in the topic": (lambda e: _records(e, 1).pop(), "position 3 is not in checked-"),
    "a record under another key": (lambda e: _sent(e, 0, 0, key=b"else"), "has the key b'else'"),
    "a record without a position": (lambda e: _sent(e, 0, 0, position=None), "position None, which the store has not"),
    "a hole in the offsets": (lambda e: _sent(e, 0, 3, offset=9), "lacks 3, by offset"),
    "records out of order": (_swap, "came before the one that precedes it"),
    "a stream in two partitions": (_into_another_partition, "is in partition 0 too"),
    "an answer that is not kept": (lambda e: e.answers["writer"].clear(), "is not the one that is kept"),
    "another answer kept": (
        lambda e: e.answers["writer"].update({(ACTOR, "key 0"): answer(ONE, 9)}),
        "the answer given for key key 0 is not the one that is kept",
    ),
    "an event kept by nobody": (lambda e: _kept(e).kept.pop(2), "keeps no version 2 of"),
    "an event kept that is not below the checkpoint": (
        lambda e: _kept(e).checkpoints.update({place: 1 for place in _kept(e).checkpoints if place[1] == 1}),
        f"keeps version 2 of {OTHER}, which is below no checkpoint",
    ),
    "a row that names another place": (
        lambda e: _kept(e).kept.append(_kept(e).kept.pop()._replace(offset=0)),
        "is not at the place it names",
    ),
    "a head that is too low": (lambda e: _kept(e).heads.update({ONE: 2}), f"its head of {ONE} is 2, not 3"),
    "a head of a stranger": (lambda e: _kept(e).heads.update({UUID(int=9): 1}), "is 1, not None"),
    "a checkpoint beyond the end": (
        lambda e: _kept(e).checkpoints.update(dict.fromkeys(_kept(e).checkpoints, 7)),
        "is 7, beyond the topic's end",
    ),
    "a partition that was not read to its end": (
        lambda e: _kept(e).checkpoints.update({place: 3 for place in _kept(e).checkpoints if place[1] == 0}),
        "reader: has read 3 of the 4 records of checked-",
    ),
    "a projection that has read nothing": (_empty, "reader: has read 0 of the 2 records of checked-"),
    "one command's event twice": (_twice, "writer: key key 4 has 2 events of its command in the store, not 1"),
    "a record set aside": (lambda e: _kept(e).waiting.append(("t", 0, 3, "gap")), "t/0 offset 3 is set aside: gap"),
}


@pytest.mark.parametrize("fault", IN_WHAT_WAS_READ)
def test_it_names(sound, read, fault):
    make, named = IN_WHAT_WAS_READ[fault]
    evidence = deepcopy(read)
    make(evidence)

    assert any(named in found for found in sound.faults(evidence)), sound.faults(evidence)


def test_it_names_a_command_that_was_carried_out_twice(sound, read):
    again = Sound(sound.bootstrap, sound.services, sound.accepted[:-1])

    assert again.faults(read) == [f"writer: position 4 is of command {uuid5(ONE, 'command 3')}, which no answer names"]


def test_it_names_an_answer_without_an_event_unless_its_command_records_none(sound, read):
    evidence = deepcopy(read)
    evidence.answers["writer"][ACTOR, "key 9"] = {"streams": []}
    nothing = Accepted("writer", ACTOR, "key 9", {"streams": []})
    promised, none = (
        Sound(sound.bootstrap, sound.services, [*sound.accepted, one]) for one in (nothing, replace(nothing, events=0))
    )

    assert promised.faults(evidence) == ["writer: key key 9 was answered with no event at all"]
    assert none.faults(evidence) == []


def test_it_counts_the_events_of_a_command_that_records_more_than_one(sound, read):
    evidence = deepcopy(read)
    _twice(evidence)
    two = Sound(sound.bootstrap, sound.services, [*sound.accepted[:-1], replace(sound.accepted[-1], events=2)])
    three = Sound(sound.bootstrap, sound.services, [*sound.accepted[:-1], replace(sound.accepted[-1], events=3)])

    assert not [fault for fault in two.faults(evidence) if "of its command" in fault]
    assert "writer: key key 4 has 2 events of its command in the store, not 3" in three.faults(evidence)


def test_it_names_an_answer_that_promised_more_than_was_recorded(sound, read):
    promised = Accepted("writer", ACTOR, "key 4", answer(ONE, 4))
    more = Sound(sound.bootstrap, sound.services, [*sound.accepted[:-1], promised])

    assert any("key 4" in fault and fault.endswith("not all in the store") for fault in more.faults(read))


def test_it_names_two_answers_for_one_event_and_events_of_another_person(sound, read):
    evidence = deepcopy(read)
    evidence.answers["writer"]["someone", "key 9"] = answer(ONE, 3)
    twice = Sound(
        sound.bootstrap, sound.services, [*sound.accepted, Accepted("writer", "someone", "key 9", answer(ONE, 3))]
    )

    assert twice.faults(evidence) == [
        "writer: key key 9 of someone was answered with another person's events",
        "writer: keys key 4 and key 9 were answered with one event",
    ]


def test_a_digest_must_be_that_of_the_rows_and_of_the_rebuilt(read):
    held = read.projections["reader"]
    true = Digest(5, checker._digest(held), {"t": {"0": 4}})

    assert checker.digest_faults("reader", held, true, true) == []
    assert checker.digest_faults("reader", held, true._replace(digest="0" * 64), true) != []
    assert checker.digest_faults("reader", held, true, true._replace(digest="0" * 64)) != []
    assert checker.digest_faults("reader", held, true, true._replace(checkpoints={})) != []
    held_else = deepcopy(held)
    held_else.labels.append(("made", "later", ONE, 2))
    assert checker.digest_faults("reader", held_else, true, true) != []
