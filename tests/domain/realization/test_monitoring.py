"""How far somebody is, and the rule by which they are behind; per cent is that of `domain.md` 7.2."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.values import Exact
from services.realization.monitoring import PeriodNow, Reported, TargetOf, Watched, because_of, idle, row_of
from tests.domain.given import uid

AT = datetime(2026, 9, 25, tzinfo=UTC)
TARGETS = tuple(TargetOf(f"2026Q{n}", str(25 * n), str(25 * n)) for n in (1, 2, 3, 4))
WATCHED = Watched(
    uid("indicator"), uid("result"), "main", "Orang terlatih", "quantity", "orang", "higher_is_better", TARGETS
)
NOW = PeriodNow(
    period="2026Q3",
    starts_on=date(2026, 7, 1),
    ends_on=date(2026, 9, 30),
    today=date(2026, 9, 28),
    reporting_days_left=7,
    evidence_days_left=12,
    reporting_deadline=datetime(2026, 10, 5, 16, tzinfo=UTC),
    final=False,
)
EARLY = replace(NOW, today=date(2026, 8, 20), reporting_days_left=46, evidence_days_left=51)
BEFORE = ("2026Q1", "2026Q2")


def report(value, version=1, *, at=AT, proven=False, returned=False):
    return Reported(version, value, at, proven, returned)


def row(*reports, now=NOW, watched=WATCHED, **earlier):
    return row_of(watched, {"2026Q3": reports, **earlier}, now, BEFORE)


@pytest.mark.parametrize(
    ("value", "exact", "shown"), [("75", "100", "100.00"), ("70", "280/3", "93.33"), ("80", "320/3", "106.67")]
)
def test_per_cent_is_the_achievement_of_the_value_last_reported(value, exact, shown):
    assert row(report("1"), report(value, 2)).percent == Exact(exact=exact, shown=shown)


def test_where_less_is_better_the_special_condition_holds():
    cost = replace(WATCHED, direction="lower_is_better", targets=(TargetOf("2026Q3", "7", "8"),))

    assert row(report("6.5"), watched=cost).percent.shown == "107.14"


def test_the_last_proven_value_is_shown_beside_a_later_one_without_evidence():
    found = row(report("80", 1, proven=True), report("85", 2))

    assert (found.last.value, found.last.proven, found.proven_value) == ("85", False, "80")
    assert found.proven_percent.shown == "106.67"


def test_the_trend_has_every_period_with_its_own_target():
    found = row(report("75"), **{"2026Q1": (report("20"),)})

    assert [(period, percent and percent.shown) for period, _, percent in found.trend] == [
        ("2026Q1", "80.00"), ("2026Q2", None), ("2026Q3", "100.00"),
    ]  # fmt: skip


def test_late_is_by_the_deadline_in_force_so_an_extension_clears_it():
    after = report("75", at=datetime(2026, 10, 5, 16, 0, 1, tzinfo=UTC))

    assert row(after).late
    assert not row(after, now=replace(NOW, reporting_deadline=datetime(2026, 10, 12, 16, tzinfo=UTC))).late


@pytest.mark.parametrize(
    ("reports", "now", "behind"),
    [
        ((), NOW, ("not_reported",)),
        ((), replace(NOW, reporting_days_left=8), ()),
        ((), replace(NOW, reporting_days_left=-3), ("not_reported",)),
        ((report("75"),), NOW, ()),
        ((report("75"),), replace(NOW, evidence_days_left=7), ("not_proven",)),
        ((report("75", proven=True),), replace(NOW, evidence_days_left=-1), ()),
        ((report("75", proven=True), report("76", 2)), replace(NOW, evidence_days_left=7), ("not_proven",)),
        ((report("74"),), EARLY, ("below_target",)),
        ((report("75", returned=True),), EARLY, ("returned",)),
        ((report("75", returned=True), report("75", 2)), EARLY, ()),
        ((report("1", returned=True),), replace(NOW, evidence_days_left=0), ("returned", "below_target", "not_proven")),
        ((), replace(NOW, final=True), ()),
        ((report("1"),), replace(NOW, final=True), ()),
        ((), replace(NOW, today=date(2026, 6, 30)), ()),
    ],
)
def test_who_is_behind_and_why(reports, now, behind):
    assert row(*reports, now=now).behind == behind


def test_an_indicator_that_is_not_due_puts_nobody_behind_and_has_no_per_cent():
    once_a_year = replace(WATCHED, targets=(TargetOf("2026Q4", "1", "1"),))

    found = row(report("0"), watched=once_a_year)

    assert (found.target, found.percent, found.behind) == (None, None, ())


@pytest.mark.parametrize(
    ("last", "today", "is_idle"),
    [
        (None, date(2026, 8, 20), True),
        (date(2026, 8, 12), date(2026, 8, 20), True),  # a Thursday; five working days before: the 13th
        (date(2026, 8, 13), date(2026, 8, 20), False),
        (None, date(2026, 7, 7), False),  # the period is younger than that
        (None, date(2026, 7, 8), True),
        (None, date(2026, 10, 1), False),  # it is over
    ],
)
def test_a_week_without_any_activity_while_the_period_runs(last, today, is_idle):
    assert idle(last, date(2026, 7, 1), replace(NOW, today=today), frozenset()) == is_idle


def test_holidays_are_no_working_days():
    """17 August 2026, a Monday: with it the fifth working day before the 20th is the 12th."""
    now = replace(NOW, today=date(2026, 8, 20))

    assert not idle(date(2026, 8, 12), date(2026, 7, 1), now, frozenset({date(2026, 8, 17)}))


def test_each_cause_of_a_person_is_named_once_in_one_order():
    rows = [row(report("1")), row(report("2")), row()]

    assert because_of(rows, is_idle=True) == ["not_reported", "below_target", "no_activity"]
    assert because_of([row(report("75"))], is_idle=False) == []
