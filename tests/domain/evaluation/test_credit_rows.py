"""Credit points of a year from its finals and the levels held: which final and which level a month is of (7.8)."""

from datetime import date

from contracts.planning import FunctionalLevelSet
from contracts.readings import functional_levels
from contracts.values import StreamHead
from services.evaluation.credit_points import Judged, credited, held_levels, open_months
from services.evaluation.policies.credit_points_v1 import total
from tests.domain.given import uid
from tests.domain.plans import EMPLOYEE

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
QUARTERS = {
    "2026Q1": (FIRST, date(2026, 3, 31)),
    "2026Q2": (date(2026, 4, 1), date(2026, 6, 30)),
    "2026Q3": (date(2026, 7, 1), date(2026, 9, 30)),
    "2026Q4": (date(2026, 10, 1), LAST),
}


def levels(*told):
    """What was recorded, in the order of recording: (level, from which day)."""
    return functional_levels(FunctionalLevelSet(employee=EMPLOYEE, level=level, starts_on=day) for level, day in told)


PERTAMA = held_levels(levels(("ahli_pertama", date(2020, 1, 1))))


def at(name):
    return StreamHead(stream=uid(name), version=2)


def quarter(period, predicate="baik", days=None, name=""):
    return Judged("periodic", period, predicate, (days or QUARTERS[period],), at(name or period), amended=False)


def annual(predicate, *days):
    return Judged("annual", "2026", predicate, days or ((FIRST, LAST),), at("year"), amended=False)


def shown(rows):
    return [(one.of.period, one.row.level, len(one.row.months), str(one.row.points)) for one in rows]


def test_every_final_has_its_row_and_what_has_none_is_open():
    rows = credited([quarter("2026Q2", "butuh_perbaikan"), quarter("2026Q1")], PERTAMA)

    assert shown(rows) == [("2026Q1", "ahli_pertama", 3, "3.13"), ("2026Q2", "ahli_pertama", 3, "2.34")]
    assert str(total(one.row for one in rows)) == "5.47"
    assert open_months(rows, PERTAMA, 2026) == [f"2026-{month:02}" for month in range(7, 13)]


def test_the_year_replaces_its_quarters_as_the_printed_example_has_it():
    rows = credited([*map(quarter, QUARTERS), annual("sangat_baik")], PERTAMA)

    assert shown(rows) == [("2026", "ahli_pertama", 12, "18.75")]
    assert open_months(rows, PERTAMA, 2026) == []


def test_a_quarter_that_the_year_does_not_cover_keeps_the_months_it_has_left():
    """Service began in February by the agreement the year was judged on; the quarter's final was of one before."""
    rows = credited([quarter("2026Q1"), annual("baik", (date(2026, 2, 1), LAST))], PERTAMA)

    assert shown(rows) == [("2026Q1", "ahli_pertama", 1, "1.04"), ("2026", "ahli_pertama", 11, "11.46")]
    assert [one.of.by for one in rows] == [at("2026Q1"), at("year")]


def test_a_move_makes_no_second_row_of_the_year():
    """Rounded apart the two parts would come to 12.51."""
    parts = ((FIRST, date(2026, 5, 10)), (date(2026, 5, 11), LAST))

    rows = credited([annual("baik", *parts)], PERTAMA)

    assert shown(rows) == [("2026", "ahli_pertama", 12, "12.50")]


def test_a_promotion_splits_the_year_at_the_level_held_on_a_months_last_day():
    held = held_levels(levels(("ahli_pertama", date(2020, 1, 1)), ("ahli_muda", date(2026, 3, 31))))

    rows = credited([annual("baik")], held)

    assert shown(rows) == [("2026", "ahli_pertama", 2, "2.08"), ("2026", "ahli_muda", 10, "20.83")]


def test_where_no_level_is_held_there_are_no_points():
    held = held_levels(levels(("terampil", date(2026, 4, 1)), (None, date(2026, 10, 1))))

    rows = credited(map(quarter, QUARTERS), held)

    assert [one.of.period for one in rows] == ["2026Q2", "2026Q3"]
    assert credited([annual("baik")], held_levels(levels())) == []
    assert open_months([], held, 2026) == [f"2026-{month:02}" for month in range(4, 10)]


def test_a_month_of_two_agreements_is_of_the_one_that_began_last():
    """A second office held (Plt) has an agreement of its own: one month is paid once."""
    own = quarter("2026Q2", "baik", name="own")
    acting = quarter("2026Q2", "sangat_baik", days=(date(2026, 5, 15), date(2026, 6, 30)), name="acting")

    rows = credited([acting, own], PERTAMA)

    assert [(one.of.by, one.row.months) for one in rows] == [
        (at("own"), ("2026-04",)),
        (at("acting"), ("2026-05", "2026-06")),
    ]


def test_of_what_was_recorded_for_a_day_the_last_holds():
    told = levels(
        ("ahli_muda", date(2026, 3, 1)),
        ("ahli_muda", date(2026, 4, 1)),
        ("ahli_pertama", date(2026, 3, 1)),
    )

    assert [(one.level, one.starts_on, one.ends_on) for one in held_levels(told)] == [
        ("ahli_pertama", date(2026, 3, 1), date(2026, 3, 31)),
        ("ahli_muda", date(2026, 4, 1), None),
    ]
