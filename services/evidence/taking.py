"""A file as it comes with a request, at once or as a resumable upload that is complete: examined, stored, recorded."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import UploadFile
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter

from chassis.call import Call
from chassis.errors import Malformed
from chassis.inputs import WrittenText
from chassis.store import Decision
from services.evidence.files import Files, Stored
from services.evidence.http_uploads import name_in

__all__ = ["Sent", "file_name", "take"]

_WRITTEN: TypeAdapter[str] = TypeAdapter(WrittenText)


@dataclass(frozen=True)
class Sent:
    """What was sent: one of `file` and `upload`; `sha256`: of the file, as its sender knows it."""

    file: UploadFile | None
    upload: UUID | None
    sha256: str | None


#: What records a file by its name; the last: the resumable upload that it was.
Record = Callable[[str, Stored, UUID | None], Decision]


def take(call: Call, sent: Sent, said: str, record: Record) -> JSONResponse:
    """Take the file that was sent; `said`: what else was, by which a command that comes twice is known."""
    if (sent.file is None) == (sent.upload is None):
        raise Malformed(
            detail="either `file` or `upload` is sent",
            pesan="kirim salah satu: `file` atau `upload`",
            mend="send the file, or the id of a resumable upload that is complete",
            perbaikan="kirim berkasnya, atau nomor unggahan yang sudah lengkap",
        )
    if sent.upload is not None:
        return _take_upload(call, sent.upload, sent.sha256, said, record)
    assert sent.file is not None
    files: Files = call.runtime.own
    file, name = sent.file.file, file_name(sent.file.filename)
    stored = files.examine(file, sent.sha256)

    def decide() -> Decision:
        decision = record(name, stored, None)
        files.keep(file, stored)
        return decision

    return call.record(_fingerprint(f"{said}|{name}|{stored.sha256}"), decide)


def _take_upload(call: Call, upload: UUID, sha256: str | None, said: str, record: Record) -> JSONResponse:
    """Take a whole upload; its parts are read only if this command was not accepted before."""
    files: Files = call.runtime.own
    parts: list[str] = []

    def decide() -> Decision:
        known = files.uploads.of(call.employee, upload)
        with tempfile.TemporaryFile() as whole:
            parts[:] = files.uploads.join(call.employee, upload, whole)
            stored = files.examine(whole, sha256)
            decision = record(file_name(name_in(known.metadata)), stored, upload)
            files.keep(whole, stored)
        return decision

    answer = call.record(_fingerprint(f"{said}|upload {upload}|{sha256}"), decide)
    files.uploads.sweep(parts)
    return answer


def _fingerprint(fields: str) -> bytes:
    return hashlib.sha256(fields.encode("utf-8", "surrogatepass")).digest()


def file_name(name: str | None) -> str:
    """The last part of the name sent, without what cannot be shown; never used as a path."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable())[:255].strip()
    return _WRITTEN.validate_python(kept) if kept else "bukti"
