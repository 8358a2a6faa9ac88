"""The kind of employment: as registered until a change begins, by its day, and never recorded ahead of it."""

from datetime import date

import pytest

from contracts.planning import EmployeeRegistered, EmploymentChanged
from contracts.readings import employment_on
from services.planning.directory_rules import Employee, evolve_employee
from services.planning.employment import EmploymentLiesAhead, decide_change_employment
from tests.domain.given import given
from tests.domain.plans import EMPLOYEE

REGISTERED = EmployeeRegistered(employee=EMPLOYEE, employment="pppk")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
EVE = date(2026, 2, 28)


def changed(employment, starts_on=MARCH):
    return EmploymentChanged(employee=EMPLOYEE, employment=employment, starts_on=starts_on)


def change(event, *before):
    def decide(state):
        return decide_change_employment(state.employed, event, APRIL)

    return given(evolve_employee, Employee(), REGISTERED, *before).when(decide)


@pytest.mark.parametrize(
    ("event", "before"),
    [
        (changed("pns"), ()),
        (changed("pns", APRIL), ()),
        (changed("pppk"), (changed("pns"),)),
        # Before a wrong day is corrected the right one can be said, although it changes nothing yet.
        (changed("pns", APRIL), (changed("pns"),)),
    ],
    ids=["begun", "today", "corrected", "another day"],
)
def test_another_employment_is_recorded(event, before):
    change(event, *before).then(event)


def test_what_was_said_of_that_day_already_records_nothing():
    change(changed("pns"), changed("pns")).then_nothing()


def test_one_that_lies_ahead_is_refused():
    tomorrow = date(2026, 4, 2)

    change(changed("pns", tomorrow)).then_refused(EmploymentLiesAhead, starts_on=tomorrow)


@pytest.mark.parametrize(
    ("events", "day", "is_then"),
    [
        ([], MARCH, ""),
        ([REGISTERED], MARCH, "pppk"),
        ([REGISTERED, changed("pns")], EVE, "pppk"),
        ([REGISTERED, changed("pns")], MARCH, "pns"),
        ([REGISTERED, changed("pns"), changed("pppk")], MARCH, "pppk"),
        ([REGISTERED, changed("pppk", APRIL), changed("pns")], MARCH, "pns"),
        ([REGISTERED, changed("pppk", APRIL), changed("pns")], APRIL, "pppk"),
    ],
    ids=["unknown", "as registered", "the day before", "the first day", "the last word of a day", "between", "later"],
)
def test_the_employment_of_a_day_is_that_of_the_last_change_begun(events, day, is_then):
    assert employment_on(events, day) == is_then
