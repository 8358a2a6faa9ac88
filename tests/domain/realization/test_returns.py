"""A report is given back by who acts as rater, once, the last one only, and not after the final (`domain.md` 5)."""

from functools import partial

import pytest

from contracts.realization import RealizationReported, RealizationReturned
from contracts.values import StreamHead, TextRef
from services.realization.domain import (
    AlreadyReturned,
    NothingReported,
    NotYoursToReturn,
    PeriodIsFinal,
    Reports,
    Return,
    ReturnFacts,
    decide_return,
    evolve_reports,
)
from tests.domain.given import given, uid
from tests.domain.plans import AGREEMENT, EMPLOYEE, QUARTERS, RATER, agreed, indicator_of

given = partial(given, evolve_reports, Reports())

AGREED, STREAM, DELEGATE = agreed(), uid("the reports"), uid("delegate")
COMMENT = TextRef(text=uid("comment"), sha256="0" * 64)
INDICATOR = indicator_of(AGREED).indicator


def reported(value="10"):
    return RealizationReported(
        employee=EMPLOYEE, agreement=AGREEMENT, agreement_version=1, period="2026Q2", indicator=INDICATOR, value=value
    )


def returned(version):
    return RealizationReturned(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        period="2026Q2",
        indicator=INDICATOR,
        report=StreamHead(stream=STREAM, version=version),
        reason_code="value_unclear",
        comment=COMMENT,
    )


def wanted(version):
    return Return(INDICATOR, StreamHead(stream=STREAM, version=version), "value_unclear", COMMENT)


def facts(final=()):
    return ReturnFacts(AGREED, "2026Q2", QUARTERS, frozenset(final), frozenset({RATER, DELEGATE}))


@pytest.mark.parametrize("actor", [RATER, DELEGATE], ids=["the rater", "a delegate"])
def test_the_last_report_is_given_back(actor):
    given(reported()).when(decide_return, actor, wanted(1), facts()).then(returned(1))


@pytest.mark.parametrize("actor", [EMPLOYEE, uid("a former rater")], ids=["the employee", "a former rater"])
def test_nobody_else_gives_it_back(actor):
    given(reported()).when(decide_return, actor, wanted(1), facts()).then_refused(NotYoursToReturn)


@pytest.mark.parametrize("version", [1, 3], ids=["replaced meanwhile", "not there"])
def test_only_the_last_report_can_be_given_back(version):
    decided = given(reported(), reported("12")).when(decide_return, RATER, wanted(version), facts())

    decided.then_refused(NothingReported, last="2")


def test_nothing_reported_is_nothing_to_give_back():
    given().when(decide_return, RATER, wanted(1), facts()).then_refused(NothingReported, last="-")


def test_a_report_is_given_back_once_and_the_next_one_again():
    once = given(reported(), returned(1))

    once.when(decide_return, RATER, wanted(1), facts()).then_refused(AlreadyReturned, indicator=INDICATOR)
    anew = given(reported(), returned(1), reported("11"))
    anew.when(decide_return, RATER, wanted(3), facts()).then(returned(3))


def test_after_the_final_nothing_is_given_back():
    decided = given(reported()).when(decide_return, RATER, wanted(1), facts(final=["2026Q2"]))

    decided.then_refused(PeriodIsFinal, open_periods="2026Q1, 2026Q3, 2026Q4")


def test_a_value_given_back_stands_until_the_employee_reports_again():
    before, after = given(reported(), returned(1)).state, given(reported(), returned(1), reported("11")).state

    assert (before.values[INDICATOR], before.is_returned(INDICATOR)) == ("10", True)
    assert (after.values[INDICATOR], after.is_returned(INDICATOR)) == ("11", False)
