"""What evaluation's worker does by the clock, on a real database: one final that it cannot handle stops no other."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

import contracts
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command, Decision, History
from contracts.evaluation import EvaluationDelivered, EvaluationFinalized
from services.cli import definition_of
from services.evaluation.clockwork import LOOK_AGAIN
from services.evaluation.delivery import deliver_due
from services.evaluation.reminding import remind_due
from tests.records import AGENCY

EXAMPLE = Path(contracts.__file__).parent / "examples/evaluation.EvaluationFinalized.v1.json"
FINALIZED_AT, NOW = datetime(2026, 10, 20, 4, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def runtime(databases):
    made = Runtime(
        definition_of("evaluation"), Settings(agency=AGENCY, database=databases.url("evaluation"), issuer="http://no")
    )
    made.clock = lambda: NOW
    yield made
    made.database.close()


def final_in(runtime):
    """The stream of a final that nobody has opened."""
    stream, event = uuid4(), EvaluationFinalized.model_validate(json.loads(EXAMPLE.read_bytes())["data"])
    command = Command("system", str(stream), b"a final", uuid4(), "test", FINALIZED_AT)
    runtime.store.record(command, lambda: Decision([History(stream, 0, None).then(event)]))
    return stream


@pytest.fixture
def beyond_us(runtime):
    """Streams the clock cannot act on: nothing final lies in one, a newer release wrote the other."""
    unreadable = final_in(runtime)
    change(runtime, "UPDATE stored_events SET topic = replace(topic, '.v1', '.v9'), state = convert_to(replace("
           "convert_from(state, 'UTF8'), 'EvaluationFinalized.v1', 'EvaluationFinalized.v9'), 'UTF8')")  # fmt: skip
    return [uuid4(), unreadable]


def change(runtime, statement, *values):
    with runtime.database.connection() as conn:
        conn.execute(statement, values)


def rows(runtime, table):
    with runtime.database.connection() as conn:
        return {row.pop("stream"): row for row in conn.execute(f"SELECT * FROM {table}").fetchall()}


@pytest.mark.parametrize("opened_at", [None, NOW - timedelta(days=1)], ids=["counts as received", "was opened"])
def test_a_final_that_cannot_be_delivered_is_put_off_and_the_others_are_delivered(runtime, beyond_us, opened_at):
    sound = final_in(runtime)
    for day, stream in enumerate([*beyond_us, sound]):
        due = FINALIZED_AT + timedelta(days=8 + day)
        change(runtime, "INSERT INTO awaiting_delivery VALUES (%s, %s, %s)", stream, due, opened_at)

    done = [deliver_due(runtime), deliver_due(runtime)]
    waiting = rows(runtime, "awaiting_delivery")
    runtime.clock = lambda: NOW + LOOK_AGAIN

    assert done == [3, 0]
    assert isinstance(runtime.store.load(sound)[-1].event, EvaluationDelivered)
    assert {stream: row["again_at"] for stream, row in waiting.items()} == dict.fromkeys(beyond_us, NOW + LOOK_AGAIN)
    assert {row["opened_at"] for row in waiting.values()} == {opened_at}
    assert deliver_due(runtime) == 2


def test_an_objection_that_cannot_be_looked_at_is_put_off_and_the_others_are(runtime, beyond_us):
    sound = final_in(runtime)
    for day, stream in enumerate([*beyond_us, sound]):
        change(runtime, "INSERT INTO awaiting_reminder VALUES (%s, %s)", stream, FINALIZED_AT + timedelta(days=8 + day))

    done = [remind_due(runtime), remind_due(runtime)]

    assert done == [3, 0]
    assert rows(runtime, "awaiting_reminder") == {one: {"remind_at": NOW + LOOK_AGAIN} for one in beyond_us}
