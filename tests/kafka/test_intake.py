"""What becomes of every kind of record, on a real database: applied, a duplicate, passed over, held or a dead letter.

Whatever cannot be read never stops the rest (design, section 6): each case is followed by a good event that is applied.
"""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from chassis import limits
from chassis.intake import NotAtCheckpoint, apply, apply_again
from chassis.intake_work import Jump, Reader
from chassis.limits import Coordinates, TooManySetAside
from chassis.projection import active_schema
from chassis.set_aside import allow, close, list_open, passed_over, repaired_streams
from contracts.envelope import MAX_EVENT_BYTES
from tests.records import AGENCY, Log, acknowledged

READER = Reader(AGENCY, "test", lambda _: ())


def take(database, *records):
    with database.connection() as conn:
        return apply(conn, records, READER)


def edited(value: bytes, **fields) -> bytes:
    """The event with envelope fields replaced (None: removed)."""
    body = json.loads(value)
    for name, content in fields.items():
        if content is None:
            del body[name]
        else:
            body[name] = content
    return json.dumps(body, separators=(",", ":")).encode()


def head(database, stream):
    with database.connection() as conn:
        schema = active_schema(conn)
        row = conn.execute(f"SELECT version FROM {schema}.stream_heads WHERE stream = %s", (stream,)).fetchone()
    return row["version"] if row else 0


STREAM = uuid4()
GOOD = acknowledged(STREAM, 1)
DEAD = {
    "bad JSON": (b"{not json", b"k"),
    "not a CloudEvent": (b'{"hello":"world"}', b"k"),
    "a list": (b"[1,2]", b"k"),
    "not UTF-8": (b"\xff\xfe\x00", b"k"),
    "a type outside ekinerja": (edited(GOOD, type="com.example.Thing.v1"), str(STREAM).encode()),
    "another service's type": (edited(GOOD, type="ekinerja.planning.TargetAgreed.v1"), str(STREAM).encode()),
    "another agency": (edited(GOOD, source="/ekinerja/another/notify"), str(STREAM).encode()),
    "a missing attribute": (edited(GOOD, commandid=None), str(STREAM).encode()),
    "a partitionkey that is not the key": (GOOD, b"another key"),
    "a partitionkey that is no UUID": (edited(GOOD, partitionkey="a\0b"), b"a\0b"),
    "a type as long as a book": (edited(GOOD, type=f"ekinerja.notify.{'N' * 5000}.v1"), str(STREAM).encode()),
    "a null value": (None, str(STREAM).encode()),
    "a value above the limit": (GOOD[:-1] + b" " * MAX_EVENT_BYTES + b"}", str(STREAM).encode()),
    "version zero": (edited(GOOD, sequence="0" * 16), str(STREAM).encode()),
    "an id of another version": (edited(GOOD, id=str(uuid4())), str(STREAM).encode()),
    "an impossible instant": (edited(GOOD, time="2026-99-99T00:00:00.000000Z"), str(STREAM).encode()),
    "digits that are not ASCII": (edited(GOOD, sequence="٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١"), str(STREAM).encode()),
}


@pytest.mark.parametrize("case", DEAD)
def test_what_has_no_trustworthy_envelope_is_a_dead_letter_and_the_rest_goes_on(database, case):
    value, key = DEAD[case]
    log = Log()
    poison = log.record(value, key=key, partition=3)
    other = uuid4()

    take(database, poison, log.record(acknowledged(other, 1), partition=3))

    (row,) = list_open(database)
    assert (row["reason"], row["stream"]) == ("not-an-event", None)
    assert (row["topic"], row["partition"], row["record_offset"]) == (poison.topic, 3, 0)
    assert row["detail"]
    assert head(database, other) == 1


@pytest.mark.parametrize("headers", [(), (("position", None),), (("position", b"one"),)], ids=["none", "null", "word"])
def test_an_event_without_a_position_is_a_dead_letter(database, headers):
    take(database, Log().record(GOOD, headers=headers))

    assert [row["reason"] for row in list_open(database)] == ["not-an-event"]


def test_foreign_headers_are_never_read(database):
    headers = (("trace", None), ("x", b"\xff\xfe"), ("position", b"7"), ("position-of-old", b"?"))

    take(database, Log().record(GOOD, headers=headers))

    assert head(database, STREAM) == 1
    assert list_open(database) == []


def test_a_type_of_ours_that_is_not_known_is_passed_over_counted_and_leaves_no_gap(database):
    log = Log()
    new = edited(acknowledged(STREAM, 2), type="ekinerja.notify.NoticeSnoozed.v1")

    applied = take(database, log.record(GOOD), log.record(new), log.record(acknowledged(STREAM, 3)))

    assert passed_over(database) == {"ekinerja.notify.NoticeSnoozed.v1": 1}
    assert sum(applied.passed_over.values()) == 1
    assert head(database, STREAM) == 3
    assert list_open(database) == []


HELD = {
    "newer-major": edited(acknowledged(STREAM, 2), type="ekinerja.notify.NoticeAcknowledged.v2"),
    "does-not-fit": edited(acknowledged(STREAM, 2), data={"employee": str(STREAM), "period": "Q2"}),
}


@pytest.mark.parametrize("reason", HELD)
def test_an_event_this_release_cannot_read_holds_its_stream_and_no_other(database, reason):
    log, other = Log(), uuid4()

    take(
        database,
        log.record(GOOD),
        log.record(HELD[reason]),
        log.record(acknowledged(STREAM, 3)),
        log.record(acknowledged(other, 1)),
    )

    assert [(row["reason"], row["version"], row["is_cause"]) for row in list_open(database)] == [
        (reason, 2, True),
        ("behind", 3, False),
    ]
    assert (head(database, STREAM), head(database, other)) == (1, 1)


def test_a_missing_version_holds_the_stream_until_its_owner_sends_it_again(database):
    log = Log()
    late = [log.record(acknowledged(STREAM, version), partition=1) for version in (1, 3, 4)]
    take(database, *late)
    assert [(row["reason"], row["version"]) for row in list_open(database)] == [("gap", 3), ("behind", 4)]

    applied = take(database, log.record(acknowledged(STREAM, 2), partition=1))

    assert applied.repaired == {STREAM}
    assert repaired_streams(database) == [STREAM]
    with database.connection() as conn, conn.transaction():
        apply_again(conn, active_schema(conn), late[1:], READER)
    assert head(database, STREAM) == 4
    assert list_open(database) == []
    assert repaired_streams(database) == []


def test_a_gap_across_batches_and_a_repair_in_one_batch_with_what_follows(database):
    log = Log()
    gap = log.record(acknowledged(STREAM, 2), partition=1)
    take(database, gap)

    take(database, log.record(GOOD, partition=1), log.record(acknowledged(STREAM, 2), partition=1))

    assert head(database, STREAM) == 2
    with database.connection() as conn, conn.transaction():
        apply_again(conn, active_schema(conn), [gap], READER)
    assert list_open(database) == []


def test_duplicates_change_nothing(database):
    log = Log()

    applied = take(database, *(log.record(GOOD) for _ in range(3)))
    again = take(database, log.record(GOOD))

    assert (sum(applied.events.values()), sum(applied.duplicates.values())) == (1, 2)
    assert (sum(again.events.values()), sum(again.duplicates.values())) == (0, 1)
    assert list_open(database) == []


def test_a_version_with_other_bytes_is_set_aside_whether_in_one_batch_or_later(database):
    log = Log()
    other = edited(GOOD, correlationid="another")

    take(database, log.record(GOOD), log.record(other))
    take(database, log.record(other))

    assert [row["reason"] for row in list_open(database)] == ["differs", "differs"]
    assert head(database, STREAM) == 1


def test_records_below_the_checkpoint_are_dropped_and_a_jump_above_it_is_refused(database):
    log = Log()
    first, second, third = (log.record(acknowledged(STREAM, version), partition=2) for version in (1, 2, 3))
    take(database, first)

    with pytest.raises(NotAtCheckpoint):
        take(database, third)

    assert head(database, STREAM) == 1
    take(database, first, second, third)
    assert head(database, STREAM) == 3


def test_a_hole_of_the_topic_itself_is_passed_at_a_batchs_beginning_once_it_is_known_and_within_a_batch(database):
    first, _, third, _, fifth = (made(version, offset) for offset, version in enumerate((1, 0, 2, 0, 3)))
    take(database, first)

    with pytest.raises(NotAtCheckpoint) as met:
        take(database, third, fifth)
    with database.connection() as conn:
        apply(conn, [third, fifth], READER, frozenset({met.value.jump}))

    assert met.value.jump == Jump(third.topic, third.partition, 1, 2)
    assert head(database, STREAM) == 3


def made(version, offset):
    """A record at an offset of our choice."""
    return replace(Log().record(acknowledged(STREAM, version or 1), partition=2), offset=offset)


def test_past_a_hundred_unreadable_in_a_row_the_consumer_stops_and_records_nothing_of_the_batch(database):
    log = Log()
    take(database, *(log.record(b"bad", key=b"k", partition=0) for _ in range(limits.ASIDE_IN_A_ROW)))

    with pytest.raises(TooManySetAside):
        take(database, log.record(acknowledged(uuid4(), 1), partition=1), log.record(b"bad", key=b"k", partition=0))

    assert len(list_open(database)) == limits.ASIDE_IN_A_ROW


def test_what_an_operator_allows_is_set_aside_beyond_the_limit_and_no_more(database):
    log = Log()
    flood = [log.record(b"bad", key=b"k", partition=0) for _ in range(limits.ASIDE_IN_A_ROW + 31)]
    with pytest.raises(TooManySetAside):
        take(database, *flood)

    assert allow(database, 30) == 30
    with pytest.raises(TooManySetAside):
        take(database, *flood)
    assert allow(database, 1) == 31
    take(database, *flood)

    assert len(list_open(database)) == len(flood)


def test_more_than_one_in_a_hundred_unreadable_stops_the_consumer_too(database):
    log, stream = Log(), uuid4()
    records = []
    for number in range(1, 110):  # one in two, never two in a row
        records.append(log.record(acknowledged(stream, number), partition=0))
        records.append(log.record(b"bad", key=b"k", partition=0))

    with pytest.raises(TooManySetAside):
        take(database, *records)

    assert list_open(database) == []


def count(database, causes):
    """Batches of a thousand, as an inbox counts them."""
    for start in range(0, len(causes), 1000):
        with database.connection() as conn, conn.transaction():
            batch = causes[start : start + 1000]
            limits.count_against_limits(conn, active_schema(conn), batch, consumer="test", live=None)


def test_a_hundred_and_one_unreadable_among_twenty_thousand_go_on(database):
    place = Coordinates("ekinerja.notify.v1", 0, 0)

    count(database, [place if number % 198 == 0 else None for number in range(20_000)])

    with database.connection() as conn:
        kept = conn.execute(f"SELECT * FROM {active_schema(conn)}.intake").fetchone()
    assert 101 > kept["aside"] + kept["aside_before"] > 0


def test_the_share_is_of_the_last_records_and_not_of_all_that_ever_came(database):
    place = Coordinates("ekinerja.notify.v1", 0, 0)
    count(database, [None] * 50_000)

    count(database, [place, None] * 100)
    with pytest.raises(TooManySetAside, match="101 of the last"):
        count(database, [place])


def test_records_waiting_behind_a_held_one_do_not_count_against_the_limit(database):
    log = Log()

    take(database, *(log.record(acknowledged(STREAM, version), partition=0) for version in range(2, 300)))

    assert len(list_open(database)) == 298
    assert sum(row["is_cause"] for row in list_open(database)) == 1


def test_giving_up_a_record_that_can_never_be_read_lets_its_stream_go_on(database):
    log = Log()
    take(database, log.record(GOOD, partition=5), log.record(HELD["does-not-fit"], partition=5))

    close(database, Coordinates("ekinerja.notify.v1", 5, 1), "written by a load test")
    take(database, log.record(acknowledged(STREAM, 3), partition=5))

    assert head(database, STREAM) == 3
    assert list_open(database) == []


def test_what_only_waits_behind_another_cannot_be_given_up_and_the_other_is_named(database):
    log = Log()
    take(
        database,
        log.record(GOOD, partition=5),
        log.record(HELD["newer-major"], partition=5),
        log.record(acknowledged(STREAM, 3), partition=5),
    )

    with pytest.raises(LookupError, match=r"waits behind version 2 .*newer-major.* ekinerja\.notify\.v1 5 1 first"):
        close(database, Coordinates("ekinerja.notify.v1", 5, 2), "in a hurry")

    assert [(row["version"], row["closed_because"]) for row in list_open(database)] == [(2, None), (3, None)]
    assert head(database, STREAM) == 1


def test_closing_what_is_not_open_says_so(database):
    with pytest.raises(LookupError, match="nothing open"):
        close(database, Coordinates("ekinerja.notify.v1", 5, 1), "x")
