"""Credit points: the table and every printed example of domain 7.8."""

from datetime import date
from decimal import Decimal

import pytest

from services.evaluation.policies.credit_points_v1 import (
    COEFFICIENTS,
    SHARES,
    Held,
    months_by_level,
    row,
    rows,
    standing,
    total,
)
from services.evaluation.policies.inputs_v1 import InvalidInputs

YEAR_2026 = tuple(f"2026-{month:02}" for month in range(1, 13))
ALL_2026 = (date(2026, 1, 1), date(2026, 12, 31))
PERTAMA = [Held("ahli_pertama", date(2020, 1, 1))]


@pytest.mark.parametrize(
    ("level", "points"),
    [
        ("ahli_pertama", ("18.75", "12.50", "9.38", "6.25", "3.13")),
        ("ahli_muda", ("37.50", "25.00", "18.75", "12.50", "6.25")),
        ("ahli_madya", ("56.25", "37.50", "28.13", "18.75", "9.38")),
        ("ahli_utama", ("75.00", "50.00", "37.50", "25.00", "12.50")),
        ("pemula", ("5.63", "3.75", "2.81", "1.88", "0.94")),
        ("terampil", ("7.50", "5.00", "3.75", "2.50", "1.25")),
        ("mahir", ("18.75", "12.50", "9.38", "6.25", "3.13")),
        ("penyelia", ("37.50", "25.00", "18.75", "12.50", "6.25")),
    ],
)
def test_a_year_at_every_level_under_every_predicate(level, points):
    assert [str(row("annual", level, predicate, YEAR_2026).points) for predicate in SHARES] == list(points)


def test_the_tables_are_whole():
    assert (len(COEFFICIENTS), len(SHARES)) == (8, 5)


def test_the_printed_examples_and_their_sum():
    year = row("annual", "ahli_pertama", "sangat_baik", [f"2025-{month:02}" for month in range(1, 13)])
    two_months = row("periodic", "ahli_pertama", "baik", ["2026-01", "2026-02"])

    assert (year.points, two_months.points) == (Decimal("18.75"), Decimal("2.08"))
    assert total([year, two_months]) == Decimal("20.83")


@pytest.mark.parametrize(
    ("predicate", "months", "points"), [("baik", 7, "14.58"), ("butuh_perbaikan", 7, "10.94"), ("baik", 5, "10.42")]
)
def test_parts_of_a_year(predicate, months, points):
    assert row("periodic", "ahli_muda", predicate, YEAR_2026[:months]).points == Decimal(points)


def test_a_promotion_splits_the_year_and_totals_add_rounded_rows():
    promoted = [Held("ahli_pertama", date(2020, 1, 1), date(2026, 3, 31)), Held("ahli_muda", date(2026, 4, 1))]

    found = rows("annual", "baik", promoted, *ALL_2026)

    assert [(one.level, len(one.months), one.points) for one in found] == [
        ("ahli_pertama", 3, Decimal("3.13")),
        ("ahli_muda", 9, Decimal("18.75")),
    ]
    assert total(found) == Decimal("21.88")


@pytest.mark.parametrize(
    ("day", "first_level_months"), [(date(2026, 4, 30), 3), (date(2026, 5, 1), 4), (date(2026, 4, 2), 3)]
)
def test_a_month_belongs_to_the_level_held_on_its_last_day(day, first_level_months):
    before = date.fromordinal(day.toordinal() - 1)
    promoted = [Held("ahli_pertama", date(2020, 1, 1), before), Held("ahli_muda", day)]

    (first, second) = months_by_level(promoted, *ALL_2026)

    assert (first[0], len(first[1])) == ("ahli_pertama", first_level_months)
    assert first[1] + second[1] == YEAR_2026


def test_a_month_whose_last_day_no_level_holds_is_nobodys():
    assert months_by_level([Held("mahir", date(2026, 2, 10), date(2026, 4, 29))], *ALL_2026) == [
        ("mahir", ("2026-02", "2026-03"))
    ]
    assert months_by_level(PERTAMA, date(2026, 1, 1), date(2026, 1, 30)) == []


def test_leap_february_and_the_end_of_a_year():
    assert months_by_level(PERTAMA, date(2027, 12, 15), date(2028, 2, 29)) == [
        ("ahli_pertama", ("2027-12", "2028-01", "2028-02"))
    ]


def test_periodic_points_stand_until_the_annual_row_of_the_same_months_replaces_them():
    quarters = [row("periodic", "ahli_pertama", "baik", YEAR_2026[place : place + 3]) for place in (0, 3, 6, 9)]
    year = row("annual", "ahli_pertama", "sangat_baik", YEAR_2026)

    assert total(quarters) == Decimal("12.52")  # 4 x 3.13
    assert standing([*quarters, year]) == [year]
    assert total([*quarters, year]) == Decimal("18.75")


def test_an_annual_row_of_some_months_leaves_the_others_of_a_periodic_row():
    quarter = row("periodic", "ahli_pertama", "baik", YEAR_2026[:3])
    later = row("annual", "ahli_pertama", "baik", YEAR_2026[2:])

    assert [(one.kind, one.months) for one in standing([later, quarter])] == [
        ("periodic", YEAR_2026[:2]),
        ("annual", YEAR_2026[2:]),
    ]


def test_one_month_is_paid_once():
    twice = [row("periodic", "ahli_pertama", "baik", ["2026-01"]), row("periodic", "ahli_muda", "baik", ["2026-01"])]

    with pytest.raises(InvalidInputs, match="2026-01"):
        total(twice)


@pytest.mark.parametrize(
    ("level", "predicate", "months"),
    [
        ("ahli", "baik", ["2026-01"]),
        ("mahir", "cukup", ["2026-01"]),
        ("mahir", "baik", []),
        ("mahir", "baik", ["2026-01", "2026-01"]),
    ],
)
def test_what_is_no_row_is_an_error(level, predicate, months):
    with pytest.raises(InvalidInputs):
        row("annual", level, predicate, months)


def test_two_levels_at_once_are_an_error():
    with pytest.raises(InvalidInputs, match="two levels"):
        months_by_level([*PERTAMA, Held("mahir", date(2026, 1, 1))], *ALL_2026)


def test_an_unknown_level_is_an_error():
    with pytest.raises(InvalidInputs):
        Held("guru", date(2026, 1, 1))
