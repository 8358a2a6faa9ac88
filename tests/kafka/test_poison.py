"""Poison on the topics of running services: set aside as designed, listed, repaired, and everything else goes on.

Notify reads all five topics, so it is the one that is poisoned; planning owns the streams that are sent again. Every
test has an employee of its own, and its poison goes to the one partition of each topic in which that employee's good
events lie. The cases themselves, each on its own, are in `test_intake.py`.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import count, zip_longest
from typing import Any

import httpx
import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.partitioner import DefaultPartitioner
from typer.testing import CliRunner, Result

from chassis.limits import ASIDE_IN_A_ROW, ASIDE_TOTAL
from chassis.settings import load_settings
from contracts.envelope import SERVICES, topic_of
from contracts.events import EVENT_TYPES, Event
from contracts.examples import EXAMPLES
from contracts.realization import RealizationReported
from deploy.local.stack import Stack
from services.cli import app
from tests import stack as made
from tests.records import PARTITIONS, event_bytes
from tests.world import employee_number

PATIENCE_S = 60.0
MIB = 1024 * 1024
Header = tuple[str, bytes | None]
PERSONAL: dict[str, type[Event]] = {
    name: EVENT_TYPES[f"ekinerja.{name}.{kind}.v1"]
    for name, kind in {
        "planning": "AssignmentStarted",
        "realization": "RealizationReported",
        "evidence": "EvidenceUploaded",
        "evaluation": "BehaviourAssessed",
        "notify": "NoticeAcknowledged",
    }.items()
}


class Office:
    """One employee of a running office, whose events and whose poison share a partition of every topic."""

    numbers = count()

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.officer = stack.token(["officer"], str(uuid.uuid4()))
        self.http = httpx.Client(timeout=10, trust_env=False)
        self.unit = self.post("planning", "/v1/units", {"name": "Unit contoh"})["unit"]
        person = {"name": "Contoh Semata", "number": employee_number(next(self.numbers)), "employment": "pns"}
        self.employee = self.post("planning", "/v1/employees", person)["employee"]
        self.key = self.employee.encode()
        self.partition = DefaultPartitioner()(self.key, list(range(PARTITIONS)), [])
        self.versions = 1

    def post(self, service: str, path: str, body: Any, token: str = "") -> Any:
        headers = {"Authorization": f"Bearer {token or self.officer}", "Idempotency-Key": str(uuid.uuid4())}
        answer = self.http.post(f"{self.stack.urls[service]}{path}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def assign(self) -> int:
        """One more event of the employee's own stream; returns its version."""
        body = {"unit": self.unit, "position": f"Penyusun contoh {self.versions}", "starts_on": "2026-01-01"}
        self.post("planning", f"/v1/employees/{self.employee}/assignments", body)
        self.versions += 1
        return self.versions

    def acknowledge(self) -> None:
        """An event of notify's own, about the latest notice."""
        token = self.stack.token(["employee"], self.employee)
        headers = {"Authorization": f"Bearer {token}", "Ekinerja-Seen": f"{self.employee}:{self.versions}"}
        notices = self.http.get(f"{self.stack.urls['notify']}/v1/notices", headers=headers).json()["notices"]
        self.post("notify", f"/v1/notices/{notices[0]['notice']}/acknowledgement", None, token)

    def event(self, service: str, stream: uuid.UUID, version: int = 1) -> bytes:
        """A good event about this employee, as the service would have recorded it."""
        kind = PERSONAL[service]
        event = next(one.event for one in EXAMPLES if isinstance(one.event, kind))
        return event_bytes(event.model_copy(update={"employee": uuid.UUID(self.employee)}), stream, version)

    def write(self, service: str, values: Sequence[bytes | None], **options: Any) -> list[int]:
        """Write to the employee's partition; returns the offsets."""
        return asyncio.run(_write(self.stack.kafka.bootstrap, topic_of(service), self, values, **options))

    def notify_has(self, query: str, *params: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.stack.database_url("notify")) as conn:
            (schema,) = conn.execute("SELECT active_schema FROM projections").fetchone()
            return conn.execute(query.format(schema=schema), params).fetchall()

    def applied(self, stream: str | uuid.UUID, version: int) -> bool:
        query = "SELECT 1 FROM {schema}.kept_events WHERE stream = %s AND version = %s"
        return bool(self.notify_has(query, stream, version))

    def aside(self) -> dict[tuple[str, int, int], str]:
        """What is set aside and open: coordinates and reason, in the order of the topics."""
        query = (
            "SELECT topic, partition, record_offset, reason FROM {schema}.set_aside WHERE closed_at IS NULL"
            " ORDER BY topic, partition, record_offset"
        )
        return {(topic, number, offset): reason for topic, number, offset, reason in self.notify_has(query)}

    def held(self) -> list[str]:
        """Why records of the employee's own stream are set aside, in their order."""
        query = (
            "SELECT reason FROM {schema}.set_aside WHERE closed_at IS NULL AND stream = %s"
            " ORDER BY topic, partition, record_offset"
        )
        return [reason for (reason,) in self.notify_has(query, self.employee)]

    def is_aside(self, place: tuple[str, int, int]) -> bool:
        query = "SELECT 1 FROM {schema}.set_aside WHERE (topic, partition, record_offset) = (%s, %s, %s)"
        return bool(self.notify_has(query, *place))

    def dead_letters(self, *words: str) -> Result:
        """`ekinerja dead-letters` for notify, in this process: starting one for each word takes seconds."""
        load_settings.cache_clear()
        done = CliRunner().invoke(app, ["dead-letters", *words], env=self.stack.env_for("notify"))
        load_settings.cache_clear()
        return done

    def listed(self) -> dict[tuple[str, int, int], str]:
        """What the command line lists: coordinates and reason."""
        return listed(self.stack.cli("notify", "dead-letters", "list", "notify").stdout)


def listed(printed: str) -> dict[tuple[str, int, int], str]:
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in printed.splitlines() if "│" in line]
    return {(topic, int(partition), int(offset)): reason for topic, partition, offset, _, _, reason, _ in rows}


async def _write(
    bootstrap: str,
    topic: str,
    office: Office,
    values: Sequence[bytes | None],
    *,
    keys: Sequence[bytes | None] = (),
    headers: Sequence[Header] = (("position", b"0"),),
) -> list[int]:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=4 * MIB) as producer:
        place = {"partition": office.partition, "headers": list(headers)}
        sent = [
            await producer.send(topic, value, key=key or office.key, **place)
            for value, key in zip_longest(values, keys)
        ]
        return [record.offset for record in await asyncio.gather(*sent)]


async def _raise_limits(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        wider = {"max.message.bytes": str(4 * MIB)}
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic_of(name), configs=wider) for name in SERVICES]
        )
    finally:
        await admin.close()


def eventually(holds: Callable[[], Any], said: Callable[[], Any] = lambda: "") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, said()
        time.sleep(0.1)


def edited(value: bytes, **fields: str | None) -> bytes:
    body = {name: content for name, content in {**json.loads(value), **fields}.items() if content is not None}
    return json.dumps(body, separators=(",", ":")).encode()


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory) -> Iterator[Stack]:
    with made.make_stack(tmp_path_factory.mktemp("poison"), ["planning", "notify"]) as stack:
        asyncio.run(_raise_limits(stack.kafka.bootstrap))
        yield stack


@pytest.fixture
def office(poisoned) -> Office:
    return Office(poisoned)


def test_a_version_that_never_came_holds_its_stream_until_its_owner_sends_it_again(office):
    stack = office.stack
    eventually(lambda: office.applied(office.employee, 1))
    stack.stop_service("notify")
    lost = office.assign()
    later = [office.assign(), office.assign()]
    asyncio.run(_published(office, 4))
    # What a reader is like that lost one record: its place is behind it, its tables are without it.
    with psycopg.connect(stack.database_url("notify")) as conn:
        (schema,) = conn.execute("SELECT active_schema FROM projections").fetchone()
        place = (topic_of("planning"), office.partition)
        moved = f"UPDATE {schema}.checkpoints SET next_offset = next_offset + 1 WHERE (topic, partition) = (%s, %s)"
        assert conn.execute(moved, place).rowcount == 1
    stack.start_service("notify")

    eventually(lambda: office.held() == ["gap", "behind"], office.held)
    assert not office.applied(office.employee, later[-1])
    printed = stack.cli("planning", "topics", "resend", "planning", office.employee).stdout

    assert "sent 4 events" in printed
    eventually(lambda: office.applied(office.employee, later[-1]), office.held)
    assert office.applied(office.employee, lost)
    assert office.held() == []


async def _published(office: Office, records: int) -> None:
    """Wait until the employee's partition of planning's topic holds so many records of theirs."""
    consumer = AIOKafkaConsumer(
        topic_of("planning"), bootstrap_servers=office.stack.kafka.bootstrap, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            while records:
                records -= (await consumer.getone()).key == office.key
    finally:
        await consumer.stop()


def poison(office: Office, service: str) -> dict[str, tuple[str, bytes | None, bytes | None]]:
    """Name -> reason, value and, where it is not the employee's, key."""
    good = office.event(service, uuid.uuid4())
    newer = good.replace(b".v1", b".v2")
    return {
        "bad JSON": ("not-an-event", good[:-1], None),
        "not a CloudEvent": ("not-an-event", b'{"hello":"world"}', None),
        "a type of others": ("not-an-event", edited(good, type="com.example.Thing.v1"), None),
        "a newer major": ("newer-major", newer, None),
        "a missing attribute": ("not-an-event", edited(good, actor=None), None),
        "a partitionkey that is not the key": ("not-an-event", good, b"another"),
        "a null value": ("not-an-event", None, None),
        "2 MiB": ("not-an-event", good[:-1] + b" " * (2 * MIB) + b"}", None),
        "a missing version": ("gap", office.event(service, uuid.uuid4(), 2), None),
    }


def test_poison_on_every_input_topic_is_set_aside_and_listed_and_the_rest_goes_on(office):
    before, expected = office.aside(), {}
    for service in SERVICES:
        reasons, values, keys = zip(*poison(office, service).values(), strict=True)
        offsets = office.write(service, values, keys=keys)
        places = [(topic_of(service), office.partition, offset) for offset in offsets]
        expected |= dict(zip(places, reasons, strict=True))
    after = {service: uuid.uuid4() for service in ("realization", "evidence", "evaluation")}
    for service, stream in after.items():
        office.write(service, [office.event(service, stream)])

    version = office.assign()
    office.acknowledge()

    eventually(lambda: office.applied(office.employee, version))
    for stream in after.values():
        eventually(lambda stream=stream: office.applied(stream, 1))
    query = "SELECT count(*) FROM {schema}.kept_events WHERE topic = %s AND key = %s"
    eventually(lambda: office.notify_has(query, topic_of("notify"), office.employee) == [(1,)])
    assert len(expected) == len(SERVICES) * 9
    assert {place: why for place, why in office.listed().items() if place not in before} == expected
    assert office.stack.readiness("notify")["inbox"] == "ready"


def test_a_new_type_of_ours_is_passed_over_and_counted(office):
    stream = uuid.uuid4()
    new = office.event("realization", stream).replace(b"RealizationReported", b"ActivityLogged")
    office.write("realization", [new, office.event("realization", stream, 2)])

    eventually(lambda: office.applied(stream, 2))

    printed = office.dead_letters("list", "notify").stdout
    assert "passed over: 1 of ekinerja.realization.ActivityLogged.v1" in printed


def test_a_good_event_with_foreign_headers_that_are_null_or_not_text_is_applied(office):
    stream = uuid.uuid4()
    headers = [("trace", None), ("x", b"\xff\xfe"), ("position", b"7"), ("content-type", b"\x00")]

    office.write("evidence", [office.event("evidence", stream)], headers=headers)

    eventually(lambda: office.applied(stream, 1))


def test_a_held_stream_is_read_again_by_a_release_that_can_read_it(office, monkeypatch):
    stream = uuid.uuid4()
    newer = office.event("realization", stream).replace(b".v1", b".v2")
    held, behind = office.write("realization", [newer, office.event("realization", stream, 2)])
    places = [(topic_of("realization"), office.partition, offset) for offset in (held, behind)]
    eventually(lambda: office.is_aside(places[1]))
    found = office.listed()
    assert [found[place] for place in places] == ["newer-major", "behind"]

    # The new release: the same command, knowing one type more.
    monkeypatch.setitem(EVENT_TYPES, "ekinerja.realization.RealizationReported.v2", RealizationReported)
    done = office.dead_letters("re-read", "notify")

    assert (done.exit_code, done.exception) == (0, None), done.output
    assert office.applied(stream, 1)
    assert office.applied(stream, 2)
    assert not set(places) & set(office.listed())


def test_what_can_never_be_read_is_shown_and_closed_with_a_reason(office):
    (offset,) = office.write("evidence", [b"{never"])
    place = (topic_of("evidence"), office.partition, offset)
    eventually(lambda: office.is_aside(place))
    words = [str(part) for part in place]

    shown = office.dead_letters("show", "notify", *words)
    close = ["close", "notify", *words, "--because", "written by hand"]
    closed, again = office.dead_letters(*close), office.dead_letters(*close)

    assert "{never" in shown.stdout
    assert closed.exit_code == 0, closed.output
    assert (again.exit_code, "nothing open" in again.stderr) == (1, True)
    query = "SELECT closed_because FROM {schema}.set_aside WHERE (topic, partition, record_offset) = (%s, %s, %s)"
    assert office.notify_has(query, *place) == [("given up: written by hand",)]


def test_a_relay_that_becomes_leader_looks_past_poison_at_the_end_of_its_topic(office):
    office.write("planning", [b"{poison", None, b" " * (2 * MIB)])
    office.stack.stop_service("planning")

    office.stack.start_service("planning")

    assert office.stack.readiness("planning")["store"] == "ready"
    version = office.assign()
    eventually(lambda: office.applied(office.employee, version))


@pytest.fixture
def restored(office) -> Iterator[None]:
    """Afterwards notify stands behind what stopped it, as if none of it had been written."""
    counters = office.notify_has("SELECT * FROM {schema}.intake")[0]
    yield
    place = (topic_of("realization"), office.partition)
    (end,) = asyncio.run(_ends(office.stack.kafka.bootstrap, place))
    office.stack.stop_service("notify")
    with psycopg.connect(office.stack.database_url("notify")) as conn:
        (schema,) = conn.execute("SELECT active_schema FROM projections").fetchone()
        conn.execute(f"DELETE FROM {schema}.set_aside WHERE (topic, partition) = (%s, %s)", place)
        moved = f"UPDATE {schema}.checkpoints SET next_offset = %s WHERE (topic, partition) = (%s, %s)"
        assert conn.execute(moved, (end, *place)).rowcount == 1
        conn.execute(f"DELETE FROM {schema}.intake")
        conn.execute(f"INSERT INTO {schema}.intake VALUES ({', '.join(['%s'] * len(counters))})", counters)
    office.stack.start_service("notify")


async def _ends(bootstrap: str, *places: tuple[str, int]) -> list[int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    try:
        return list((await consumer.end_offsets([TopicPartition(*place) for place in places])).values())
    finally:
        await consumer.stop()


def test_past_the_limits_the_inbox_stops_and_readiness_says_why(office, restored):
    good = uuid.uuid4()
    office.write("realization", [office.event("realization", good)])
    eventually(lambda: office.applied(good, 1))
    before = len(office.aside())
    office.write("realization", [b"bad"] * (2 * ASIDE_IN_A_ROW))

    eventually(lambda: (office.stack.readiness("notify") or {}).get("inbox") not in (None, "ready"))

    said = office.stack.readiness("notify")["inbox"]
    assert "cannot be read by notify; nothing more is set aside: deploy a release that can read them" in said
    assert before <= len(office.aside()) <= ASIDE_TOTAL
    assert office.stack.readiness("planning")["inbox"] == "ready"
    assert office.assign()
