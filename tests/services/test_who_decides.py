"""Who may act on a final when people have moved since, and when the clock delivers it, on a real database.

Evaluation's own commands; what planning would tell is taken in as its inbox would. The clock is the test's.
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
from contracts.evaluation import EvaluationDelivered
from contracts.planning import (
    AgreementClosed,
    AssignmentEnded,
    AssignmentStarted,
    DelegationGiven,
    HolidaysAdded,
    RaterChanged,
    UnitRegistered,
)
from services.evaluation import after_commands, commands
from services.evaluation.after import load_after, people_of
from services.evaluation.after_views import objection
from services.evaluation.delivery import deliver_due, note_opened
from services.evaluation.http_explanation import get_explanation
from services.evaluation.main import DEFINITION
from services.evaluation.objection import OwnObjection
from services.evaluation.one_level_up import NobodyOneLevelUp, NotOneLevelUp
from services.evaluation.population import agreements_on
from services.evaluation.progress import WaitsFor
from services.evaluation.reminding import remind_due
from services.evaluation.seeing import concerned
from services.evaluation.standing import opened_of
from tests.domain.given import uid
from tests.domain.histories import CYCLE, PERIOD, PLAN, TEXT, behaviour, told
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, SUPERIOR, UNIT, agreed
from tests.records import AGENCY, Log

FINAL_AT = datetime(2026, 7, 18, 3, tzinfo=UTC)  # 11:00 in Makassar
NEW, DELEGATE = uid("another rater"), uid("a delegate")
CONFIRMED = commands.Answered(None, None, None)


class World:
    """Evaluation with a clock of the test's, a final of the employee's, and what planning tells."""

    def __init__(self, database):
        self.now = FINAL_AT
        settings = Settings(agency=AGENCY, database=database, issuer="http://issuer.invalid")
        self.runtime = Runtime(DEFINITION, settings)
        self.runtime.__dict__["clock"] = lambda: self.now
        self.log, self.versions = Log(), {}

    def take_in(self, stream, event, version=None):
        version = version or self.versions.get(stream, 0) + 1
        self.versions[stream] = version
        act = Act(str(RATER), uuid4(), "a-correlation", FINAL_AT - timedelta(days=9))
        value = encode(event, stream=stream, version=version, agency=AGENCY, act=act)
        with self.runtime.database.connection() as conn:
            apply(conn, [self.log.record(value, service=event.SERVICE)], self.runtime.reader)

    def placed(self, person, rater):
        place = {"assignment": uid(f"place of {person}"), "unit": UNIT, "position": "Kepala", "head_of_unit": False}
        self.take_in(person, AssignmentStarted(employee=person, starts_on=FIRST_DAY, rater=rater, **place))

    def record(self, actor, command, *args):
        sent = Command(str(actor), str(uuid4()), b"", uuid4(), "a-correlation", self.now)
        return self.runtime.store.record(sent, lambda: command(self.runtime, actor, *args))

    def call(self, who, role="rater"):
        """A request of somebody's to read."""
        request = SimpleNamespace(state=SimpleNamespace(correlation_id="a"), headers={})
        return Call(request, self.runtime, Identity("a", who, frozenset({role})))

    def read_by(self, who, version=None):
        """Somebody reads why it came to this, as the route answers them."""
        get_explanation(AGREEMENT, PERIOD, self.call(who), format="json", version=version, lang=None, accept="")

    def finalize(self, by=RATER):
        self.record(by, commands.assess, AGREEMENT, PERIOD, behaviour())
        self.record(by, commands.finalize, AGREEMENT, PERIOD, CONFIRMED, CONFIRMED)
        return self

    @property
    def stream(self):
        return commands.evaluation_stream(self.runtime, AGREEMENT, PERIOD)

    @property
    def after(self):
        return load_after(self.runtime, self.stream)

    @property
    def people(self):
        return people_of(self.runtime, self.after, self.now)


def begun(databases, story):
    """What a story tells, taken in, and the rater with a superior."""
    found = World(databases.url("evaluation"))
    for fact in story.facts:
        found.take_in(found.runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream, fact.event)
    found.placed(RATER, SUPERIOR)
    return found


@pytest.fixture
def world(databases):
    yield (found := begun(databases, told()))
    found.runtime.database.close()


def test_the_raters_superior_decides_and_the_rater_answers(world):
    people = world.finalize().people

    assert (people.raters, people.deciders) == ({RATER}, {SUPERIOR})


def test_a_rater_who_was_promoted_does_not_decide_on_their_own_rating(world):
    world.finalize()
    world.take_in(EMPLOYEE, RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=NEW, reason_code="moved"))
    world.placed(NEW, RATER)

    assert (world.people.raters, world.people.deciders) == ({NEW}, {SUPERIOR})


def test_a_delegate_who_finalized_has_rated(world):
    interval = {"starts_at": FINAL_AT - timedelta(days=1), "ends_at": FINAL_AT + timedelta(days=99)}
    for who in (RATER, SUPERIOR):
        given = {"employee": who, "delegation": uid(f"of {who}"), "delegate": DELEGATE, "kind": "plh"}
        world.take_in(who, DelegationGiven(**given, **interval))
    world.finalize(by=DELEGATE)
    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Keliru.")
    ruling = after_commands.Ruling("Tetap.", None, CONFIRMED, CONFIRMED)

    assert world.people.deciders == {SUPERIOR}
    with pytest.raises(OwnObjection):
        world.record(DELEGATE, after_commands.decide, world.stream, ruling)


def test_above_a_rater_without_a_superior_nobody_decides(world):
    world.take_in(
        RATER, RaterChanged(employee=RATER, assignment=uid(f"place of {RATER}"), rater=NEW, reason_code="moved")
    )
    world.finalize()
    world.take_in(EMPLOYEE, RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=NEW, reason_code="moved"))

    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Keliru.")
    told = objection(world.runtime, world.after, world.now)

    assert (world.people.raters, world.people.deciders) == ({NEW}, frozenset())
    assert (told["state"], told["acts"], told["who"]) == ("waits_for_decision", "performance_officer", [])


def test_whoever_rated_the_head_who_left_sets_the_achievement_their_closing_evaluation_waits_for(world):
    """The symptom: without a successor nobody could, and the closing evaluation waited for ever."""
    left, achievement = uid("a head who left"), (UNIT, PERIOD, "baik")
    place = {"employee": left, "assignment": uid("their place")}
    world.take_in(UNIT, UnitRegistered(unit=UNIT, name="Subbagian Umum"))
    with pytest.raises(NobodyOneLevelUp):
        world.record(SUPERIOR, commands.set_achievement, *achievement)
    world.take_in(
        left,
        AssignmentStarted(
            **place, unit=UNIT, position="Kepala", head_of_unit=True, starts_on=FIRST_DAY, rater=SUPERIOR
        ),
    )
    world.take_in(left, AssignmentEnded(**place, ends_on=date(2026, 6, 15), reason_code="left_service"))

    with pytest.raises(NotOneLevelUp):
        world.record(RATER, commands.set_achievement, *achievement)
    world.record(SUPERIOR, commands.set_achievement, *achievement)

    (set_once,) = world.runtime.store.load(commands.achievement_stream(world.runtime, UNIT, PERIOD))
    assert (set_once.event.achievement, set_once.actor) == ("baik", str(SUPERIOR))


@pytest.fixture
def head_left(databases):
    """The employee headed the unit, left at the end of May, and waits for its achievement."""
    world, closes = begun(databases, told(agreement=agreed(*PLAN, head_of_unit=True))), date(2026, 5, 31)
    world.take_in(UNIT, UnitRegistered(unit=UNIT, name="Subbagian Umum"))
    place = {"assignment": ASSIGNMENT, "unit": UNIT, "position": "Kepala", "head_of_unit": True}
    world.take_in(EMPLOYEE, AssignmentStarted(employee=EMPLOYEE, starts_on=FIRST_DAY, rater=RATER, **place))
    why = {"employee": EMPLOYEE, "reason_code": "left_service"}
    world.take_in(EMPLOYEE, AssignmentEnded(**why, assignment=ASSIGNMENT, ends_on=closes))
    closed = AgreementClosed(**why, agreement=AGREEMENT, year=2026, closes_on=closes, with_assignment=True)
    world.take_in(AGREEMENT, closed)
    world.record(RATER, commands.assess, AGREEMENT, PERIOD, behaviour())
    yield world
    world.runtime.database.close()


def awaited(world):
    members = agreements_on(world.runtime.projection, [EMPLOYEE], date(2026, 4, 1), date(2026, 6, 30))
    (found,) = opened_of(world.runtime, members, PERIOD, world.now).values()
    assert found.state == "waits_for_unit_achievement"
    return found.waits_for


def test_a_head_who_left_waits_for_whoever_sets_the_achievement_now_and_not_for_their_own_rater(head_left):
    place = {"unit": UNIT, "position": "Kepala", "head_of_unit": True, "starts_on": date(2026, 6, 1)}
    head_left.take_in(NEW, AssignmentStarted(employee=NEW, assignment=uid("the head's"), rater=SUPERIOR, **place))
    given = {"employee": SUPERIOR, "delegation": uid("a delegation"), "delegate": UUID(int=1), "kind": "plh"}
    interval = {"starts_at": FINAL_AT - timedelta(days=1), "ends_at": FINAL_AT + timedelta(days=9)}
    head_left.take_in(SUPERIOR, DelegationGiven(**given, **interval))

    assert awaited(head_left) == WaitsFor("head_one_level_up", SUPERIOR)  # and not their delegate, first by number


def test_where_who_rated_the_last_head_has_left_too_the_officer_names_who_sets_the_achievement(head_left):
    before, achievement = awaited(head_left), (UNIT, PERIOD, "baik")
    gone = {"employee": RATER, "assignment": uid(f"place of {RATER}"), "reason_code": "left_service"}
    head_left.take_in(RATER, AssignmentEnded(**gone, ends_on=date(2026, 6, 30)))
    head_left.placed(NEW, SUPERIOR)

    after = awaited(head_left)
    for who in (RATER, NEW):
        with pytest.raises(NobodyOneLevelUp):
            head_left.record(who, commands.set_achievement, *achievement)
    named = RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=NEW, reason_code="vacant")
    head_left.take_in(EMPLOYEE, named)

    assert (before, after) == (WaitsFor("head_one_level_up", RATER), WaitsFor("performance_officer", None))
    assert awaited(head_left) == WaitsFor("head_one_level_up", NEW)
    head_left.record(NEW, commands.set_achievement, *achievement)


def test_whoever_decides_four_levels_above_the_employee_finds_them(world):
    """The superior finalized as the rater's delegate; above them is who amends, and above that who decides."""
    top = uid("whoever is above all")
    interval = {"starts_at": FINAL_AT - timedelta(days=1), "ends_at": FINAL_AT + timedelta(days=99)}
    given = {"employee": RATER, "delegation": uid("a delegation"), "delegate": SUPERIOR, "kind": "plh"}
    world.take_in(RATER, DelegationGiven(**given, **interval))
    world.placed(SUPERIOR, NEW)
    world.placed(NEW, top)
    world.finalize(by=SUPERIOR)

    would = people_of(world.runtime, world.after, world.now, amending=NEW)

    assert (would.above, would.deciders) == ({NEW}, {top})
    assert EMPLOYEE in concerned(world.call(top))


# -- the clock --------------------------------------------------------------------------------------------------------


def deliveries(world):
    return [one for one in world.after.recorded if isinstance(one.event, EvaluationDelivered)]


def test_a_final_nobody_opens_counts_as_received_when_seven_days_have_begun_and_not_before(world):
    world.finalize()
    world.now = datetime(2026, 7, 24, 15, 59, 59, tzinfo=UTC)  # the last second of 24 July in Makassar

    before = deliver_due(world.runtime)
    world.now += timedelta(seconds=1)
    due, again = deliver_due(world.runtime), deliver_due(world.runtime)

    assert (before, due, again) == (0, 1, 0)
    (delivered,) = deliveries(world)
    assert (delivered.event.how, delivered.actor) == ("deemed", "system")
    assert (str(delivered.event.delivered_on), str(delivered.event.object_until)) == ("2026-07-25", "2026-08-08")


def test_what_was_opened_is_delivered_on_the_day_of_the_reading_whenever_the_worker_comes(world):
    world.finalize()
    note_opened(world.runtime, world.stream, FINAL_AT + timedelta(days=1))
    note_opened(world.runtime, world.stream, FINAL_AT + timedelta(days=3))
    world.now = FINAL_AT + timedelta(days=5)

    assert (deliver_due(world.runtime), deliver_due(world.runtime)) == (1, 0)
    (delivered,) = deliveries(world)
    assert (delivered.event.how, delivered.actor) == ("opened", str(EMPLOYEE))
    assert str(delivered.event.delivered_on) == "2026-07-19"


def test_whoever_objects_after_reading_has_the_day_of_the_reading(world):
    world.finalize()
    note_opened(world.runtime, world.stream, FINAL_AT + timedelta(days=1))
    world.now = FINAL_AT + timedelta(days=5)

    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Keliru.")

    (delivered,) = deliveries(world)
    assert str(delivered.event.delivered_on) == "2026-07-19"
    assert deliver_due(world.runtime) == 0


@pytest.mark.parametrize("cycle", [2025, 2026, 2027, 2029])
def test_no_day_to_object_ends_on_a_holiday_in_whichever_years_cycle_it_stands(world, cycle):
    """A day of the next year may be added to a cycle while the next one is not open; a clock may run years later."""
    world.finalize()
    world.now = datetime(2030, 3, 1, 3, tzinfo=UTC)
    note_opened(world.runtime, world.stream, world.now)
    stream = world.runtime.stream(f"cycle:{cycle}")
    added = HolidaysAdded(cycle=stream, year=cycle, days=(date(2026, 8, 8),), reason=TEXT)
    world.take_in(stream, added)

    deliver_due(world.runtime)

    assert [str(one.event.object_until) for one in deliveries(world)] == ["2026-08-09"]


def test_a_reminder_comes_once_three_days_before_the_last_one(world):
    world.finalize()
    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Keliru.")  # to be decided until 1 August
    world.now = datetime(2026, 7, 28, 15, 59, 59, tzinfo=UTC)

    before = remind_due(world.runtime)
    world.now += timedelta(seconds=1)

    assert (before, remind_due(world.runtime), remind_due(world.runtime)) == (0, 1, 0)
    last = world.after.recorded[-1]
    assert (type(last.event).__name__, last.actor, last.event.acts) == (
        "ObjectionReminded",
        "system",
        "raters_superior",
    )
