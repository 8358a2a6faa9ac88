"""However the clocks of the services differ, a final is recorded at or after the last event it rests on.

Evaluation's own commands on a real database; the other services' events are taken in as its inbox would, and the clock
that evaluation reads is behind theirs.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chassis.intake import apply
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command
from contracts.envelope import Act, encode
from contracts.evaluation import EvaluationFinalized
from contracts.planning import AssignmentStarted
from services.evaluation import commands
from services.evaluation.main import DEFINITION
from tests.domain.histories import CYCLE, PERIOD, behaviour, told
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, UNIT
from tests.records import AGENCY, Log

VERIFIED_AT = datetime(2026, 7, 13, 1, tzinfo=UTC)
BEHIND = VERIFIED_AT - timedelta(seconds=5)
CONFIRMED = commands.Answered(None, None, None)


@pytest.fixture
def runtime(databases):
    """Evaluation with a clock that is behind."""
    database = databases.url("evaluation")
    settings = Settings(agency=AGENCY, database=database, issuer="http://issuer.invalid")
    evaluation = Runtime(DEFINITION, settings)
    evaluation.__dict__["clock"] = lambda: BEHIND
    yield evaluation
    evaluation.database.close()


def taken_in(runtime, facts):
    """The facts as records of their topics, applied to evaluation's projection."""
    log, records = Log(), []
    for fact in facts:
        act = Act(str(RATER), uuid4(), "a-correlation", fact.time)
        stream = runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream
        value = encode(fact.event, stream=stream, version=fact.version, agency=AGENCY, act=act)
        records.append(log.record(value, service=fact.event.SERVICE))
    with runtime.database.connection() as conn:
        apply(conn, records, runtime.reader)


def recorded(runtime, decide):
    command = Command(str(RATER), str(uuid4()), b"", uuid4(), "a-correlation", BEHIND)
    return runtime.store.record(command, decide)


def test_a_final_is_never_earlier_than_what_it_rests_on(runtime):
    story = told()
    place = {"employee": EMPLOYEE, "assignment": ASSIGNMENT, "unit": UNIT, "position": "Arsiparis"}
    story.record(EMPLOYEE, AssignmentStarted(**place, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER))
    report = story.report("agreed", "92")
    story.upload("list", "agreed")
    story.verify("list", "agreed", report, at=VERIFIED_AT)
    taken_in(runtime, story.facts)
    recorded(runtime, lambda: commands.assess(runtime, RATER, AGREEMENT, PERIOD, behaviour()))

    recorded(runtime, lambda: commands.finalize(runtime, RATER, AGREEMENT, PERIOD, CONFIRMED, CONFIRMED))

    assessed, final = runtime.store.load(commands.evaluation_stream(runtime, AGREEMENT, PERIOD))
    assert isinstance(final.event, EvaluationFinalized)
    assert (assessed.time, final.time, final.event.finalized_at) == (BEHIND, VERIFIED_AT, VERIFIED_AT)
