"""What may change within a major: an added optional field and wording. Everything else is named as a break."""

import copy
from typing import Any

import pytest

from contracts.compatibility import compatible, incompatibilities
from contracts.schema_files import event_schema
from tests.contracts.fixture.first.leave import LeaveGranted as First
from tests.contracts.fixture.second.leave import LeaveGranted as Second
from tests.contracts.fixture.third.leave import LeaveGranted as Third

OLD: dict[str, Any] = {
    "$id": "urn:ekinerja:schema:leave.Asked.v1",
    "type": "object",
    "properties": {
        "days": {"type": "integer", "minimum": 1},
        "kind": {"type": "string", "enum": ["rest", "illness"]},
        "note": {"type": "string"},
        "cause": {"type": "string", "pattern": "^[a-z]+$", "examples": ["asked", "other"]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        "either": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Part"}]},
        "by_day": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Part"}},
    },
    "required": ["days", "kind"],
    "$defs": {
        "Part": {
            "type": "object",
            "properties": {"from": {"type": "string"}, "inner": {"$ref": "#/$defs/Part"}},
            "required": ["from"],
        }
    },
}
REMOVED = object()


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """A copy of OLD with values put at places such as `properties/days/type`."""
    schema = copy.deepcopy(OLD)
    for place, value in changes:
        *before, last = place.split("/")
        part = schema
        for step in before:
            part = part[step]
        if value is REMOVED:
            del part[last]
        else:
            part[last] = copy.deepcopy(value)
    return schema


COMPATIBLE: dict[str, list[tuple[str, Any]]] = {
    "nothing": [],
    "an optional field": [("properties/reason", {"type": "string"})],
    "an optional field in a part": [("$defs/Part/properties/until", {"type": "string"})],
    "wording": [("title", "Asked"), ("properties/days/description", "working days")],
    "a word more where words are open": [("properties/cause/examples", ["other", "ordered", "asked"])],
    "the order of an enum and of the required fields": [
        ("properties/kind/enum", ["illness", "rest"]),
        ("required", ["kind", "days"]),
    ],
    "a part's name": [
        ("$defs/Stretch", OLD["$defs"]["Part"]),
        ("$defs/Part", {"type": "string"}),
        ("$defs/Stretch/properties/inner/$ref", "#/$defs/Stretch"),
        ("properties/parts/items/$ref", "#/$defs/Stretch"),
        ("properties/either/anyOf", [{"type": "string"}, {"$ref": "#/$defs/Stretch"}]),
        ("properties/by_day/additionalProperties/$ref", "#/$defs/Stretch"),
    ],
}

BREAKS: dict[str, tuple[list[tuple[str, Any]], str]] = {
    "a new required field": (
        [("properties/reason", {"type": "string"}), ("required", ["days", "kind", "reason"])],
        "data.reason: now required",
    ),
    "an optional field that is now required": ([("required", ["days", "kind", "note"])], "data.note: now required"),
    "a required field that is now optional": ([("required", ["days"])], "data.kind: no longer required"),
    "a field removed": ([("properties/note", REMOVED)], "data.note: removed"),
    "another type": ([("properties/days/type", "string")], "data.days: type changed"),
    "another identity": ([("$id", "urn:ekinerja:schema:leave.Asked.v2")], "data: $id changed"),
    "a narrowed enum": ([("properties/kind/enum", ["rest"])], "data.kind: enum changed"),
    "a widened enum": ([("properties/kind/enum", ["rest", "illness", "duty"])], "data.kind: enum changed"),
    "a word less where words are open": (
        [("properties/cause/examples", ["asked"])],
        "data.cause: the word other is gone",
    ),
    "open words that are closed": ([("properties/cause/enum", ["asked", "other"])], "data.cause: enum changed"),
    "an enum gone": ([("properties/kind/enum", REMOVED)], "data.kind: enum changed"),
    "a narrowed bound": ([("properties/days/minimum", 2)], "data.days: minimum changed"),
    "a bound gone": ([("properties/days/minimum", REMOVED)], "data.days: minimum changed"),
    "a new pattern": ([("properties/note/pattern", "^a")], "data.note: pattern changed"),
    "another default": ([("properties/note/default", "none")], "data.note: default changed"),
    "closed to unknown fields": ([("additionalProperties", False)], "data: additionalProperties changed"),
    "a required field in a part": ([("$defs/Part/required", ["from", "inner"])], "data.parts[].inner: now required"),
    "a field removed deep in a part": (
        [("$defs/Part/properties/from", REMOVED), ("$defs/Part/required", [])],
        "data.either.from: removed",
    ),
    "another type in a map": (
        [("properties/by_day/additionalProperties", {"type": "string"})],
        "data.by_day[]: type changed",
    ),
    "an alternative less": ([("properties/either/anyOf", [{"type": "string"}])], "data.either: anyOf changed"),
    "a list that may hold anything": ([("properties/parts/items", REMOVED)], "data.parts: items changed"),
}


@pytest.mark.parametrize("changes", COMPATIBLE.values(), ids=list(COMPATIBLE))
def test_may_change_within_a_major(changes: list[tuple[str, Any]]) -> None:
    assert incompatibilities(OLD, changed(*changes)) == ()


@pytest.mark.parametrize(("changes", "reason"), BREAKS.values(), ids=list(BREAKS))
def test_needs_a_new_major(changes: list[tuple[str, Any]], reason: str) -> None:
    new = changed(*changes)

    assert reason in incompatibilities(OLD, new)
    assert not compatible(OLD, new)


def test_an_added_field_breaks_readers_that_refuse_what_they_do_not_know() -> None:
    closed = changed(("additionalProperties", False))
    new = copy.deepcopy(closed) | {"properties": {**closed["properties"], "reason": {"type": "string"}}}

    assert incompatibilities(closed, new) == ("data: released readers refuse fields they do not know",)


def test_the_fixtures_second_edition_is_compatible_and_its_second_major_is_not() -> None:
    assert compatible(event_schema(First), event_schema(Second))
    assert not compatible(event_schema(Second), event_schema(First))
    assert not compatible(event_schema(Second), event_schema(Third))
