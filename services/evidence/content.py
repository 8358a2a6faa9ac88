"""Evidence content: stored once by its SHA-256, through one interface for folders and object stores.

A file is stored before the event that names it, so no event is ever without its file; a file without an
event is what an interrupted upload leaves.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlparse

import filetype
import obstore
from obstore.store import LocalStore, from_url

from chassis.errors import Refused, TooLarge

__all__ = ["Content", "ContentStore", "EmptyFile", "Stored"]

CHUNK_BYTES = 256 * 1024
_MEDIA = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


class EmptyFile(Refused):
    status, type, title = 422, "empty-file", "The file is empty"


@dataclass(frozen=True)
class Stored:
    """A file as it was stored; `media_type` is found from the content where it can be."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Content:
    """A stored file to be sent."""

    size: int
    chunks: Iterator[bytes]


class ContentStore:
    """The content of one deployment. Every call blocks."""

    def __init__(self, address: str, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        parts = urlparse(address)
        if parts.scheme == "file":
            folder = Path(unquote(parts.path))
            self._store: Any = LocalStore(folder, automatic_cleanup=True, mkdir=True)
        else:
            self._store = from_url(address)

    def put(self, file: IO[bytes], declared_type: str | None) -> Stored:
        """Store a file by its content. Raises `EmptyFile` or `TooLarge`; never holds the file in memory."""
        digest, size, head = hashlib.sha256(), 0, b""
        with tempfile.TemporaryFile() as spool:
            while chunk := file.read(CHUNK_BYTES):
                size += len(chunk)
                if size > self._max_bytes:
                    raise TooLarge(
                        detail=f"the file is larger than {self._max_bytes} bytes",
                        pesan=f"berkas melebihi {self._max_bytes} bita",
                        mend="upload a smaller file",
                        perbaikan="unggah berkas yang lebih kecil",
                    )
                head = head or chunk[:4096]
                digest.update(chunk)
                spool.write(chunk)
            if size == 0:
                raise EmptyFile(
                    detail="the file has no content",
                    pesan="berkas kosong",
                    mend="choose the file again",
                    perbaikan="pilih kembali berkasnya",
                )
            spool.seek(0)
            name = digest.hexdigest()
            obstore.put(self._store, _path(name), spool)  # the local store writes aside and renames
        return Stored(name, size, _media_type(head, declared_type))

    def get(self, sha256: str) -> Content:
        """The content of a digest. Raises `FileNotFoundError` when it is not there."""
        result = obstore.get(self._store, _path(sha256))
        return Content(result.meta["size"], (bytes(chunk) for chunk in result.stream(min_chunk_size=CHUNK_BYTES)))


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _media_type(head: bytes, declared: str | None) -> str:
    found = filetype.guess_mime(head)
    if found:
        return str(found)
    said = (declared or "").split(";")[0].strip().lower()
    return said if _MEDIA.fullmatch(said) and len(said) <= 127 else "application/octet-stream"
