"""Follow-ups: who plans them, who completes them, who must have one, and what is overdue (domain 7.10)."""

from datetime import date
from functools import partial

import pytest

from contracts.evaluation import FollowUpDone, FollowUpPlanned
from services.evaluation.follow_up import (
    AlreadyDone,
    AlreadyPlanned,
    DueInThePast,
    FollowUps,
    FollowUpUnknown,
    NotYours,
    OwnerFollowedUp,
    OwnFollowUp,
    decide_done,
    decide_plan,
    evolve_follow_ups,
    is_required,
    overdue,
    still_missing,
)
from services.evaluation.objection import NotFinal
from tests.domain import given as steps
from tests.domain.evaluation.objecting import FINAL
from tests.domain.given import uid
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, STRANGER, SUPERIOR

given = partial(steps.given, evolve_follow_ups, FollowUps())
TODAY, MAY_PLAN, OWNER = date(2026, 7, 20), frozenset({RATER, SUPERIOR}), uid("mentor")
POOR = FINAL.model_copy(update={"predicate": "butuh_perbaikan"})


def planned(name="coaching", due_on=date(2026, 8, 31)):
    about = {"employee": EMPLOYEE, "agreement": AGREEMENT, "period": "2026Q2", "follow_up": uid(name)}
    return FollowUpPlanned(**about, kind="coaching", owner=OWNER, due_on=due_on)


def done(name="coaching"):
    about = {"employee": EMPLOYEE, "agreement": AGREEMENT, "period": "2026Q2", "follow_up": uid(name)}
    return FollowUpDone(**about, done_on=TODAY)


def plan(actor=RATER, event=None):
    return decide_plan, actor, MAY_PLAN, event or planned(), TODAY


def complete(actor=OWNER, event=None):
    return decide_done, actor, MAY_PLAN, event or done()


@pytest.mark.parametrize("actor", [RATER, SUPERIOR])
def test_the_rater_or_the_superior_plans_it(actor):
    given(POOR).when(*plan(actor)).then(planned())


@pytest.mark.parametrize("actor", [OWNER, RATER])
def test_its_owner_or_whoever_may_plan_completes_it(actor):
    given(POOR, planned()).when(*complete(actor)).then(done())


@pytest.mark.parametrize("act", [plan, complete])
def test_nobody_follows_themself_up_and_strangers_do_neither(act):
    given(POOR, planned()).when(*act(EMPLOYEE)).then_refused(OwnFollowUp, employee=EMPLOYEE)
    given(POOR, planned()).when(*act(STRANGER)).then_refused(NotYours)


def test_whoever_is_followed_up_owns_none_of_it_which_they_could_not_complete():
    own = planned().model_copy(update={"owner": EMPLOYEE})

    given(POOR).when(*plan(event=own)).then_refused(OwnerFollowedUp, owner=EMPLOYEE)


def test_it_follows_from_a_final():
    given().when(*plan()).then_refused(NotFinal)


def test_it_is_due_from_today_on():
    given(POOR).when(*plan(event=planned(due_on=TODAY))).then(planned(due_on=TODAY))
    yesterday = date(2026, 7, 19)
    given(POOR).when(*plan(event=planned(due_on=yesterday))).then_refused(DueInThePast, due_on=yesterday)


def test_each_is_planned_and_completed_once():
    given(POOR, planned()).when(*plan()).then_refused(AlreadyPlanned, follow_up=uid("coaching"))
    given(POOR, planned(), done()).when(*complete()).then_refused(AlreadyDone, follow_up=uid("coaching"))
    given(POOR).when(*complete()).then_refused(FollowUpUnknown, follow_up=uid("coaching"))


@pytest.mark.parametrize(
    ("predicate", "required"),
    [("sangat_baik", False), ("baik", False), ("butuh_perbaikan", True), ("kurang", True), ("sangat_kurang", True)],
)
def test_butuh_perbaikan_and_lower_require_one(predicate, required):
    final = FINAL.model_copy(update={"predicate": predicate})

    assert is_required(predicate) is required
    assert still_missing(given(final).state) is required
    assert not still_missing(given(final, planned()).state)


def test_before_the_final_none_is_missing():
    assert not still_missing(given().state)


def test_what_is_overdue_comes_with_the_longest_first():
    events = [planned("late", date(2026, 8, 2)), planned("later", date(2026, 8, 1)), planned("done", date(2026, 8, 1))]

    state = given(POOR, *events, done("done")).state

    assert [one.follow_up for one in overdue(state, date(2026, 8, 3))] == [uid("later"), uid("late")]
    assert [one.follow_up for one in overdue(state, date(2026, 8, 2))] == [uid("later")]
