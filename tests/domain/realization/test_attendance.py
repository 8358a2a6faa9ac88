"""A month's figures add up, a later record replaces, and what stands already is not recorded again (`domain.md` 5)."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from contracts.realization import AttendanceRecorded, SanctionRecorded, SanctionWithdrawn
from services.realization.attendance import (
    LateBeyondPresent,
    Month,
    MonthNotOver,
    NotThatManyDays,
    Record,
    SanctionInTheFuture,
    SumsDiffer,
    TooLongAgo,
    UnknownSanction,
    decide_attendance,
    decide_sanction,
    decide_withdraw_sanction,
    evolve_record,
)
from tests.domain.given import given, uid
from tests.domain.plans import EMPLOYEE

given = partial(given, evolve_record, Record())

TODAY = date(2026, 8, 3)
JULY = Month("2026M07", working_days=23, present=20, late=2, absent=1, on_leave=2)


def recorded(**changed):
    return AttendanceRecorded(employee=EMPLOYEE, year=2026, **vars(replace(JULY, **changed)))


def test_a_month_is_recorded_and_the_same_figures_are_not_recorded_again():
    given().when(decide_attendance, EMPLOYEE, JULY, TODAY).then(recorded())
    given(recorded()).when(decide_attendance, EMPLOYEE, JULY, TODAY).then_nothing()


def test_other_figures_replace_those_that_stand():
    mended = replace(JULY, present=21, on_leave=1)

    given(recorded()).when(decide_attendance, EMPLOYEE, mended, TODAY).then(recorded(present=21, on_leave=1))
    assert given(recorded(), recorded(present=21, on_leave=1)).state.months["2026M07"].present == 21


@pytest.mark.parametrize(
    ("changed", "rule", "facts"),
    [
        ({"present": 21}, SumsDiffer, {"working_days": 23, "sum": 24}),
        ({"absent": 0}, SumsDiffer, {"working_days": 23, "sum": 22}),
        ({"late": 21}, LateBeyondPresent, {"late": 21, "present": 20}),
        ({"month": "2026M02", "working_days": 29, "present": 26}, NotThatManyDays, {"days": 28}),
        ({"month": "2026M08"}, MonthNotOver, {"month": "2026M08"}),
        ({"month": "2027M01"}, MonthNotOver, {"month": "2027M01"}),
        ({"month": "1999M12"}, TooLongAgo, {"year": 1999, "first": 2000}),
        ({"month": "0000M07"}, TooLongAgo, {"year": 0}),
    ],
)
def test_figures_that_cannot_be_are_refused(changed, rule, facts):
    given().when(decide_attendance, EMPLOYEE, replace(JULY, **changed), TODAY).then_refused(rule, **facts)


def test_a_leap_day_is_a_day_and_a_month_is_over_on_the_day_after_its_last():
    february = Month("2028M02", 29, 29, 0, 0)

    assert given().when(decide_attendance, EMPLOYEE, february, date(2028, 3, 1)).events
    given().when(decide_attendance, EMPLOYEE, february, date(2028, 2, 29)).then_refused(MonthNotOver)


IMPOSED = SanctionRecorded(
    employee=EMPLOYEE, year=2026, sanction=uid("sanction"), imposed_on=date(2026, 7, 30), grade="light"
)


def sanction(day=date(2026, 7, 30), grade="light"):
    return decide_sanction, EMPLOYEE, uid("sanction"), day, grade


def test_a_sanction_is_recorded_once():
    given().when(*sanction(), today=TODAY).then(IMPOSED)
    given(IMPOSED).when(*sanction(), today=TODAY).then_nothing()
    assert given(IMPOSED).when(*sanction(grade="severe"), today=TODAY).events


def test_a_sanction_to_come_is_refused():
    given().when(*sanction(date(2026, 8, 4)), today=TODAY).then_refused(SanctionInTheFuture)


def test_a_sanction_of_a_year_that_no_event_names_is_refused():
    given().when(*sanction(date(1999, 12, 31)), today=TODAY).then_refused(TooLongAgo, year=1999)
    assert given().when(*sanction(date(2000, 1, 1)), today=TODAY).events


def test_a_sanction_that_is_withdrawn_no_longer_stands_and_can_be_recorded_anew():
    withdrawn = SanctionWithdrawn(employee=EMPLOYEE, year=2026, sanction=uid("sanction"), reason_code="lifted")
    given(IMPOSED).when(decide_withdraw_sanction, uid("sanction"), "lifted").then(withdrawn)

    gone = given(IMPOSED, withdrawn)

    assert not gone.state.sanctions
    gone.when(decide_withdraw_sanction, uid("sanction"), "lifted").then_refused(UnknownSanction)
    gone.when(*sanction(), today=TODAY).then(IMPOSED)
