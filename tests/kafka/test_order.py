"""Order: the dossiers are the same however the topics arrived, and whatever was sent or delivered twice.

A real history is played once on the running services and read from its topics. Then it is applied again and again to an
empty projection in a real database: 20 seeded interleavings of the partitions (order in one is kept, as Kafka does),
three in ten events sent again at later offsets, batches of any size, some delivered twice.
"""

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.intake import Reader, apply
from chassis.projection import Projection
from chassis.rebuild import empty
from chassis.set_aside import list_open
from contracts.envelope import topic_of
from deploy.local.stack import AGENCY
from services.evaluation.main import DEFINITION
from services.evaluation.views import dossiers_digest
from tests.longer import times
from tests.records import PARTITIONS, Made

INTERLEAVINGS = times(20)
SENT_AGAIN = 0.3
DELIVERED_AGAIN = 0.1
MOST_IN_A_BATCH = 60
MOST_HEADS = 100
TRIES = 15
TOPICS = [topic_of(service) for service in DEFINITION.consumes]
READER = Reader(AGENCY, "evaluation", DEFINITION.labels)


async def _topics_of(bootstrap: str) -> list[Made]:
    """Every record of the topics evaluation reads, in the order of each partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for topic in TOPICS for number in range(PARTITIONS)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning(*partitions)
        found: list[Made] = []
        async with asyncio.timeout(30):
            while len(found) < sum(ends.values()):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += [Made(r.topic, r.partition, r.offset, r.key, r.value, tuple(r.headers)) for r in records]
        return found
    finally:
        await consumer.stop()


@pytest.fixture(scope="module")
def history(stack, played) -> list[Made]:
    story = played
    heads = [f"{stream}:{version}" for stream, version in story.seen.heads.items()]
    with auditor(stack) as http:
        for start in range(0, len(heads), MOST_HEADS):
            arrived(http, ", ".join(heads[start : start + MOST_HEADS]))
    return asyncio.run(_topics_of(stack.kafka.bootstrap))


def auditor(stack) -> httpx.Client:
    headers = {"Authorization": f"Bearer {stack.token(['auditor'])}"}
    return httpx.Client(base_url=stack.urls["evaluation"], headers=headers, trust_env=False, timeout=30)


def arrived(http: httpx.Client, heads: str) -> None:
    """Wait until evaluation has applied these heads, so that they stand in their topics."""
    for _ in range(TRIES):  # each waits for two seconds by itself
        if http.get("/v1/evaluations/2026Q2", headers={"Ekinerja-Seen": heads}).is_success:
            return
    raise TimeoutError(f"evaluation has not applied all of {heads}")


def interleaved(history: list[Made], rng: random.Random) -> list[Made]:
    """`history` as it might have been: the order in each partition is kept, 30 % is there once more, later."""
    partitions: dict[tuple[str, int], list[Made]] = defaultdict(list)
    for record in history:
        partitions[record.topic, record.partition].append(record)
    for records in partitions.values():
        for record in rng.sample(records, round(SENT_AGAIN * len(records))):
            records.insert(rng.randint(records.index(record) + 1, len(records)), record)
    # Partitions differ in pace by up to a thousand, so that whole topics come before or after others.
    pace = {place: 10 ** rng.uniform(0, 3) for place in sorted(partitions)}
    offsets: Counter[tuple[str, int]] = Counter()
    mixed: list[Made] = []
    while pace:
        place = rng.choices(list(pace), list(pace.values()))[0]
        mixed.append(replace(partitions[place][offsets[place]], offset=offsets[place]))
        offsets[place] += 1
        if offsets[place] == len(partitions[place]):
            del pace[place]
    return mixed


def apply_all(database, records: list[Made], rng: random.Random) -> dict[str, int]:
    """Apply to an empty projection in batches, some of them twice; returns events and duplicates."""
    empty(database)
    seen = Counter()
    while records:
        size = rng.randint(1, MOST_IN_A_BATCH)
        batch, records = records[:size], records[size:]
        for _ in range(2 if rng.random() < DELIVERED_AGAIN else 1):
            with database.connection() as conn:
                applied = apply(conn, batch, READER)
            seen["events"] += sum(applied.events.values())
            seen["duplicates"] += sum(applied.duplicates.values())
    return seen


def digests(database) -> tuple[str, str]:
    """Of all dossiers, and of everything the projection keeps."""
    projection = Projection(database)
    call = SimpleNamespace(runtime=SimpleNamespace(projection=projection))
    return dossiers_digest(call)["digest"], projection.digest()["digest"]


def test_dossiers_are_the_same_after_20_interleavings_with_duplicates(history, stack, databases, seed):
    database = databases.make("evaluation")
    events = len({record.value for record in history})
    found = []
    again = Counter()

    for number in range(INTERLEAVINGS):
        rng = random.Random(f"{seed}/{number}")
        again += apply_all(database, interleaved(history, rng), rng)
        found.append(digests(database))

    assert set(found) == {served(stack)}
    assert again["events"] == INTERLEAVINGS * events
    assert again["duplicates"] >= INTERLEAVINGS * events * (SENT_AGAIN - 0.1)
    assert list_open(database) == []


def served(stack) -> tuple[str, str]:
    """The same two digests as the running service answers, which read the topics as they came."""
    with auditor(stack) as http:
        dossiers = http.get("/v1/dossiers/digest").json()
        projection = http.get("/v1/projection/digest").json()
    assert dossiers["dossiers"] >= 4
    return dossiers["digest"], projection["digest"]


def test_the_digest_of_the_dossiers_notices_one_event_that_is_missing_or_other(history, databases, seed):
    database = databases.make("evaluation")
    rng = random.Random(seed)
    last = next(one for one in reversed(history) if b"RealizationReported" in (one.value or b""))
    place = (last.topic, last.partition)
    others = [one for one in history if (one.topic, one.partition) != place]
    same = [one for one in history if (one.topic, one.partition) == place]
    kept = [*others, *(one for one in same if one.offset < last.offset)]
    changed = [*kept, replace(last, value=last.value.replace(b'"value":"', b'"value":"1'))]
    whole = [*kept, last]

    found = set()
    for records in (kept, changed, whole):
        apply_all(database, list(records), rng)
        found.add(digests(database)[0])

    assert len(found) == 3
