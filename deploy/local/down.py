"""`make down`: end `make up`, or what is left of one that crashed. Harmless when nothing runs."""

import os
import signal
import sys
import time
from contextlib import suppress

from deploy.local.parts import make_postgres
from deploy.local.up import Running, clean, only_one, run_dir

ASK_TIMEOUT_S = 120.0  # services have ten seconds, Kafka and PostgreSQL fifteen; a story in play ends its step first
POLL_S = 0.1


def main() -> int:
    """Returns when nothing runs any more; always 0."""
    folder = run_dir()
    deadline = time.monotonic() + ASK_TIMEOUT_S
    asked = 0
    while True:
        try:
            with only_one(folder):
                ended = clean(folder)
                make_postgres("embedded", folder / "up", None).stop()  # the folder of a socket may lie elsewhere
        except Running as holder:
            if pid := int(str(holder) or 0):  # it writes its id just after it has the lock
                late = time.monotonic() > deadline
                if late or not asked:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                asked = pid
            time.sleep(POLL_S)
            continue
        break
    told = [f"`make up` (pid {asked})"] if asked else []
    print("ended: " + ", ".join(told + ended) if told or ended else "nothing was running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
