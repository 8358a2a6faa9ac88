"""What evaluation recorded itself counts at once, on a real database: its projection waits while Kafka is away."""

from uuid import uuid4

import pytest

from chassis.intake import apply
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command, Decision, History
from contracts.envelope import Act, encode
from contracts.evaluation import LatenessAccepted
from contracts.values import StreamHead
from services.cli import definition_of
from services.evaluation.commands import case_of, evaluation_stream
from tests.domain.given import uid
from tests.domain.histories import AFTER, OPENED, PERIOD, TEXT, Told
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER
from tests.records import AGENCY, Log

EARLIER = "2026Q1"


@pytest.fixture
def runtime(databases):
    made = Runtime(
        definition_of("evaluation"),
        Settings(agency=AGENCY, database=databases.url("evaluation"), issuer="http://nowhere"),
    )
    yield made
    made.database.close()


@pytest.fixture
def late(runtime):
    """As projected: an item of an earlier period, uploaded after the deadline and verified. Its id."""
    told, cycle = Told(), runtime.stream("cycle:2026")
    told.record(cycle, OPENED.model_copy(update={"cycle": cycle}))
    told.agree()
    report = told.report("files", "9", EARLIER)
    told.upload("list", "files", period=EARLIER, at=AFTER)
    told.verify("list", "files", report, period=EARLIER)
    log = Log()
    records = [log.record(value_of(fact), service=fact.event.SERVICE, partition=1) for fact in told.facts]
    with runtime.database.connection() as conn:
        apply(conn, records, runtime.reader)
    return uid("list")


def value_of(fact):
    act = Act(str(RATER), uid("command"), "test", fact.time)
    return encode(fact.event, stream=fact.stream, version=fact.version, agency=AGENCY, act=act)


def test_lateness_accepted_in_an_earlier_period_counts_before_it_is_projected(runtime, late):
    stream = evaluation_stream(runtime, AGREEMENT, EARLIER)
    accepted = LatenessAccepted(
        employee=EMPLOYEE, agreement=AGREEMENT, period=EARLIER, item=late, reason_code="illness", reason=TEXT
    )
    command = Command(str(RATER), "a key", b"a command", uuid4(), "test", AFTER)
    before, _ = case_of(runtime, AGREEMENT, PERIOD)

    runtime.store.record(command, lambda: Decision([History(stream, 0, None).then(accepted)]))
    after, _ = case_of(runtime, AGREEMENT, PERIOD)

    head = StreamHead(stream=stream, version=1)
    assert head not in before.heads
    assert head in after.heads
    assert after.outcome.score > before.outcome.score
