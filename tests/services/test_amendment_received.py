"""An amendment after false evidence: received by its own clock, objected to, decided by nobody who amended (0071).

On a real database with evaluation's own commands and the test's clock, as in `test_who_decides`.
"""

from datetime import timedelta

import pytest

from contracts.evaluation import Readmitted
from contracts.evidence import EvidenceFoundFalse
from contracts.planning import DelegationGiven
from services.evaluation import after_commands
from services.evaluation.after import may_amend
from services.evaluation.amendment import NotOfTheAmendment
from services.evaluation.delivery import deliver_due, note_opened
from services.evaluation.objection import OwnObjection
from tests.domain.given import uid
from tests.domain.histories import CYCLE, PERIOD, TEXT, told
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, SUPERIOR
from tests.services.test_who_decides import CONFIRMED, DELEGATE, FINAL_AT, NEW, World, deliveries

STANDS = after_commands.Ruling("Tetap.", None, CONFIRMED, CONFIRMED)


@pytest.fixture
def world(databases):
    yield (found := finalized(databases, above=NEW))
    found.runtime.database.close()


@pytest.fixture
def top(databases):
    """The same where nobody is above the rater's superior."""
    yield (found := finalized(databases, above=None))
    found.runtime.database.close()


def finalized(databases, above):
    """A final that rests on two proven indicators; of one of them another list had been rejected."""
    story = told()
    story.prove("agreed", "100")
    report = story.report("files", "20")
    story.upload("list", "files")
    story.reject("list", "files", report)
    story.prove("files", "20")
    found = World(databases.url("evaluation"))
    for fact in story.facts:
        found.take_in(found.runtime.stream("cycle:2026") if fact.stream == CYCLE else fact.stream, fact.event)
    found.placed(RATER, SUPERIOR)
    found.placed(SUPERIOR, above)
    found.rejected, found.item = story.stream("list"), story.stream("files 2026Q2")
    return found.finalize()


def amended(world, by):
    """The proof of `files` was found false, and the final amended."""
    about = {"employee": EMPLOYEE, "item": world.item, "agreement": AGREEMENT, "period": PERIOD}
    world.take_in(world.item, EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT))
    world.record(by, after_commands.amend, world.stream, world.item, "Palsu.", CONFIRMED, CONFIRMED)
    return world.after.recorded[-1]


def objected(world):
    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Buktinya asli.")
    world.record(RATER, after_commands.answer, world.stream, "Saya ragu.")


def test_whoever_amended_decides_on_no_objection_to_it_and_whoever_is_above_does(world):
    amended(world, SUPERIOR)
    objected(world)

    assert (world.people.above, world.people.deciders) == ({SUPERIOR}, {NEW})
    with pytest.raises(OwnObjection):
        world.record(SUPERIOR, after_commands.decide, world.stream, STANDS)
    world.record(NEW, after_commands.decide, world.stream, STANDS)
    assert world.after.state.decided.outcome == "stands"


def test_who_alone_could_decide_on_an_objection_does_not_amend_and_the_rater_does(top):
    with pytest.raises(after_commands.NobodyLeftToDecide):
        amended(top, SUPERIOR)
    assert may_amend(top.runtime, top.after, top.now) == {RATER}
    top.record(RATER, after_commands.amend, top.stream, top.item, "Palsu.", CONFIRMED, CONFIRMED)
    objected(top)
    top.record(SUPERIOR, after_commands.decide, top.stream, STANDS)

    assert top.after.state.decided.outcome == "stands"


def test_where_their_delegate_amends_they_are_left_to_decide(top):
    interval = {"starts_at": FINAL_AT - timedelta(days=1), "ends_at": FINAL_AT + timedelta(days=99)}
    given = {"employee": SUPERIOR, "delegation": uid("of the top"), "delegate": DELEGATE, "kind": "plh"}
    top.take_in(SUPERIOR, DelegationGiven(**given, **interval))

    amended(top, DELEGATE)

    assert top.people.deciders == {SUPERIOR}


def test_a_reading_of_what_stood_before_is_none_of_the_amendment(world):
    original = world.after.recorded[-1].version
    note_opened(world.runtime, world.stream, FINAL_AT)
    deliver_due(world.runtime)
    world.now += timedelta(days=1)
    amended(world, RATER)
    before = len(deliveries(world))

    world.read_by(EMPLOYEE, version=original)
    of_the_original = deliver_due(world.runtime)
    world.read_by(RATER)
    of_another = deliver_due(world.runtime)
    world.read_by(EMPLOYEE)

    assert (of_the_original, of_another, deliver_due(world.runtime)) == (0, 0, 1)
    assert [one.event.final.version for one in deliveries(world)[before:]] == [world.after.state.subject_version]


def test_a_reading_of_the_final_that_is_noted_after_the_amendment_is_none_of_it(world):
    """The reader's process was slow, or the worker had looked before the amendment came."""
    world.now = FINAL_AT + timedelta(days=5)
    amended(world, RATER)
    note_opened(world.runtime, world.stream, world.now - timedelta(seconds=1))

    deliver_due(world.runtime)
    unread = deliveries(world)
    note_opened(world.runtime, world.stream, world.now + timedelta(days=1))
    world.now += timedelta(days=2)
    deliver_due(world.runtime)

    assert unread == []
    assert [(one.event.how, str(one.event.delivered_on)) for one in deliveries(world)] == [("opened", "2026-07-24")]


def test_whoever_objects_after_having_read_the_final_alone_receives_the_amendment_by_objecting(world):
    world.now = FINAL_AT + timedelta(days=5)
    amended(world, RATER)
    note_opened(world.runtime, world.stream, world.now - timedelta(seconds=1))
    world.now += timedelta(days=2)

    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Buktinya asli.")

    assert str(deliveries(world)[-1].event.delivered_on) == "2026-07-25"


@pytest.mark.parametrize("received", [True, False], ids=["the final was received", "nobody had opened it"])
def test_it_counts_as_received_by_the_clock_and_may_be_objected_to_in_its_own_days(world, received):
    if received:
        note_opened(world.runtime, world.stream, FINAL_AT)
        assert deliver_due(world.runtime) == 1
    world.now = FINAL_AT + timedelta(days=5)
    amendment = amended(world, RATER)

    world.now += timedelta(days=6)
    early = deliver_due(world.runtime)
    world.now += timedelta(days=1)
    due = deliver_due(world.runtime)
    world.now += timedelta(days=14)
    world.record(EMPLOYEE, after_commands.lodge, world.stream, "Buktinya asli.")

    last = deliveries(world)[-1].event
    assert (early, due, len(deliveries(world))) == (0, 1, 2 if received else 1)
    assert (last.how, last.final.version) == ("deemed", amendment.version)
    assert (str(last.delivered_on), str(last.object_until)) == ("2026-07-30", "2026-08-13")
    assert world.after.state.lodged[-1].final == last.final


def test_whoever_opens_it_has_the_day_of_the_reading(world):
    note_opened(world.runtime, world.stream, FINAL_AT)
    deliver_due(world.runtime)
    world.now = FINAL_AT + timedelta(days=30)
    amended(world, RATER)

    note_opened(world.runtime, world.stream, world.now + timedelta(days=2))
    world.now += timedelta(days=4)
    deliver_due(world.runtime)

    assert [one.event.how for one in deliveries(world)] == ["opened", "opened"]
    assert str(deliveries(world)[-1].event.delivered_on) == "2026-08-19"


def test_one_that_comes_while_an_objection_waits_for_its_decision_is_decided_on_there(world):
    objected(world)
    amended(world, RATER)

    world.now += timedelta(days=9)
    assert deliver_due(world.runtime) == 0
    ruling = after_commands.Ruling("Asli.", Readmitted(items=(world.item,)), CONFIRMED, CONFIRMED)
    world.record(SUPERIOR, after_commands.decide, world.stream, ruling)

    assert [one.cause for one in world.after.state.amended] == ["false_evidence", "objection"]
    assert world.after.state.amended[-1].predicate == "baik"


def test_when_the_days_of_the_final_are_over_only_what_it_excluded_is_readmitted(world):
    note_opened(world.runtime, world.stream, FINAL_AT)
    deliver_due(world.runtime)
    world.now = FINAL_AT + timedelta(days=30)
    amended(world, RATER)
    objected(world)

    def decide(item):
        ruling = after_commands.Ruling("Asli.", Readmitted(items=(item,)), CONFIRMED, CONFIRMED)
        world.record(SUPERIOR, after_commands.decide, world.stream, ruling)

    with pytest.raises(NotOfTheAmendment):
        decide(world.rejected)
    decide(world.item)
    assert [one.predicate for one in world.after.state.amended] == ["butuh_perbaikan", "baik"]
