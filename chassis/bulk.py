"""Fills a fresh projection in bulk: every partition from offset zero to its end, in processes side by side.

A stream lies in the one partition of its key. So while a partition is read, what is known of its streams is kept in
memory instead of asked for; rows go in by COPY, and keys are made when all are there. What is decided of each record
is decided where the inbox does it (`chassis.intake`). A process that dies, or whose parent does, leaves a schema that
nobody reads; the next rebuild drops it.
"""

import asyncio
import os
import pickle
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from typing import Any, Final

from aiokafka import TopicPartition

from chassis.database import Connection, Database
from chassis.intake import take_in
from chassis.intake_work import Applied, Reader, Work, write_beside
from chassis.kafka import groupless_consumer
from chassis.limits import Coordinates, count_against_limits
from chassis.projection import create_keys, create_tables, in_schema
from chassis.settings import Settings

__all__ = ["Filling", "create_bare", "fill", "finish"]

BATCH_RECORDS = 5000
#: Of one fetch: a partition is read alone, and between two fetches its process waits for the broker.
FETCH_BYTES = 8 * 1024 * 1024
#: With fewer records a second process takes longer to start than it saves.
SIDE_BY_SIDE_FROM = 50_000
#: Nothing came for this long although there is more.
SILENT_S = 30.0

_EVENTS = "stream, version, type, key, topic, partition, record_offset, position, value"
_EVENT_TYPES = ("uuid", "int8", "text", "text", "text", "int4", "int8", "int8", "bytea")
_LABELS, _LABEL_TYPES = "name, value, stream, version", ("text", "text", "uuid", "int8")
_HEADS, _HEAD_TYPES = "stream, version, topic", ("uuid", "int8", "text")
_REPEATED: Final = "stream, version, sha256, topic, partition, record_offset"
_REPEATED_TYPES = ("uuid", "int8", "bytea", "text", "int4", "int8")
_REPEATED_DDL = (
    "CREATE TABLE {schema}.repeated (stream uuid, version bigint, sha256 bytea, topic text, partition int,"
    " record_offset bigint)"
)
#: What came twice with other bytes. What was passed over is not kept, and nothing is there to compare it with.
_DIFFERING = (
    "INSERT INTO {schema}.set_aside (consumer, topic, partition, record_offset, reason, detail, is_cause)"
    " SELECT %s, r.topic, r.partition, r.record_offset, 'differs',"
    " r.stream || ' version ' || r.version || ' was applied with other bytes', true"
    " FROM {schema}.repeated r JOIN {schema}.kept_events k USING (stream, version)"
    " WHERE sha256(k.value) <> r.sha256 ON CONFLICT DO NOTHING RETURNING topic, partition, record_offset"
)


@dataclass(frozen=True)
class Filling:
    """What is filled, of what, and for whom. It travels to other processes, so the reader's labels have a name."""

    settings: Settings
    address: str
    schema: str
    live: str
    reader: Reader


def create_bare(conn: Connection, schema: str) -> None:
    """The tables of a projection that is filled in bulk, in the caller's transaction."""
    create_tables(conn, schema)
    conn.execute(in_schema(_REPEATED_DDL, schema))


async def fill(filling: Filling, ends: Mapping[TopicPartition, int], moved: Callable[[int], None]) -> None:
    """Read every partition up to its end at least; `moved` is told how many records came.

    Raises what a process met: `TooManySetAside`, or what the broker or the database says.
    """
    shares = _shared(ends)
    if len(shares) <= 1:
        for share in shares:
            await _fill(filling, share, moved)
        return
    await _side_by_side(filling, shares, moved)


def finish(conn: Connection, filling: Filling) -> None:
    """Make the keys and compare what came twice. Raises `UniqueViolation` where a stream lies in two partitions."""
    schema = filling.schema
    with conn.transaction():
        conn.execute("SET LOCAL maintenance_work_mem = '256MB'")
        create_keys(conn, schema)
        rows = conn.execute(in_schema(_DIFFERING, schema), (filling.reader.consumer,)).fetchall()
        places = [Coordinates(row["topic"], row["partition"], row["record_offset"]) for row in rows]
        count_against_limits(conn, schema, places, consumer=filling.reader.consumer, live=filling.live)
        conn.execute(in_schema("DROP TABLE {schema}.repeated", schema))
    for table in ("kept_events", "labels", "stream_heads"):  # whoever reads it first should not guess
        conn.execute(in_schema(f"ANALYZE {{schema}}.{table}", schema))


def _shared(ends: Mapping[TopicPartition, int]) -> list[dict[TopicPartition, int]]:
    """The partitions that hold anything, in as many shares as there are cores, each about as much."""
    filled = sorted(((end, one) for one, end in ends.items() if end), reverse=True)
    cores = _cores()
    count = cores if sum(end for end, _ in filled) >= SIDE_BY_SIDE_FROM else 1
    shares: list[dict[TopicPartition, int]] = [{} for _ in range(min(count, len(filled)))]
    for end, one in filled:
        min(shares, key=lambda share: sum(share.values()))[one] = end
    return shares


def _cores() -> int:
    """Those this process may use: fewer than the machine has where it was told so (`taskset`, a cpuset)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def _side_by_side(
    filling: Filling, shares: Sequence[dict[TopicPartition, int]], moved: Callable[[int], None]
) -> None:
    context = get_context("spawn")  # a fork would take the event loop and the connections along
    pipes: dict[Pipe, Any] = {}
    try:
        for share in shares:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_process, args=(filling, share, theirs), daemon=True)
            pipes[ours] = process
            process.start()
            theirs.close()
        left = set(pipes)
        while left:
            for pipe in await asyncio.to_thread(wait, left, 0.5):
                assert isinstance(pipe, Pipe)
                said = _said(pipe, pipes[pipe])
                if said is None:
                    left.discard(pipe)
                else:
                    moved(said)
    finally:
        await asyncio.to_thread(_end, list(pipes.values()))


def _said(pipe: Pipe, process: Any) -> int | None:
    """How many records came, or None at the end. Raises what the process met."""
    try:
        said = pipe.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"a process of the rebuild died (exit code {process.exitcode}); run it again") from None
    if isinstance(said, BaseException):
        raise said
    assert said is None or isinstance(said, int)
    return said


def _end(processes: Sequence[Any]) -> None:
    for process in processes:
        if process.is_alive():
            process.terminate()
    for process in processes:
        process.join()


def _process(filling: Filling, share: dict[TopicPartition, int], pipe: Pipe) -> None:
    """One process: its share, then a word about how it ended. Where nobody listens any more, it ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal's whole group: the parent ends us
    try:
        asyncio.run(_fill(filling, share, pipe.send))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001  # told to the parent, which raises it
        pipe.send(_portable(error))
    else:
        pipe.send(None)


def _portable(error: Exception) -> Exception:
    try:
        return pickle.loads(pickle.dumps(error))  # type: ignore[no-any-return]  # noqa: S301  # our own, just made
    except Exception:  # noqa: BLE001  # whatever it holds that cannot travel
        return RuntimeError(f"{type(error).__name__}: {error}")


async def _fill(filling: Filling, share: Mapping[TopicPartition, int], moved: Callable[[int], None]) -> None:
    """Partition after partition, in this process."""
    conn = await asyncio.to_thread(Database(filling.address, 2).dedicated)
    try:
        given_up = await asyncio.to_thread(_given_up, conn, filling.schema)
        for partition, end in share.items():
            work = Work(conn, filling.schema, filling.reader, again=False, applied=Applied(filling.schema))
            work.live, work.repeated, work.given_up = filling.live, [], given_up
            await _partition(filling, work, partition, end, moved)
    finally:
        await asyncio.to_thread(conn.close)


async def _partition(
    filling: Filling, work: Work, partition: TopicPartition, end: int, moved: Callable[[int], None]
) -> None:
    options = {"max_partition_fetch_bytes": FETCH_BYTES, "fetch_max_bytes": FETCH_BYTES}
    async with groupless_consumer(filling.settings, **options) as consumer:
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        heard = time.monotonic()
        last = -1
        while await consumer.position(partition) < end:
            records = (await consumer.getmany(timeout_ms=500, max_records=BATCH_RECORDS)).get(partition, [])
            if records:
                await asyncio.to_thread(_apply, work, records)
                heard, last = time.monotonic(), records[-1].offset
                moved(len(records))
            elif time.monotonic() - heard > SILENT_S:
                raise TimeoutError(f"{partition.topic}/{partition.partition} has more records, but none came")
    await asyncio.to_thread(_conclude, work, partition, last + 1)


def _given_up(conn: Connection, schema: str) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = {}
    for row in conn.execute(in_schema("SELECT stream, version FROM {schema}.given_up", schema)):
        found.setdefault(row["stream"], set()).add(row["version"])
    return found


def _apply(work: Work, records: Sequence[Any]) -> None:
    """One batch in one transaction; what is known of the streams stays in `work`."""
    take_in(work, records)
    with work.conn.transaction():
        work.conn.execute("SET LOCAL synchronous_commit = off")
        _copy(work, "kept_events", _EVENTS, _EVENT_TYPES, work.kept)
        _copy(work, "labels", _LABELS, _LABEL_TYPES, list(dict.fromkeys(work.labels)))
        _copy(work, "repeated", _REPEATED, _REPEATED_TYPES, work.repeated or [])
        write_beside(work)
        # The others wait for its one row, so it is the last.
        count_against_limits(work.conn, work.schema, work.causes, consumer=work.reader.consumer, live=work.live)
    work.repeated = []
    for rows in (work.kept, work.labels, work.touched, work.passed, work.aside, work.causes):
        rows.clear()


def _conclude(work: Work, partition: TopicPartition, next_offset: int) -> None:
    """The heads of the partition's streams, and where to read on."""
    with work.conn.transaction():
        heads = [(stream, version, partition.topic) for stream, version in work.heads.items()]
        _copy(work, "stream_heads", _HEADS, _HEAD_TYPES, heads)
        if next_offset:
            work.conn.execute(
                in_schema("INSERT INTO {schema}.checkpoints VALUES (%s, %s, %s)", work.schema),
                (partition.topic, partition.partition, next_offset),
            )


def _copy(work: Work, table: str, columns: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    statement = in_schema(f"COPY {{schema}}.{table} ({columns}) FROM STDIN (FORMAT BINARY)", work.schema)
    with work.conn.cursor() as curs, curs.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
