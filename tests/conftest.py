"""What every test may ask for: the real Kafka and PostgreSQL, fresh databases and topics, whole stacks, the seed.

`kafka`, `postgres` and `stack` start once, when the first test asks; `stack` has a Kafka and PostgreSQL of its own, so
tests of the chassis can delete topics beside it. What uses them is marked `kafka` or `postgres` by itself. Nothing is
left running at the end: a run that leaves a process fails.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from chassis.database import Database
from contracts.envelope import SERVICES
from deploy.local import parts, ports
from deploy.local.stack import Ports, Stack
from tests import stack as made
from tests.order import turn

NEEDS_KAFKA = {"kafka", "fresh_kafka", "topics", "stack", "fresh_stack"}
NEEDS_POSTGRES = {"postgres", "databases", "database", "stack", "fresh_stack"}
WHOLE_STACKS = {"stack", "fresh_stack"}
SEED = pytest.StashKey[int]()
#: No example has a limit of time: a machine at other work takes as long as it takes.
hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    drawn = os.environ.get("SEED") or random.SystemRandom().randrange(2**31)
    config.stash[SEED] = int(getattr(config, "workerinput", {}).get("seed", drawn))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # Any: of pytest-xdist, which tells nothing of it
    """One seed for all processes of a run."""
    node.workerinput["seed"] = node.config.stash[SEED]


def pytest_report_header(config: pytest.Config) -> str:
    return f"seed: {config.stash[SEED]} (SEED={config.stash[SEED]} repeats), stack: {parts.kind_asked()}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs real parts, and sort (`order.py`).

    On an external Kafka and PostgreSQL, which all share, the stack needs them for itself: there too it comes last.
    """
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & NEEDS_KAFKA:
            item.add_marker(pytest.mark.kafka)
        if names & NEEDS_POSTGRES:
            item.add_marker(pytest.mark.postgres)
    several = hasattr(config, "workerinput")

    def by(item: pytest.Item) -> tuple[int, bool]:
        whole_stack = bool(set(getattr(item, "fixturenames", ())) & WHOLE_STACKS)
        return turn(item.nodeid.partition("::")[0], whole_stack=whole_stack, several=several)

    items.sort(key=by)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.failed and "seed" in getattr(item, "fixturenames", ()):
        seed = item.config.stash[SEED]
        report.sections.append(("seed", f"SEED={seed} repeats this"))
    return report


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run: from SEED, else drawn; printed at the top and with a failure."""
    return pytestconfig.stash[SEED]


@pytest.fixture(scope="session", autouse=True)
def _nothing_left() -> Iterator[None]:
    yield
    assert not made.left_running()


@pytest.fixture(scope="session")
def kafka(_nothing_left: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[parts.KafkaPart]:
    """One Kafka for the session, without topics: `.bootstrap`. Make topics with names of your own, or ask `topics`."""
    node = made.start_kafka(tmp_path_factory.mktemp("kafka"))
    yield node
    node.stop()


@pytest.fixture
def fresh_kafka(tmp_path: Path) -> Iterator[parts.KafkaPart]:
    """A Kafka of the test's own, to be stopped and killed at will; without topics."""
    node = parts.make_kafka(made.killable(), tmp_path / "kafka", ports.free_port())
    node.start()
    node.wait_ready()
    yield node
    node.stop()


@pytest.fixture
def topics(kafka: parts.KafkaPart) -> dict[str, str]:
    """The services' topics on the session's Kafka, made anew and empty: service -> topic."""
    return made.renew_topics(kafka)


@pytest.fixture(scope="session")
def postgres(_nothing_left: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[parts.PostgresPart]:
    """One PostgreSQL for the session: `.url(database)`, `.create_database(name)`. Ask `database` for one to use."""
    server = made.start_postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.stop()


@pytest.fixture
def databases(postgres: parts.PostgresPart) -> Iterator[made.Databases]:
    """Makes fresh, migrated databases: `.make(service)` opened, `.url(service)` its address; dropped after the test."""
    fresh = made.Databases(postgres)
    yield fresh
    fresh.drop()


@pytest.fixture
def database(databases: made.Databases) -> Database:
    """A fresh database with the chassis's migrations, opened; `.address` is its address."""
    return databases.make()


@pytest.fixture(scope="session")
def stack(_nothing_left: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The five services on their real parts, empty at first, shared by the session: use people of your own in it."""
    with Stack(tmp_path_factory.mktemp("stack"), ports=Ports.free(), fsync=False) as whole:
        yield whole


@pytest.fixture
def fresh_stack(tmp_path: Path) -> Iterator[Callable[..., Stack]]:
    """Makes stacks of the test's own, to be killed at will: `fresh_stack(services=..., start=True, **of_Stack)`."""
    stacks: list[Stack] = []

    def make(services: Sequence[str] = SERVICES, *, start: bool = True, **options: Any) -> Stack:  # Any: of Stack
        fresh = made.make_stack(tmp_path / f"stack-{len(stacks) + 1}", services, **options)
        stacks.append(fresh)
        if start:
            fresh.start()
        return fresh

    yield make
    for fresh in stacks:
        fresh.stop()


@pytest.fixture(scope="session")
def played(stack: Stack) -> Any:  # Any: a Story; imported late, so that pure tests stay quick
    """The one story of the session's stack: a small office, its second quarter played to the end."""
    from tests.world import play, small

    return play(stack, world=small(staff=3))
