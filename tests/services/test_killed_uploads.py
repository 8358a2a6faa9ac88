"""Killed between storing a file and recording its event, by seed: no event without its file, and no file that is not
collected. Seven times, and in `make test-long` more than twenty.

Processes of evidence that die by themselves at a fault point (`chassis/faults.py`), each under four uploads at once;
some of the uploads are sent again afterwards, under their keys, some never.
"""

import itertools
import os
import random
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from tests.longer import times
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD

KILLS = times(7)
#: Between the two effects, and at the edges of the second.
POINTS = ("after storing", "after storing", "before append", "after append")
AT_ONCE = 4
UPLOADS = 4
DIES_WITHIN_S = 60
LONG_AGO = (0, 0)


def kills(seed):
    """(point, at which pass) of each."""
    rng = random.Random(seed)
    points = [*POINTS, *rng.choices(POINTS, k=KILLS - len(POINTS))]
    rng.shuffle(points)
    return [(point, rng.randint(1, UPLOADS)) for point in points]


def test_every_seed_kills_between_storing_and_recording():
    schedules = [kills(seed) for seed in range(50)]

    assert all({point for point, _ in schedule} == set(POINTS) for schedule in schedules)
    assert kills(7) == schedules[7]


def send(client, url, person, number, key):
    """One upload; None where nobody answered."""
    form = {"agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]]}
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": key}
    file = {"file": (f"{number}.pdf", f"%PDF-1.7 {number}".encode(), "application/pdf")}
    try:
        return client.post(f"{url}/v1/evidence", data=form, files=file, headers=headers)
    except httpx.TransportError:
        return None


def killed(stack, person, label, kill, numbers):
    """Let one process die under its uploads; returns number and key of those that were not answered."""
    point, passes = kill
    name = stack.start_service("evidence", "api", env_extra={"EKINERJA_FAULT": f"{point}:{passes}"}, label=label)
    child, sent = stack.child(name), {}
    deadline = time.monotonic() + DIES_WITHIN_S
    with httpx.Client(timeout=30, trust_env=False) as client, ThreadPoolExecutor(UPLOADS) as pool:
        while child.alive():
            assert time.monotonic() < deadline, f"{kill}: the point was not met"
            some = {next(numbers): str(uuid.uuid4()) for _ in range(UPLOADS)}
            answers = pool.map(lambda one: send(client, stack.urls[name], person, *one), some.items())
            sent |= {one: key for (one, key), answer in zip(some.items(), answers, strict=True) if answer is None}
    assert child.exit_code == -signal.SIGKILL, child.log_tail()
    stack.kill_service(name)
    del stack.urls[name]
    return sent


def make_old(stack):
    """As if a day had gone by."""
    with psycopg.connect(stack.database_url("evidence")) as conn:
        conn.execute("UPDATE content_claims SET claimed_at = now() - interval '2 days'")
    for file in stack.evidence_dir.rglob("*"):
        if file.is_file():
            os.utime(file, LONG_AGO)


def test_no_event_is_without_its_file_and_no_file_is_left_that_no_event_names(office, stack, seed):
    person, numbers = newcomers.known_to_evidence(office), itertools.count(1)
    unanswered = {}
    turns = list(enumerate(kills(seed)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for sent in pool.map(lambda turn: killed(stack, person, f"dying-{turn[0]}", turn[1], numbers), turns):
            unanswered |= sent
    again = dict(list(unanswered.items())[::2])

    with httpx.Client(timeout=30, trust_env=False) as client:
        answers = [send(client, stack.urls["evidence"], person, *one) for one in again.items()]
        repeated = [send(client, stack.urls["evidence"], person, *one) for one in again.items()]
    before = stack.cli("evidence", "evidence", "check").stdout.splitlines()
    make_old(stack)
    stack.cli("evidence", "evidence", "collect")
    after = stack.cli("evidence", "evidence", "check").stdout.splitlines()

    assert len(unanswered) >= KILLS
    assert [answer.status_code for answer in answers] == [201] * len(again)
    assert [answer.json() for answer in repeated] == [answer.json() for answer in answers]
    assert " 0 missing, 0 altered," in before[-1]
    assert " 0 missing, 0 altered, 0 orphaned, 0 on their way" in after[-1]
    assert not before[-1].endswith(" 0 on their way")
    assert list(stack.evidence_dir.rglob("*#*")) == []
