"""Twenty kills under load: which, in what order (by seed), how each is done, and how recovery is proven.

A fault point is armed by killing the service and starting it with `EKINERJA_FAULT`, so that it dies there by itself,
under load; only a death by SIGKILL that was seen counts. The order of events among the processes is the machine's own:
a seed repeats the kills, not the microseconds.
"""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from contracts.envelope import SERVICES
from deploy.local.stack import Stack
from tests.kafka.busy import BusyOffice
from tests.longer import times

__all__ = ["KILLS", "POINTS", "Kill", "kill_and_recover", "recovery_limit", "schedule"]

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
PARTS = ("kafka", "postgres")
#: Of each of Kafka and PostgreSQL.
KILLS_OF_A_PART = 3
#: An armed service starts, connects and meets its point under load within seconds; machines of CI take longer.
FIRES_WITHIN_S = 60.0
#: On a machine that starts the whole stack in STARTS_WITHIN_S (8 s with two cores and nothing else to do). A busier one
#: is given as much more time as it took more then: what is judged is us, not the neighbours.
RECOVERS_WITHIN_S = 30.0
STARTS_WITHIN_S = 10.0
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
    """Seconds from a death to everything at work again, on this machine."""
    return RECOVERS_WITHIN_S * max(1.0, stack.started_in_s / STARTS_WITHIN_S)


def kill_and_recover(stack: Stack, office: BusyOffice, kill: Kill) -> float:
    """Kill, start anew, and return the seconds until everything was ready and took, published and applied commands.

    Raises AssertionError or ProcessError when the armed point was not met, or recovery took longer than the limit.
    """
    start_anew = _killed(stack, kill)
    dead_at = time.monotonic()
    deadline = dead_at + recovery_limit(stack)
    start_anew()
    stack.wait_ready(timeout_s=deadline - time.monotonic())
    office.prove_all_work(deadline)
    return time.monotonic() - dead_at


def _killed(stack: Stack, kill: Kill) -> Callable[[], object]:
    """Kill; returns what starts the victim anew."""
    if kill.victim == "kafka":
        stack.kill_kafka()
        return stack.restart_kafka
    if kill.victim == "postgres":
        stack.kill_postgres()
        return stack.restart_postgres
    stack.kill_service(kill.victim)
    if kill.point:
        _die_at(stack, kill)
    return lambda: stack.start_service(kill.victim, ready=False)


def _die_at(stack: Stack, kill: Kill) -> None:
    """Start the service armed and wait until it has killed itself: otherwise the kill proves nothing."""
    stack.start_service(kill.victim, env_extra={"EKINERJA_FAULT": f"{kill.point}:{kill.passes}"}, ready=False)
    child = stack.child(kill.victim)
    deadline = time.monotonic() + FIRES_WITHIN_S
    while child.alive():
        assert time.monotonic() < deadline, f"{kill}: the point was not met in {FIRES_WITHIN_S:g} s"
        time.sleep(POLL_S)
    assert child.exit_code == -signal.SIGKILL, f"{kill}: ended with {child.exit_code}: {child.log_tail()}"
    stack.kill_service(kill.victim)  # forgets it, so that it can be started anew
