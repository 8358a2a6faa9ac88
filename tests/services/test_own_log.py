"""What a service recorded itself counts at once, on a real database: its projection waits while Kafka is away."""

from uuid import uuid4

import pytest

from chassis.intake import apply
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command, Decision, History
from contracts.envelope import Act, encode
from contracts.evaluation import LatenessAccepted
from contracts.planning import UnitRegistered
from contracts.values import StreamHead
from services.cli import definition_of
from services.evaluation.commands import case_of, evaluation_stream
from services.planning.unit_tree import all_units
from tests.domain.given import uid
from tests.domain.histories import AFTER, OPENED, PERIOD, TEXT, Told
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER
from tests.records import AGENCY, Log

EARLIER = "2026Q1"


def runtime_of(service, databases):
    settings = Settings(agency=AGENCY, database=databases.url(service), issuer="http://nowhere")
    return Runtime(definition_of(service), settings)


@pytest.fixture
def runtime(databases):
    made = runtime_of("evaluation", databases)
    yield made
    made.database.close()


@pytest.fixture
def planning(databases):
    made = runtime_of("planning", databases)
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
        employee=EMPLOYEE, agreement=AGREEMENT, period=EARLIER, item=late, reason_code="on_leave", reason=TEXT
    )
    command = Command(str(RATER), "a key", b"a command", uuid4(), "test", AFTER)
    before, _ = case_of(runtime, AGREEMENT, PERIOD)

    runtime.store.record(command, lambda: Decision([History(stream, 0, None).then(accepted)]))
    after, _ = case_of(runtime, AGREEMENT, PERIOD)

    head = StreamHead(stream=stream, version=1)
    assert head not in before.heads
    assert head in after.heads
    assert after.outcome.score > before.outcome.score


def test_a_unit_that_is_applied_between_the_two_looks_is_seen(planning, monkeypatch):
    """The projection was asked first: what was applied before the log was asked too was in neither answer."""
    unit = uuid4()
    registered = UnitRegistered(unit=unit, name="Subbagian Baru")
    command = Command(str(RATER), "a key", b"a command", uuid4(), "test", AFTER)
    planning.store.record(command, lambda: Decision([History(unit, 0, None).then(registered)]))
    (recorded,) = planning.store.load(unit)
    record = Log().record(recorded.value, service="planning", partition=1)
    asked = []

    def and_then_applied(look):
        def looked(*args):
            found = look(*args)
            if not asked:
                with planning.database.connection() as conn:
                    apply(conn, [record], planning.reader)
            asked.append(look.__name__)
            return found

        return looked

    monkeypatch.setattr(planning.projection, "labelled", and_then_applied(planning.projection.labelled))
    monkeypatch.setattr(planning.store, "not_applied", and_then_applied(planning.store.not_applied))

    assert all_units(planning)[unit].name == "Subbagian Baru"
    assert sorted(asked) == ["labelled", "not_applied"]
