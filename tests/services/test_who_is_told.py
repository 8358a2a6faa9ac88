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
from services.evaluation import after_commands
from services.evaluation.reminding import remind_due
from services.notify.main import DEFINITION as NOTIFY
from services.notify.projections import notices_for
from tests.domain.given import uid
from tests.domain.histories import CYCLE, told
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, STRANGER, SUPERIOR, UNIT
from tests.records import AGENCY, Log, event_bytes
from tests.services.test_who_decides import DELEGATE, FINAL_AT, NEW, World

LODGED, REMINDED = "ObjectionLodged", "ObjectionReminded"
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
        for one in self.runtime.store.load(self.stream):
            self.tell(one.value, "evaluation")
        return self

    def told(self, *people, at=None):
        """Of each of these people, what they are told of objections."""
        found = {who: [one.kept.event() for one in notices_for(self.notify, who, at or self.now)] for who in people}
        kinds = {who: {type(one).__name__ for one in events} for who, events in found.items()}
        return {who: names & {LODGED, REMINDED} for who, names in kinds.items()}

    def close(self):
        self.runtime.database.close()
        self.notify.database.close()


@pytest.fixture
def world(databases):
    found = Feeds(databases)
    for fact in told().facts:
        found.take_in(found.runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream, fact.event)
    found.placed(RATER, SUPERIOR)
    found.placed(SUPERIOR, uid("whoever is above all"))
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


class Case(NamedTuple):
    answers: set
    decide: set


CASES = {
    plain: Case({RATER}, {SUPERIOR}),
    promoted: Case({NEW}, {SUPERIOR}),
    by_a_delegate_of_both: Case({RATER, DELEGATE}, {SUPERIOR}),
    by_the_superior: Case({RATER, SUPERIOR}, {uid("whoever is above all")}),
    nobody_above: Case({RATER}, set()),
}


@pytest.mark.parametrize("happened", CASES, ids=lambda one: one.__name__)
def test_an_objection_waits_in_the_feeds_of_whom_evaluation_lets_act_and_of_nobody_else(world, happened):
    """The symptom: a superior who had rated was told that it waits for them, and who decides was told nothing."""
    happened(world)
    world.object()
    everybody = (EMPLOYEE, RATER, SUPERIOR, NEW, DELEGATE, STRANGER, uid("whoever is above all"))

    found = world.told(*everybody)

    answers, decide = CASES[happened]
    assert (world.people.raters, world.people.deciders) == (answers, decide)
    assert {who for who, names in found.items() if LODGED in names} == answers | decide
    assert {who for who, names in found.items() if REMINDED in names} == decide


def test_the_rater_of_another_assignment_of_the_person_is_told_nothing(world):
    place = {"employee": EMPLOYEE, "assignment": uid("a second office")}
    started = {"unit": UNIT, "position": "Plt Kepala", "head_of_unit": False, "starts_on": FIRST_DAY}
    world.take_in(EMPLOYEE, AssignmentStarted(**place, **started, rater=STRANGER))
    world.finalize()
    world.object()

    assert world.told(STRANGER, RATER) == {STRANGER: set(), RATER: {LODGED}}


def test_of_a_year_its_last_agreements_rater_and_their_superior_are_told(world):
    events = {type(one.event).__name__: one.event for one in EXAMPLES}
    final = events["AnnualEvaluationFinalized"]
    lodged = events[LODGED].model_copy(update={"employee": final.employee, "period": str(final.year)})
    rater, place = uid("the year's rater"), {"unit": UNIT, "position": "Analis", "starts_on": date(2026, 1, 1)}
    assignment = final.agreements[-1].assignment
    who = {"employee": final.employee, "assignment": assignment, "head_of_unit": False}
    world.take_in(final.employee, AssignmentStarted(**who, **place, rater=rater))
    world.placed(rater, SUPERIOR)
    for version, event in enumerate((final, lodged), start=1):
        world.tell(event_bytes(event, uid("a year"), version, actor=str(rater)), "evaluation")

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
