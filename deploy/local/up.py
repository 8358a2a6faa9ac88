"""`make up`: the whole stack with the demo's story played, kept running until Ctrl-C. `STORY=0` starts it empty.

Every start is a fresh one: what an earlier run left in `.run/up` is deleted. When everything is there it writes
`.run/endpoints.json`, last and at once, and removes it when it stops. One runs at a time per folder; `make down` ends
it, and cleans up after one that crashed. Ends with 0 when it was asked to stop, otherwise with 1 and the cause.
"""

import fcntl
import json
import os
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

from deploy.local.addresses import Ports
from deploy.local.jars import JarError
from deploy.local.parts import ROOT
from deploy.local.ports import PortTaken
from deploy.local.processes import ProcessError, sweep
from deploy.local.stack import Stack

RUN_DIR_SETTING, STORY_SETTING = "EKINERJA_RUN_DIR", "STORY"
WATCH_S = 0.5
ROLES = ("employee", "rater", "officer", "auditor")


class Asked(BaseException):
    """Ctrl-C or SIGTERM: not an error, and nothing in between may take it for one."""


class Running(Exception):
    """Another `make up` of this folder runs."""


def run_dir() -> Path:
    """Where endpoints, logs and data of `make up` lie."""
    return Path(os.environ.get(RUN_DIR_SETTING) or ROOT / ".run").resolve()


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; the kernel lets go when it dies. Raises Running."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Running(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def clean(folder: Path) -> list[str]:
    """End what an earlier run left running and remove what it wrote; returns the names of what still ran."""
    (folder / "endpoints.json").unlink(missing_ok=True)
    ended = sweep(folder / "up")
    shutil.rmtree(folder / "up", ignore_errors=True)
    return ended


def _tokens(stack: Stack, with_story: bool) -> Mapping[str, str]:
    if with_story:
        from deploy.local.story import play

        return play(stack, _tell_progress).tokens
    return {
        "employee": stack.token("employee", str(uuid4())),
        "rater": stack.token(["employee", "rater"], str(uuid4())),
        "officer": stack.token("officer", str(uuid4())),
        "auditor": stack.token("auditor"),
    }


def _tell_progress(title: str, done: int, total: int) -> None:
    if done == total:
        _say(f"  {title}: {total}")


def _say(words: str) -> None:
    print(words, flush=True)


def _present(stack: Stack, tokens: Mapping[str, str], folder: Path) -> None:
    """Print what there is to try, and write it down."""
    places = folder / "up" / "tokens"
    places.mkdir(mode=0o700)
    for role in ROLES:
        (places / role).write_text(tokens[role])
    _say("\naddresses")
    for service in stack.services:
        _say(f"  {service:12}{stack.urls[service]}   (interfaces: {stack.urls[service]}/docs)")
    _say(f"  {'issuer':12}{stack.issuer}   (gives anyone any token: POST {stack.issuer}/token)")
    _say(f"  {'kafka':12}{stack.kafka.bootstrap}")
    _say(f"  {'logs':12}{stack.run_dir / 'logs'}")
    _say("\na development token per role")
    for role in ROLES:
        _say(f"  {role}: {tokens[role]}")
    _say("\nto try")
    for role, service, path in (
        ("officer", "planning", "/v1/units"),
        ("employee", "notify", "/v1/notices"),
        ("auditor", "evaluation", "/v1/projection/digest"),
    ):
        token = shlex.quote(str(places / role))
        _say(f'  curl -s -H "Authorization: Bearer $(cat {token})" {stack.urls[service]}{path}')
    endpoints: dict[str, Any] = {
        "kafka": stack.kafka.bootstrap,
        "services": {service: stack.urls[service] for service in stack.services},
        "issuer": stack.issuer,
        "tokens": {role: tokens[role] for role in ROLES},
    }
    fresh = folder / ".endpoints.new"
    fresh.write_text(json.dumps(endpoints, indent=2) + "\n")
    os.replace(fresh, folder / "endpoints.json")


def _watch(stack: Stack) -> None:
    """Return only by an exception: Asked, or ProcessError naming what has ended."""
    while True:
        if ended := stack.ended():
            raise ProcessError(f"{ended.name} ended by itself with {ended.exit_code}; see its log {ended.log}")
        time.sleep(WATCH_S)


def _run(folder: Path) -> None:
    clean(folder)
    stack = Stack(folder / "up", ports=Ports.from_environment(), progress=_say)
    try:
        stack.start()
        _say(f"Kafka, PostgreSQL and {len(stack.services)} services are up after {stack.started_in_s:.1f} s")
        _present(stack, _tokens(stack, os.environ.get(STORY_SETTING) != "0"), folder)
        _say("\nrunning until Ctrl-C")
        _watch(stack)
    finally:
        (folder / "endpoints.json").unlink(missing_ok=True)
        stack.stop()


def main() -> int:
    """Run until asked to stop; the exit code."""

    def ask(_signal: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # stopping takes a few seconds and must not be cut short
        raise Asked

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    folder = run_dir()
    try:
        with only_one(folder):
            _run(folder)
    except Asked:
        _say("stopped; nothing is left running")
        return 0
    except Running as error:
        cause = f"`make up` is running already (pid {error}); `make down` ends it"
    except (PortTaken, ProcessError, JarError) as error:
        cause = str(error)
    except Exception as error:  # noqa: BLE001  # the outermost edge: a cause in one line, nothing left running
        cause = f"{type(error).__name__}: {error}"
    print(f"make up failed: {cause}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
