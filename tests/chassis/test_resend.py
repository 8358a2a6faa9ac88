"""A whole log published again where nobody publishes: said, and left to the next relay.

With a relay: `tests/system/test_kafka_lost.py`.
"""

import pytest

from chassis.resend import resend_all
from chassis.runtime import Runtime
from chassis.settings import Settings
from services.one_service import definition_of


@pytest.fixture
def runtime(databases):
    settings = Settings(
        agency="kanwil-gorontalo", database=databases.url("notify"), issuer="", kafka="", env="development"
    )
    made = Runtime(definition_of("notify"), settings)
    yield made
    made.database.close()


def test_a_log_that_no_relay_publishes_is_left_to_the_next_one(runtime):
    told = []
    with runtime.database.connection() as conn:
        conn.execute("INSERT INTO stored_events VALUES (gen_random_uuid(), 1, 't', 'x', 1)")
        conn.execute("INSERT INTO relay_place (relay, next_position) VALUES ('topic', 1)")

    with pytest.raises(RuntimeError, match="relay of notify stands at event 0 of 1"):
        resend_all(runtime, lambda *done: told.append(done), moves_within_s=0.1)

    assert set(told) == {(0, 1)}
    with runtime.database.connection() as conn:
        assert conn.execute("SELECT next_position FROM relay_place").fetchone()["next_position"] == 0
