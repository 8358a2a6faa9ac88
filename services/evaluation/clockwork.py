"""What evaluation's worker does when its time has come: each act is a command of nobody, recorded once."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.errors import EkinerjaError, database_away
from chassis.runtime import Runtime
from chassis.store import Command, Decision
from chassis.telemetry import log

__all__ = ["AT_ONCE", "EVERY_S", "LOOK_AGAIN", "Rows", "by_the_clock", "carry_out", "for_ever", "together"]

#: The actor of what no person does (`contracts/README.md`).
SYSTEM = "system"
EVERY_S = 2.0
#: As many as are looked at in one go.
AT_ONCE = 200
#: What is not due yet by the agency's calendar, or cannot be done, is looked at again after so long.
LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True)
class Rows:
    """One statement to run in the transaction of an event."""

    statement: LiteralString
    values: Sequence[Any]  # Any: as psycopg takes them

    def __call__(self, curs: Cursor[DictRow]) -> None:
        curs.execute(self.statement, self.values)


def together(*writes: Callable[[Cursor[DictRow]], None]) -> Callable[[Cursor[DictRow]], None]:
    """What is written in the transaction of an event, one after the other."""

    def write(curs: Cursor[DictRow]) -> None:
        for one in writes:
            one(curs)

    return write


def by_the_clock(  # noqa: PLR0913  # what is done, of what, when, by whom
    runtime: Runtime,
    what: str,
    stream: UUID,
    now: datetime,
    decide: Callable[[], Decision],
    actor: str = SYSTEM,
) -> None:
    """Record one act; which of two workers was faster, `decide` sees in the stream."""
    command = Command(
        actor=actor,
        key=f"{what} {stream} {now.isoformat()}",
        fingerprint=hashlib.sha256(stream.bytes).digest(),
        id=uuid4(),
        correlation_id=str(uuid4()),
        now=now,
    )
    runtime.store.record(command, decide)


def carry_out(runtime: Runtime, what: str, stream: UUID, act: Callable[[], None], later: Rows) -> None:
    """Do one act. One that cannot be done, as of an evaluation that this release has no policy for or cannot read, is
    put off by `later` and told in the log: it must not stop all others. Raises what the next round may get done."""
    try:
        act()
    except Exception as error:
        if isinstance(error, EkinerjaError) or database_away(error):
            raise
        log.error("an act of the clock cannot be done; it is tried again", act=what, stream=str(stream), exc_info=error)
        with runtime.database.connection() as conn:
            conn.execute(later.statement, later.values)


async def for_ever(runtime: Runtime, due: Callable[[Runtime], int]) -> None:
    """Do what is due every few seconds, while commands are accepted; what is away is met again the next time."""
    while True:
        await asyncio.sleep(EVERY_S)
        if not runtime.gate.accepts:
            continue
        try:
            while await asyncio.to_thread(due, runtime) == AT_ONCE:
                pass
        except EkinerjaError as error:
            log.warning("nothing is done by the clock now", why=error.detail)
        except Exception as error:
            if not database_away(error):
                raise
