"""What evidence answers with, for its OpenAPI document."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer, Head, Recorded, of_event
from contracts.evidence import EvidenceUploaded, WhyNotFetched
from contracts.values import Digest, Period, TextRef
from services.evidence.flags import Flag
from services.evidence.linked import LinkState

__all__ = ["FILE", "Downloads", "Flagged", "Item", "Items", "LinkGiven", "LinkTold", "Rejected", "Uploaded"]

#: `responses` of a file, whatever it is.
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the file, as an attachment, in the media type it was found to have",
        "headers": {
            "Content-Disposition": {"description": "its name", "schema": {"type": "string"}},
            "ETag": {"description": "its SHA-256, for `If-Range`", "schema": {"type": "string"}},
        },
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Verdict(Answer):
    """What was said of an item for one report. Of a rejection: why, and until when (inclusive) an answer is in time."""

    indicator: UUID
    report: Head
    verdict: Literal["verified", "rejected"]
    by: UUID
    at: datetime
    reason_code: str | None = None
    reason: TextRef | None = None
    answer_until: date | None = None


class Finding(Answer):
    """Why an item was found false, by whom and when."""

    reason_code: str
    reason: TextRef
    by: UUID
    at: datetime


class Use(Answer):
    """Another item of this content that came before; of one that the reader may not see, only how it relates."""

    by: Literal["same_employee", "another_employee"]
    earlier_period: bool
    item: UUID | None = None
    employee: UUID | None = None
    agreement: UUID | None = None
    period: Period | None = None
    uploaded_at: datetime | None = None


class SaidDay(Answer):
    """A day that the file says it is of: `pdf.created`, `office.modified`, `exif.taken` ..."""

    said_by: str
    day: date


class Basis(Answer):
    """What a flag is based on: its own fields are there, and no other's."""

    uses: int | None = None
    items: list[Use] = []
    uploaded_at: datetime | None = None
    deadline: datetime | None = None
    uploaded_by: str = ""
    why: Literal["damaged", "encrypted"] | None = None
    name_says: str = ""
    content_is: str = ""
    dates: list[SaidDay] = []
    period_begins: date | None = None
    period_ends: date | None = None
    outcome: Literal["changed", "gone"] | None = None
    checked_at: datetime | None = None
    why_gone: WhyNotFetched | None = None
    status: int | None = None
    signature: str = ""


class Flagged(Answer):
    flag: Flag
    based_on: Basis


class Judged(Answer):
    """What became of an item; `late`: after the deadline now in force, and, of an answer to a rejected item that was in
    time, after the day that rejection named. Of a link `uploaded_at` is when it was given, unless its content was
    uploaded."""

    uploaded_at: datetime
    late: bool
    withdrawn: bool
    check: Literal["clean", "infected", "pending", "not_scanned", "no_content"] = Field(
        description="of the malware scanner; `no_content`: of a link whose content nobody has"
    )
    looked_at: bool = Field(description="false: uploaded before files were looked at")
    flags: list[Flagged] = Field(description="for the verifier; never verdicts")
    verdicts: list[Verdict]
    found_false: str | None = Field(default=None, description="why; of an item that was found false")
    finding: Finding | None = Field(default=None, description="of such an item: the same, with who found it and when")


class Rechecked(Answer):
    """What lay behind a link when it was fetched again; what is stored and shown is as it was."""

    outcome: Literal["same", "changed", "gone"]
    checked_at: datetime
    why_gone: WhyNotFetched | None = None
    status: int | None = None


class LinkTold(Answer):
    """How a link stands. `unverifiable`: not fetched, for `why` (with `status` its server's), and not uploaded yet."""

    address: TextRef
    given_at: datetime
    state: LinkState
    why: WhyNotFetched | None = None
    status: int | None = None
    rechecked: Rechecked | None = None
    recheck_pending: bool = Field(
        description="what was fetched is asked for once more, and the answer is not there; no final waits for it"
    )


#: Of a link that has no content, what describes it is not there.
_OF_LINKS: dict[str, Any] = {
    "media_type": (str | None, None), "size": (int | None, None), "sha256": (Digest | None, None),
    "name": (TextRef | None, None), "link": (LinkTold | None, None),
}  # fmt: skip
ListedItem = of_event("ListedItem", EvidenceUploaded, Judged, **_OF_LINKS)
Item = of_event("Item", EvidenceUploaded, Judged, streams=(list[Head], ...), **_OF_LINKS)


class Items(Answer):
    agreement: UUID
    period: Period
    items: list[ListedItem]  # type: ignore[valid-type]  # made from the event


class Download(Answer):
    """Bytes that were given to someone, from `first_byte` on."""

    reader: UUID
    begun_at: datetime
    first_byte: int
    bytes: int


class Downloads(Answer):
    item: UUID
    downloads: list[Download]
    next: int | None = Field(description="`after` of the next page; null: there is none now")


class Uploaded(Recorded):
    item: UUID
    sha256: Digest
    size: int


class LinkGiven(Recorded):
    item: UUID


class Rejected(Recorded):
    """Until which day a new upload is in time if the rejected one was."""

    answer_until: date
