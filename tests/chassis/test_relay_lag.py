"""How far a relay is behind, by value: events not yet acknowledged, and since when there are any."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from chassis import relay as module
from chassis.gate import Gate
from chassis.relay import Relay
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from tests.records import AGENCY, acknowledged


@pytest.fixture
def told(monkeypatch):
    """`told(seconds, unpublished)`: what the two metrics say after a look at that time."""
    clock, telemetry = SimpleNamespace(now=0.0), Telemetry()
    monkeypatch.setattr(module.time, "monotonic", lambda: clock.now)
    settings = Settings(agency=AGENCY, database="postgresql://nowhere", issuer="")
    relay = Relay("notify", settings, None, Gate(), telemetry)

    def look(at, unpublished):
        clock.now = at
        relay._measure(unpublished)
        return tuple(
            telemetry.registry.get_sample_value(f"ekinerja_relay_lag_{unit}") for unit in ("events", "seconds")
        )

    return look


def test_the_lag_is_what_is_unpublished_and_how_long_there_has_been_anything(told):
    looks = [told(100, 0), told(101, 3), told(104, 5), told(110, 0), told(111, 1), told(113, 1)]

    assert looks == [(0, 0), (3, 0), (5, 3), (0, 0), (1, 0), (1, 2)]


def test_what_is_unpublished_lies_between_the_place_and_the_end_of_the_log(database):
    stream = uuid4()
    with database.connection() as conn:
        conn.cursor().executemany(
            "INSERT INTO stored_events (notification_id, originator_id, originator_version, topic, state)"
            " VALUES (%s, %s, %s, 'a type', %s)",
            [(number, stream, number, acknowledged(stream, number)) for number in (1, 2, 3)],
        )
        before = module._lag(conn)
        module._remember(conn, 0, 2, {})
        after = module._lag(conn)

    assert (before, after) == ((0, 3), (2, 3))
