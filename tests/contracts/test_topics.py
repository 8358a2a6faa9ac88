"""`topics.yaml` agrees with the event types, and every topic keeps its history for ever."""

from pathlib import Path

import pytest
import yaml

from contracts.envelope import MAX_EVENT_BYTES, SERVICES, topic_of
from contracts.events import EVENT_TYPES
from contracts.topics import TOPICS, TOPICS_FILE, TopicSpec, load_topics

every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.producer)


def test_there_is_one_topic_per_service() -> None:
    assert [topic.producer for topic in TOPICS] == list(SERVICES)


def test_every_event_type_is_on_exactly_one_topic() -> None:
    assert sorted(name for topic in TOPICS for name in topic.event_types) == sorted(EVENT_TYPES)


@every_topic
def test_its_name_and_its_events_are_its_producers(topic: TopicSpec) -> None:
    assert topic.name == topic_of(topic.producer)
    assert {EVENT_TYPES[name].SERVICE for name in topic.event_types} == {topic.producer}


@every_topic
def test_its_consumers_are_services(topic: TopicSpec) -> None:
    assert set(topic.consumers) <= set(SERVICES)
    assert len(topic.consumers) == len(set(topic.consumers))


def test_notify_reads_every_topic() -> None:
    assert [topic.producer for topic in TOPICS if "notify" not in topic.consumers] == []


@every_topic
def test_it_keeps_everything_for_ever_in_twelve_partitions(topic: TopicSpec) -> None:
    assert topic.partitions == 12
    assert dict(topic.settings) == {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "retention.bytes": "-1",
        "max.message.bytes": "1048576",
    }
    assert int(topic.settings["max.message.bytes"]) >= 2 * MAX_EVENT_BYTES


@pytest.mark.parametrize(
    ("brokers", "replicas", "min_insync"), [(1, 1, "1"), (2, 2, "2"), (3, 3, "2"), (5, 3, "2")], ids=str
)
def test_replication_never_asks_for_more_brokers_than_there_are(brokers: int, replicas: int, min_insync: str) -> None:
    topic = TOPICS[0]

    assert topic.replicas(brokers) == replicas
    assert topic.creation_settings(brokers)["min.insync.replicas"] == min_insync


@pytest.mark.parametrize("left_out", ["description", "producer", "consumers", "events"])
def test_a_file_that_leaves_something_out_is_refused(left_out: str, tmp_path: Path) -> None:
    document = yaml.safe_load(TOPICS_FILE.read_text(encoding="utf-8"))
    del document["topics"]["ekinerja.planning.v1"][left_out]
    path = tmp_path / "topics.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")

    with pytest.raises(KeyError, match=left_out):
        load_topics(path)
