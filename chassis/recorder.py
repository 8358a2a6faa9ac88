"""eventsourcing's PostgreSQL recorder, numbering events without holes.

The recorder locks the table, so insert order is commit order and the log is a correct outbox. Under that
same lock we number events ourselves (`max + ordinality`): positions are dense even after conflicts, and
relay, change feed and audit share one number (decision 0003). `position = notification_id - 1`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.faults import fault

__all__ = ["DenseRecorder", "Rows"]

#: Writes rows of ours in the events' transaction, before the log is locked.
Rows = Callable[[Cursor[DictRow]], None]

_INSERT = """
INSERT INTO stored_events (originator_id, originator_version, topic, state, notification_id)
SELECT stream, version, type, value, (SELECT coalesce(max(notification_id), 0) FROM stored_events) + place
FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])
     WITH ORDINALITY AS e (stream, version, type, value, place)
RETURNING notification_id
"""


class DenseRecorder(PostgresApplicationRecorder):
    """The log of one service. Errors come through at once: retries and time limits are the caller's."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)

    def append(self, events: Sequence[StoredEvent], rows: Rows) -> None:
        """Record `events` and what `rows` writes, in one transaction, or nothing.

        Raises eventsourcing's `IntegrityError` for a version already taken or a row of `rows` that conflicts
        (its cause's constraint name tells which), `OperationalError` when the database is away.
        """
        # The undecorated method: the decorator would retry ten times and hide an ambiguous commit.
        insert = PostgresApplicationRecorder.insert_events.__wrapped__
        insert(self, events, rows=rows)

    def _insert_events(
        self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], *, rows: Rows | None = None, **_: Any
    ) -> None:
        if rows is not None:
            rows(curs)

    def _insert_stored_events(self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **_: Any) -> None:
        self._lock_table(curs)
        curs.execute(
            _INSERT,
            (
                [event.originator_id for event in stored_events],
                [event.originator_version for event in stored_events],
                [event.topic for event in stored_events],
                [event.state for event in stored_events],
            ),
            prepare=True,
        )
        fault("before append")
