"""Evidence content: stored once by its SHA-256, through one interface for folders and object stores.

A file is stored before the event that names it, so no event is ever without its file; a file without an
event is what an interrupted upload leaves.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlparse

import filetype
import obstore
import obstore.exceptions
from obstore.store import LocalStore, from_url

from chassis.errors import Refused, Retryable, TooLarge
from chassis.telemetry import log

__all__ = ["Content", "ContentStore", "EmptyFile", "EvidenceStoreAway", "Stored"]

CHUNK_BYTES = 256 * 1024
#: An object store that is away is told of within seconds; the library's own patience is three minutes.
RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
_MEDIA = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


class EmptyFile(Refused):
    status, type, title = 422, "empty-file", "The file is empty"


class EvidenceStoreAway(Retryable):
    type, title = "evidence-store-away", "The evidence store does not answer"
    retry_after_s = 5


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
    """The content of one deployment. Every call blocks, and raises `EvidenceStoreAway` while its store is."""

    def __init__(self, address: str, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        parts = urlparse(address)
        if parts.scheme == "file":
            folder = Path(unquote(parts.path))
            self._store: Any = LocalStore(folder, automatic_cleanup=True, mkdir=True)
        else:
            self._store = from_url(address, retry_config=RETRIES)

    def put(self, file: IO[bytes], declared_type: str | None) -> Stored:
        """Store a file by its content. Raises `EmptyFile` or `TooLarge`; never holds the file in memory."""
        digest, size, head = hashlib.sha256(), 0, b""
        with _answering(), tempfile.TemporaryFile() as spool:
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
        with _answering():
            result = obstore.get(self._store, _path(sha256))
        return Content(result.meta["size"], (bytes(chunk) for chunk in result.stream(min_chunk_size=CHUNK_BYTES)))


@contextmanager
def _answering() -> Iterator[None]:
    """Tell an outage, a full disk or lost permissions as what they are; that a file is not there is no outage."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (obstore.exceptions.BaseError, OSError) as error:
        log.warning("the evidence store does not answer", why=str(error).partition("\n")[0])
        raise EvidenceStoreAway(
            detail="the store of evidence files does not answer, or is full; nothing was recorded",
            pesan="penyimpanan berkas bukti tidak menjawab atau penuh; tidak ada yang dicatat",
            mend="send the same again with the same Idempotency-Key; the operator looks at EKINERJA_EVIDENCE_STORE",
            perbaikan="kirim ulang dengan Idempotency-Key yang sama; operator memeriksa EKINERJA_EVIDENCE_STORE",
        ) from error


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _media_type(head: bytes, declared: str | None) -> str:
    found = filetype.guess_mime(head)
    if found:
        return str(found)
    said = (declared or "").split(";")[0].strip().lower()
    return said if _MEDIA.fullmatch(said) and len(said) <= 127 else "application/octet-stream"
