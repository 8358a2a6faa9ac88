"""Forgets the answers of commands after 30 days of true time: a key sent again after that is a new command."""

import asyncio

from chassis.database import Database
from chassis.errors import database_away
from chassis.telemetry import log

__all__ = ["KEPT_DAYS", "forget_old_answers", "sweep_for_ever"]

KEPT_DAYS = 30
EVERY_S = 3600.0


def forget_old_answers(database: Database) -> int:
    """Delete answers older than `KEPT_DAYS`; returns how many."""
    with database.connection() as conn:
        done = conn.execute("DELETE FROM commands WHERE recorded_at < now() - make_interval(days => %s)", (KEPT_DAYS,))
    return done.rowcount


async def sweep_for_ever(database: Database) -> None:
    """Forget once an hour; a database that is away is tried again the next hour."""
    while True:
        try:
            forgotten = await asyncio.to_thread(forget_old_answers, database)
            if forgotten:
                log.info("answers forgotten", commands=forgotten)
        except Exception as error:
            if not database_away(error):
                raise
        await asyncio.sleep(EVERY_S)
