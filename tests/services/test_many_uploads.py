"""The last evening before a deadline: 500 uploads of 1 MiB over 50 connections, all stored, and nothing left over.

A process that has no place says so (503) and is asked again, as `Retry-After` tells (here sooner). Memory is that of
the process while it has all in hand.
"""

import hashlib
import os
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD

UPLOADS, CONNECTIONS = 500, 50
MIB = 2**20
MOST_MEMORY = 300 * MIB
AGAIN_AFTER_S = 0.1
WITHIN_S = 120


@pytest.fixture(scope="module")
def spool(tmp_path_factory):
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def evidence(stack, spool):
    """One more API of evidence, whose temporary files lie where nobody else's do."""
    name = stack.start_service("evidence", "api", env_extra={"TMPDIR": str(spool)}, label="many")
    yield name
    stack.stop_service(name)
    del stack.urls[name]


class Memory(threading.Thread):
    """The most memory a process had, and the most it had open in its folder for temporary files."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.process, self.most, self.ended = psutil.Process(pid), 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.05):
            self.most = max(self.most, self.process.memory_info().rss)


def content(number):
    return b"%PDF-1.7 " + number.to_bytes(4, "big") * ((MIB - 9) // 4)


def upload(client, url, person, number, refused):
    form = {"agreement": person.made["agreement"], "period": OPEN_PERIOD, "indicators": [person.made["indicator"]]}
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4())}
    file = {"file": (f"{number}.pdf", content(number), "application/pdf")}
    deadline = time.monotonic() + WITHIN_S
    while (answer := client.post(f"{url}/v1/evidence", data=form, files=file, headers=headers)).status_code == 503:
        refused.append(answer.json()["type"])
        assert "Retry-After" in answer.headers
        assert time.monotonic() < deadline
        time.sleep(AGAIN_AFTER_S)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_500_uploads_over_50_connections_are_all_stored_in_little_memory_and_leave_no_temporary_file(
    office, stack, evidence, spool
):
    person = newcomers.known_to_evidence(office)
    refused, memory = [], Memory(stack.child(evidence).pid)
    before = office.recorded("evidence")
    memory.start()

    began = time.monotonic()
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    with httpx.Client(timeout=60, trust_env=False, limits=limits) as client, ThreadPoolExecutor(CONNECTIONS) as pool:
        url = stack.urls[evidence]
        made = list(pool.map(lambda number: upload(client, url, person, number, refused), range(UPLOADS)))
    took = time.monotonic() - began
    memory.ended.set()
    memory.join()

    print(f"{UPLOADS} uploads in {took:.1f} s, {len(refused)} told to come again, {memory.most / MIB:.0f} MiB")
    assert office.recorded("evidence") == before + UPLOADS
    assert [one["sha256"] for one in made] == [hashlib.sha256(content(number)).hexdigest() for number in range(UPLOADS)]
    stored = [stack.evidence_dir / one["sha256"][:2] / one["sha256"] for one in made]
    assert all(file.stat().st_size == len(content(0)) for file in stored)
    assert set(refused) <= {"urn:ekinerja:problem:too-many-uploads", "urn:ekinerja:problem:database-away"}
    assert memory.most < MOST_MEMORY
    assert list(spool.iterdir()) == []
    assert deleted_and_open(stack.child(evidence).pid, spool) == []
    assert list(stack.evidence_dir.rglob("*#*")) == []


def deleted_and_open(pid, folder):
    """Files in a folder that have no name any more and that a process still holds (Linux tells)."""
    descriptors = Path(f"/proc/{pid}/fd")
    if not descriptors.exists():
        return []
    return [target for one in descriptors.iterdir() if (target := os.readlink(one)).startswith(str(folder))]
