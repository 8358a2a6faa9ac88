"""When a final's time has come: to the second, in the agency's zone; and `ready` is said of exactly what is accepted.

The made-up quarter ends on 30 June in Makassar (eight hours ahead of UTC), its evidence deadline is 10 July.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.evaluation import SelfAssessed
from contracts.planning import AgreementClosed, AssignmentStarted, DeadlineExtended
from contracts.readings import deadlines_of, end_of_day
from services.evaluation.annual import decide_finalize_year, time_left_of_year
from services.evaluation.domain import AlreadyFinal, Given, WaitsForVerdict, decide_finalize, time_left_of
from services.evaluation.objection import NotYourEvaluation
from services.evaluation.progress import state_of
from services.evaluation.progress_year import state_of_year
from services.evaluation.self_assessment import SelfAssessmentTooEarly, decide_assess_self
from services.evaluation.time_left import EvidenceStillDue, PeriodNotOver, time_left
from tests.domain import given as steps
from tests.domain.evaluation import test_progress as quarters
from tests.domain.evaluation import test_progress_year as years
from tests.domain.evaluation.finalizing import RATED, ready
from tests.domain.evaluation.yearly import OTHER_UNIT, YEAR_FINAL_AT, ToldYear, moved, told_year
from tests.domain.given import uid
from tests.domain.histories import AFTER, BEFORE, BELOW, CYCLE, FINAL_AT, OPENED, PERIOD, TEXT, Told, behaviour, told
from tests.domain.plans import AGREEMENT, EMPLOYEE, LAST_DAY, RATER, STRANGER, dates, main, planned

ZONE = OPENED.time_zone
MOMENT = timedelta(microseconds=1)
OTHER = told().indicator("files")


def last(*day):
    """The last instant of a day of 2026, or of the year after, in the agency's zone."""
    return end_of_day(date(*day) if len(day) == 3 else date(2026, *day), ZONE)


def finalize(story, now, result=None):
    """(`quarters.judged` has proven everything, `ready` one of two indicators, and `OTHER` is not reported.)"""
    answers = (result or Given(), Given())
    return steps.Given(story.evaluation()).when(decide_finalize, RATER, story.case(), *answers, now)


def finalize_year(story, now):
    case = story.year_case()
    return steps.Given(story.state()).when(decide_finalize_year, case.rater, case, Given(), Given(), now)


def assess_self(story, now, actor=EMPLOYEE, values=None):
    said = SelfAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, values=values or behaviour())
    state = story.evaluation()
    return steps.Given(state).when(decide_assess_self, actor, said, time_left_of(state, story.case(), now))


def assess_self_for_the_year(story, now):
    case, state = story.year_case(), story.state()
    said = SelfAssessed(employee=EMPLOYEE, agreement=case.last.agreement, period="2026", values=behaviour())
    return steps.Given(state).when(decide_assess_self, EMPLOYEE, said, time_left_of_year(state, case, now))


def extended(story, until, period=PERIOD):
    about = {"cycle": CYCLE, "year": 2026, "period": period, "deadline": "evidence", "previous": date(2026, 7, 10)}
    story.record(CYCLE, DeadlineExtended(**about, extended_to=until, reason_code="other", reason=TEXT))
    return story


# -- the end of the days judged ---------------------------------------------------------------------------------------


def test_a_period_goes_from_the_first_moment_of_the_day_after_its_last():
    story = quarters.judged()

    facts = {"employee": EMPLOYEE, "period": PERIOD, "last_day": date(2026, 6, 30), "goes_from": date(2026, 7, 1)}
    finalize(story, datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)).then_refused(PeriodNotOver, **facts)
    finalize(story, last(6, 30)).then_refused(PeriodNotOver, **facts)
    assert finalize(story, last(6, 30) + MOMENT).refusal is None
    assert last(6, 30) + MOMENT == datetime(2026, 6, 30, 16, tzinfo=UTC)


def test_that_it_is_not_over_is_said_before_what_is_missing():
    story = quarters.judged()
    story.report("agreed", "90")
    story.upload("waiting", "agreed")

    finalize(story, last(6, 30)).then_refused(PeriodNotOver)


def test_an_agreement_closed_early_goes_from_the_day_after_it_ended():
    story = quarters.judged()
    closed = AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2026, 5, 20), reason_code="left_service"
    )
    story.record(AGREEMENT, closed)

    finalize(story, last(5, 20)).then_refused(PeriodNotOver, goes_from=date(2026, 5, 21))
    assert finalize(story, last(5, 20) + MOMENT).refusal is None


@pytest.mark.parametrize("month", range(1, 13))
def test_of_monthly_periods_each_goes_when_its_month_is_over(month):
    firsts = [date(2026 + place // 12, place % 12 + 1, 1) for place in range(13)]
    monthly = [
        dates(f"2026M{place + 1:02}", first, following - timedelta(days=1))
        for place, (first, following) in enumerate(zip(firsts, firsts[1:], strict=False))
    ]
    found = deadlines_of([OPENED.model_copy(update={"periods": tuple(monthly)})], f"2026M{month:02}")
    ends = end_of_day(firsts[month] - timedelta(days=1), ZONE)

    def left(now):
        return time_left(min(found.ends_on, LAST_DAY), found.time_zone, {OTHER: found.evidence}, now)

    assert (left(ends).over, left(ends).goes_from) == (False, firsts[month])
    assert (left(ends + MOMENT).over, left(found.evidence).awaited) == (True, (OTHER,))
    assert (left(found.evidence + MOMENT).awaited, left(found.evidence + MOMENT).goes_from) == ((), None)


def test_a_year_goes_when_it_is_over_and_a_movers_with_the_last_agreement():
    story = moved()
    story.assess_year()

    finalize_year(story, last(12, 31)).then_refused(
        PeriodNotOver, employee=EMPLOYEE, period="2026", last_day=LAST_DAY, goes_from=date(2027, 1, 1)
    )
    assert finalize_year(story, last(12, 31) + MOMENT).refusal is None


def left_in_march():
    story = told_year()
    story.prove("agreed", "100", "2026Q1")
    story.leave(date(2026, 3, 31))
    story.assess_year()
    return story


def test_a_year_of_whom_no_assignment_is_left_goes_from_the_day_after_the_last():
    story = left_in_march()
    story.assess_self_in_year()

    finalize_year(story, last(3, 31)).then_refused(PeriodNotOver, goes_from=date(2026, 4, 1))
    assert finalize_year(story, last(3, 31) + MOMENT).refusal is None


@pytest.mark.parametrize("begins", [date(2026, 4, 1), date(2026, 12, 31)])
def test_a_year_of_whom_an_assignment_follows_goes_when_it_is_over_also_before_anything_is_agreed_in_it(begins):
    """Else the former rater could make the year final over its first months, and what is agreed next never counted."""
    story = left_in_march()
    place = {"assignment": uid("second assignment"), "unit": OTHER_UNIT, "position": "Arsiparis", "rater": STRANGER}
    story.record(EMPLOYEE, AssignmentStarted(employee=EMPLOYEE, head_of_unit=False, starts_on=begins, **place))
    story.assess_self_in_year()

    finalize_year(story, last(3, 31) + MOMENT).then_refused(PeriodNotOver, last_day=LAST_DAY)
    assert finalize_year(story, last(12, 31) + MOMENT).refusal is None


# -- what may still be shown ------------------------------------------------------------------------------------------


def test_while_something_may_still_be_shown_it_waits_until_the_evidence_deadline():
    story = ready()

    facts = {"employee": EMPLOYEE, "period": PERIOD, "indicators": str(OTHER), "until": date(2026, 7, 10)}
    finalize(story, last(6, 30) + MOMENT).then_refused(EvidenceStillDue, **facts)
    finalize(story, last(7, 10)).then_refused(EvidenceStillDue, **facts)
    (final,) = finalize(story, last(7, 10) + MOMENT).events
    assert [one.code for one in final.exclusions] == ["not_reported"]


def test_an_answer_tells_the_day_and_what_may_still_be_proven():
    story = ready()

    def told(now):
        return time_left_of(story.evaluation(), story.case(), now).told()

    assert told(last(6, 30)) == {"goes_from": "2026-07-01", "still_due": [str(OTHER)]}
    assert told(last(6, 30) + MOMENT) == {"goes_from": "2026-07-11", "still_due": [str(OTHER)]}
    assert told(last(7, 10) + MOMENT) == {"goes_from": None, "still_due": []}
    story.assess_self()
    assert told(last(6, 30) + MOMENT) == {"goes_from": None, "still_due": []}


def test_an_extension_of_the_deadline_is_waited_for():
    story = extended(ready(), date(2026, 7, 17))

    finalize(story, last(7, 17)).then_refused(EvidenceStillDue, until=date(2026, 7, 17))
    assert finalize(story, last(7, 17) + MOMENT).refusal is None


def test_the_self_assessment_ends_the_waiting_for_evidence_and_not_the_period():
    story = ready()
    story.assess_self()

    finalize(story, last(6, 30)).then_refused(PeriodNotOver)
    assert finalize(story, last(6, 30) + MOMENT).refusal is None


def test_a_year_waits_for_what_may_be_shown_of_its_last_agreement_and_for_no_earlier_one():
    """The first agreement's indicator is not proven either, and its deadline was in April."""
    story = told_year()
    story.move(date(2026, 3, 31), main(planned("100", title="counted"), title="counting"))
    story.report("counted", "90", "2026Q4")
    story.assess_year()
    counted = str(story.indicator("counted"))

    finalize_year(story, last(2027, 1, 10)).then_refused(
        EvidenceStillDue, period="2026", indicators=counted, until=date(2027, 1, 10)
    )
    assert finalize_year(story, last(2027, 1, 10) + MOMENT).refusal is None
    story.assess_self_in_year()
    assert finalize_year(story, last(2027, 1, 10)).refusal is None


def test_of_a_year_the_day_told_is_of_the_agreement_that_may_still_show_something():
    """The deadline of the first agreement, all of which is proven, was extended beyond it."""
    story = told_year()
    story.prove("agreed", "100", "2026Q1")
    story.move(date(2026, 3, 31), main(planned("100", title="counted"), title="counting"))
    story.report("counted", "90", "2026Q4")
    story.assess_year()
    extended(story, date(2027, 1, 18), "2026Q1")

    finalize_year(story, last(2027, 1, 10)).then_refused(EvidenceStillDue, until=date(2027, 1, 10))
    assert finalize_year(story, last(2027, 1, 10) + MOMENT).refusal is None


# -- the answer to a rejection ----------------------------------------------------------------------------------------


def rejected(*, uploaded=BEFORE, at=AFTER):
    """One item in time, rejected three days after the deadline; until 16 July the answer is in time."""
    story = quarters.one()
    report = story.report("it", "90")
    story.upload("file", "it", at=uploaded)
    story.assess()
    story.reject("file", "it", report, at=at)
    return story


def test_a_rejection_after_the_deadline_is_waited_for_until_its_answer_is_late():
    story = rejected()

    waits = {"indicators": str(story.indicator("it")), "until": date(2026, 7, 16)}
    finalize(story, AFTER).then_refused(EvidenceStillDue, **waits)
    finalize(story, last(7, 16)).then_refused(EvidenceStillDue, **waits)
    (final,) = finalize(story, last(7, 16) + MOMENT).events
    assert [one.code for one in final.exclusions] == ["rejected"]


def test_the_answer_ends_the_waiting_for_it_and_its_verdict_is_waited_for():
    story = rejected()
    story.upload("answer", "it", at=AFTER, answers=story.stream("file"))

    finalize(story, AFTER).then_refused(WaitsForVerdict)
    story.verify("answer", "it", story.report("it", "90"))
    (final,) = finalize(story, AFTER).events
    assert final.exclusions == ()


def test_an_answer_that_is_unreadable_or_withdrawn_is_none():
    for story, spoil in ((rejected(), Told.withdraw), (rejected(), lambda it, name: it.check(name, "infected"))):
        story.upload("answer", "it", at=AFTER, answers=story.stream("file"))
        spoil(story, "answer")

        finalize(story, AFTER).then_refused(EvidenceStillDue, until=date(2026, 7, 16))


def test_what_was_late_itself_has_no_answer_in_time_to_wait_for():
    assert finalize(rejected(uploaded=last(7, 10) + MOMENT), AFTER).refusal is None


def test_a_self_assessment_gives_up_the_answer_to_what_was_rejected_before_it_and_to_nothing_after():
    story = rejected()
    story.assess_self(AFTER - timedelta(days=1))

    finalize(story, AFTER).then_refused(EvidenceStillDue, until=date(2026, 7, 16))
    (again,) = assess_self(story, AFTER).events  # the same once more, now that something is waited for
    story.record(story.evaluated, again, AFTER)
    assert finalize(story, AFTER).refusal is None
    assert assess_self(story, AFTER).events == []


def test_a_year_waits_for_the_answer_too():
    story = told_year()
    report = story.report("agreed", "90", "2026Q4")
    story.upload("file", "agreed", period="2026Q4", at=BEFORE)
    story.assess_year()
    rejection = {"period": "2026Q4", "until": date(2027, 1, 14), "at": last(2027, 1, 11)}
    story.reject("file", "agreed", report, **rejection)

    finalize_year(story, last(2027, 1, 14)).then_refused(EvidenceStillDue, until=date(2027, 1, 14))
    assert finalize_year(story, last(2027, 1, 14) + MOMENT).refusal is None
    story.assess_self_in_year()
    assert finalize_year(story, last(2027, 1, 12)).refusal is None


# -- the employee's word ----------------------------------------------------------------------------------------------


def test_who_assesses_themself_is_the_employee_and_before_the_final():
    story = ready()
    assessed = SelfAssessed(employee=EMPLOYEE, agreement=AGREEMENT, period=PERIOD, values=behaviour())

    assess_self(story, last(7, 10)).then(assessed)
    for actor in (RATER, STRANGER):
        assess_self(story, last(7, 10), actor).then_refused(NotYourEvaluation, employee=EMPLOYEE)
    final = story.finalized()
    assess_self(story, FINAL_AT).then_refused(AlreadyFinal, predicate=final.predicate)


def test_nobody_assesses_themself_before_the_days_judged_are_over():
    """In July's first days nothing could be said of what September brings."""
    story = ready()

    facts = {"period": PERIOD, "last_day": date(2026, 6, 30), "goes_from": date(2026, 7, 1)}
    assess_self(story, last(4, 1)).then_refused(SelfAssessmentTooEarly, **facts)
    assess_self(story, last(6, 30)).then_refused(SelfAssessmentTooEarly, **facts)
    assert assess_self(story, last(6, 30) + MOMENT).refusal is None


def test_nor_for_the_year_before_it_is_over_or_no_assignment_is_left():
    story, gone = moved(), left_in_march()

    assess_self_for_the_year(story, last(12, 31)).then_refused(
        SelfAssessmentTooEarly, period="2026", last_day=LAST_DAY, goes_from=date(2027, 1, 1)
    )
    assert assess_self_for_the_year(story, last(12, 31) + MOMENT).refusal is None
    assess_self_for_the_year(gone, last(3, 31)).then_refused(SelfAssessmentTooEarly, goes_from=date(2026, 4, 1))
    assert assess_self_for_the_year(gone, last(3, 31) + MOMENT).refusal is None


def test_the_same_self_assessment_again_records_nothing_and_another_replaces_it():
    story, year = ready(), left_in_march()
    story.assess_self()
    year.assess_self_in_year()

    assert assess_self(story, last(7, 10)).events == []
    assert assess_self_for_the_year(year, last(4, 1)).events == []
    (other,) = assess_self(story, last(7, 10), values=behaviour(BELOW)).events
    assert other.values == behaviour(BELOW)


# -- the same is said of it beforehand --------------------------------------------------------------------------------

INSTANTS = [last(6, 30), last(6, 30) + MOMENT, last(7, 10), last(7, 10) + MOMENT, AFTER, last(7, 16), FINAL_AT]
QUARTERS = [
    quarters.one, quarters.begun, quarters.shown, quarters.proven, quarters.judged, quarters.later,
    quarters.judged_head, ready, rejected, quarters.numeric, quarters.nothing_due, quarters.nothing_due_numeric,
]  # fmt: skip
YEARS = [
    years.begun, years.shown, years.proven, years.judged, lambda: years.judged(head_of_unit=True),
    years.nothing_due_numeric,
]  # fmt: skip


def nothing(story):
    """The employee does not assess themself."""


@pytest.mark.parametrize("before", [nothing, Told.assess_self])
@pytest.mark.parametrize("now", INSTANTS, ids=str)
@pytest.mark.parametrize("made", QUARTERS)
def test_a_quarter_is_ready_exactly_when_it_is_accepted(made, now, before):
    story = made()
    before(story)

    case, state = story.case(), story.evaluation()

    said = state_of(case.outcome, time_left_of(state, case, now))
    # Without an advice the rater gives the rating, with a reason.
    accepted = [finalize(story, now, result).refusal is None for result in (Given(), RATED)]
    assert (said == "ready") == any(accepted)


@pytest.mark.parametrize("before", [nothing, ToldYear.assess_self_in_year])
@pytest.mark.parametrize("now", [last(12, 31), last(12, 31) + MOMENT, last(2027, 1, 10), YEAR_FINAL_AT], ids=str)
@pytest.mark.parametrize("made", YEARS)
def test_a_year_is_ready_exactly_when_it_is_accepted(made, now, before):
    story = made()
    before(story)

    case, state = story.year_case(), story.state()

    said = state_of_year(case.outcome, time_left_of_year(state, case, now))
    assert (said == "ready") == (finalize_year(story, now).refusal is None)
