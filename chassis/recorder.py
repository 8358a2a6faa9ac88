"""eventsourcing's PostgreSQL recorder, numbering events without holes.

The recorder locks the table, so insert order is commit order and the log is a correct outbox. Under that
same lock we number events ourselves (`max + ordinality`): positions are dense even after conflicts, and
relay, change feed and audit share one number (decision 0003). `position = notification_id - 1`.
The lock is held until the disk has the commit, so writers would wait for one flush each. Those of one process
that wait at the same time are therefore written together by one of them: one lock, one transaction, one flush.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Cursor
from psycopg.errors import PipelineAborted
from psycopg.pq.abc import PGconn
from psycopg.rows import DictRow
from psycopg.waiting import Ready, Wait

from chassis.faults import fault

__all__ = ["DenseRecorder", "Rows"]

#: Writes rows of ours in the events' transaction.
Rows = Callable[[Cursor[DictRow]], None]

_INSERT = """
INSERT INTO stored_events (originator_id, originator_version, topic, state, notification_id)
SELECT stream, version, type, value, (SELECT coalesce(max(notification_id), 0) FROM stored_events) + place
FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])
     WITH ORDINALITY AS e (stream, version, type, value, place)
RETURNING notification_id
"""


#: Waiting for those who write; as long as a writer may itself wait for a connection and for the log's lock.
TURN_S = 2.0
#: Written together at most; the threads of a process are fewer.
TOGETHER = 64


@dataclass(eq=False)
class _Job:
    """What one caller wants recorded, and how it ended."""

    events: Sequence[StoredEvent]
    rows: Rows
    done: bool = False
    error: BaseException | None = None


class DenseRecorder(PostgresApplicationRecorder):
    """The log of one service. Errors come through at once: retries and time limits are the caller's."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore)
        self._waiting: deque[_Job] = deque()
        self._turn = threading.Lock()

    def append(self, events: Sequence[StoredEvent], rows: Rows) -> None:
        """Record `events` and what `rows` writes, in one transaction, or nothing.

        Raises eventsourcing's `IntegrityError` for a version already taken or a row of `rows` that conflicts
        (its cause's constraint name tells which), `OperationalError` when the database is away or too slow.
        `rows` may be called again: what was written together and did not fit is written one by one.
        """
        job = _Job(events, rows)
        self._waiting.append(job)
        if not self._turn.acquire(timeout=TURN_S):
            with suppress(ValueError):  # someone has just taken it up
                self._waiting.remove(job)
            raise OperationalError("the log is written to by others for too long")
        try:
            while not job.done:
                self._write(self._next())
        finally:
            self._turn.release()
        if job.error is not None:
            raise job.error

    def _next(self) -> list[_Job]:
        """Those who wait, at most `TOGETHER`. One who gives up waiting may leave the queue while it is read."""
        jobs: list[_Job] = []
        with suppress(IndexError):
            while len(jobs) < TOGETHER:
                jobs.append(self._waiting.popleft())
        return jobs

    def _write(self, jobs: list[_Job], *, apart: bool = False) -> None:
        """Write all jobs in one transaction; if one of them cannot be, each in one of its own.

        Where the pipeline was aborted psycopg may tell that alone, and not by what: the one job is then tried once
        more, its rows answered `apart` from its events.
        """
        error: BaseException | None = None
        try:
            self._insert([event for job in jobs for event in job.events], [job.rows for job in jobs], apart=apart)
        except BaseException as failure:  # noqa: BLE001  # raised by each job's caller
            error = failure
        if error is not None and len(jobs) > 1 and not _away(error):
            for job in jobs:
                self._write([job])
            return
        if error is not None and isinstance(error.__cause__, PipelineAborted) and not apart:
            self._write(jobs, apart=True)
            return
        for job in jobs:
            job.error, job.done = error, True

    def _insert(self, events: Sequence[StoredEvent], rows: Sequence[Rows], *, apart: bool) -> None:
        # The undecorated method: the decorator would retry ten times and hide an ambiguous commit.
        insert = PostgresApplicationRecorder.insert_events.__wrapped__
        insert(self, events, rows=rows, apart=apart)

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],
        *,
        rows: Sequence[Rows] = (),
        apart: bool = False,
        **_: Any,
    ) -> None:
        # First the lock: two processes that hold rows of ours and wait for it could wait for each other.
        self._lock_table(curs)
        # The end of a pipeline within waits for its answers: what is wrong with the rows is met here, not behind it.
        with curs.connection.pipeline() if apart else nullcontext():
            for write in rows:
                write(curs)
        _hand_over(curs)

    def _insert_stored_events(self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **_: Any) -> None:
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
        _hand_over(curs)
        fault("before append")


def _hand_over(curs: Cursor[DictRow]) -> None:
    """Give PostgreSQL all that waits in the pipeline, before an answer is waited for.

    psycopg (3.3) flushes once after the last statement, and then only reads. What the socket had no room for stays: the
    server waits for the rest, and we for the server, for ever and with the log's lock held. Met with 300 KB and a
    busy machine (psycopg issue 685 is its like).
    """
    curs.connection.wait(_flushed(curs.connection.pgconn))


def _flushed(pgconn: PGconn) -> Generator[Wait, Ready | int, None]:
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()  # or the server could wait for us to read


def _away(error: BaseException) -> bool:
    """Whether the database is not there for anybody. An aborted pipeline is one job's conflict, met late."""
    return isinstance(error, (OperationalError, InterfaceError)) and not isinstance(error.__cause__, PipelineAborted)
