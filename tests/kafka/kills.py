"""Twenty kills under load: which, in what order (by seed), how each is done, and how recovery is proven.

A fault point is armed by killing the service and starting it with `EKINERJA_FAULT`, so that it dies there by itself,
under load; only a death by SIGKILL that was seen counts. Two services run as an API and a worker each, and the one dies
that meets the point. The order of events among the processes is the machine's own: a seed repeats the kills, not the
microseconds.
"""

import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from tests.kafka.busy import BusyOffice
from tests.longer import times

__all__ = ["KILLS", "POINTS", "Kill", "kill_and_recover", "recovery_limit", "schedule", "split"]

KILLS = times(20)
#: As the services name them: one they do not know would be refused when it is armed.
POINTS = (
    "before append",
    "after append",
    "before send",
    "after acknowledgement",
    "before remembering",
    "after remembering",
    "inside inbox transaction",
    "after inbox transaction",
    "before offset commit",
)
#: Where an API meets them; a worker, which relays and takes in, meets the others.
POINTS_OF_API = ("before append", "after append")
#: Two services run as an API and a worker each: one dies in the API at this point, one in the worker at that.
SPLIT_AT = ("after append", "inside inbox transaction")
WORKER = "worker"
PARTS = ("kafka", "postgres")
#: Of each of Kafka and PostgreSQL.
KILLS_OF_A_PART = 3
#: An armed service starts, connects and meets its point under load within seconds; machines of CI take longer.
FIRES_WITHIN_S = 180.0
#: From a death to everything at work again, on a machine at rest: see `recovery_limit`.
RECOVERS_WITHIN_S = 30.0
#: Kafka and PostgreSQL one after the other, with nothing of ours running: two cores at rest, data to be made first.
PARTS_START_WITHIN_S = 5.0
MOST_PASSES = 4
POLL_S = 0.02


@dataclass(frozen=True)
class Kill:
    """One kill: of a part or service, at a point (none: from outside, whatever it is doing) at its n-th pass."""

    victim: str
    point: str = ""
    passes: int = 1

    def __str__(self) -> str:
        return f"{self.victim} {self.point}:{self.passes}" if self.point else f"{self.victim} from outside"


def schedule(seed: int) -> list[Kill]:
    """Twenty kills: every point, every service, Kafka and PostgreSQL; the rest and the order by `seed`."""
    rng = random.Random(seed)
    victims = [*SERVICES, *rng.choices(SERVICES, k=len(POINTS) - len(SERVICES))]
    rng.shuffle(victims)
    kills = [Kill(victim, point, rng.randint(1, MOST_PASSES)) for victim, point in zip(victims, POINTS, strict=True)]
    kills += [Kill(part) for part in PARTS for _ in range(KILLS_OF_A_PART)]
    while len(kills) < KILLS:
        point = rng.choice(("", *POINTS))
        kills.append(Kill(rng.choice(SERVICES), point, rng.randint(1, MOST_PASSES) if point else 1))
    rng.shuffle(kills)
    return kills


def recovery_limit(stack: Stack) -> float:
    """Seconds from a death to everything at work again, on this machine: between 30 and 90.

    Thirty times a factor, which is how long Kafka and PostgreSQL take to start alone, now, against what they take on a
    machine at rest; never less than 1, and never more than 3. So a busy neighbour is allowed for, up to a point, and
    nothing of ours is: our own services' start is no part of what is measured. Starts and stops both parts of a `stack`
    that was not started; it starts the quicker for it, their data being there already.
    """
    stack.prepare()
    began = time.monotonic()
    for part in (stack.kafka, stack.postgres):
        part.start()
        part.wait_ready()
    took = time.monotonic() - began
    stack.stop()
    return RECOVERS_WITHIN_S * min(max(took / PARTS_START_WITHIN_S, 1.0), 3.0)


def split(stack: Stack, kills: Sequence[Kill]) -> list[str]:
    """Let the two services that die at SPLIT_AT run as an API and a worker each; returns their workers' names."""
    victims = {next(kill.victim for kill in kills if kill.point == point) for point in SPLIT_AT}
    for victim in victims:
        stack.stop_service(victim)
        stack.start_service(victim, "api", ready=False)
    workers = [stack.start_service(victim, WORKER, label=WORKER, ready=False) for victim in victims]
    stack.wait_ready()
    return workers


def kill_and_recover(stack: Stack, office: BusyOffice, kill: Kill, limit_s: float) -> float:
    """Kill, start anew, and return the seconds until everything was ready and took, published and applied commands.

    Raises AssertionError or ProcessError when the armed point was not met, or recovery took longer than `limit_s`.
    """
    start_anew = _killed(stack, kill)
    dead_at = time.monotonic()
    deadline = dead_at + limit_s
    start_anew()
    stack.wait_ready(timeout_s=deadline - time.monotonic())
    office.prove_all_work(deadline)
    seconds = time.monotonic() - dead_at
    assert seconds <= limit_s, f"{kill}: all at work again after {seconds:.1f} s, and {limit_s:.0f} s is the limit"
    return seconds


def _killed(stack: Stack, kill: Kill) -> Callable[[], object]:
    """Kill; returns what starts the victim anew."""
    if kill.victim == "kafka":
        stack.kill_kafka()
        return stack.restart_kafka
    if kill.victim == "postgres":
        stack.kill_postgres()
        return stack.restart_postgres
    name, start = _process(stack, kill)
    stack.kill_service(name)
    if kill.point:
        _die_at(stack, kill, name, start)
    return start


def _process(stack: Stack, kill: Kill) -> tuple[str, Callable[..., str]]:
    """Which process of the victim dies, and what starts it: of a split one, whichever meets the point."""
    if f"{kill.victim}-{WORKER}" not in stack.urls:
        return kill.victim, partial(stack.start_service, kill.victim, ready=False)
    if kill.point in ("", *POINTS_OF_API):
        return kill.victim, partial(stack.start_service, kill.victim, "api", ready=False)
    return f"{kill.victim}-{WORKER}", partial(stack.start_service, kill.victim, WORKER, label=WORKER, ready=False)


def _die_at(stack: Stack, kill: Kill, name: str, start: Callable[..., str]) -> None:
    """Start the process armed and wait until it has killed itself: otherwise the kill proves nothing."""
    start(env_extra={"EKINERJA_FAULT": f"{kill.point}:{kill.passes}"})
    child = stack.child(name)
    deadline = time.monotonic() + FIRES_WITHIN_S
    while child.alive():
        assert time.monotonic() < deadline, f"{kill}: the point was not met in {FIRES_WITHIN_S:g} s"
        time.sleep(POLL_S)
    assert child.exit_code == -signal.SIGKILL, f"{kill}: ended with {child.exit_code}: {child.log_tail()}"
    stack.kill_service(name)  # forgets it, so that it can be started anew
