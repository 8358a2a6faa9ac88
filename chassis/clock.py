"""The only reader of the system clock.

Decisions are handed `now`; this is where it comes from. In development a clock file may shift it, so that
a sample quarter plays in seconds: an empty stack starts at any instant, afterwards the clock only moves
forward. Tokens, idempotency keys, back-off and leases use true time (`true_now`).
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = ["Clock", "clock", "move_clock", "true_now"]

Clock = Callable[[], datetime]


def true_now() -> datetime:
    """The system's time, aware, in UTC."""
    return datetime.now(UTC)


def clock(file: Path | None) -> Clock:
    """The clock of a process; `file` (development only) is read anew whenever it changed."""
    if file is None:
        return true_now
    seen: tuple[int, timedelta] = (0, timedelta())

    def shifted() -> datetime:
        nonlocal seen
        try:
            stamp = file.stat().st_mtime_ns
            if stamp != seen[0]:
                seen = (stamp, timedelta(seconds=json.loads(file.read_text())["offset_seconds"]))
        except FileNotFoundError:
            pass  # not moved yet: true time
        return true_now() + seen[1]

    return shifted


def move_clock(file: Path, to: datetime) -> None:
    """Set the shared clock to `to`. The first move may go anywhere; a later one only forward (`ValueError`)."""
    now = clock(file)()
    if file.exists() and to < now:
        raise ValueError(f"the clock is at {now.isoformat()} and only moves forward, not to {to.isoformat()}")
    offset = (to - true_now()).total_seconds()
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"offset_seconds": offset}))
    os.replace(fresh, file)
