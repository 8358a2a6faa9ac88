"""What happens to every request before its route: correlation id, size limit, time, and a dead database's 503.

Plain ASGI, no per-request objects of a framework: this runs on the hot path.
"""

import asyncio
import re
import time
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.errors import EkinerjaError, TooLarge
from chassis.problems import body_of, database_is_away, problem_response, route_of
from chassis.runtime import Runtime
from chassis.telemetry import log

__all__ = ["Edge"]

# An id with 18 digits in a row may be an employee number, and it would be recorded for ever (decision 0015).
_CORRELATION = re.compile(r"(?!.*[0-9]{18})[A-Za-z0-9._:-]{1,128}")
#: How often a pending request looks whether the database still answers.
WATCH_S = 0.25
#: What a form adds to the file in it: fields, names and boundaries.
FORM_BYTES = 65_536
#: A request this young is not given up, so that one slow heartbeat costs nobody anything.
PATIENCE_S = 1.0
#: Reads are counted, not logged: what matters afterwards is who changed what.
READS = frozenset({"GET", "HEAD"})


class _Body:
    """Counts a request's body as it comes in, and stops it at the limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.over = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.over = True
            return {"type": "http.disconnect"}
        return message


def _correlate(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The request's correlation id, its own or a new one, set for the route and for the log."""
    given = headers.get(b"x-correlation-id", b"").decode("latin-1")
    correlation = given if _CORRELATION.fullmatch(given) else str(uuid4())
    scope.setdefault("state", {})["correlation_id"] = correlation
    structlog.contextvars.bind_contextvars(correlation_id=correlation)
    return correlation


class Edge:
    """The outermost layer of a service's application."""

    def __init__(self, app: ASGIApp, runtime: Runtime, upload_paths: frozenset[str]) -> None:
        self._app = app
        self._runtime = runtime
        self._uploads = upload_paths
        self._pending: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: C901  # one request, told in order
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        correlation = _correlate(scope, headers)
        limit = self._limit(scope["path"])
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

        async def refuse(error: EkinerjaError, **extra: str) -> None:
            await problem_response(body_of(error), Request(scope), **extra)(scope, receive, sending)

        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared) > limit:
            await refuse(_too_large(limit))
        else:
            body = _Body(receive, limit)

            async def unless_over(message: Message) -> None:
                if not body.over or answered:
                    await sending(message)

            try:
                await self._watched(scope, body.receive, unless_over, lambda: answered, refuse)
            except Exception:
                # The framework raises a defect once more after its answer, for servers that log it; ours is logged.
                if not answered and not body.over:
                    raise
            if body.over and not answered:
                await refuse(_too_large(limit))
        self._note(scope, status, time.monotonic() - started)

    def _limit(self, path: str) -> int:
        settings = self._runtime.settings
        return settings.evidence_max_bytes + FORM_BYTES if path in self._uploads else settings.request_max_bytes

    async def _watched(self, scope: Scope, receive: Receive, send: Send, answered: Any, refuse: Any) -> None:
        """Run the route; when the database stops answering, answer 503 at once and let the thread end alone."""
        abandoned = False

        async def unless_abandoned(message: Message) -> None:
            if not abandoned:
                await send(message)

        started = time.monotonic()
        task: asyncio.Task[None] = asyncio.create_task(self._run(scope, receive, unless_abandoned))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        while not task.done():
            await asyncio.wait({task}, timeout=WATCH_S)
            heartbeat = self._runtime.heartbeat
            silent = heartbeat is not None and not heartbeat.answers
            if not task.done() and silent and not answered() and time.monotonic() - started > PATIENCE_S:
                abandoned = True
                task.add_done_callback(lambda done: done.cancelled() or done.exception())
                away = database_is_away()
                await refuse(away, **{"Retry-After": str(away.retry_after_s)})
                return
        await task

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = route_of(scope), scope["method"]
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
