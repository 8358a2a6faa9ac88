"""What accepted requests are answered with, for the OpenAPI documents: forms every service shares, and their headers.

The forms are documentation: an answer is not validated again on its way out. A test holds the documents to have one for
every 2xx, and real answers to have no field that is not told of.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, create_model

from contracts.values import Digest

__all__ = [
    "Answer",
    "Aside",
    "Erased",
    "Head",
    "ProjectionDigest",
    "Recorded",
    "Responses",
    "SetAside",
    "Text",
    "of_event",
    "reads",
    "records",
]

#: `responses` of a route, as FastAPI takes them.
Responses = dict[int | str, dict[str, Any]]

_SEEN = {"description": "heads of what this answer tells of, to be sent back", "schema": {"type": "string"}}
_ETAG = {"description": "version of the stream that commands on it are appended to", "schema": {"type": "string"}}
_LOCATION = {"description": "where it can be read", "schema": {"type": "string", "format": "uri-reference"}}


class Answer(BaseModel):
    """Base of what is answered. An optional field that has no value is left out, or null where it says so."""


class Head(Answer):
    """A stream and its last version."""

    stream: UUID
    version: int


class Recorded(Answer):
    """A command was recorded: the streams it was appended to with their versions now, and ids of what was made."""

    streams: list[Head]
    location: str = Field(default="", description="where what was made can be read, as in the header")


class Text(Answer):
    """A text a person wrote. `sha256` is over salt and body; once erased there are neither."""

    text: UUID
    sha256: Digest
    erased: bool
    body: str = ""
    salt: str = Field(default="", description="hexadecimal")


class Erased(Answer):
    """A text is gone for ever."""

    text: UUID
    erased: Literal[True]


class ProjectionDigest(Answer):
    """SHA-256 over what a projection keeps, and for each topic and partition the next offset it reads."""

    in_schema: str = Field(alias="schema")
    events: int
    digest: Digest
    checkpoints: dict[str, dict[str, int]]


class Aside(Answer):
    """A record that could not be applied, by its place; with a stream, that stream is held."""

    consumer: str
    topic: str
    partition: int
    record_offset: int
    stream: UUID | None
    version: int | None
    reason: str
    detail: str
    is_cause: bool = Field(description="false: it only waits behind one that is")
    seen_at: datetime
    closed_at: None
    closed_because: str | None


class SetAside(Answer):
    """Held streams and dead letters, and how many events of types not known here were passed over."""

    open: list[Aside]
    passed_over: dict[str, int]


def of_event(
    name: str, event: type[BaseModel], base: type[Answer] = Answer, /, **more: Any
) -> type[Answer]:  # Any: fields
    """A form with the fields of a recorded event and of `base`, and `more` as pydantic's `create_model` takes them."""
    fields: dict[str, Any] = {one: (field.annotation, field) for one, field in event.model_fields.items()}
    return create_model(name, __base__=base, __doc__=event.__doc__, **{**fields, **more})


def reads(form: Any, *, one: bool = False) -> Responses:  # Any: a form or a union of forms
    """`responses` of a read; `one`: of what commands are appended to, with its ETag."""
    headers = {"ETag": _ETAG, "Ekinerja-Seen": _SEEN} if one else {}
    return {200: {"model": form, "description": "as it stands", "headers": headers}}


def records(form: type[Recorded] = Recorded, *, made: bool = False) -> Responses:
    """`responses` of a command; `made`: of one whose answer says where what it made can be read."""
    headers = {"ETag": _ETAG, "Ekinerja-Seen": _SEEN, **({"Location": _LOCATION} if made else {})}
    return {201: {"model": form, "description": "recorded, once", "headers": headers}}
