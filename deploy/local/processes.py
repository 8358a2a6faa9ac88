"""Child processes of the local stack: start, stop, kill, freeze, and clean up after a crash.

Guarantees: a child runs in a session of its own (Ctrl-C reaches only us, and we stop things in order); its output goes
to `RUN_DIR/logs/NAME.log`; `RUN_DIR/pids/NAME.json` records it with its start time; on Linux it gets its stop signal
when we die, even by SIGKILL. `sweep` ends what is still running of a run that crashed.
Never signals a process whose start time is not the recorded one: process ids are used again.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

STOP_GRACE_S = 10.0  # a service finishes what is in hand within this time (design 7)
KILLED_WAIT_S = 10.0  # SIGKILL needs only as long as the kernel takes to free the memory
POLL_S = 0.01  # how often to look whether a process has ended
LOG_TAIL_LINES = 15  # enough for the cause and a little context

_LAUNCHER = Path(__file__).with_name("launch.py")


class ProcessError(Exception):
    """A child could not be started, or ended by itself. The message says which, why, and where its log is."""


_starter: ThreadPoolExecutor


def _new_starter() -> None:
    # Linux sends a child its death signal when the *thread* that made it ends (prctl(2), PR_SET_PDEATHSIG), so children
    # are all made by one thread that lives as long as this process, not by whichever thread called us.
    global _starter
    _starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


_new_starter()
os.register_at_fork(after_in_child=_new_starter)


@dataclass
class Child:
    """One started process. `stop_signal` asks it to end; `exit_code` is None while it runs."""

    name: str
    pid: int
    log: Path
    pidfile: Path
    stop_signal: signal.Signals
    popen: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def exit_code(self) -> int | None:
        return self.popen.poll()

    def alive(self) -> bool:
        return self.popen.poll() is None

    def stop(self, grace_s: float = STOP_GRACE_S) -> int:
        """Ask it to end, wait up to `grace_s`, then kill it and its children. Returns the exit code."""
        if self.alive():
            process = psutil.Process(self.pid)
            _ask(process, self.stop_signal)
            if not _ended(self.pid, grace_s):
                _kill_tree(process)
        return self._forget()

    def kill(self) -> None:
        """SIGKILL, for it and its children, as if the power had gone; returns when all are gone."""
        if self.alive():
            _kill_tree(psutil.Process(self.pid))
        self._forget()

    def pause(self) -> None:
        """Freeze it and its children: connections stay open, nothing answers."""
        process = psutil.Process(self.pid)
        process.suspend()  # first, so that it starts no more children
        _signal_all(process.children(recursive=True), signal.SIGSTOP)

    def resume(self) -> None:
        _resume(psutil.Process(self.pid))

    def log_tail(self, lines: int = LOG_TAIL_LINES) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def check(self) -> None:
        """Raise ProcessError if it has ended."""
        if not self.alive():
            raise ProcessError(
                f"{self.name} ended with {self.exit_code}; its log {self.log} ends with:\n{self.log_tail()}"
            )

    def _forget(self) -> int:
        code = self.popen.wait(KILLED_WAIT_S)
        self.pidfile.unlink(missing_ok=True)
        return code


def spawn(  # noqa: PLR0913 - keyword-only, and most callers need half of them
    name: str,
    argv: Sequence[str | Path],
    *,
    run_dir: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    user: str = "",
) -> Child:
    """Start `argv` (its program as an absolute path) and record it.

    env: the whole environment of the child, None for ours. user: who to become; only root may ask.
    Raises ProcessError when a process recorded under this name in `run_dir` is still running.
    Does not wait until the child is ready for anything.
    """
    logs, pids = run_dir / "logs", run_dir / "pids"
    logs.mkdir(parents=True, exist_ok=True)
    pids.mkdir(parents=True, exist_ok=True)
    pidfile = pids / f"{name}.json"
    running = _recorded(pidfile)
    if running:
        raise ProcessError(f"{name} is still running (pid {running[0].pid}); `make down` ends it")
    log = logs / f"{name}.log"
    with log.open("ab") as output:
        popen = _starter.submit(
            subprocess.Popen,
            launcher(user, stop_signal) + [os.fspath(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
        ).result()
    record = {"name": name, "pid": popen.pid, "started": started(popen.pid), "stop_signal": int(stop_signal)}
    staged = pidfile.with_suffix(".tmp")
    staged.write_text(json.dumps(record))
    staged.replace(pidfile)
    return Child(name, popen.pid, log, pidfile, stop_signal, popen)


def launcher(user: str = "", death_signal: signal.Signals = signal.SIGKILL) -> list[str]:
    """What to put before a program's own arguments so that it dies with us and runs as `user`."""
    return [sys.executable, "-I", "-S", str(_LAUNCHER), str(os.getpid()), str(int(death_signal)), user]


def sweep(run_dir: Path, grace_s: float = STOP_GRACE_S) -> list[str]:
    """End every process recorded under `run_dir` that is still the recorded one; returns their names.

    All are asked at once, so this takes `grace_s` at most, and then a little for those that had to be killed.
    """
    found = []
    for pidfile in sorted((run_dir / "pids").glob("*.json")):
        recorded = _recorded(pidfile)
        if recorded:
            found.append((pidfile, *recorded))
        else:
            pidfile.unlink(missing_ok=True)
    for _, process, stop_signal in found:
        _ask(process, stop_signal)
    deadline = time.monotonic() + grace_s
    for pidfile, process, _ in found:
        if not _ended(process.pid, deadline - time.monotonic()):
            _kill_tree(process)
        pidfile.unlink(missing_ok=True)
    return [pidfile.stem for pidfile, _, _ in found]


def started(pid: int) -> str:
    """What tells this process from a later one with the same id; "" if there is none, or only its remains (a zombie).

    On Linux the kernel's own tick count, because the wall clock that psutil computes from can be set.
    """
    try:
        if sys.platform == "linux":
            # The second field is the program's name in parentheses and may itself contain any of ") (".
            fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            return "" if fields[0] in ("Z", "X") else f"{boot}/{fields[19]}"
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
    except (OSError, psutil.NoSuchProcess):
        return ""


def _recorded(pidfile: Path) -> tuple[psutil.Process, signal.Signals] | None:
    try:
        record = json.loads(pidfile.read_text())
        process = psutil.Process(record["pid"])
    except (FileNotFoundError, psutil.NoSuchProcess):
        return None
    # After making the Process: psutil notes the identity then, and refuses to signal another one later.
    if not record["started"] or started(record["pid"]) != record["started"]:
        return None
    return process, signal.Signals(record["stop_signal"])


def _ask(process: psutil.Process, stop_signal: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(stop_signal)
        _resume(process)  # a frozen process does not see the signal


def _resume(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        _signal_all([*process.children(recursive=True), process], signal.SIGCONT)


def _kill_tree(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.suspend()  # so that it starts no child between the look and the kill
        tree = [process, *process.children(recursive=True)]
        _signal_all(tree, signal.SIGKILL)
        for member in tree:
            _ended(member.pid, KILLED_WAIT_S)


def _signal_all(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _ended(pid: int, timeout_s: float) -> bool:
    # Not psutil's wait: it would take the exit status from under Popen, and where nothing reaps orphans (a container
    # whose first process does not care) it would wait for their remains until the time is up.
    identity, deadline = started(pid), time.monotonic() + timeout_s
    while identity and started(pid) == identity:
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True
