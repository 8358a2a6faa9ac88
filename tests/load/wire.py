"""A plain HTTP/1.1 client for load: kept connections, requests as bytes, answers by their length.

A full client would take as much of the machine as the service it measures. Reads only what our services send
(`Content-Length`, no chunks); a closed connection or an unexpected status is an error, never a slow sample. "Not now"
(503) is sent again with the same key, as every client should, and counted.
"""

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

__all__ = ["Wire", "command"]

RETRY_S = 0.5


def command(url: str, path: str, token: str, body: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The bytes of a POST before and after its idempotency key."""
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAuthorization: Bearer {token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\nIdempotency-Key: "
    return head.encode(), b"\r\n\r\n" + sent


class Wire(asyncio.Protocol):
    """One kept connection; `send` one command at a time."""

    def __init__(self) -> None:
        #: Answers that said "not now".
        self.refused = 0
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def open(cls, url: str) -> "Wire":
        place = urlsplit(url)
        _, wire = await asyncio.get_running_loop().create_connection(cls, place.hostname, place.port)
        return wire

    async def send(self, before: bytes, after: bytes) -> bytes:
        """The body of the answer, once accepted. Raises RuntimeError for any status but 201 and 503."""
        assert self._transport is not None
        key = str(uuid.uuid4()).encode()
        while True:
            self._answer = asyncio.get_running_loop().create_future()
            self._transport.write(before + key + after)
            status, body = await self._answer
            if status == 201:
                return body
            if status != 503:
                raise RuntimeError(f"a command of the load was answered {status}: {body.decode()[:300]}")
            self.refused += 1
            await asyncio.sleep(RETRY_S)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the service closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, found, rest = self._got.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) >= length:
            self._got = b""
            self._answer.set_result((int(head[9:12]), rest[:length]))
