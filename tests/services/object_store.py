"""A real S3-compatible object store: SeaweedFS, installed by hash with the other tools (tests/deploy/tools.py).

One process on the loopback address with a folder of its own; it checks signatures, and takes multipart uploads.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import obstore
from obstore.store import from_url

from deploy.local.ports import HOST, free_port
from deploy.local.processes import spawn
from tests.deploy.tools import bin_dir

__all__ = ["ADDRESS", "object_store"]

ADDRESS = "s3://evidence/kanwil-contoh"
READY_WITHIN_S = 60
USER = {"accessKey": "tester", "secretKey": "tested-and-secret"}
IDENTITIES = {"identities": [{"name": "tester", "credentials": [USER], "actions": ["Admin"]}]}


@contextmanager
def object_store(run_dir: Path) -> Iterator[dict[str, str]]:
    """A running store with one bucket; yields the variables by which `ADDRESS` leads to it."""
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "s3.json").write_text(json.dumps(IDENTITIES))
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    ports |= {f"{name}.port.grpc": free_port() for name in ports}
    flags = [f"-{name if '.' in name else f'{name}.port'}={port}" for name, port in ports.items()]
    program = bin_dir() / "weed"
    child = spawn(
        "seaweedfs",
        [program, "-logtostderr", "mini", f"-dir={run_dir / 'data'}", f"-ip={HOST}", f"-ip.bind={HOST}", *flags]
        + ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-bucket=evidence"]
        + [f"-s3.config={run_dir / 's3.json'}", f"-s3.localSocket={run_dir / 's3.sock'}"],
        run_dir=run_dir,
        env={"PATH": os.environ["PATH"], "HOME": str(run_dir)},
        cwd=run_dir,
    )
    env = {
        "AWS_ENDPOINT_URL": f"http://{HOST}:{ports['s3']}", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "id",
        "AWS_ACCESS_KEY_ID": USER["accessKey"], "AWS_SECRET_ACCESS_KEY": USER["secretKey"],
    }  # fmt: skip
    try:
        _wait(child, env)
        yield env
    finally:
        with suppress(subprocess.TimeoutExpired):
            child.stop(grace_s=5)


def _wait(child, env):
    deadline = time.monotonic() + READY_WITHIN_S
    config = {name.lower(): value for name, value in env.items() if name != "AWS_ALLOW_HTTP"}
    store = from_url(ADDRESS, config=config, client_options={"allow_http": True}, retry_config={"max_retries": 0})
    while True:
        child.check()
        try:
            obstore.put(store, "ready", b"yes")
            obstore.delete(store, "ready")
            return
        except Exception as error:  # noqa: BLE001  # of whatever kind: it is not ready
            if time.monotonic() > deadline:
                raise AssertionError(f"the object store is not ready: {error}; {child.log_tail()}") from error
            time.sleep(0.1)
