"""Holidays added to a cycle that is open: never a day that has passed, each once, and read wherever dates are."""

from datetime import date

import pytest

from contracts.planning import HolidaysAdded
from contracts.readings import cycle_dates, deadlines_of, working_day_after
from services.planning.domain import Cycle, evolve_cycle
from services.planning.holidays import DayHasPassed, decide_add_holidays
from tests.domain.given import given
from tests.domain.planning.test_cycle import CYCLE, OPENED, REASON

TODAY = date(2026, 11, 20)
INDEPENDENCE, LEAVE, CHRISTMAS = date(2026, 8, 17), date(2026, 12, 24), date(2026, 12, 25)
OPENED_WITH = OPENED.model_copy(update={"holidays": (INDEPENDENCE, CHRISTMAS)})


def added(*days):
    return HolidaysAdded(cycle=CYCLE, year=2026, days=days, reason=REASON)


def add(*days, before=()):
    def decide(cycle):
        new = decide_add_holidays(cycle, days, TODAY)
        return [added(*new)] if new else []

    return given(evolve_cycle, Cycle(), OPENED_WITH, *before).when(decide)


@pytest.mark.parametrize(
    ("days", "new"),
    [
        ((LEAVE,), (LEAVE,)),
        ((TODAY,), (TODAY,)),
        ((date(2027, 1, 2), LEAVE, LEAVE), (LEAVE, date(2027, 1, 2))),
        ((CHRISTMAS, LEAVE), (LEAVE,)),
    ],
    ids=["to come", "today", "in order, and each once", "one is there already"],
)
def test_days_to_come_are_added(days, new):
    add(*days).then(added(*new))


@pytest.mark.parametrize("days", [(CHRISTMAS,), (INDEPENDENCE,)], ids=["to come", "passed"])
def test_what_is_a_holiday_already_records_nothing(days):
    add(*days).then_nothing()


def test_what_was_added_before_records_nothing():
    add(LEAVE, before=[added(LEAVE)]).then_nothing()


def test_a_day_that_has_passed_is_refused_and_named():
    add(LEAVE, date(2026, 11, 19)).then_refused(DayHasPassed, day=date(2026, 11, 19))


def test_whoever_reads_a_cycles_dates_has_them_and_one_more_working_day_passes():
    events = [OPENED_WITH, added(LEAVE)]

    holidays = cycle_dates(events)[1]

    assert holidays == {INDEPENDENCE, LEAVE, CHRISTMAS}
    assert deadlines_of(events, "2026Q4").holidays == holidays
    assert working_day_after(date(2026, 12, 22), 3, cycle_dates([OPENED_WITH])[1]) == date(2026, 12, 28)
    assert working_day_after(date(2026, 12, 22), 3, holidays) == date(2026, 12, 29)
