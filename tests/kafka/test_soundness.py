"""Does a store have all that its topic holds? Asked of a real topic and a real log, as after a crash or a restore."""

import asyncio
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from chassis.settings import Settings
from chassis.soundness import TAIL, first_difference
from tests.records import AGENCY, acknowledged

STREAM = uuid4()
MANY = 2 * TAIL
VALUES = [acknowledged(STREAM, version) for version in range(1, MANY + 1)]


async def publish(bootstrap, topic, positions):
    """Send recorded bytes to partition 0, whose offsets begin at 0."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position in positions:
            headers = [("position", str(position).encode())]
            await producer.send_and_wait(
                topic, VALUES[position], key=str(STREAM).encode(), partition=0, headers=headers
            )


@pytest.fixture
def compare(kafka, topics, database):
    """compare(published positions, how many the log has, since): what is found."""

    def run(positions, recorded, since=0):
        asyncio.run(publish(kafka.bootstrap, topics["notify"], positions))
        settings = Settings(agency=AGENCY, database="", issuer="", kafka=kafka.bootstrap, env="development")
        with database.connection() as conn:
            conn.cursor().executemany(
                "INSERT INTO stored_events VALUES (%s, %s, 't', %s, %s)",
                [(STREAM, number + 1, VALUES[number], number + 1) for number in range(recorded)],
            )
            return asyncio.run(first_difference(conn, settings, topics["notify"], {0: since}))

    return run


def test_a_log_that_has_all_is_sound(compare):
    assert compare(range(50), 50, since=50) == ""


def test_a_log_that_has_more_than_was_published_is_sound(compare):
    assert compare(range(10), 20) == ""


def test_a_log_without_the_last_event_is_behind_whatever_the_place_says(compare):
    found = compare(range(50), 49, since=50)

    assert "position 49, which is not in the store (the store ends at 48)" in found


def test_records_sent_again_at_the_end_do_not_hide_what_an_older_store_has_lost(compare):
    # Published to the end, then a crash made the relay send old ones again; the store was restored to position 60.
    found = compare([*range(MANY), *range(TAIL // 2)], 61, since=61)

    assert "position 61, which is not in the store" in found


def test_an_empty_topic_and_a_place_of_another_topic_are_no_difference(compare):
    assert compare([], 3, since=500) == ""
