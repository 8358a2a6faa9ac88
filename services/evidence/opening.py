"""Whether a file can be opened, as far as its structure tells without unpacking or drawing anything of it.

A program that draws it would be a large surface for hostile files in the process that takes uploads; what is met in an
office is a file cut off, empty inside or locked, and that the structure tells. A flag for the verifier, no verdict.
Everything is read in bounded pieces.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Literal

from services.evidence.media_types import BROKEN_ARCHIVE

__all__ = ["Unopened", "unopened"]

#: Cut off or not whole; needs a password.
Unopened = Literal["damaged", "encrypted"]

_PIECE = 64 * 1024
_TAIL = 256 * 1024
#: A document has its text in the first entries; the rest of an archive that names thousands is not looked at.
_MOST_ENTRIES = 64
#: Chunks, segments or boxes; a picture of 20 MiB has some thousands.
_MOST_PARTS = 20_000
_STARTXREF = re.compile(rb"startxref\s+([0-9]{1,12})")
_XREF = re.compile(rb"\s*(xref|[0-9]{1,10}\s+[0-9]{1,5}\s+obj)")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY_IS_ENCRYPTED = 0x1


def unopened(file: IO[bytes], media_type: str) -> Unopened | None:
    """Why a file of this media type (as found in its content) does not open; None: nothing speaks against it."""
    look = _LOOKS.get(media_type)
    if look is None and media_type.startswith("application/vnd.o"):
        look = _archive
    if look is None:
        return None
    size = file.seek(0, 2)
    file.seek(0)
    return look(file, size)


def _damaged(*, unless: bool) -> Unopened | None:
    return None if unless else "damaged"


def _pdf(file: IO[bytes], size: int) -> Unopened | None:
    begins = file.read(1024).find(b"%PDF-")
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    found = _STARTXREF.findall(tail)
    if begins < 0 or not found:
        return "damaged"
    at = int(found[-1])
    if at >= size:
        return "damaged"
    for offset in {at, at + begins}:  # counted from the file's first byte, or from the signature's
        file.seek(offset)
        table = file.read(4096)
        if _XREF.match(table):
            trailer = tail[tail.rfind(b"trailer") :] if b"trailer" in tail else table
            return "encrypted" if b"/Encrypt" in trailer else None
    return "damaged"


def _png(file: IO[bytes], size: int) -> Unopened | None:
    file.seek(8)
    kinds = set[bytes]()
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if len(head) < 8 or file.tell() + length + 4 > size:
            return "damaged"
        check = zlib.crc32(kind)
        while length:
            piece = file.read(min(length, _PIECE))
            check, length = zlib.crc32(piece, check), length - len(piece)
        if int.from_bytes(file.read(4), "big") != check:
            return "damaged"
        kinds.add(kind)
        if kind == b"IEND":
            break
    return _damaged(unless={b"IHDR", b"IDAT", b"IEND"} <= kinds)


def _jpeg(file: IO[bytes], size: int) -> Unopened | None:
    file.seek(2)
    framed = False
    for _ in range(_MOST_PARTS):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            break
        marker, length = head[1], int.from_bytes(head[2:], "big")
        if marker == 0xDA:  # what follows is the picture itself
            file.seek(max(file.tell(), size - _PIECE))
            return _damaged(unless=framed and b"\xff\xd9" in file.read(_PIECE))
        framed = framed or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC))
        if length < 2 or file.tell() + length - 2 > size:
            return "damaged"
        file.seek(length - 2, 1)
    return "damaged"


def _gif(file: IO[bytes], size: int) -> Unopened | None:
    file.seek(max(0, size - _PIECE))
    return _damaged(unless=size > 13 and file.read().rstrip(b"\0").endswith(b"\x3b"))


def _webp(file: IO[bytes], size: int) -> Unopened | None:
    head = file.read(12)
    return _damaged(unless=len(head) == 12 and 12 < int.from_bytes(head[4:8], "little") + 8 <= size)


def _bmp(file: IO[bytes], size: int) -> Unopened | None:
    head = file.read(26)
    begins = int.from_bytes(head[10:14], "little")
    return _damaged(unless=len(head) == 26 and begins < size and int.from_bytes(head[2:6], "little") <= size)


def _tiff(file: IO[bytes], size: int) -> Unopened | None:
    head = file.read(8)
    at = int.from_bytes(head[4:8], "little" if head[:2] == b"II" else "big")
    return _damaged(unless=len(head) == 8 and 8 <= at <= size - 2)


def _boxes(file: IO[bytes], size: int) -> Unopened | None:
    """HEIC and AVIF: boxes, one after the other, to the end."""
    at, kinds = 0, set[bytes]()
    for _ in range(_MOST_PARTS):
        if at >= size:
            break
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            return "damaged"
        kinds.add(head[4:8])
        at += length
    return _damaged(unless={b"ftyp", b"meta"} <= kinds)


def _ole(file: IO[bytes], size: int) -> Unopened | None:
    """Office documents of before 2007: a header that says how it is divided, and at least one sector."""
    head = file.read(512)
    sound = len(head) == 512 and head.startswith(_OLE) and head[28:30] == b"\xfe\xff" and head[30] in (9, 12)
    return _damaged(unless=sound and size >= 1024)


def _archive(file: IO[bytes], size: int) -> Unopened | None:
    """A document that is an archive; its entries are begun and never unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()[:_MOST_ENTRIES]
            if any(entry.flag_bits & _ENTRY_IS_ENCRYPTED for entry in entries):
                return "encrypted"
            for entry in entries:
                with archive.open(entry) as part:
                    if entry.file_size and not part.read(min(entry.file_size, 1024)):
                        return "damaged"
    except BROKEN_ARCHIVE:
        return "damaged"
    return None


_LOOKS: dict[str, Callable[[IO[bytes], int], Unopened | None]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/apng": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/bmp": _bmp,
    "image/tiff": _tiff,
    "image/heic": _boxes,
    "image/avif": _boxes,
    "application/msword": _ole,
    "application/vnd.ms-excel": _ole,
    "application/vnd.ms-powerpoint": _ole,
}
