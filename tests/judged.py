"""The checkers on a stack of ours: everything is waited for, read, judged, and compared with what is rebuilt.

`checker.py` and `beside.py` know nothing of ours; here they are told where a stack's services keep what is judged.
"""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg

from contracts.envelope import topic_of
from deploy.local.stack import Stack
from services.cli import definition_of
from tests import checker
from tests.beside import beside_faults
from tests.judged_once import judged_once

__all__ = ["faults_in", "recorded", "services_of"]

RESTS_WITHIN_S = 60.0
POLL_S = 0.5


def services_of(stack: Stack) -> list[checker.Service]:
    """The stack's services, as the checker wants them."""
    return [
        checker.Service(
            name,
            stack.database_url(name),
            topic_of(name),
            tuple(topic_of(one) for one in definition_of(name).consumes),
        )
        for name in stack.services
    ]


def recorded(stack: Stack) -> dict[str, int]:
    """How many events each store holds."""
    found = {}
    for name in stack.services:
        with psycopg.connect(stack.database_url(name)) as conn:
            found[name] = conn.execute("SELECT count(*) FROM stored_events").fetchone()[0]
    return found


def faults_in(
    stack: Stack,
    accepted: Sequence[checker.Accepted] = (),
    answered_from: Mapping[str, int] | None = None,
    *,
    rebuilt: Sequence[str] | None = None,
) -> list[str]:
    """Every fault of a stack in which nothing is under way any more.

    What is recorded but not yet published and applied is waited for, RESTS_WITHIN_S at most. accepted, answered_from:
    as `checker.judge` takes them. rebuilt: services whose digest is compared with that of a projection made anew from
    empty (not given: all).
    """
    services = services_of(stack)
    deadline = time.monotonic() + RESTS_WITHIN_S
    while True:
        evidence = checker.gather(stack.kafka.bootstrap, services)
        faults = checker.judge(evidence, services, accepted, answered_from)
        if not faults or time.monotonic() > deadline:
            break
        time.sleep(POLL_S)
    for service in services:
        faults += beside_faults(service.name, service.database)
    faults += judged_once(row.value for row in evidence.log.get("evaluation", ()))
    names = stack.services if rebuilt is None else rebuilt
    asked = _digests(stack, names)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: stack.cli(name, "rebuild", name), names))
    anew = _digests(stack, names)
    for name in names:
        faults += checker.digest_faults(name, evidence.projections[name], asked[name], anew[name])
    return faults


def _digests(stack: Stack, names: Sequence[str]) -> dict[str, checker.Digest]:
    token = stack.token("auditor")
    return {name: checker.ask_digest(stack.urls[name], token) for name in names}
