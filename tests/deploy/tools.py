"""The tools that check the deployment's files, installed once into the project's folder `.tools`, all by hash.

An environment of their own: they are large, need nothing of ours, and nothing of ours needs them. Helm's engine is the
library that the `helm` command is made of, so what it renders is what `helm template` renders. A tool that cannot be
had fails the tests that need it, with the installer's own words; no test passes without its tool.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "bin_dir", "compose", "helm"]

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("tools.lock")
INSTALL_S = 600


@cache
def bin_dir() -> Path:
    """The folder of the tools' programs, and of a Python that has their modules. Raises `RuntimeError`."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    home = ROOT / ".tools" / f"deploy-{digest}"
    home.parent.mkdir(exist_ok=True)
    with (home.parent / ".deploy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once wait for each other
        if not (home / "complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            uv = Path(sys.executable).with_name("uv")
            _run([uv, "venv", "--quiet", "--python", sys.executable, home])
            _run([uv, "pip", "install", "--quiet", "--python", home / "bin/python", "--require-hashes", "-r", LOCK])
            (home / "complete").touch()
    return home / "bin"


def _run(command: list[Any]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=INSTALL_S)
    if done.returncode:
        raise RuntimeError(f"the tools of tests/deploy cannot be had: {' '.join(map(str, command))}\n{done.stderr}")


def helm(task: str, *cases: Any) -> list[Any]:
    """Results of `in_tools.py` for each case, asked in one process."""
    done = subprocess.run(
        [bin_dir() / "python", Path(__file__).with_name("in_tools.py"), task],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def compose(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Docker Compose on `deploy/compose`, with these variables and no others of ours; `config` needs no engine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EKINERJA_", "COMPOSE_"))}
    return subprocess.run(
        [bin_dir() / "docker-compose", *arguments],
        cwd=ROOT / "deploy/compose",
        env=kept | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )
