"""Which TCP ports of the loopback address are free, and a clear word about one that is not.

`free_port` never gives a port the kernel also hands to outgoing connections: a client that keeps trying a server which
is down could be given the server's own port, connect to itself, and keep the server from coming back.
"""

import errno
import random
import socket

import psutil

HOST = "127.0.0.1"
# Below the ephemeral range of Linux (from 32768) and of the IANA (from 49152), above the well-known ones.
FIRST_PORT, LAST_PORT = 20_000, 32_000
TRIES = 200

_given: set[int] = set()
_random = random.SystemRandom()  # not the seeded generator of a test: parallel runs must not draw the same ports


class PortTaken(Exception):
    """Another process listens on the port. Fields: port, setting."""

    def __init__(self, port: int, setting: str, holder: str) -> None:
        super().__init__(f"port {port} is taken{holder}; free it or set {setting}")
        self.port = port
        self.setting = setting


def free_port() -> int:
    """A port nothing listens on now, never given out before by this process."""
    for _ in range(TRIES):
        port = _random.randint(FIRST_PORT, LAST_PORT)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise RuntimeError(f"no free port found between {FIRST_PORT} and {LAST_PORT} in {TRIES} tries")


def require_free(port: int, setting_name: str) -> None:
    """Raise PortTaken, naming the holder when the system tells, unless `port` can be listened on."""
    if not _is_free(port):
        raise PortTaken(port, setting_name, _holder(port))


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        # Else connections of a server that has just ended (TIME_WAIT) would count; a listener is refused all the same.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,)
            if listens and connection.pid:
                return f" (by pid {connection.pid}, {psutil.Process(connection.pid).name()})"
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass  # macOS tells only root; the port and the setting are the important part
    return ""
