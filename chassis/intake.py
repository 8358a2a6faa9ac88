"""Applies a batch of records to a projection: effect and checkpoint in one transaction.

What cannot be read never stops the rest. A type not known here is passed over, its version remembered; a
newer major, data that does not fit, or a missing version holds that **stream**; no trustworthy envelope is
a dead letter. Both are rows with coordinates, written with the checkpoint: the topic keeps the record.
Past the limits the consumer stops, since a bad release must not set a topic aside (design, section 6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from chassis.database import Connection
from chassis.faults import fault
from chassis.given_up import given_up_of
from chassis.intake_work import Applied, Jump, Reader, Record, Work, move_checkpoints, write
from chassis.limits import Coordinates, count_against_limits
from chassis.projection import active_schema, in_schema
from contracts.envelope import DoesNotFit, Envelope, NewerMajor, NotAnEvent, UnknownType, decode, position_of, read

__all__ = [
    "NotAtCheckpoint",
    "apply",
    "apply_again",
    "apply_in",
    "take_in",
]


@dataclass(eq=False)
class NotAtCheckpoint(Exception):
    """The batch does not begin where the checkpoint row says: seek there and read again."""

    jump: Jump

    def __str__(self) -> str:
        return f"{self.jump.topic}/{self.jump.partition}: got offset {self.jump.offset}, not {self.jump.checkpoint}"


def apply(conn: Connection, records: Sequence[Record], reader: Reader, jumps: frozenset[Jump] = frozenset()) -> Applied:
    """Apply `records` to the live projection and move its checkpoints, in one transaction.

    jumps: holes of the topic itself that may lie between a checkpoint and a partition's first record. Raises
    `NotAtCheckpoint` when a partition's first record is not the next to read, `TooManySetAside` past the limits;
    either way nothing is recorded.
    """
    with conn.transaction():
        # Nobody waits for the disk here: what a crash of PostgreSQL takes back is effect and checkpoint together, and
        # the topic still has it. Whatever is decided on it reaches the disk after it.
        conn.execute("SET LOCAL synchronous_commit = off")
        schema = active_schema(conn, share=True)
        work = Work(conn, schema, reader, again=False, applied=Applied(schema), jumps=jumps)
        applied = _apply(work, records)
        fault("inside inbox transaction")
    fault("after inbox transaction")
    return applied


def apply_in(conn: Connection, schema: str, live: str, records: Sequence[Record], reader: Reader) -> Applied:
    """`apply` to a schema that is being made beside the `live` one, in the caller's transaction.

    The caller reads each partition from its checkpoint on, without seeking: a hole is one of the topic. What the live
    projection has set aside is no news and does not count against the limits.
    """
    return _apply(Work(conn, schema, reader, again=False, applied=Applied(schema), jumps=None, live=live), records)


def _apply(work: Work, records: Sequence[Record]) -> Applied:
    fresh = _fresh(work, records)
    take_in(work, fresh)
    count_against_limits(work.conn, work.schema, work.causes, consumer=work.reader.consumer, live=work.live)
    write(work)
    move_checkpoints(work, fresh)
    return work.applied


def apply_again(conn: Connection, schema: str, records: Sequence[Record], reader: Reader) -> Applied:
    """Read set-aside records once more, in the caller's transaction; those now applied are closed."""
    work = Work(conn, schema, reader, again=True, applied=Applied(schema))
    take_in(work, records)
    write(work)
    return work.applied


def _fresh(work: Work, records: Sequence[Record]) -> list[Record]:
    """The records at or after the checkpoints, having checked that none is skipped."""
    rows = work.conn.execute(in_schema("SELECT * FROM {schema}.checkpoints FOR UPDATE", work.schema)).fetchall()
    next_offsets = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
    fresh: list[Record] = []
    begun: set[tuple[str, int]] = set()
    for record in records:
        place = (record.topic, record.partition)
        expected = next_offsets.get(place, 0)
        if record.offset < expected:
            work.applied.duplicates[record.topic] += 1
            begun.add(place)
            continue
        jump = Jump(*place, expected, record.offset)
        # Within a batch a consumer leaves nothing out; at its beginning it may have been sought elsewhere.
        if record.offset > expected and place not in begun and work.jumps is not None and jump not in work.jumps:
            raise NotAtCheckpoint(jump)
        begun.add(place)
        next_offsets[place] = record.offset + 1
        fresh.append(record)
    return fresh


def take_in(work: Work, records: Sequence[Record]) -> None:
    """Decide for each record; nothing is written yet."""
    opened = [_open(record, work.reader.agency) for record in records]
    streams = {stream for _, stream in opened if stream is not None}
    if work.repeated is None:  # in bulk the work knows them itself
        _look_up(work, streams)
    before = {stream: work.heads.get(stream, 0) for stream in streams}
    for record, (envelope, stream) in zip(records, opened, strict=True):
        if isinstance(envelope, NotAnEvent) or stream is None:
            _set_aside(work, record, None, "not-an-event", str(envelope))
        else:
            _one(work, record, envelope, stream)
    for stream in work.held:
        if stream in before and work.heads.get(stream, 0) > before[stream]:
            work.applied.repaired.add(stream)


def _open(record: Record, agency: str) -> tuple[Envelope | NotAnEvent, UUID | None]:
    """The envelope and its stream, or why there is none."""
    try:
        if position_of(record.headers) is None:
            raise NotAnEvent("the `position` header is missing or not a number")
        envelope = read(record.value, agency=agency, service=record.topic.split(".")[1], key=record.key)
    except NotAnEvent as error:
        return error, None
    return envelope, envelope.stream


def _look_up(work: Work, streams: Iterable[UUID]) -> None:
    """Last versions of these streams, locked, and which of them are held."""
    wanted = sorted(streams)
    heads = "SELECT stream, version FROM {schema}.stream_heads WHERE stream = ANY(%b) ORDER BY stream FOR UPDATE"
    held = "SELECT DISTINCT stream FROM {schema}.set_aside WHERE stream = ANY(%b) AND closed_at IS NULL"
    for row in work.conn.execute(in_schema(heads, work.schema), (wanted,)):
        work.heads[row["stream"]] = row["version"]
    for row in work.conn.execute(in_schema(held, work.schema), (wanted,)):
        work.held.add(row["stream"])
    work.given_up = given_up_of(work.conn, work.schema, wanted)


def _one(work: Work, record: Record, envelope: Envelope, stream: UUID) -> None:
    """Decide what becomes of one event."""
    version = envelope.version
    head = _head(work, stream, version, record.topic)
    if version <= head:
        _known_already(work, record, envelope)
        return
    if version > head + 1:
        reason = "behind" if stream in work.held else "gap"
        _set_aside(work, record, envelope, reason, f"version {version} came while version {head + 1} is missing")
        return
    try:
        event = decode(envelope)
    except UnknownType:
        work.passed[envelope.type] += 1
        work.applied.passed_over[record.topic] += 1
    except (NewerMajor, DoesNotFit) as error:
        reason = "newer-major" if isinstance(error, NewerMajor) else "does-not-fit"
        _set_aside(work, record, envelope, reason, str(error))
        return
    else:
        position = position_of(record.headers)
        place = (record.topic, record.partition, record.offset, position)
        work.kept.append((stream, version, envelope.type, envelope.partitionkey, *place, record.value))
        work.labels.extend((name, value, stream, version) for name, value in work.reader.labels(event))
        work.applied.events[record.topic] += 1
    work.heads[stream] = version
    work.touched[stream] = record.topic
    _done(work, record)


def _head(work: Work, stream: UUID, version: int, topic: str) -> int:
    """The last version there is before or at `version`, those given up passed over."""
    head = work.heads.get(stream, 0)
    while head < version and head + 1 in work.given_up.get(stream, ()):
        head += 1
        work.heads[stream] = head
        work.touched[stream] = topic
    return head


def _known_already(work: Work, record: Record, envelope: Envelope) -> None:
    """A version we have: a duplicate if its bytes are the same, a dead letter if they are not."""
    if work.repeated is not None:
        place = (record.topic, record.partition, record.offset)
        work.repeated.append((envelope.stream, envelope.version, sha256(record.value or b"").digest(), *place))
    elif not _same_as_kept(work, envelope.stream, envelope.version, record.value):
        detail = f"{envelope.stream} version {envelope.version} was applied with other bytes"
        _set_aside(work, record, None, "differs", detail)
        return
    work.applied.duplicates[record.topic] += 1
    _done(work, record)


def _done(work: Work, record: Record) -> None:
    work.causes.append(None)
    if work.again:
        work.closed.append(Coordinates(record.topic, record.partition, record.offset))


def _same_as_kept(work: Work, stream: UUID, version: int, value: bytes | None) -> bool:
    for row in work.kept:
        if row[0] == stream and row[1] == version:
            return bool(row[-1] == value)
    statement = "SELECT value FROM {schema}.kept_events WHERE stream = %s AND version = %s"
    found = work.conn.execute(in_schema(statement, work.schema), (stream, version)).fetchone()
    return found is None or bytes(found["value"]) == value  # passed over: nothing kept to compare with


def _set_aside(work: Work, record: Record, envelope: Envelope | None, reason: str, detail: str) -> None:
    """Remember the coordinates of a record that cannot be applied; with an envelope, its stream is held."""
    stream, version = (envelope.stream, envelope.version) if envelope else (None, None)
    cause = reason != "behind"
    # PostgreSQL stores neither NUL nor half a surrogate pair, and the detail may quote the record.
    said = detail.replace("\0", "?").encode("utf-8", "replace").decode()[:500]
    place = (record.topic, record.partition, record.offset)
    work.aside.append((work.reader.consumer, *place, stream, version, reason, said, cause))
    work.causes.append(Coordinates(*place) if cause else None)
    work.applied.set_aside[(record.topic, reason)] += 1
    if stream is not None:
        work.held.add(stream)
