"""A final reaches its employee: by being opened, acknowledged, or, after some days, by the clock (`domain.md` 7.9).

So does an amendment of it after false evidence (decision 0071).

The employee's own GET only writes down when they were shown it; a worker makes the event of that (decision 0053).
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.events import Event
from contracts.readings import end_of_day
from services.evaluation.after import After, clock_for, load_after
from services.evaluation.clockwork import AT_ONCE, LOOK_AGAIN, Rows, by_the_clock, carry_out
from services.evaluation.finals import Amended
from services.evaluation.objection import Objection, decide_deem_delivered, decide_deliver

__all__ = ["awaits_delivery", "deliver_due", "delivered", "deliveries", "note_opened"]


def awaits_delivery(runtime: Runtime, stream: UUID, final_at: datetime, year: int) -> Rows:
    """The row of a final, or an amendment, that is about to be recorded: it waits to be delivered, until it counts as
    received. What was not received before it is no longer waited for."""
    clock = clock_for(runtime, Objection(), year)
    last = clock.day(final_at) + timedelta(days=clock.procedure.deemed_delivered_after - 1)
    deemed_at = end_of_day(last, clock.time_zone) + timedelta(microseconds=1)
    return Rows(
        "INSERT INTO awaiting_delivery (stream, deemed_at) VALUES (%s, %s)"
        " ON CONFLICT (stream) DO UPDATE SET deemed_at = EXCLUDED.deemed_at, opened_at = NULL, again_at = NULL",
        (stream, deemed_at),
    )


def delivered(stream: UUID) -> Rows:
    """Takes the row away again, with the delivery's event."""
    return Rows("DELETE FROM awaiting_delivery WHERE stream = %s", (stream,))


def note_opened(runtime: Runtime, stream: UUID, at: datetime) -> None:
    """Write down that the employee is shown their final, the first time; of one that is delivered nothing is."""
    with runtime.database.connection() as conn:
        conn.execute(
            "UPDATE awaiting_delivery SET opened_at = %s WHERE stream = %s AND opened_at IS NULL", (at, stream)
        )


def deliveries(
    runtime: Runtime, after: After, actor: UUID, how: Literal["opened", "acknowledged"], now: datetime
) -> list[Event]:
    """The delivery to record with an act of the employee; none where there is one. What was opened before counts."""
    opened_at = _opened_at(runtime, after)
    if opened_at:
        how, now = "opened", opened_at
    return decide_deliver(after.state, actor, how, after.stream, now, after.clock)


def _opened_at(runtime: Runtime, after: After) -> datetime | None:
    """When what now is to be received was opened; None: not yet. What was opened before an amendment is the final."""
    with runtime.database.connection() as conn:
        row = conn.execute("SELECT opened_at FROM awaiting_delivery WHERE stream = %s", (after.stream,)).fetchone()
    noted: datetime | None = row["opened_at"] if row else None
    if noted is None or (isinstance(after.state.subject, Amended) and noted < after.subject_at):
        return None
    return max(noted, after.subject_at)  # whatever clock the reader's process had, nothing is opened before it is there


def deliver_due(runtime: Runtime) -> int:
    """Record what was opened, and what counts as received because its days are over; returns how many there were."""
    now = runtime.clock()
    with runtime.database.connection() as conn:
        due = conn.execute(
            "SELECT stream, opened_at FROM awaiting_delivery WHERE (opened_at IS NOT NULL OR deemed_at <= %s)"
            " AND (again_at IS NULL OR again_at <= %s) ORDER BY deemed_at LIMIT %s",
            (now, now, AT_ONCE),
        ).fetchall()
    for row in due:
        act = partial(_deliver, runtime, row["stream"], row["opened_at"], now)
        carry_out(runtime, "delivery", row["stream"], act, _put_off(row["stream"], now))
    return len(due)


def _deliver(runtime: Runtime, stream: UUID, opened_at: datetime | None, now: datetime) -> None:
    """One delivery, unless somebody was faster; what is not due by the agency's calendar is looked at again."""
    employee = load_after(runtime, stream).final.employee

    def decide() -> Decision:
        after = load_after(runtime, stream)
        if opened_at:
            at = _opened_at(runtime, after)
            if at is None:  # an amendment came since: that is not opened
                return Decision([], rows=_not_opened(stream, opened_at))
            events = decide_deliver(after.state, employee, "opened", stream, at, after.clock)
        else:
            events = decide_deem_delivered(after.state, stream, now, after.clock)
        rows = delivered(stream) if events or after.state.delivered else _later(stream, now)
        return Decision([after.history.then(*events)] if events else [], rows=rows)

    who = {"actor": str(employee)} if opened_at else {}
    by_the_clock(runtime, "delivery", stream, now, decide, **who)


def _not_opened(stream: UUID, opened_at: datetime) -> Rows:
    return Rows(
        "UPDATE awaiting_delivery SET opened_at = NULL WHERE stream = %s AND opened_at = %s", (stream, opened_at)
    )


def _later(stream: UUID, now: datetime) -> Rows:
    return Rows("UPDATE awaiting_delivery SET deemed_at = %s WHERE stream = %s", (now + LOOK_AGAIN, stream))


def _put_off(stream: UUID, now: datetime) -> Rows:
    """What was opened stays so, and is looked at again later."""
    return Rows("UPDATE awaiting_delivery SET again_at = %s WHERE stream = %s", (now + LOOK_AGAIN, stream))
