"""What trees and tables need of an agreed set, read without validating it again.

A tree looks at hundreds of agreed sets. Their bytes were checked when they were recorded and when they were taken in;
checking every title once more took nine tenths of an answer (0.7 ms an SKP of nine indicators, against 0.05).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec

from chassis.projection import Projection
from contracts.planning import Accumulation, AgreementClosed, Aspect, Direction, TargetAgreed

__all__ = ["Agreed", "AgreedIndicator", "AgreedResult", "agreed_at_their_end", "agreed_on", "titles_in"]


class _Target(msgspec.Struct, frozen=True):
    low: str
    high: str


class AgreedIndicator(msgspec.Struct, frozen=True):
    title: str
    aspect: Aspect
    unit_of_measure: str
    whole: bool
    direction: Direction
    accumulation: Accumulation
    target: _Target


class _Support(msgspec.Struct, frozen=True):
    id: UUID
    taken_over: str


class AgreedResult(msgspec.Struct, frozen=True):
    result: UUID
    title: str
    indicators: tuple[AgreedIndicator, ...]
    supports: _Support | None = None


class Agreed(msgspec.Struct, frozen=True):
    """The fields of `TargetAgreed` that are shown; others are passed over."""

    employee: UUID
    agreement: UUID
    agreement_version: int
    assignment: UUID
    unit: UUID
    starts_on: date
    ends_on: date
    valid_from: date
    results: tuple[AgreedResult, ...]


class _Recorded(msgspec.Struct, frozen=True):
    data: Agreed


_RECORDED = msgspec.json.Decoder(_Recorded)


def agreed_on(projection: Projection, streams: Sequence[UUID], day: date) -> dict[UUID, Agreed]:
    """Of these agreements those whose days include `day`, each in the version in force on it."""
    return _in_force(projection, streams, day)


def agreed_at_their_end(projection: Projection, streams: Sequence[UUID]) -> dict[UUID, Agreed]:
    """Of these agreements those that began, each in the version in force on its own last day."""
    return _in_force(projection, streams, None)


def _in_force(projection: Projection, streams: Sequence[UUID], asked: date | None) -> dict[UUID, Agreed]:
    kept = projection.values_of(streams, TargetAgreed) if streams else []
    closed = _closed(projection, streams)
    found = {}
    for stream, values in groupby(kept, key=lambda one: one[0]):
        versions = [_RECORDED.decode(value).data for _, value in values]
        day = asked or closed.get(stream, max(one.ends_on for one in versions))
        valid = [one for one in versions if one.valid_from <= day]
        last = max(valid, key=lambda one: one.agreement_version, default=None)
        if last is not None and last.starts_on <= day <= closed.get(stream, last.ends_on):
            found[stream] = last
    return found


def titles_in(projection: Projection, streams: Sequence[UUID]) -> Iterator[tuple[UUID, str, UUID]]:
    """(result, title, unit) of every agreed result of these agreements, version after version."""
    for _, value in projection.values_of(streams, TargetAgreed) if streams else []:
        agreed = _RECORDED.decode(value).data
        yield from ((one.result, one.title, agreed.unit) for one in agreed.results)


def _closed(projection: Projection, streams: Sequence[UUID]) -> dict[UUID, date]:
    """The last days of those that were closed before their time."""
    kept = projection.of_stream(*streams, types=(AgreementClosed,)) if streams else []
    return {one.stream: one.event.closes_on for one in kept if isinstance(one.event, AgreementClosed)}
