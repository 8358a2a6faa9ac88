"""What happens to every request before its route: correlation id, size limit, time, and a dead database's 503.

Uploads are bounded in number too, for each lies on the disk while it is in hand: one too many is 503 before any of it
is read. Nobody holds such a place without a sound token, nor with a body that has stopped coming, or comes by drops. An
upload that names the digest of its body (`Content-Digest`, RFC 9530) is refused when another came.
Plain ASGI, no per-request objects of a framework: this runs on the hot path.
"""

import asyncio
import base64
import binascii
import hashlib
import re
import time
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import EkinerjaError, Malformed, Refused, Retryable, TooLarge
from chassis.problems import body_of, database_is_away, headers_of, problem_response, route_of
from chassis.runtime import Runtime
from chassis.telemetry import log

__all__ = ["BodyStalled", "BodyDiffers", "Edge", "TooManyUploads"]

# An id with 18 digits in a row may be an employee number, and it would be recorded for ever (decision 0015).
_CORRELATION = re.compile(r"(?!.*[0-9]{18})[A-Za-z0-9._:-]{1,128}")
_SHA256 = re.compile(rb"(?:^|[,\s])sha-256=:([A-Za-z0-9+/=]*):")
#: How often a pending request looks whether the database still answers.
WATCH_S = 0.25
#: What a form adds to the file in it: fields, names and boundaries.
FORM_BYTES = 65_536
#: A phone in a tunnel is back by then; a connection that is dead would keep its place for hours.
UPLOAD_SILENT_S = 30.0
#: In that time at least this much comes of an upload, or it holds its place for nothing.
UPLOAD_LEAST_BYTES = 8192
#: A request this young is not given up, so that one slow heartbeat costs nobody anything.
PATIENCE_S = 1.0
#: Reads are counted, not logged: what matters afterwards is who changed what.
READS = frozenset({"GET", "HEAD"})


class TooManyUploads(Retryable):
    # The one who uploads comes again; only where that does not help for long is it the operator's.
    acts, type, title = "caller", "too-many-uploads", "Too many files are being uploaded"
    retry_after_s = 5


class BodyStalled(Refused):
    status, type, title = 400, "body-stalled", "The body stopped coming"


class BodyDiffers(Refused):
    status, type, title = 400, "body-differs", "The body is not the one that was sent"


class _Body:
    """Counts a request's body as it comes in; stops it at the limit, and an upload's that hardly comes, or differs."""

    def __init__(self, receive: Receive, limit: int, upload: bool, digest: bytes | None = None) -> None:
        self._receive = receive
        self._limit = self._left = limit
        self._awaited = upload
        #: For how long it may be waited for, and what has come meanwhile.
        self._patience, self._came = UPLOAD_SILENT_S, 0
        self._digest, self._sha256 = digest, hashlib.sha256()
        #: Why no more of it is taken.
        self.refusal: EkinerjaError | None = None

    async def receive(self) -> Message:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience if self._awaited else None):
                message = await self._receive()
        except TimeoutError:
            self.refusal = _stalled()
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            self._note(message, time.monotonic() - began)
        if self._left < 0:
            self.refusal = _too_large(self._limit)
            return {"type": "http.disconnect"}
        if self.refusal is not None:  # raised, and not told as a lost connection, of which what came is kept
            raise self.refusal
        return message

    def _note(self, message: Message, waited: float) -> None:
        body, more = message.get("body", b""), message.get("more_body", False)
        self._left -= len(body)
        self._came += len(body)
        if self._came >= UPLOAD_LEAST_BYTES:
            self._patience, self._came = UPLOAD_SILENT_S, 0
        else:
            self._patience = max(self._patience - waited, 0.0)
        if self._digest is not None:
            self._sha256.update(body)
            if not more and self._sha256.digest() != self._digest:
                self.refusal = _another(self._sha256.digest())
        self._awaited = self._awaited and more


def _correlate(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The request's correlation id, its own or a new one, set for the route and for the log."""
    given = headers.get(b"x-correlation-id", b"").decode("latin-1")
    correlation = given if _CORRELATION.fullmatch(given) else str(uuid4())
    scope.setdefault("state", {})["correlation_id"] = correlation
    structlog.contextvars.bind_contextvars(correlation_id=correlation)
    return correlation


class Edge:
    """The outermost layer of a service's application."""

    def __init__(self, app: ASGIApp, runtime: Runtime, uploads: frozenset[tuple[str, str]]) -> None:
        self._app = app
        self._runtime = runtime
        self._uploads = [(method, compile_path(route)[0], route) for method, route in uploads]
        self._pending: set[asyncio.Task[None]] = set()
        #: Uploads whose bytes may lie on the disk, also of callers who were told that the database is away.
        self._in_hand: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: C901  # one request, told in order
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        correlation = _correlate(scope, headers)
        started = time.monotonic()
        status = 500
        answered = False

        async def sending(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = True
                message["headers"] = [*message.get("headers", ()), (b"x-correlation-id", correlation.encode())]
            await send(message)

        async def refuse(error: EkinerjaError) -> None:
            await problem_response(body_of(error), Request(scope), **headers_of(error))(scope, receive, sending)

        try:
            upload = await self._is_upload(scope, headers)
            digest = _digest_in(headers.get(b"content-digest", b"")) if upload else None
            body = _Body(receive, self._limit(headers, upload), upload, digest)
        except EkinerjaError as error:
            await refuse(error)
        else:

            async def unless_refused(message: Message) -> None:
                if body.refusal is None or answered:
                    await sending(message)

            try:
                await self._watched(scope, body.receive, unless_refused, lambda: answered, refuse, upload=upload)
            except Exception:
                # The framework raises a defect once more after its answer, for servers that log it; ours is logged.
                if not answered and body.refusal is None:
                    raise
            if body.refusal is not None and not answered:
                await refuse(body.refusal)
        self._note(scope, status, time.monotonic() - started)

    async def _is_upload(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        """Whether this request takes a place among the uploads. Raises `TooManyUploads`, or what its token is."""
        if self._upload_route(scope) is None:
            return False
        sent = headers.get(b"authorization", b"").decode("latin-1")
        tokens, most = self._runtime.tokens, self._runtime.settings.evidence_uploads
        if tokens.known(sent) is None:
            await run_in_threadpool(tokens.identify, sent)
        if len(self._in_hand) >= most:
            raise TooManyUploads(
                detail=f"{most} files are being uploaded here already",
                pesan=f"{most} berkas sedang diunggah",
                mend="send the same again in a few seconds, with the same Idempotency-Key",
                perbaikan="kirim ulang beberapa detik lagi dengan Idempotency-Key yang sama",
            )
        return True

    def _upload_route(self, scope: Scope) -> str | None:
        """The template of the route of an upload; None for any other request."""
        asked = scope["method"], scope["path"]
        return next(
            (route for method, path, route in self._uploads if method == asked[0] and path.match(asked[1])), None
        )

    def _limit(self, headers: dict[bytes, bytes], upload: bool) -> int:
        """The most bytes this body may have. Raises `TooLarge` for one that says it has more."""
        settings = self._runtime.settings
        limit = settings.evidence_max_bytes + FORM_BYTES if upload else settings.request_max_bytes
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared) > limit:
            raise _too_large(limit)
        return limit

    async def _watched(  # noqa: PLR0913  # the parts of one request
        self, scope: Scope, receive: Receive, send: Send, answered: Any, refuse: Any, *, upload: bool
    ) -> None:
        """Run the route; when the database stops answering, answer 503 at once and let the thread end alone."""
        abandoned = False

        async def unless_abandoned(message: Message) -> None:
            if not abandoned:
                await send(message)

        started = time.monotonic()
        task: asyncio.Task[None] = asyncio.create_task(self._run(scope, receive, unless_abandoned))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        if upload:  # nothing was awaited since its place was found free
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
        while not task.done():
            await asyncio.wait({task}, timeout=WATCH_S)
            heartbeat = self._runtime.heartbeat
            silent = heartbeat is not None and not heartbeat.answers
            if not task.done() and silent and not answered() and time.monotonic() - started > PATIENCE_S:
                abandoned = True
                task.add_done_callback(lambda done: done.cancelled() or done.exception())
                await refuse(database_is_away())
                return
        await task

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # An upload that was refused before its route is still one.
        route, method = self._upload_route(scope) or route_of(scope), scope["method"]
        if method not in READS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
        telemetry = self._runtime.telemetry
        telemetry.count("ekinerja_commands_total", route=route, status=str(status))
        telemetry.observe("ekinerja_command_seconds", seconds, route=route)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        detail=f"the body is larger than {limit} bytes",
        pesan=f"isi permintaan melebihi {limit} bita",
        mend="send less in one request",
        perbaikan="kirim lebih sedikit dalam satu permintaan",
    )


def _digest_in(header: bytes) -> bytes | None:
    """The SHA-256 of a `Content-Digest`; None where it names none. Raises `Malformed`."""
    match = _SHA256.search(header)
    if match is None:
        return None
    try:
        return base64.b64decode(match[1], validate=True)
    except binascii.Error as error:
        raise Malformed(
            detail=f"Content-Digest cannot be read: {error}",
            pesan="Content-Digest tidak dapat dibaca",
            mend="send sha-256=:<base64>: (RFC 9530), or leave it out",
            perbaikan="kirim sha-256=:<base64>: (RFC 9530), atau kosongkan",
        ) from None


def _another(digest: bytes) -> BodyDiffers:
    came = base64.b64encode(digest).decode()
    return BodyDiffers(
        detail=f"the SHA-256 of the body that came is {came}, and not the one in Content-Digest",
        pesan="isi permintaan yang diterima tidak sama dengan yang dikirim",
        mend="send it again with the same Idempotency-Key",
        perbaikan="kirim ulang dengan Idempotency-Key yang sama",
    )


def _stalled() -> BodyStalled:
    return BodyStalled(
        detail=f"hardly anything more of the body came for {UPLOAD_SILENT_S:.0f} s",
        pesan=f"kelanjutan berkas tidak datang selama {UPLOAD_SILENT_S:.0f} detik",
        mend="send it again with the same Idempotency-Key, on a better connection",
        perbaikan="kirim ulang dengan Idempotency-Key yang sama, dengan koneksi yang lebih baik",
    )
