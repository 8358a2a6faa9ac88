"""Kafka lost with all it held: topics are made anew, each service publishes its log again, projections are rebuilt.

As `docs/runbooks/kafka-lost.md` says it, while the services run; `tests/checker.py` judges what came of it.
"""

import shutil
import uuid

import httpx
import pytest

from deploy.local.furnish import make_topics
from deploy.local.stack import AGENCY
from tests.checker import Accepted
from tests.judged import faults_in
from tests.system.backlog import record_backlog
from tests.system.looking import until

SERVICES = ("planning", "evaluation")


@pytest.fixture
def stack(fresh_stack):
    return fresh_stack(SERVICES, fsync=False)


def register(stack, officer) -> Accepted:
    headers = {"Authorization": f"Bearer {stack.token('officer', officer)}", "Idempotency-Key": str(uuid.uuid4())}
    url, unit = f"{stack.urls['planning']}/v1/units", {"name": "Unit contoh"}
    answer = httpx.post(url, json=unit, headers=headers, timeout=10, trust_env=False)
    assert answer.status_code == 201, answer.text
    return Accepted("planning", officer, headers["Idempotency-Key"], answer.json())


def lose_kafka(stack) -> None:
    """Another Kafka at the same address, with nothing in it."""
    stack.kafka.stop()
    shutil.rmtree(stack.run_dir / "kafka-data", ignore_errors=True)  # a container takes its own along
    stack.kafka.start()
    stack.kafka.wait_ready()


def test_a_lost_kafka_is_filled_again_from_the_logs(stack):
    officer = str(uuid.uuid4())
    accepted = [*record_backlog(stack.database_url("planning")), register(stack, officer)]
    assert faults_in(stack, accepted, rebuilt=()) == []  # so everything was published and applied once

    lose_kafka(stack)
    accepted.append(register(stack, officer))
    make_topics(stack.kafka.bootstrap, AGENCY)
    until(
        lambda: (stack.readiness("planning") or {}).get("kafka") == "ready",
        "the relay publishes what was recorded meanwhile",
    )
    said = {name: stack.cli(name, "topics", "resend", name, "--all").stdout for name in SERVICES}
    for name in SERVICES:
        stack.cli(name, "rebuild", name)

    recorded = sum(one.events or 1 for one in accepted)
    assert said["planning"] == f"planning: all {recorded} events are published again\n"
    assert said["evaluation"] == "evaluation: all 0 events are published again\n"
    assert faults_in(stack, accepted, {"planning": 0}, rebuilt=()) == []
    assert register(stack, officer)
