"""Commands that one group commit writes (decision 0012), so that none sees in the log what the other decided."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import chassis.recorder
from chassis.errors import Conflict

__all__ = ["written_together"]


def written_together(
    recorder: chassis.recorder.DenseRecorder, writes: Sequence[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> list[Any]:
    """What each answers, or the Conflict it raises."""
    monkeypatch.setattr(chassis.recorder, "TURN_S", 60.0)  # none gives up before all wait

    def outcome(write: Callable[[], Any]) -> Any:
        try:
            return write()
        except Conflict as refused:
            return refused

    with ThreadPoolExecutor(len(writes)) as pool:
        with recorder._turn:  # nobody writes until all wait
            waiting = [pool.submit(outcome, write) for write in writes]
            while len(recorder._waiting) < len(writes):
                assert not any(one.done() for one in waiting)
                time.sleep(0.01)
        return [one.result() for one in waiting]
