"""The level of a functional position: set from a day on, corrected, and given up."""

from datetime import date

import pytest

from contracts.planning import EmployeeRegistered, FunctionalLevelSet
from services.planning.directory_rules import Employee, decide_set_level, evolve_employee
from tests.domain.given import given
from tests.domain.plans import EMPLOYEE

REGISTERED = EmployeeRegistered(employee=EMPLOYEE, employment="pns")


def level(name, day=date(2026, 1, 1)):
    return FunctionalLevelSet(employee=EMPLOYEE, level=name, starts_on=day)


@pytest.mark.parametrize(
    ("before", "set_now"),
    [
        ((), level("ahli_pertama")),
        ((level("ahli_pertama"),), level("ahli_muda", date(2026, 7, 1))),
        ((level("ahli_pertama"),), level(None)),
        # Before a wrong day is corrected the right one can be said, although it changes nothing yet.
        ((level("ahli_muda", date(2026, 3, 1)),), level("ahli_muda", date(2026, 4, 1))),
    ],
)
def test_a_level_is_set_from_a_day_on(before, set_now):
    given(evolve_employee, Employee(), REGISTERED, *before).when(decide_set_level, set_now).then(set_now)


@pytest.mark.parametrize("name", ["penyelia", None])
def test_what_was_said_of_that_day_already_records_nothing(name):
    told = given(evolve_employee, Employee(), REGISTERED, level(name))

    told.when(decide_set_level, level(name)).then_nothing()
