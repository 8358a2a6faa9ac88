"""Whoever must answer or decide an objection is reminded when the last day for it is near (`domain.md` 7.9)."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.readings import end_of_day
from services.evaluation.after import load_after
from services.evaluation.clockwork import AT_ONCE, LOOK_AGAIN, Rows, by_the_clock, carry_out
from services.evaluation.objection import Clock
from services.evaluation.objection_standing import decide_remind

__all__ = ["awaits_reminder", "remind_due"]


def awaits_reminder(stream: UUID, until: date, clock: Clock) -> Rows:
    """The row of an objection that is about to be lodged: when whoever must act by a day is reminded."""
    day_before = until - timedelta(days=clock.procedure.remind_days_before + 1)
    remind_at = end_of_day(day_before, clock.time_zone) + timedelta(microseconds=1)
    return Rows(
        "INSERT INTO awaiting_reminder VALUES (%s, %s)"
        " ON CONFLICT (stream) DO UPDATE SET remind_at = EXCLUDED.remind_at",
        (stream, remind_at),
    )


def remind_due(runtime: Runtime) -> int:
    """Remind of the objections whose last day is near; of one that waits for nobody nothing is recorded."""
    now = runtime.clock()
    with runtime.database.connection() as conn:
        due = conn.execute(
            "SELECT stream FROM awaiting_reminder WHERE remind_at <= %s ORDER BY remind_at LIMIT %s", (now, AT_ONCE)
        ).fetchall()
    for row in due:
        act = partial(_remind, runtime, row["stream"], now)
        carry_out(runtime, "reminder", row["stream"], act, _later(row["stream"], now))
    return len(due)


def _remind(runtime: Runtime, stream: UUID, now: datetime) -> None:
    def decide() -> Decision:
        after = load_after(runtime, stream)
        events = decide_remind(after.state, now, after.clock)
        done = Rows("DELETE FROM awaiting_reminder WHERE stream = %s", (stream,))
        return Decision([after.history.then(*events)] if events else [], rows=done)

    by_the_clock(runtime, "reminder", stream, now, decide)


def _later(stream: UUID, now: datetime) -> Rows:
    return Rows("UPDATE awaiting_reminder SET remind_at = %s WHERE stream = %s", (now + LOOK_AGAIN, stream))
