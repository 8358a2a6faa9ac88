"""What waits for a verdict, and what is not proven: by the last report of each indicator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.evidence.work import LastReport, Shown, awaited, gap_of

AT = datetime(2026, 3, 20, tzinfo=UTC)
EMPLOYEE, AGREEMENT, STREAM = UUID(int=1), UUID(int=2), UUID(int=3)
ONE, OTHER = UUID(int=4), UUID(int=5)
REPORT = LastReport(AGREEMENT, "2026Q1", ONE, STREAM, 3, "5")
SECOND = replace(REPORT, indicator=OTHER, version=4)
REPORTS = {(one.agreement, one.period, one.indicator): one for one in (REPORT, SECOND)}
NOW, BEFORE = (ONE, STREAM, 3), (ONE, STREAM, 1)


def item(number=10, indicators=(ONE,), **more):
    return Shown(UUID(int=number), EMPLOYEE, AGREEMENT, "2026Q1", indicators, AT, **more)


def waits(*items, final=frozenset(), years=frozenset()):
    return [(one.shown.item.int, one.report.indicator, one.earlier) for one in awaited(items, REPORTS, final, years)]


@pytest.mark.parametrize(
    ("shown", "waiting"),
    [
        (item(), [(10, ONE, None)]),
        (item(verdicts={NOW: "verified"}), []),
        (item(verdicts={NOW: "rejected"}), []),
        (item(verdicts={BEFORE: "verified"}), [(10, ONE, (1, "verified"))]),
        (item(verdicts={BEFORE: "verified", (ONE, STREAM, 2): "rejected"}), [(10, ONE, (2, "rejected"))]),
        (item(verdicts={BEFORE: "verified", NOW: "verified"}), []),
        (item(void=True), []),
        (item(has_content=False), []),
        (item(verdicts={BEFORE: "verified"}, found_false=True), []),
        (item(indicators=(ONE, OTHER)), [(10, ONE, None), (10, OTHER, None)]),
        (item(indicators=(ONE, OTHER), verdicts={NOW: "verified"}), [(10, OTHER, None)]),
        (item(indicators=(UUID(int=9),)), []),
    ],
    ids=["new", "verified", "rejected", "carried over", "the last said", "verified anew", "withdrawn or infected",
         "a link nobody has the content of",
         "found false", "two indicators", "one of two judged", "nothing reported"],
)  # fmt: skip
def test_what_waits(shown, waiting):
    assert waits(shown) == waiting


def test_in_what_is_final_only_what_was_never_judged_waits_until_the_year_is_final_too():
    final, judged = frozenset({(AGREEMENT, "2026Q1")}), item(verdicts={BEFORE: "verified"})

    assert (waits(item(), final=final), waits(judged, final=final)) == ([(10, ONE, None)], [])
    assert waits(judged, final=frozenset({(AGREEMENT, "2026Q2")})) == [(10, ONE, (1, "verified"))]
    assert waits(item(), final=final, years=frozenset({AGREEMENT})) == []
    assert waits(item(), years=frozenset({UUID(int=77)})) == [(10, ONE, None)]


def test_nothing_waits_in_another_period():
    later = item()
    later.period = "2026Q2"
    assert waits(later) == []


def test_who_has_waited_longest_comes_first():
    newest, oldest = item(10), item(11)
    oldest.uploaded_at -= timedelta(days=1)

    assert [number for number, *_ in waits(newest, item(9), oldest)] == [11, 9, 10]


@pytest.mark.parametrize(
    ("items", "why", "shown"),
    [
        ([], "nothing_shown", 0),
        ([item(void=True)], "nothing_shown", 0),
        ([item(has_content=False)], "no_content", 0),
        ([item(has_content=False, void=True)], "nothing_shown", 0),
        ([item(has_content=False), item(11)], "waiting", 1),
        ([item(has_content=False), item(11, verdicts={NOW: "rejected"})], "rejected", 1),
        ([item()], "waiting", 1),
        ([item(verdicts={NOW: "rejected"})], "rejected", 1),
        ([item(verdicts={NOW: "rejected"}), item(11)], "waiting", 2),
        ([item(verdicts={BEFORE: "verified"})], "waiting", 1),
        ([item(verdicts={NOW: "verified"}, found_false=True)], "rejected", 1),
        ([item(verdicts={BEFORE: "verified"}, found_false=True)], "rejected", 1),
        ([item(indicators=(OTHER,), verdicts={(OTHER, STREAM, 4): "verified"})], "nothing_shown", 0),
    ],
)
def test_a_report_that_nothing_verified_shows(items, why, shown):
    assert [(gap.why, gap.items) for gap in gap_of(items, [REPORT])] == [(why, shown)]


def test_one_verified_item_is_enough():
    assert gap_of([item(verdicts={NOW: "rejected"}), item(11, verdicts={NOW: "verified"})], [REPORT]) == []


def test_a_withdrawn_item_proves_nothing():
    assert len(gap_of([item(void=True, verdicts={NOW: "verified"})], [REPORT])) == 1
