"""Uploads that come in parts: what came stays, also when the connection, or this process, does not.

The state of the tus protocol (`http_uploads.py`): a row says how much came, each request's bytes are one object of the
evidence store, so any process takes the next part. The row is moved on by compare-and-set: of two requests for the same
place one is refused. An upload belongs to whoever began it, and is gone a day after that unless it became evidence.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, ClassVar
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.database import Database
from chassis.errors import Conflict, Refused, TooLarge, Unknown
from services.evidence.content import ContentStore, EvidenceStoreAway

__all__ = ["ALGORITHMS", "Checksum", "Upload", "Uploads", "forget"]

#: A phone that loses its connection every few kilobytes still gets 20 MiB up; a thousand times a byte is no upload.
MOST_PARTS = 2000
#: Of the checksum extension; it asks for `sha1` (tus 1.0.0).
ALGORITHMS: Mapping[str, Callable[[], Any]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


class TooManyOpen(Refused):
    status, type, title = 429, "too-many-open-uploads", "Too many uploads are begun and not finished"


class OffsetDiffers(Conflict):
    type, title = "offset-differs", "The upload is at another place"


class ChecksumDiffers(Refused):
    status, type, title = 460, "checksum-differs", "What came is not what was sent"


class Incomplete(Conflict):
    type, title = "upload-incomplete", "The upload is not complete"


@dataclass(frozen=True)
class Checksum:
    """What a part is said to be: `algorithm` is one of `ALGORITHMS`."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True)
class Upload:
    """One upload: bytes it will have, and has; when it is removed."""

    id: UUID
    length: int
    received: int
    metadata: str
    expires_at: datetime

    ROW: ClassVar[str] = "id, length, received, metadata, expires_at"


class Uploads:
    """The uploads of one deployment. Every call blocks."""

    def __init__(self, database: Database, store: ContentStore, *, max_bytes: int, most_open: int, hours: int) -> None:
        self._database = database
        self._store = store
        self._max_bytes = max_bytes
        self._most_open = most_open
        self._hours = hours

    def begin(self, employee: UUID, length: int, metadata: str) -> Upload:
        """Raises `TooLarge`, or `TooManyOpen` while this employee has too many that are not finished."""
        if length > self._max_bytes:
            raise TooLarge(
                detail=f"an upload of {length} bytes is larger than {self._max_bytes}",
                pesan=f"berkas melebihi {self._max_bytes} bita",
                mend="upload a smaller file",
                perbaikan="unggah berkas yang lebih kecil",
            )
        with self._database.connection() as conn, conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"uploads {employee}",))
            open_ = conn.execute(
                "SELECT count(*) AS number FROM uploads WHERE employee = %s AND expires_at > now()", (employee,)
            ).fetchone()
            if open_ is not None and open_["number"] >= self._most_open:
                raise TooManyOpen(
                    detail=f"{open_['number']} uploads of yours are begun and not made evidence",
                    pesan=f"{open_['number']} unggahan Anda belum selesai",
                    mend="go on with one of them, end it with DELETE, or wait until it expires",
                    perbaikan="lanjutkan atau hapus salah satunya, atau tunggu sampai kedaluwarsa",
                )
            row = conn.execute(
                "INSERT INTO uploads (id, employee, length, metadata, expires_at)"
                f" VALUES (%s, %s, %s, %s, now() + make_interval(hours => %s)) RETURNING {Upload.ROW}",
                (uuid4(), employee, length, metadata, self._hours),
            ).fetchone()
        assert row is not None
        return Upload(**row)

    def of(self, employee: UUID, upload: UUID) -> Upload:
        """Raises `Unknown` for what is not there, or is another's: whose it is, is nobody's business."""
        with self._database.connection() as conn:
            row = conn.execute(
                f"SELECT {Upload.ROW} FROM uploads WHERE id = %s AND employee = %s AND expires_at > now()",
                (upload, employee),
            ).fetchone()
        if row is None:
            raise _gone(upload)
        return Upload(**row)

    def at(self, employee: UUID, upload: UUID, begins: int) -> Upload:
        """An upload that goes on at this place. Raises `OffsetDiffers`, or `Unknown`."""
        known = self.of(employee, upload)
        if begins != known.received:
            raise _elsewhere(known)
        return known

    def take(self, employee: UUID, upload: UUID, begins: int, part: IO[bytes], checksum: Checksum | None) -> Upload:
        """Add what came from `begins` on. Raises `OffsetDiffers`, `TooLarge` beyond its length, `ChecksumDiffers`."""
        known = self.at(employee, upload, begins)
        size = part.seek(0, 2)
        if begins + size > known.length:
            raise TooLarge(
                detail=f"{begins + size} bytes came of an upload that was to have {known.length}",
                pesan="isi yang dikirim melebihi panjang yang dinyatakan",
                mend="begin anew with the length it has",
                perbaikan="mulai kembali dengan panjang yang benar",
            )
        if checksum is not None:
            _require(checksum, part)
        if size == 0:
            return known
        path = self._store.put_part(upload, begins, part)
        if not self._move_on(upload, begins, size, path):
            with suppress(EvidenceStoreAway):  # then it is collected
                self._store.delete(path)
            raise _elsewhere(self.of(employee, upload))
        return self.of(employee, upload)

    def _move_on(self, upload: UUID, begins: int, size: int, path: str) -> bool:
        with self._database.connection() as conn, conn.transaction():
            moved = conn.execute(
                "UPDATE uploads SET received = received + %s WHERE id = %s AND received = %s", (size, upload, begins)
            )
            if moved.rowcount == 0:
                return False
            conn.execute("INSERT INTO upload_parts VALUES (%s, %s, %s)", (upload, begins, path))
            counted = conn.execute("SELECT count(*) AS parts FROM upload_parts WHERE upload = %s", (upload,)).fetchone()
            if counted is not None and counted["parts"] > MOST_PARTS:
                raise Conflict(
                    detail=f"the upload came in more than {MOST_PARTS} parts",
                    pesan="unggahan terdiri dari terlalu banyak bagian",
                    mend="begin anew, with larger parts",
                    perbaikan="mulai kembali dengan bagian yang lebih besar",
                )
        return True

    def join(self, employee: UUID, upload: UUID, into: IO[bytes]) -> list[str]:
        """Write a whole upload; returns its parts' paths. Raises `Incomplete`, `Unknown`."""
        known = self.of(employee, upload)
        if known.received < known.length:
            raise Incomplete(
                detail=f"{known.received} of {known.length} bytes came",
                pesan=f"baru {known.received} dari {known.length} bita yang diterima",
                mend="send the rest with PATCH first",
                perbaikan="kirim sisanya terlebih dahulu",
            )
        paths = self._paths(upload)
        if known.length and not paths:  # it became evidence since it was looked up
            raise _gone(upload)
        try:
            self._store.join(paths, into)
        except FileNotFoundError:
            raise _gone(upload) from None
        return paths

    def _paths(self, upload: UUID) -> list[str]:
        with self._database.connection() as conn:
            rows = conn.execute("SELECT path FROM upload_parts WHERE upload = %s ORDER BY begins", (upload,)).fetchall()
        return [row["path"] for row in rows]

    def end(self, employee: UUID, upload: UUID) -> None:
        """Forget an upload and its parts. Raises `Unknown`."""
        self.of(employee, upload)
        paths = self._paths(upload)
        with self._database.connection() as conn:
            conn.execute("DELETE FROM uploads WHERE id = %s", (upload,))
        self.sweep(paths)

    def sweep(self, paths: list[str]) -> None:
        """Remove parts that nobody needs any more; what cannot be removed now is collected later."""
        with suppress(EvidenceStoreAway):
            for path in paths:
                self._store.delete(path)


def forget(curs: Cursor[DictRow], upload: UUID) -> None:
    """Remove the row in the transaction of the evidence it became: nothing becomes evidence twice. Raises `Unknown`."""
    # Fetched, since the recorder's statements go out in a pipeline, where nothing is counted before.
    if curs.execute("DELETE FROM uploads WHERE id = %s RETURNING id", (upload,)).fetchone() is None:
        raise _gone(upload)


def _require(checksum: Checksum, part: IO[bytes]) -> None:
    digest = ALGORITHMS[checksum.algorithm]()
    part.seek(0)
    while chunk := part.read(256 * 1024):
        digest.update(chunk)
    if digest.digest() != checksum.digest:
        raise ChecksumDiffers(
            detail=f"the {checksum.algorithm} of what came is another; nothing of it was kept",
            pesan="isi yang diterima tidak sama dengan yang dikirim",
            mend="send the same part again",
            perbaikan="kirim ulang bagian yang sama",
        )


def _elsewhere(known: Upload) -> OffsetDiffers:
    return OffsetDiffers(
        detail=f"the upload is at {known.received}",
        pesan=f"unggahan sudah sampai {known.received}",
        mend="ask with HEAD where it is, and go on from there",
        perbaikan="tanyakan posisinya dengan HEAD lalu lanjutkan dari sana",
    )


def _gone(upload: UUID) -> Unknown:
    return Unknown(
        detail=f"there is no upload {upload} of yours; it may have expired, or be evidence already",
        pesan="unggahan tidak ditemukan, kedaluwarsa, atau sudah menjadi bukti",
        mend="begin anew",
        perbaikan="mulai kembali",
    )
