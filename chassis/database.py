"""One PostgreSQL database, and how long we wait for it.

The pool is the datastore's (eventsourcing), with short waits: a call against a dead database fails within a
second instead of minutes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import DictRow, dict_row

__all__ = ["Connection", "Database"]

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
#: A peer that vanished without a word (unplugged, a lost node) is given up after this, also by idle connections.
GONE_S = 5
_ALIVE = {
    "keepalives_idle": GONE_S,
    "keepalives_interval": 1,
    "keepalives_count": GONE_S,
    "tcp_user_timeout": GONE_S * 1000,
}


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
        options = self.datastore.pool.kwargs
        assert isinstance(options, dict)
        options.update(_ALIVE)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in autocommit; `with conn.transaction()` begins a transaction."""
        with self.datastore.get_connection() as conn:
            yield conn

    def dedicated(self, **options: Any) -> Connection:  # Any: psycopg's own connection options
        """A connection outside the pool, in autocommit, for what lives long (leadership, heartbeat)."""
        given = {"autocommit": True, "row_factory": dict_row, "connect_timeout": 2, **_ALIVE, **options}
        return psycopg.connect(self.address, **given)

    def close(self) -> None:
        self.datastore.close()
