"""Flags for the verifier, never verdicts (`domain.md` 6): what is odd about an item, and what that rests on. Pure.

Computed when an item is shown, from its events and from what was seen of its file at the upload; nothing is decided by
them, but that malware blocks.

`uploaded_by_another` is by the actor that the event names. No route lets anybody but the agreement's employee upload,
give a link or its content (403), and what a worker fetches is its giver's: an item with this flag came into the log
by other means, and the flag tells its verifier. None is expected.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

__all__ = ["FLAGS", "Findings", "Flag", "Flagged", "OtherUse", "flags_of", "says"]

Flag = Literal[
    "same_content",
    "late",
    "uploaded_by_another",
    "cannot_open",
    "name_differs",
    "dated_outside",
    "link_changed",
    "malware",
]
FLAGS: tuple[Flag, ...] = get_args(Flag)

#: A form that a whole office uploads is told by its first uses and their number.
MOST_USES = 20
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
#: Ending of a name -> the media types it promises, the first by its common name.
_SAYS: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",), "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "jfif": ("image/jpeg",),
    "png": ("image/png", "image/apng"), "apng": ("image/apng", "image/png"), "gif": ("image/gif",),
    "webp": ("image/webp",), "tif": ("image/tiff",), "tiff": ("image/tiff",), "bmp": ("image/bmp",),
    "heic": ("image/heic",), "heif": ("image/heic",), "avif": ("image/avif",),
    "docx": (f"{_OOXML}wordprocessingml.document",), "xlsx": (f"{_OOXML}spreadsheetml.sheet",),
    "pptx": (f"{_OOXML}presentationml.presentation",), "odt": (f"{_ODF}text",), "ods": (f"{_ODF}spreadsheet",),
    "odp": (f"{_ODF}presentation",), "doc": ("application/msword",), "xls": ("application/vnd.ms-excel",),
    "ppt": ("application/vnd.ms-powerpoint",), "txt": ("text/plain",), "csv": ("text/plain",),
    "zip": ("application/zip",),
    "exe": ("application/x-msdownload",), "html": ("text/html",), "htm": ("text/html",), "svg": ("image/svg+xml",),
    "mp4": ("video/mp4",), "mp3": ("audio/mpeg",), "rar": ("application/vnd.rar",), "js": ("text/javascript",),
}  # fmt: skip


def says(name: str, media_type: str) -> str | None:
    """The media type that a name's ending promises, where the content is another; None where it promises none."""
    promised = _SAYS.get(name.rpartition(".")[2].lower() if "." in name else "")
    return None if promised is None or media_type in promised else promised[0]


@dataclass(frozen=True)
class Findings:
    """What was seen of an item's file when it was uploaded; the name itself is an erasable text and not kept here."""

    cannot_open: str | None = None
    name_says: str | None = None
    dates: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class OtherUse:
    """Another item of the same content."""

    item: UUID
    employee: UUID
    agreement: UUID
    period: str
    uploaded_at: datetime
    withdrawn: bool


@dataclass(frozen=True)
class Flagged:
    """An item with all that its flags rest on. `findings`: None where nobody looked (uploaded before this was)."""

    item: UUID
    employee: UUID
    period: str
    media_type: str
    uploaded_at: datetime
    uploaded_by: str
    deadline: datetime | None
    days: tuple[date, date] | None  # of the period
    malware: str | None
    findings: Findings | None
    others: Sequence[OtherUse] = ()
    #: What lies behind the item's link now, where that is not what is stored.
    link_changed: dict[str, Any] | None = None


def flags_of(one: Flagged, sees: Callable[[OtherUse], bool]) -> list[dict[str, Any]]:
    """`{"flag": ..., "based_on": {...}}` for each that holds, in the order of `FLAGS`.

    sees: whether the reader may see another item; asked only of those that are shown, since that costs.
    """
    seen, found = one.findings or Findings(), dict[Flag, dict[str, Any]]()
    if used := _already_used(one):
        found["same_content"] = {"uses": len(used), "items": [_use(one, other, sees) for other in used[:MOST_USES]]}
    if one.deadline is not None and one.uploaded_at > one.deadline:
        found["late"] = {"uploaded_at": one.uploaded_at.isoformat(), "deadline": one.deadline.isoformat()}
    if one.uploaded_by != str(one.employee):
        found["uploaded_by_another"] = {"uploaded_by": one.uploaded_by}
    if seen.cannot_open is not None:
        found["cannot_open"] = {"why": seen.cannot_open}
    if seen.name_says is not None:
        found["name_differs"] = {"name_says": seen.name_says, "content_is": one.media_type}
    if one.days is not None and _outside(seen.dates, *one.days):
        found["dated_outside"] = {
            "dates": [{"said_by": source, "day": day.isoformat()} for source, day in seen.dates],
            "period_begins": one.days[0].isoformat(),
            "period_ends": one.days[1].isoformat(),
        }
    if one.link_changed is not None:
        found["link_changed"] = one.link_changed
    if one.malware is not None:
        found["malware"] = {"signature": one.malware}
    return [{"flag": flag, "based_on": found[flag]} for flag in FLAGS if flag in found]


def _outside(dates: Iterable[tuple[str, date]], begins: date, ends: date) -> bool:
    """Begun before and changed in the quarter is of the quarter: only where no day it carries lies in it."""
    days = [day for _, day in dates]
    return bool(days) and not any(begins <= day <= ends for day in days)


def _already_used(one: Flagged) -> list[OtherUse]:
    """Items of this content that came before, in their order."""
    before = [
        other
        for other in one.others
        if other.item != one.item
        and not other.withdrawn
        and (other.uploaded_at, other.item) < (one.uploaded_at, one.item)
    ]
    return sorted(before, key=lambda other: (other.uploaded_at, other.item))


def _use(one: Flagged, other: OtherUse, sees: Callable[[OtherUse], bool]) -> dict[str, Any]:
    """Of one that the reader may not see, only how it relates."""
    relation = {
        "by": "same_employee" if other.employee == one.employee else "another_employee",
        "earlier_period": other.period < one.period,
    }
    if not sees(other):
        return relation
    return relation | {
        "item": str(other.item),
        "employee": str(other.employee),
        "agreement": str(other.agreement),
        "period": other.period,
        "uploaded_at": other.uploaded_at.isoformat(),
    }
