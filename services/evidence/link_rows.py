"""The row that says when a worker fetches a link (`link_work.py`); written in the transaction of what is recorded."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.database import Database

__all__ = ["begin", "look_again", "rest", "to_be_fetched"]


def begin(curs: Cursor[DictRow], item: UUID, period: str, now: datetime) -> None:
    """Let a link that is given now be fetched."""
    curs.execute("INSERT INTO links (item, period, submitted_at) VALUES (%s, %s, %s)", (item, period, now))


def look_again(curs: Cursor[DictRow], item: UUID) -> None:
    """Let a link whose content was fetched be fetched once more now, whatever its period's deadline asks for later."""
    curs.execute("UPDATE links SET next_try_at = now(), tries = 0 WHERE item = %s", (item,))


def rest(curs: Cursor[DictRow], item: UUID, again_in_s: float | None = None) -> None:
    """Let a link be, for so long or until it is asked for."""
    curs.execute(
        "UPDATE links SET next_try_at = now() + make_interval(secs => %s), tries = CASE WHEN %s::float8 IS NULL"
        " THEN 0 ELSE tries END WHERE item = %s",
        (again_in_s, again_in_s, item),
    )


def to_be_fetched(database: Database, items: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these links are asked for, or asked for again, and have not been answered."""
    if not items:
        return frozenset()
    with database.connection() as conn:
        rows = conn.execute(
            "SELECT item FROM links WHERE item = ANY(%s) AND next_try_at IS NOT NULL", (list(items),)
        ).fetchall()
    return frozenset(row["item"] for row in rows)
