"""Employee-years by the hundred thousand, written straight to the topics: the same for the same seed.

One year is told and encoded as the services would (`tests.domain.histories`), some 130 events: the agreement, 72
reports on 18 indicators, 15 items with their checks and verdicts, assessments and finals. Then its bytes are cut at
every id of its own, and each further employee's year is those pieces with other ids between them. So every record is
an event that evaluation's inbox takes, and making one costs a microsecond or two.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b, sha1
from multiprocessing import get_context
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner

from contracts.envelope import CONTENT_TYPE, Act, encode, event_id, topic_of
from deploy.local.stack import AGENCY
from services.evaluation.dossier import Fact
from tests.domain.histories import PERIOD, told
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, QUARTERS, RATER, agreed, main, planned

__all__ = ["EVENTS_PER_PERSON", "Year", "publish"]

SEED = 2026
RESULTS, INDICATORS_EACH, ITEMS = 6, 3, 15
PARTITIONS = 12
BATCH_BYTES = 900 * 1024
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _facts() -> list[Fact]:
    """One employee's year, without the cycle, which is nobody's."""
    titles = [[f"indikator {one}.{other}" for other in range(INDICATORS_EACH)] for one in range(RESULTS)]
    plan = [main(*(planned("100", title=title) for title in each), title=f"hasil {n}") for n, each in enumerate(titles)]
    year = told(agreement=agreed(*plan))
    flat = [title for each in titles for title in each]
    for place, title in enumerate(flat):
        for period in QUARTERS:
            report = year.report(title, "96.5", period)
            if period == PERIOD and place < ITEMS:
                year.upload(f"bukti {place}", title)
                year.check(f"bukti {place}", "clean")
                year.verify(f"bukti {place}", title, report)
    year.assess()
    final = year.finalized()
    stream = year.evaluated
    for number, period in enumerate(one for one in QUARTERS if one != PERIOD):
        evaluated = UUID(int=stream.int ^ (number + 1))
        assessed = next(one for one in year.facts if one.stream == stream)
        for version, event in enumerate((assessed.event, final), 1):
            moved = event.model_copy(update={"period": period})
            year.facts.append(Fact(evaluated, version, assessed.time, moved))
    return [fact for fact in year.facts if getattr(fact.event, "employee", None) == EMPLOYEE]


@dataclass(frozen=True)
class _Event:
    """One event in pieces: bytes, the place of an own id, or (place of the stream, version) of the event's own id."""

    service: str
    pieces: tuple[bytes | int | tuple[int, bytes], ...]


class Year:
    """The template: `of(person)` gives that person's events as (service, value), and the key of all of them."""

    def __init__(self) -> None:
        facts = _facts()
        own = {EMPLOYEE, ASSIGNMENT, *(fact.stream for fact in facts)}
        for fact in facts:
            for name in ("agreement", "indicator", "item"):
                if (one := getattr(fact.event, name, None)) is not None:
                    own.add(one)
        self.slots = {str(one).encode(): place for place, one in enumerate([EMPLOYEE, *sorted(own - {EMPLOYEE})])}
        self.events = [self._cut(fact) for fact in facts]
        #: How many events of each service one person has.
        self.counts: dict[str, int] = {}
        for event in self.events:
            self.counts[event.service] = self.counts.get(event.service, 0) + 1

    def _cut(self, fact: Fact) -> _Event:
        act = Act(str(RATER), UUID(int=1), "load", fact.time)
        value = encode(fact.event, stream=fact.stream, version=fact.version, agency=AGENCY, act=act)
        name = (self.slots[str(fact.stream).encode()], str(fact.version).encode())
        own_id = str(event_id(fact.stream, fact.version)).encode()
        pieces: list[bytes | int | tuple[int, bytes]] = []
        at = 0
        for found in _UUID.finditer(value):
            piece = name if found[0] == own_id else self.slots.get(found[0])
            if piece is not None:
                pieces += [value[at : found.start()], piece]
                at = found.end()
        return _Event(fact.event.SERVICE, (*pieces, value[at:]))

    def of(self, person: int) -> tuple[bytes, Iterator[tuple[str, bytes]]]:
        ids = [
            _text(blake2b(b"%d %d %d" % (SEED, person, slot), digest_size=16).digest(), "4")
            for slot in range(len(self.slots))
        ]
        streams = [bytes.fromhex(one.decode().replace("-", "")) for one in ids]

        def events() -> Iterator[tuple[str, bytes]]:
            for event in self.events:
                parts = []
                for piece in event.pieces:
                    if isinstance(piece, bytes):
                        parts.append(piece)
                    elif isinstance(piece, int):
                        parts.append(ids[piece])
                    else:
                        parts.append(_text(sha1(streams[piece[0]] + piece[1], usedforsecurity=False).digest(), "5"))
                yield event.service, b"".join(parts)

        return ids[0], events()


def _text(digest: bytes, version: str) -> bytes:
    """A UUID of this version, as text, of a digest (RFC 9562)."""
    found = digest.hex()
    variant = "89ab"[int(found[16], 16) & 3]
    return f"{found[:8]}-{found[8:12]}-{version}{found[13:16]}-{variant}{found[17:20]}-{found[20:32]}".encode()


EVENTS_PER_PERSON = len(_facts())


def publish(bootstrap: str, first: int, people: int, processes: int = 2) -> None:
    """Write the years of `people` employees from number `first` on to the topics, which hold those before."""
    shares = [range(first + number, first + people, processes) for number in range(processes)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(_publish, [bootstrap] * processes, shares))


def _publish(bootstrap: str, share: range) -> None:
    asyncio.run(_send(bootstrap, share))


async def _send(bootstrap: str, share: Sequence[int]) -> None:
    year, partition_of = Year(), DefaultPartitioner()
    partitions = list(range(PARTITIONS))
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks=1, max_batch_size=BATCH_BYTES) as producer:
        batches = {}

        async def full(place: tuple[str, int]) -> None:
            batch = batches.pop(place)
            batch.close()
            await producer.send_batch(batch, place[0], partition=place[1])

        for person in share:
            key, events = year.of(person)
            partition = partition_of(key, partitions, partitions)
            at = {service: person * count for service, count in year.counts.items()}
            for service, value in events:
                place = (topic_of(service), partition)
                headers = [("content-type", CONTENT_TYPE.encode()), ("position", b"%d" % at[service])]
                at[service] += 1
                while True:
                    if place not in batches:
                        batches[place] = producer.create_batch()
                    if batches[place].append(key=key, value=value, timestamp=None, headers=headers) is not None:
                        break
                    await full(place)
        for place in list(batches):
            await full(place)
        await producer.flush()
