"""What people gave up of a stream, with a reason: versions that a projection goes on without.

One row per stream and version beside the projection it belongs to. A rebuild takes them along, so that it goes on
without the same versions, and no others, as the projection it replaces.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from psycopg.sql import SQL, Identifier

from chassis.database import Connection
from chassis.projection import in_schema

__all__ = ["CLOSED", "give_up", "given_up_of", "take_along"]

#: How the reason of a record begins that people closed.
CLOSED = "given up: "


def give_up(conn: Connection, schema: str, stream: UUID, versions: Iterable[int], because: str) -> None:
    """Go on without these versions of `stream`; what waits for them can be read again. Once is as good as twice."""
    conn.execute(
        in_schema(
            "INSERT INTO {schema}.given_up (stream, version, because) SELECT %s, version, %s"
            " FROM unnest(%s::bigint[]) AS version ON CONFLICT DO NOTHING",
            schema,
        ),
        (stream, because, list(versions)),
    )
    _pass_over(conn, schema, stream)


def given_up_of(conn: Connection, schema: str, streams: Sequence[UUID]) -> dict[UUID, set[int]]:
    """The versions given up of these streams."""
    found: dict[UUID, set[int]] = {}
    statement = in_schema("SELECT stream, version FROM {schema}.given_up WHERE stream = ANY(%b)", schema)
    for row in conn.execute(statement, (list(streams),)):
        found.setdefault(row["stream"], set()).add(row["version"])
    return found


def take_along(conn: Connection, live: str, fresh: str) -> None:
    """Give up in `fresh` what is given up in `live`, also what `fresh` has come upon already."""
    names = {"live": Identifier(live), "fresh": Identifier(fresh)}
    rows = conn.execute(
        SQL(
            "INSERT INTO {fresh}.given_up SELECT * FROM {live}.given_up ON CONFLICT DO NOTHING RETURNING stream"
        ).format(**names)
    ).fetchall()
    conn.execute(
        SQL(
            "UPDATE {fresh}.set_aside f SET closed_at = l.closed_at, closed_because = l.closed_because"
            " FROM {live}.set_aside l WHERE f.closed_at IS NULL AND l.closed_because LIKE %s"
            " AND (f.topic, f.partition, f.record_offset) = (l.topic, l.partition, l.record_offset)"
        ).format(**names),
        (f"{CLOSED}%",),
    )
    for stream in {row["stream"] for row in rows}:
        _pass_over(conn, fresh, stream)


def _pass_over(conn: Connection, schema: str, stream: UUID) -> None:
    """Move the stream's head over versions given up that come next, if anything of it is known here at all."""
    row = conn.execute(
        in_schema(
            "SELECT coalesce((SELECT version FROM {schema}.stream_heads WHERE stream = %s FOR UPDATE), 0) AS version,"
            " (SELECT topic FROM {schema}.set_aside WHERE stream = %s LIMIT 1) AS topic",
            schema,
        ),
        (stream, stream),
    ).fetchone()
    assert row is not None
    given = given_up_of(conn, schema, [stream]).get(stream, set())
    head = row["version"]
    while head + 1 in given:
        head += 1
    if head > row["version"] and (row["version"] or row["topic"]):
        conn.execute(
            in_schema(
                "INSERT INTO {schema}.stream_heads (stream, version, topic) VALUES (%s, %s, %s)"
                " ON CONFLICT (stream) DO UPDATE SET version = excluded.version",
                schema,
            ),
            (stream, head, row["topic"] or ""),
        )
