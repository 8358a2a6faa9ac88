"""Events of evidence (*bukti dukung*): what was uploaded to show a report, and what its verifier said of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.events import PersonalEvent
from contracts.values import OPEN, Digest, Instant, Period, StreamHead, TextRef

__all__ = [
    "EvidenceChecked",
    "EvidenceFoundFalse",
    "EvidenceRejected",
    "EvidenceUploaded",
    "EvidenceVerified",
    "EvidenceWithdrawn",
    "LinkNotFetched",
    "LinkRechecked",
    "LinkSubmitted",
    "WhyNotFetched",
]

_PRINTED = r"^[ -~]+$"
#: Why nothing was got by a link. The first three: this deployment's links do not lead there.
WhyNotFetched = Annotated[
    Literal[
        "not_allowed",
        "address_refused",
        "too_many_redirects",
        "no_such_host",
        "no_answer",
        "status",
        "encoded",
        "too_slow",
        "too_large",
        "empty",
        "media_type_not_taken",
        "link_erased",
    ],
    OPEN,
]
_WHY = "`status`: it answered with the status named; `link_erased`: the address was, so nobody can look any more"
_Status = Annotated[int, Field(ge=100, le=999, description="of HTTP")]


class EvidenceUploaded(PersonalEvent):
    """A file was stored as evidence for indicators of one period. Its name is an erasable text."""

    item: UUID
    agreement: UUID
    period: Period
    indicators: Annotated[tuple[UUID, ...], Field(min_length=1)] = Field(description="what it shows the realization of")
    media_type: Annotated[str, Field(pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$", max_length=127)] = Field(
        description="what the content is, as it was found in it; what its name or its sender said does not count"
    )
    size: Annotated[int, Field(ge=1, description="bytes")]
    sha256: Digest = Field(description="of the content as it is, without salt; lower-case hex")
    name: TextRef
    answers: UUID | None = Field(default=None, description="the rejected item this one answers")
    submitted_at: Instant | None = Field(
        default=None,
        description="of what was fetched by a link: when that was submitted, and by this its lateness is judged;"
        " without it, by the event's own time",
    )


class EvidenceChecked(PersonalEvent):
    """The malware scanner looked at the item's content. An infected one shows nothing, and nobody is given it."""

    item: UUID
    agreement: UUID
    period: Period
    outcome: Annotated[Literal["clean", "infected"], OPEN]
    signature: str | None = Field(
        default=None, pattern=_PRINTED, max_length=200, description="what the scanner calls the malware"
    )
    engine: str = Field(pattern=_PRINTED, max_length=200, description="the scanner, with the version of what it knows")


class EvidenceVerified(PersonalEvent):
    """The verifier accepts the item as showing one report (*verifikasi*), which is now proven.

    Of an item and a report the last verdict holds, whether this or an `EvidenceRejected`.
    """

    item: UUID
    agreement: UUID
    period: Period
    indicator: UUID
    report: StreamHead = Field(description="the `RealizationReported` that it shows")


class EvidenceRejected(PersonalEvent):
    """The verifier rejects the item for one report (*tolak*); an answer until `answer_until` is in time if this was."""

    item: UUID
    agreement: UUID
    period: Period
    indicator: UUID
    report: StreamHead = Field(description="the `RealizationReported` that it was given for")
    reason_code: Annotated[
        Literal["unrelated", "unreadable", "incomplete", "wrong_period", "value_not_shown", "not_authentic"], OPEN
    ]
    reason: TextRef
    answer_until: date = Field(
        description="last day, in the agency's zone: as many working days after the rejection as the agency gives,"
        " three by default"
    )


class EvidenceWithdrawn(PersonalEvent):
    """The employee took the item back before any verdict."""

    item: UUID
    agreement: UUID
    period: Period


class EvidenceFoundFalse(PersonalEvent):
    """Verified evidence was found false. Finals that used it stay; each opens a review, and may be amended."""

    item: UUID
    agreement: UUID
    period: Period
    reason_code: Annotated[Literal["forged", "altered", "not_own_work", "did_not_happen", "other"], OPEN]
    reason: TextRef


class LinkSubmitted(PersonalEvent):
    """A link was given as evidence; the item shows nothing until an `EvidenceUploaded` tells of its content.

    The address is an erasable text.
    """

    item: UUID
    agreement: UUID
    period: Period
    indicators: Annotated[tuple[UUID, ...], Field(min_length=1)]
    link: TextRef
    answers: UUID | None = Field(default=None, description="the rejected item this one answers")


class LinkNotFetched(PersonalEvent):
    """Nothing could be got by the item's link: it is unverifiable until it is fetched after all, or uploaded."""

    item: UUID
    agreement: UUID
    period: Period
    why: WhyNotFetched = Field(description=_WHY)
    status: _Status | None = None


class LinkRechecked(PersonalEvent):
    """The item's link was fetched once more: what lies there now. What is stored, and counts, is as it was."""

    item: UUID
    agreement: UUID
    period: Period
    outcome: Annotated[Literal["same", "changed", "gone"], OPEN]
    sha256: Digest | None = Field(default=None, description="with `changed`: of what lies there now; it is not kept")
    why: WhyNotFetched | None = Field(default=None, description=f"with `gone`. {_WHY}")
    status: _Status | None = None
