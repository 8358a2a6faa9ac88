"""Attendance and sanctions for awards, read from realization's events (`domain.md` 5 and 7.10)."""

from datetime import date

import pytest

from contracts.realization import AttendanceRecorded, SanctionRecorded, SanctionWithdrawn
from services.evaluation.awards import attendance_of, months_of, months_of_all, record_of
from services.evaluation.policies.awards_v1 import Attendance
from tests.domain.given import uid
from tests.domain.plans import EMPLOYEE

WHO = {"employee": EMPLOYEE, "year": 2026}


def month(name, present=20, on_leave=0, working=20):
    days = {"working_days": working, "present": present, "late": 0, "on_leave": on_leave}
    return AttendanceRecorded(**WHO, month=name, **days, absent=working - present - on_leave)


def imposed(name):
    return SanctionRecorded(**WHO, sanction=uid(name), imposed_on=date(2026, 5, 4), grade="light")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), ("2026M04", "2026M05", "2026M06")),
        (date(2026, 5, 31), date(2026, 6, 1), ("2026M05", "2026M06")),
        (date(2026, 12, 5), date(2027, 1, 1), ("2026M12", "2027M01")),
        (date(2026, 6, 2), date(2026, 6, 1), ("2026M06",)),
        (date(2026, 7, 2), date(2026, 6, 1), ()),
    ],
)
def test_the_months_of_an_interval(first, last, months):
    assert months_of(first, last) == months


def test_a_month_in_which_two_agreements_met_is_one_month():
    days = [(date(2026, 1, 1), date(2026, 3, 10)), (date(2026, 3, 11), date(2026, 4, 30))]

    assert months_of_all(days) == ("2026M01", "2026M02", "2026M03", "2026M04")


def test_months_are_added_up_and_a_later_record_replaces_an_earlier_one():
    record = record_of([month("2026M04", 10), month("2026M05", 18, 2), month("2026M04", 19)])

    assert attendance_of(record, ("2026M04", "2026M05")) == (Attendance(40, 2, 37), ())


def test_with_a_month_missing_attendance_is_not_known_and_the_month_is_named():
    record = record_of([month("2026M04")])

    assert attendance_of(record, ("2026M04", "2026M05")) == (None, ("2026M05",))
    assert attendance_of(record, ()) == (None, ())


def test_a_withdrawn_sanction_does_not_stand():
    withdrawn = SanctionWithdrawn(**WHO, sanction=uid("one"), reason_code="lifted")

    record = record_of([imposed("one"), imposed("two"), withdrawn])

    assert record.sanctions == {uid("two"): date(2026, 5, 4)}
