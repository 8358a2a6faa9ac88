"""Killed between storing a file and recording its event, by seed: no event without its file, and no file that is not
collected. Twenty times, and twice just afterwards; in `make test-long` three times as often.

Processes of evidence that die by themselves at a fault point (`chassis/faults.py`), each under four uploads at once, of
every third process uploads that are joined from parts (tus). What half of the processes left unanswered is sent again
afterwards, under its keys, the rest never.
"""

import itertools
import os
import random
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx
import psycopg

from tests.longer import times
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_resumable import PART, TUS

#: The file is stored, and its event is not; after it, it is.
BETWEEN, AFTER = ("after storing", "before append"), "after append"
KILLS, KILLS_AFTER = times(20), times(2)
AT_ONCE = 4
UPLOADS = 4
DIES_WITHIN_S = 60
LONG_AGO = (0, 0)
PART_BYTES = 9
#: What they leave unfinished is many times what one employee may leave.
MANY = {"EKINERJA_EVIDENCE_OPEN_UPLOADS": "1000"}


@dataclass
class Sent:
    """One upload; `upload`: of one in parts, the resumable one that it is made of, once all parts came."""

    number: int
    key: str
    in_parts: bool
    upload: str = ""


def kills(seed):
    """(point, at which pass, whether of uploads in parts) of each."""
    rng = random.Random(seed)
    points = [*BETWEEN, *rng.choices(BETWEEN, k=KILLS - len(BETWEEN)), *[AFTER] * KILLS_AFTER]
    rng.shuffle(points)
    return [(point, rng.randint(1, UPLOADS), turn % 3 == 0) for turn, point in enumerate(points)]


def test_every_seed_kills_between_storing_and_recording():
    schedules = [kills(seed) for seed in range(50)]

    for schedule in schedules:
        assert {point for point, _, _ in schedule} == {*BETWEEN, AFTER}
        assert sum(point in BETWEEN for point, _, _ in schedule) == KILLS
        assert sum(point in BETWEEN and in_parts for point, _, in_parts in schedule) >= KILLS // 4
    assert kills(7) == schedules[7]


def send(client, url, person, one):
    """One upload; None where nobody answered."""
    token, content = {"Authorization": f"Bearer {person.token}"}, f"%PDF-1.7 {one.number}".encode()
    form = {"agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]]}
    try:
        if one.in_parts:
            one.upload = one.upload or parts_sent(client, f"{url}/v1/uploads", token, content)
            sent = {"data": form | {"upload": one.upload}}
        else:
            sent = {"data": form, "files": {"file": (f"{one.number}.pdf", content, "application/pdf")}}
        return client.post(f"{url}/v1/evidence", headers=token | {"Idempotency-Key": one.key}, **sent)
    except httpx.TransportError:
        return None


def parts_sent(client, uploads, token, content):
    """Begin a resumable upload and send all its parts; its id."""
    begun = in_time(lambda: client.post(uploads, headers=token | TUS | {"Upload-Length": str(len(content))}))
    assert begun.status_code == 201, begun.text
    upload = begun.headers["Location"].rpartition("/")[2]
    for offset in range(0, len(content), PART_BYTES):
        place = token | PART | {"Upload-Offset": str(offset)}
        sent = content[offset : offset + PART_BYTES]
        part = in_time(partial(client.patch, f"{uploads}/{upload}", content=sent, headers=place))
        assert part.status_code == 204, part.text
    return upload


def in_time(ask):
    """What is answered once the service is not too busy for it."""
    deadline = time.monotonic() + DIES_WITHIN_S
    while (answer := ask()).status_code == 503 and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer


def killed(stack, person, label, kill, numbers):
    """Let one process die under its uploads; returns those that were not answered."""
    point, passes, in_parts = kill
    env = MANY | {"EKINERJA_FAULT": f"{point}:{passes}"}
    name = stack.start_service("evidence", "api", env_extra=env, label=label)
    child, lost = stack.child(name), []
    deadline = time.monotonic() + DIES_WITHIN_S
    with httpx.Client(timeout=30, trust_env=False) as client, ThreadPoolExecutor(UPLOADS) as pool:
        while child.alive():
            assert time.monotonic() < deadline, f"{kill}: the point was not met"
            some = [Sent(next(numbers), str(uuid.uuid4()), in_parts) for _ in range(UPLOADS)]
            answers = pool.map(lambda one: send(client, stack.urls[name], person, one), some)
            lost += [one for one, answer in zip(some, answers, strict=True) if answer is None]
    assert child.exit_code == -signal.SIGKILL, child.log_tail()
    stack.kill_service(name)
    del stack.urls[name]
    return lost


def make_old(stack):
    """As if a day had gone by."""
    with psycopg.connect(stack.database_url("evidence")) as conn:
        conn.execute("UPDATE content_claims SET claimed_at = now() - interval '2 days'")
        conn.execute("UPDATE uploads SET expires_at = now() - interval '1 day'")
    for file in stack.evidence_dir.rglob("*"):
        if file.is_file():
            os.utime(file, LONG_AGO)


def test_no_event_is_without_its_file_and_no_file_is_left_that_no_event_names(office, stack, seed):
    person, numbers = newcomers.known_to_evidence(office), itertools.count(1)
    turns = list(enumerate(kills(seed)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        lost = list(pool.map(lambda turn: killed(stack, person, f"dying-{turn[0]}", turn[1], numbers), turns))
    # Parts that had not all come are gone on with in test_resumable.
    again = [one for of_turn in lost[::2] for one in of_turn if one.upload or not one.in_parts]

    with httpx.Client(timeout=30, trust_env=False) as client:
        answers = [send(client, stack.urls["evidence"], person, one) for one in again]
        repeated = [send(client, stack.urls["evidence"], person, one) for one in again]
    before = stack.cli("evidence", "evidence", "check").stdout.splitlines()
    make_old(stack)
    stack.cli("evidence", "evidence", "collect")
    after = stack.cli("evidence", "evidence", "check").stdout.splitlines()

    assert all(lost)
    assert {one.in_parts for one in again} == {True, False}
    assert [answer.status_code for answer in answers] == [201] * len(again)
    assert [answer.json() for answer in repeated] == [answer.json() for answer in answers]
    assert " 0 missing, 0 altered," in before[-1]
    assert " 0 missing, 0 altered, 0 orphaned, 0 on their way" in after[-1]
    assert not before[-1].endswith(" 0 on their way")
    assert list(stack.evidence_dir.rglob("*#*")) == []
