"""One PostgreSQL database, and how long we wait for it.

The pool is the datastore's (eventsourcing), with short waits: a call against a dead database fails within a
second instead of minutes. `Heartbeat` asks the database twice a second on a connection of its own, so that
requests stuck on a database that neither answers nor closes (frozen, unplugged) get their 503 in time.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import DictRow, dict_row

__all__ = ["Connection", "Database", "Heartbeat"]

Connection = psycopg.Connection[DictRow]

#: Waiting for a connection of the pool; with the statement itself a refused call stays within the 2 s budget.
CONNECT_TIMEOUT_S = 1.0
#: Waiting for the log's table lock. Whole seconds only; the recorder's option takes no fractions.
LOCK_TIMEOUT_S = 1
#: The pool gives up a failed reconnect after this and starts afresh at the next demand; its default of five
#: minutes doubles the pauses, so a database back after a minute would stay unused for another.
RECONNECT_TIMEOUT_S = 1.0
#: Requests waiting for a connection beyond this are refused at once rather than queued.
MAX_WAITING = 200
BEAT_S = 0.5
#: Unanswered for this long, the database counts as away.
SILENT_S = 1.2


class Database:
    """The pool of one process. Constructing it connects nothing; `open` does, and raises when it cannot."""

    def __init__(self, address: str, pool: int) -> None:
        self.address = address
        parts = psycopg.conninfo.conninfo_to_dict(address)
        self.datastore = PostgresDatastore(
            dbname=str(parts.get("dbname") or ""),
            host=str(parts.get("host") or ""),
            port=str(parts.get("port") or "5432"),
            user=str(parts.get("user") or ""),
            password=str(parts.get("password") or ""),
            connect_timeout=CONNECT_TIMEOUT_S,
            lock_timeout=LOCK_TIMEOUT_S,
            pool_size=2,
            max_overflow=pool - 2,
            max_waiting=MAX_WAITING,
        )
        self.datastore.pool.reconnect_timeout = RECONNECT_TIMEOUT_S

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in autocommit; `with conn.transaction()` begins a transaction."""
        with self.datastore.get_connection() as conn:
            yield conn

    def dedicated(self, **options: Any) -> Connection:  # Any: psycopg's own connection options
        """A connection outside the pool, in autocommit, for what lives long (leadership, heartbeat)."""
        return psycopg.connect(self.address, autocommit=True, row_factory=dict_row, connect_timeout=2, **options)

    def close(self) -> None:
        self.datastore.close()


class Heartbeat:
    """Knows within about a second whether the database answers. Its thread ends with `stop` or the process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: What the relay found wrong with the store, as the database has it; empty: nothing.
        self.verdict = ""
        self._answered = time.monotonic()
        self._up = False
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="database-heartbeat", daemon=True).start()

    @property
    def answers(self) -> bool:
        """Whether the database answered just now."""
        return self._up and time.monotonic() - self._answered < SILENT_S + BEAT_S

    def _run(self) -> None:
        conn: Connection | None = None
        while not self._ended.is_set():
            try:
                if conn is None:
                    conn = self._database.dedicated()
                self.verdict = _verdict(conn)
                self._answered, self._up = time.monotonic(), True
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self._up = False
                if conn is not None:
                    conn.close()
                conn = None
            self._ended.wait(BEAT_S)
        if conn is not None:
            conn.close()

    def stop(self) -> None:
        self._ended.set()


def _verdict(conn: Connection) -> str:
    try:
        row = conn.execute("SELECT why FROM store_verdict WHERE behind").fetchone()
    except psycopg.errors.UndefinedTable:  # not migrated yet; readiness says so
        return ""
    return str(row["why"]) if row else ""
