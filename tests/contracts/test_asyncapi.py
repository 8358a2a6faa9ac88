"""`asyncapi.yaml` is an AsyncAPI 3.0 document by the official schema, stands alone, and its examples are right."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from contracts.envelope import CONTENT_TYPE
from contracts.events import EVENT_TYPES, PREFIX
from contracts.generate import CONTRACTS
from contracts.topics import TOPICS, TopicSpec

DOCUMENT: dict[str, Any] = yaml.load(  # the C loader of the same safe subset: the file is large
    (CONTRACTS / "asyncapi.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)
OFFICIAL = Draft7Validator(json.loads((Path(__file__).parent / "asyncapi-3.0.0" / "schema.json").read_text()))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]

every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.producer)
every_message = pytest.mark.parametrize("name", MESSAGES)


def references_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inside in part.values():
            yield from references_in(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from references_in(inside)


def resolve(reference: str) -> Any:
    part: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def validator(schema: dict[str, Any]) -> Draft7Validator:
    """Of a schema inside the document, whose references lead into the document."""
    return Draft7Validator({**schema, "components": DOCUMENT["components"]})


def test_it_is_valid_by_the_official_schema() -> None:
    assert [error.message for error in OFFICIAL.iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("asyncapi",), "2.6.0"),
        (("channels", "planning", "bindings", "kafka", "partitions"), 0),
        (("operations", "planning.sends", "action"), "publish"),
        (("components", "messages", "planning.TargetAgreed.v1", "payload"), "text"),
    ],
    ids=["another version", "no partition", "an unknown action", "a payload that is no schema"],
)
def test_the_official_schema_would_notice(place: tuple[str, ...], value: object) -> None:
    damaged = copy.deepcopy(DOCUMENT)
    *before, last = place
    part: Any = damaged
    for step in before:
        part = part[step]
    part[last] = value

    assert not OFFICIAL.is_valid(damaged)


def test_every_reference_leads_somewhere_inside_the_document() -> None:
    references = set(references_in(DOCUMENT))

    assert len(references) > len(EVENT_TYPES)
    assert all(reference.startswith("#/") and resolve(reference) for reference in references)


@every_topic
def test_its_channel_says_what_the_topic_is(topic: TopicSpec) -> None:
    channel = DOCUMENT["channels"][topic.producer]

    kafka = channel["bindings"]["kafka"]
    assert channel["address"] == kafka["topic"] == topic.name
    assert (kafka["partitions"], kafka["replicas"]) == (topic.partitions, topic.replication)
    assert kafka["topicConfiguration"]["retention.ms"] == -1
    assert [PREFIX + name for name in channel["messages"]] == list(topic.event_types)


@every_topic
def test_its_producer_sends_and_its_consumers_receive(topic: TopicSpec) -> None:
    channel = {"$ref": f"#/channels/{topic.producer}"}

    operations = {name: part["action"] for name, part in DOCUMENT["operations"].items() if part["channel"] == channel}

    receivers = {f"{consumer}.receives.{topic.producer}": "receive" for consumer in topic.consumers}
    assert operations == {f"{topic.producer}.sends": "send"} | receivers


def test_it_has_a_message_for_every_event_type() -> None:
    assert [message["name"] for message in MESSAGES.values()] == [PREFIX + name for name in MESSAGES]
    assert {PREFIX + name for name in MESSAGES} == set(EVENT_TYPES)


@every_message
def test_a_messages_examples_fit_its_payload_and_headers(name: str) -> None:
    message = MESSAGES[name]

    (example,) = message["examples"]
    validator(message["payload"]).validate(example["payload"])
    validator(resolve(message["headers"]["$ref"])).validate(example["headers"])
    assert message["contentType"] == CONTENT_TYPE


@every_message
def test_a_messages_payload_refuses_another_type_and_other_data(name: str) -> None:
    payload = validator(MESSAGES[name]["payload"])
    example = MESSAGES[name]["examples"][0]["payload"]

    assert not payload.is_valid({**example, "type": "ekinerja.planning.Another.v1"})
    assert not payload.is_valid({**example, "data": {}})
