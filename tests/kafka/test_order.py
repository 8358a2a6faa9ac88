"""Order: dossiers, and what is proven, waits and is missing, are the same however the topics arrived, and whatever was
sent or delivered twice.

A real history is played once on the running services and read from its topics. Then it is applied again and again to
an empty projection in a real database: 20 seeded interleavings, of the streams into partitions and of these among each
other (a stream's order is kept, as relay and Kafka do), three in ten events sent again at later offsets, batches of any
size, some delivered twice. The services draw ids anew in every run, so streams are told apart by the sample's own keys:
a seed repeats its interleavings.
"""

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from types import SimpleNamespace
from uuid import NAMESPACE_URL, UUID, uuid5

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis import rebuild
from chassis.intake import apply
from chassis.intake_work import Reader
from chassis.projection import Projection
from chassis.set_aside import list_open
from contracts.envelope import SERVICES, topic_of
from deploy.local.stack import AGENCY
from services.evaluation.main import DEFINITION
from services.evaluation.views import dossiers_digest
from services.evidence import main as evidence
from services.evidence.work import awaited, gap_of
from services.evidence.work_reading import finals_of, work_of
from services.realization import main as realization
from services.realization.monitoring_reading import proven_of
from tests.longer import times
from tests.records import PARTITIONS, Made

INTERLEAVINGS = times(20)
OF_OTHERS = times(5)
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
def at_rest(stack, played) -> tuple[list[Made], tuple[str, str]]:
    """(the history, the digests that evaluation answers of exactly that): a worker may add to it meanwhile."""
    for _ in range(TRIES):
        history = asyncio.run(_topics_of(stack.kafka.bootstrap))
        last = dict(played.seen.heads)
        for one in history:
            stream = json.loads(one.value or b"")["subject"]
            last[stream] = max(version(one), last.get(stream, 0))
        heads = [f"{stream}:{number}" for stream, number in last.items()]
        with auditor(stack) as http:
            for start in range(0, len(heads), MOST_HEADS):
                arrived(http, ", ".join(heads[start : start + MOST_HEADS]))
        digests = served(stack)
        if len(asyncio.run(_topics_of(stack.kafka.bootstrap))) == len(history):
            return history, digests
    raise TimeoutError("the topics do not come to rest")


@pytest.fixture(scope="module")
def history(at_rest) -> list[Made]:
    return at_rest[0]


def auditor(stack) -> httpx.Client:
    headers = {"Authorization": f"Bearer {stack.token(['auditor'])}"}
    return httpx.Client(base_url=stack.urls["evaluation"], headers=headers, trust_env=False, timeout=30)


def arrived(http: httpx.Client, heads: str) -> None:
    """Wait until evaluation has applied these heads, so that they stand in their topics."""
    for _ in range(TRIES):  # each waits for two seconds by itself
        if http.get("/v1/evaluations/2026Q2", headers={"Ekinerja-Seen": heads}).is_success:
            return
    raise TimeoutError(f"evaluation has not applied all of {heads}")


@pytest.fixture(scope="module")
def keys(played) -> dict[str, str]:
    """Id -> the sample's key for it."""
    return {identity: key for key, identity in played.ids.items()}


def label(record: Made, keys: Mapping[str, str]) -> str:
    """The name of a record's stream, the same in every run; of a stranger to the story, its id."""
    event = json.loads(record.value or b"")
    stream, data = event["subject"], event["data"]
    about = keys.get(data.get("agreement") or data.get("unit") or "")
    if stream not in keys and about and UUID(stream).version == 5:  # derived from what it is about
        return f"{record.topic} {about} {data.get('period') or data.get('year')}"
    return keys.get(stream, stream)


def version(record: Made) -> int:
    return int(json.loads(record.value or b"")["sequence"])


def interleaved(history: list[Made], keys: Mapping[str, str], rng: random.Random) -> list[Made]:
    """`history` as it might have been: a stream's order is kept, all else is drawn; 30 % is there once more, later."""
    mixed: list[Made] = []
    partitions = _partitions(history, keys, rng)
    for records in partitions.values():
        for record in rng.sample(records, ceil(SENT_AGAIN * len(records))):
            records.insert(rng.randint(records.index(record) + 1, len(records)), record)
    # Partitions differ in pace by up to a thousand, so that whole topics come before or after others.
    pace = {place: 10 ** rng.uniform(0, 3) for place in sorted(partitions)}
    offsets: Counter[tuple[str, int]] = Counter()
    while pace:
        place = rng.choices(list(pace), list(pace.values()))[0]
        mixed.append(replace(partitions[place][offsets[place]], partition=place[1], offset=offsets[place]))
        offsets[place] += 1
        if offsets[place] == len(partitions[place]):
            del pace[place]
    return mixed


def _partitions(history: list[Made], keys: Mapping[str, str], rng: random.Random) -> dict[tuple[str, int], list[Made]]:
    """Every event once, in a drawn partition of its topic (one for each key), streams mixed at random."""
    streams: dict[str, dict[int, Made]] = defaultdict(dict)
    for record in history:
        streams[label(record, keys)].setdefault(version(record), record)
    owners = {name: keys.get(key := _key(events), key) for name, events in streams.items()}
    place = {owner: rng.randrange(PARTITIONS) for owner in sorted(set(owners.values()))}
    turns: dict[tuple[str, int], list[str]] = defaultdict(list)
    for name in sorted(streams):
        turns[streams[name][1].topic, place[owners[name]]] += [name] * len(streams[name])
    partitions = {}
    for where in sorted(turns):
        rng.shuffle(turns[where])
        left = {name: iter(sorted(streams[name].items())) for name in turns[where]}
        partitions[where] = [next(left[name])[1] for name in turns[where]]
    return partitions


def _key(events: Mapping[int, Made]) -> str:
    return (events[1].key or b"").decode()


@pytest.fixture(autouse=True)
def _nobody_else_reads(monkeypatch) -> None:
    """An emptied projection's former schema need not stay a second for its readers: twenty times, that is dear."""
    monkeypatch.setattr(rebuild, "READERS_S", 0.0)


def apply_all(database, records: list[Made], rng: random.Random, reader: Reader = READER) -> Counter[str]:
    """Apply to an empty projection in batches, some delivered twice; returns how many of each kind went in."""
    rebuild.empty(database)
    seen = Counter({"records": len(records)})
    while records:
        size = rng.randint(1, MOST_IN_A_BATCH)
        batch, records = records[:size], records[size:]
        times = 2 if rng.random() < DELIVERED_AGAIN else 1
        seen["delivered again"] += len(batch) * (times - 1)
        for _ in range(times):
            with database.connection() as conn:
                applied = apply(conn, batch, reader)
            seen["events"] += sum(applied.events.values())
            seen["duplicates"] += sum(applied.duplicates.values())
    return seen


def digests(database) -> tuple[str, str]:
    """Of all dossiers, and of everything the projection keeps."""
    projection = Projection(database)
    call = SimpleNamespace(runtime=SimpleNamespace(projection=projection))
    return dossiers_digest(call)["digest"], projection.digest()["digest"]


def test_dossiers_are_the_same_after_20_interleavings_with_duplicates(at_rest, keys, databases, seed):
    history, answered = at_rest
    database = databases.make("evaluation")
    events = len({record.value for record in history})
    found = []
    total = Counter()

    for number in range(INTERLEAVINGS):
        rng = random.Random(f"{seed}/{number}")
        total += apply_all(database, interleaved(history, keys, rng), rng)
        found.append(digests(database))

    sent_again = total["records"] - total["events"]
    assert set(found) == {answered}
    assert total["events"] == INTERLEAVINGS * events
    assert sent_again >= SENT_AGAIN * total["events"]
    assert total["duplicates"] == sent_again + total["delivered again"]
    assert list_open(database) == []


def test_a_seed_repeats_its_interleavings_whatever_ids_were_drawn_and_in_whatever_order_they_came(history, keys, seed):
    drawn = {one: str(uuid5(NAMESPACE_URL, one)) for one in keys}

    def elsewhere(text: bytes | None) -> bytes:
        for one, other in drawn.items():
            text = (text or b"").replace(one.encode(), other.encode())
        return text or b""

    again = [replace(one, key=elsewhere(one.key), value=elsewhere(one.value)) for one in reversed(history)]
    keys_again = {drawn[one]: key for one, key in keys.items()}

    first = interleaved(history, keys, random.Random(seed))
    second = interleaved(again, keys_again, random.Random(seed))

    def told(records, keys):
        return [(label(one, keys), version(one), one.partition, one.offset) for one in records]

    assert told(first, keys) == told(second, keys_again)
    assert [one.value for one in first] != [one.value for one in second]


def employee(record: Made) -> str | None:
    return json.loads(record.value or b"")["data"].get("employee")


def nothing_said_of_ones_items(history: list[Made], keys: Mapping[str, str]) -> list[Made]:
    """A state on the way there: at the story's end nothing waits. Of one person's items only the uploads have come."""
    of_items = {one: person for one in history if one.topic == topic_of("evidence") and (person := employee(one))}
    first = min((one for one in of_items.values() if one in keys), key=lambda person: keys[person])
    return [one for one in history if of_items.get(one) != first or version(one) == 1]


def as_if_all(records: list[Made]) -> list[Made]:
    """Records of which some were left out, as if there had never been more: an inbox passes over no offset."""
    offsets: Counter[tuple[str, int]] = Counter()
    counted = []
    for one in records:
        place = (one.topic, one.partition)
        counted.append(replace(one, offset=offsets[place]))
        offsets[place] += 1
    return counted


def proven(projection: Projection, people: list[UUID]):
    """What realization shows as proven."""
    return (proven_of(projection, people),)


def work_left(projection: Projection, people: list[UUID]):
    """What waits for a verdict in evidence, and what nothing verified shows: the verifier's list and the gap."""
    work = work_of(projection, people, None)
    items = list(work.items.values())
    finals = finals_of(projection, {(one.agreement, one.period) for one in items})
    return awaited(items, work.reports, finals), gap_of(items, work.reports.values())


@pytest.mark.parametrize(("of", "asked"), [(realization.DEFINITION, proven), (evidence.DEFINITION, work_left)])
def test_what_is_proven_waits_and_is_missing_is_the_same_after_interleavings(of, asked, history, keys, databases, seed):
    database, reader = databases.make(of.name), Reader(AGENCY, of.name, of.labels)
    projection, topics = Projection(database), {topic_of(service) for service in of.consumes}
    read = as_if_all([one for one in nothing_said_of_ones_items(history, keys) if one.topic in topics])
    people = sorted({UUID(one) for one in map(employee, read) if one})
    found = []

    for number in range(1 + OF_OTHERS):
        rng = random.Random(f"{seed}/{of.name}/{number}")
        apply_all(database, interleaved(read, keys, rng) if number else read, rng, reader)
        found.append((asked(projection, people), projection.digest()["digest"]))

    as_it_came = found[0]
    assert found == [as_it_came] * (1 + OF_OTHERS)
    assert all(as_it_came[0])  # something is proven, waits, is missing


def served(stack) -> tuple[str, str]:
    """The same two digests as the running service answers, which read the topics as they came."""
    with auditor(stack) as http:
        dossiers = http.get("/v1/dossiers/digest").json()
        projection = http.get("/v1/projection/digest").json()
    assert dossiers["dossiers"] >= 4
    return dossiers["digest"], projection["digest"]


def test_no_name_number_or_address_of_whom_the_story_tells_stands_in_an_event_or_a_log(history, played, stack):
    people = played.world.people
    personal = {one.casefold() for person in people for one in (person.name, person.nip, person.email) if one}
    events = b"\n".join(record.value or b"" for record in history).decode().casefold()
    logs = "\n".join(stack.log(service) for service in SERVICES).casefold()

    assert {one for one in personal if one in events} == set()
    assert {one for one in personal if one in logs} == set()
    assert len(personal) >= 2 * len(people)
    assert all(played.ids[person.key] in events for person in people)  # what was searched is about them
    assert "planning" in logs


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
