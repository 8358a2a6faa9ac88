"""What `ekinerja evidence collect`, `check` and `check-links` do; the command line itself is `services/cli.py`."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

from chassis.gate import Gate, read_verdict
from chassis.runtime import Runtime
from contracts.values import PERIOD
from services.evidence.comparison import Comparison, compare
from services.evidence.files import Files
from services.evidence.garbage import collect
from services.evidence.link_work import ask_again

__all__ = ["check_files", "check_links", "collect_files", "told"]

SHOWN = 20
#: A worker that leads renews its verdict twice a second.
RENEWED_WITHIN_S = 2.0


def collect_files(runtime: Runtime) -> str:
    """Collect now, with the running service's settings; raises `RuntimeError` unless its store was found sound."""
    files: Files = runtime.own
    gate = Gate()
    for pause in (RENEWED_WITHIN_S, 0.0):  # seen twice, so that a verdict restored with its database is not believed
        with runtime.database.connection() as conn:
            gate.hear(read_verdict(conn))
        time.sleep(pause)
    if gate.state != "sound":
        raise RuntimeError(
            f"nothing is collected: {gate.why or gate.state}. A worker of evidence must run, and Kafka answer, so that"
            " the log is known to be whole"
        )
    done = collect(runtime.database, files.store, timedelta(hours=files.kept_hours))
    return (
        f"evidence: removed {done['files']} files, {done['parts']} parts of uploads, {done['halves']} halves of files"
    )


def check_files(runtime: Runtime, *, digests: bool, progress: Callable[[int], None]) -> Comparison:
    files: Files = runtime.own
    older_than = timedelta(hours=files.kept_hours)
    return compare(runtime.database, files.store, older_than, digests=digests, progress=progress)


def check_links(runtime: Runtime, period: str) -> str:
    """Have every link of a period fetched once more. Raises `ValueError` for what is no period."""
    if not re.fullmatch(PERIOD, period):
        raise ValueError(f"{period!r} is not a period (2026Q3 or 2026M07)")
    links = ask_again(runtime.database, period)
    return f"evidence: {links} links of {period} are fetched again by the running worker"


def told(found: Comparison) -> list[str]:
    """A comparison as lines for whoever runs it."""
    lines = []
    for what, contents in (("missing", found.missing), ("altered", found.altered)):
        lines += [f"{what} {sha256}: items {', '.join(map(str, items))}" for sha256, items in contents.items()]
    lines += [f"orphaned {path}" for path in found.orphaned[:SHOWN]]
    if len(found.orphaned) > SHOWN:
        lines.append(f"orphaned: {len(found.orphaned) - SHOWN} more")
    lines.append(
        f"evidence: {found.items} items, {found.contents} contents: {len(found.missing)} missing,"
        f" {len(found.altered)} altered, {len(found.orphaned)} orphaned, {found.on_their_way} on their way"
    )
    return lines
