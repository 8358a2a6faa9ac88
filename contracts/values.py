"""The values every event is made of: numbers as text, instants in UTC, periods, texts kept elsewhere.

Each type accepts exactly what may be recorded and nothing near it: a float, an exponent, a naive
datetime or an instant in another zone never reaches a stream (decision 0004). Readers ignore fields
they do not know; writers are held to every rule here.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from contracts.personal import names_a_person

__all__ = [
    "CHECKED",
    "DECIMAL_TEXT",
    "INSTANT",
    "OPEN",
    "PERIOD",
    "DecimalText",
    "Digest",
    "Exact",
    "Instant",
    "OfficialText",
    "Period",
    "PeriodOrYear",
    "PolicyId",
    "Record",
    "Shown",
    "StreamHead",
    "TextRef",
    "TimeZone",
    "WORD",
    "Year",
    "ZoneName",
    "exact",
    "instant_text",
]

# [0-9] and not \d, which in most languages' regular expressions also matches digits of other scripts.
DECIMAL_TEXT = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$"
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"
WORD = r"^[a-z][a-z0-9_]{0,63}$"
_ZONE = r"^[A-Z][A-Za-z_]*(/[A-Za-z0-9_+-]+)*$"
PERIOD = r"^[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))$"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class _OpenWords:
    """What may be written is listed in the code; whoever reads is told to expect other words (decision 0065)."""

    pattern: str

    def __get_pydantic_json_schema__(self, words: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(words)
        if handler.mode == "validation":  # of what is sent to us
            return listed
        return {"type": "string", "pattern": self.pattern, "examples": listed["enum"]}


#: `Annotated[Literal["moved", "other"], OPEN]`: words that may grow within a major, so their schema is no `enum`.
#: Only where a reader who does not know a word can take it for `other`.
OPEN: Final = _OpenWords(WORD)


class Record(BaseModel):
    """Base of every event and of the parts of one: frozen, ignoring what it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def instant_text(at: datetime) -> str:
    """The one written form of an instant: UTC, a year of four digits (`%Y` writes fewer), six digits, `Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _aware_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError:  # an offset that leads out of the years 1 to 9999
        raise ValueError("an instant lies in the years 1 to 9999") from None


Instant = Annotated[
    datetime,
    AfterValidator(_aware_utc),
    PlainSerializer(instant_text, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": INSTANT}),
]


# A number is no text (strict); the refusal of what is sent in says what to send (`chassis.problems`). No validators of
# our own: they are called for every number of every event that is read, and took half the time that a final takes.
DecimalText = Annotated[
    str,
    Field(strict=True, pattern=DECIMAL_TEXT, max_length=23, json_schema_extra={"pattern": DECIMAL_TEXT}),
]
# A computed value may need a digit more than what it was computed from: 999999999999999.999999 is shown rounded.
Shown = Annotated[str, Field(strict=True, pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?$", max_length=64)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256, lower-case hex")]
Period = Annotated[str, Field(pattern=PERIOD, description="2026Q3 or 2026M07")]
PeriodOrYear = Annotated[
    str, Field(pattern=r"^[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))?$", description="2026Q3, 2026M07 or 2026")
]
#: `permenpanrb-6-2022.v1`, `pp-30-2019.v1`: what a frozen module of policy data calls itself.
PolicyId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=100)]
#: The name of a zone as time libraries know it (IANA); the agency is in one of Indonesia's three.
ZoneName = Annotated[str, Field(pattern=_ZONE, max_length=64)]
TimeZone = Annotated[Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"], _OpenWords(_ZONE)]
Year = Annotated[int, Field(ge=2000, le=2999, strict=True)]


#: The context for what was recorded: its wording was searched when it was written (`envelope.decode`).
CHECKED = {"wording": "checked"}


def _official(text: str, info: ValidationInfo) -> str:
    if info.context is CHECKED:
        return text
    if not text.strip():
        raise ValueError("the text is empty")
    if _CONTROL.search(text):
        raise ValueError("control and direction-changing characters are not accepted")
    if names_a_person(text):
        raise ValueError("an official title holds no NIP, e-mail address or phone number: it can never be erased")
    return text


# The length first: what is too long is not read at all.
OfficialText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_official)]


class TextRef(Record):
    """A text a person wrote, kept erasable in the owning service: its id and the SHA-256 of salt and text."""

    text: UUID = Field(description="its id, for `GET /v1/texts/<id>` of the service that wrote the event")
    sha256: Digest = Field(description="of 32 random bytes and the text in UTF-8, in this order; lower-case hex")


class StreamHead(Record):
    """A stream and the last version of it that counted."""

    stream: UUID = Field(description="the `subject` of its events")
    version: Annotated[int, Field(ge=1)] = Field(description="its `sequence`, as a number")


class Exact(Record):
    """A computed value twice: `exact` (a fraction in lowest terms; equality is of this) and `shown` (rounded)."""

    exact: Annotated[str, Field(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$")] = Field(
        description="a whole number, or a fraction in lowest terms"
    )
    shown: Shown = Field(description="half up, to two decimals")


def exact(value: Fraction, places: Literal[0, 2] = 2) -> Exact:
    """`value` as it travels; `shown` is rounded half up to `places`."""
    scaled = value * 10**places
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    sign = "-" if scaled < 0 and whole else ""
    digits = str(whole).rjust(places + 1, "0")
    shown = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return Exact(exact=str(value), shown=sign + shown)
