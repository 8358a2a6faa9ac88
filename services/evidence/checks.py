"""Malware checks: every item uploaded while a scanner is configured waits for one; a worker carries them out.

A row stands for each item whose check is not through. A scanner that is away costs nothing but time: uploads go on, and
the item is asked about again, later and later. The outcome is an event, with the service as its actor.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.database import Database
from chassis.errors import EkinerjaError, database_away
from chassis.runtime import Runtime
from chassis.store import Command, Decision, Recorded
from chassis.telemetry import log
from contracts.envelope import event_id, opened
from contracts.evidence import EvidenceUploaded
from services.evidence.content import EvidenceStoreAway
from services.evidence.domain import Item, decide_check, evolve_item
from services.evidence.files import Files
from services.evidence.scanner import Scanner, ScannerAway, Unscannable, scanner_at

__all__ = ["ask_for", "check_for_ever", "check_due", "of_nobody", "pending_of"]

#: The actor of what no person does (`contracts/README.md`).
SYSTEM = "system"
EVERY_S = 1.0
AT_ONCE = 10
#: Who takes a row has it for this long; a worker that dies meanwhile loses it to the next.
HELD_S = 300
PAUSE_S = 2
_PRINTED = dict.fromkeys((*range(0x20), 0x7F), "?")


def ask_for(curs: Cursor[DictRow], item: UUID, sha256: str) -> None:
    """Have an item checked; in the transaction of its upload."""
    curs.execute("INSERT INTO pending_checks (item, sha256) VALUES (%s, %s)", (item, sha256))


def pending_of(files: Files, items: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these items wait for their check; where no scanner is configured (any more), none does."""
    if not files.scanner:
        return frozenset()
    with files.database.connection() as conn:
        rows = conn.execute("SELECT item FROM pending_checks WHERE item = ANY(%s)", (list(items),)).fetchall()
    return frozenset(row["item"] for row in rows)


def check_due(runtime: Runtime, scanner: Scanner) -> int:
    """Check some items that are due; returns how many are through. Raises `ScannerAway` at the first that is not."""
    files: Files = runtime.own
    due = _take_due(runtime.database)
    for done, (item, sha256) in enumerate(due):
        try:
            finding = scanner.scan(files.store.get(sha256).chunks)
        except FileNotFoundError:
            log.error("a file that waits for its check is not in the store", sha256=sha256)
            continue
        except Unscannable as error:
            log.error("the scanner takes no file this large; raise its StreamMaxLength", why=str(error))
            continue
        except (ScannerAway, EvidenceStoreAway):
            _put_back(runtime.database, item, [other for other, _ in due[done + 1 :]])
            raise
        _record(runtime, item, finding.signature, finding.engine)
    return len(due)


def _take_due(database: Database) -> list[tuple[UUID, str]]:
    """Items that are due; this worker has them for `HELD_S`."""
    with database.connection() as conn:
        rows = conn.execute(
            "UPDATE pending_checks SET tries = tries + 1, next_try_at = now() + make_interval(secs => %s)"
            " WHERE item IN (SELECT item FROM pending_checks WHERE next_try_at <= now()"
            " ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING item, sha256",
            (HELD_S, AT_ONCE),
        ).fetchall()
    return [(row["item"], row["sha256"]) for row in rows]


def _waiting(database: Database) -> int:
    with database.connection() as conn:
        row = conn.execute("SELECT count(*) AS items FROM pending_checks").fetchone()
    return int(row["items"]) if row else 0


def _put_back(database: Database, tried: UUID, others: Sequence[UUID]) -> None:
    """The scanner is away: ask again soon; later and later about the item it was asked about, should that be why.

    Of the others nothing was asked, so nothing is counted.
    """
    with database.connection() as conn:
        conn.execute(
            "UPDATE pending_checks SET next_try_at ="
            " now() + make_interval(secs => CASE WHEN item = %(tried)s THEN %(pause)s * power(2, least(tries - 1, 6))"
            " ELSE %(pause)s END), tries = CASE WHEN item = %(tried)s THEN tries ELSE greatest(0, tries - 1) END"
            " WHERE item = ANY(%(items)s)",
            {"tried": tried, "pause": PAUSE_S, "items": [tried, *others]},
        )


def _record(runtime: Runtime, item: UUID, signature: str | None, engine: str) -> None:
    def decide() -> Decision:
        history = runtime.store.folded(item, Item(), evolve_item)
        events = decide_check(history.state, _printed(signature), _printed(engine) or "unknown")
        return Decision([history.then(*events)] if events else [], rows=lambda curs: _through(curs, item))

    uploads = [one for one in runtime.store.load(item) if isinstance(one.event, EvidenceUploaded)]
    runtime.store.record(of_nobody(f"check {item}", item, runtime.clock(), uploads[-1]), decide)


def of_nobody(key: str, item: UUID, now: datetime, cause: Recorded | None) -> Command:
    """A worker's command about an item; `cause`: the event that it follows from, None where its time had come."""
    return Command(
        actor=SYSTEM,
        key=key,
        fingerprint=hashlib.sha256(item.bytes).digest(),
        id=uuid4(),
        correlation_id=opened(cause.value).correlationid if cause else str(uuid4()),
        now=now,
        causation_id=event_id(cause.stream, cause.version) if cause else None,
    )


def _through(curs: Cursor[DictRow], item: UUID) -> None:
    curs.execute("DELETE FROM pending_checks WHERE item = %s", (item,))


def _printed(text: str | None) -> str | None:
    """What a scanner says, as an event can hold it."""
    return text.encode("ascii", "replace").decode().translate(_PRINTED)[:200] if text else None


async def check_for_ever(runtime: Runtime) -> None:
    """Check what is due once a second, while commands are accepted; tells once that the scanner is away."""
    files: Files = runtime.own
    if not files.scanner:
        await asyncio.Event().wait()
    scanner, away = scanner_at(files.scanner), False
    while True:
        try:
            runtime.telemetry.set("ekinerja_unchecked_files", await asyncio.to_thread(_waiting, runtime.database))
            through = await asyncio.to_thread(check_due, runtime, scanner) if runtime.gate.accepts else 0
            if away and through:
                log.info("the malware scanner answers again")
                away = False
        except ScannerAway as error:
            if not away:
                log.warning("the malware scanner is away; files wait", why=str(error))
            away = True
        except EkinerjaError as error:  # the evidence store is away, or someone else was faster: it comes again
            log.warning("a check has to wait", why=error.detail)
        except Exception as error:
            if not database_away(error):
                raise
        await asyncio.sleep(EVERY_S)
