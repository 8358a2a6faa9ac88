"""Asks the database twice a second whether it answers, and what the relay found of the store.

On a connection and in a thread of its own, so that requests stuck on a database that neither answers nor closes
(frozen, unplugged) get their 503 in time.
"""

import threading
import time

import psycopg

from chassis.database import Connection, Database
from chassis.gate import Gate, read_verdict

__all__ = ["Heartbeat"]

BEAT_S = 0.5
#: Unanswered for this long, the database counts as away.
SILENT_S = 1.2


class Heartbeat:
    """Knows within about a second whether the database answers. Its thread ends with `stop` or the process."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate
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
                self._hear(conn)
                self._answered, self._up = time.monotonic(), True
            except (psycopg.OperationalError, psycopg.InterfaceError):
                self._up = False
                self._gate.lost()
                if conn is not None:
                    conn.close()
                conn = None
            self._ended.wait(BEAT_S)
        if conn is not None:
            conn.close()

    def _hear(self, conn: Connection) -> None:
        try:
            self._gate.hear(read_verdict(conn))
        except psycopg.errors.UndefinedTable:  # not migrated yet; readiness says so
            self._gate.hear(None)

    def stop(self) -> None:
        self._ended.set()
