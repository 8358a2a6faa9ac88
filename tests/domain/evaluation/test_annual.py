"""The annual evaluation: made afresh over the year, over all agreements, by the rater of the last (`domain.md` 7.7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from contracts.evaluation import ConsiderationLeft, LatenessAccepted
from contracts.evidence import EvidenceUploaded, EvidenceVerified
from contracts.planning import AssignmentStarted, RaterChanged
from contracts.values import StreamHead
from services.evaluation.after_views import after_the_fact
from services.evaluation.annual import (
    NotTheLastDaysRater,
    awaited_units,
    awaited_verdicts,
    decide_finalize_year,
    decide_leave_consideration,
)
from services.evaluation.annual_inputs import AgreementsOverlap, rater_on
from services.evaluation.annual_lines import shown_score
from services.evaluation.domain import (
    AlreadyFinal,
    BehaviourMissing,
    ClassIsComputed,
    Given,
    HeadsDoNotDepart,
    NoAdvice,
    NotYourSubordinate,
    OwnEvaluation,
    WaitsForUnitAchievement,
    WaitsForVerdict,
)
from services.evaluation.replay.recompute import recompute_all
from tests.domain import given as steps
from tests.domain.evaluation.yearly import (
    IN_APRIL,
    OTHER_RATER,
    OTHER_UNIT,
    YEAR,
    YEAR_FINAL_AT,
    differences,
    moved,
    told_year,
)
from tests.domain.given import uid
from tests.domain.histories import ABOVE, BELOW, FINAL_AT, MEETS, REASON, TEXT, behaviour
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, STRANGER, UNIT, agreed, main, planned

NUMERIC = "permenpanrb-8-2021.v1"
CONFIRM = Given()


def decided(story, actor=None, result=CONFIRM, about_behaviour=CONFIRM):
    """What becomes of finalizing the year as it stands."""
    case = story.year_case()
    on = steps.Given(story.state())
    return on.when(decide_finalize_year, actor or case.rater, case, result, about_behaviour, YEAR_FINAL_AT)


def ready(**given):
    """A year with its one indicator proven at its target, and behaviour assessed."""
    story = told_year(**given)
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    return story


def test_two_agreements_are_weighted_by_the_months_they_were_held():
    story = moved()
    story.assess_year()

    final = story.finalized_year()

    assert [one.share_of_months.exact for one in final.agreements] == ["1/4", "3/4"]
    assert [one.score.shown for one in final.agreements] == ["100.00", "90.00"]
    assert (final.score.exact, final.score.shown, final.predicate) == ("185/2", "92.50", "baik")
    assert [(one.starts_on, one.ends_on) for one in final.agreements] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 12, 31)),
    ]
    assert [one.periods for one in final.agreements] == [("2026Q1",), ("2026Q2", "2026Q3", "2026Q4")]
    assert (final.agreement, final.unit, final.rater) == (uid("second agreement"), OTHER_UNIT, OTHER_RATER)
    assert differences(story.history()) == []


def test_a_part_of_a_month_counts_its_days():
    story = moved(date(2026, 3, 10))
    story.assess_year()

    first, second = story.finalized_year().agreements

    # 2 + 10/31 months of 12.
    assert (first.share_of_months.exact, second.share_of_months.exact) == ("6/31", "25/31")


def test_the_line_of_an_average_has_every_period_due():
    story = told_year(main(planned("100", title="agreed", accumulation="average")))
    for period, value in (("2026Q1", "100"), ("2026Q2", "80"), ("2026Q4", "120")):
        story.prove("agreed", value, period)
    story.assess_year()

    final = story.finalized_year()
    (line,) = final.agreements[0].results[0].indicators

    assert [(part.period, part.achievement.exact) for part in line.parts] == [
        ("2026Q1", "1"), ("2026Q2", "4/5"), ("2026Q3", "0"), ("2026Q4", "6/5"),
    ]  # fmt: skip
    assert (line.achievement.exact, line.value.exact, final.score.exact) == ("3/4", "75", "75")
    assert [(one.period, one.code) for one in final.exclusions] == [("2026Q3", "not_reported")]
    assert differences(story.history()) == []


def test_evidence_verified_after_the_quarter_was_finalized_counts_in_the_year():
    story = told_year(main(planned("40", title="files", accumulation="sum")))
    report = story.report("files", "20")
    story.upload("list", "files")
    story.reject("list", "files", report)
    story.assess()
    quarter = story.finalized()
    in_august = datetime(2026, 8, 20, tzinfo=UTC)
    story.upload("list again", "files", at=in_august)
    story.verify("list again", "files", report, at=in_august)
    story.assess_year()

    year = story.finalized_year()

    assert (quarter.score.shown, year.score.shown) == ("0.00", "50.00")
    assert [(one.period, one.predicate) for one in year.beside] == [("2026Q2", quarter.predicate)]
    (part,) = year.agreements[0].results[0].indicators[0].parts
    states = {(one.state, one.late) for one in part.evidence}
    assert (part.period, part.realization.exact, part.report, part.proven) == ("2026Q2", "20", report, True)
    assert states == {("rejected", False), ("verified", False)}
    assert differences(story.history()) == []


def test_what_came_after_the_last_periods_deadline_and_was_not_accepted_does_not_count():
    story = told_year()
    report = story.report("agreed", "100", "2026Q4")
    too_late = datetime(2027, 1, 12, tzinfo=UTC)
    story.upload("list", "agreed", period="2026Q4", at=too_late)
    story.verify("list", "agreed", report, period="2026Q4", at=too_late)
    story.assess_year()

    assert [one.code for one in story.finalized_year().exclusions] == ["late_not_accepted"]
    assert story.facts[-1].event.score_with_excluded.shown == "100.00"


def test_lateness_accepted_after_the_last_period_was_final_counts_in_the_year_alone():
    story = told_year(ends_on=date(2026, 6, 30))  # the quarter is its last period
    report = story.report("agreed", "100")
    story.assess()
    quarter = story.finalized()
    too_late = FINAL_AT + timedelta(days=1)
    story.upload("list", "agreed", at=too_late)
    story.verify("list", "agreed", report, at=too_late)
    story.assess_year()
    before = story.year_case().outcome
    story.accept_lateness("list", at=too_late)
    year = story.finalized_year()

    assert (quarter.score.shown, shown_score(before.score).shown, year.score.shown) == ("0.00", "0.00", "100.00")
    assert year.exclusions == ()
    assert [head.version for head in year.heads if head.stream == story.evaluated] == [3]
    assert [one.differences for one in recompute_all(story.history())] == [()]
    assert differences(story.history()) == []
    later = after_the_fact(story.facts, quarter, story.evaluated)
    assert {type(one.event) for one in later} == {EvidenceUploaded, EvidenceVerified, LatenessAccepted}


def test_an_item_that_waits_in_any_period_holds_the_year_and_is_named_with_the_rater():
    story = ready()
    story.report("agreed", "70", "2026Q1")
    story.upload("waiting", "agreed", period="2026Q1")

    decided(story).then_refused(WaitsForVerdict, items=str(uid("waiting")), rater=str(RATER))


def test_after_a_move_what_nobody_judged_is_named_with_the_rater_who_may_judge_it():
    story = moved()
    story.assess_year()
    first, second = (one.agreed for one in story.held())
    story.agreement = first
    story.upload("of the first", "agreed", period="2026Q1", at=IN_APRIL)
    alone = decided(story)
    story.agreement = second
    story.report("counted", "70", "2026Q3")
    story.upload("of the second", "counted", period="2026Q3")
    both = ", ".join(sorted((str(RATER), str(OTHER_RATER))))

    alone.then_refused(WaitsForVerdict, items=str(uid("of the first")), rater=str(RATER))
    decided(story).then_refused(WaitsForVerdict, rater=both)
    told = {UUID(one.item): rater for one, rater in awaited_verdicts(story.year_case())}
    assert told == {uid("of the first"): RATER, uid("of the second"): OTHER_RATER}


def test_behaviour_is_assessed_for_the_year_not_taken_from_a_period():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess(behaviour(ABOVE))

    decided(story).then_refused(BehaviourMissing, period=YEAR)


def test_behaviour_assessed_under_an_earlier_agreement_stands_and_the_years_stream_is_named_to_its_end():
    story = told_year()
    story.prove("agreed", "100", "2026Q1")
    story.assess_year(behaviour(BELOW))
    story.move(date(2026, 3, 31), main(planned("100", title="counted"), title="counting"))
    story.prove("counted", "100", "2026Q4")
    first, second = story.held()
    story.assess_year()
    story.agreement = first.agreed
    story.innovate_in_year("agreed 2026Q1")
    story.agreement = second.agreed

    final = story.finalized_year()

    assert (final.behaviour, final.agreement) == (behaviour(), second.agreed.agreement)
    assert [one.version for one in final.heads if one.stream == story.evaluated_year] == [3]
    assert differences(story.history()) == []


# -- heads of units ---------------------------------------------------------------------------------------------------


def head(achievement=None):
    story = ready(head_of_unit=True)
    if achievement:
        story.achieve_year(achievement)
    return story


def test_the_year_of_a_head_waits_for_the_units_achievement_of_the_year():
    decided(head()).then_refused(WaitsForUnitAchievement, unit=UNIT, period=YEAR)


def test_a_heads_result_rating_is_the_units_and_nobody_departs_from_it():
    story = head("istimewa")

    decided(story, result=Given(BELOW, **REASON)).then_refused(HeadsDoNotDepart, advised=ABOVE)
    final = story.finalized_year()
    assert (final.given.result, final.agreements[0].unit_achievement, final.predicate) == (ABOVE, "istimewa", "baik")
    assert differences(story.history()) == []


def test_who_was_head_for_a_part_of_the_year_is_advised_by_months():
    story = told_year(head_of_unit=True)
    story.prove("agreed", "100", "2026Q1")
    story.move(date(2026, 3, 31), main(planned("100", title="counted"), title="counting"))
    story.prove("counted", "100", "2026Q4")
    story.assess_year()
    first, second = (one.agreed for one in story.held())
    awaited = awaited_units(story.year_case())
    story.agreement = first
    story.achieve_year("istimewa")
    story.agreement = second

    assert awaited == {UNIT: RATER}  # it is of the earlier unit: the head one level above that one sets it
    final = story.finalized_year()

    # above for 3 months, meets for 9: above where more than half are
    assert [one.advised for one in final.agreements] == [ABOVE, MEETS]
    assert (final.advised.result, final.agreements[0].head_of_unit, final.head_of_unit) == (MEETS, True, False)
    assert differences(story.history()) == []


# -- the numeric policy -----------------------------------------------------------------------------------------------


def numeric(*, innovation=None, heard=False):
    story = told_year()
    story.choose(NUMERIC)
    story.prove("agreed", "120", "2026Q4")
    if innovation == YEAR:
        story.innovate_in_year("agreed 2026Q4")
    elif innovation:
        story.innovate("agreed 2026Q4", period=innovation)
    story.assess_year(behaviour(ABOVE), heard=heard)
    return story


@pytest.mark.parametrize(
    ("innovation", "predicate"), [(None, "baik"), ("2026Q1", "sangat_baik"), (YEAR, "sangat_baik")]
)
def test_a_year_is_sangat_baik_only_with_an_innovation_in_it(innovation, predicate):
    story = numeric(innovation=innovation)

    final = story.finalized_year()

    assert (final.policy.id, final.numeric.final.shown) == ("permenpanrb-8-2021-year.v1", "120.00")
    assert (final.predicate, final.numeric.innovation) == (predicate, bool(innovation))
    assert differences(story.history()) == []


def test_a_class_takes_no_ratings_and_weighs_behaviour_more_where_others_were_heard():
    story = numeric(heard=True)

    decided(story, result=Given(ABOVE, **REASON)).then_refused(ClassIsComputed, policy="permenpanrb-8-2021-year.v1")
    assert story.finalized_year().numeric.behaviour_share.exact == "2/5"


# -- who, and once ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("actor", "refusal"), [(EMPLOYEE, OwnEvaluation), (RATER, NotYourSubordinate)])
def test_only_the_rater_of_the_last_agreement_finalizes(actor, refusal):
    story = moved()
    story.assess_year()

    assert type(decided(story, actor=actor).refusal) is refusal


def test_a_year_is_finalized_once():
    story = ready()
    story.finalized_year()

    decided(story).then_refused(AlreadyFinal, period=YEAR, predicate="baik", version=2)


def test_a_departure_has_its_reason_and_nothing_due_has_no_advice():
    story = ready()
    document = main(planned("1", title="agreed", accumulation="sum", whole=True))
    nothing_due = told_year(document, ends_on=date(2026, 6, 30))  # due in the last quarter
    nothing_due.assess_year()

    (final,) = decided(story, result=Given(ABOVE, **REASON)).events
    assert [(one.rating, one.reason_code) for one in final.departures] == [("result", REASON["reason_code"])]
    decided(nothing_due).then_refused(NoAdvice, period=YEAR)


def left(story, actor):
    event = ConsiderationLeft(employee=EMPLOYEE, agreement=story.agreement.agreement, period=YEAR, consideration=TEXT)
    case = story.year_case()
    return steps.Given(story.state()).when(decide_leave_consideration, actor, case.rater_on_last_day, event)


def test_a_consideration_is_left_by_the_rater_on_the_last_day_until_the_final_which_names_it():
    story = ready()

    assert len(left(story, RATER).events) == 1
    left(story, STRANGER).then_refused(NotTheLastDaysRater, employee=EMPLOYEE, year=2026)
    left(story, EMPLOYEE).then_refused(OwnEvaluation, employee=EMPLOYEE)
    story.consider()
    final = story.finalized_year()
    assert (final.consideration.version, final.rater_on_last_day) == (2, RATER)
    assert type(left(story, RATER).refusal) is AlreadyFinal
    assert differences(story.history()) == []


def test_who_rates_now_finalizes_and_the_rater_on_the_last_day_leaves_the_consideration_and_is_named():
    story = ready()
    changed = {"assignment": ASSIGNMENT, "rater": STRANGER, "reason_code": "moved"}
    story.record(EMPLOYEE, RaterChanged(employee=EMPLOYEE, **changed), datetime(2027, 1, 5, tzinfo=UTC))
    now = {"rater": STRANGER, "raters": frozenset({STRANGER})}

    assert story.year_case().rater_on_last_day == RATER
    left(story, STRANGER).then_refused(NotTheLastDaysRater, employee=EMPLOYEE, year=2026)
    story.record(story.evaluated_year, *left(story, RATER).events)
    on, case = steps.Given(story.state()), story.year_case(**now)
    on.when(decide_finalize_year, RATER, case, CONFIRM, CONFIRM, YEAR_FINAL_AT).then_refused(NotYourSubordinate)
    (final,) = on.when(decide_finalize_year, STRANGER, case, CONFIRM, CONFIRM, YEAR_FINAL_AT).events
    assert (final.rater, final.rater_on_last_day, final.consideration) == (
        STRANGER, RATER, StreamHead(stream=story.evaluated_year, version=2),
    )  # fmt: skip
    head = story.record(story.evaluated_year, final, YEAR_FINAL_AT)
    history = story.history()
    place = (head.stream, head.version)
    history.origins[place] = replace(history.origins[place], actor=str(STRANGER))
    assert differences(history) == []


def test_the_rater_on_a_day_is_the_one_recorded_by_then():
    started = AssignmentStarted(
        employee=EMPLOYEE, assignment=ASSIGNMENT, unit=UNIT, position="Arsiparis", head_of_unit=False,
        starts_on=FIRST_DAY, rater=RATER,
    )  # fmt: skip
    other = RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=STRANGER, reason_code="moved")
    months = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 6, 9)]
    told = [(months[1], started), (months[3], other)]

    assert [rater_on(told, ASSIGNMENT, at) for at in months] == [RATER, RATER, RATER, STRANGER]
    assert rater_on([], ASSIGNMENT, months[0]) is None


def test_fewer_than_three_months_are_a_short_period():
    short = told_year(starts_on=date(2026, 10, 2))
    short.prove("agreed", "100", "2026Q4")
    short.assess_year()

    assert (short.finalized_year().short_period, ready().finalized_year().short_period) == (True, False)


def test_two_agreements_of_one_day_are_settled_before_the_year_is_judged():
    story = ready()
    story.begin(agreed(main(), agreement=uid("another agreement")))

    with pytest.raises(AgreementsOverlap):
        story.held()
