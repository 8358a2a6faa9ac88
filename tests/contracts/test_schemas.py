"""The schemas say what the encoder writes: nothing more, nothing null, and they are current."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from contracts.envelope import SERVICES
from contracts.events import EVENT_TYPES, Event
from contracts.generate import CONTRACTS, outdated
from contracts.planning import EmployeeRegistered
from contracts.schema_files import envelope_schema, event_schema, schema_files
from tests.contracts.validators import LIBRARIES, accepted_by

#: What both JSON Schema libraries of the tests understand alike, in draft 07 and in 2020-12.
UNDERSTOOD = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "default", "type", "format", "pattern", "enum", "const",
    "examples", "properties", "required", "items", "minItems", "maxItems", "minLength", "maxLength", "minimum",
    "maximum",
}  # fmt: skip

#: Fields whose words are closed: sums, rights, or the shape of the rest depend on each. All other words may grow.
CLOSED = {
    *{"aspect", "direction", "accumulation", "kind", "taken_over", "rating", "result", "behaviour", "advised"},
    *{"predicate", "predicates", "achievement", "unit_achievement", "band", "behaviour_below", "value"},
    *{"proposed_by", "side", "heard", "deadline", "grade", "outcome"},
    *{"service_orientation", "accountable", "competent", "harmonious", "loyal", "adaptive", "collaborative"},
}

every_type = pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=list(EVENT_TYPES))


def schemas_in(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and every one inside it."""
    yield schema
    inside = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    for part in [*inside, *([schema["items"]] if "items" in schema else [])]:
        yield from schemas_in(part)


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every one its fields are made of."""
    yield model
    for field in model.model_fields.values():
        yield from _models_of(field.annotation)


def _models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from models_in(annotation)
    for argument in get_args(annotation):
        yield from _models_of(argument)


def test_generated_files_are_current() -> None:
    assert outdated() == [], "run `make schemas`"


def test_an_edited_a_missing_and_a_foreign_file_are_outdated(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "examples").mkdir()
    (tmp_path / "README.md").write_text((CONTRACTS / "README.md").read_text())
    (tmp_path / "asyncapi.yaml").write_text((CONTRACTS / "asyncapi.yaml").read_text())
    for name, text in schema_files().items():
        (tmp_path / "schemas" / name).write_text(text)
    edited = tmp_path / "schemas" / "planning.TargetAgreed.v1.schema.json"
    foreign = tmp_path / "schemas" / "planning.Gone.v1.schema.json"

    edited.write_text(edited.read_text() + " ")
    foreign.write_text("{}")

    stale = outdated(tmp_path)
    assert edited in stale
    assert foreign in stale
    assert tmp_path / "examples" / "planning.TargetAgreed.v1.json" in stale
    assert tmp_path / "asyncapi.yaml" not in stale


@every_type
def test_what_may_be_none_is_optional_so_that_an_absent_field_can_be_read_back(kind: type[Event]) -> None:
    nullable = [
        f"{model.__name__}.{name}"
        for model in models_in(kind)
        for name, field in model.model_fields.items()
        if type(None) in get_args(field.annotation) and field.is_required()
    ]

    assert nullable == []


@every_type
def test_nothing_is_null_and_both_libraries_know_every_word(kind: type[Event]) -> None:
    schema = event_schema(kind)

    words = {word for part in schemas_in(schema) for word in part}

    assert words <= UNDERSTOOD
    assert "null" not in json.dumps(schema)


@every_type
def test_required_is_what_the_encoder_always_writes_and_a_reader_cannot_do_without(kind: type[Event]) -> None:
    whole = event_schema(kind)
    schemas = {kind.__name__: whole} | whole.get("$defs", {})

    required = {name: set(schema.get("required", ())) for name, schema in schemas.items()}

    assert required == {
        model.__name__: {name for name, field in model.model_fields.items() if field.is_required()}
        for model in models_in(kind)
    }


@every_type
def test_a_default_is_no_object_which_would_change_with_each_field_that_is_added_to_it(kind: type[Event]) -> None:
    defaults = [part["default"] for part in schemas_in(event_schema(kind)) if "default" in part]

    assert [one for one in defaults if isinstance(one, dict) or (isinstance(one, list) and one)] == []


@every_type
def test_a_reader_may_meet_fields_it_does_not_know(kind: type[Event]) -> None:
    assert all("additionalProperties" not in part for part in schemas_in(event_schema(kind)))


@every_type
def test_words_that_may_grow_are_open(kind: type[Event]) -> None:
    """A word more in an `enum` is a new major, which holds every reader: decide which of the two a new field is."""
    named = [item for part in schemas_in(event_schema(kind)) for item in part.get("properties", {}).items()]

    closed = {name for name, said in named if "enum" in said or "enum" in said.get("items", {})}

    assert closed <= CLOSED


def test_a_reader_takes_a_word_that_the_writer_does_not_have_yet() -> None:
    said = {"employee": str(UUID(int=1)), "employment": "pppk_paruh_waktu"}

    assert accepted_by(event_schema(EmployeeRegistered), said) == list(LIBRARIES)
    assert accepted_by(event_schema(EmployeeRegistered), {**said, "employment": "Budi Santoso"}) == []
    with pytest.raises(ValidationError, match="employment"):
        EmployeeRegistered.model_validate(said)


def test_what_is_sent_to_us_is_one_of_the_words_we_know() -> None:
    sent = EmployeeRegistered.model_json_schema(mode="validation")["properties"]["employment"]

    assert sent["enum"] == event_schema(EmployeeRegistered)["properties"]["employment"]["examples"]


@every_type
def test_its_name_and_its_service_agree(kind: type[Event]) -> None:
    assert kind.SERVICE in SERVICES
    assert event_schema(kind)["$id"] == f"urn:ekinerja:schema:{kind.SERVICE}.{kind.__name__}.v{kind.VERSION}"


@every_type
def test_its_key_is_a_field_that_is_always_there(kind: type[Event]) -> None:
    assert kind.KEY in event_schema(kind)["required"]


def test_the_envelope_needs_everything_but_the_cause() -> None:
    schema = envelope_schema()

    assert set(schema["properties"]) - set(schema["required"]) == {"causationid"}
