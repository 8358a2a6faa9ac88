"""JSON Schemas (draft 2020-12) of every event type's data and of the envelope, made from the code that encodes.

They describe the bytes as they are: an optional field is absent, never null, and a field that is not
required but has a `default` means that default when it is absent. They are as strict as readers need:
fields a reader does not know are allowed. Nothing here writes a file; `contracts.generate` does.
"""

import json
from typing import Any, Final

import msgspec
from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from contracts.envelope import Envelope
from contracts.events import EVENT_TYPES, PREFIX, Event
from contracts.values import INSTANT

__all__ = [
    "DIALECT",
    "ENVELOPE_FILE",
    "as_text",
    "envelope_schema",
    "event_schema",
    "schema_file_name",
    "schema_files",
]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ENVELOPE_FILE: Final = "cloudevent.schema.json"

_Schema = dict[str, Any]  # Any: a JSON document

_LAYOUT = (
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "type",
    "format",
    "pattern",
    "enum",
    "properties",
    "required",
)
#: As `envelope.read` takes one. Not the five of today: a sixth would be a change that no edition could bring.
_SERVICE = "[a-z]{1,20}"
_UUID: Final[_Schema] = {"type": "string", "format": "uuid"}
_ATTRIBUTES: Final[_Schema] = {
    "specversion": {"const": "1.0"},
    "id": {**_UUID, "description": "UUIDv5 of subject and version: the same event has the same id for ever"},
    "source": {
        "type": "string",
        "pattern": rf"^/ekinerja/[a-z0-9][a-z0-9-]{{1,39}}/{_SERVICE}$",
        "description": "/ekinerja/<agency>/<service>",
    },
    "type": {
        "type": "string",
        "pattern": rf"^ekinerja\.{_SERVICE}\.[A-Za-z0-9]+\.v[1-9][0-9]*$",
        "description": "what happened, and the major version of its data",
    },
    "subject": {**_UUID, "description": "the stream"},
    "time": {
        "type": "string",
        "format": "date-time",
        "pattern": INSTANT,
        "description": "when it was decided: UTC, six digits",
    },
    "dataschema": {
        "type": "string",
        "pattern": rf"^urn:ekinerja:schema:{_SERVICE}\.[A-Za-z0-9]+\.v[1-9][0-9]*$",
        "description": "$id of the schema of `data`",
    },
    "datacontenttype": {"const": "application/json"},
    "sequence": {
        "type": "string",
        "pattern": r"^(?!0{16})[0-9]{16}$",
        "description": "version in the stream, from 1 and without holes, in 16 digits",
    },
    "partitionkey": {**_UUID, "description": "the record's key: all history of one key lies in one partition"},
    "correlationid": {
        "type": "string",
        "pattern": r"^[A-Za-z0-9._:-]{1,128}$",
        "description": "the request that began it; what a worker does because of an event keeps the event's",
    },
    "causationid": {
        **_UUID,
        "description": "the `commandid` or the event's `id` that directly caused it; absent: a person or the clock did",
    },
    "commandid": {**_UUID, "description": "the command that was decided; its events share it"},
    "actor": {
        "type": "string",
        "pattern": r"^(system|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        "description": "id of the employee who acted, or `system` where a clock did",
    },
    "data": {"type": "object", "description": "what was decided; its schema is named by `dataschema`"},
}


class _AsWritten(GenerateJsonSchema):
    """Schemas of what is written: nothing is null, and names are not repeated as titles."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        # An object as the default would be another one with each field that its type is given.
        if "default" in described and (described["default"] is None or isinstance(described["default"], dict)):
            del described["default"]
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:  # Any: the base class's own private union
        return False


def event_schema(kind: type[Event], *, ref_template: str = DEFAULT_REF_TEMPLATE) -> _Schema:
    """The schema of the data of one event type; shared parts stand under `$defs`."""
    described = kind.model_json_schema(
        mode="serialization", schema_generator=_AsWritten, ref_template=ref_template, by_alias=False
    )
    identity = {"$schema": DIALECT, "$id": f"urn:ekinerja:schema:{kind.TYPE.removeprefix(PREFIX)}"}
    return _laid_out(identity | described)


def envelope_schema() -> _Schema:
    """The schema of a whole value. Fails when the envelope has an attribute that is not described here."""
    attributes = msgspec.structs.fields(Envelope)
    return _laid_out(
        {
            "$schema": DIALECT,
            "$id": "urn:ekinerja:schema:cloudevent",
            "title": "CloudEvent",
            "description": "Every value on every topic: a CloudEvent 1.0 in JSON, structured mode.",
            "type": "object",
            "properties": {attribute.name: _ATTRIBUTES[attribute.name] for attribute in attributes},
            "required": [attribute.name for attribute in attributes if attribute.required],
        }
    )


def _laid_out(schema: _Schema) -> _Schema:
    """Members in the order a person reads them, at every depth; the rest, such as `$defs`, after."""
    ordered = [name for name in _LAYOUT if name in schema]
    laid = {name: schema[name] for name in ordered + sorted(schema.keys() - set(ordered))}
    for named in ("properties", "$defs"):
        if named in laid:
            laid[named] = {name: _laid_out(part) for name, part in laid[named].items()}
    if "items" in laid:
        laid["items"] = _laid_out(laid["items"])
    return laid


def as_text(document: Any) -> str:  # Any: a JSON document
    """The one layout of our JSON files."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def schema_file_name(event_type: str) -> str:
    return f"{event_type.removeprefix(PREFIX)}.schema.json"


def schema_files() -> dict[str, str]:
    """Name and text of every draft, the envelope's included."""
    drafts = {schema_file_name(name): as_text(event_schema(kind)) for name, kind in sorted(EVENT_TYPES.items())}
    return {ENVELOPE_FILE: as_text(envelope_schema())} | drafts
