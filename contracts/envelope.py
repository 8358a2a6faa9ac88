"""The envelope: a CloudEvent 1.0 in JSON, structured mode. The only encoder, and the only way to read one.

The bytes made here when an event is recorded are the bytes published; nothing encodes an event again.
`read` trusts nothing: it refuses what is not one of this agency's events, saying why; `decode` then
turns the data of a known type into its class. Source: CloudEvents 1.0.2; design, section 4.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from pydantic import ValidationError

from contracts.events import EVENT_TYPES, PREFIX, Event, known_majors
from contracts.upcasting import UPCASTERS, upcast
from contracts.values import CHECKED, instant_text

__all__ = [
    "CONTENT_TYPE",
    "MAX_EVENT_BYTES",
    "SERVICES",
    "Act",
    "DoesNotFit",
    "Envelope",
    "NewerMajor",
    "NotAnEvent",
    "TooLargeToRecord",
    "UnknownType",
    "decode",
    "encode",
    "event_id",
    "namespace",
    "opened",
    "partition_key",
    "position_of",
    "read",
    "source",
    "topic_of",
]

CONTENT_TYPE: Final = "application/cloudevents+json"
#: Above this an event is refused when it is recorded, far below the topics' 1 MiB: one event that Kafka
#: refuses would stop a partition (aiokafka 0.14 loses its sequence).
MAX_EVENT_BYTES: Final = 512 * 1024
SERVICES: Final = ("planning", "realization", "evidence", "evaluation", "notify")

_ZERO = "0" * 16
_SEQUENCE = re.compile(r"\d{16}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)
# Bounded: whoever keeps a type or a key in an index must be able to.
_TYPE = re.compile(r"ekinerja\.[a-z]{1,20}\.[A-Za-z0-9]{1,80}\.v[1-9]\d{0,3}", re.ASCII)
_CORRELATION = re.compile(r"[A-Za-z0-9._:-]{1,128}")


#: All of these at once, a line each. Nearly every record is as it must be, and matching one by one takes twice as long;
#: what does not match is looked at again attribute by attribute, to be named.
_ALL = re.compile(
    "\n".join(
        (
            r"1\.0",
            _TYPE.pattern,
            _SEQUENCE.pattern,
            _INSTANT.pattern,
            _CORRELATION.pattern,
            _UUID.pattern,
            f"(?:system|{_UUID.pattern})",
            _UUID.pattern,
            _UUID.pattern,
        )
    ),
    re.ASCII,
)


class NotAnEvent(ValueError):
    """No trustworthy envelope: a dead letter. The text says what is missing or wrong."""


class TooLargeToRecord(ValueError):
    """The event is above `MAX_EVENT_BYTES`: refused before anything is recorded."""


class UnknownType(ValueError):
    """A type of ours this release does not know: passed over, its version remembered."""


class NewerMajor(ValueError):
    """A newer major of a type this release knows: its stream is held until a release can read it."""


class DoesNotFit(ValueError):
    """The data does not fit the type it names: its stream is held."""


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The attributes of one event in wire order; `data` stays undecoded until it is asked for."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    dataschema: str
    datacontenttype: str
    sequence: str
    partitionkey: str
    correlationid: str
    causationid: str | None = None
    commandid: str
    actor: str
    data: msgspec.Raw

    @property
    def version(self) -> int:
        """Version in the stream, from 1."""
        return int(self.sequence)

    @property
    def stream(self) -> UUID:
        return UUID(self.subject)

    @property
    def service(self) -> str:
        return self.source.rpartition("/")[2]


class _Key(msgspec.Struct, frozen=True):
    partitionkey: str


_ENVELOPE = msgspec.json.Decoder(Envelope)
_KEY = msgspec.json.Decoder(_Key)
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, when, and why it began: what an event says beside its data."""

    actor: str
    command_id: UUID
    correlation_id: str
    now: datetime
    causation_id: UUID | None = None


def namespace(agency: str) -> UUID:
    """Root of an agency's deterministic stream ids: `uuid5(namespace(agency), "cycle:2026")`."""
    return uuid5(NAMESPACE_URL, f"urn:ekinerja:{agency}")


def event_id(stream: UUID, version: int) -> UUID:
    """The event's id: the same event has the same id for ever."""
    return uuid5(stream, str(version))


def source(agency: str, service: str) -> str:
    return f"/ekinerja/{agency}/{service}"


def topic_of(service: str) -> str:
    return f"ekinerja.{service}.v1"


def encode(event: Event, *, stream: UUID, version: int, agency: str, act: Act) -> bytes:
    """The one encoding of an event. Raises `TooLargeToRecord` above `MAX_EVENT_BYTES`."""
    envelope = Envelope(
        specversion="1.0",
        id=str(event_id(stream, version)),
        source=source(agency, event.SERVICE),
        type=event.TYPE,
        subject=str(stream),
        time=instant_text(act.now),
        dataschema=f"urn:ekinerja:schema:{event.TYPE.removeprefix(PREFIX)}",
        datacontenttype="application/json",
        sequence=f"{version:016d}",
        partitionkey=str(getattr(event, event.KEY)),
        correlationid=act.correlation_id,
        causationid=None if act.causation_id is None else str(act.causation_id),
        commandid=str(act.command_id),
        actor=act.actor,
        data=msgspec.Raw(event.model_dump_json(exclude_none=True).encode()),
    )
    value = _ENCODER.encode(envelope)
    if len(value) > MAX_EVENT_BYTES:
        raise TooLargeToRecord(f"a {event.TYPE} of {len(value)} bytes is above the limit of {MAX_EVENT_BYTES}")
    return value


def position_of(headers: Iterable[tuple[str, bytes | None]]) -> int | None:
    """The `position` header of a record, or None where none can be read; other headers are not looked at."""
    for name, value in headers:
        if name == "position" and value is not None and 1 <= len(value) <= 18 and value.isdigit():
            return int(value)
    return None


def partition_key(value: bytes) -> bytes:
    """The Kafka key of recorded bytes: the one field the relay reads."""
    return _KEY.decode(value).partitionkey.encode()


def opened(value: bytes) -> Envelope:
    """The envelope of bytes that were checked before they were kept: our own log's, and a projection's rows."""
    return _ENVELOPE.decode(value)


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise NotAnEvent(what)


def _is_uuid(text: str) -> bool:
    """Whether it is a UUID, written as one is."""
    return _UUID.fullmatch(text) is not None


def _is_instant(text: str) -> bool:
    try:
        return _INSTANT.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _is_as_it_must_be(envelope: Envelope, agency: str, service: str, key: bytes | None) -> bool:
    """Whether `_refuse` would find nothing: the same questions, asked at once."""
    e = envelope
    attributes = (
        f"{e.specversion}\n{e.type}\n{e.sequence}\n{e.time}\n{e.correlationid}\n{e.commandid}\n{e.actor}\n"
        f"{e.partitionkey}\n{e.subject}"
    )
    return (
        _ALL.fullmatch(attributes) is not None
        and e.source == source(agency, service)
        and e.type.startswith(f"{PREFIX}{service}.")
        and key == e.partitionkey.encode()
        and e.sequence != _ZERO
        and _is_instant(e.time)
        and e.id == _id_text(e.subject, e.sequence)
    )


def _id_text(subject: str, sequence: str) -> str:
    """`event_id` as text, of a subject that is a UUID: SHA-1 with two fields set (RFC 9562, 5.5)."""
    digest = sha1(bytes.fromhex(subject.replace("-", "")) + sequence.lstrip("0").encode(), usedforsecurity=False)
    found = digest.hexdigest()
    variant = "89ab"[int(found[16], 16) & 3]
    return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{variant}{found[17:20]}-{found[20:32]}"


def _refuse(envelope: Envelope, agency: str, service: str, key: bytes | None) -> None:
    """Raise `NotAnEvent`, naming the attribute that is not as it must be."""
    _require(envelope.specversion == "1.0", f"specversion is {envelope.specversion!r}, not '1.0'")
    _require(
        _TYPE.fullmatch(envelope.type) is not None, f"type {envelope.type[:80]!r} is not of the form ekinerja.*.vN"
    )
    _require(
        envelope.source == source(agency, service), f"source {envelope.source[:80]!r} is not this agency's {service}"
    )
    _require(envelope.type.split(".")[1] == service, f"type {envelope.type} does not belong to {service}")
    _require(
        _SEQUENCE.fullmatch(envelope.sequence) is not None and envelope.version >= 1,
        f"sequence {envelope.sequence[:30]!r} is not 16 digits from 1",
    )
    _require(_is_instant(envelope.time), f"time {envelope.time[:40]!r} is not an instant in UTC")
    _require(_CORRELATION.fullmatch(envelope.correlationid) is not None, "correlationid is not of its form")
    _require(_is_uuid(envelope.commandid), f"commandid {envelope.commandid[:60]!r} is not a UUID")
    _require(
        envelope.actor == "system" or _is_uuid(envelope.actor), f"actor {envelope.actor[:60]!r} is not an employee id"
    )
    _require(_is_uuid(envelope.partitionkey), f"partitionkey {envelope.partitionkey[:60]!r} is not a UUID")
    _require(key == envelope.partitionkey.encode(), "partitionkey is not the record's key")
    _require(_is_uuid(envelope.subject), f"subject {envelope.subject[:60]!r} is not a stream id")
    _require(
        envelope.id == str(event_id(envelope.stream, envelope.version)), "id is not that of this stream and version"
    )


def read(value: bytes | None, *, agency: str, service: str, key: bytes | None) -> Envelope:
    """The envelope of a record found on `service`'s topic under `key`; the data is not looked at yet.

    Raises `NotAnEvent` for whatever cannot be trusted, naming the attribute.
    """
    if value is None:
        raise NotAnEvent("the value is null")
    if len(value) > MAX_EVENT_BYTES:
        raise NotAnEvent(f"{len(value)} bytes, the limit is {MAX_EVENT_BYTES}")
    try:
        envelope = _ENVELOPE.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotAnEvent(f"not a CloudEvent in JSON: {error}") from error
    if not _is_as_it_must_be(envelope, agency, service, key):
        _refuse(envelope, agency, service, key)
    return envelope


def decode(envelope: Envelope) -> Event:
    """The event itself. Raises `UnknownType`, `NewerMajor` or `DoesNotFit`.

    What its official wording may not hold was searched when it was written and is not searched again: a search that
    becomes stricter must never make unreadable what was recorded before, and what stands in a topic stands there.
    """
    latest, data = _latest(envelope)
    kind = EVENT_TYPES.get(latest)
    if kind is None:
        majors = known_majors(envelope.type)
        if majors:
            raise NewerMajor(f"{envelope.type}: this release reads major {max(majors)}")
        raise UnknownType(f"{envelope.type} is not known to this release")
    try:
        return kind.model_validate_json(data, context=CHECKED)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DoesNotFit(f"{envelope.type}: {where}: {first['msg']}") from error


def _latest(envelope: Envelope) -> tuple[str, bytes]:
    """Type and data in the shape of today: recorded bytes never change, an older one is brought up on reading."""
    data = bytes(envelope.data)
    if envelope.type not in UPCASTERS:
        return envelope.type, data
    try:
        latest, shaped = upcast(envelope.type, msgspec.json.decode(data))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DoesNotFit(f"{envelope.type}: cannot be brought up to date: {error}") from error
    return latest, msgspec.json.encode(shaped)
