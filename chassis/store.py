"""The event store of one service: load a stream, decide, append; and each command exactly once.

`record` is the whole write path. The answer of a command is kept under (actor, idempotency key) in the
transaction of its events: the same command again gives the same answer and no second event; the same key
with another command is refused; a conflict is decided once more and then shown (design, section 5).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.types.json import Json

from chassis.database import Database
from chassis.errors import Conflict, Mismatch, Refused, TooLarge
from chassis.faults import fault
from chassis.projection import Kept, active_schema, in_schema
from chassis.recorder import DenseRecorder
from chassis.texts import NewText, write_texts
from contracts.envelope import Act, TooLargeToRecord, decode, encode, opened, topic_of
from contracts.events import Event
from contracts.refusals import Refusal

__all__ = ["Answer", "Append", "Command", "Decision", "EventStore", "History", "Recorded", "fold", "in_order"]

S = TypeVar("S")

#: How many of the last events are looked through for those that are not applied: seconds of a busy service's log.
RECENT = 1000
_WAITING = (
    "SELECT (SELECT coalesce(max(notification_id), 0) FROM stored_events)"
    " - (SELECT coalesce(sum(version), 0) FROM {schema}.stream_heads WHERE topic = %s) AS waiting"
)
_UNAPPLIED = (
    " NOT EXISTS (SELECT 1 FROM {schema}.stream_heads h WHERE h.stream = s.originator_id"
    " AND h.version >= s.originator_version) ORDER BY notification_id"
)
_LAST_NOT_APPLIED = (
    "SELECT topic, state FROM (SELECT * FROM stored_events ORDER BY notification_id DESC LIMIT %s) s WHERE" + _UNAPPLIED
)
_NOT_APPLIED = "SELECT topic, state FROM stored_events s WHERE s.topic = ANY(%s) AND" + _UNAPPLIED


@dataclass(frozen=True)
class Recorded:
    """One event of a stream, as it was recorded."""

    stream: UUID
    version: int
    time: datetime
    actor: str
    event: Event
    value: bytes


def in_order(fresh: Iterable[Recorded], kept: Iterable[Kept]) -> list[Recorded | Kept]:
    """What the log has beside what the projection has, each event once, in (stream, version) order.

    `fresh` is asked of the log before `kept` is asked of the projection: what is applied between the two looks is then
    in both. The other way round it is in neither.
    """
    found: dict[tuple[UUID, int], Recorded | Kept] = {(one.stream, one.version): one for one in fresh}
    found |= {(one.stream, one.version): one for one in kept}
    return [found[place] for place in sorted(found)]


@dataclass(frozen=True)
class History(Generic[S]):
    """A stream folded: its state, last version (0: it does not exist yet) and the instant of its last event."""

    stream: UUID
    version: int
    state: S
    last: datetime | None = None

    def now(self, now: datetime) -> datetime:
        """`now`, but never before the stream's last event, however the clocks are skewed."""
        return now if self.last is None else max(now, self.last)

    def then(self, *events: Event, texts: "Sequence[NewText]" = ()) -> "Append":
        """`events` to follow this history; refused as a conflict when the stream has moved on."""
        return Append(self.stream, self.version, events, texts, self.last)


@dataclass(frozen=True)
class Append:
    """Events for one stream, to follow version `after`; `texts` are what their `TextRef`s point at."""

    stream: UUID
    after: int
    events: Sequence[Event]
    texts: Sequence[NewText] = ()
    not_before: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What a command answers: ids and versions only, since it is kept for 30 days."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What was decided: appends to one or more streams, and rows of the service's own tables with them."""

    appends: Sequence[Append]
    status: int = 201
    body: Mapping[str, Any] = field(default_factory=dict)
    rows: Callable[[Cursor[DictRow]], None] | None = None


@dataclass(frozen=True)
class Command:
    """Who sends it, under which idempotency key, what exactly (its fingerprint), and why it began.

    `causation_id`: the event that made a worker send it; None where a person or a clock did.
    """

    actor: str
    key: str
    fingerprint: bytes
    id: UUID
    correlation_id: str
    now: datetime
    causation_id: UUID | None = None

    @staticmethod
    def fingerprint_of(method: str, path: str, body: bytes) -> bytes:
        return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).digest()


def fold(history: Sequence[Recorded], initial: S, evolve: Callable[[S, Event], S]) -> S:
    """The state after `history`, from version 1."""
    state = initial
    for recorded in history:
        state = evolve(state, recorded.event)
    return state


class EventStore:
    """The log of one service and the answers of its commands. Every call blocks; none runs on the event loop."""

    def __init__(self, database: Database, *, agency: str, service: str) -> None:
        self.database = database
        self.agency = agency
        self.service = service
        self._recorder: DenseRecorder | None = None

    @property
    def recorder(self) -> DenseRecorder:
        if self._recorder is None:  # constructing one already asks the database
            self._recorder = DenseRecorder(self.database.datastore)
        return self._recorder

    def load(self, stream: UUID) -> list[Recorded]:
        """The stream's events from version 1; empty when there is no such stream."""
        with self.database.connection() as conn:
            rows = conn.execute(
                "SELECT originator_version AS version, state FROM stored_events"
                " WHERE originator_id = %s ORDER BY originator_version",
                (stream,),
                prepare=True,
                binary=True,
            ).fetchall()
        return [self._recorded(row["state"]) for row in rows]

    def load_many(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """The events of each of these streams, from version 1, asked for at once; empty where there is no stream."""
        found: dict[UUID, list[Recorded]] = {stream: [] for stream in streams}
        for stream, value in self.values_of(streams):
            found[stream].append(self._recorded(value))
        return found

    def values_of(self, streams: Sequence[UUID]) -> list[tuple[UUID, bytes]]:
        """(stream, recorded bytes) of these streams' events in order, for readers who need only some fields."""
        with self.database.connection() as conn:
            rows = conn.execute(
                "SELECT originator_id AS stream, state FROM stored_events"
                " WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version",
                (list(streams),),
                binary=True,
            ).fetchall()
        return [(row["stream"], row["state"]) for row in rows]

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The last version of each of `streams` that exists here."""
        with self.database.connection() as conn:
            rows = conn.execute(
                "SELECT originator_id AS stream, max(originator_version) AS version FROM stored_events"
                " WHERE originator_id = ANY(%s) GROUP BY 1",
                (list(streams),),
            ).fetchall()
        return {row["stream"]: row["version"] for row in rows}

    def folded(self, stream: UUID, initial: S, evolve: Callable[[S, Event], S]) -> History[S]:
        """Load and fold in one step."""
        history = self.load(stream)
        last = history[-1].time if history else None
        return History(stream, len(history), fold(history, initial, evolve), last)

    def not_applied(self, *types: type[Event]) -> list[Recorded]:
        """Events of these types that are recorded here and have not come back through the topic yet, in log order.

        Together with the projection of one's own topic they are all there is, also while Kafka is away. Positions are
        dense and heads know how much of each stream is applied, so it is counted first how many events wait: mostly
        none, or some of the last. The whole log is held against the heads only where older ones wait (with 20,000
        people 86 ms). A store that lacks published events counts wrongly, and accepts no command (`chassis.gate`).
        """
        with self.database.connection() as conn, conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            schema = active_schema(conn)
            counted = conn.execute(in_schema(_WAITING, schema), (topic_of(self.service),)).fetchone()
            waiting = int(counted["waiting"]) if counted else 0
            if not waiting:
                return []
            last = conn.execute(in_schema(_LAST_NOT_APPLIED, schema), (RECENT,), binary=True).fetchall()
            names = [kind.TYPE for kind in types]
            rows = [row for row in last if row["topic"] in names]
            if len(last) != waiting:
                rows = conn.execute(in_schema(_NOT_APPLIED, schema), (names,), binary=True).fetchall()
        return [self._recorded(row["state"]) for row in rows]

    def _recorded(self, value: bytes) -> Recorded:
        envelope = opened(value)
        return Recorded(
            stream=envelope.stream,
            version=envelope.version,
            time=datetime.fromisoformat(envelope.time),
            actor=envelope.actor,
            event=decode(envelope),
            value=value,
        )

    def answered(self, command: Command) -> Answer | None:
        """The kept answer of this command, if it was accepted before. Raises `Mismatch` for another command."""
        with self.database.connection() as conn:
            row = conn.execute(
                "SELECT fingerprint, status, body FROM commands WHERE actor = %s AND key = %s",
                (command.actor, command.key),
                prepare=True,
            ).fetchone()
        if row is None:
            return None
        if bytes(row["fingerprint"]) != command.fingerprint:
            raise Mismatch(
                detail="this Idempotency-Key was used for another command",
                pesan="Idempotency-Key ini sudah dipakai untuk perintah lain",
                mend="send every new command with a new key; repeat a key only with the very same request",
                perbaikan="gunakan kunci baru untuk setiap perintah baru",
            )
        return Answer(row["status"], row["body"])

    def record(self, command: Command, decide: Callable[[], Decision]) -> Answer:
        """Answer `command`: from memory if it was accepted before, else by deciding and appending.

        `decide` loads, decides and may raise a refusal; it is called once more after a conflict. Raises
        `Conflict` when the second try conflicts too, `Mismatch` for a reused key.
        """
        for _ in range(2):
            if (kept := self.answered(command)) is not None:
                return kept
            try:
                decision = decide()
            except (Refusal, Refused):
                # Accepted meanwhile under this very key: what is refused may be its own effect.
                if (kept := self.answered(command)) is not None:
                    return kept
                raise
            try:
                return self._append(command, decision)
            except (IntegrityError, OperationalError) as error:
                if not _is_race(error):
                    raise
        if (kept := self.answered(command)) is not None:
            return kept
        heads = self.versions([append.stream for append in decision.appends])
        now_at = ", ".join(f"{stream} is at version {version}" for stream, version in heads.items())
        raise Conflict(
            detail=f"the state changed twice while this was decided: {now_at}",
            pesan="data berubah ketika perintah ini diputuskan",
            mend="read the current state and decide again",
            perbaikan="baca keadaan terkini lalu putuskan kembali",
        )

    def _encoded(self, event: Event, stream: UUID, version: int, act: Act) -> bytes:
        try:
            return encode(event, stream=stream, version=version, agency=self.agency, act=act)
        except TooLargeToRecord as error:
            raise TooLarge(
                detail=str(error),
                pesan="data terlalu besar untuk dicatat sebagai satu peristiwa",
                mend="send less in one command: fewer or shorter parts",
                perbaikan="kurangi atau ringkas isinya",
            ) from error

    def _append(self, command: Command, decision: Decision) -> Answer:
        stored: list[StoredEvent] = []
        heads: list[dict[str, Any]] = []
        for append in decision.appends:
            now = command.now if append.not_before is None else max(command.now, append.not_before)
            act = Act(command.actor, command.id, command.correlation_id, now, command.causation_id)
            for version, event in enumerate(append.events, start=append.after + 1):
                value = self._encoded(event, append.stream, version, act)
                stored.append(StoredEvent(append.stream, version, event.TYPE, value))
            heads.append({"stream": str(append.stream), "version": append.after + len(append.events)})
        body = {**decision.body, "streams": heads}

        def rows(curs: Cursor[DictRow]) -> None:
            curs.execute(
                "INSERT INTO commands (actor, key, fingerprint, status, body) VALUES (%s, %s, %s, %s, %s)",
                (command.actor, command.key, command.fingerprint, decision.status, Json(body)),
                prepare=True,
            )
            for append in decision.appends:
                write_texts(curs, append.stream, command.actor, append.texts)
            if decision.rows is not None:
                decision.rows(curs)

        self.recorder.append(stored, rows)
        fault("after append")
        # As a repeated command would read it: through JSON.
        return Answer(decision.status, json.loads(json.dumps(body)))


def _is_race(error: IntegrityError | OperationalError) -> bool:
    """Whether something unique was taken meanwhile (anything else is a defect, or an outage).

    A stream's version, the command's key, or a row of the service's own, such as a person's number: the next
    decision sees it and says so.
    """
    cause = error.__cause__
    # The statements go out in a pipeline: when the command's own row conflicts, the later ones are aborted, and which
    # of the two errors is met first depends on how long the row was waited for (psycopg 3.3).
    if isinstance(cause, psycopg.errors.PipelineAborted):
        return True
    return isinstance(cause, psycopg.errors.UniqueViolation)
