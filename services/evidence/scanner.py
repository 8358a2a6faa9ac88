"""The malware scanner: one question, asked of ClamAV's daemon where one is configured.

`INSTREAM` of clamd(8): the content goes over the socket in pieces, so the scanner needs no access to the store. Spoken
by hand: it is one command, and of the clients there are one is under the GPL, one knows no Unix socket, and the others
have not been looked after for years (decision 0043).
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlparse

__all__ = ["Finding", "ScannerAway", "Scanner", "Unscannable", "scanner_at"]

PORT = 3310
CONNECT_S = 5.0
#: clamd works on a large archive for a while before it answers (its own MaxScanTime is two minutes).
ANSWER_S = 150.0
ANSWER_BYTES = 4096


class ScannerAway(Exception):
    """Nobody answers, or not with a verdict: the same content is asked about again later."""


class Unscannable(ScannerAway):
    """The scanner does not take this content, as it is set (larger than its `StreamMaxLength`)."""


@dataclass(frozen=True)
class Finding:
    """What the scanner found; `signature` names the malware, None: nothing was found."""

    signature: str | None
    engine: str


class Scanner:
    """A clamd by TCP or by its socket's path. Every call blocks and raises `ScannerAway`."""

    def __init__(self, address: tuple[str, int] | str) -> None:
        self._address = address

    def scan(self, chunks: Iterable[bytes]) -> Finding:
        """Look for malware in a content."""
        engine = self._asked(b"zVERSION\0", ())
        answer = self._asked(b"zINSTREAM\0", chunks)
        if "size limit exceeded" in answer:
            raise Unscannable(answer)
        found = answer.removeprefix("stream: ")
        if found == "OK":
            return Finding(None, engine)
        if found.endswith(" FOUND"):
            return Finding(found.removesuffix(" FOUND"), engine)
        raise ScannerAway(f"the scanner says {answer[:200]!r}")

    def _asked(self, command: bytes, chunks: Iterable[bytes]) -> str:
        try:
            with self._connected() as conn:
                conn.sendall(command)
                try:
                    for chunk in chunks:
                        conn.sendall(struct.pack("!I", len(chunk)) + chunk)
                    if command == b"zINSTREAM\0":
                        conn.sendall(struct.pack("!I", 0))
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it has said why, and hung up
                return _answer(conn)
        except OSError as error:
            raise ScannerAway(f"the scanner does not answer: {error}") from error

    def _connected(self) -> socket.socket:
        if isinstance(self._address, tuple):
            conn = socket.create_connection(self._address, CONNECT_S)
        else:
            conn = socket.socket(socket.AF_UNIX)
            conn.settimeout(CONNECT_S)
            conn.connect(self._address)
        conn.settimeout(ANSWER_S)
        return conn


def _answer(conn: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < ANSWER_BYTES:
        more = conn.recv(ANSWER_BYTES)
        if not more:
            break
        said += more
    text = said.partition(b"\0")[0].decode("utf-8", "replace").strip()
    if not text:
        raise ConnectionResetError("it hung up without a word")
    return text


def scanner_at(address: str) -> Scanner:
    """The scanner of `EKINERJA_EVIDENCE_SCANNER`."""
    parts = urlparse(address)
    if parts.scheme == "clamd+unix":
        return Scanner(parts.path)
    return Scanner((parts.hostname or "", parts.port or PORT))
