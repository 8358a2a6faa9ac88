"""Who is told of an objection: whoever may act on it and nobody else, as evaluation decides, on two real databases.

Evaluation's own commands; notify takes in what planning tells and what evaluation records, as its inbox would.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from chassis.intake import apply
from chassis.runtime import Runtime
from chassis.settings import Settings
from contracts.examples import EXAMPLES
from contracts.planning import AssignmentEnded, AssignmentStarted, DelegationGiven, RaterChanged, RaterDisputed
from services.evaluation import after_commands, policy_choice_commands
from services.evaluation.reminding import remind_due
from services.notify.main import DEFINITION as NOTIFY
from services.notify.projections import notices_for
from tests.domain.given import uid
from tests.domain.histories import CYCLE, told
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, STRANGER, SUPERIOR, UNIT
from tests.records import AGENCY, Log, event_bytes
from tests.services.test_amendment_received import amended
from tests.services.test_who_decides import DELEGATE, FINAL_AT, NEW, World

LODGED, REMINDED, ANSWERED = "ObjectionLodged", "ObjectionReminded", "ObjectionAnswered"
TOP, ABOVE_TOP = uid("whoever is above all"), uid("whoever is above even them")
EVENTS = {type(one.event).__name__: one.event for one in EXAMPLES}
LONG = {"starts_at": FINAL_AT - timedelta(days=1), "ends_at": FINAL_AT + timedelta(days=99)}


class Feeds(World):
    """The world in which a final is made, and notify, which is told of all of it."""

    def __init__(self, databases):
        super().__init__(databases.url("evaluation"))
        settings = Settings(agency=AGENCY, database=databases.url("notify"), issuer="http://issuer.invalid")
        self.notify, self.topics, self.sent = Runtime(NOTIFY, settings), Log(), 0

    def tell(self, value, service):
        with self.notify.database.connection() as conn:
            apply(conn, [self.topics.record(value, service=service)], self.notify.reader)

    def take_in(self, stream, event, version=None):
        super().take_in(stream, event, version)
        self.tell(event_bytes(event, stream, self.versions[stream]), event.SERVICE)

    def delegates(self, who, to):
        given = {"employee": who, "delegation": uid(f"of {who}"), "delegate": to, "kind": "plh"}
        self.take_in(who, DelegationGiven(**given, **LONG))

    def object(self):
        """The employee objects, and eleven days later whoever must act is reminded."""
        self.record(EMPLOYEE, after_commands.lodge, self.stream, "Keliru.")
        self.now = FINAL_AT + timedelta(days=11)
        assert remind_due(self.runtime) == 1
        return self.tell_all()

    def tell_all(self):
        """Notify is told what evaluation recorded; what it knows already, once more."""
        for one in self.runtime.store.load(self.stream):
            self.tell(one.value, "evaluation")
        return self

    def told(self, *people, at=None):
        """Of each of these people, what they are told of objections."""
        found = {who: [one.kept.event() for one in notices_for(self.notify, who, at or self.now)] for who in people}
        kinds = {who: {type(one).__name__ for one in events} for who, events in found.items()}
        return {who: names & {LODGED, REMINDED, ANSWERED} for who, names in kinds.items()}

    def close(self):
        self.runtime.database.close()
        self.notify.database.close()


@pytest.fixture
def world(databases):
    found, story = Feeds(databases), told()
    story.prove("agreed", "100")
    story.prove("files", "20")
    found.item = story.stream("files 2026Q2")
    for fact in story.facts:
        found.take_in(found.runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream, fact.event)
    found.placed(RATER, SUPERIOR)
    found.placed(SUPERIOR, TOP)
    found.placed(TOP, ABOVE_TOP)
    yield found
    found.close()


def plain(world):
    world.finalize()


def promoted(world):
    """Who rated has a successor, and is that one's superior."""
    world.finalize()
    world.take_in(EMPLOYEE, RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=NEW, reason_code="moved"))
    world.placed(NEW, RATER)


def by_a_delegate_of_both(world):
    world.delegates(RATER, DELEGATE)
    world.delegates(SUPERIOR, DELEGATE)
    world.finalize(by=DELEGATE)


def by_the_superior(world):
    """The superior finalized as the rater's delegate."""
    world.delegates(RATER, SUPERIOR)
    world.finalize(by=SUPERIOR)


def nobody_above(world):
    gone = {"employee": RATER, "assignment": uid(f"place of {RATER}"), "reason_code": "left_service"}
    world.finalize()
    world.take_in(RATER, AssignmentEnded(**gone, ends_on=date(2026, 7, 20)))


def amended_by_the_superior(world):
    world.finalize()
    amended(world, SUPERIOR)


def by_the_superior_and_amended_above(world):
    by_the_superior(world)
    amended(world, TOP)


class Case(NamedTuple):
    answers: set
    decide: set


CASES = {
    plain: Case({RATER}, {SUPERIOR}),
    promoted: Case({NEW}, {SUPERIOR}),
    by_a_delegate_of_both: Case({RATER, DELEGATE}, {SUPERIOR}),
    by_the_superior: Case({RATER, SUPERIOR}, {TOP}),
    nobody_above: Case({RATER}, set()),
    amended_by_the_superior: Case({RATER}, {TOP}),
    by_the_superior_and_amended_above: Case({RATER, SUPERIOR}, {ABOVE_TOP}),
}


@pytest.mark.parametrize("happened", CASES, ids=lambda one: one.__name__)
def test_an_objection_waits_in_the_feeds_of_whom_evaluation_lets_act_and_of_nobody_else(world, happened):
    """The symptom: a superior who had rated was told that it waits for them, and who decides was told nothing."""
    happened(world)
    world.object()
    everybody = (EMPLOYEE, RATER, SUPERIOR, NEW, DELEGATE, STRANGER, TOP, ABOVE_TOP)

    found = world.told(*everybody)

    answers, decide = CASES[happened]
    assert (world.people.raters, world.people.deciders) == (answers, decide)
    assert {who for who, names in found.items() if LODGED in names} == answers | decide
    assert {who for who, names in found.items() if REMINDED in names} == decide


def test_in_the_raters_own_step_who_decides_is_told_nothing_before_the_employee_carries_on(world):
    def choose(runtime, _):
        return policy_choice_commands.choose(runtime, 2026, "permenpanrb-6-2022.v1", "exclude", "two-step.v1")

    world.record(SUPERIOR, choose)
    world.finalize()
    world.object()
    lodged = world.told(RATER, SUPERIOR)
    world.record(RATER, after_commands.answer, world.stream, "Sudah dijelaskan.")
    answered = world.tell_all().told(EMPLOYEE, RATER, SUPERIOR)
    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Tetap keliru.")
    carried_on = world.tell_all().told(RATER, SUPERIOR)

    assert lodged == {RATER: {LODGED, REMINDED}, SUPERIOR: set()}
    assert answered == {EMPLOYEE: {ANSWERED}, RATER: {LODGED, REMINDED}, SUPERIOR: set()}
    assert carried_on == {RATER: {LODGED, REMINDED}, SUPERIOR: {LODGED}}


def objected_to(world, final, by, period):
    """Notify is told of a final somebody recorded, and of an objection to it."""
    lodged = EVENTS[LODGED].model_copy(update={"employee": final.employee, "period": period})
    for version, event in enumerate((final, lodged), start=1):
        world.tell(event_bytes(event, uid(f"final of {final.employee}"), version, actor=str(by)), "evaluation")


class Counted:
    """A projection, and how many questions it was asked."""

    def __init__(self, projection):
        self.projection, self.questions = projection, 0

    def __getattr__(self, name):
        self.questions += 1
        return getattr(self.projection, name)


class Looked(NamedTuple):
    questions: int
    objections: int


def looked(world, who):
    """How many questions somebody's feed costs, and of how many objections it tells."""
    projection = world.notify.projection
    world.notify.__dict__["projection"] = counted = Counted(projection)
    feed = notices_for(world.notify, who, FINAL_AT)
    world.notify.__dict__["projection"] = projection
    return Looked(counted.questions, sum(type(one.kept.event()).__name__ == LODGED for one in feed))


def office_of(world, heads, raters, people):
    """Below somebody at the top of it: heads, under each raters, under each people who object, in two years."""
    top = uid(f"top of {heads} heads")
    for head in (uid(f"{top} head {number}") for number in range(heads)):
        world.placed(head, top)
        for rater in (uid(f"{head} rater {number}") for number in range(raters)):
            world.placed(rater, head)
            for number in range(people):
                person, period = uid(f"{rater} person {number}"), f"{2026 + number % 2}Q3"
                world.placed(person, rater)
                told = {"employee": person, "rater": rater, "assignment": uid(f"place of {person}"), "period": period}
                objected_to(world, EVENTS["EvaluationFinalized"].model_copy(update=told), rater, period)
    return top


def test_the_feed_of_somebody_far_above_asks_no_more_of_a_large_office_than_of_a_small_one(world):
    """The symptom: a question for every rater and head below, with every look at the feed of a large agency's head."""
    small, large = office_of(world, 1, 1, 1), office_of(world, 2, 3, 4)

    of_small, of_large, of_a_head = (looked(world, who) for who in (small, large, uid(f"{large} head 1")))

    assert of_large == of_small
    assert (of_large.objections, of_a_head.objections) == (0, 12)


def test_the_rater_of_another_assignment_of_the_person_is_told_nothing(world):
    place = {"employee": EMPLOYEE, "assignment": uid("a second office")}
    started = {"unit": UNIT, "position": "Plt Kepala", "head_of_unit": False, "starts_on": FIRST_DAY}
    world.take_in(EMPLOYEE, AssignmentStarted(**place, **started, rater=STRANGER))
    world.finalize()
    world.object()

    assert world.told(STRANGER, RATER) == {STRANGER: set(), RATER: {LODGED}}


def test_of_a_year_its_last_agreements_rater_and_their_superior_are_told(world):
    final = EVENTS["AnnualEvaluationFinalized"]
    rater, place = uid("the year's rater"), {"unit": UNIT, "position": "Analis", "starts_on": date(2026, 1, 1)}
    assignment = final.agreements[-1].assignment
    who = {"employee": final.employee, "assignment": assignment, "head_of_unit": False}
    world.take_in(final.employee, AssignmentStarted(**who, **place, rater=rater))
    world.placed(rater, SUPERIOR)
    objected_to(world, final, rater, str(final.year))

    assert world.told(rater, SUPERIOR, RATER, STRANGER) == {
        rater: {LODGED}, SUPERIOR: {LODGED}, RATER: set(), STRANGER: set(),
    }  # fmt: skip


def test_an_officer_is_not_told_that_they_are_the_rater_who_is_disputed(world):
    said = {"employee": EMPLOYEE, "assignment": ASSIGNMENT, "rater": RATER, "reason_code": "not_my_superior"}
    world.take_in(EMPLOYEE, RaterDisputed(**said))

    def disputes(who):
        found = notices_for(world.notify, who, FINAL_AT, officer=True)
        return [one.kept.key for one in found if isinstance(one.kept.event(), RaterDisputed)]

    assert (disputes(STRANGER), disputes(RATER)) == ([str(EMPLOYEE)], [])
