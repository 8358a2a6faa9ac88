"""Removes what became no evidence: files without an event, parts of uploads that expired, what a killed process left.

Never a file in use, also not one whose event is just being recorded: whoever is about to record a content claims it
first (`files.py`), and it is taken away only under the lock of its claim, if the claim is old and the log names it
nowhere. Nothing is removed while the log itself may be incomplete: the store must have been found sound.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from chassis.clock import true_now
from chassis.database import Connection, Database
from chassis.errors import EkinerjaError, database_away
from chassis.runtime import Runtime
from chassis.telemetry import log
from services.evidence.content import ContentStore, Object, digest_in, upload_in
from services.evidence.files import Files

__all__ = ["collect", "collect_for_ever"]

FIRST_AFTER_S, EVERY_S = 60.0, 3600.0
BATCH = 500
UPLOADED = "ekinerja.evidence.EvidenceUploaded.v1"


def collect(database: Database, store: ContentStore, older_than: timedelta) -> Counter[str]:
    """Remove what is older than that and became no evidence; returns how many files, parts and halves."""
    done: Counter[str] = Counter()
    with database.connection() as conn:
        conn.execute("DELETE FROM uploads WHERE expires_at <= now()")
    before = true_now() - older_than
    for batch in _batches(one for one in store.listed() if one.stored_at <= before):
        contents = {digest: one for one in batch if (digest := digest_in(one.path))}
        with database.connection() as conn:
            unused = set(contents) - _named_in_log(conn, list(contents))
        done["files"] += sum(_take_away(database, store, contents[digest], digest, older_than) for digest in unused)
        parts = {one.path for one in batch if upload_in(one.path)}
        for path in parts - _parts_in_use(database, list(parts)):
            store.delete(path)
            done["parts"] += 1
    done["halves"] = store.sweep_aside(older_than)
    with database.connection() as conn:
        conn.execute("DELETE FROM content_claims WHERE claimed_at <= now() - %s", (older_than,))
    return done


def _batches(objects: Iterator[Object]) -> Iterator[list[Object]]:
    while batch := list(islice(objects, BATCH)):
        yield batch


def _named_in_log(conn: Connection, digests: Sequence[str]) -> set[str]:
    """Which of these contents an event names."""
    rows = conn.execute(
        # As the index of `migrations/0001_files.sql` has it.
        f"SELECT DISTINCT content_of(state) AS sha256 FROM stored_events"
        f" WHERE topic = '{UPLOADED}' AND content_of(state) = ANY(%s)",
        (list(digests),),
    ).fetchall()
    return {row["sha256"] for row in rows}


def _take_away(database: Database, store: ContentStore, one: Object, sha256: str, older_than: timedelta) -> bool:
    """Delete a content that is not in use, holding its claim, which whoever wants to store it anew waits for."""
    with database.connection() as conn, conn.transaction():
        claim = conn.execute(
            "INSERT INTO content_claims VALUES (%s, %s)"
            " ON CONFLICT (sha256) DO UPDATE SET claimed_at = content_claims.claimed_at"
            " RETURNING claimed_at <= now() - %s AS old",
            (sha256, one.stored_at, older_than),
        ).fetchone()
        if claim is None or not claim["old"]:
            return False
        if _named_in_log(conn, [sha256]):  # recorded since
            return False
        stored_at = store.stored_at(one.path)
        if stored_at is None or stored_at > one.stored_at:
            return False
        store.delete(one.path)
        conn.execute("DELETE FROM content_claims WHERE sha256 = %s", (sha256,))
    return True


def _parts_in_use(database: Database, paths: Sequence[str]) -> set[str]:
    with database.connection() as conn:
        rows = conn.execute("SELECT path FROM upload_parts WHERE path = ANY(%s)", (list(paths),)).fetchall()
    return {row["path"] for row in rows}


async def collect_for_ever(runtime: Runtime) -> None:
    """Collect once an hour, while the log is known to be whole; what is away is met again the next hour."""
    files: Files = runtime.own
    older_than = timedelta(hours=files.kept_hours)
    pause = FIRST_AFTER_S
    while True:
        await asyncio.sleep(pause)
        pause = EVERY_S
        if runtime.gate.state != "sound":
            continue
        try:
            done = await asyncio.to_thread(collect, runtime.database, files.store, older_than)
            if any(done.values()):
                log.info("collected", **done)
        except EkinerjaError as error:
            log.warning("nothing is collected now", why=error.detail)
        except Exception as error:
            if not database_away(error):
                raise
