"""What counts of all that was reported and shown: domain 7.1 and the hard cases of section 9 about it."""

from datetime import timedelta

import pytest

from tests.domain.evaluation.dossier import (
    AFTER_DEADLINE,
    DEADLINE,
    code,
    counted,
    indicator,
    item,
    line,
    proven,
    ref,
    rejected,
    report,
    scored,
    verified,
)

INSTANT = timedelta(microseconds=1)
SUM = {"accumulation": "sum"}
LOWER = {"direction": "lower_is_better"}


# --- The last proven report counts; a later unproven one is listed and displaces it only where it is worse.


@pytest.mark.parametrize(
    ("given", "proven_value", "later", "expected"),
    [
        pytest.param({}, 80, 85, 80, id="9 80 proven, then 85 without evidence: 80 counts"),
        pytest.param({}, 80, 70, 70, id="9 80 proven, then 70 without evidence: 70 counts"),
        pytest.param({}, 80, 80, 80, id="the same value again: the proven report counts"),
        pytest.param(LOWER, 80, 85, 85, id="lower is better: 85 is worse and counts"),
        pytest.param(LOWER, 80, 70, 80, id="lower is better: 70 is better and is only listed"),
    ],
)
def test_a_later_unproven_report_counts_only_where_it_is_worse(given, proven_value, later, expected):
    reports = [report(proven_value, 1), report(later, 2)]

    outcome = scored(indicator(**given), reports=reports, items=[item(verified(1))])

    assert counted(outcome) == expected
    assert line(outcome).exclusion is None
    assert [(each.ref, each.value, each.code) for each in line(outcome).unproven] == [(ref(2), later, "not_shown")]


@pytest.mark.parametrize("given", [{}, LOWER], ids=["higher is better", "lower is better"])
def test_the_same_value_reported_again_leaves_the_proven_report_standing(given):
    outcome = scored(indicator(**given), reports=[report(80, 1), report(80, 2)], items=[item(verified(1))])

    assert (line(outcome).report, line(outcome).proven) == (ref(1), True)


def test_a_displacing_report_is_named_as_what_counts_and_as_not_proven():
    outcome = scored(indicator(), reports=[report(80, 1), report(70, 2)], items=[item(verified(1))])

    assert (line(outcome).report, line(outcome).proven) == (ref(2), False)


def test_the_second_score_takes_the_last_report():
    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=[item(verified(1))])

    assert (outcome.score, outcome.score_with_excluded) == (80, 85)


def test_only_the_last_word_displaces_what_it_replaced_does_not():
    reports = [report(80, 1), report(70, 2), report(85, 3)]

    outcome = scored(indicator(), reports=reports, items=[item(verified(1))])

    assert counted(outcome) == 80
    assert [each.ref for each in line(outcome).unproven] == [ref(2), ref(3)]


def test_a_later_proven_report_replaces_an_earlier_one_even_if_lower():
    outcome = scored(indicator(), reports=[report(80, 1), report(60, 2)], items=[item(verified(1), verified(2))])

    assert (counted(outcome), line(outcome).report, line(outcome).unproven) == (60, ref(2), ())


def test_order_is_the_version_in_the_stream_ten_comes_after_nine():
    outcome = scored(indicator(), reports=[report(90, 10), report(80, 9)], items=[item(verified(9), verified(10))])

    assert counted(outcome) == 90


def test_a_report_rejected_after_a_proven_one_leaves_the_proven_one():
    items = [item(verified(1), rejected(2))]

    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=items)

    assert counted(outcome) == 80
    assert [(each.code, each.items) for each in line(outcome).unproven] == [("rejected", ("i1",))]


def test_of_several_verdicts_on_one_report_the_last_holds():
    outcome = scored(indicator(), reports=[report(80)], items=[item(verified(order=2), rejected(order=3))])

    assert (counted(outcome), code(outcome)) == (None, "rejected")


# --- Excluded, with its code.


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([], "not_shown", id="7.1 never shown"),
        pytest.param([item(rejected())], "rejected", id="7.1 rejected"),
        pytest.param([item(at=AFTER_DEADLINE)], "late_not_accepted", id="7.1 late and not accepted"),
        pytest.param(
            [item(verified(), at=AFTER_DEADLINE)], "late_not_accepted", id="7.1 verified, but late and not accepted"
        ),
        pytest.param([item(withdrawn=True)], "not_shown", id="7.1 withdrawn"),
        pytest.param([item(unusable=True)], "not_shown", id="7.1 infected or unverifiable"),
        pytest.param([item(unusable=True, at=AFTER_DEADLINE)], "not_shown", id="unusable and late: not shown"),
        pytest.param([item(verified(), unusable=True)], "not_shown", id="verified, then found unusable"),
        pytest.param([item(rejected(), unusable=True)], "rejected", id="rejected, then found unusable"),
        pytest.param(
            [item(rejected()), item(name="i2", at=AFTER_DEADLINE)], "rejected", id="a late upload undoes no rejection"
        ),
        pytest.param(
            [item(rejected()), item(verified(), name="i2", at=AFTER_DEADLINE)],
            "late_not_accepted",
            id="rejected, then shown by a late item: only the date is missing",
        ),
        pytest.param([item(verified(), of=("b",))], "not_shown", id="an item of another indicator shows nothing here"),
    ],
)
def test_what_is_excluded_counts_as_not_achieved_and_is_named(items, expected):
    outcome = scored(indicator(), indicator("b"), reports=[report(80)], items=items)

    assert code(outcome) == expected
    assert (counted(outcome), line(outcome).achievement, line(outcome).value) == (None, 0, 0)
    assert line(outcome).value_with_excluded == 80


def test_never_reported_is_not_achieved_in_both_scores():
    outcome = scored(indicator(), items=[item()])

    assert code(outcome) == "not_reported"
    assert (outcome.score, outcome.score_with_excluded) == (0, 0)


def test_an_exclusion_names_the_items_that_explain_it():
    items = [item(rejected(), name="i2"), item(rejected(), name="i1"), item(name="i3", unusable=True)]

    outcome = scored(indicator(), reports=[report(80)], items=items)

    assert [(each.indicator, each.code, each.items) for each in outcome.exclusions] == [("a", "rejected", ("i1", "i2"))]


def test_the_code_is_that_of_the_last_report():
    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=[item(rejected(1))])

    assert code(outcome) == "not_shown"
    assert [each.code for each in line(outcome).unproven] == ["rejected", "not_shown"]


def test_one_verified_item_is_enough():
    items = [item(rejected()), item(verified(), name="i2"), item(name="i3", at=AFTER_DEADLINE)]

    outcome = scored(indicator(), reports=[report(80)], items=items)

    assert (counted(outcome), line(outcome).proven, code(outcome)) == (80, True, None)


def test_an_indicator_that_is_not_due_is_never_an_exclusion():
    outcome = scored(indicator(), indicator("b", None, due=False), **proven(a=100))

    assert outcome.exclusions == ()
    assert (line(outcome, "b").value, line(outcome, "b").weight) == (None, 0)


# --- A cumulative value of an earlier period stands in.


def test_the_last_proven_cumulative_value_of_an_earlier_period_stands_in():
    reports = [report(20, 1, period="2026Q1"), report(50, 1, period="2026Q2")]
    items = [
        item(verified(1, period="2026Q1"), name="q1", period="2026Q1"),
        item(verified(1, period="2026Q2"), name="q2", period="2026Q2"),
    ]

    outcome = scored(indicator(**SUM), reports=reports, items=items)

    assert (counted(outcome), line(outcome).period, code(outcome)) == (50, "2026Q2", None)
    assert [each.item for each in line(outcome).evidence] == ["q2"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(60, 50, id="an unproven rise is listed only"),
        pytest.param(40, 40, id="an unproven fall counts"),
    ],
)
def test_an_unproven_report_of_the_period_displaces_what_stands_in_only_where_worse(value, expected):
    reports = [report(50, 1, period="2026Q2"), report(value, 1)]
    items = [item(verified(1, period="2026Q2"), name="q2", period="2026Q2")]

    outcome = scored(indicator(**SUM), reports=reports, items=items)

    assert counted(outcome) == expected
    assert [each.ref for each in line(outcome).unproven] == [ref(1)]


def test_a_proven_value_of_the_period_goes_before_any_earlier_one():
    reports = [report(50, 1, period="2026Q2"), report(45, 1)]
    items = [item(verified(1, period="2026Q2"), name="q2", period="2026Q2"), item(verified(1))]

    outcome = scored(indicator(**SUM), reports=reports, items=items)

    assert counted(outcome) == 45


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"accumulation": "latest"}, id="latest"),
        pytest.param({"accumulation": "average"}, id="average"),
        pytest.param({"accumulation": "sum", **LOWER}, id="sum, lower is better: silence about cost must not help"),
    ],
)
def test_nothing_else_is_carried_from_an_earlier_period(given):
    reports = [report(50, 1, period="2026Q2")]
    items = [item(verified(1, period="2026Q2"), name="q2", period="2026Q2")]

    outcome = scored(indicator(**given), reports=reports, items=items)

    assert (counted(outcome), code(outcome), line(outcome).value) == (None, "not_reported", 0)


def test_an_unproven_value_of_an_earlier_period_never_stands_in():
    outcome = scored(indicator(**SUM), reports=[report(50, 1, period="2026Q2")], unverified="count")

    assert (counted(outcome), code(outcome)) == (None, "not_reported")
    assert line(outcome).value_with_excluded == 50


def test_evidence_of_an_earlier_period_is_late_only_after_the_deadline_of_this_one():
    reports = [report(50, 1, period="2026Q2")]
    by_now = item(verified(1, period="2026Q2"), period="2026Q2", at=DEADLINE)
    too_late = item(verified(1, period="2026Q2"), period="2026Q2", at=DEADLINE + INSTANT)

    assert counted(scored(indicator(**SUM), reports=reports, items=[by_now])) == 50
    assert counted(scored(indicator(**SUM), reports=reports, items=[too_late])) is None


def test_a_later_period_is_not_looked_at():
    outcome = scored(
        indicator(**SUM),
        reports=[report(80, 1, period="2026Q4")],
        items=[item(verified(1, period="2026Q4"), period="2026Q4")],
    )

    assert (counted(outcome), line(outcome).evidence) == (None, ())


# --- `unverified = count`.


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([], 80, id="7.1 count: nothing was shown"),
        pytest.param([item(at=AFTER_DEADLINE)], 80, id="7.1 count: it came late"),
        pytest.param([item(verified(), at=AFTER_DEADLINE)], 80, id="7.1 count: verified and late"),
        pytest.param([item(unusable=True)], 80, id="7.1 count: unusable"),
        pytest.param([item(rejected())], None, id="7.1 count: a rejected one never"),
        pytest.param([item(rejected(), unusable=True)], None, id="7.1 count: rejected and unusable"),
        pytest.param(
            [item(rejected()), item(name="i2", at=AFTER_DEADLINE)], None, id="7.1 count: rejected, then a late upload"
        ),
    ],
)
def test_where_the_unverified_counts_a_rejected_report_never_does(items, expected):
    outcome = scored(indicator(), reports=[report(80)], items=items, unverified="count")

    assert counted(outcome) == expected


def test_where_the_unverified_counts_the_last_report_counts_over_a_proven_one():
    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=[item(verified(1))], unverified="count")

    assert (counted(outcome), line(outcome).proven, line(outcome).unproven) == (85, False, ())


@pytest.mark.parametrize(("value", "expected"), [(85, 80), (70, 70)])
def test_where_the_unverified_counts_a_rejected_last_report_counts_only_where_worse(value, expected):
    items = [item(verified(1), rejected(2))]

    outcome = scored(indicator(), reports=[report(80, 1), report(value, 2)], items=items, unverified="count")

    assert counted(outcome) == expected


# --- `unverified = count`: a rejection stands until something new is verified (decision 0070).

LATE = item(verified(2), name="i2", at=AFTER_DEADLINE)
FRESH = item(verified(2), name="i2")


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([item(rejected(1))], None, id="reported anew with nothing shown"),
        pytest.param([item(rejected(1)), item(name="i2", at=AFTER_DEADLINE)], None, id="and uploaded late"),
        pytest.param(
            [item(rejected(1)), item(name="i2", unusable=True)], None, id="and shown by what cannot be opened"
        ),
        pytest.param([item(rejected(1)), item(verified(2), name="i2", withdrawn=True)], None, id="or was taken back"),
        pytest.param([item(rejected(1)), FRESH], 80, id="until something new shows it"),
        pytest.param([item(rejected(1)), LATE], 80, id="be it late: the value was shown"),
        pytest.param(
            [item(rejected(1), verified(1, order=9))], 80, id="a rejection that was taken back stands no more"
        ),
        pytest.param([item(rejected(1)), item(verified(1), name="i2")], 80, id="nor one beside what was verified"),
        pytest.param([item(rejected(2))], None, id="a report before it does not stand in for the rejected one"),
    ],
)
@pytest.mark.parametrize("given", [{}, SUM, LOWER], ids=["latest", "sum", "lower is better"])
def test_what_was_rejected_counts_as_little_when_it_is_reported_anew(items, expected, given):
    outcome = scored(indicator(**given), reports=[report(80, 1), report(80, 2)], items=items, unverified="count")

    assert (counted(outcome), code(outcome)) == (expected, None if expected else "rejected")


def test_a_report_after_a_rejection_is_excluded_with_the_items_that_were_rejected():
    reports = [report(80, 1), report(70, 2), report(60, 3)]

    outcome = scored(indicator(), reports=reports, items=[item(rejected(1))], unverified="count")

    assert [(each.ref, each.code, each.items) for each in line(outcome).unproven] == [
        (ref(version), "rejected", ("i1",)) for version in (1, 2, 3)
    ]
    assert [(each.code, each.items) for each in outcome.exclusions] == [("rejected", ("i1",))]
    assert line(outcome).value_with_excluded == 60


def test_after_something_new_was_verified_a_further_report_counts_again_although_nothing_shows_it():
    reports = [report(80, 1), report(80, 2), report(85, 3)]

    outcome = scored(indicator(), reports=reports, items=[item(rejected(1)), FRESH], unverified="count")

    assert (counted(outcome), line(outcome).proven) == (85, False)


@pytest.mark.parametrize(("value", "expected"), [(90, 80), (70, 70)])
def test_what_was_proven_before_the_rejection_counts_and_the_last_word_only_where_it_is_worse(value, expected):
    reports, items = [report(80, 1), report(90, 2), report(value, 3)], [item(verified(1), rejected(2))]

    outcome = scored(indicator(), reports=reports, items=items, unverified="count")

    assert counted(outcome) == expected


def test_a_rejection_of_another_indicator_or_of_an_earlier_period_is_none_here():
    elsewhere = item(rejected(9, of="b"), name="b", of=("b",))
    earlier = item(rejected(1, period="2026Q2"), name="q2", period="2026Q2")
    reports = [report(50, 1, period="2026Q2"), report(80, 1), report(70, 9, of="b")]

    outcome = scored(indicator(**SUM), indicator("b"), reports=reports, items=[elsewhere, earlier], unverified="count")

    assert (counted(outcome), counted(outcome, "b")) == (80, None)


def test_where_the_unverified_counts_for_nothing_a_later_report_is_named_as_not_shown_as_before():
    outcome = scored(indicator(), reports=[report(80, 1), report(80, 2)], items=[item(rejected(1))])

    assert (counted(outcome), code(outcome)) == (None, "not_shown")
