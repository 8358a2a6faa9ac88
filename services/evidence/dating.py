"""The days a document says it is of: PDF and office documents' own properties, and when a camera took a picture (EXIF).

What a file says of itself is a claim that anybody can change; it is shown to the verifier and decides nothing. Read in
bounded pieces; what cannot be read as a day is left out.
"""

import re
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import IO

from services.evidence.media_types import BROKEN_ARCHIVE

__all__ = ["Dated", "dates_in"]

#: (what says so, the day)
Dated = tuple[str, date]

_PIECE = 256 * 1024
_DAY = rb"([0-9]{4})-?([0-9]{2})-?([0-9]{2})"
_PDF = {
    "pdf.created": re.compile(rb"/CreationDate\s*\(\s*(?:D:)?" + _DAY),
    "pdf.modified": re.compile(rb"/ModDate\s*\(\s*(?:D:)?" + _DAY),
    "xmp.created": re.compile(rb"xmp:CreateDate(?:>|=[\"'])\s*" + _DAY),
    "xmp.modified": re.compile(rb"xmp:ModifyDate(?:>|=[\"'])\s*" + _DAY),
}
_OFFICE = {
    "docProps/core.xml": {
        "office.created": re.compile(rb"<dcterms:created[^>]{0,100}>\s*" + _DAY),
        "office.modified": re.compile(rb"<dcterms:modified[^>]{0,100}>\s*" + _DAY),
    },
    "meta.xml": {
        "office.created": re.compile(rb"<meta:creation-date>\s*" + _DAY),
        "office.modified": re.compile(rb"<dc:date>\s*" + _DAY),
    },
}
_EXIF_DAY = re.compile(rb"([0-9]{4}):([0-9]{2}):([0-9]{2}) ")
#: Tags of EXIF: taken at, and where the directory lies that has it; changed at.
_TAKEN, _EXIF_DIRECTORY, _CHANGED = 0x9003, 0x8769, 0x0132


def dates_in(file: IO[bytes], media_type: str) -> tuple[Dated, ...]:
    """What a file of this media type says of its days, each source once."""
    file.seek(0)
    if media_type == "application/pdf":
        size = file.seek(0, 2)
        file.seek(0)
        pieces = file.read(_PIECE)
        file.seek(max(len(pieces), size - _PIECE))
        return tuple(_named(_PDF, pieces + b"\n" + file.read(_PIECE)))
    if media_type.startswith("application/vnd.o"):
        return _of_office(file)
    if media_type == "image/jpeg":
        return tuple(_of_exif(_exif_in(file.read(_PIECE))))
    if media_type == "image/tiff":
        return tuple(_of_exif(file.read(_PIECE)))
    return ()


def _named(patterns: dict[str, "re.Pattern[bytes]"], text: bytes) -> Iterable[Dated]:
    """The last that each pattern finds: a changed PDF has its newer properties behind the older."""
    for name, pattern in patterns.items():
        found = [day for parts in pattern.findall(text) if (day := _day(parts))]
        if found:
            yield name, found[-1]


def _day(parts: tuple[bytes, bytes, bytes]) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _of_office(file: IO[bytes]) -> tuple[Dated, ...]:
    try:
        with zipfile.ZipFile(file) as archive:
            for name, patterns in _OFFICE.items():
                if name in archive.NameToInfo:
                    with archive.open(name) as part:
                        return tuple(_named(patterns, part.read(_PIECE)))
    except BROKEN_ARCHIVE:
        pass
    return ()


def _exif_in(head: bytes) -> bytes:
    """The EXIF part of a JPEG, a TIFF in itself."""
    at = 2
    while head[at : at + 1] == b"\xff" and len(head) >= at + 4:
        length = int.from_bytes(head[at + 2 : at + 4], "big")
        if head[at + 1] == 0xE1 and head[at + 4 : at + 10] == b"Exif\0\0":
            return head[at + 10 : at + 2 + length]
        if length < 2 or head[at + 1] == 0xDA:
            break
        at += 2 + length
    return b""


def _of_exif(tiff: bytes) -> Iterable[Dated]:
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if order is None:
        return
    first = _directory(tiff, _number(tiff, 4, 4, order), order)
    taken = _directory(tiff, first[_EXIF_DIRECTORY], order).get(_TAKEN) if _EXIF_DIRECTORY in first else None
    for name, at in (("exif.taken", taken), ("exif.changed", first.get(_CHANGED))):
        found = _EXIF_DAY.match(tiff[at : at + 20]) if at else None
        day = _day((found[1], found[2], found[3])) if found else None
        if day:
            yield name, day


def _number(tiff: bytes, at: int, size: int, order: str) -> int:
    return int.from_bytes(tiff[at : at + size], "little" if order == "little" else "big")


def _directory(tiff: bytes, at: int, order: str) -> dict[int, int]:
    """Tag -> its value, or where that lies; an entry has twelve bytes."""
    entries = min(_number(tiff, at, 2, order), 256)
    places = (at + 2 + 12 * number for number in range(entries))
    return {
        _number(tiff, place, 2, order): _number(tiff, place + 8, 4, order)
        for place in places
        if place + 12 <= len(tiff)
    }
