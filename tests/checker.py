"""An independent judge of the whole: what was answered, stored, published and kept must be one and the same history.

Imports nothing of ours and takes addresses only: psycopg and a plain Kafka client read everything, `judge` compares.
It finds: a hole in positions or versions, an event that an answer promised and the store lacks, an answer without an
event, one recorded twice for one command, a record that is missing in the topic, changed or out of order, a kept row
that is not what the topics hold up to the checkpoint, a projection that has not read all, a digest that is not that of
the rows. Every fault is one sentence that names the place; none means all is well. Judge when nothing is under way any
more, or again until it finds nothing: it reads the parts one after the other.
(One file although long: whoever doubts us can carry it off and run it alone.)
"""

import asyncio
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import httpx
import psycopg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from psycopg import sql

__all__ = ["Accepted", "Digest", "Evidence", "Kept", "Projection", "Sent", "Service", "Stored", "ask_digest", "gather"]
__all__ += ["digest_faults", "judge"]

READ_TIMEOUT_S = 120.0  # thousands of records are read in seconds
Place = tuple[str, int]  # topic, partition


@dataclass(frozen=True)
class Service:
    """Where one service keeps what is judged: its database, its own topic, and the topics it reads."""

    name: str
    database: str
    topic: str
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    """One command that was answered with 2xx, as its sender knows it; body: the answer's.

    events: how many it records, 0 for a command that records none; not given: one for each head of its answer.
    """

    service: str
    actor: str
    key: str
    body: Mapping[str, Any]
    events: int | None = None

    @property
    def heads(self) -> list[tuple[UUID, int]]:
        return [(UUID(head["stream"]), head["version"]) for head in self.body["streams"]]


class Stored(NamedTuple):
    """A row of the event log."""

    position: int
    stream: UUID
    version: int
    type: str
    value: bytes


class Sent(NamedTuple):
    """A record of a topic; position: of its header, None where there is no such number."""

    offset: int
    key: bytes | None
    value: bytes | None
    position: int | None


class Kept(NamedTuple):
    """A row that a projection keeps of an event, with the place it says it has it from."""

    stream: UUID
    version: int
    topic: str
    partition: int
    offset: int
    position: int
    value: bytes


@dataclass
class Projection:
    """All of one live projection."""

    checkpoints: dict[Place, int]
    kept: list[Kept]
    heads: dict[UUID, int]
    labels: list[tuple[str, str, UUID, int]]
    waiting: list[tuple[str, int, int, str]]  # set aside and not closed: topic, partition, offset, reason


class Digest(NamedTuple):
    """What a service says of its projection."""

    events: int
    digest: str
    checkpoints: Mapping[str, Mapping[str, int]]


@dataclass
class Evidence:
    """Everything that was read; the keys are services' names, and places in topics."""

    log: dict[str, list[Stored]] = field(default_factory=dict)
    answers: dict[str, dict[tuple[str, str], Any]] = field(default_factory=dict)
    records: dict[Place, list[Sent]] = field(default_factory=dict)
    projections: dict[str, Projection] = field(default_factory=dict)


# -- reading ------------------------------------------------------------------------------------------------------


def gather(bootstrap: str, services: Sequence[Service]) -> Evidence:
    """Read every store, topic and projection of `services`, from the beginning. Blocks."""
    evidence = Evidence()
    for service in services:
        with psycopg.connect(service.database) as conn:
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            evidence.log[service.name] = _log(conn)
            rows = conn.execute("SELECT actor, key, body FROM commands")
            evidence.answers[service.name] = {(actor, key): body for actor, key, body in rows}
            evidence.projections[service.name] = _projection(conn)
    topics = {topic for service in services for topic in (service.topic, *service.reads)}
    evidence.records = asyncio.run(_records(bootstrap, sorted(topics)))
    return evidence


def ask_digest(address: str, token: str) -> Digest:
    """The digest as the service itself gives it."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{address}/v1/projection/digest", headers=headers, timeout=60, trust_env=False)
    answer.raise_for_status()
    body = answer.json()
    return Digest(body["events"], body["digest"], body["checkpoints"])


def _log(conn: psycopg.Connection) -> list[Stored]:
    columns = "notification_id - 1, originator_id, originator_version, topic, state"
    return [Stored(*row) for row in conn.execute(f"SELECT {columns} FROM stored_events ORDER BY 1")]


def _projection(conn: psycopg.Connection) -> Projection:
    row = conn.execute("SELECT active_schema FROM projections").fetchone()
    assert row is not None, "there is no live projection"

    def rows(columns: str, table: str, more: str = "") -> Iterable[tuple[Any, ...]]:
        statement = sql.SQL(f"SELECT {columns} FROM {{}}.{{}} {more}")
        return conn.execute(statement.format(sql.Identifier(row[0]), sql.Identifier(table)))

    kept = rows("stream, version, topic, partition, record_offset, position, value", "kept_events")
    waiting = rows("topic, partition, record_offset, reason", "set_aside", "WHERE closed_at IS NULL ORDER BY 1, 2, 3")
    return Projection(
        checkpoints={(topic, number): offset for topic, number, offset in rows("*", "checkpoints")},
        kept=[Kept(*one) for one in kept],
        heads=dict(rows("stream, version", "stream_heads")),
        labels=[(name, value, stream, version) for name, value, stream, version in rows("*", "labels")],
        waiting=[(topic, number, offset, reason) for topic, number, offset, reason in waiting],
    )


async def _records(bootstrap: str, topics: Sequence[str]) -> dict[Place, list[Sent]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="none")
    found: dict[Place, list[Sent]] = {}
    try:
        async with asyncio.timeout(READ_TIMEOUT_S):
            await admin.start()
            described = await admin.describe_topics(list(topics))
            places = [
                TopicPartition(one["topic"], part["partition"]) for one in described for part in one["partitions"]
            ]
            await consumer.start()
            consumer.assign(places)
            for place in places:
                found[place.topic, place.partition] = []
                consumer.seek(place, 0)
            ends = await consumer.end_offsets(places)
            while any(len(found[place.topic, place.partition]) < end for place, end in ends.items()):
                for place, records in (await consumer.getmany(timeout_ms=200)).items():
                    found[place.topic, place.partition] += [
                        Sent(r.offset, r.key, r.value, _position(r.headers)) for r in records
                    ]
    finally:
        await asyncio.gather(admin.close(), consumer.stop())
    return found


def _position(headers: Iterable[tuple[str, bytes | None]]) -> int | None:
    numbers = [value for name, value in headers if name == "position" and value is not None and value.isdigit()]
    return int(numbers[0]) if numbers else None


# -- judging ------------------------------------------------------------------------------------------------------


def judge(
    evidence: Evidence,
    services: Sequence[Service],
    accepted: Sequence[Accepted] = (),
    answered_from: Mapping[str, int] | None = None,
) -> list[str]:
    """Every fault found.

    accepted: all commands that were answered with 2xx. answered_from: service -> position from which on `accepted` is
    complete, so that an event from there on that no answer names was recorded twice, or for nobody (none: not judged).
    """
    faults: list[str] = []
    for service in services:
        log = evidence.log[service.name]
        held, read = evidence.projections[service.name], _in(evidence, *service.reads)
        faults += _log_faults(service, log)
        faults += _topic_faults(service, log, _in(evidence, service.topic))
        faults += _projection_faults(service, held, read) + _unread(service.name, held, read)
        promised = [one for one in accepted if one.service == service.name]
        since = (answered_from or {}).get(service.name)
        faults += _answer_faults(service, log, evidence.answers[service.name], promised, since)
    return faults


def digest_faults(name: str, projection: Projection, asked: Digest, rebuilt: Digest) -> list[str]:
    """Whether a service's digest is that of its rows, and that of a projection rebuilt from empty."""
    faults = []
    if asked.digest != _digest(projection) or asked.events != len(projection.kept):
        faults.append(f"{name}: the digest asked from the service is not that of the rows it keeps")
    if (asked.events, asked.digest) != (rebuilt.events, rebuilt.digest):
        faults.append(
            f"{name}: {asked.events} events with digest {asked.digest[:12]}, but rebuilt from empty {rebuilt.events} "
            f"with {rebuilt.digest[:12]}"
        )
    if asked.checkpoints != rebuilt.checkpoints:
        faults.append(f"{name}: stood at {asked.checkpoints}, rebuilt at {rebuilt.checkpoints}")
    return faults


def _in(evidence: Evidence, *topics: str) -> dict[Place, list[Sent]]:
    return {place: records for place, records in evidence.records.items() if place[0] in topics}


def _log_faults(service: Service, log: Sequence[Stored]) -> list[str]:
    faults = [f"{service.name}: the log {what}, by position" for what in _broken(0, [row.position for row in log])]
    versions: dict[UUID, list[int]] = defaultdict(list)
    for row in log:
        versions[row.stream].append(row.version)
        event = json.loads(row.value)
        says = (event["subject"], int(event["sequence"]), event["type"], event["id"])
        if says != (str(row.stream), row.version, row.type, str(uuid5(row.stream, str(row.version)))):
            faults.append(f"{service.name}: the event at position {row.position} names another stream, version or type")
    for stream, numbers in versions.items():
        faults += [f"{service.name}: stream {stream} {what}, by version" for what in _broken(1, numbers)]
    return faults


def _broken(first: int, numbers: Sequence[int]) -> list[str]:
    """What is missing of first, first + 1, ... up to the largest of `numbers`, and what is there twice."""
    there = set(numbers)
    missing = sorted(set(range(first, max(there, default=first - 1) + 1)) - there)
    twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
    return [f"lacks {number}" for number in missing] + [f"has {number} twice" for number in twice]


def _topic_faults(service: Service, log: Sequence[Stored], topic: Mapping[Place, Sequence[Sent]]) -> list[str]:
    faults: list[str] = []
    rows = {row.position: row for row in log}
    published: set[int] = set()
    partition_of: dict[UUID, int] = {}
    for (name, partition), records in sorted(topic.items()):
        newest: dict[UUID, int] = defaultdict(int)
        faults += [f"{name}/{partition} {what}, by offset" for what in _broken(0, [one.offset for one in records])]
        for record in records:
            where = f"{name}/{partition} offset {record.offset}"
            row = rows.get(-1 if record.position is None else record.position)
            if row is None:
                faults.append(f"{where} holds position {record.position}, which the store has not")
                continue
            published.add(row.position)
            if record.value != row.value:
                faults.append(f"{where} holds position {row.position} with other bytes than the store's")
                continue
            if record.key != json.loads(row.value)["partitionkey"].encode():
                faults.append(f"{where} has the key {record.key!r}, not its event's partitionkey")
            if partition_of.setdefault(row.stream, partition) != partition:
                faults.append(f"{where}: stream {row.stream} is in partition {partition_of[row.stream]} too")
            if row.version > newest[row.stream] + 1:
                faults.append(f"{where}: version {row.version} of {row.stream} came before the one that precedes it")
            newest[row.stream] = max(newest[row.stream], row.version)
    missing = sorted(rows.keys() - published)
    return faults + [f"{service.name}: position {position} is not in {service.topic}" for position in missing]


def _projection_faults(service: Service, held: Projection, read: Mapping[Place, Sequence[Sent]]) -> list[str]:
    name = service.name
    faults = [f"{name}: {topic}/{number} offset {at} is set aside: {why}" for topic, number, at, why in held.waiting]
    for (topic, number), offset in held.checkpoints.items():
        if offset > len(read.get((topic, number), ())):
            faults.append(f"{name}: its checkpoint of {topic}/{number} is {offset}, beyond the topic's end")
    expected = _below(held.checkpoints, read)
    kept = {(row.stream, row.version): row for row in held.kept}
    for (stream, version), value in expected.items():
        row = kept.get((stream, version))
        if row is None:
            faults.append(f"{name}: keeps no version {version} of {stream}, which is below its checkpoint")
        elif row.value != value:
            faults.append(f"{name}: keeps version {version} of {stream} with other bytes than the topic's")
    for row in held.kept:
        records = read.get((row.topic, row.partition), ())
        at = records[row.offset] if row.offset < len(records) else None
        if (row.stream, row.version) not in expected:
            faults.append(f"{name}: keeps version {row.version} of {row.stream}, which is below no checkpoint")
        elif at is None or (at.value, at.position) != (row.value, row.position):
            faults.append(f"{name}: version {row.version} of {row.stream} is not at the place it names")
    heads = dict(sorted(expected))  # the highest version comes last
    wrong = sorted(stream for stream in heads.keys() | held.heads.keys() if heads.get(stream) != held.heads.get(stream))
    return faults + [f"{name}: its head of {one} is {held.heads.get(one)}, not {heads.get(one)}" for one in wrong]


def _unread(name: str, held: Projection, read: Mapping[Place, Sequence[Sent]]) -> list[str]:
    """Partitions that were not read to their end; one without a checkpoint was not read at all."""
    done = {place: held.checkpoints.get(place, 0) for place in sorted(read)}
    return [
        f"{name}: has read {done[place]} of the {len(read[place])} records of {place[0]}/{place[1]}"
        for place in done
        if done[place] < len(read[place])
    ]


def _below(checkpoints: Mapping[Place, int], read: Mapping[Place, Sequence[Sent]]) -> dict[tuple[UUID, int], bytes]:
    """The events of the topics up to the checkpoints, each once: what a projection must keep."""
    events: dict[tuple[UUID, int], bytes] = {}
    for place, records in read.items():
        for record in records[: checkpoints.get(place, 0)]:
            with suppress(KeyError, TypeError, ValueError):  # no event at all: the topic's faults name it
                event = json.loads(record.value or b"")
                events.setdefault((UUID(event["subject"]), int(event["sequence"])), record.value or b"")
    return events


def _answer_faults(
    service: Service,
    log: Sequence[Stored],
    kept: Mapping[tuple[str, str], Any],
    accepted: Sequence[Accepted],
    since: int | None,
) -> list[str]:
    name = service.name
    rows = {(row.stream, row.version): row for row in log}
    faults: list[str] = []
    key_of: dict[str, str] = {}  # command -> the key whose answer names its events
    number = Counter(json.loads(row.value)["commandid"] for row in log)
    for one in accepted:
        if one.events != 0 and not one.heads:
            faults.append(f"{name}: key {one.key} was answered with no event at all")
        if kept.get((one.actor, one.key)) != one.body:
            faults.append(f"{name}: the answer given for key {one.key} is not the one that is kept")
        found = [rows[head] for head in one.heads if head in rows]
        if len(found) < len(one.heads):
            faults.append(f"{name}: key {one.key} was answered with {one.body['streams']}, not all in the store")
        events = [json.loads(row.value) for row in found]
        if any(event["actor"] != one.actor for event in events):
            faults.append(f"{name}: key {one.key} of {one.actor} was answered with another person's events")
        commands = {event["commandid"] for event in events}
        if len(commands) > 1:
            faults.append(f"{name}: key {one.key} was answered with events of {len(commands)} commands")
        wanted = len(one.heads) if one.events is None else one.events
        if found and (recorded := sum(number[command] for command in commands)) != wanted:
            faults.append(f"{name}: key {one.key} has {recorded} events of its command in the store, not {wanted}")
        taken = [command for command in commands if key_of.setdefault(command, one.key) != one.key]
        faults += [f"{name}: keys {key_of[command]} and {one.key} were answered with one event" for command in taken]
    for row in log:
        command = json.loads(row.value)["commandid"]
        if since is not None and row.position >= since and command not in key_of:
            faults.append(f"{name}: position {row.position} is of command {command}, which no answer names")
    return faults


def _digest(held: Projection) -> str:
    """SHA-256 over kept events, labels and heads, as a service is documented to compute it."""
    total = hashlib.sha256()
    kept = sorted((row.stream, row.version, hashlib.sha256(row.value).hexdigest()) for row in held.kept)
    labels = sorted((name.encode(), value.encode(), stream, version) for name, value, stream, version in held.labels)
    parts = (
        [f"{stream} {version} {sha}" for stream, version, sha in kept],
        [f"{name.decode()} {value.decode()} {stream} {version}" for name, value, stream, version in labels],
        [f"{stream} {version}" for stream, version in sorted(held.heads.items())],
    )
    for lines in parts:
        total.update("".join(line + "\n" for line in lines).encode() + b"--\n")
    return total.hexdigest()
