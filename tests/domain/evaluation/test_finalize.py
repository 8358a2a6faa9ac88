"""Evaluation's decisions: who judges, what a final waits for, what departs, what the event says (`domain.md` 7, 8)."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import partial

import pytest
from pydantic import ValidationError

from contracts.evaluation import (
    BehaviourAssessed,
    Departure,
    LatenessAccepted,
    Ratings,
    UnitAchievementSet,
    UnprovenReport,
)
from contracts.values import StreamHead, exact
from services.evaluation.domain import (
    AlreadyAccepted,
    AlreadyFinal,
    BehaviourMissing,
    CodeSetByTheService,
    DepartureNeedsReason,
    Evaluation,
    Given,
    HeadsDoNotDepart,
    NoAdvice,
    NotOneLevelUp,
    NotYourSubordinate,
    OwnEvaluation,
    WaitsForUnitAchievement,
    WaitsForVerdict,
    decide_accept_lateness,
    decide_assess,
    decide_finalize,
    decide_set_achievement,
    evolve_evaluation,
)
from services.evaluation.http import Because
from services.evaluation.policies.registry import DEFAULT_POLICY, policy_hash
from tests.domain import given as steps
from tests.domain.given import uid, when
from tests.domain.histories import (
    ABOVE,
    AFTER,
    BEFORE,
    BELOW,
    EVALUATION,
    FINAL_AT,
    MEETS,
    NAMES,
    PERIOD,
    REASON,
    TEXT,
    UNIT_PERIOD,
    behaviour,
    realization,
    told,
    whole_quarter,
)
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, STRANGER, SUPERIOR, UNIT, agreed, main, planned

given = partial(steps.given, evolve_evaluation, Evaluation())

AGREED = agreed()
ASSESSED = BehaviourAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, values=behaviour())
ACCEPTED = LatenessAccepted(
    employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, item=uid("item"), reason_code="illness", reason=TEXT
)
FINAL = whole_quarter().finalized()
HEAD = {"agreement": agreed(main(planned(title="agreed")), head_of_unit=True)}
NOT_DUE = {
    "agreement": agreed(main(planned("1", title="agreed", accumulation="sum", whole=True), title="a document a year"))
}
CONFIRM = Given()


def exact_of(text):
    return exact(Fraction(text))


def assess(actor=RATER, rater=RATER):
    return decide_assess, actor, AGREED, PERIOD, rater, behaviour()


def accept(actor=RATER, rater=RATER):
    return decide_accept_lateness, actor, AGREED, rater, ACCEPTED


def finalize(case, actor=RATER, result=CONFIRM, about_behaviour=CONFIRM):
    return decide_finalize, actor, case, result, about_behaviour, FINAL_AT


def decided(story, **answers):
    """What becomes of finalizing `story` as it stands."""
    return steps.Given(story.evaluation()).when(*finalize(story.case(), **answers))


def ready(values=None, **told_as):
    """A quarter with its indicator proven at its target and behaviour assessed."""
    story = told(**told_as)
    story.prove("agreed", "100")
    story.assess(values)
    return story


# -- who ------------------------------------------------------------------------------------------------------------

ACTS = pytest.mark.parametrize("act", [assess, accept, partial(finalize, whole_quarter().case())])


@ACTS
def test_nobody_rates_themself(act):
    given(ASSESSED).when(*act(actor=EMPLOYEE)).then_refused(OwnEvaluation, employee=EMPLOYEE)


@ACTS
@pytest.mark.parametrize("actor", [STRANGER, SUPERIOR])
def test_only_the_rater_in_force_evaluates(act, actor):
    given(ASSESSED).when(*act(actor=actor)).then_refused(NotYourSubordinate, agreement=AGREEMENT)


def test_where_no_rater_is_known_nobody_evaluates():
    given().when(*assess(rater=None)).then_refused(NotYourSubordinate, agreement=AGREEMENT)


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


@pytest.mark.parametrize("actor", [RATER, STRANGER, EMPLOYEE])
def test_a_units_achievement_is_set_one_level_up(actor):
    achieved = UnitAchievementSet(unit=UNIT, period=PERIOD, achievement="baik")

    when(decide_set_achievement, SUPERIOR, achieved, SUPERIOR).then(achieved)
    when(decide_set_achievement, actor, achieved, SUPERIOR).then_refused(NotOneLevelUp, unit=UNIT)
    when(decide_set_achievement, actor, achieved, None).then_refused(NotOneLevelUp, unit=UNIT)


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

    decided(story).then_refused(WaitsForVerdict, items=str(uid("list")), rater=RATER)


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


def test_a_head_of_unit_waits_for_the_units_achievement():
    decided(ready(**HEAD)).then_refused(WaitsForUnitAchievement, unit=UNIT, period=PERIOD)


# -- advice and departures --------------------------------------------------------------------------------------------


def test_the_rater_confirms_the_advice():
    (final,) = decided(whole_quarter()).events

    assert final.advised == final.given == Ratings(result=MEETS, behaviour=MEETS)
    assert (final.departures, final.predicate) == ((), "baik")


def test_giving_the_advised_rating_by_name_is_no_departure():
    (final,) = decided(whole_quarter(), result=Given(MEETS, **REASON), about_behaviour=Given(MEETS)).events

    assert final.departures == ()


@pytest.mark.parametrize("which", ["result", "about_behaviour"])
@pytest.mark.parametrize(
    "without",
    [Given(ABOVE), Given(ABOVE, reason_code="conduct"), Given(ABOVE, reason=TEXT)],
    ids=["nothing", "a code alone", "a text alone"],
)
def test_a_departure_needs_a_reason(which, without):
    rating = which.removeprefix("about_")

    decided(whole_quarter(), **{which: without}).then_refused(DepartureNeedsReason, rating=rating)


def test_a_departure_is_recorded_with_its_reason_and_decides_the_predicate():
    (final,) = decided(
        whole_quarter(), result=Given(ABOVE, **REASON), about_behaviour=Given(ABOVE, "conduct", TEXT)
    ).events

    assert final.given == Ratings(result=ABOVE, behaviour=ABOVE)
    assert final.advised == Ratings(result=MEETS, behaviour=MEETS)
    assert final.departures == (
        Departure(rating="result", **REASON),
        Departure(rating="behaviour", reason_code="conduct", reason=TEXT),
    )
    assert final.predicate == "sangat_baik"


@pytest.mark.parametrize("code", ["no_advice", "value_below_confirmed"])
@pytest.mark.parametrize("which", ["result", "about_behaviour"])
def test_a_departure_is_not_given_the_code_of_what_the_service_finds(which, code):
    story = ready(behaviour(loyal=BELOW))

    refused = decided(story, **{"about_behaviour": Given(None, reason=TEXT), which: Given(ABOVE, code, TEXT)})

    refused.then_refused(CodeSetByTheService, rating=which.removeprefix("about_"), code=code)


@pytest.mark.parametrize("code", ["no_advice", "value_below_confirmed"])
def test_such_a_code_is_not_offered_to_those_who_send_one(code):
    assert Because(text="Sudah dibahas.").code is None

    with pytest.raises(ValidationError):
        Because(code=code, text="Sudah dibahas.")


def test_confirming_the_advice_over_a_value_below_needs_a_reason():
    story = ready(behaviour(loyal=BELOW))

    decided(story).then_refused(DepartureNeedsReason, rating="behaviour")


def test_the_value_below_is_listed_beside_the_confirmed_advice():
    story = ready(behaviour(loyal=BELOW))

    (final,) = decided(story, about_behaviour=Given(None, **REASON)).events

    assert final.behaviour_below == ("loyal",)
    assert final.given.behaviour == MEETS
    assert [(one.rating, one.reason_code) for one in final.departures] == [("behaviour", "value_below_confirmed")]


def test_with_nothing_due_there_is_no_advice_to_confirm():
    decided(ready(**NOT_DUE)).then_refused(NoAdvice, period=PERIOD)


def test_with_nothing_due_the_rater_gives_the_rating_with_a_reason():
    decided(ready(**NOT_DUE), result=Given(MEETS)).then_refused(DepartureNeedsReason, rating="result")

    (final,) = decided(ready(**NOT_DUE), result=Given(MEETS, **REASON)).events

    assert (final.advised.result, final.given.result, final.score) == (None, MEETS, None)
    assert [one.reason_code for one in final.departures] == ["no_advice"]


@pytest.mark.parametrize("code", [None, "value_below_confirmed", "conduct"])
def test_where_the_service_finds_the_code_none_is_needed_and_none_is_looked_at(code):
    nothing_due = ready(behaviour(loyal=BELOW), **NOT_DUE)

    (final,) = decided(nothing_due, result=Given(MEETS, code, TEXT), about_behaviour=Given(None, code, TEXT)).events

    assert [(one.rating, one.reason_code) for one in final.departures] == [
        ("result", "no_advice"),
        ("behaviour", "value_below_confirmed"),
    ]


@pytest.mark.parametrize(
    ("achievement", "rating", "predicate"),
    [
        ("istimewa", ABOVE, "baik"),
        ("baik", MEETS, "baik"),
        ("butuh_perbaikan", BELOW, "butuh_perbaikan"),
        ("kurang", BELOW, "butuh_perbaikan"),
        ("sangat_kurang", BELOW, "butuh_perbaikan"),
    ],
)
def test_the_units_achievement_is_the_heads_result_rating(achievement, rating, predicate):
    story = ready(**HEAD)
    story.achieve(achievement)

    (final,) = decided(story).events

    assert (final.given.result, final.predicate, final.score.shown) == (rating, predicate, "100.00")
    assert final.copied.unit_stream == StreamHead(stream=UNIT_PERIOD, version=1)


def test_a_head_of_unit_does_not_depart_even_with_a_reason():
    story = ready(**HEAD)
    story.achieve("baik")

    decided(story, result=Given(ABOVE, **REASON)).then_refused(HeadsDoNotDepart, advised=MEETS)


def test_a_later_achievement_counts_for_a_final_still_to_come():
    story = ready(**HEAD)
    story.achieve("baik")
    story.achieve("istimewa")

    (final,) = decided(story).events

    assert (final.copied.unit_achievement, final.copied.unit_stream.version) == ("istimewa", 2)


# -- what the event says ----------------------------------------------------------------------------------------------


def test_the_final_names_every_stream_it_rests_on():
    story = whole_quarter()

    (final,) = decided(story).events

    resting_on = {fact.stream: fact.version for fact in story.facts if fact.stream != final.copied.cycle.stream}
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
