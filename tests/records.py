"""Kafka records made by hand, for tests that feed the intake without a broker: recorded bytes at coordinates.

`Log` hands out offsets as Kafka would, per partition, so interleavings and duplicates are lists of records. The same
arguments make the same record in every run: ids are derived, and a key's partition is the one Kafka's clients choose.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

from aiokafka.partitioner import DefaultPartitioner

from contracts.envelope import Act, encode, partition_key, topic_of
from contracts.events import Event
from contracts.notify import NoticeAcknowledged

__all__ = ["AGENCY", "Log", "Made", "acknowledged", "event_bytes"]

AGENCY = "kanwil-gorontalo"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
PARTITIONS = 12


@dataclass(frozen=True)
class Made:
    """One record, as aiokafka would give it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = (("position", b"0"),)


def event_bytes(event: Event, stream: UUID, version: int, *, actor: str | None = None) -> bytes:
    act = Act(actor or str(uuid5(stream, "actor")), uuid5(stream, f"command {version}"), "test", NOON)
    return encode(event, stream=stream, version=version, agency=AGENCY, act=act)


def acknowledged(stream: UUID, version: int) -> bytes:
    """A small event of notify's, made the same each time."""
    event = NoticeAcknowledged(employee=stream, period="2026Q2", notice=uuid5(stream, str(version)))
    return event_bytes(event, stream, version, actor=str(stream))


@dataclass
class Log:
    """Topics under construction: the next offset of each partition."""

    next_offset: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def record(
        self,
        value: bytes | None,
        *,
        service: str = "notify",
        key: bytes | None = None,
        partition: int | None = None,
        headers: tuple[tuple[str, bytes | None], ...] = (("position", b"0"),),
    ) -> Made:
        """The next record of a partition; the key is the event's own unless given."""
        if key is None and value is not None and value.startswith(b'{"specversion"'):
            key = partition_key(value)
        number = partition if partition is not None else _partition(key)
        place = (topic_of(service), number)
        offset = self.next_offset[place]
        self.next_offset[place] += 1
        return Made(place[0], number, offset, key, value, headers)


def _partition(key: bytes | None) -> int:
    return 0 if key is None else int(DefaultPartitioner()(key, list(range(PARTITIONS)), []))
