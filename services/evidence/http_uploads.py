"""Resumable uploads: the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload), for connections that break.

Core, and the extensions creation, expiration, checksum and termination. A finished upload is no evidence yet: it
becomes that by `POST /v1/evidence`, which names it. The state is in `uploads.py`; here is what is said on the wire.
"""

import asyncio
import base64
import binascii
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from datetime import UTC
from email.utils import format_datetime
from typing import IO, Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from chassis.call import Caller
from chassis.errors import EkinerjaError, Malformed, Refused, TooLarge
from chassis.problems import ProblemBody, body_of, headers_of, problem_response
from services.evidence.coming import coming, end_part
from services.evidence.files import Files
from services.evidence.media_types import HEAD_BYTES
from services.evidence.uploads import ALGORITHMS, Checksum, Upload

__all__ = ["ACCESS", "name_in", "router"]

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
PART_TYPE = "application/offset+octet-stream"
#: What a client says of a file: its name, and whatever its library adds.
MOST_METADATA = 4096
EMPLOYEE = frozenset({"employee"})
ACCESS = {
    ("OPTIONS", "/v1/uploads"): EMPLOYEE,
    ("POST", "/v1/uploads"): EMPLOYEE,
    ("HEAD", "/v1/uploads/{upload}"): EMPLOYEE,
    ("PATCH", "/v1/uploads/{upload}"): EMPLOYEE,
    ("DELETE", "/v1/uploads/{upload}"): EMPLOYEE,
}


class OtherVersion(Refused):
    status, type, title = 412, "other-tus-version", "Another version of the tus protocol"


class OtherPartType(Refused):
    status, type, title = 415, "other-part-type", "The part has another media type"


class TusRoute(APIRoute):
    """A route whose every answer names the protocol's version, refusals too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def with_version(request: Request) -> Response:
            try:
                response = await handle(request)
            except EkinerjaError as error:
                response = problem_response(body_of(error), request, **headers_of(error))
            response.headers["Tus-Resumable"] = VERSION
            if response.status_code == OtherVersion.status:
                response.headers["Tus-Version"] = VERSION
            return response

        return with_version


def _same_version(
    tus_resumable: Annotated[str, Header(description=f"the protocol's version, {VERSION}")] = "",
) -> None:
    if tus_resumable != VERSION:
        raise OtherVersion(
            detail=f"Tus-Resumable is {tus_resumable[:20]!r}, and {VERSION} is spoken here",
            pesan=f"hanya protokol tus {VERSION} yang didukung",
            mend=f"send Tus-Resumable: {VERSION}",
            perbaikan=f"kirim Tus-Resumable: {VERSION}",
        )


router = APIRouter(tags=["resumable uploads"], route_class=TusRoute)
TUS = [Depends(_same_version)]
_EXPIRES = {"description": "when it is removed unless it became evidence", "schema": {"type": "string"}}
_OFFSET = {"description": "bytes that came", "schema": {"type": "string"}}
_PLACE = {"description": "where it goes on", "schema": {"type": "string", "format": "uri-reference"}}


@router.options("/v1/uploads", include_in_schema=False)
def options(call: Caller) -> Response:
    """What is spoken here."""
    files: Files = call.runtime.own
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(files.max_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status_code=204, headers=told)


@router.post(
    "/v1/uploads",
    status_code=201,
    response_class=Response,
    dependencies=TUS,
    responses={
        201: {"description": "begun", "headers": {"Location": _PLACE, "Upload-Expires": _EXPIRES}},
        429: {"model": ProblemBody, "description": "too many are begun"},
    },
)
def begin(
    call: Caller,
    upload_length: Annotated[int, Header(ge=1, le=2**40, description="bytes the file has")],
    upload_metadata: Annotated[
        str,
        Header(max_length=MOST_METADATA, description="`filename` and its value in base64, as tus has it"),
    ] = "",
) -> Response:
    """Begin a resumable upload; its parts are sent with PATCH to the `Location`."""
    name_in(upload_metadata)
    files: Files = call.runtime.own
    made = files.uploads.begin(call.employee, upload_length, upload_metadata)
    return Response(status_code=201, headers={"Location": f"/v1/uploads/{made.id}", **_expiry(made)})


@router.head("/v1/uploads/{upload}", include_in_schema=False, dependencies=TUS)
async def where(upload: UUID, call: Caller) -> Response:
    """How much of it came; of a part that is on its way, what has come is kept first."""
    files: Files = call.runtime.own
    await run_in_threadpool(files.uploads.of, call.employee, upload)  # another's is not ended
    await end_part(upload)
    known = await run_in_threadpool(files.uploads.of, call.employee, upload)
    told = {"Upload-Offset": str(known.received), "Upload-Length": str(known.length), "Cache-Control": "no-store"}
    said = {"Upload-Metadata": known.metadata} if known.metadata else {}
    return Response(headers=told | said | _expiry(known))


@router.patch(
    "/v1/uploads/{upload}",
    status_code=204,
    response_class=Response,
    dependencies=TUS,
    openapi_extra={
        "requestBody": {"required": True, "content": {PART_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
    },
    responses={
        204: {"description": "kept", "headers": {"Upload-Offset": _OFFSET, "Upload-Expires": _EXPIRES}},
        415: {"model": ProblemBody, "description": f"not {PART_TYPE}, or a file of a kind that is not taken"},
        460: {"model": ProblemBody, "description": "the checksum is another"},
    },
)
async def go_on(
    upload: UUID,
    request: Request,
    call: Caller,
    upload_offset: Annotated[int, Header(ge=0, le=2**40, description="where this part begins")],
    upload_checksum: Annotated[str, Header(description="algorithm and digest in base64: `sha256 ...`")] = "",
) -> Response:
    """Send a part. What came before the connection broke is kept, unless a checksum was to be compared."""
    if (request.headers.get("content-type") or "").partition(";")[0].strip().lower() != PART_TYPE:
        raise OtherPartType(
            detail=f"a part is sent as {PART_TYPE}",
            pesan=f"bagian dikirim sebagai {PART_TYPE}",
            mend=f"send Content-Type: {PART_TYPE}",
            perbaikan=f"kirim Content-Type: {PART_TYPE}",
        )
    checksum = _checksum(upload_checksum) if upload_checksum else None
    files: Files = call.runtime.own
    await run_in_threadpool(files.uploads.of, call.employee, upload)
    async with coming(upload) as to_end:
        # Asked before any of it is read: over a slow line, what is refused for its place is not sent first.
        known = await run_in_threadpool(files.uploads.at, call.employee, upload, upload_offset)
        with tempfile.TemporaryFile() as part:
            async with aclosing(_until(to_end, request.stream())) as chunks:
                looked_at = _looked_at(chunks, files) if upload_offset == 0 else chunks
                whole = await _come(looked_at, part, known.length - upload_offset)
            if whole or checksum is None:
                place = (call.employee, upload, upload_offset)
                known = await run_in_threadpool(files.uploads.take, *place, part, checksum)
    return Response(status_code=204, headers={"Upload-Offset": str(known.received), **_expiry(known)})


async def _come(chunks: AsyncIterator[bytes], part: IO[bytes], most: int) -> bool:
    """Take the body as it comes; False when its sender has gone before the end of it, or it is to end."""
    size = 0
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge(
                    detail=f"more than the {max(most, 0)} bytes came that are left of the upload",
                    pesan="isi yang dikirim melebihi panjang yang dinyatakan",
                    mend="begin anew with the length the file has",
                    perbaikan="mulai kembali dengan panjang berkas yang benar",
                )
            await run_in_threadpool(part.write, chunk)
    except ClientDisconnect:
        return False
    return True


async def _until(to_end: asyncio.Event, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """What comes; once the event is set it is as if the sender had gone."""
    ended = asyncio.ensure_future(to_end.wait())
    try:
        while True:
            following = asyncio.ensure_future(_next(chunks))
            await asyncio.wait({following, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                following.cancel()
                await asyncio.wait({following})
                raise ClientDisconnect
            chunk = following.result()
            if chunk is None:
                return
            yield chunk
    finally:
        ended.cancel()


async def _looked_at(chunks: AsyncIterator[bytes], files: Files) -> AsyncIterator[bytes]:
    """The same, until its beginning settles that the file will not be taken: then, and not when all of it has come."""
    head = b""
    async for chunk in chunks:
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
            if len(head) == HEAD_BYTES:
                files.look_at(head)
        yield chunk


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)


@router.delete(
    "/v1/uploads/{upload}",
    status_code=204,
    response_class=Response,
    dependencies=TUS,
    responses={204: {"description": "forgotten"}},
)
def end(upload: UUID, call: Caller) -> Response:
    """Forget an upload and what came of it."""
    files: Files = call.runtime.own
    files.uploads.end(call.employee, upload)
    return Response(status_code=204)


def name_in(metadata: str) -> str | None:
    """The file's name in tus metadata (`filename <base64>, ...`). Raises `Malformed`."""
    pairs = [pair.strip().partition(" ") for pair in metadata.split(",")] if metadata.strip() else []
    try:
        said = {key: base64.b64decode(value, validate=True) for key, _, value in pairs}
        name = said.get("filename")
        return name.decode() if name else None
    except (binascii.Error, ValueError) as error:
        raise Malformed(
            detail=f"Upload-Metadata cannot be read: {error}",
            pesan="Upload-Metadata tidak dapat dibaca",
            mend="send `filename` and the name in UTF-8 and base64",
            perbaikan="kirim `filename` beserta namanya dalam UTF-8 dan base64",
        ) from None


def _checksum(header: str) -> Checksum:
    algorithm, _, sent = header.partition(" ")
    try:
        if algorithm not in ALGORITHMS:
            raise ValueError(f"{algorithm[:20]!r} is none of {', '.join(ALGORITHMS)}")
        return Checksum(algorithm, base64.b64decode(sent, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Malformed(
            detail=f"Upload-Checksum cannot be read: {error}",
            pesan="Upload-Checksum tidak dapat dibaca",
            mend="send an algorithm of Tus-Checksum-Algorithm and the digest in base64",
            perbaikan="kirim algoritma yang didukung beserta digest dalam base64",
        ) from None


def _expiry(upload: Upload) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)}
