"""Fault points: named places where a test kills the process (development only, decision 0006).

`EKINERJA_FAULT=after append:3` dies, as by `kill -9`, the third time the point is passed. Without the
setting a point costs one comparison.
"""

import os
import signal

__all__ = ["FAULT_POINTS", "arm", "fault"]

#: The closed list of points, in the order an event passes them.
FAULT_POINTS = (
    "after storing",
    "before append",
    "after append",
    "before send",
    "after acknowledgement",
    "before remembering",
    "after remembering",
    "inside inbox transaction",
    "after inbox transaction",
    "before offset commit",
)

_armed: str = ""
_left: int = 0


def arm(setting: str) -> None:
    """Arm one point from the setting `point` or `point:n`. Raises `ValueError` for an unknown point."""
    global _armed, _left
    point, _, count = setting.partition(":")
    if point and point not in FAULT_POINTS:
        raise ValueError(f"EKINERJA_FAULT: {point!r} is not one of {', '.join(FAULT_POINTS)}")
    _armed, _left = point, int(count or 1)


def fault(point: str) -> None:
    """Die here if this point is armed and due."""
    global _left
    if _armed and point == _armed:
        _left -= 1
        if _left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
