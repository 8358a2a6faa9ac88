"""A malware scanner for tests: ClamAV's own daemon where it is on the machine, else a small server of its protocol.

Debian has `clamav-daemon`; no package index brings it, so a machine without it is tried with the server below, which
speaks INSTREAM as clamd(8) tells and finds what the one signature finds: the EICAR test string. The daemon is given the
same single signature, so that nothing has to be downloaded.
"""

import hashlib
import os
import shutil
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.ports import HOST, free_port
from deploy.local.processes import spawn

__all__ = ["EICAR", "KINDS", "MOST_BYTES", "scanner"]

#: Written in two, so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
DAEMON = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
KINDS = ["protocol", *(["clamd"] if DAEMON else [])]
MOST_BYTES = 5_000_000
READY_WITHIN_S = 60


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 0.0.0/test\0")
            return
        assert command == b"zINSTREAM\0", command
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > MOST_BYTES:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if content.startswith(EICAR) else b"stream: OK\0")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def scanner(kind: str, run_dir: Path, port: int = 0) -> Iterator[str]:
    """A running scanner of a kind; yields its address as `EKINERJA_EVIDENCE_SCANNER` has it."""
    port = port or free_port()
    if kind == "protocol":
        server = _Server((HOST, port), _Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"clamd://{HOST}:{port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
        return
    (run_dir / "signatures").mkdir(parents=True, exist_ok=True)
    (run_dir / "signatures/eicar.hdb").write_text(f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test\n")
    (run_dir / "clamd.conf").write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr {HOST}\nLocalSocket {run_dir}/clamd.sock\n"
        f"DatabaseDirectory {run_dir}/signatures\nStreamMaxLength {MOST_BYTES}\n"
    )
    child = spawn("clamd", [Path(DAEMON or ""), f"--config-file={run_dir / 'clamd.conf'}"], run_dir=run_dir)
    try:
        deadline = time.monotonic() + READY_WITHIN_S
        while not (run_dir / "clamd.sock").exists():
            child.check()
            assert time.monotonic() < deadline, child.log_tail()
            time.sleep(0.1)
        yield f"clamd://{HOST}:{port}"
    finally:
        child.stop(grace_s=5)
