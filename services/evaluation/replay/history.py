"""The whole history, read from the topics at offset zero, with nothing but Kafka.

Duplicates fall together, order between topics does not matter, and each stream's versions are checked: a gap,
or two different records of one version, is an error that names the stream.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from chassis.kafka import groupless_consumer, partitions_of
from chassis.settings import KafkaSettings
from contracts.envelope import NotAnEvent, UnknownType, decode, read, topic_of
from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized, PolicyChosen
from contracts.events import Event, PersonalEvent
from contracts.planning import AssignmentStarted, CycleOpened, RaterChanged
from contracts.readings import cycle_dates
from contracts.realization import RealizationReported
from contracts.values import StreamHead
from services.evaluation.dossier import FOLDED, Fact

__all__ = ["History", "Origin", "read_history", "with_changed_realization"]


@dataclass(frozen=True)
class Origin:
    """Where a version was first found."""

    topic: str
    partition: int
    offset: int
    actor: str


@dataclass(frozen=True)
class History:
    """Streams by id, each from version 1 without a gap; and what was not an event of ours."""

    streams: Mapping[UUID, tuple[Fact, ...]]
    origins: Mapping[tuple[UUID, int], Origin]
    records: int = 0
    duplicates: int = 0
    passed_over: int = 0
    strangers: tuple[str, ...] = ()
    broken: Mapping[UUID, str] = field(default_factory=dict)

    def missing(self, heads: Iterable[StreamHead]) -> list[str]:
        """Of these heads those that the topics do not hold, and those whose stream is not whole."""
        named = list(heads)
        absent = [f"{one.stream}:{one.version}" for one in named if (one.stream, one.version) not in self.origins]
        return absent + [f"{one.stream} ({self.broken[one.stream]})" for one in named if one.stream in self.broken]

    def finals(self) -> list[Fact]:
        """Every final of a period, in stream order."""
        return self._of(EvaluationFinalized)

    def annual_finals(self) -> list[Fact]:
        """Every final of a year, in stream order."""
        return self._of(AnnualEvaluationFinalized)

    def finals_of(self, employee: UUID) -> list[Fact]:
        """An employee's finals of periods, in stream order."""
        return self._finals_by_employee.get(employee, [])

    @cached_property
    def _finals_by_employee(self) -> dict[UUID, list[Fact]]:
        found: dict[UUID, list[Fact]] = {}
        for fact in self.finals():
            if isinstance(fact.event, EvaluationFinalized):
                found.setdefault(fact.event.employee, []).append(fact)
        return found

    def dossier_of(self, employee: UUID) -> list[Fact]:
        """What an employee's dossier is folded of, in stream order."""
        return self._dossiers.get(employee, [])

    @cached_property
    def _dossiers(self) -> dict[UUID, list[Fact]]:
        found: dict[UUID, list[Fact]] = {}
        for _, facts in sorted(self.streams.items()):
            for fact in facts:
                if isinstance(fact.event, FOLDED) and isinstance(fact.event, PersonalEvent):
                    found.setdefault(fact.event.employee, []).append(fact)
        return found

    @cached_property
    def choices(self) -> list[Fact]:
        """Every choice of a policy, in stream order."""
        return self._of(PolicyChosen)

    @cached_property
    def holidays(self) -> frozenset[date]:
        """Every holiday that any cycle tells of."""
        cycles = [facts for facts in self.streams.values() if facts and isinstance(facts[0].event, CycleOpened)]
        return frozenset[date]().union(*(cycle_dates(one.event for one in facts)[1] for facts in cycles))

    @cached_property
    def heads(self) -> frozenset[tuple[UUID, UUID]]:
        """Units and who was ever assigned to head them."""
        return frozenset((one.unit, one.employee) for one in self._heading)

    @cached_property
    def raters_of_heads(self) -> frozenset[tuple[UUID, UUID]]:
        """Units and who was ever named to rate a head of theirs."""
        by_assignment = {one.assignment: one.unit for one in self._heading}
        named = [fact.event for _, employee in self.heads for fact in self.streams.get(employee, ())]
        return frozenset(
            (by_assignment[one.assignment], one.rater)
            for one in named
            if isinstance(one, AssignmentStarted | RaterChanged) and one.rater and one.assignment in by_assignment
        )

    @cached_property
    def _heading(self) -> list[AssignmentStarted]:
        told = [fact.event for fact in self._of(AssignmentStarted)]
        return [one for one in told if isinstance(one, AssignmentStarted) and one.head_of_unit]

    def _of(self, kind: type[Event]) -> list[Fact]:
        return [fact for _, facts in sorted(self.streams.items()) for fact in facts if isinstance(fact.event, kind)]


async def read_history(
    settings: KafkaSettings, services: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> History:
    """Read the topics of `services` from offset zero to their ends as they were at the start.

    progress: told now and then how many records are read, of how many.
    """
    reading = _Reading(settings.agency)
    partitions = await partitions_of(settings, [topic_of(service) for service in services])
    async with groupless_consumer(settings) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning(*partitions)
        left = {partition for partition in partitions if ends[partition] > 0}
        while left:
            if progress is not None:
                progress(reading.read, sum(ends.values()))
            for partition, records in (await consumer.getmany(timeout_ms=500)).items():
                for record in records:
                    if record.offset < ends[partition]:
                        reading.take(record)
            left = {partition for partition in left if await consumer.position(partition) < ends[partition]}
    return reading.history()


class _Reading:
    """What is known while the topics are read."""

    def __init__(self, agency: str) -> None:
        self._agency = agency
        self._values: dict[tuple[UUID, int], bytes] = {}
        self._facts: dict[UUID, dict[int, Fact | None]] = {}
        self._origins: dict[tuple[UUID, int], Origin] = {}
        self._strangers: list[str] = []
        self._broken: dict[UUID, str] = {}
        self._records = self._duplicates = self._passed_over = 0

    @property
    def read(self) -> int:
        """How many records were taken so far."""
        return self._records

    def take(self, record: Any) -> None:  # Any: an aiokafka record
        self._records += 1
        place = f"{record.topic}/{record.partition} offset {record.offset}"
        try:
            envelope = read(record.value, agency=self._agency, service=record.topic.split(".")[1], key=record.key)
        except NotAnEvent as error:
            self._strangers.append(f"{place}: {error}")
            return
        where = (envelope.stream, envelope.version)
        if (known := self._values.get(where)) is not None:
            self._duplicates += 1
            if known != record.value:
                self._broken[envelope.stream] = f"version {envelope.version} differs at {place}"
            return
        self._values[where] = record.value
        self._origins[where] = Origin(record.topic, record.partition, record.offset, envelope.actor)
        fact: Fact | None = None
        try:
            time = datetime.fromisoformat(envelope.time)
            fact = Fact(envelope.stream, envelope.version, time, decode(envelope))
        except UnknownType:
            self._passed_over += 1
        except ValueError as error:
            self._broken[envelope.stream] = f"version {envelope.version} at {place}: {error}"
        self._facts.setdefault(envelope.stream, {})[envelope.version] = fact

    def history(self) -> History:
        for stream, facts in self._facts.items():
            if sorted(facts) != list(range(1, len(facts) + 1)):
                missing = next(version for version in range(1, len(facts) + 2) if version not in facts)
                self._broken.setdefault(stream, f"version {missing} is missing")
        return History(
            streams={
                stream: tuple(fact for _, fact in sorted(facts.items()) if fact is not None)
                for stream, facts in self._facts.items()
            },
            origins=self._origins,
            records=self._records,
            duplicates=self._duplicates,
            passed_over=self._passed_over,
            strangers=tuple(self._strangers),
            broken=self._broken,
        )


def with_changed_realization(history: History, stream: UUID, version: int, value: str) -> History:
    """A copy of the history in which one realization says `value`: what a tampered archive would hold."""
    changed = tuple(
        replace(fact, event=fact.event.model_copy(update={"value": value}))
        if fact.version == version and isinstance(fact.event, RealizationReported)
        else fact
        for fact in history.streams[stream]
    )
    if changed == history.streams[stream]:
        raise LookupError(f"{stream} version {version} is not a realization, or says {value} already")
    return replace(history, streams={**history.streams, stream: changed})
