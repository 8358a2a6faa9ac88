"""Whether commands may be recorded: what the relay found when it compared the log with its topic.

A store restored from an old copy would number new events over published ones, so no command is accepted until the
relay that leads has looked (decision 0016). Its verdict is a row that every process of the service reads, with a
counter that the leader moves on twice a second: a restored row does not move, or went back, and is not believed.
"""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from chassis.database import Connection

__all__ = ["Gate", "Verdict", "beat", "read_verdict", "write_verdict"]

#: `unasked`: the topic could not be asked, since Kafka is away; commands are accepted meanwhile.
Verdict = Literal["unchecked", "sound", "unasked", "behind"]
NOBODY_LOOKED = (
    "no relay has compared the store with its topic since this process met the database: a worker must run, and Kafka"
    " must answer or be known to be away"
)


@dataclass
class Gate:
    """What one process knows of its store. The leader says; the others hear it through the database."""

    state: Verdict = "unchecked"
    why: str = ""
    #: Whether Kafka answered this process last; None: it was not asked yet.
    kafka_up: bool | None = None
    leading: bool = False
    #: The row as it was first seen, and whether it has moved on since: only then does its leader live.
    _seen: tuple[UUID, int] | None = None
    _moved: bool = False

    @property
    def accepts(self) -> bool:
        return self.state in ("sound", "unasked")

    def say(self, state: Verdict, why: str = "") -> None:
        self.state, self.why = state, why

    def hear(self, row: dict[str, Any] | None) -> None:
        """Take over the row's verdict once it has moved on under our eyes, unless this process leads.

        Once believed it stays so without being renewed: a worker that is away does not stop the office. A row of
        another leader, or one that went back, is seen for the first time again.
        """
        if self.leading:
            return
        now = (row["leader"], row["beat"]) if row is not None else None
        onward = self._seen is not None and now is not None and now[0] == self._seen[0] and now[1] >= self._seen[1]
        self._moved = onward and (self._moved or now != self._seen)
        self._seen = now
        if row is not None and (self._moved or row["state"] == "behind"):
            self.say(row["state"], row["why"])
        else:
            self.say("unchecked", NOBODY_LOOKED)

    def lost(self) -> None:
        """The database went away: what comes back may be another."""
        self._seen, self._moved = None, False
        if not self.leading:
            self.say("unchecked", NOBODY_LOOKED)


def read_verdict(conn: Connection) -> dict[str, Any] | None:
    """The verdict's row: state, why, leader, beat; None before the first."""
    return conn.execute("SELECT state, why, leader, beat FROM store_verdict").fetchone()


def write_verdict(conn: Connection, leader: UUID, beat: int, state: Verdict, why: str) -> None:
    """Say what this leader found; replaces whatever stood there."""
    conn.execute(
        "INSERT INTO store_verdict (state, why, leader, beat, checked_at) VALUES (%s, %s, %s, %s, now())"
        " ON CONFLICT (one) DO UPDATE SET state = excluded.state, why = excluded.why, leader = excluded.leader,"
        " beat = excluded.beat, checked_at = excluded.checked_at",
        (state, why, leader, beat),
    )


def beat(conn: Connection, leader: UUID, last: int) -> bool:
    """Renew the verdict; False when the row is not this leader's last: the database was restored under us."""
    done = conn.execute(
        "UPDATE store_verdict SET beat = beat + 1, checked_at = now() WHERE leader = %s AND beat = %s",
        (leader, last),
    )
    return done.rowcount == 1
