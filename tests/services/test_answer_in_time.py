"""What answers a rejection in time is not shown as late, on a real database: evidence's own commands and showing.

What planning and realization would tell is taken in as evidence's inbox would. The clock is the test's. The symptom:
who answered within the three days saw `late`, as did the verifier, though every final would count it.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from chassis.auth import Identity
from chassis.call import Call
from chassis.intake import apply
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command
from contracts.envelope import Act, encode
from contracts.planning import AssignmentStarted, HolidaysAdded
from services.evidence import commands
from services.evidence.files import Stored
from services.evidence.main import DEFINITION
from services.evidence.showing import shown
from tests.domain.given import uid
from tests.domain.histories import OPENED, PERIOD, TEXT, Told
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, SUPERIOR, UNIT
from tests.records import AGENCY, Log

#: The evidence deadline is Friday, 10 July; rejected on Monday, it is answered until Thursday.
IN_TIME, REJECTED = datetime(2026, 7, 9, 3, tzinfo=UTC), datetime(2026, 7, 13, 3, tzinfo=UTC)
LAST_INSTANT = datetime(2026, 7, 16, 15, 59, 59, 999999, tzinfo=UTC)
AN_INSTANT = timedelta(microseconds=1)


class World:
    """Evidence with a clock of the test's, an agreement with a report, and the rater above the rater."""

    def __init__(self, database):
        self.now = IN_TIME
        settings = Settings(agency=AGENCY, database=database, issuer="http://issuer.invalid")
        self.runtime = Runtime(DEFINITION, settings)
        self.runtime.own = DEFINITION.prepare(self.runtime)
        self.runtime.__dict__["clock"] = lambda: self.now
        told, cycle, self.log = Told(), self.runtime.stream("cycle:2026"), Log()
        told.record(cycle, OPENED.model_copy(update={"cycle": cycle}))
        place = {"unit": UNIT, "position": "Analis", "head_of_unit": False, "starts_on": FIRST_DAY}
        told.record(EMPLOYEE, AssignmentStarted(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=RATER, **place))
        told.record(RATER, AssignmentStarted(employee=RATER, assignment=uid("above"), rater=SUPERIOR, **place))
        told.agree()
        self.indicator, self.agreement = told.indicator("files"), told.agreement.agreement
        self.report = told.report("files", "9")
        self.take_in(told)

    def take_in(self, told):
        records = [self.log.record(self.recorded(fact), service=fact.event.SERVICE, partition=1) for fact in told.facts]
        with self.runtime.database.connection() as conn:
            apply(conn, records, self.runtime.reader)

    @staticmethod
    def recorded(fact):
        act = Act(str(RATER), uuid4(), "a-correlation", fact.time)
        return encode(fact.event, stream=fact.stream, version=fact.version, agency=AGENCY, act=act)

    def record(self, actor, at, command, *args):
        self.now = at
        sent = Command(str(actor), str(uuid4()), b"", uuid4(), "a-correlation", at)
        return self.runtime.store.record(sent, lambda: command(self.runtime, actor, *args)).body

    def upload(self, at, answers=None):
        claim = commands.Claim(PERIOD, (self.indicator,), "bukti.pdf", answers)
        stored = Stored(uuid4().hex * 2, 9, "application/pdf")
        return UUID(self.record(EMPLOYEE, at, commands.upload, self.agreement, claim, stored)["item"])

    def reject(self, item, at):
        because = ("unreadable", "Buram.")
        return self.record(RATER, at, commands.reject, item, self.indicator, self.report, because)

    def shown(self, item, who=RATER):
        request = SimpleNamespace(state=SimpleNamespace(correlation_id="a"), headers={})
        (row,) = shown(Call(request, self.runtime, Identity("a", who, frozenset({"rater"}))), [item])
        return row

    def late(self, item):
        row = self.shown(item)
        return row["late"], {one["flag"]: one["based_on"] for one in row["flags"]}.get("late")


@pytest.fixture
def world(databases):
    found = World(databases.url("evidence"))
    yield found
    found.runtime.database.close()


@pytest.mark.parametrize("after", [timedelta(0), AN_INSTANT], ids=["at its last instant", "an instant later"])
def test_an_answer_to_what_was_in_time_is_late_only_after_the_day_the_rejection_named(world, after):
    first = world.upload(IN_TIME)
    assert world.reject(first, REJECTED)["answer_until"] == "2026-07-16"

    answer, other = world.upload(LAST_INSTANT + after, first), world.upload(LAST_INSTANT + after)

    assert world.late(first) == (False, None)
    based_on = {"uploaded_at": (LAST_INSTANT + after).isoformat(), "deadline": LAST_INSTANT.isoformat()}
    assert world.late(answer) == ((True, based_on) if after else (False, None))
    assert world.late(other)[0]


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_holiday_moves_the_day_in_whichever_years_cycle_it_stands(world, year):
    told, cycle = Told(), world.runtime.stream(f"cycle:{year}")
    told.record(cycle, HolidaysAdded(cycle=cycle, year=year, days=(date(2026, 7, 15),), reason=TEXT))
    world.take_in(told)

    assert world.reject(world.upload(IN_TIME), REJECTED)["answer_until"] == "2026-07-17"


def test_an_answer_to_what_was_late_itself_is_late(world):
    first = world.upload(REJECTED)
    world.reject(first, REJECTED + AN_INSTANT)

    answer = world.upload(REJECTED + 2 * AN_INSTANT, first)

    assert [world.late(one)[0] for one in (first, answer)] == [True, True]


def test_a_rejection_says_why_by_whom_when_and_until_when_it_is_answered(world):
    item = world.upload(IN_TIME)
    world.reject(item, REJECTED)

    (verdict,) = world.shown(item, EMPLOYEE)["verdicts"]

    assert (verdict["verdict"], verdict["reason_code"], verdict["answer_until"]) == (
        "rejected", "unreadable", "2026-07-16",
    )  # fmt: skip
    assert (verdict["by"], verdict["at"]) == (str(RATER), REJECTED.isoformat())
    assert verdict["reason"]["text"]
