"""A worker fetches links: when they are given, later again where that may help, and once more before finalization.

A row stands for each link and says when it is due. Nothing waits within a request: a slow server costs its link time
and nobody else. What came is examined, stored, scanned and recorded as an upload is, with the service as its actor.
"""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO
from uuid import UUID, uuid4

from chassis.database import Database
from chassis.errors import EkinerjaError, TooLarge, database_away
from chassis.runtime import Runtime
from chassis.store import Decision, Recorded
from chassis.telemetry import log
from chassis.texts import read_text
from contracts.readings import deadlines_of
from services.evidence import commands, link_commands
from services.evidence.checks import of_nobody
from services.evidence.content import EmptyFile
from services.evidence.fetch import NotFetched, Rules, fetch, name_in_link, rules_of
from services.evidence.files import Files, Stored
from services.evidence.media_types import NotTaken
from services.evidence.taking import file_name

__all__ = ["ask_again", "fetch_for_ever"]

EVERY_S, DEADLINES_EVERY_S = 1.0, 10.0
#: Each takes `EKINERJA_EVIDENCE_MAX_BYTES` of /tmp beside the uploads in hand; the chart and Compose have room for it.
AT_ONCE = 3
#: Who takes a row has it for this long; a worker that dies meanwhile loses it to the next.
HELD_S = 300
#: The evidence store or the database is away: soon again.
PAUSE_S = 5.0
#: What another try may get is tried again after so long; a server that is down for a night is met in the morning.
AGAIN_AFTER_S = (300.0, 3600.0, 6 * 3600.0)
#: What was given so shortly before a deadline, or after it, is asked for once more when it has this age.
RECHECK_AT_AGE = timedelta(hours=24)


@dataclass(frozen=True)
class Task:
    """A link that is due. `address`: None once erased. `stored`: digest of what was fetched, None: nothing yet."""

    item: UUID
    tries: int
    address: str | None
    submitted: Recorded
    stored: str | None


def ask_again(database: Database, period: str) -> int:
    """Let every link of a period be fetched once more by the running worker; returns how many there are."""
    with database.connection() as conn:
        return conn.execute(
            "UPDATE links SET next_try_at = now(), tries = 0, rechecked = true WHERE period = %s", (period,)
        ).rowcount


def ask_at_deadlines(runtime: Runtime) -> None:
    """Let links be fetched once more whose period's evidence deadline, as in force now, is past."""
    now = runtime.clock()
    with runtime.database.connection() as conn:
        rows = conn.execute("SELECT DISTINCT period FROM links WHERE NOT rechecked").fetchall()
    for period in (row["period"] for row in rows):
        cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{period[:4]}"))
        dates = deadlines_of((kept.event for kept in cycle), period)
        if dates is None or now <= dates.evidence:
            continue
        with runtime.database.connection() as conn:
            conn.execute(
                "UPDATE links SET next_try_at = now(), tries = 0, rechecked = true"
                " WHERE period = %s AND NOT rechecked AND submitted_at <= %s",
                (period, now - RECHECK_AT_AGE),
            )


def take_due(runtime: Runtime, most: int) -> list[Task]:
    """Links that are due; this worker has them for `HELD_S`."""
    with runtime.database.connection() as conn:
        rows = conn.execute(
            "UPDATE links SET tries = tries + 1, next_try_at = now() + make_interval(secs => %s)"
            " WHERE item IN (SELECT item FROM links WHERE next_try_at <= now()"
            " ORDER BY next_try_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING item, tries",
            (HELD_S, most),
        ).fetchall()
    tasks = [_task(runtime, row["item"], row["tries"]) for row in rows]
    return [one for one in tasks if one is not None]


def _task(runtime: Runtime, item: UUID, tries: int) -> Task | None:
    """What is to be done for a link; None, and it rests, where that is nothing."""
    log_of_item = runtime.store.load(item)
    state = commands.load_item(runtime, item).state
    by_hand = state.uploaded is not None and state.uploaded.submitted_at is None
    if state.link is None or state.withdrawn or by_hand:
        _put_back(runtime.database, item, None)
        return None
    text = read_text(runtime.database, state.link.link.text)
    stored = state.uploaded.sha256 if state.uploaded else None
    if stored and (text is None or text.body is None):  # it is as it was shown, and nobody can look any more
        _put_back(runtime.database, item, None)
        return None
    return Task(item, tries, text.body if text else None, log_of_item[0], stored)


def _put_back(database: Database, item: UUID, again_in_s: float | None, *, untried: bool = False) -> None:
    """Let a link be for so long; `untried`: what failed was ours, and costs it none of its tries."""
    with database.connection() as conn:
        conn.execute(
            "UPDATE links SET next_try_at = now() + make_interval(secs => %s), tries = greatest(0, tries - %s)"
            " WHERE item = %s",
            (again_in_s, int(untried), item),
        )


async def carry_out(runtime: Runtime, rules: Rules, task: Task) -> None:
    """Fetch one link and record what came of it; what cannot be recorded now comes again."""
    try:
        with tempfile.TemporaryFile() as file:
            try:
                stored = await _got(runtime.own, rules, task, file)
            except NotFetched as failed:
                await asyncio.to_thread(_record_failure, runtime, task, failed)
                return
            await asyncio.to_thread(_record, runtime, task, file, stored)
    except EkinerjaError as error:  # the evidence store is away, or someone else was faster
        log.warning("a link has to wait", item=str(task.item), why=error.detail)
        await asyncio.to_thread(_put_back, runtime.database, task.item, PAUSE_S, untried=True)
    except Exception as error:
        if database_away(error):
            raise
        # One file that our own code has no answer for must not stop the fetching of all others.
        log.error("a link could not be taken in", item=str(task.item), exc_info=error)
        await asyncio.to_thread(_put_back, runtime.database, task.item, AGAIN_AFTER_S[-1])


async def _got(files: Files, rules: Rules, task: Task, file: IO[bytes]) -> Stored:
    """Fetch a link into a file and find what it is. Raises `NotFetched`."""
    if task.address is None:
        raise NotFetched("link_erased")
    await fetch(task.address, rules, file)
    try:
        return await asyncio.to_thread(files.examine, file)
    except EmptyFile:
        raise NotFetched("empty") from None
    except TooLarge:
        raise NotFetched("too_large") from None
    except NotTaken:
        raise NotFetched("media_type_not_taken") from None


def _record(runtime: Runtime, task: Task, file: IO[bytes], stored: Stored) -> None:
    files: Files = runtime.own
    if task.stored is not None:
        _recorded(runtime, task, lambda: link_commands.rechecked(runtime, task.item, stored.sha256))
        return
    name = file_name(name_in_link(task.address or ""))

    def decide() -> Decision:
        decision = link_commands.fetched(runtime, task.item, name, stored, task.submitted.time)
        files.keep(file, stored)
        return decision

    _recorded(runtime, task, decide)


def _record_failure(runtime: Runtime, task: Task, failed: NotFetched) -> None:
    again = AGAIN_AFTER_S[task.tries - 1] if failed.passing and task.tries <= len(AGAIN_AFTER_S) else None
    if task.stored is None:
        _recorded(
            runtime, task, lambda: link_commands.not_fetched(runtime, task.item, failed.why, failed.status, again)
        )
    elif again is not None:  # of what was there before it is only said that it is gone when it stays away
        _put_back(runtime.database, task.item, again)
    else:
        _recorded(runtime, task, lambda: link_commands.rechecked(runtime, task.item, (failed.why, failed.status)))


def _recorded(runtime: Runtime, task: Task, decide: Callable[[], Decision]) -> None:
    # What is recorded twice is told by the item's state, which is read each time. A link is looked at again because its
    # time has come.
    cause = None if task.stored else task.submitted
    runtime.store.record(of_nobody(f"link {uuid4()}", task.item, runtime.clock(), cause), decide)


async def fetch_for_ever(runtime: Runtime) -> None:
    """Fetch what is due, `AT_ONCE` at a time, while commands are accepted; a slow one keeps its own place only."""
    rules, running, since_deadlines = rules_of(runtime.settings), set[asyncio.Task[None]](), DEADLINES_EVERY_S
    try:
        while True:
            try:
                ended = {one for one in running if one.done()}
                running -= ended
                for one in ended:
                    one.result()
                if runtime.gate.accepts:
                    if since_deadlines >= DEADLINES_EVERY_S:
                        await asyncio.to_thread(ask_at_deadlines, runtime)
                        since_deadlines = 0.0
                    for task in await asyncio.to_thread(take_due, runtime, AT_ONCE - len(running)):
                        running.add(asyncio.create_task(carry_out(runtime, rules, task)))
            except EkinerjaError as error:
                log.warning("links have to wait", why=error.detail)
            except Exception as error:
                if not database_away(error):
                    raise
            await asyncio.sleep(EVERY_S)
            since_deadlines += EVERY_S
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
