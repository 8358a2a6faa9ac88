"""The event store on a real database: every command once, positions without holes, texts with their events."""

import hashlib
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError

from chassis.errors import Conflict, Mismatch, TooLarge
from chassis.store import Append, Command, Decision, EventStore, History
from chassis.texts import erase_text, new_text, read_text
from contracts.envelope import read
from contracts.notify import NoticeAcknowledged
from tests.domain.given import uid
from tests.records import AGENCY, NOON

ACTOR = str(uuid4())


@pytest.fixture
def store(database) -> EventStore:
    return EventStore(database, agency=AGENCY, service="notify")


def event(notice="a notice"):
    return NoticeAcknowledged(employee=uid("employee"), period="2026Q2", notice=uid(notice))


def command(key=None, body=b"{}", now=NOON):
    fingerprint = Command.fingerprint_of("POST", "/v1/notices", body)
    return Command(ACTOR, key or str(uuid4()), fingerprint, uuid4(), "a-correlation", now)


def first(stream, *events, **given):
    """The decision that begins a stream."""
    return lambda: Decision([Append(stream, 0, events or (event(),))], **given)


def count(store):
    """(events, answers kept) in the store."""
    with store.database.connection() as conn:
        row = conn.execute(
            "SELECT (SELECT count(*) FROM stored_events) e, (SELECT count(*) FROM commands) c"
        ).fetchone()
    return row["e"], row["c"]


def positions(store):
    with store.database.connection() as conn:
        rows = conn.execute("SELECT notification_id AS id FROM stored_events ORDER BY 1").fetchall()
    return [row["id"] - 1 for row in rows]


# -- what is recorded -------------------------------------------------------------------------------------------------


def test_what_was_recorded_is_loaded_with_its_actor_instant_and_bytes(store):
    stream = uuid4()

    answer = store.record(command(), first(stream, event("a"), event("b"), body={"made": "two"}))

    loaded = store.load(stream)
    assert [(one.version, one.actor, one.time, one.event) for one in loaded] == [
        (1, ACTOR, NOON, event("a")),
        (2, ACTOR, NOON, event("b")),
    ]
    assert (answer.status, answer.body) == (201, {"made": "two", "streams": [{"stream": str(stream), "version": 2}]})
    envelope = read(loaded[0].value, agency=AGENCY, service="notify", key=str(uid("employee")).encode())
    assert (envelope.correlationid, envelope.stream) == ("a-correlation", stream)


def test_a_stream_that_is_not_there_is_empty_and_its_state_is_the_initial_one(store):
    history = store.folded(uuid4(), "nothing", lambda *_: "something")

    assert (history.version, history.state, history.last) == (0, "nothing", None)


def test_an_event_is_never_before_the_last_of_its_stream_however_clocks_are_skewed(store):
    stream = uuid4()
    store.record(command(), first(stream))
    history = store.folded(stream, None, lambda *_: None)

    store.record(command(now=NOON - timedelta(hours=1)), lambda: Decision([history.then(event("b"))]))

    assert [one.time for one in store.load(stream)] == [NOON, NOON]
    assert history.now(NOON - timedelta(hours=1)) == NOON


def test_several_streams_and_rows_are_recorded_together_or_not_at_all(store):
    taken, fresh = uuid4(), uuid4()
    store.record(command(), first(taken))
    text = new_text("tidak jadi", ACTOR)
    both = Decision([Append(fresh, 0, [event()], [text]), Append(taken, 0, [event()])])

    with pytest.raises(Conflict):
        store.record(command(), lambda: both)

    assert (store.load(fresh), read_text(store.database, text.id), count(store)) == ([], None, (1, 1))


def test_an_event_too_large_is_refused_and_nothing_is_recorded(store, monkeypatch):
    monkeypatch.setattr("contracts.envelope.MAX_EVENT_BYTES", 100)

    with pytest.raises(TooLarge, match="above the limit of 100"):
        store.record(command(), first(uuid4()))

    assert count(store) == (0, 0)


# -- once -------------------------------------------------------------------------------------------------------------


def test_the_same_command_again_gives_the_same_answer_and_decides_nothing(store):
    stream, again = uuid4(), command("a key")
    given = store.record(again, first(stream, body={"z": 1, "a": [1, 2]}))

    repeated = store.record(again, lambda: pytest.fail("decided again"))

    assert json.dumps(repeated.body) == json.dumps(given.body)
    assert (repeated.status, count(store)) == (given.status, (1, 1))


def test_the_same_key_with_another_body_is_refused(store):
    store.record(command("a key"), first(uuid4()))

    with pytest.raises(Mismatch):
        store.record(command("a key", b'{"other":1}'), lambda: pytest.fail("decided"))

    assert count(store) == (1, 1)


def test_another_persons_key_is_another_key(store):
    store.record(command("a key"), first(uuid4()))
    other = Command(str(uuid4()), "a key", b"x", uuid4(), "c", NOON)

    store.record(other, first(uuid4()))

    assert count(store) == (2, 2)


def test_a_command_that_records_nothing_keeps_its_answer_too(store):
    given = store.record(command("a key"), lambda: Decision([], status=200, body={"nothing": "to do"}))

    repeated = store.record(command("a key"), lambda: pytest.fail("decided again"))

    assert (repeated, count(store)) == (given, (0, 1))


def test_what_is_refused_is_not_kept_so_the_command_may_come_again(store):
    with pytest.raises(ZeroDivisionError):
        store.record(command("a key"), lambda: 1 / 0)

    store.record(command("a key"), first(uuid4()))

    assert count(store) == (1, 1)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_fingerprint_tells_method_path_and_body_apart(method):
    prints = {
        Command.fingerprint_of(method, "/a", b"b"),
        Command.fingerprint_of("PATCH", "/a", b"b"),
        Command.fingerprint_of(method, "/ab", b""),
        Command.fingerprint_of(method, "/", b"ab"),
    }

    assert len(prints) == 4


# -- conflicts --------------------------------------------------------------------------------------------------------


def test_a_conflict_is_decided_once_more_on_what_is_there_now(store):
    stream = uuid4()
    store.record(command(), first(stream))
    stale = iter([0, 1])

    answer = store.record(command(), lambda: Decision([Append(stream, next(stale), [event("b")])]))

    assert answer.body["streams"] == [{"stream": str(stream), "version": 2}]


def test_a_second_conflict_is_told_with_the_version_there_is_now(store):
    stream = uuid4()
    store.record(command(), first(stream))

    with pytest.raises(Conflict, match=f"{stream} is at version 1"):
        store.record(command(), first(stream))

    assert count(store) == (1, 1)


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_what_breaks_another_rule_of_the_database_is_a_defect_and_no_conflict(store, seconds):
    """Also where its answer is there before the last statement is on its way."""

    def missing_column(curs):
        curs.execute(
            "INSERT INTO texts (id, stream, author, readers) VALUES (gen_random_uuid(), gen_random_uuid(), 'a', '{}')"
        )
        curs.connection.pgconn.flush()
        time.sleep(seconds)

    with pytest.raises(IntegrityError):
        store.record(command(), first(uuid4(), rows=missing_column))

    assert count(store) == (0, 0)


def persistently(store, sent, decide):
    """Record, and send the same again when told to come again: the disk may take longer than a writer waits."""
    for _ in range(30):
        with suppress(OperationalError):
            return store.record(sent, decide)
    return store.record(sent, decide)


def test_positions_are_dense_after_conflicts_of_many_writers_at_once(databases):
    address = databases.make(pool=12)
    two_processes = [EventStore(address, agency=AGENCY, service="notify") for _ in range(2)]
    contended = [uuid4() for _ in range(3)]

    def write(number):
        store, stream = two_processes[number % 2], contended[number % 3] if number % 4 else uuid4()
        decide = lambda: Decision([History(stream, version_of(store, stream), None).then(event(str(number)))])  # noqa: E731
        try:
            persistently(store, command(), decide)
        except Conflict:
            return 1
        return 0

    with ThreadPoolExecutor(8) as pool:
        conflicts = sum(pool.map(write, range(120)))

    store = two_processes[0]
    recorded = 120 - conflicts
    assert count(store) == (recorded, recorded)
    assert positions(store) == list(range(recorded))
    assert all([one.version for one in store.load(s)] == list(range(1, len(store.load(s)) + 1)) for s in contended)


def version_of(store, stream):
    return store.versions([stream]).get(stream, 0)


def test_a_lost_race_burns_no_position(store):
    stream = uuid4()
    store.record(command(), first(stream))
    for _ in range(3):
        with pytest.raises(Conflict):
            store.record(command(), first(stream))

    store.record(command(), first(uuid4()))

    assert positions(store) == [0, 1]


def test_one_key_sent_many_times_at_once_has_one_effect_and_one_answer(databases):
    store = EventStore(databases.make(pool=10), agency=AGENCY, service="notify")
    same = command("a key")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: persistently(store, same, lambda: first(uuid4())()), range(16)))

    assert len({json.dumps(answer.body) for answer in answers}) == 1
    assert count(store) == (1, 1)


# -- texts ------------------------------------------------------------------------------------------------------------


def test_a_text_is_written_with_its_event_and_read_by_its_readers_and_author(store):
    reader = uuid4()
    text = new_text("Berkasnya buram.", reader)

    store.record(command(), lambda: Decision([Append(uid("stream"), 0, [event()], [text])]))

    found = read_text(store.database, text.id)
    assert (found.body, found.stream, found.readers) == ("Berkasnya buram.", uid("stream"), {str(reader), ACTOR})
    assert text.ref.sha256 == hashlib.sha256(found.salt + found.body.encode()).hexdigest() == found.sha256


def test_the_same_words_twice_have_other_digests():
    assert new_text("ya").ref.sha256 != new_text("ya").ref.sha256
    assert len(new_text("ya").salt) == 32


def test_erasing_leaves_the_event_and_the_digest_and_neither_body_nor_salt(store):
    text, stream = new_text("Berkasnya buram.", ACTOR), uuid4()
    store.record(command(), lambda: Decision([Append(stream, 0, [event()], [text])]))
    before = store.load(stream)

    erased = erase_text(store.database, text.id)

    found = read_text(store.database, text.id)
    assert erased is True
    assert (found.body, found.salt, found.sha256) == (None, None, text.ref.sha256)
    assert store.load(stream) == before


def test_erasing_twice_is_the_same_as_once_and_of_nothing_says_so(store):
    text = new_text("Berkasnya buram.", ACTOR)
    store.record(command(), lambda: Decision([Append(uuid4(), 0, [event()], [text])]))

    assert [erase_text(store.database, text.id) for _ in range(2)] == [True, True]
    assert erase_text(store.database, uuid4()) is False
    assert read_text(store.database, uuid4()) is None


# -- a server that is slow to read -------------------------------------------------------------------------------------


def test_what_the_server_is_slow_to_take_is_recorded_and_holds_nobody_up_for_ever(store):
    stream, many = uuid4(), [event(f"notice {number}") for number in range(3000)]  # more than a socket holds
    append, server = store.recorder.append, []

    def stop_for_a_moment(curs):
        """Let PostgreSQL's process of this connection take nothing for half a second, as on a busy machine."""
        server.append(curs.connection.info.backend_pid)
        os.kill(server[0], signal.SIGSTOP)
        threading.Timer(0.5, os.kill, (server[0], signal.SIGCONT)).start()

    store.recorder.append = lambda events, rows: append(events, lambda curs: (rows(curs), stop_for_a_moment(curs)))
    with ThreadPoolExecutor(1) as elsewhere:
        recorded = elsewhere.submit(store.record, command(), first(stream, *many))
        if not wait([recorded], timeout=20).done:
            os.kill(server[0], signal.SIGTERM)  # ends who waits for ever

    assert recorded.result().body["streams"] == [{"stream": str(stream), "version": len(many)}]
    assert positions(store) == list(range(len(many)))
