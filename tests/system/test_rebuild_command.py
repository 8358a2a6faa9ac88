"""`ekinerja rebuild evaluation` while an office works: killed in the middle, run again, equal, and nobody notices."""

import random
import signal
import subprocess
import time

import httpx
import psycopg

from deploy.local.stack import EKINERJA
from tests.judged import faults_in, recorded
from tests.kafka.busy import BusyOffice
from tests.longer import times
from tests.world import agreed, play

KILLS = times(3)
#: A rebuild of so few events is over in a moment, so some kills come too late: those count as done. As many are killed
#: at once.
LEAST_KILLED = 2
BEGINS_WITHIN_S = 120.0


def schemas(stack):
    with psycopg.connect(stack.database_url("evaluation")) as conn:
        live = conn.execute("SELECT active_schema FROM projections").fetchone()[0]
        rows = conn.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'projection\\_%'").fetchall()
    return live, {row[0] for row in rows}


def killed_in_the_middle(stack, after_s):
    """Begin a rebuild and kill it so long after its schema stands; whether it was still at work."""
    live, _ = schemas(stack)
    process = subprocess.Popen(
        [EKINERJA, "rebuild", "evaluation"], env=stack.env_for("evaluation"), stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + BEGINS_WITHIN_S
    while schemas(stack)[1] <= {live} and process.poll() is None:
        assert time.monotonic() < deadline, "the rebuild did not begin"
        time.sleep(0.01)
    time.sleep(after_s)
    process.kill()
    return process.wait() == -signal.SIGKILL


def dossiers(stack):
    url = f"{stack.urls['evaluation']}/v1/dossiers/digest"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {stack.token('auditor')}"}, timeout=30, trust_env=False)
    return answer.raise_for_status().json()


def test_killed_and_run_again_it_ends_equal_and_commands_are_accepted_the_whole_time(fresh_stack, seed):
    stack = fresh_stack(fsync=False)
    story = play(stack, world=agreed())
    assert faults_in(stack, rebuilt=()) == []  # and so every service has seen what was played
    before = recorded(stack)
    office, rng = BusyOffice(stack, story, seed), random.Random(seed)

    office.open()
    try:
        killed = [
            killed_in_the_middle(stack, 0 if number < LEAST_KILLED else rng.uniform(0, 0.5)) for number in range(KILLS)
        ]
        accepted = len(office.accepted)
        said = stack.cli("evaluation", "rebuild", "evaluation").stdout
        meanwhile = len(office.accepted) - accepted
    finally:
        office.close()

    assert sum(killed) >= LEAST_KILLED
    assert said.strip().endswith("is live")
    assert meanwhile > 0
    assert office.failures + faults_in(stack, office.accepted, before) == []
    at_rest = dossiers(stack)
    stack.cli("evaluation", "rebuild", "evaluation")
    assert dossiers(stack) == at_rest
    assert at_rest["dossiers"] >= 3
    live, there = schemas(stack)
    assert there == {live}
