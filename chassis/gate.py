"""Whether commands may be recorded: what the relay found when it compared the log with its topic.

A store restored from an old copy would number new events over published ones, so no command is accepted until the
relay that leads has looked (decision 0016). Its verdict is a row that every process of the service reads, with a
counter that the leader moves on every second: a restored row is old, or has an older counter, and is not believed.
"""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from chassis.database import Connection

__all__ = ["FRESH_S", "Gate", "Verdict", "beat", "read_verdict", "write_verdict"]

#: `unasked`: the topic could not be asked, since Kafka is away; commands are accepted meanwhile.
Verdict = Literal["unchecked", "sound", "unasked", "behind"]
#: A verdict renewed this lately is believed by a process that has seen none before. The leader renews it every second.
FRESH_S = 3.0
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
    _believed: tuple[UUID, int] | None = None

    @property
    def accepts(self) -> bool:
        return self.state in ("sound", "unasked")

    def say(self, state: Verdict, why: str = "") -> None:
        self.state, self.why = state, why

    def hear(self, row: dict[str, Any] | None) -> None:
        """Take over the row's verdict, unless this process leads, or the row went back in time.

        Once believed it stays so without being renewed: a worker that is away does not stop the office.
        """
        if self.leading:
            return
        known = self._believed
        onward = known is not None and row is not None and row["leader"] == known[0] and row["beat"] >= known[1]
        if row is not None and (row["fresh"] or onward or row["state"] == "behind"):
            self._believed = (row["leader"], row["beat"])
            self.say(row["state"], row["why"])
        else:
            self._believed = None
            self.say("unchecked", NOBODY_LOOKED)

    def lost(self) -> None:
        """The database went away: what comes back may be another."""
        self._believed = None
        if not self.leading:
            self.say("unchecked", NOBODY_LOOKED)


def read_verdict(conn: Connection) -> dict[str, Any] | None:
    """The verdict's row, with `fresh`: renewed within `FRESH_S` by the database's clock; None before the first."""
    return conn.execute(
        "SELECT state, why, leader, beat, clock_timestamp() - checked_at < make_interval(secs => %s) AS fresh"
        " FROM store_verdict",
        (FRESH_S,),
    ).fetchone()


def write_verdict(conn: Connection, leader: UUID, beat: int, state: Verdict, why: str) -> None:
    """Say what this leader found; replaces whatever stood there."""
    conn.execute(
        "INSERT INTO store_verdict (state, why, leader, beat, checked_at) VALUES (%s, %s, %s, %s, clock_timestamp())"
        " ON CONFLICT (one) DO UPDATE SET state = excluded.state, why = excluded.why, leader = excluded.leader,"
        " beat = excluded.beat, checked_at = excluded.checked_at",
        (state, why, leader, beat),
    )


def beat(conn: Connection, leader: UUID, last: int) -> bool:
    """Renew the verdict; False when the row is not this leader's last: the database was restored under us."""
    done = conn.execute(
        "UPDATE store_verdict SET beat = beat + 1, checked_at = clock_timestamp() WHERE leader = %s AND beat = %s",
        (leader, last),
    )
    return done.rowcount == 1
