"""Two independent JSON Schema libraries behind one call, with `format` asserted by both.

Both must agree: a schema that only one of them can judge is no use to a subscriber.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from contracts.events import Event

__all__ = ["LIBRARIES", "accepted_by", "keyed_as_recorded"]

# Any: parsed JSON, whatever it is.
Validate = Callable[[Any], None]

_FORMATS = FormatChecker(("uuid", "date"))


@_FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _jsonschema(schema: dict[str, Any]) -> Validate:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=_FORMATS).validate


def _fastjsonschema(schema: dict[str, Any]) -> Validate:
    # Its newest draft is 07, which names everything our schemas use; it must not write defaults into the value.
    validate: Validate = fastjsonschema.compile(schema, use_default=False)
    return validate


LIBRARIES: dict[str, Callable[[dict[str, Any]], Validate]] = {
    "jsonschema": _jsonschema,
    "fastjsonschema": _fastjsonschema,
}


def accepted_by(schema: dict[str, Any], value: object) -> list[str]:
    """Names of the libraries that find `value` valid."""
    return [name for name, make in LIBRARIES.items() if _accepts(make(schema), value)]


def keyed_as_recorded(text: str, event: Event) -> bool:
    """Whether today's class of a stored event gives it the key it was recorded under, which is promised for ever."""
    return str(getattr(event, event.KEY)) == json.loads(text)["partitionkey"]


def _accepts(validate: Validate, value: object) -> bool:
    try:
        validate(value)
    except (ValidationError, fastjsonschema.JsonSchemaValueException):
        return False
    return True
