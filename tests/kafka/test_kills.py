"""Twenty kills of services, Kafka and PostgreSQL while an office works: nothing is lost, doubled, or kept otherwise.

The kills are at the points an event passes (`chassis/faults.py`), drawn by seed (`kills.py`); the office repeats its
commands until they are accepted (`busy.py`); in the end `tests/checker.py`, which knows nothing of ours, compares
answers, stores, topics, projections, and projections rebuilt from empty, and `tests/beside.py` texts and directory.
"""

from collections import Counter
from uuid import UUID

import psycopg

from contracts.envelope import SERVICES
from tests.beside import directory
from tests.judged import faults_in, recorded
from tests.kafka.busy import BusyOffice
from tests.kafka.kills import KILLS, POINTS, SPLIT_AT, kill_and_recover, recovery_limit, schedule, split
from tests.kafka.newcomer import EVENTS
from tests.world import agreed, play

#: Newcomers who go their whole way while the office is open; each is here for some ten seconds, kills and all.
LEAST_NEWCOMERS = 3


def test_every_seed_kills_at_every_point_and_of_every_part():
    schedules = [schedule(seed) for seed in range(200)]

    assert {len(kills) for kills in schedules} == {KILLS}
    assert all({kill.point for kill in kills} >= set(POINTS) for kills in schedules)
    assert all({kill.victim for kill in kills} == {*SERVICES, "kafka", "postgres"} for kills in schedules)
    assert all({kill.victim for kill in kills if kill.point in SPLIT_AT} <= set(SERVICES) for kills in schedules)
    assert schedule(7) == schedules[7]
    assert len({tuple(kills) for kills in schedules}) == 200


def test_twenty_kills_lose_nothing_and_double_nothing(fresh_stack, seed):
    stack = fresh_stack(fsync=False, start=False)  # what is killed is a process, and the page cache outlives it
    limit_s = recovery_limit(stack)
    stack.start()
    story = play(stack, world=agreed())
    kills = schedule(seed)
    workers = split(stack, kills)
    before = recorded(stack)
    office = BusyOffice(stack, story, seed)

    print(f"SEED={seed} repeats these kills; each must be recovered from in {limit_s:.0f} s; split: {workers}")
    office.open()
    try:
        for number, kill in enumerate(kills, start=1):
            seconds = kill_and_recover(stack, office, kill, limit_s)
            print(f"kill {number:2}: {kill}, all at work again after {seconds:.1f} s{' (over 30)' * (seconds > 30)}")
            if office.failures:
                break
    finally:
        office.close()

    assert office.failures + faults_in(stack, office.accepted, before) == []
    answered = Counter(one.service for one in office.accepted)
    assert all(answered[name] >= KILLS for name in SERVICES), answered  # the load reached every service
    assert office.newcomers >= LEAST_NEWCOMERS
    assert recorded_since(stack, before) >= EVENTS
    people = directory(stack.database_url("planning"))
    assert {one: people.get(UUID(one)) for one in office.registered} == office.registered
    logs = [stack.log(name) for name in (*SERVICES, *workers)]
    assert [line for log in logs for line in log.splitlines() if '"event": "defect"' in line] == []


def recorded_since(stack, before) -> set[str]:
    """The short names of the types recorded after these positions."""
    found = set()
    for name, position in before.items():
        with psycopg.connect(stack.database_url(name)) as conn:
            rows = conn.execute("SELECT DISTINCT topic FROM stored_events WHERE notification_id > %s", (position,))
            found |= {kind.split(".")[2] for (kind,) in rows}
    return found
