"""A cycle covers its year: each day lies in one period, and the quarters are there by themselves (`domain.md` 3)."""

from datetime import date, timedelta

import pytest

from services.planning.opening import DayInNoPeriod, DayInTwoPeriods, check_whole_year, quarters
from tests.domain.plans import dates

Q1, Q2, Q3, Q4 = quarters(2026)


def test_the_quarters_of_a_year_are_its_default():
    shown = [(one.period, one.starts_on, one.ends_on) for one in (Q1, Q2, Q3, Q4)]

    assert shown == [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ]
    assert (Q1.reporting_deadline, Q1.evidence_deadline, Q1.evaluation_deadline) == (
        date(2026, 4, 7),
        date(2026, 4, 10),
        date(2026, 4, 17),
    )


@pytest.mark.parametrize("year", [2026, 2028, 2999])
def test_the_quarters_cover_every_day(year):
    check_whole_year(year, quarters(year))


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        pytest.param([], date(2026, 1, 1), id="no period"),
        pytest.param([Q2, Q3, Q4], date(2026, 1, 1), id="at the beginning"),
        pytest.param([Q1, Q3, Q4], date(2026, 4, 1), id="between two"),
        pytest.param([Q1, Q2, Q3], date(2026, 10, 1), id="at the end"),
        pytest.param(
            [dates("2026Q1", date(2026, 1, 1), date(2026, 12, 30))], date(2026, 12, 31), id="the last day alone"
        ),
    ],
)
def test_a_day_in_no_period_is_named(periods, day):
    with pytest.raises(DayInNoPeriod) as refused:
        check_whole_year(2026, periods)

    assert refused.value.day == day


def test_a_day_in_two_periods_is_named():
    early = Q2.model_copy(update={"starts_on": Q2.starts_on - timedelta(days=1)})

    with pytest.raises(DayInTwoPeriods) as refused:
        check_whole_year(2026, [Q1, early, Q3, Q4])

    assert (refused.value.day, refused.value.period) == (date(2026, 3, 31), "2026Q2")
