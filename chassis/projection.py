"""What a service keeps of the topics it reads: the events themselves, and where to read on.

A projection is a schema of its own (`projections.active_schema` names the live one), so that a rebuild can
stand beside it. It keeps every event of a type it knows, byte for byte, with labels to find them by; what a
decision needs is folded from those rows when it is asked. Duplicates are the primary key, order is the
sort, the source of a value is its row (design, section 6).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from psycopg.sql import SQL, Identifier

from chassis.database import Connection, Database
from chassis.decoded import Decoded, DecodedEvents, decoded
from contracts.envelope import decode, opened
from contracts.events import Event

__all__ = [
    "NAME",
    "Kept",
    "Labels",
    "Marked",
    "Projection",
    "Unread",
    "active_schema",
    "create_keys",
    "create_schema",
    "create_tables",
    "digest",
    "in_schema",
]

#: Names under which a kept event can be found, beside its stream and key: `("rater", "<uuid>")`.
Labels = Callable[[Event], Iterable[tuple[str, str]]]

NAME: Final = "live"

_DDL = """
CREATE SCHEMA {schema};
CREATE TABLE {schema}.checkpoints (
    topic text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition)
);
CREATE TABLE {schema}.stream_heads (
    stream uuid NOT NULL, version bigint NOT NULL, topic text NOT NULL
);
CREATE TABLE {schema}.kept_events (
    stream uuid NOT NULL, version bigint NOT NULL, type text NOT NULL, key text NOT NULL, topic text NOT NULL,
    partition int NOT NULL, record_offset bigint NOT NULL, position bigint NOT NULL, value bytea NOT NULL
);
CREATE TABLE {schema}.labels (
    name text NOT NULL, value text NOT NULL, stream uuid NOT NULL, version bigint NOT NULL
);
CREATE TABLE {schema}.passed_over (
    type text PRIMARY KEY, events bigint NOT NULL, first_seen timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE {schema}.set_aside (
    consumer text NOT NULL, topic text NOT NULL, partition int NOT NULL, record_offset bigint NOT NULL,
    stream uuid, version bigint, reason text NOT NULL, detail text NOT NULL, is_cause boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(), closed_at timestamptz, closed_because text,
    PRIMARY KEY (consumer, topic, partition, record_offset)
);
CREATE INDEX ON {schema}.set_aside (stream) WHERE closed_at IS NULL;
CREATE TABLE {schema}.given_up (
    stream uuid NOT NULL, version bigint NOT NULL, because text NOT NULL, at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, version)
);
CREATE TABLE {schema}.intake (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), in_a_row bigint NOT NULL, seen bigint NOT NULL,
    aside bigint NOT NULL, seen_before bigint NOT NULL, aside_before bigint NOT NULL, allowed bigint NOT NULL DEFAULT 0
);
INSERT INTO {schema}.intake VALUES (true, 0, 0, 0, 0, 0);
"""

#: The keys of what there is an entry of per event or stream: in bulk they are made when everything is there.
_KEYS = """
ALTER TABLE {schema}.stream_heads ADD PRIMARY KEY (stream);
ALTER TABLE {schema}.kept_events ADD PRIMARY KEY (stream, version);
CREATE INDEX ON {schema}.kept_events (key);
CREATE INDEX ON {schema}.kept_events (type);
ALTER TABLE {schema}.labels ADD PRIMARY KEY (name, value, stream, version);
"""

#: Rows fetched together of a reading that goes through everything.
READ_AT_ONCE = 2000
_EVENT_COLUMNS = "stream, version, key, topic, partition, record_offset, position, value"
#: Of dossiers, which are read again with every list: those of two teams of fifty with twenty indicators each in their
#: third quarter. A process takes 50 to 120 MiB for them, once it has read so many: finals are seven times their bytes.
DOSSIERS = DecodedEvents(most_bytes=16 * 1024 * 1024)


@dataclass(frozen=True)
class Kept:
    """One event as kept, with the record it came from."""

    stream: UUID
    version: int
    key: str
    topic: str
    partition: int
    offset: int
    position: int
    value: bytes
    actor: str
    time: datetime
    event: Event


@dataclass(frozen=True)
class Unread:
    """An event as kept, whose data nobody has read yet: for lists of which only a page is shown."""

    stream: UUID
    version: int
    key: str
    type: str
    value: bytes

    def event(self) -> Event:
        return decode(opened(self.value))


@dataclass(frozen=True)
class Marked:
    """Where an event lies that carries a label of this value; the event itself was not read."""

    value: str
    stream: UUID
    version: int


@lru_cache(maxsize=256)
def in_schema(statement: str, schema: str) -> bytes:
    """`statement` with `{schema}` filled in; statements are constants of ours, made once and asked for often."""
    return SQL(statement).format(schema=Identifier(schema)).as_bytes()


def create_schema(conn: Connection, schema: str) -> None:
    """Make the empty tables of a projection, in the caller's transaction."""
    create_tables(conn, schema)
    create_keys(conn, schema)


def create_tables(conn: Connection, schema: str) -> None:
    """The tables without the keys that every event or stream has an entry in."""
    conn.execute(in_schema(_DDL, schema))


def create_keys(conn: Connection, schema: str) -> None:
    """Those keys. Raises `UniqueViolation` where the tables hold an event, or a stream, twice."""
    conn.execute(in_schema(_KEYS, schema))


def active_schema(conn: Connection, *, share: bool = False) -> str:
    """The live projection's schema; with `share`, it cannot be switched until the transaction ends."""
    statement = "SELECT active_schema FROM projections WHERE name = %s" + (" FOR SHARE" if share else "")
    row = conn.execute(statement, (NAME,), prepare=True).fetchone()
    if row is None:
        raise LookupError("the database has no projection; run `ekinerja migrate`")
    return str(row["active_schema"])


def _kept(row: dict[str, Any], read: Callable[[bytes], Decoded] = decoded) -> Kept:
    value = row["value"]
    said = read(value)
    return Kept(
        stream=row["stream"],
        version=row["version"],
        key=row["key"],
        topic=row["topic"],
        partition=row["partition"],
        offset=row["record_offset"],
        position=row["position"],
        value=value,
        actor=said.actor,
        time=said.time,
        event=said.event,
    )


class Projection:
    """Reads of the live projection. Every call blocks, sees one snapshot, and is in (stream, version) order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _select(self, where: str, *params: Any, read: Callable[[bytes], Decoded] = decoded) -> list[Kept]:
        with self._database.connection() as conn:
            statement = f"SELECT {_EVENT_COLUMNS} FROM {{schema}}.kept_events WHERE {where} ORDER BY stream, version"
            rows = conn.execute(in_schema(statement, active_schema(conn)), params, binary=True).fetchall()
        return [_kept(row, read) for row in rows]

    def of_key(self, *keys: UUID | str, types: Sequence[type[Event]] = ()) -> list[Kept]:
        """The kept events of these keys, for example one employee's dossier; with `types`, of these types only."""
        named = [str(key) for key in keys]
        if not types:
            return self._select("key = ANY(%s)", named, read=DOSSIERS.of)
        of_types = [kind.TYPE for kind in types]
        return self._select("key = ANY(%s) AND type = ANY(%s)", named, of_types, read=DOSSIERS.of)

    def unread(self, keys: Sequence[UUID | str], types: Sequence[type[Event]]) -> list[Unread]:
        """The kept events of these keys and types, their data not read; in (stream, version) order."""
        with self._database.connection() as conn:
            rows = conn.execute(
                in_schema(
                    "SELECT stream, version, key, type, value FROM {schema}.kept_events"
                    " WHERE key = ANY(%s) AND type = ANY(%s) ORDER BY stream, version",
                    active_schema(conn),
                ),
                ([str(key) for key in keys], [kind.TYPE for kind in types]),
                binary=True,
            ).fetchall()
        return [Unread(**row) for row in rows]

    def by_key(self, types: Sequence[type[Event]]) -> Iterator[Kept]:
        """Every kept event of these types, in (key, stream, version) order, read little by little from one snapshot."""
        statement = (
            f"SELECT {_EVENT_COLUMNS} FROM {{schema}}.kept_events WHERE type = ANY(%s)"
            ' ORDER BY key COLLATE "C", stream, version'
        )
        with self._database.connection() as conn, conn.transaction(), conn.cursor(name="by_key", binary=True) as curs:
            curs.itersize = READ_AT_ONCE
            curs.execute(in_schema(statement, active_schema(conn)), ([kind.TYPE for kind in types],))
            for row in curs:
                yield _kept(row)

    def of_stream(self, *streams: UUID, types: Sequence[type[Event]] = ()) -> list[Kept]:
        """The kept events of these streams; with `types`, of these types only."""
        if not types:
            return self._select("stream = ANY(%s)", list(streams))
        return self._select("stream = ANY(%s) AND type = ANY(%s)", list(streams), [kind.TYPE for kind in types])

    def values_of(self, streams: Sequence[UUID], kind: type[Event]) -> list[tuple[UUID, bytes]]:
        """(stream, recorded bytes) of the kept events of one type, for readers who need only some of their fields."""
        with self._database.connection() as conn:
            rows = conn.execute(
                in_schema(
                    "SELECT stream, value FROM {schema}.kept_events WHERE stream = ANY(%s) AND type = %s"
                    " ORDER BY stream, version",
                    active_schema(conn),
                ),
                (list(streams), kind.TYPE),
                binary=True,
            ).fetchall()
        return [(row["stream"], row["value"]) for row in rows]

    def labelled(self, name: str, value: UUID | str) -> list[Kept]:
        """The events that carry this label."""
        return self._select(
            "(stream, version) IN (SELECT stream, version FROM {schema}.labels WHERE name = %s AND value = %s)",
            name,
            str(value),
        )

    def marked(self, name: str, values: Sequence[UUID | str]) -> list[Marked]:
        """Where the events lie that carry one of these labels, in (value, stream, version) order.

        For when there may be many of them: an event is decoded in some hundred microseconds, a label not at all.
        """
        with self._database.connection() as conn:
            rows = conn.execute(
                in_schema(
                    "SELECT value, stream, version FROM {schema}.labels WHERE name = %s AND value = ANY(%s)"
                    " ORDER BY value, stream, version",
                    active_schema(conn),
                ),
                (name, [str(value) for value in values]),
                binary=True,
            ).fetchall()
        return [Marked(row["value"], row["stream"], row["version"]) for row in rows]

    def page(self, name: str, value: UUID | str, after: UUID | None, limit: int) -> list[UUID]:
        """At most `limit` of the streams that carry this label, in their order, behind `after`."""
        with self._database.connection() as conn:
            rows = conn.execute(
                in_schema(
                    "SELECT DISTINCT stream FROM {schema}.labels WHERE name = %s AND value = %s"
                    " AND (%s::uuid IS NULL OR stream > %s) ORDER BY stream LIMIT %s",
                    active_schema(conn),
                ),
                (name, str(value), after, after, limit),
                binary=True,
            ).fetchall()
        return [row["stream"] for row in rows]

    def heads(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The last applied version of each of `streams`."""
        with self._database.connection() as conn:
            rows = conn.execute(
                in_schema(
                    "SELECT stream, version FROM {schema}.stream_heads WHERE stream = ANY(%s)", active_schema(conn)
                ),
                (list(streams),),
            ).fetchall()
        return {row["stream"]: row["version"] for row in rows}

    def digest(self) -> dict[str, Any]:
        with self._database.connection() as conn, conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return digest(conn, active_schema(conn))


def digest(conn: Connection, schema: str) -> dict[str, Any]:
    """SHA-256 over all kept events, labels and heads of a projection, with the checkpoints it stands at.

    Two projections built from the same records in any order, with any duplicates, have the same digest.
    """
    total = hashlib.sha256()
    count = 0
    parts = (
        "SELECT stream::text || ' ' || version || ' ' || encode(sha256(value), 'hex') AS line"
        " FROM {schema}.kept_events ORDER BY stream, version",
        "SELECT name || ' ' || value || ' ' || stream || ' ' || version AS line"
        ' FROM {schema}.labels ORDER BY name COLLATE "C", value COLLATE "C", stream, version',
        "SELECT stream::text || ' ' || version AS line FROM {schema}.stream_heads ORDER BY stream",
    )
    for number, part in enumerate(parts):
        with conn.cursor(name="digest") as curs:
            curs.execute(in_schema(part, schema))
            for row in curs:
                total.update(row["line"].encode() + b"\n")
                count += number == 0
        total.update(b"--\n")
    checkpoints: dict[str, dict[str, int]] = {}
    for row in conn.execute(in_schema("SELECT * FROM {schema}.checkpoints ORDER BY topic, partition", schema)):
        checkpoints.setdefault(row["topic"], {})[str(row["partition"])] = row["next_offset"]
    return {"schema": schema, "events": count, "digest": total.hexdigest(), "checkpoints": checkpoints}
