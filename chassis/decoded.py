"""Events read once and kept in memory by their recorded bytes: the same dossiers are asked for again and again.

The same bytes are the same event, wherever they lie: nothing kept here is ever out of date, whatever was rebuilt or
restored meanwhile, and an event is frozen, so readers may share it. Bounded by the bytes; what was used longest ago
goes first (decision 0073).
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from contracts.envelope import decode, opened
from contracts.events import Event

__all__ = ["Decoded", "DecodedEvents", "decoded"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """What recorded bytes say: who acted, when, and the event."""

    actor: str
    time: datetime
    event: Event


def decoded(value: bytes) -> Decoded:
    """Read recorded bytes that were checked before they were kept. Raises as `contracts.envelope.decode`."""
    envelope = opened(value)
    return Decoded(envelope.actor, datetime.fromisoformat(envelope.time), decode(envelope))


class DecodedEvents:
    """The same, from memory where these bytes were read before; threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        """most_bytes: of recorded bytes; with the events made of them they take three to eight times that."""
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, Decoded] = OrderedDict()
        self._lock = Lock()

    def of(self, value: bytes) -> Decoded:
        with self._lock:
            if (found := self._kept.get(value)) is not None:
                self._kept.move_to_end(value)
                return found
        found = decoded(value)
        with self._lock:
            if value not in self._kept:  # another thread may have been faster
                self._kept[value] = found
                self._bytes += len(value)
            while self._bytes > self._most_bytes:
                gone, _ = self._kept.popitem(last=False)
                self._bytes -= len(gone)
        return found
