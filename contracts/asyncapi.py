"""The AsyncAPI 3.0 document of the topics, made from `topics.yaml`, the event types and the examples.

One file that stands alone: every schema is inside it, so a service can serve it and a tool can read it
without fetching anything. AsyncAPI's own schema object is draft 07; our schemas use nothing beyond it.
"""

import json
from typing import Any, Final

import yaml

from contracts.envelope import CONTENT_TYPE
from contracts.events import EVENT_TYPES, PREFIX
from contracts.examples import EXAMPLES
from contracts.schema_files import envelope_schema, event_schema
from contracts.topics import TOPICS, TopicSpec

__all__ = ["asyncapi_document", "asyncapi_text"]

_Part = dict[str, Any]  # Any: a piece of the document

_BINDING: Final = "0.5.0"
_SCHEMAS: Final = "#/components/schemas/"
_DESCRIPTION: Final = """\
The public history of one agency's performance management: every fact that was decided, as CloudEvents on \
five Kafka topics. The subscriber's guide is `contracts/README.md`; errors, ordering and compatibility are \
explained there."""

#: Of the example records; a real one is the place in the service's log.
_EXAMPLE_POSITION: Final = "0"


def _no_dialect(schema: _Part) -> _Part:
    """`schema` without what only a file of its own may say."""
    return {name: part for name, part in schema.items() if name not in ("$schema", "$id", "$defs")}


def _schemas() -> _Part:
    """Every schema by name. Raises `ValueError` when two modules give one name to different parts."""
    schemas: _Part = {"CloudEvent": _no_dialect(envelope_schema())}
    for event_type, kind in sorted(EVENT_TYPES.items()):
        whole = event_schema(kind, ref_template=_SCHEMAS + "{model}")
        for name, part in {**whole.get("$defs", {}), event_type.removeprefix(PREFIX): _no_dialect(whole)}.items():
            if schemas.setdefault(name, part) != part:
                raise ValueError(f"two different schemas are called {name}")
    return schemas


def _message(event_type: str) -> _Part:
    kind = EVENT_TYPES[event_type]
    return {
        "name": event_type,
        "title": kind.__name__,
        "summary": (kind.__doc__ or "").strip().split("\n")[0],
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": f"{_SCHEMAS}Headers"},
        "payload": {
            "allOf": [
                {"$ref": f"{_SCHEMAS}CloudEvent"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": event_type},
                        "data": {"$ref": _SCHEMAS + event_type.removeprefix(PREFIX)},
                    },
                },
            ]
        },
        "correlationId": {"location": "$message.payload#/correlationid"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "format": "uuid", "description": "the event's partitionkey"},
                "bindingVersion": _BINDING,
            }
        },
        "examples": [
            {
                "name": kind.__name__,
                "headers": {"content-type": CONTENT_TYPE, "position": _EXAMPLE_POSITION},
                "payload": json.loads(example.value()),
            }
            for example in EXAMPLES
            if type(example.event) is kind
        ],
    }


def _headers() -> _Part:
    return {
        "type": "object",
        "description": "Kafka record headers; others may be present and are never read.",
        "properties": {
            "content-type": {"const": CONTENT_TYPE},
            "position": {
                "type": "string",
                "pattern": "^(0|[1-9][0-9]{0,17})$",
                "description": "place in the service's log, from 0 and without holes, in decimal digits",
            },
        },
        "required": ["content-type", "position"],
    }


def _channel(topic: TopicSpec) -> _Part:
    settings = topic.settings
    return {
        "address": topic.name,
        "description": topic.description,
        "messages": {
            event_type.removeprefix(PREFIX): {"$ref": f"#/components/messages/{event_type.removeprefix(PREFIX)}"}
            for event_type in topic.event_types
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "replicas": topic.replication,
                "topicConfiguration": {
                    "cleanup.policy": [settings["cleanup.policy"]],
                    "retention.ms": int(settings["retention.ms"]),
                    "retention.bytes": int(settings["retention.bytes"]),
                    "max.message.bytes": int(settings["max.message.bytes"]),
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _operations(topic: TopicSpec) -> _Part:
    channel = {"$ref": f"#/channels/{topic.producer}"}
    sends = {
        f"{topic.producer}.sends": {
            "action": "send",
            "channel": channel,
            "summary": f"{topic.producer} publishes what it recorded, in the order of its log, at least once.",
            "tags": [{"name": topic.producer}],
        }
    }
    receives = {
        f"{consumer}.receives.{topic.producer}": {
            "action": "receive",
            "channel": channel,
            "summary": f"{consumer} keeps what it needs of {topic.producer}'s history.",
            "tags": [{"name": consumer}],
        }
        for consumer in topic.consumers
    }
    return sends | receives


def asyncapi_document() -> _Part:
    """The whole document, as plain values."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "ekinerja", "version": "1", "description": _DESCRIPTION},
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic.producer: _channel(topic) for topic in TOPICS},
        "operations": {name: part for topic in TOPICS for name, part in _operations(topic).items()},
        "components": {
            "messages": {
                event_type.removeprefix(PREFIX): _message(event_type)
                for topic in TOPICS
                for event_type in topic.event_types
            },
            "schemas": {"Headers": _headers()} | _schemas(),
        },
    }


class _Plain(yaml.SafeDumper):
    """Writes a repeated value twice: no anchors, which people find hard to read."""

    def ignore_aliases(self, data: Any) -> bool:  # Any: the base class's own parameter
        return True


def asyncapi_text() -> str:
    """The document as `asyncapi.yaml` holds it."""
    note = "# Generated from topics.yaml, the event types and the examples: `make schemas`. Do not edit.\n"
    return note + yaml.dump(asyncapi_document(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
