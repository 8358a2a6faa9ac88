"""Twenty kills of services, Kafka and PostgreSQL while an office works: nothing is lost, doubled, or kept otherwise.

The kills are at the points an event passes (`chassis/faults.py`), drawn by seed (`kills.py`); the office repeats its
commands until they are accepted (`busy.py`); in the end `tests/checker.py`, which knows nothing of ours, compares
answers, stores, topics, projections, and projections rebuilt from empty.
"""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg

from contracts.envelope import SERVICES, topic_of
from deploy.local.stack import Stack
from services.cli import definition_of
from tests import checker
from tests.kafka.busy import BusyOffice
from tests.kafka.kills import KILLS, POINTS, kill_and_recover, recovery_limit, schedule
from tests.world import agreed, play

RESTS_WITHIN_S = 60.0


def test_every_seed_kills_at_every_point_and_of_every_part():
    schedules = [schedule(seed) for seed in range(200)]

    assert {len(kills) for kills in schedules} == {KILLS}
    assert all({kill.point for kill in kills} >= set(POINTS) for kills in schedules)
    assert all({kill.victim for kill in kills} == {*SERVICES, "kafka", "postgres"} for kills in schedules)
    assert schedule(7) == schedules[7]
    assert len({tuple(kills) for kills in schedules}) == 200


def test_twenty_kills_lose_nothing_and_double_nothing(fresh_stack, seed):
    stack = fresh_stack(fsync=False)  # what is killed is a process, and the page cache outlives it
    story = play(stack, world=agreed())
    services = [_service(stack, name) for name in SERVICES]
    before = {service.name: _recorded(service) for service in services}
    office = BusyOffice(stack, story, seed)

    print(f"SEED={seed} repeats these kills; each must be recovered from in {recovery_limit(stack):.0f} s")
    office.open()
    try:
        for number, kill in enumerate(schedule(seed), start=1):
            seconds = kill_and_recover(stack, office, kill)
            print(f"kill {number:2}: {kill}, all at work again after {seconds:.1f} s")
            if office.failures:
                break
    finally:
        office.close()

    evidence = _at_rest(stack, services)
    asked = _digests(stack, story.tokens["auditor"])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: stack.cli(name, "rebuild", name), SERVICES))
    rebuilt = _digests(stack, story.tokens["auditor"])
    faults = office.failures + checker.judge(evidence, services, office.accepted, before)
    faults += [f"{service.name} is not at rest" for service in services if not _rests(evidence, service)]
    for name in SERVICES:
        faults += checker.digest_faults(name, evidence.projections[name], asked[name], rebuilt[name])

    assert faults == []
    answered = Counter(one.service for one in office.accepted)
    assert all(answered[name] >= KILLS for name in SERVICES), answered  # the load reached every service
    defects = [line for name in SERVICES for line in stack.log(name).splitlines() if '"event": "defect"' in line]
    assert defects == []


def _service(stack: Stack, name: str) -> checker.Service:
    reads = tuple(topic_of(one) for one in definition_of(name).consumes)
    return checker.Service(name, stack.database_url(name), topic_of(name), reads)


def _recorded(service: checker.Service) -> int:
    with psycopg.connect(service.database) as conn:
        return conn.execute("SELECT count(*) FROM stored_events").fetchone()[0]


def _digests(stack: Stack, token: str) -> dict[str, checker.Digest]:
    return {name: checker.ask_digest(stack.urls[name], token) for name in SERVICES}


def _at_rest(stack: Stack, services: list[checker.Service]) -> checker.Evidence:
    """What the checker reads once everything recorded is published and applied, or else after RESTS_WITHIN_S."""
    deadline = time.monotonic() + RESTS_WITHIN_S
    while True:
        evidence = checker.gather(stack.kafka.bootstrap, services)
        if all(_rests(evidence, service) for service in services) or time.monotonic() > deadline:
            return evidence
        time.sleep(0.5)


def _rests(evidence: checker.Evidence, service: checker.Service) -> bool:
    own = [record for place, records in evidence.records.items() if place[0] == service.topic for record in records]
    ends = {place: len(records) for place, records in evidence.records.items() if place[0] in service.reads and records}
    published = {record.position for record in own} >= {row.position for row in evidence.log[service.name]}
    return published and evidence.projections[service.name].checkpoints == ends
