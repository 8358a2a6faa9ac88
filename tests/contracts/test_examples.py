"""Every type has an example that two libraries and today's reader accept, and damage to one is noticed."""

import copy
import json
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from contracts.envelope import Act, decode, encode, read
from contracts.events import EVENT_TYPES
from contracts.examples import AGENCY, EXAMPLES, Example, example_file_name, example_files, example_value
from contracts.generate import CONTRACTS
from contracts.schema_files import ENVELOPE_FILE, schema_file_name
from contracts.values import Instant
from tests.contracts.validators import LIBRARIES, accepted_by

BOTH = list(LIBRARIES)
FINAL = "ekinerja.evaluation.EvaluationFinalized.v1"
INSTANT: TypeAdapter[Any] = TypeAdapter(Instant)

every_type = pytest.mark.parametrize("event_type", EVENT_TYPES)


def schema_of(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((CONTRACTS / "schemas" / name).read_text(encoding="utf-8"))
    return parsed


def text_of(event_type: str) -> str:
    return (CONTRACTS / "examples" / example_file_name(event_type)).read_text(encoding="utf-8")


def parsed(event_type: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text_of(event_type))
    return value


def replaced(whole: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """A copy of `whole` with `value` at `path`."""
    changed = copy.deepcopy(whole)
    *before, last = path
    part: Any = changed
    for step in before:
        part = part[step]
    part[last] = value
    return changed


def test_every_type_has_an_example_and_every_example_a_type() -> None:
    assert {example.event.TYPE for example in EXAMPLES} == set(EVENT_TYPES)


def test_two_examples_of_one_type_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.examples.EXAMPLES", EXAMPLES + EXAMPLES[:1])

    with pytest.raises(ValueError, match="two examples"):
        example_files()


@every_type
def test_both_libraries_accept_the_whole_and_the_data(event_type: str) -> None:
    value = parsed(event_type)

    assert accepted_by(schema_of(ENVELOPE_FILE), value) == BOTH
    assert accepted_by(schema_of(schema_file_name(event_type)), value["data"]) == BOTH


@every_type
def test_the_data_schema_is_the_one_the_event_names(event_type: str) -> None:
    assert parsed(event_type)["dataschema"] == schema_of(schema_file_name(event_type))["$id"]


@every_type
def test_todays_reader_reads_it_and_writes_the_same_bytes(event_type: str) -> None:
    value = example_value(text_of(event_type))
    key = json.loads(value)["partitionkey"].encode()

    envelope = read(value, agency=AGENCY, service=event_type.split(".")[1], key=key)
    event = decode(envelope)

    act = Act(
        actor=envelope.actor,
        command_id=UUID(envelope.commandid),
        correlation_id=envelope.correlationid,
        now=INSTANT.validate_python(envelope.time),
        causation_id=None if envelope.causationid is None else UUID(envelope.causationid),
    )
    again = encode(event, stream=envelope.stream, version=envelope.version, agency=AGENCY, act=act)
    assert again == value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.event.TYPE)
def test_a_field_nobody_knows_yet_changes_nothing_for_a_reader(example: Example) -> None:
    value = json.loads(example.value())
    value["data"]["written_by_a_later_release"] = [1]
    value["laterattribute"] = "x"
    raw = json.dumps(value).encode()

    event = decode(read(raw, agency=AGENCY, service=example.event.SERVICE, key=value["partitionkey"].encode()))

    assert event == example.event
    assert accepted_by(schema_of(ENVELOPE_FILE), value) == BOTH
    assert accepted_by(schema_of(schema_file_name(example.event.TYPE)), value["data"]) == BOTH


DAMAGE: dict[str, tuple[str, Any]] = {
    "no sequence": ("sequence", None),
    "a sequence of zero": ("sequence", "0000000000000000"),
    "a short sequence": ("sequence", "1"),
    "another specversion": ("specversion", "0.3"),
    "an id that is no UUID": ("id", "1"),
    "a foreign type": ("type", "example.planning.TargetAgreed.v1"),
    "a source without its service": ("source", "/ekinerja/kanwil-gorontalo"),
    "a cause that is a sentence": ("causationid", "because Budi asked"),
    "a local time": ("time", "2026-10-20T03:12:45.600000+08:00"),
    "a time that does not exist": ("time", "2026-13-20T03:12:45.600000Z"),
    "no actor": ("actor", None),
    "an actor that is a name": ("actor", "Budi"),
    "a correlation id with spaces": ("correlationid", "a b"),
    "data that is no object": ("data", []),
}


@pytest.mark.parametrize(("attribute", "value"), DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_envelope_is_refused_by_both(attribute: str, value: object) -> None:
    damaged = {**parsed(FINAL), attribute: value}
    damaged = {name: said for name, said in damaged.items() if said is not None}

    assert accepted_by(schema_of(ENVELOPE_FILE), damaged) == []


WRONG: dict[str, tuple[str, tuple[str | int, ...], Any]] = {
    "a number that is not text": ("realization.RealizationReported.v1", ("value",), 96),
    "a number with an exponent": ("realization.RealizationReported.v1", ("value",), "1E+2"),
    "an optional field that is null": ("realization.RealizationReported.v1", ("note",), None),
    "an unknown word": ("evaluation.EvaluationFinalized.v1", ("predicate",), "cukup"),
    "a fraction over zero": ("evaluation.EvaluationFinalized.v1", ("score", "exact"), "1/0"),
    "a float in a line": ("evaluation.EvaluationFinalized.v1", ("results", 0, "value", "shown"), 75.56),
    "a period that does not exist": ("evaluation.EvaluationFinalized.v1", ("period",), "2026Q5"),
    "a day that does not exist": ("evidence.EvidenceRejected.v1", ("answer_until",), "2026-02-30"),
    "an instant without its zone": ("evaluation.EvaluationFinalized.v1", ("finalized_at",), "2026-10-20T03:12:45"),
    "a digest in capitals": ("evidence.EvidenceUploaded.v1", ("sha256",), "A" * 64),
    "an item that is no id": ("evidence.EvidenceUploaded.v1", ("item",), "7"),
    "no indicator": ("evidence.EvidenceUploaded.v1", ("indicators",), []),
    "a version of zero": ("evidence.EvidenceVerified.v1", ("report", "version"), 0),
    "a yes in words": ("planning.TargetAgreed.v1", ("head_of_unit",), "yes"),
}


@pytest.mark.parametrize(("contract", "path", "value"), WRONG.values(), ids=list(WRONG))
def test_wrong_data_is_refused_by_both(contract: str, path: tuple[str | int, ...], value: object) -> None:
    data = replaced(parsed(f"ekinerja.{contract}")["data"], path, value)

    assert accepted_by(schema_of(schema_file_name(contract)), data) == []


@every_type
def test_data_without_any_one_required_field_is_refused_by_both(event_type: str) -> None:
    schema = schema_of(schema_file_name(event_type))
    data = parsed(event_type)["data"]

    refused = [
        name
        for name in schema["required"]
        if accepted_by(schema, {said: data[said] for said in data if said != name}) == []
    ]

    assert refused == schema["required"]


@every_type
def test_data_with_only_what_is_required_is_accepted_and_read(event_type: str) -> None:
    schema = schema_of(schema_file_name(event_type))
    least = {name: said for name, said in parsed(event_type)["data"].items() if name in schema["required"]}

    assert accepted_by(schema, least) == BOTH
    assert EVENT_TYPES[event_type].model_validate_json(json.dumps(least))
