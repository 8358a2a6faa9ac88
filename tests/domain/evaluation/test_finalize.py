"""Evaluation's decisions: who judges, what a final waits for, what the event says (`domain.md` 7, 8)."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial

import pytest

from contracts.evaluation import (
    BehaviourAssessed,
    LatenessAccepted,
    UnitAchievementSet,
    UnprovenReport,
)
from contracts.values import StreamHead, exact
from services.evaluation.domain import (
    AlreadyAccepted,
    AlreadyFinal,
    BehaviourMissing,
    Evaluation,
    NotYourSubordinate,
    OwnEvaluation,
    WaitsForUnitAchievement,
    WaitsForVerdict,
    decide_assess,
    evolve_evaluation,
)
from services.evaluation.lateness import decide_accept_lateness
from services.evaluation.one_level_up import NobodyOneLevelUp, NotOneLevelUp, decide_set_achievement
from services.evaluation.policies.registry import DEFAULT_POLICY, policy_hash
from tests.domain import given as steps
from tests.domain.evaluation.finalizing import HEAD, decided, finalize, ready
from tests.domain.given import uid, when
from tests.domain.histories import (
    ABOVE,
    AFTER,
    BEFORE,
    EVALUATION,
    FINAL_AT,
    NAMES,
    PERIOD,
    TEXT,
    behaviour,
    realization,
    told,
    whole_quarter,
)
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, STRANGER, SUPERIOR, UNIT, agreed

given = partial(steps.given, evolve_evaluation, Evaluation())

AGREED = agreed()
ASSESSED = BehaviourAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, values=behaviour())
ACCEPTED = LatenessAccepted(
    employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, item=uid("item"), reason_code="on_leave", reason=TEXT
)
FINAL = whole_quarter().finalized()


def exact_of(text):
    return exact(Fraction(text))


def assess(actor=RATER, raters=(RATER,)):
    return decide_assess, actor, AGREED, PERIOD, frozenset(raters), behaviour()


def accept(actor=RATER):
    return decide_accept_lateness, actor, AGREED, frozenset({RATER}), ACCEPTED


# -- who ------------------------------------------------------------------------------------------------------------

ACTS = pytest.mark.parametrize("act", [assess, accept, partial(finalize, whole_quarter().case())])


@ACTS
def test_nobody_rates_themself(act):
    given(ASSESSED).when(*act(actor=EMPLOYEE)).then_refused(OwnEvaluation, employee=EMPLOYEE)


@ACTS
@pytest.mark.parametrize("actor", [STRANGER, SUPERIOR])
def test_only_the_rater_in_force_evaluates(act, actor):
    given(ASSESSED).when(*act(actor=actor)).then_refused(NotYourSubordinate, agreement=AGREEMENT)


def test_a_delegate_evaluates_and_the_final_names_the_rater_in_force():
    delegate = uid("delegate")
    case = replace(whole_quarter().case(), raters=frozenset({RATER, delegate}))

    given().when(*assess(actor=delegate, raters=(RATER, delegate))).then(ASSESSED)
    (final,) = given(ASSESSED).when(*finalize(case, actor=delegate)).events

    assert final.rater == RATER


def test_nobody_evaluates_themself_as_a_delegate_of_their_rater():
    decided = given().when(*assess(actor=EMPLOYEE, raters=(RATER, EMPLOYEE)))

    decided.then_refused(OwnEvaluation, employee=EMPLOYEE)


def test_where_no_rater_is_known_nobody_evaluates():
    given().when(*assess(raters=())).then_refused(NotYourSubordinate, agreement=AGREEMENT)


@ACTS
def test_what_is_final_stays_and_the_refusal_says_where_it_stands(act):
    decided = given(ASSESSED, FINAL).when(*act())

    decided.then_refused(AlreadyFinal, period=PERIOD, predicate=FINAL.predicate, version=2)


def test_a_later_assessment_replaces_an_earlier_one():
    given(ASSESSED).when(*assess()).then(ASSESSED)

    folded = given(ASSESSED, ASSESSED.model_copy(update={"values": behaviour(ABOVE)})).state

    assert folded.behaviour == behaviour(ABOVE)


def test_lateness_of_an_item_is_accepted_once():
    given(ASSESSED).when(*accept()).then(ACCEPTED)
    given(ACCEPTED).when(*accept()).then_refused(AlreadyAccepted, item=uid("item"))


def test_after_the_final_it_is_accepted_for_the_year_by_the_rater_once():
    given(ASSESSED, FINAL).when(*accept(), in_year=True).then(ACCEPTED)

    given(FINAL, ACCEPTED).when(*accept(), in_year=True).then_refused(AlreadyAccepted, item=uid("item"))
    given(FINAL).when(*accept(STRANGER), in_year=True).then_refused(NotYourSubordinate, agreement=AGREEMENT)
    given(FINAL).when(*accept(EMPLOYEE), in_year=True).then_refused(OwnEvaluation, employee=EMPLOYEE)


@pytest.mark.parametrize("actor", [RATER, STRANGER, EMPLOYEE])
def test_a_units_achievement_is_set_one_level_up(actor):
    achieved = UnitAchievementSet(unit=UNIT, period=PERIOD, achievement="baik")

    when(decide_set_achievement, SUPERIOR, achieved, frozenset({SUPERIOR})).then(achieved)
    when(decide_set_achievement, actor, achieved, frozenset({SUPERIOR})).then_refused(NotOneLevelUp, unit=UNIT)
    when(decide_set_achievement, actor, achieved, frozenset()).then_refused(NobodyOneLevelUp, unit=UNIT)


# -- what a final waits for -------------------------------------------------------------------------------------------


def test_all_seven_values_are_needed():
    story = told()
    story.prove("agreed", "100")

    decided(story).then_refused(BehaviourMissing, period=PERIOD)


@pytest.mark.parametrize("came", [BEFORE, AFTER], ids=["in time", "late and accepted"])
def test_an_item_without_a_verdict_is_waited_for_and_named(came):
    story = ready()
    story.report("files", "20")
    story.upload("list", "files", at=came)
    story.accept_lateness("list")

    decided(story).then_refused(WaitsForVerdict, items=str(uid("list")), rater=str(RATER))


def test_a_late_item_nobody_accepted_is_not_waited_for():
    story = ready()
    story.report("files", "20")
    story.upload("list", "files", at=AFTER)

    (final,) = decided(story).events

    assert [one.code for one in final.exclusions] == ["late_not_accepted"]


def test_a_withdrawn_item_is_not_waited_for():
    story = ready()
    story.report("files", "20")
    story.upload("list", "files")
    story.withdraw("list")

    (final,) = decided(story).events

    assert [one.code for one in final.exclusions] == ["not_shown"]
    assert final.results[1].indicators[0].evidence == ()


def test_an_infected_item_is_not_waited_for_and_shows_nothing():
    story = ready()
    story.report("files", "20")
    story.upload("list", "files")
    story.check("list", "infected")

    (final,) = decided(story).events

    assert [one.code for one in final.exclusions] == ["not_shown"]
    assert [one.state for one in final.results[1].indicators[0].evidence] == ["unusable"]


def test_a_clean_item_is_waited_for_like_any_other():
    story = ready()
    story.report("files", "20")
    story.upload("list", "files")
    story.check("list", "clean")

    decided(story).then_refused(WaitsForVerdict, items=str(uid("list")), rater=str(RATER))


def test_a_head_of_unit_waits_for_the_units_achievement():
    decided(ready(**HEAD)).then_refused(WaitsForUnitAchievement, unit=UNIT, period=PERIOD)


# -- what the event says ----------------------------------------------------------------------------------------------


def test_the_final_names_every_stream_it_rests_on():
    story = whole_quarter()

    (final,) = decided(story).events

    beside = {final.copied.cycle.stream, EMPLOYEE}
    resting_on = {fact.stream: fact.version for fact in story.facts if fact.stream not in beside}
    assert {one.stream: one.version for one in final.heads} == resting_on
    assert {realization("2026Q1"), realization(), EVALUATION, uid("photo"), uid("list")} <= set(resting_on)
    assert list(final.heads) == sorted(final.heads, key=lambda one: one.stream)


def test_the_final_carries_every_line_of_the_arithmetic():
    story = whole_quarter()

    (final,) = decided(story).events

    first, second = (result.indicators[0] for result in final.results)
    assert (first.low, first.high, first.realization, first.achievement) == (
        "100",
        "100",
        exact_of("92"),
        exact_of("23/25"),
    )
    assert (first.value, final.results[0].value, final.results[0].weight) == (
        exact_of("92"),
        exact_of("92"),
        exact_of("1/2"),
    )
    assert [(one.item, one.state, one.late) for one in first.evidence] == [(uid("agreed 2026Q2"), "verified", False)]
    assert first.evidence[0].sha256 == uid("agreed 2026Q2").hex * 2
    assert (second.low, second.realization) == ("20", exact_of("21"))
    assert second.report == StreamHead(stream=realization(), version=2)
    last = StreamHead(stream=realization(), version=3)
    assert second.unproven_reports == (UnprovenReport(report=last, period=PERIOD, value="22", code="not_shown"),)
    states = {one.item: (one.state, one.late) for one in second.evidence}
    assert states == {
        uid("list"): ("rejected", False),
        uid("better list"): ("verified", False),
        uid("photo"): ("rejected", True),
    }
    assert final.score == exact_of("197/2")


def test_the_final_names_policy_deadlines_behaviour_and_instant():
    (final,) = decided(whole_quarter()).events

    assert (final.policy.id, final.policy.hash) == (DEFAULT_POLICY, policy_hash(DEFAULT_POLICY))
    assert final.copied.evidence_deadline == datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC)
    assert final.copied.time_zone == "Asia/Makassar"
    assert final.behaviour == behaviour(loyal=ABOVE)
    assert set(final.behaviour.model_dump()) == set(NAMES)
    assert (final.finalized_at, final.unverified, final.agreement_version) == (FINAL_AT, "exclude", 1)


@pytest.mark.parametrize(
    ("value", "written"), [("85", "85"), ("85.50", "85.5"), ("0.000001", "0.000001"), ("100.0", "100"), ("0.0", "0")]
)
def test_a_report_excluded_beside_a_proven_one_is_named_with_what_it_said_and_why(value, written):
    story = told()
    story.prove("agreed", "80")
    later = story.report("agreed", value)
    story.reject("agreed 2026Q2", "agreed", later)
    story.assess()

    (final,) = decided(story).events

    (line,) = final.results[0].indicators
    items = (uid("agreed 2026Q2"),)
    assert line.unproven_reports == (
        UnprovenReport(report=later, period=PERIOD, value=written, code="rejected", items=items),
    )


def test_both_scores_are_shown_with_every_exclusion():
    story = ready()
    rejected = story.report("files", "20")
    story.upload("list", "files")
    story.reject("list", "files", rejected)

    (final,) = decided(story).events

    assert (final.score.shown, final.score_with_excluded.shown) == ("50.00", "100.00")
    assert [(one.indicator, one.code, one.items) for one in final.exclusions] == [
        (story.indicator("files"), "rejected", (uid("list"),))
    ]
