"""`make bench`: the numbers of the whole path, as ratios within one run, printed and kept in docs/benchmarks.md.

Starts stacks of its own on free ports, leaves nothing running, and takes under six minutes on two cores. A target
that is missed is said, not an error; a part that cannot be measured is (exit 1). Never part of the tests: a timed
test fails on a busy machine and teaches people to look away.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table

from chassis.telemetry import log_to
from deploy.local.stack import Ports, Stack
from tests.load import (
    history,
    latency,
    monitoring,
    people,
    planning_views,
    rebuilding,
    recording,
    relaying,
    taking_in,
)
from tests.load.figures import Figure
from tests.stack import renew_topics

__all__ = ["main"]

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- the last run of `make bench` -->", "<!-- end of the last run -->"
PARTS = ("start", "latency", "recording", "relay", "inbox", "views", "monitoring", "rebuild")
#: As many for the relay that its start does not count; the inbox, which is slower, gets a third.
EVENTS = 60_000
#: One times; EKINERJA_BENCH_PEOPLE=25000 for a ministry: four times that is 13 million events, and twenty minutes.
PEOPLE = int(os.environ.get("EKINERJA_BENCH_PEOPLE", "1000"))
COLD_STARTS = 3
COLD_TARGET_S = 15


def main(wanted: Sequence[str]) -> int:
    """Measure all parts, or those of PARTS that are wanted: then nothing is kept."""
    log_to("ERROR", service="bench")  # relay and inbox run in this process, and the table is what is read
    console = Console(width=None if sys.stdout.isatty() else 400)
    began = time.monotonic()
    if unknown := set(wanted) - set(PARTS):
        console.print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix="ekinerja-bench-") as folder:
            figures = list(_measured(Path(folder), wanted or PARTS, lambda text: console.print(f"[dim]{text}")))
    except Exception as error:  # noqa: BLE001  # the outermost: whatever failed is said in a line
        console.print(f"bench failed: {_cause(error)}", markup=False)
        return 1
    _print(console, figures, time.monotonic() - began)
    if not wanted:
        _keep(figures)
    return 0


def _cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _measured(folder: Path, parts: Sequence[str], say: Callable[[str], None]) -> Iterator[Figure]:
    if set(parts) - {"views", "monitoring", "rebuild"}:
        yield from _of_the_whole(folder, parts, say)
    if "views" in parts:
        say("planning views: 1,000 units and 20,000 people")
        with Stack(folder / "views", services=("planning",), ports=Ports.free(("planning",))) as stack:
            yield from planning_views.measure(stack)
    if "monitoring" in parts:
        say("monitoring: fifty people with twenty indicators")
        services = monitoring.SERVICES
        with Stack(folder / "monitoring", services=services, ports=Ports.free(services)) as stack:
            yield from monitoring.measure(stack)
    if "rebuild" in parts:
        say(f"rebuild of evaluation: up to {rebuilding.STEPS[-1] * PEOPLE:,} employee-years")
        with Stack(folder / "rebuild", services=(), ports=Ports.free(())) as stack:
            yield from rebuilding.measure(stack, PEOPLE)


def _of_the_whole(folder: Path, parts: Sequence[str], say: Callable[[str], None]) -> Iterator[Figure]:
    """What is measured on the five services together."""
    starts = []
    for number in range(COLD_STARTS - 1 if "start" in parts else 0):
        say(f"cold start {number + 1}")
        with Stack(folder / f"start-{number}", ports=Ports.free()) as stack:
            starts.append(stack.started_in_s)
    say("cold start of the stack to be measured")
    with Stack(folder / "stack", ports=Ports.free()) as stack:
        starts.append(stack.started_in_s)
        yield _cold(starts)
        yield from _served(stack, parts, say)
        if "recording" not in parts:  # which has stopped them
            for service in stack.services:
                stack.stop_service(service)
        yield from _carried(stack, parts, say)


def _served(stack: Stack, parts: Sequence[str], say: Callable[[str], None]) -> Iterator[Figure]:
    """What is measured through the running services."""
    if "latency" not in parts and "recording" not in parts:
        return
    say("agreements of the sample world")
    story = people.agreements_played(stack)
    if "latency" in parts:
        say("from accepted to applied")
        yield from latency.measure(stack, story)
    yield Figure("resident memory, MiB", _memory(stack))
    if "recording" in parts:
        say("recording")
        yield from recording.measure(stack, story)


def _carried(stack: Stack, parts: Sequence[str], say: Callable[[str], None]) -> Iterator[Figure]:
    """What is measured with relay and inbox alone, the services being stopped."""
    if "relay" not in parts and "inbox" not in parts:
        return
    events = history.made_up(EVENTS)
    if "relay" in parts:
        say("relay")
        renew_topics(stack.kafka)
        yield from relaying.measure(stack, events)
    if "inbox" in parts:
        say("inbox")
        renew_topics(stack.kafka)
        relaying.publish(stack.kafka.bootstrap, events[: EVENTS // 3])
        yield from taking_in.measure(stack, EVENTS // 3)


def _cold(starts: list[float]) -> Figure:
    found = median(starts)
    return Figure(
        "cold start of the whole stack, once installed",
        f"{found:.1f} s ({min(starts):.1f} to {max(starts):.1f} in {len(starts)} starts)",
        f"under {COLD_TARGET_S} s",
        found < COLD_TARGET_S,
    )


def _memory(stack: Stack) -> str:
    found = stack.resident_mb()
    return f"{sum(found.values()):.0f} in all: " + ", ".join(f"{name} {mb:.0f}" for name, mb in found.items())


def _print(console: Console, figures: list[Figure], seconds: float) -> None:
    table = Table(title=f"{_machine()}; measured in {seconds:.0f} s", header_style="bold")
    for column in ("what", "found", "target", ""):
        table.add_column(column, overflow="fold")
    for figure in figures:
        table.add_row(figure.what, figure.found, figure.target, figure.verdict)
    console.print(table)


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    busy = psutil.getloadavg()[0]
    return (
        f"{datetime.now(UTC).date().isoformat()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, load at the end {busy:.1f}"
    )


def _keep(figures: list[Figure]) -> None:
    """Put the table where the page keeps it; what the page says about it is written by people."""
    rows = "\n".join(f"| {one.what} | {one.found} | {one.target} | {one.verdict} |" for one in figures)
    block = f"{BEGIN}\n{_machine()}\n\n| what | found | target | |\n|---|---|---|---|\n{rows}\n{END}"
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + block + after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
