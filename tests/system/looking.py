"""What tests of whole processes look at: an address, the processes of a folder, and a sign that is waited for."""

import time

import httpx
import psutil

TIMEOUT_S = 600.0
POLL_S = 0.05


def until(true, what, timeout_s=TIMEOUT_S):
    deadline = time.monotonic() + timeout_s
    while not (found := true()):
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s: {what}"
        time.sleep(POLL_S)
    return found


def get(url, token=""):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(url, headers=headers, timeout=60, trust_env=False)


def processes_in(folder):
    """Command lines of all processes that name a folder of the test or were told it by their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            told = process.environ().get("EKINERJA_CLOCK_FILE", "") + process.environ().get("EKINERJA_RUN_DIR", "")
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if str(folder) in line + told:
            found.append(line)
    return found
