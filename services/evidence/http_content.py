"""A file is given to those it concerns, once it may be opened, as an attachment; and each time it is written down.

Who was given what is a table of this service and no event: a read never waits for the log (decision 0044).
"""

import base64
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from chassis.answers import reads
from chassis.call import Call, Caller
from chassis.errors import Refused, Retryable, Unknown
from chassis.problems import ProblemBody, body_of, problem_response
from chassis.texts import read_text
from contracts.evidence import EvidenceUploaded
from services.evidence import answers, commands
from services.evidence.checks import pending_of
from services.evidence.domain import NoContentYet
from services.evidence.files import Files
from services.evidence.ranges import stretch_asked
from services.evidence.seeing import concerns, others, reads_all

__all__ = ["ACCESS", "SAFE_HEADERS", "WHOM_IT_CONCERNS", "lost", "opened", "router"]

router = APIRouter()
WHOM_IT_CONCERNS = frozenset({"employee", "rater"})
ACCESS = {
    ("GET", "/v1/evidence/{item}/content"): WHOM_IT_CONCERNS,
    ("HEAD", "/v1/evidence/{item}/content"): WHOM_IT_CONCERNS,
    ("GET", "/v1/evidence/{item}/downloads"): frozenset({"employee", "officer", "auditor"}),
}


#: What comes of a file is kept by no cache, and run by no browser.
SAFE_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class NotOpenYet(Retryable):
    status, type, title = 409, "not-checked-yet", "The malware check is not through"
    retry_after_s = 5


class Blocked(Refused):
    status, type, title = 403, "infected", "Malware was found"


class OutOfRange(Refused):
    status, type, title = 416, "range-not-satisfiable", "The file has no such bytes"


@router.get(
    "/v1/evidence/{item}/content",
    response_class=StreamingResponse,
    responses={
        **answers.FILE,
        206: {**answers.FILE[200], "description": "the bytes that were asked for"},
        416: {"model": ProblemBody, "description": "the file has no such bytes"},
    },
)
def get_content(
    item: UUID,
    request: Request,
    call: Caller,
    range_: Annotated[str | None, Header(alias="range", description="`bytes=0-1023`: a single range")] = None,
    if_range: Annotated[str | None, Header(description="the ETag of the file the range is of")] = None,
) -> Response:
    """The file, as an attachment, for the employee, the rater and the rater's superior, whatever else they may be."""
    uploaded = opened(item, call)
    etag = f'"{uploaded.sha256}"'
    stretch = stretch_asked(uploaded.size, range_, if_range, etag)
    if stretch is None:
        refused = OutOfRange(
            detail=f"the file has {uploaded.size} bytes",
            pesan=f"berkas berukuran {uploaded.size} bita",
            mend="ask for bytes it has",
            perbaikan="mintalah bagian yang ada",
        )
        return problem_response(body_of(refused), request, **{"Content-Range": f"bytes */{uploaded.size}"})
    files: Files = call.runtime.own
    asked = (stretch.first, stretch.end) if stretch.part else None
    try:
        content = files.store.get(uploaded.sha256, asked)
    except FileNotFoundError:
        raise lost(item) from None
    with call.runtime.database.connection() as conn:
        conn.execute(
            "INSERT INTO downloads (item, reader, first_byte, bytes) VALUES (%s, %s, %s, %s)",
            (item, call.employee, stretch.first, stretch.end - stretch.first),
        )
    headers = _headers(call, uploaded) | {"Content-Length": str(stretch.end - stretch.first)}
    if stretch.part:
        headers["Content-Range"] = stretch.content_range
    return StreamingResponse(
        content.chunks, status_code=206 if stretch.part else 200, media_type=uploaded.media_type, headers=headers
    )


@router.head("/v1/evidence/{item}/content", include_in_schema=False)
def head_content(item: UUID, call: Caller) -> Response:
    """How the file would be answered with; nothing of it is given, so nothing is written down."""
    uploaded = opened(item, call)
    files: Files = call.runtime.own
    try:
        size = files.store.size_of(uploaded.sha256)
    except FileNotFoundError:
        raise lost(item) from None
    headers = _headers(call, uploaded) | {"Content-Length": str(size)}
    return Response(media_type=uploaded.media_type, headers=headers)


def opened(item: UUID, call: Call) -> EvidenceUploaded:
    """An item whose file the caller may be given now. Raises what stands against it."""
    call.wait_until_seen()
    state = commands.load_item(call.runtime, item).state
    about, uploaded = state.about, state.uploaded
    assert about is not None
    if not concerns(call, about):
        raise others(call)
    if uploaded is None:
        raise NoContentYet(item)
    if state.infected:
        raise Blocked(
            detail=f"malware was found in the file of item {item}; it is given to nobody",
            pesan="berkas ini mengandung perangkat perusak dan tidak diberikan kepada siapa pun",
            mend="the employee uploads a clean file",
            perbaikan="pegawai mengunggah berkas yang bersih",
            who_must_act="employee",
        )
    if item in pending_of(call.runtime.own, [item]):
        raise NotOpenYet(
            detail=f"the file of item {item} waits for the malware scanner",
            pesan="berkas ini masih menunggu pemeriksaan perangkat perusak",
            mend="ask again in a few seconds; if that takes long, tell the operator",
            perbaikan="coba lagi beberapa detik lagi; bila lama, sampaikan kepada operator",
        )
    return uploaded


def _headers(call: Call, uploaded: EvidenceUploaded) -> dict[str, str]:
    name = read_text(call.runtime.database, uploaded.name.text)
    shown = quote(name.body if name and name.body else str(uploaded.item), safe="")
    digest = base64.b64encode(bytes.fromhex(uploaded.sha256)).decode()
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{shown}",
        "Accept-Ranges": "bytes",
        "ETag": f'"{uploaded.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        **SAFE_HEADERS,
    }


def lost(item: UUID) -> Unknown:
    """That an item's file is gone is the operator's to see to."""
    return Unknown(
        detail=f"the content of {item} is not in the store",
        pesan="isi berkas tidak ada di penyimpanan",
        mend="tell the operator, who runs `ekinerja evidence check`",
        perbaikan="sampaikan kepada operator",
    )


@router.get("/v1/evidence/{item}/downloads", response_model=None, responses=reads(answers.Downloads))
def list_downloads(
    item: UUID,
    call: Caller,
    after: Annotated[int, Query(ge=0, le=2**62, description="the `next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Who was given which bytes of the item's file, oldest first; for its employee, the officer and the auditor."""
    call.wait_until_seen()
    about = commands.load_item(call.runtime, item).state.about
    assert about is not None
    if not reads_all(call) and not call.is_one_of(about.employee):
        raise others(call)
    with call.runtime.database.connection() as conn:
        rows = conn.execute(
            "SELECT number, reader, begun_at, first_byte, bytes FROM downloads WHERE item = %s AND number > %s"
            " ORDER BY number LIMIT %s",
            (item, after, limit),
        ).fetchall()
    given = [{name: row[name] for name in ("reader", "begun_at", "first_byte", "bytes")} for row in rows]
    return {"item": item, "downloads": given, "next": rows[-1]["number"] if len(rows) == limit else None}
