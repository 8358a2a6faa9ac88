"""Relay: a store of many events published, against aiokafka's own producer given the same records in memory.

Both run in this process, on the event loop that uvicorn would use, with the same producer options, to the same topic;
the service itself is stopped. The relay's time includes reading the store and remembering its place.
"""

import asyncio
import time

import psycopg
import uvloop
from aiokafka import AIOKafkaProducer

from chassis.database import Database
from chassis.gate import Gate
from chassis.relay import PRODUCER, Relay
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from contracts.envelope import topic_of
from deploy.local.furnish import make_database
from deploy.local.stack import AGENCY, Stack
from tests.load.figures import Figure, duel
from tests.load.history import SERVICE, Event, sent_as, stored

__all__ = ["measure", "publish"]

ROUNDS = 5
TARGET = 0.8
DATABASE = "bench_relay"
LOOK_S = 0.005
TIMEOUT_S = 60


def measure(stack: Stack, events: list[Event]) -> list[Figure]:
    make_database(stack.postgres, DATABASE, SERVICE)
    address = stack.postgres.url(DATABASE)
    stored(address, events)
    settings = Settings(agency=AGENCY, database=address, issuer="", kafka=stack.kafka.bootstrap, env="development")
    database = Database(address, 2)
    try:
        found = duel(
            lambda: uvloop.run(_relay(settings, database, len(events))),
            lambda: publish(stack.kafka.bootstrap, events),
            ROUNDS,
        )
    finally:
        database.close()
    return [
        Figure("relay, against aiokafka's producer alone", found.told("events"), f"{TARGET:.0%}", found.ratio >= TARGET)
    ]


async def _relay(settings: Settings, database: Database, events: int) -> float:
    """Events per second, from when the store was found sound until the last place is remembered."""
    gate = Gate()
    with psycopg.connect(database.address, autocommit=True) as conn:
        conn.execute("DELETE FROM relay_place")
        running = asyncio.create_task(Relay(SERVICE, settings, database, gate, Telemetry()).run())
        try:
            async with asyncio.timeout(TIMEOUT_S):
                while not gate.accepts:
                    await asyncio.sleep(LOOK_S)
                started = time.perf_counter()
                while True:
                    row = conn.execute("SELECT next_position FROM relay_place").fetchone()
                    if row and row[0] == events:
                        return events / (time.perf_counter() - started)
                    await asyncio.sleep(LOOK_S)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def publish(bootstrap: str, events: list[Event]) -> float:
    """Events per second of aiokafka's producer alone."""
    records = [sent_as(position, value) for position, (_, _, _, value) in enumerate(events)]
    return uvloop.run(_produce(bootstrap, records))


async def _produce(bootstrap: str, records: list[tuple[bytes, bytes, list[tuple[str, bytes]]]]) -> float:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, **PRODUCER)
    started = time.perf_counter()
    await producer.start()
    try:
        topic = topic_of(SERVICE)
        sent = [await producer.send(topic, value, key=key, headers=headers) for value, key, headers in records]
        await asyncio.gather(*sent)
        return len(records) / (time.perf_counter() - started)
    finally:
        await producer.stop()
