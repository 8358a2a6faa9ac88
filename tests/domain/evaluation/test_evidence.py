"""Evidence: what is in time, what waits for a verdict, and how an item stands (domain 6 and 7.1)."""

from datetime import timedelta
from fractions import Fraction as F

import pytest

from services.evaluation.policies.counting_v1 import in_time
from services.evaluation.policies.outcome_v1 import Blocker
from tests.domain.evaluation.dossier import (
    AFTER_DEADLINE,
    BEFORE_DEADLINE,
    DEADLINE,
    code,
    counted,
    indicator,
    inputs,
    item,
    line,
    ref,
    rejected,
    report,
    scored,
    verified,
)

INSTANT = timedelta(microseconds=1)
DAYS = timedelta(days=1)


# --- In time.


UNTIL = AFTER_DEADLINE + 2 * DAYS


def an_answer(at, *, first_at=BEFORE_DEADLINE, **given):
    first = item(rejected(until=UNTIL), name="i1", at=first_at)
    return first, item(verified(), name="i2", at=at, answers="i1", **given)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([item(verified(), at=DEADLINE)], 80, id="at the deadline is in time"),
        pytest.param([item(verified(), at=DEADLINE + INSTANT)], None, id="a microsecond after is late"),
        pytest.param(
            [item(verified(), at=AFTER_DEADLINE, lateness_accepted=True)], 80, id="7.1 accepted lateness counts"
        ),
        pytest.param(an_answer(AFTER_DEADLINE), 80, id="6 answer to a rejected item that was in time"),
        pytest.param(an_answer(AFTER_DEADLINE + 2 * DAYS), 80, id="6 answer on its last instant"),
        pytest.param(an_answer(AFTER_DEADLINE + 2 * DAYS + INSTANT), None, id="6 answer after its last instant"),
        pytest.param(
            an_answer(AFTER_DEADLINE + DAYS, first_at=AFTER_DEADLINE), None, id="6 answer to one that was late itself"
        ),
        pytest.param(
            an_answer(AFTER_DEADLINE + 3 * DAYS, lateness_accepted=True),
            80,
            id="a late answer whose lateness was accepted",
        ),
    ],
)
def test_evidence_counts_if_in_time_or_accepted(items, expected):
    outcome = scored(indicator(), reports=[report(80)], items=items)

    assert counted(outcome) == expected


def test_an_answer_to_an_answer_is_in_time_if_the_first_was():
    first = item(rejected(until=AFTER_DEADLINE), name="i1")
    second = item(rejected(until=AFTER_DEADLINE + 3 * DAYS), name="i2", at=AFTER_DEADLINE, answers="i1")
    third = item(verified(), name="i3", at=AFTER_DEADLINE + DAYS, answers="i2")

    outcome = scored(indicator(), reports=[report(80)], items=[third, first, second])

    assert counted(outcome) == 80


@pytest.mark.parametrize("answered", ["i2", "gone"])
def test_answers_that_lead_nowhere_or_round_are_late(answered):
    one = item(rejected(until=UNTIL), name="i1", at=AFTER_DEADLINE, answers=answered)
    two = item(rejected(until=UNTIL), name="i2", at=AFTER_DEADLINE, answers="i1")

    assert not in_time(one, "a", inputs(indicator(), items=[one, two]))


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(item(rejected(of="b", until=UNTIL), of=("a", "b")), id="shown, and rejected for the other only"),
        pytest.param(item(rejected(of="b", until=UNTIL), of=("b",)), id="never shown"),
        pytest.param(item(rejected(until=UNTIL), of=("b",)), id="rejected for what it never showed"),
        pytest.param(item(verified(9, until=UNTIL)), id="verified, not rejected"),
        pytest.param(item(rejected()), id="rejected without a time to answer"),
        pytest.param(item(rejected(until=UNTIL), period="2026Q2"), id="of another period"),
    ],
)
def test_late_evidence_is_not_made_in_time_by_answering_what_was_not_rejected_for_this_indicator(first):
    late = item(verified(), name="i2", at=AFTER_DEADLINE, answers="i1")

    outcome = scored(indicator(), indicator("b"), reports=[report(80), report(80, 2, of="b")], items=[first, late])

    assert code(outcome) == "late_not_accepted"
    assert [(each.item, each.late) for each in line(outcome).evidence if each.item == "i2"] == [("i2", True)]


def test_an_answer_is_in_time_for_what_was_rejected_and_late_for_the_rest():
    reports = [report(80, 1), report(80, 2, of="b")]
    first = item(rejected(1, until=UNTIL), verified(2, of="b", order=3), of=("a", "b"), at=BEFORE_DEADLINE)
    answer = item(verified(1), name="i2", of=("a", "b"), at=AFTER_DEADLINE, answers="i1")

    outcome = scored(indicator(), indicator("b"), reports=reports, items=[first, answer])

    assert (counted(outcome), outcome.blockers) == (80, ())
    assert [(each.item, each.late) for each in line(outcome).evidence] == [("i1", False), ("i2", False)]
    assert [(each.item, each.late) for each in line(outcome, "b").evidence] == [("i1", False), ("i2", True)]


def test_each_indicator_is_answered_until_its_own_rejection_says():
    first = item(rejected(1, until=AFTER_DEADLINE), rejected(2, of="b", order=3, until=UNTIL), of=("a", "b"))
    answer = item(name="i2", of=("a", "b"), at=UNTIL, answers="i1")
    told = inputs(indicator(), indicator("b"), items=[first, answer])

    assert (in_time(answer, "a", told), in_time(answer, "b", told)) == (False, True)


# --- A rater's silence must not cost the employee.


@pytest.mark.parametrize(
    ("given", "blocks"),
    [
        pytest.param({}, True, id="7.1 in time, no verdict"),
        pytest.param(
            {"at": AFTER_DEADLINE, "lateness_accepted": True}, True, id="7.1 accepted although late, no verdict"
        ),
        pytest.param({"at": AFTER_DEADLINE}, False, id="7.1 late and not accepted"),
        pytest.param({"withdrawn": True}, False, id="7.1 withdrawn"),
        pytest.param({"unusable": True}, False, id="7.1 infected or unverifiable"),
        pytest.param({"period": "2026Q2"}, False, id="an item of another period"),
    ],
)
def test_an_item_without_a_verdict_blocks(given, blocks):
    outcome = scored(indicator(), reports=[report(80), report(70, period="2026Q2")], items=[item(**given)])

    assert outcome.blockers == ((Blocker("i1", "a"),) if blocks else ())


@pytest.mark.parametrize("verdict", [verified(1), rejected(1)], ids=["verified", "rejected"])
def test_an_item_judged_for_an_earlier_value_and_carried_over_does_not_block(verdict):
    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=[item(verdict)])

    assert outcome.blockers == ()


def test_a_verdict_on_one_indicator_leaves_the_other_waiting():
    reports = [report(80, 1), report(80, 2, of="b")]
    items = [item(verified(1), of=("a", "b"))]

    outcome = scored(indicator(), indicator("b"), reports=reports, items=items)

    assert outcome.blockers == (Blocker("i1", "b"),)


def test_a_second_item_waits_even_if_the_report_is_proven():
    outcome = scored(indicator(), reports=[report(80)], items=[item(verified()), item(name="i2")])

    assert outcome.blockers == (Blocker("i2", "a"),)


def test_an_answer_in_time_waits_for_its_own_verdict():
    first = item(rejected(until=AFTER_DEADLINE))
    answer = item(name="i2", at=AFTER_DEADLINE, answers="i1")

    outcome = scored(indicator(), reports=[report(80)], items=[first, answer])

    assert outcome.blockers == (Blocker("i2", "a"),)


def test_an_item_for_an_indicator_without_a_report_cannot_be_judged_and_does_not_block():
    outcome = scored(indicator(), items=[item()])

    assert (outcome.blockers, code(outcome)) == ((), "not_reported")


# --- Evidence as it stands.


@pytest.mark.parametrize(
    ("given", "verdicts", "state"),
    [
        pytest.param({}, [verified()], "verified", id="verified"),
        pytest.param({}, [rejected()], "rejected", id="rejected"),
        pytest.param({}, [], "pending", id="pending"),
        pytest.param({"withdrawn": True}, [verified()], "withdrawn", id="withdrawn, although judged"),
        pytest.param({"unusable": True}, [], "unusable", id="unusable"),
        pytest.param({"at": AFTER_DEADLINE}, [], "late_not_accepted", id="late"),
        pytest.param({"at": AFTER_DEADLINE}, [verified()], "late_not_accepted", id="verified but late"),
        pytest.param({"at": AFTER_DEADLINE}, [rejected()], "rejected", id="rejected and late"),
        pytest.param(
            {"at": AFTER_DEADLINE, "lateness_accepted": True}, [verified()], "verified", id="late and accepted"
        ),
        pytest.param({"at": AFTER_DEADLINE, "lateness_accepted": True}, [], "pending", id="late, accepted, waiting"),
    ],
)
def test_state_of_an_item(given, verdicts, state):
    outcome = scored(indicator(), reports=[report(80)], items=[item(*verdicts, **given)])

    (shown,) = line(outcome).evidence
    assert (shown.item, shown.sha256, shown.state) == ("i1", f"{'i1':0>64}", state)
    assert shown.late == ("at" in given)


def test_an_item_taken_back_before_any_verdict_is_not_listed():
    items = [item(withdrawn=True), item(name="i2", withdrawn=True), item(verified(), name="i3")]

    outcome = scored(indicator(), reports=[report(80)], items=items)

    assert [each.item for each in line(outcome).evidence] == ["i3"]


def test_an_item_is_shown_as_judged_for_the_report_that_counts():
    items = [item(verified(1), rejected(2))]

    outcome = scored(indicator(), reports=[report(80, 1), report(85, 2)], items=items)

    (shown,) = line(outcome).evidence
    assert (shown.state, shown.report) == ("verified", ref(1))


def test_a_carried_over_item_names_the_report_it_was_judged_for():
    outcome = scored(indicator(), reports=[report(80, 1), report(70, 2)], items=[item(verified(1))])

    (shown,) = line(outcome).evidence
    assert (shown.state, shown.report, line(outcome).report) == ("verified", ref(1), ref(2))


def test_lateness_of_a_report_costs_nothing():
    late = report(80)
    late = type(late)(late.indicator, late.period, F(80), DEADLINE + 30 * DAYS, late.ref)

    outcome = scored(indicator(), reports=[late], items=[item(verified())])

    assert counted(outcome) == 80
