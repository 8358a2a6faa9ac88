"""The history as a stranger reads it from a real Kafka: duplicates, any order, gaps, strangers, contradictions.

The quarter of `tests.domain.histories` is written to fresh topics as the relay would write it, and worse.
"""

import asyncio
import random
from dataclasses import dataclass, replace

import pytest
from aiokafka import AIOKafkaProducer

from chassis.settings import KafkaSettings
from contracts.envelope import CONTENT_TYPE, SERVICES, Act, encode, partition_key, topic_of
from deploy.local.stack import AGENCY
from services.evaluation.replay.history import History, read_history
from services.evaluation.replay.recompute import recompute_all
from tests.domain.given import uid
from tests.domain.histories import EVALUATION, realization, whole_quarter
from tests.domain.plans import RATER
from tests.stack import renew_topics

QUARTER = whole_quarter()
QUARTER.finalized()


def recorded(fact, **update):
    """The record of a fact: (topic, key, value)."""
    act = Act(str(RATER), uid("command"), "a-correlation", fact.time)
    event = fact.event.model_copy(update=update)
    value = encode(event, stream=fact.stream, version=fact.version, agency=AGENCY, act=act)
    return topic_of(event.SERVICE), partition_key(value), value


def of(stream, version):
    return next(fact for fact in QUARTER.facts if (fact.stream, fact.version) == (stream, version))


RECORDS = [recorded(fact) for fact in QUARTER.facts]
DUPLICATES = RECORDS[::3]
TOPIC, KEY, VALUE = RECORDS[-1]
STRANGERS = [
    (TOPIC, KEY, b"{not json"),
    (TOPIC, b"another key", VALUE),
    (TOPIC, KEY, None),
    (topic_of("planning"), KEY, VALUE),
    (TOPIC, KEY, VALUE.replace(b"/ekinerja/", b"/another/", 1)),
]
ELSEWHERE = replace(QUARTER.facts[-1], stream=uid("another evaluation"), version=1)
NEWER = (TOPIC, KEY, recorded(ELSEWHERE)[2].replace(b"EvaluationFinalized", b"EvaluationPraised"))
CONTRADICTION = recorded(of(EVALUATION, 1), item=uid("another item"))
AFTER_A_GAP = recorded(replace(of(realization(), 3), version=5))


async def _written(bootstrap, records):
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for topic, key, value in records:
            await producer.send_and_wait(topic, value, key=key, headers=[("content-type", CONTENT_TYPE.encode())])
    return await read_history(KafkaSettings(agency=AGENCY, kafka=bootstrap), SERVICES)


@dataclass(frozen=True)
class Read:
    """One quarter's topics: as they should be but shuffled, twice over and among strangers; then also damaged."""

    whole: History
    damaged: History


@pytest.fixture(scope="module")
def read(kafka, seed) -> Read:
    """Topics are dear to make, so both histories are read from the same."""
    renew_topics(kafka)
    chance = random.Random(seed)
    records = [*RECORDS, *DUPLICATES, *STRANGERS, NEWER]
    chance.shuffle(records)
    whole = asyncio.run(_written(kafka.bootstrap, records))
    return Read(whole, asyncio.run(_written(kafka.bootstrap, [CONTRADICTION, AFTER_A_GAP])))


def test_topics_in_any_order_with_duplicates_hold_the_same_history(read):
    whole = read.whole

    assert {stream: facts for stream, facts in whole.streams.items() if facts} == QUARTER.history().streams
    assert (whole.duplicates, whole.broken) == (len(DUPLICATES), {})
    assert whole.records == len(RECORDS) + len(DUPLICATES) + len(STRANGERS) + 1


def test_a_final_is_recomputed_from_real_topics_alone(read):
    assert [verdict.equal for verdict in recompute_all(read.whole)] == [True]


def test_what_is_no_event_of_ours_is_told_with_its_place(read):
    places = [one.partition(" offset ") for one in read.whole.strangers]

    assert len(places) == len(STRANGERS)
    assert all(topic.startswith("ekinerja.") and why for topic, _, why in places)


def test_a_type_of_ours_not_known_yet_is_passed_over_and_counted(read):
    assert read.whole.passed_over == 1


def test_two_records_of_one_version_and_a_gap_are_named_with_their_streams(read):
    broken = read.damaged.broken

    assert set(broken) == {EVALUATION, realization()}
    assert broken[EVALUATION].startswith("version 1 differs at ekinerja.evaluation.v1/")
    assert broken[realization()] == "version 4 is missing"


def test_no_final_stands_on_a_broken_stream(read):
    (verdict,) = recompute_all(read.damaged)

    (difference,) = verdict.differences

    assert f"{EVALUATION} (version 1 differs" in difference.recomputed
    assert f"{realization()} (version 4 is missing)" in difference.recomputed
