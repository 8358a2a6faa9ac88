"""What a file is, found from its content and never from its name, and which kinds are taken.

A name or a declared media type is a claim of the sender. Office documents of today are zip archives: they are told
apart from any other by what the archive says of itself, of which a bounded part is read and nothing else unpacked, so
an archive that would unpack to terabytes costs nothing here. What cannot be told is taken as nothing.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO

import filetype

from chassis.errors import Refused

__all__ = ["BROKEN_ARCHIVE", "HEAD_BYTES", "KINDS", "NotTaken", "allowed_of", "found_in", "require_taken", "settled_by"]

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
#: Kind, as the setting names it -> its media types. SVG is in none: it is a program as much as a picture.
KINDS: dict[str, frozenset[str]] = {
    "pdf": frozenset({"application/pdf"}),
    "image": frozenset(
        f"image/{name}" for name in ("jpeg", "png", "apng", "gif", "webp", "tiff", "bmp", "heic", "avif")
    ),
    "office": frozenset(
        {
            f"{_OOXML}wordprocessingml.document", f"{_OOXML}spreadsheetml.sheet",
            f"{_OOXML}presentationml.presentation", f"{_ODF}text", f"{_ODF}spreadsheet", f"{_ODF}presentation",
            "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        }
    ),
    "text": frozenset({"text/plain"}),
    "zip": frozenset({"application/zip"}),
}  # fmt: skip
UNKNOWN = "application/octet-stream"
HEAD_BYTES = 8192
#: A real office document has some hundred entries; Python's reader makes an object of each that the directory names.
MOST_DIRECTORY_BYTES = 1024 * 1024
MOST_SAID_BYTES = 256 * 1024
_MAIN = re.compile(rb"""ContentType=["'](application/vnd\.[a-zA-Z0-9.+-]{1,100})\.main\+xml["']""")
_END_OF_DIRECTORY = b"PK\x05\x06"
_LARGE = b"PK\x06\x07"  # of zip64
_END_BYTES, _LARGE_BYTES = 22, 20
_TAIL_BYTES = 65_536 + _END_BYTES + _LARGE_BYTES
#: How the parts of an office document may be packed (OPC, ODF); what else Python unpacks may ask for 4 GiB beforehand.
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
#: What Python's reader raises at an archive that is damaged, or made to be; not all of it is an error of its own.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
_MARKUP = {b"<svg": "image/svg+xml", b"<html": "text/html", b"<!doctype html": "text/html", b"<script": "text/html"}
#: What no text of an office has in it: control characters but tab, line feed, form feed and carriage return.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class NotTaken(Refused):
    status, type, title = 415, "media-type-not-taken", "Files of this kind are not taken as evidence"


def allowed_of(setting: str) -> frozenset[str]:
    """The media types of `EKINERJA_EVIDENCE_TYPES`."""
    return frozenset[str]().union(*(KINDS[kind.strip()] for kind in setting.split(",")))


def require_taken(found: str, allowed: Iterable[str], setting: str) -> None:
    """Raise `NotTaken`, naming what was found and what is taken."""
    if found in allowed:
        return
    named = "a file of no kind that is known here" if found == UNKNOWN else found
    disebut = "berkas yang jenisnya tidak dikenal" if found == UNKNOWN else found
    taken = setting.replace(" ", "").replace(",", ", ")
    raise NotTaken(
        detail=f"the content is {named}; taken are {taken}",
        pesan=f"isi berkas adalah {disebut}; yang diterima: {taken}",
        mend="save it as PDF, as a picture or as an office document, and upload that",
        perbaikan="simpan sebagai PDF, gambar, atau dokumen kantor lalu unggah",
    )


def found_in(file: IO[bytes]) -> str:
    """The media type of a file's content; `application/octet-stream` where it cannot be told. Moves its position."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    return settled_by(head) or (_archive(file) if _begins_an_archive(head) else _text(file, head))


def settled_by(head: bytes) -> str | None:
    """The media type where a file's first `HEAD_BYTES` settle it; None where the rest of it decides."""
    if _begins_an_archive(head):
        return None
    guessed = filetype.guess_mime(head)
    if guessed:
        return str(guessed)
    # Markup is called what it is: nothing that a browser would run is plain text.
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        return next((kind for mark, kind in _MARKUP.items() if mark in start), "application/xml")
    return None


def _begins_an_archive(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _text(file: IO[bytes], head: bytes) -> str:
    """Plain text, if it is nothing else."""
    file.seek(0)
    rest = b""
    while chunk := file.read(256 * 1024):
        whole = rest + chunk
        if _NO_TEXT.search(chunk):
            return UNKNOWN
        try:
            whole.decode()
            rest = b""
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                return UNKNOWN
            rest = whole[error.start :]
    return UNKNOWN if rest or not head else "text/plain"


def _archive(file: IO[bytes]) -> str:
    """An office document, if the archive says so itself; else a zip, if it is a whole one."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    at = _end_of_directory(tail)
    if at < 0:
        return UNKNOWN
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if directory > MOST_DIRECTORY_BYTES or tail[max(0, at - _LARGE_BYTES) : at].startswith(_LARGE):  # larger than any
        return "application/zip"
    try:
        with zipfile.ZipFile(file) as archive:
            return _said_by(archive)
    except BROKEN_ARCHIVE:
        return UNKNOWN


def _end_of_directory(tail: bytes) -> int:
    """Where the record lies that Python's reader will go by: its fields may spell its own signature once more."""
    if tail[-_END_BYTES:].startswith(_END_OF_DIRECTORY) and tail.endswith(b"\0\0"):
        return len(tail) - _END_BYTES
    return tail.rfind(_END_OF_DIRECTORY)


def _said_by(archive: zipfile.ZipFile) -> str:
    if any(entry.compress_type not in _PACKED for entry in archive.infolist()):
        return "application/zip"
    names = set(archive.namelist())
    if "mimetype" in names:
        said = _beginning(archive, "mimetype").strip()
        if said.startswith(_ODF.encode()) and len(said) < 100 and said.isascii():
            return str(said, "ascii")
    elif "[Content_Types].xml" in names:
        # The main part tells a document from one with macros (`application/vnd.ms-word.document.macroEnabled`).
        main = {found.decode() for found in _MAIN.findall(_beginning(archive, "[Content_Types].xml"))}
        if len(main) == 1:
            return str(main.pop().lower())
    return "application/zip"


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST_SAID_BYTES)
