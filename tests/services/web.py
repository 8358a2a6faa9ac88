"""A web server for tests on the loopback address, as badly behaved as the web is."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from deploy.local.ports import HOST

__all__ = ["PDF", "Web", "web"]

PDF = b"%PDF-1.7 laporan"
Page = Callable[[BaseHTTPRequestHandler], None]


class Web(ThreadingHTTPServer):
    """`pages`: path -> what it does, or the bytes it holds; `asked`: (path, headers) of every request."""

    daemon_threads = True

    def __init__(self, host: str = HOST) -> None:
        super().__init__((host, 0), _Handler)
        self.port: int = self.server_address[1]
        self.pages: dict[str, Page | bytes] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        self.connections += 1
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    server: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        page = self.server.pages.get(self.path.partition("?")[0])
        if page is None:
            answer(404, b"tidak ada")(self)
        elif isinstance(page, bytes):
            answer(200, page)(self)
        else:
            page(self)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the library has it
        """Nothing."""


def answer(status: int, body: bytes = b"", **headers: str) -> Page:
    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"Content-Type": "application/pdf", "Content-Length": str(len(body))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return page


def redirect(to: str, status: int = 302) -> Page:
    return answer(status, b"%PDF-1.7 of the redirect itself", Location=to)


def drip(piece: bytes, every_s: float, most: int = 60) -> Page:
    """A body of which a piece comes now and then."""

    def page(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(piece) * most))
        request.end_headers()
        try:
            for _ in range(most):
                request.wfile.write(piece)
                time.sleep(every_s)
        except OSError:  # whoever asked has gone
            pass

    return page


def endless(request: BaseHTTPRequestHandler) -> None:
    """A body without a length that never ends."""
    request.send_response(200)
    request.send_header("Connection", "close")
    request.end_headers()
    try:
        while True:
            request.wfile.write(b"%PDF" * 16_384)
    except OSError:
        pass


def endless_headers(request: BaseHTTPRequestHandler) -> None:
    """Headers of which another comes now and then."""
    try:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(600):
            request.wfile.write(b"X-%d: y\r\n" % number)
            time.sleep(0.1)
    except OSError:
        pass


def broken_off(request: BaseHTTPRequestHandler) -> None:
    """Less than was promised."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(PDF)


@contextmanager
def web(host: str = HOST) -> Iterator[Web]:
    server = Web(host)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
