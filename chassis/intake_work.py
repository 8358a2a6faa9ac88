"""What a batch comes to, and the rows it becomes: decided by `chassis.intake`, written here in a few statements."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from chassis.database import Connection
from chassis.limits import Coordinates
from chassis.projection import Labels, in_schema

__all__ = ["Applied", "Jump", "Reader", "Record", "Work", "move_checkpoints", "write", "write_beside"]


class Record(Protocol):
    """What is looked at of an aiokafka record."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True)
class Jump:
    """A partition that goes on at `offset` where `checkpoint` was to be read: what lies between is not in the topic.

    A transaction's marker takes an offset that no consumer sees, and so does a record that was deleted.
    """

    topic: str
    partition: int
    checkpoint: int
    offset: int


@dataclass
class Applied:
    """What a batch did."""

    schema: str
    checkpoints: list[Coordinates] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Held streams whose next version has now been applied: their waiting records can be read again.
    repaired: set[UUID] = field(default_factory=set)


@dataclass(frozen=True)
class Reader:
    """Who reads: the agency whose events count, the consumer's name, and the labels its service finds events by."""

    agency: str
    consumer: str
    labels: Labels


@dataclass
class Work:
    """The state of one batch while it is read."""

    conn: Connection
    schema: str
    reader: Reader
    again: bool
    applied: Applied
    jumps: frozenset[Jump] | None = frozenset()
    live: str | None = None
    heads: dict[UUID, int] = field(default_factory=dict)
    given_up: dict[UUID, set[int]] = field(default_factory=dict)
    held: set[UUID] = field(default_factory=set)
    kept: list[tuple[Any, ...]] = field(default_factory=list)
    labels: list[tuple[str, str, UUID, int]] = field(default_factory=list)
    touched: dict[UUID, str] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    aside: list[tuple[Any, ...]] = field(default_factory=list)
    #: In bulk (`chassis.bulk`): (stream, version, SHA-256, topic, partition, offset) of what was there already, to be
    #: compared at the end. None: it is compared at once.
    repeated: list[tuple[UUID, int, bytes, str, int, int]] | None = None
    #: Per record: where it lies if it is a cause of being set aside, else None.
    causes: list[Coordinates | None] = field(default_factory=list)
    closed: list[Coordinates] = field(default_factory=list)


def _insert(work: Work, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for all rows, each column an array (in binary where there are many: no quoting, no hex)."""
    if rows:
        work.conn.execute(in_schema(statement, work.schema), [list(column) for column in zip(*rows, strict=True)])


def write(work: Work) -> None:
    _insert(
        work,
        "INSERT INTO {schema}.kept_events (stream, version, type, key, topic, partition, record_offset, position,"
        " value) SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::int[],"
        " %b::bigint[], %b::bigint[], %b::bytea[])",
        work.kept,
    )
    _insert(
        work,
        "INSERT INTO {schema}.labels (name, value, stream, version)"
        " SELECT * FROM unnest(%b::text[], %b::text[], %b::uuid[], %b::bigint[]) ON CONFLICT DO NOTHING",
        work.labels,
    )
    _insert(
        work,
        "INSERT INTO {schema}.stream_heads (stream, version, topic)"
        " SELECT * FROM unnest(%b::uuid[], %b::bigint[], %b::text[])"
        " ON CONFLICT (stream) DO UPDATE SET version = excluded.version",
        [(stream, work.heads[stream], topic) for stream, topic in sorted(work.touched.items())],
    )
    write_beside(work)


def write_beside(work: Work) -> None:
    """What was passed over and set aside, and what is now read that was set aside."""
    _insert(
        work,
        "INSERT INTO {schema}.passed_over (type, events) SELECT * FROM unnest(%s::text[], %s::bigint[])"
        " ON CONFLICT (type) DO UPDATE SET events = passed_over.events + excluded.events",
        sorted(work.passed.items()),  # in one order: others write the same rows
    )
    _insert(
        work,
        "INSERT INTO {schema}.set_aside (consumer, topic, partition, record_offset, stream, version, reason, detail,"
        " is_cause) SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[], %s::uuid[], %s::bigint[],"
        " %s::text[], %s::text[], %s::boolean[]) ON CONFLICT (consumer, topic, partition, record_offset)"
        " DO UPDATE SET stream = excluded.stream, version = excluded.version, detail = excluded.detail,"
        # Read again in vain, the record that holds a stream still says why, not that it waits behind itself.
        " reason = CASE WHEN excluded.reason = 'behind' THEN set_aside.reason ELSE excluded.reason END",
        work.aside,
    )
    _insert(
        work,
        "UPDATE {schema}.set_aside s SET closed_at = now(), closed_because = coalesce(closed_because, 'applied')"
        " FROM unnest(%s::text[], %s::int[], %s::bigint[]) AS c (topic, partition, record_offset)"
        " WHERE (s.topic, s.partition, s.record_offset) = (c.topic, c.partition, c.record_offset)"
        " AND s.closed_at IS NULL",
        [(place.topic, place.partition, place.offset) for place in work.closed],
    )


def move_checkpoints(work: Work, records: Sequence[Record]) -> None:
    last = {(record.topic, record.partition): record.offset + 1 for record in records}
    work.applied.checkpoints = [Coordinates(*place, offset) for place, offset in last.items()]
    _insert(
        work,
        "INSERT INTO {schema}.checkpoints (topic, partition, next_offset)"
        " SELECT * FROM unnest(%s::text[], %s::int[], %s::bigint[])"
        " ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset",
        [(*place, offset) for place, offset in sorted(last.items())],
    )
