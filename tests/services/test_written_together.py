"""Commands that wait for the log together are written together: each still succeeds or fails alone, without holes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from eventsourcing.persistence import DataError, IntegrityError, StoredEvent

from chassis.recorder import DenseRecorder

WRITERS = 12


def nothing(curs):
    """No rows beside the events."""


def write_all(recorder, jobs):
    """Every job on a thread of its own, all at once; returns what each raised, None where it was recorded."""
    barrier = Barrier(len(jobs))

    def write(job):
        barrier.wait()
        try:
            recorder.append(*job)
        except Exception as error:  # noqa: BLE001  # the answer
            return error
        return None

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(write, jobs))


def event(stream=None, version=1):
    return StoredEvent(stream or uuid4(), version, "t", b"{}")


@pytest.fixture
def log(database):
    recorder = DenseRecorder(database.datastore)

    def positions():
        with database.connection() as conn:
            rows = conn.execute("SELECT notification_id, originator_id FROM stored_events ORDER BY 1").fetchall()
        return [row["notification_id"] for row in rows], {row["originator_id"] for row in rows}

    return recorder, positions


def test_writers_at_once_are_all_recorded_and_numbered_without_holes(log):
    recorder, positions = log
    jobs = [([event(), event()], nothing) for _ in range(WRITERS)]

    raised = write_all(recorder, jobs)

    assert raised == [None] * WRITERS
    assert positions() == (list(range(1, 2 * WRITERS + 1)), {one.originator_id for job in jobs for one in job[0]})


def test_a_version_wanted_by_all_at_once_goes_to_one_of_them_and_the_others_beside_are_recorded(log):
    recorder, positions = log
    stream = uuid4()
    contested = [([event(stream)], nothing) for _ in range(WRITERS // 2)]
    others = [([event()], nothing) for _ in range(WRITERS // 2)]

    raised = write_all(recorder, contested + others)

    refused = [error for error in raised if error is not None]
    assert len(refused) == len(contested) - 1
    assert all(isinstance(error, IntegrityError) for error in refused)
    assert {error.__cause__.diag.constraint_name for error in refused} == {"stored_events_pkey"}
    assert raised[len(contested) :] == [None] * len(others)
    assert positions()[0] == list(range(1, len(others) + 2))


def test_rows_that_cannot_be_written_fail_their_own_command_only(log):
    recorder, positions = log

    def unwritable(curs):
        curs.execute("INSERT INTO relay_place (relay, next_position) VALUES (%s, 0)", ("\0",))

    raised = write_all(recorder, [([event()], unwritable), *(([event()], nothing) for _ in range(WRITERS))])

    assert isinstance(raised[0], DataError)
    assert raised[1:] == [None] * WRITERS
    assert positions()[0] == list(range(1, WRITERS + 1))
