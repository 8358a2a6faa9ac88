"""What may be recorded of a day: own agreement, covered, past, until the period is final (`domain.md` 5)."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from contracts.realization import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from contracts.values import TextRef
from services.realization.activities import (
    Activities,
    ActivityFacts,
    Done,
    EndsBeforeItBegins,
    InAnotherPeriod,
    InTheFuture,
    NotItsEvidence,
    OutsideAgreement,
    OutsideCycle,
    UnknownActivity,
    decide_correct,
    decide_record,
    decide_withdraw,
    evolve_activities,
)
from services.realization.domain import NegativeValue, NotYourIndicator, NotYourReport, PeriodIsFinal
from tests.domain.given import given, uid, when
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, YEAR, agreed, indicator_of, main, planned

given = partial(given, evolve_activities, Activities())

AGREED, WITA = agreed(), ZoneInfo("Asia/Makassar")
INDICATOR = indicator_of(AGREED).indicator
TEXT = TextRef(text=uid("text"), sha256="0" * 64)
PERIODS = {dates.period: dates for dates in YEAR}
NOON = datetime(2026, 5, 20, 12, 0, tzinfo=WITA)


def done(day=date(2026, 5, 20), **changed):
    plain = Done(uid("activity"), INDICATOR, day, "08:00", "10:30", "2", "berkas", TEXT, None)
    return replace(plain, **changed)


def facts(*, here=NOON, final=(), versions=(AGREED,), items=()):
    return ActivityFacts(versions, PERIODS, frozenset(final), here, frozenset(items))


def recorded(kind=ActivityRecorded, period="2026Q2", **changed):
    return kind(employee=EMPLOYEE, agreement=AGREEMENT, period=period, **vars(done(**changed)))


def test_what_was_done_today_is_recorded_in_the_period_of_its_day():
    when(decide_record, EMPLOYEE, done(), facts()).then(recorded())


def test_an_activity_names_evidence_of_its_own_agreement_only():
    item, other = uid("item"), uid("another agreement's item")

    own = when(decide_record, EMPLOYEE, done(evidence=item), facts(items=[item]))
    others = when(decide_record, EMPLOYEE, done(evidence=other), facts(items=[item]))
    corrected = given(recorded()).when(decide_correct, EMPLOYEE, done(evidence=other), facts(items=[item]))

    own.then(recorded(evidence=item))
    others.then_refused(NotItsEvidence, item=other)
    corrected.then_refused(NotItsEvidence, item=other)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "is_future"),
    [
        (date(2026, 5, 20), None, None, False),
        (date(2026, 5, 20), "11:00", "12:00", False),
        (date(2026, 5, 20), "11:00", "12:01", True),
        (date(2026, 5, 20), "12:01", None, True),
        (date(2026, 5, 19), "20:00", "23:59", False),
        (date(2026, 5, 21), None, None, True),
    ],
)
def test_what_has_not_happened_yet_is_refused(day, begins, ends, is_future):
    decided = when(decide_record, EMPLOYEE, done(day, begins=begins, ends=ends), facts())

    assert (type(decided.refusal) is InTheFuture) == is_future
    assert bool(decided.events) != is_future


def test_today_is_the_agencys_today():
    """At 16:30 UTC on the 20th it is the 21st in Gorontalo (WITA, UTC+8)."""
    here = datetime(2026, 5, 20, 16, 30, tzinfo=ZoneInfo("UTC")).astimezone(WITA)
    on_the_21st = done(date(2026, 5, 21), begins=None, ends=None)

    when(decide_record, EMPLOYEE, on_the_21st, facts(here=here)).then(
        recorded(day=date(2026, 5, 21), begins=None, ends=None)
    )


@pytest.mark.parametrize("actor", [RATER, uid("stranger")], ids=["the rater", "a stranger"])
def test_only_the_employee_records(actor):
    when(decide_record, actor, done(), facts()).then_refused(NotYourReport, agreement=AGREEMENT)


def test_an_indicator_of_another_agreement_is_refused():
    decided = when(decide_record, EMPLOYEE, done(indicator=uid("someone else's")), facts())

    decided.then_refused(NotYourIndicator, indicator=uid("someone else's"))


def test_an_indicator_counts_from_the_day_its_version_is_in_force():
    later = agreed(main(planned(title="baru"))).model_copy(
        update={"agreement_version": 2, "valid_from": date(2026, 4, 1)}
    )
    new = indicator_of(later, "baru").indicator
    versions = (AGREED, later)

    before = when(decide_record, EMPLOYEE, done(date(2026, 3, 31), indicator=new), facts(versions=versions))
    from_then = when(decide_record, EMPLOYEE, done(date(2026, 4, 1), indicator=new), facts(versions=versions))

    before.then_refused(NotYourIndicator)
    assert from_then.events


def test_a_day_the_agreement_does_not_cover_is_refused_and_the_covered_days_are_named():
    closed = AGREED.model_copy(update={"ends_on": date(2026, 4, 30)})

    decided = when(decide_record, EMPLOYEE, done(), facts(versions=(closed,)))

    decided.then_refused(OutsideAgreement, starts_on=date(2026, 1, 1), ends_on=date(2026, 4, 30))


def test_a_day_in_no_period_of_the_cycle_is_refused():
    without = replace(facts(), periods={"2026Q1": PERIODS["2026Q1"]})

    when(decide_record, EMPLOYEE, done(), without).then_refused(OutsideCycle, day=date(2026, 5, 20))


@pytest.mark.parametrize(("begins", "ends"), [("10:00", "10:00"), ("10:00", "09:59"), (None, "09:00")])
def test_the_end_comes_after_the_beginning(begins, ends):
    when(decide_record, EMPLOYEE, done(begins=begins, ends=ends), facts()).then_refused(EndsBeforeItBegins, ends=ends)


def test_less_than_nothing_is_refused():
    when(decide_record, EMPLOYEE, done(amount="-1"), facts()).then_refused(NegativeValue, value="-1")


def test_a_period_takes_activities_until_it_is_final_however_late():
    late = facts(here=datetime(2026, 12, 30, 8, tzinfo=WITA))
    final = facts(here=datetime(2026, 12, 30, 8, tzinfo=WITA), final=["2026Q2"])

    assert when(decide_record, EMPLOYEE, done(), late).events
    when(decide_record, EMPLOYEE, done(), final).then_refused(PeriodIsFinal, open_periods="2026Q1, 2026Q3, 2026Q4")


def test_a_correction_replaces_what_stands():
    decided = given(recorded()).when(decide_correct, EMPLOYEE, done(amount="3"), facts())

    decided.then(recorded(ActivityCorrected, amount="3"))
    assert given(recorded(), *decided.events).state.standing[uid("activity")].amount == "3"


def test_a_correction_stays_in_its_period():
    decided = given(recorded()).when(decide_correct, EMPLOYEE, done(date(2026, 3, 2)), facts())

    decided.then_refused(InAnotherPeriod, day=date(2026, 3, 2), period="2026Q2")


WITHDRAWN = ActivityWithdrawn(
    employee=EMPLOYEE, agreement=AGREEMENT, period="2026Q2", activity=uid("activity"), reason_code="not_done"
)


def test_what_is_withdrawn_no_longer_stands_and_is_neither_corrected_nor_withdrawn_again():
    given(recorded()).when(decide_withdraw, EMPLOYEE, uid("activity"), "not_done", facts()).then(WITHDRAWN)
    gone = given(recorded(), WITHDRAWN)

    assert not gone.state.standing
    gone.when(decide_correct, EMPLOYEE, done(), facts()).then_refused(UnknownActivity)
    gone.when(decide_withdraw, EMPLOYEE, uid("activity"), "other", facts()).then_refused(UnknownActivity)


@pytest.mark.parametrize("decide", ["correct", "withdraw"])
def test_what_lies_in_a_final_period_stays_as_it_is(decide):
    final = facts(final=["2026Q2"])
    more = {
        "correct": (decide_correct, EMPLOYEE, done()),
        "withdraw": (decide_withdraw, EMPLOYEE, uid("activity"), "other"),
    }

    given(recorded()).when(*more[decide], final).then_refused(PeriodIsFinal, period="2026Q2")


@pytest.mark.parametrize("decide", ["correct", "withdraw"])
def test_nobody_else_changes_it(decide):
    more = {"correct": (decide_correct, RATER, done()), "withdraw": (decide_withdraw, RATER, uid("activity"), "other")}

    given(recorded()).when(*more[decide], facts()).then_refused(NotYourReport)
