"""Request fields every service takes: written text, bodies that refuse what they do not know."""

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contracts.values import Record

__all__ = ["Body", "WrittenText", "as_record"]

R = TypeVar("R", bound=Record)

# Line breaks and tabs are writing; other control characters, and those that change direction, are not.
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Body(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is never silently lost.

    Records of the contracts ignore what they do not know, as readers must; a body holds subclasses of them that
    refuse it (`extra="forbid"`), and `as_record` makes of each what is recorded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


def as_record(kind: type[R], sent: R) -> R:
    """What was sent as a strict subclass of `kind`, as a `kind`."""
    return kind.model_validate(sent.model_dump())


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty")
    if _UNWRITTEN.search(text):
        raise ValueError("control and direction-changing characters are not accepted")
    return text


#: What a person writes: kept erasable, never in an event. The length first: what is too long is not read at all.
WrittenText = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_written)]
