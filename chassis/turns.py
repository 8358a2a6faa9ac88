"""Long computations of one process one after the other, a step at a time: commands and short answers keep their share.

A list over thousands of people computes for seconds. Several at once would take the interpreter from everybody and hold
every thread that answers; so they take turns, few may wait, and none waits for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from chassis.errors import Busy

__all__ = ["Turns"]


class Turns:
    """At most `waiting` computations are let in, of which one computes; a step is waited for `patience_s` at most."""

    def __init__(self, waiting: int, patience_s: float) -> None:
        self._room = BoundedSemaphore(waiting)
        self._turn = Lock()
        self._patience_s = patience_s

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """For the whole of a computation. Raises `Busy` where as many as may wait are inside."""
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            yield
        finally:
            self._room.release()

    @contextmanager
    def step(self) -> Iterator[None]:
        """For one step of it. Raises `Busy` where no turn came in time."""
        if not self._turn.acquire(timeout=self._patience_s):
            raise _busy()
        try:
            yield
        finally:
            self._turn.release()


def _busy() -> Busy:
    return Busy(
        detail="several long lists are being computed here, and one more would hold up everybody",
        pesan="beberapa daftar panjang sedang dihitung",
        mend="ask again in some seconds, or for a smaller part (a unit below)",
        perbaikan="minta kembali beberapa detik lagi, atau minta bagian yang lebih kecil (unit di bawahnya)",
        who_must_act="caller",
    )
