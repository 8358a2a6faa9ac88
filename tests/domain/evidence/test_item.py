"""One item of evidence from upload to verdict, and who may do what when (`domain.md` 6 and 9)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from contracts.evidence import (
    EvidenceChecked,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
)
from contracts.planning import HolidaysAdded
from contracts.readings import end_of_day
from contracts.values import StreamHead, TextRef
from services.evidence.commands import answer_until
from services.evidence.domain import (
    AlreadyJudged,
    Infected,
    Item,
    NoSuchReport,
    NotCheckedYet,
    NotRejected,
    NotRejectedFor,
    NotShownByItem,
    NotYourEvidence,
    NotYourIndicators,
    NotYoursToJudge,
    Objection,
    OutsideAgreement,
    OwnEvidence,
    PeriodIsFinal,
    Upload,
    VerdictFacts,
    Withdrawn,
    decide_check,
    decide_reject,
    decide_upload,
    decide_verify,
    decide_withdraw,
    evolve_item,
    is_late,
)
from tests.domain.given import given, uid, when
from tests.domain.histories import OPENED
from tests.domain.plans import (
    AGREEMENT,
    EMPLOYEE,
    QUARTERS,
    RATER,
    STRANGER,
    SUPERIOR,
    agreed,
    indicator_of,
    main,
    planned,
)

given = partial(given, evolve_item, Item())

AGREED = agreed(main(planned(title="a"), planned(title="b")))
A, B = indicator_of(AGREED, "a").indicator, indicator_of(AGREED, "b").indicator
ITEM, FIRST, DELEGATE = uid("item"), uid("first item"), uid("delegate")
NAME = TextRef(text=uid("name"), sha256="1" * 64)
WHY = TextRef(text=uid("why"), sha256="2" * 64)
REPORT, LATER_REPORT = (StreamHead(stream=uid("realization"), version=version) for version in (1, 2))
ABOUT = {"employee": EMPLOYEE, "item": ITEM, "agreement": AGREEMENT, "period": "2026Q2"}
FILE = {"media_type": "application/pdf", "size": 10, "sha256": "3" * 64, "name": NAME}
UPLOADED = EvidenceUploaded(**ABOUT, **FILE, indicators=(A,))
VERIFIED = EvidenceVerified(**ABOUT, indicator=A, report=REPORT)
OBJECTION = Objection("unreadable", WHY, date(2026, 7, 15))
REJECTED = EvidenceRejected(
    **ABOUT, indicator=A, report=REPORT, reason_code="unreadable", reason=WHY, answer_until=date(2026, 7, 15)
)
WITHDRAWN = EvidenceWithdrawn(**ABOUT)
SHOWS_BOTH = UPLOADED.model_copy(update={"indicators": (A, B)})
VERIFIED_FOR_B = VERIFIED.model_copy(update={"indicator": B})


def upload(period="2026Q2", indicators=(A,), answers=None):
    return Upload(ITEM, period, indicators, **FILE, answers=answers)


def answered(*history):
    """The first item, which an upload may answer."""
    return given(*(event.model_copy(update={"item": FIRST}) for event in history)).state


def facts(*, after_deadline=False, report_indicator=A, final=False, unchecked=False):
    raters, superiors = frozenset({RATER, DELEGATE}), frozenset({SUPERIOR})
    return VerdictFacts(raters, superiors, after_deadline, report_indicator, final, unchecked)


def verify(actor=RATER, indicator=A, report=REPORT, **known):
    return decide_verify, actor, indicator, report, facts(**known)


def reject(actor=RATER, indicator=A, report=REPORT, **known):
    return decide_reject, actor, indicator, report, facts(**known), OBJECTION


VERDICTS = pytest.mark.parametrize("judge", [verify, reject])

# -- upload -----------------------------------------------------------------------------------------------------------


def test_the_employee_uploads_a_file_for_indicators_of_a_period():
    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(indicators=(A, B)), None)

    decided.then(UPLOADED.model_copy(update={"indicators": (A, B)}))


@pytest.mark.parametrize("actor", [RATER, STRANGER])
def test_nobody_uploads_for_another(actor):
    decided = when(decide_upload, actor, AGREED, QUARTERS, upload(), None)

    decided.then_refused(NotYourEvidence, agreement=AGREEMENT)


def test_an_indicator_of_another_agreement_is_refused():
    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(indicators=(A, uid("other"))), None)

    decided.then_refused(NotYourIndicators, indicator=uid("other"))


def test_a_period_outside_the_agreement_is_refused():
    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload("2027Q1"), None)

    decided.then_refused(OutsideAgreement, period="2027Q1")


def test_a_new_upload_answers_a_rejected_item():
    first = answered(UPLOADED, REJECTED)

    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(answers=FIRST), first)

    decided.then(UPLOADED.model_copy(update={"answers": FIRST}))


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(None, id="unknown"),
        pytest.param(answered(UPLOADED), id="not judged"),
        pytest.param(answered(UPLOADED, VERIFIED), id="verified"),
        pytest.param(answered(UPLOADED, WITHDRAWN), id="withdrawn"),
        pytest.param(
            answered(UPLOADED.model_copy(update={"period": "2026Q1"}), REJECTED), id="rejected in another period"
        ),
        pytest.param(
            answered(UPLOADED.model_copy(update={"agreement": uid("another")}), REJECTED), id="of another agreement"
        ),
    ],
)
def test_what_was_not_rejected_here_is_not_answered(first):
    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(answers=FIRST), first)

    decided.then_refused(NotRejected, answers=FIRST)


@pytest.mark.parametrize(
    ("first", "shown"),
    [
        pytest.param(answered(UPLOADED, REJECTED), (A, B), id="one of two was shown"),
        pytest.param(answered(UPLOADED, REJECTED), (B,), id="the other one"),
        pytest.param(answered(SHOWS_BOTH, REJECTED), (A, B), id="both shown, one of them judged"),
        pytest.param(answered(SHOWS_BOTH, REJECTED, VERIFIED_FOR_B), (B,), id="both shown, the other one verified"),
    ],
)
def test_an_answer_shows_only_what_was_rejected(first, shown):
    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(indicators=shown, answers=FIRST), first)

    decided.then_refused(NotRejectedFor, answers=FIRST, indicator=B)


def test_an_answer_may_show_all_that_was_rejected():
    first = answered(SHOWS_BOTH, REJECTED, REJECTED.model_copy(update={"indicator": B}))

    decided = when(decide_upload, EMPLOYEE, AGREED, QUARTERS, upload(indicators=(B, A), answers=FIRST), first)

    decided.then(UPLOADED.model_copy(update={"indicators": (B, A), "answers": FIRST}))


# -- verdicts ---------------------------------------------------------------------------------------------------------


def test_the_rater_verifies_an_item_for_one_report():
    given(UPLOADED).when(*verify()).then(VERIFIED)


def test_the_rater_rejects_with_a_reason_and_the_day_until_which_an_answer_is_in_time():
    given(UPLOADED).when(*reject()).then(REJECTED)


@VERDICTS
def test_nobody_judges_their_own_evidence(judge):
    decided = given(UPLOADED).when(*judge(EMPLOYEE))

    decided.then_refused(OwnEvidence, item=ITEM)


@VERDICTS
@pytest.mark.parametrize(
    ("actor", "after_deadline"),
    [(STRANGER, False), (STRANGER, True), (SUPERIOR, False)],
    ids=["a stranger", "a stranger after the deadline", "the superior before it"],
)
def test_only_the_rater_judges_before_the_evaluation_deadline(judge, actor, after_deadline):
    decided = given(UPLOADED).when(*judge(actor, after_deadline=after_deadline))

    decided.then_refused(NotYoursToJudge, item=ITEM)


@pytest.mark.parametrize("actor", [RATER, SUPERIOR])
def test_after_the_evaluation_deadline_the_raters_superior_judges_too(actor):
    given(UPLOADED).when(*verify(actor, after_deadline=True)).then(VERIFIED)
    given(UPLOADED).when(*reject(actor, after_deadline=True)).then(REJECTED)


def test_where_nobody_rates_or_is_above_nobody_judges():
    nobody = VerdictFacts(frozenset(), frozenset(), after_deadline=True, report_indicator=A, final=False)

    decided = given(UPLOADED).when(decide_verify, RATER, A, REPORT, nobody)

    decided.then_refused(NotYoursToJudge)


@VERDICTS
def test_a_delegate_judges_like_the_rater(judge):
    given(UPLOADED).when(*judge(DELEGATE)).then(VERIFIED if judge is verify else REJECTED)


@VERDICTS
def test_a_withdrawn_item_is_not_judged(judge):
    decided = given(UPLOADED, WITHDRAWN).when(*judge())

    decided.then_refused(Withdrawn, item=ITEM)


@VERDICTS
def test_an_indicator_the_item_does_not_show_is_not_judged(judge):
    decided = given(UPLOADED).when(*judge(indicator=B, report_indicator=B))

    decided.then_refused(NotShownByItem, indicator=B)


@VERDICTS
@pytest.mark.parametrize("found", [None, B], ids=["no such report", "a report of another indicator"])
def test_a_report_that_is_not_of_the_indicator_is_not_judged(judge, found):
    decided = given(UPLOADED).when(*judge(report_indicator=found))

    decided.then_refused(NoSuchReport, report=f"{REPORT.stream}:1")


@VERDICTS
@pytest.mark.parametrize(("verdict", "word"), [(VERIFIED, "verified"), (REJECTED, "rejected")])
def test_a_verdict_is_never_overwritten(judge, verdict, word):
    decided = given(UPLOADED, verdict).when(*judge())

    decided.then_refused(AlreadyJudged, verdict=word)


@pytest.mark.parametrize("verdict", [VERIFIED, REJECTED])
def test_an_item_is_judged_again_for_a_later_report(verdict):
    decided = given(UPLOADED, verdict).when(*verify(report=LATER_REPORT))

    decided.then(VERIFIED.model_copy(update={"report": LATER_REPORT}))


def test_a_rejection_after_the_final_is_refused_and_a_verification_is_not():
    rejected = given(UPLOADED, VERIFIED).when(*reject(final=True, report=LATER_REPORT))
    verified = given(UPLOADED, VERIFIED).when(*verify(final=True, report=LATER_REPORT))

    rejected.then_refused(PeriodIsFinal, period="2026Q2")
    verified.then(VERIFIED.model_copy(update={"report": LATER_REPORT}))


def test_what_came_after_the_final_has_its_first_verdict_either_way_for_the_year_waits_for_it():
    given(UPLOADED).when(*reject(final=True)).then(REJECTED)
    given(UPLOADED).when(*verify(final=True)).then(VERIFIED)


# -- withdrawal -------------------------------------------------------------------------------------------------------


def test_the_employee_withdraws_before_any_verdict():
    given(UPLOADED).when(decide_withdraw, EMPLOYEE).then(WITHDRAWN)


@pytest.mark.parametrize("actor", [RATER, STRANGER])
def test_nobody_withdraws_anothers_evidence(actor):
    given(UPLOADED).when(decide_withdraw, actor).then_refused(NotYourEvidence, agreement=AGREEMENT)


@pytest.mark.parametrize(("verdict", "word"), [(VERIFIED, "verified"), (REJECTED, "rejected")])
def test_a_judged_item_is_not_withdrawn(verdict, word):
    given(UPLOADED, verdict).when(decide_withdraw, EMPLOYEE).then_refused(AlreadyJudged, verdict=word)


def test_an_item_is_withdrawn_once():
    given(UPLOADED, WITHDRAWN).when(decide_withdraw, EMPLOYEE).then_refused(Withdrawn, item=ITEM)


# -- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rejected_on", "until"),
    [
        pytest.param(date(2026, 7, 6), date(2026, 7, 9), id="Monday: Thursday"),
        pytest.param(date(2026, 7, 9), date(2026, 7, 14), id="Thursday: over the weekend"),
        pytest.param(date(2026, 7, 11), date(2026, 7, 15), id="Saturday: Wednesday"),
        pytest.param(date(2026, 8, 14), date(2026, 8, 20), id="over Independence Day, a Monday"),
        pytest.param(date(2026, 12, 30), date(2027, 1, 5), id="over the turn of the year and its holiday"),
    ],
)
def test_an_answer_has_three_working_days_counted_without_holidays(rejected_on, until):
    """A year's holidays are its own cycle's: the next year's count too, once that is open."""
    cycles = [[_cycle(2026, date(2026, 8, 17))], [_cycle(2027, date(2027, 1, 1))]]

    assert answer_until(cycles, datetime.combine(rejected_on, time(8), UTC), 3) == until


def test_until_the_next_years_cycle_is_open_its_holidays_are_unknown_and_the_day_is_the_agencys():
    late_in_the_evening_there = datetime(2026, 12, 29, 16, 30, tzinfo=UTC)

    assert answer_until([[_cycle(2026)], []], late_in_the_evening_there, 3) == date(2027, 1, 4)
    assert answer_until([[], []], late_in_the_evening_there, 3) == date(2027, 1, 1)


@pytest.mark.parametrize(("days", "until"), [(1, date(2026, 7, 10)), (5, date(2026, 7, 16))])
def test_an_agency_gives_another_number_of_days(days, until):
    assert answer_until([[_cycle(2026)]], datetime(2026, 7, 9, 8, tzinfo=UTC), days) == until


def test_a_holiday_that_was_added_counts_for_what_is_rejected_from_then_on():
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    added = HolidaysAdded(cycle=uid("cycle"), year=2026, days=(date(2026, 7, 10),), reason=reason)

    until = answer_until([[_cycle(2026), added]], datetime(2026, 7, 9, 8, tzinfo=UTC), 3)

    assert until == date(2026, 7, 15)


def _cycle(year, *holidays):
    return OPENED.model_copy(update={"year": year, "holidays": holidays})


def test_what_comes_at_the_last_instant_of_the_day_is_in_time():
    deadline = end_of_day(date(2026, 7, 10), "Asia/Makassar")

    assert deadline == datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC)
    assert not is_late(deadline, deadline)
    assert is_late(deadline + timedelta(microseconds=1), deadline)


ENGINE = "ClamAV 1.4.3"
CLEAN = EvidenceChecked(**ABOUT, outcome="clean", engine=ENGINE)
INFECTED = EvidenceChecked(**ABOUT, outcome="infected", signature="Eicar", engine=ENGINE)


@pytest.mark.parametrize(("signature", "expected"), [(None, CLEAN), ("Eicar", INFECTED)])
def test_what_the_scanner_found_is_recorded(signature, expected):
    given(UPLOADED).when(decide_check, signature, ENGINE).then(expected)


def test_an_item_is_checked_once():
    given(UPLOADED, CLEAN).when(decide_check, "Eicar", ENGINE).then_nothing()


def test_a_file_that_nobody_may_open_yet_is_not_verified():
    given(UPLOADED).when(decide_verify, RATER, A, REPORT, facts(unchecked=True)).then_refused(NotCheckedYet, item=ITEM)


def test_an_infected_file_is_not_verified_and_can_be_rejected():
    infected = given(UPLOADED, INFECTED)

    infected.when(decide_verify, RATER, A, REPORT, facts()).then_refused(Infected, item=ITEM, signature="Eicar")
    infected.when(decide_reject, RATER, A, REPORT, facts(), OBJECTION).then(REJECTED)


def test_a_clean_file_is_verified():
    given(UPLOADED, CLEAN).when(decide_verify, RATER, A, REPORT, facts()).then(VERIFIED)
