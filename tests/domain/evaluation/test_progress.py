"""How far an evaluation is and whom it waits for (`domain.md` 7.1): from the policy's outcome, in one order."""

from datetime import timedelta

import pytest

from services.evaluation.domain import time_left_of
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES
from services.evaluation.progress import changes_of, self_assessment_awaited, state_of, waits_for
from tests.domain.evaluation.finalizing import HEAD, NOT_DUE, ready
from tests.domain.histories import BEFORE, FINAL_AT, told
from tests.domain.plans import EMPLOYEE, RATER, agreed, main, planned

#: After the period's last day and before the evidence deadline, after that, and before both.
IN_TIME, LATER, WHILE_IT_RUNS = BEFORE, FINAL_AT, BEFORE - timedelta(days=7)


NUMERIC = "permenpanrb-8-2021.v1"


def one():
    return told(agreement=agreed(main(planned(title="it"))))


def begun():
    quarter = one()
    quarter.report("it", "90")
    return quarter


def shown():
    quarter = begun()
    quarter.upload("file", "it")
    return quarter


def proven():
    quarter = one()
    quarter.prove("it", "90")
    return quarter


def judged_head():
    quarter = told(**HEAD)
    quarter.prove("agreed", "100")
    quarter.assess()
    return quarter


def judged():
    return ready(agreement=agreed(main(planned(title="agreed"))))


def numeric():
    quarter = judged()
    quarter.choose(NUMERIC)
    return quarter


def nothing_due():
    quarter = told(**NOT_DUE)
    quarter.assess()
    return quarter


def nothing_due_numeric():
    quarter = nothing_due()
    quarter.choose(NUMERIC)
    return quarter


def later():
    quarter = judged()
    quarter.report("agreed", "120")
    return quarter


@pytest.mark.parametrize(
    ("made", "in_time", "after"),
    [
        pytest.param(one, "not_started", "waits_for_behaviour", id="nothing"),
        pytest.param(begun, "waits_for_evidence", "waits_for_behaviour", id="reported"),
        pytest.param(shown, "waits_for_verdict", "waits_for_verdict", id="uploaded"),
        pytest.param(proven, "waits_for_behaviour", "waits_for_behaviour", id="proven"),
        pytest.param(judged, "ready", "ready", id="judged"),
        pytest.param(later, "waits_for_evidence", "ready", id="a later report"),
        pytest.param(judged_head, "waits_for_unit_achievement", "waits_for_unit_achievement", id="a head"),
        pytest.param(lambda: told(**NOT_DUE), "waits_for_behaviour", "waits_for_behaviour", id="nothing due"),
        pytest.param(nothing_due, "ready", "ready", id="nothing due, and assessed"),
        pytest.param(numeric, "ready", "ready", id="a class"),
        pytest.param(nothing_due_numeric, "nothing_due", "nothing_due", id="a class of nothing"),
    ],
)
def test_the_state_of_an_open_evaluation_before_and_after_the_evidence_deadline(made, in_time, after):
    story = made()
    case, state = story.case(), story.evaluation()

    assert [state_of(case.outcome, time_left_of(state, case, now)) for now in (IN_TIME, LATER)] == [in_time, after]


@pytest.mark.parametrize(
    ("made", "then"),
    [
        pytest.param(one, "not_started", id="nothing"),
        pytest.param(begun, "waits_for_evidence", id="reported"),
        pytest.param(proven, "waits_for_behaviour", id="proven"),
        pytest.param(judged_head, "waits_for_unit_achievement", id="a head"),
        pytest.param(judged, "period_not_over", id="all is done"),
    ],
)
def test_while_the_period_runs_nothing_is_ready(made, then):
    story = made()
    case = story.case()

    assert state_of(case.outcome, time_left_of(story.evaluation(), case, WHILE_IT_RUNS)) == then


@pytest.mark.parametrize(
    ("state", "actor", "person"),
    [
        ("not_started", "employee", EMPLOYEE), ("waits_for_evidence", "employee", EMPLOYEE),
        ("waits_for_verdict", "rater", RATER), ("waits_for_behaviour", "rater", RATER), ("ready", "rater", RATER),
        ("period_not_over", "rater", RATER),
        ("waits_for_unit_achievement", "head_one_level_up", RATER), ("no_agreement", "performance_officer", None),
        ("agreements_overlap", "performance_officer", None),
    ],
)  # fmt: skip
def test_every_state_names_who_must_act(state, actor, person):
    found = waits_for(state, EMPLOYEE, RATER)

    assert (found.actor, found.person) == (actor, person)


def test_nothing_would_change_what_can_never_be_final():
    quarter = told(**NOT_DUE)
    waits = changes_of(quarter.case().outcome)
    quarter.choose(NUMERIC)

    assert ([one.code for one in waits], changes_of(quarter.case().outcome)) == (["behaviour"], ())


def test_without_a_rater_the_officer_must_act_and_a_final_waits_for_nobody():
    assert waits_for("ready", EMPLOYEE, None).actor == "performance_officer"
    assert (waits_for("final", EMPLOYEE, RATER), waits_for("nothing_due", EMPLOYEE, RATER)) == (None, None)


def test_what_is_reported_anew_after_a_rejection_waits_for_something_new_that_shows_it():
    quarter = shown()
    quarter.reject("file", "it", quarter.report("it", "90"))
    quarter.report("it", "91")
    policy = POLICIES[DEFAULT_POLICY]

    (change, *_) = changes_of(policy.evaluate(quarter.inputs(unverified="count")))

    assert (change.kind, change.code, change.actor) == ("unproven", "rejected", "employee")
    assert change.items == (quarter.stream("file"),)
    assert change.said.en == "the evidence was rejected, and nothing new that shows it is verified"


def test_the_self_assessment_is_the_employees_move_while_a_final_waits_for_what_they_may_show():
    quarter = begun()

    def awaited(now):
        return self_assessment_awaited(time_left_of(quarter.evaluation(), quarter.case(), now))

    (change,) = awaited(IN_TIME)
    assert (change.kind, change.code, change.actor) == ("missing", "self_assessment", "employee")
    assert awaited(LATER) == ()
    quarter.assess_self()
    assert awaited(IN_TIME) == ()
