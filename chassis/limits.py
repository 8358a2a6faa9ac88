"""How much a consumer may set aside before it stops: a bad release must not set a topic aside record by record.

Only causes count, not the records waiting behind a held one. The counts stand beside the projection, in the
checkpoint's transaction, so a restart does not begin them anew (design, section 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.database import Connection
from chassis.projection import in_schema

__all__ = ["Coordinates", "TooManySetAside", "count_against_limits"]

#: Causes in a row after which the consumer stops.
ASIDE_IN_A_ROW = 100
#: More causes than this among the last records, and more than one in a hundred of them, stop it too.
ASIDE_TOTAL = 100
ASIDE_SHARE = 0.01
WINDOW_RECORDS = 10_000


@dataclass(frozen=True, order=True)
class Coordinates:
    """A place in a topic: `offset` is the next to read."""

    topic: str
    partition: int
    offset: int


class TooManySetAside(RuntimeError):
    """Too much cannot be read; nothing of the batch was recorded."""


def count_against_limits(
    conn: Connection, schema: str, causes: Sequence[Coordinates | None], *, consumer: str, live: str | None
) -> None:
    """Count what one batch sets aside; raises `TooManySetAside` before anything is recorded.

    causes: per record, where it lies if it is a cause of being set aside, else None. Those that an operator allowed
    beforehand, and those that the `live` projection (while another is made beside it) knows already, do not count.
    """
    row = conn.execute(in_schema("SELECT * FROM {schema}.intake FOR UPDATE", schema)).fetchone()
    assert row is not None
    in_a_row, seen, aside, allowed = row["in_a_row"], row["seen"], row["aside"], row["allowed"]
    seen_before, aside_before = row["seen_before"], row["aside_before"]
    known = _known_to(conn, live, [place for place in causes if place is not None])
    for place in causes:
        cause = place is not None and place not in known
        if cause and allowed:
            cause, allowed = False, allowed - 1
        in_a_row = in_a_row + 1 if cause else 0
        seen, aside = seen + 1, aside + cause
        if seen == WINDOW_RECORDS // 2:  # two halves slide: the window holds between 5,000 and 10,000 records
            seen_before, aside_before, seen, aside = seen, aside, 0, 0
        total = aside + aside_before
        if in_a_row > ASIDE_IN_A_ROW:
            raise TooManySetAside(f"{in_a_row} records in a row cannot be read by {consumer}")
        if cause and total > ASIDE_TOTAL and total > ASIDE_SHARE * (seen + seen_before):
            raise TooManySetAside(f"{total} of the last {seen + seen_before} records cannot be read by {consumer}")
    conn.execute(
        in_schema(
            "UPDATE {schema}.intake SET in_a_row = %s, seen = %s, aside = %s, seen_before = %s, aside_before = %s,"
            " allowed = %s",
            schema,
        ),
        (in_a_row, seen, aside, seen_before, aside_before, allowed),
    )


def _known_to(conn: Connection, live: str | None, places: Sequence[Coordinates]) -> set[Coordinates]:
    """Which of these places the live projection has set aside too."""
    if live is None or not places:
        return set()
    rows = conn.execute(
        in_schema(
            "SELECT topic, partition, record_offset FROM {schema}.set_aside"
            " JOIN unnest(%s::text[], %s::int[], %s::bigint[]) AS c (topic, partition, record_offset)"
            " USING (topic, partition, record_offset)",
            live,
        ),
        [[place.topic for place in places], [place.partition for place in places], [place.offset for place in places]],
    )
    return {Coordinates(row["topic"], row["partition"], row["record_offset"]) for row in rows}
