"""Events in memory by their bytes: the same bytes are read once, other bytes of the same place are another event."""

from uuid import UUID

import pytest

from chassis.decoded import DecodedEvents, decoded
from contracts.envelope import DoesNotFit
from tests.records import acknowledged

STREAM = UUID(int=7)
FIRST, SECOND, THIRD = (acknowledged(STREAM, version) for version in (1, 2, 3))


def copy(value: bytes) -> bytes:
    """The same bytes as another object, as they come from the database."""
    return bytes(bytearray(value))


def test_the_same_bytes_are_read_once_and_give_what_reading_them_gives():
    events = DecodedEvents(most_bytes=10_000)

    first = events.of(FIRST)

    assert first == decoded(FIRST)
    assert events.of(copy(FIRST)) is first


def test_other_bytes_of_the_same_stream_and_version_are_another_event():
    """A store restored from a copy numbers new events as old ones were numbered."""
    events = DecodedEvents(most_bytes=10_000)
    before = events.of(FIRST)
    another = FIRST.replace(before.actor.encode(), str(UUID(int=8)).encode())

    assert another != FIRST
    assert events.of(another) == decoded(another) != before


def test_past_the_bound_the_one_used_longest_ago_is_read_again():
    events = DecodedEvents(most_bytes=len(FIRST) + len(SECOND))
    first, second = events.of(FIRST), events.of(SECOND)
    events.of(FIRST)

    events.of(THIRD)

    assert events.of(FIRST) is first
    assert events.of(SECOND) is not second


def test_what_is_larger_than_the_bound_is_read_and_not_kept():
    events = DecodedEvents(most_bytes=len(FIRST) - 1)

    assert events.of(FIRST) == decoded(FIRST)
    assert events.of(FIRST) is not events.of(FIRST)


def test_what_cannot_be_read_is_refused_each_time():
    events = DecodedEvents(most_bytes=10_000)
    unreadable = FIRST.replace(b'"data":{', b'"data":{"employee":7,"was_":{').replace(b"}}", b"}}}")

    for _ in range(2):
        with pytest.raises(DoesNotFit):
            events.of(unreadable)
