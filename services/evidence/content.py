"""Evidence content: stored once by its SHA-256, through one interface for folders and object stores.

A file is stored before the event that names it, so no event is ever without its file; a file without an
event is what an interrupted upload leaves, and is collected (`garbage.py`). Beside the files lie the parts of uploads
that are still coming (`uploads.py`). Nothing here ever holds a whole file in memory.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlparse
from uuid import UUID, uuid4

import obstore
import obstore.exceptions
from obstore.store import LocalStore, from_url

from chassis.clock import true_now
from chassis.errors import Refused, Retryable, TooLarge
from chassis.telemetry import log

__all__ = [
    "Content",
    "ContentStore",
    "EmptyFile",
    "EvidenceStoreAway",
    "Measured",
    "Object",
    "digest_in",
    "measure",
    "upload_in",
]

CHUNK_BYTES = 256 * 1024
#: Of a larger file so much is in memory at a time; an object store takes no smaller parts.
PART_BYTES = 5 * 1024 * 1024
#: An object store that is away is told of within seconds; the library's own patience is three minutes.
RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
_CONTENT = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})")
_PART = re.compile(r"uploads/([0-9a-f-]{36})/[0-9]{12}-[0-9a-f]{32}")
#: What a folder's store writes aside before it renames it (object_store, `local.rs`).
_ASIDE = re.compile(r".+#\d+")


class EmptyFile(Refused):
    status, type, title = 422, "empty-file", "The file is empty"


class EvidenceStoreAway(Retryable):
    type, title = "evidence-store-away", "The evidence store does not answer"
    retry_after_s = 5


@dataclass(frozen=True)
class Measured:
    """What a file is known by."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Content:
    """A stored file, or a stretch of it, to be sent. `size`: of the whole."""

    size: int
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class Object:
    """One object as the store lists it."""

    path: str
    size: int
    stored_at: datetime


def measure(file: IO[bytes], max_bytes: int) -> Measured:
    """Digest and size of a file, read in pieces. Raises `EmptyFile` or `TooLarge`."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(
                detail=f"the file is larger than {max_bytes} bytes",
                pesan=f"berkas melebihi {max_bytes} bita",
                mend="upload a smaller file",
                perbaikan="unggah berkas yang lebih kecil",
            )
        digest.update(chunk)
    if size == 0:
        raise EmptyFile(
            detail="the file has no content",
            pesan="berkas kosong",
            mend="choose the file again",
            perbaikan="pilih kembali berkasnya",
        )
    return Measured(digest.hexdigest(), size)


def digest_in(path: str) -> str | None:
    """The digest a path of the store is that of; None for other objects."""
    match = _CONTENT.fullmatch(path)
    return match[1] if match and match[1].startswith(path[:2]) else None


def upload_in(path: str) -> UUID | None:
    """The upload that an object is a part of; None for other objects."""
    match = _PART.fullmatch(path)
    return UUID(match[1]) if match else None


class ContentStore:
    """The content of one deployment. Every call blocks, and raises `EvidenceStoreAway` while its store is."""

    def __init__(self, address: str) -> None:
        self._address = address
        parts = urlparse(address)
        self._folder = Path(unquote(parts.path)) if parts.scheme == "file" else None

    @cached_property
    def _store(self) -> Any:  # Any: one of obstore's
        if self._folder is not None:
            return LocalStore(self._folder, automatic_cleanup=True, mkdir=True)
        return from_url(self._address, retry_config=RETRIES)

    def open(self) -> "ContentStore":
        """Look whether the address can be one at all; not whether anybody answers there. Raises what it cannot be."""
        _ = self._store
        return self

    def put(self, file: IO[bytes], sha256: str) -> None:
        """Store a file under its digest; what is there already is written once more, with the same bytes."""
        file.seek(0)
        self._put(_path(sha256), file)

    def put_part(self, upload: UUID, begins: int, file: IO[bytes]) -> str:
        """Store what came of an upload from a place on; returns the object's path, which nobody else was given."""
        path = f"uploads/{upload}/{begins:012}-{uuid4().hex}"
        file.seek(0)
        self._put(path, file)
        return path

    def _put(self, path: str, file: IO[bytes]) -> None:
        with _answering():  # the local store writes aside and renames
            obstore.put(self._store, path, file, chunk_size=PART_BYTES, max_concurrency=1)

    def get(self, sha256: str, stretch: tuple[int, int] | None = None) -> Content:
        """The content of a digest, or of it the bytes from `stretch[0]` up to but not `stretch[1]`.

        Raises `FileNotFoundError` when it is not there.
        """
        return self._get(_path(sha256), stretch)

    def join(self, paths: Sequence[str], into: IO[bytes]) -> None:
        """Write the parts of an upload one after the other. Raises `FileNotFoundError` when one is not there."""
        for path in paths:
            for chunk in self._get(path).chunks:
                into.write(chunk)

    def _get(self, path: str, stretch: tuple[int, int] | None = None) -> Content:
        with _answering():
            result = obstore.get(self._store, path, options={"range": stretch} if stretch else None)
        size = int(result.meta["size"])
        return Content(size, _pieces(result))

    def size_of(self, sha256: str) -> int:
        """Bytes of a digest's content. Raises `FileNotFoundError` when it is not there."""
        with _answering():
            return int(obstore.head(self._store, _path(sha256))["size"])

    def stored_at(self, path: str) -> datetime | None:
        """When an object was last written; None when it is not there."""
        try:
            with _answering():
                found: datetime = obstore.head(self._store, path)["last_modified"]
        except FileNotFoundError:
            return None
        return found

    def listed(self) -> Iterator[Object]:
        """Every object there is."""
        with _answering():
            for page in obstore.list(self._store, chunk_size=1000):
                for one in page:
                    yield Object(str(one["path"]), int(one["size"]), one["last_modified"])

    def delete(self, path: str) -> None:
        """Remove an object; what is not there is no error."""
        try:
            with _answering():
                obstore.delete(self._store, path)
        except FileNotFoundError:
            pass

    def sweep_aside(self, older_than: timedelta) -> int:
        """Remove what a process that was killed had begun to write into a folder; returns how many files.

        An object store forgets unfinished uploads by itself, if its bucket's lifecycle says so.
        """
        swept, before = 0, true_now().timestamp() - older_than.total_seconds()
        for file in self._folder.glob("**/*#*") if self._folder else ():
            try:
                if _ASIDE.fullmatch(file.name) and file.is_file() and file.stat().st_mtime <= before:
                    file.unlink()
                    swept += 1
            except FileNotFoundError:  # it was finished meanwhile
                continue
        return swept


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


def _pieces(result: Any) -> Iterator[bytes]:  # Any: obstore's
    with _answering():
        for chunk in result.stream(min_chunk_size=CHUNK_BYTES):
            yield bytes(chunk)


def _path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
