"""The fold of a dossier: the same whatever the order and however often, and what of it a policy is given.

Design, section 6: duplicates are the key, order is the sort, "as of" is a cut.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from contracts.evaluation import EvaluationFinalized
from contracts.examples import EXAMPLES
from contracts.planning import AgreementClosed
from services.evaluation.dossier import FOLDED, Fact, digest_of, fold, heads_of
from services.evaluation.policies.counting_v1 import in_time
from services.evaluation.policies.inputs_v1 import ReportRef
from services.evaluation.policies.permenpanrb_6_2022_v1 import evaluate
from tests.domain.evaluation.dossier import line
from tests.domain.given import uid
from tests.domain.histories import AFTER, BEFORE, CYCLE, PERIOD, TEXT, Told, behaviour, realization, told, whole_quarter
from tests.domain.plans import AGREEMENT, EMPLOYEE, agreed, main, planned

QUARTER = whole_quarter()
QUARTER.finalized()
#: The cycle and the assignment are no part of a dossier.
FACTS = [fact for fact in QUARTER.facts if fact.stream not in (CYCLE, EMPLOYEE)]
DIGEST = digest_of([(str(EMPLOYEE), fold(FACTS))])


def digest(facts):
    return digest_of([(str(EMPLOYEE), fold(facts))])


# -- the fold ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@every(st.permutations(FACTS), st.lists(st.sampled_from(FACTS), max_size=20))
def test_any_order_and_any_duplicates_give_the_same_dossier(facts, duplicates):
    assert digest([*duplicates, *facts, *duplicates]) == DIGEST


@settings(max_examples=15, deadline=None)
@every(st.permutations(FACTS))
def test_any_order_gives_the_same_outcome_to_the_last_digit(facts):
    shuffled = Told(QUARTER.agreement, [QUARTER.facts[0], *facts])

    assert evaluate(shuffled.inputs()) == evaluate(QUARTER.inputs())


@pytest.mark.parametrize(
    "left_out", [n for n, fact in enumerate(FACTS) if type(fact.event).__name__ not in "EvaluationFinalized"]
)
def test_the_digest_notices_every_fact_left_out(left_out):
    facts = [fact for place, fact in enumerate(FACTS) if place != left_out]

    assert digest(facts) != DIGEST


def test_a_final_leaves_the_dossier_as_it_is():
    assert isinstance(FACTS[-1].event, EvaluationFinalized)

    assert digest(FACTS[:-1]) == DIGEST


def test_a_verdict_whose_upload_can_never_be_read_proves_nothing():
    story = told()
    report = story.report("agreed", "100")
    story.upload("list", "agreed")
    story.verify("list", "agreed", report)
    story.facts = [fact for fact in story.facts if (fact.stream, fact.version) != (uid("list"), 1)]

    outcome = evaluate(story.inputs())

    assert line(outcome, str(story.indicator("agreed"))).exclusion.code == "not_shown"


# -- heads ------------------------------------------------------------------------------------------------------------


def heads(story, period=PERIOD):
    return {one.stream: one.version for one in heads_of(story.dossier(), AGREEMENT, period)}


def test_heads_are_the_last_versions_of_this_and_earlier_periods_and_no_later_ones():
    story = told()
    story.prove("files", "9", "2026Q1")
    story.prove("files", "20", "2026Q2")
    story.prove("files", "30", "2026Q3")

    found = heads(story)

    assert found == {
        AGREEMENT: 1,
        realization("2026Q1"): 1,
        uid("files 2026Q1"): 2,
        realization("2026Q2"): 1,
        uid("files 2026Q2"): 2,
    }


def test_what_comes_after_a_final_is_in_the_next_ones_heads_but_not_in_this_ones():
    story = whole_quarter()
    final = story.finalized()
    named = {one.stream: one.version for one in final.heads}

    story.upload("after the fact", "agreed", at=AFTER + timedelta(days=30))

    assert uid("after the fact") not in named
    assert uid("after the fact") in heads(story)


def test_another_agreements_events_are_no_part_of_this_ones():
    story = whole_quarter()
    before = heads(story)
    elsewhere = {"agreement": uid("another agreement")}
    story.record(uid("another agreement"), agreed(main(planned("100", title="agreed")), **elsewhere))
    story.record(uid("another realization"), FACTS[1].event.model_copy(update=elsewhere))

    assert heads(story) == before


# -- what a policy is given -------------------------------------------------------------------------------------------


def test_a_policy_is_given_the_periods_target_and_nothing_of_a_period_not_due():
    plan = (
        main(planned("40", title="files", accumulation="sum", weight="100")),
        main(planned("1", title="document", accumulation="sum", whole=True), title="a document a year"),
    )

    files, document = (result.indicators[0] for result in told(agreement=agreed(*plan)).inputs().results)

    assert (files.due, files.low, files.high, files.weight) == (True, Fraction(20), Fraction(20), Fraction(100))
    assert (document.due, document.low, document.high) == (False, None, None)


def test_earlier_periods_come_in_order_and_later_ones_not_at_all():
    story = told()
    story.prove("files", "7", "2026Q3")
    story.prove("files", "5", "2026Q1")
    story.prove("files", "6", "2026Q2")

    inputs = story.inputs("2026Q3")
    before = story.inputs("2026Q1")

    assert inputs.periods_before == ("2026Q1", "2026Q2")
    assert {report.period for report in inputs.reports} == {"2026Q1", "2026Q2", "2026Q3"}
    assert {item.period for item in inputs.items} == {"2026Q1", "2026Q2", "2026Q3"}
    assert (before.periods_before, {report.period for report in before.reports}) == ((), {"2026Q1"})


def test_the_last_proven_cumulative_value_of_an_earlier_period_stands_in():
    story = told()
    story.prove("files", "18", "2026Q1")
    story.report("files", "25")

    outcome = evaluate(story.inputs())

    assert line(outcome, str(story.indicator("files"))).realization == 18
    assert line(outcome, str(story.indicator("files"))).period == "2026Q1"


def test_lateness_accepted_in_an_earlier_period_still_counts():
    story = told()
    report = story.report("files", "18", "2026Q1")
    story.upload("list", "files", period="2026Q1", at=AFTER)
    story.verify("list", "files", report, period="2026Q1")
    story.accept_lateness("list", "2026Q1")

    outcome = evaluate(story.inputs())

    assert line(outcome, str(story.indicator("files"))).proven


def test_a_report_of_an_indicator_the_version_in_force_no_longer_holds_is_left_out():
    story = told()
    story.prove("agreed", "92")
    story.agreement = agreed(main(planned("40", title="files", accumulation="sum")), agreement_version=2)

    assert story.inputs().reports == ()


def test_a_report_keeps_its_place_and_every_item_its_verdicts_by_version():
    story = told()
    report = story.report("agreed", "92")
    story.upload("list", "agreed")
    story.reject("list", "agreed", report)
    later = story.report("agreed", "93")
    story.verify("list", "agreed", later)

    inputs = story.inputs()

    (item,) = inputs.items
    assert [one.ref for one in inputs.reports] == [ReportRef(str(realization()), 1), ReportRef(str(realization()), 2)]
    assert [(one.report.version, one.verified, one.version) for one in item.verdicts] == [(1, False, 2), (2, True, 3)]


@pytest.mark.parametrize(
    ("uploaded_at", "expected"),
    [
        pytest.param(datetime(2026, 7, 16, 15, 59, 59, 999999, tzinfo=UTC), True, id="the last instant, in Gorontalo"),
        pytest.param(datetime(2026, 7, 16, 16, tzinfo=UTC), False, id="midnight, in Gorontalo"),
    ],
)
def test_an_answer_is_in_time_until_the_end_of_the_day_the_rejection_named(uploaded_at, expected):
    story = told()
    report = story.report("agreed", "92")
    story.upload("list", "agreed", at=BEFORE)
    story.reject("list", "agreed", report, until=date(2026, 7, 16))
    story.upload("better list", "agreed", at=uploaded_at, answers=uid("list"))

    inputs = story.inputs()

    first, answer = sorted(inputs.items, key=lambda item: item.answers is not None)
    assert [one.answer_until for one in first.verdicts] == [datetime(2026, 7, 16, 15, 59, 59, 999999, tzinfo=UTC)]
    assert in_time(answer, str(story.indicator("agreed")), inputs) is expected


def test_late_evidence_answering_another_indicators_rejected_item_counts_for_nothing():
    story = told()
    agreed_report, files_report = story.report("agreed", "92"), story.report("files", "20")
    story.upload("scrap", "agreed")
    story.reject("scrap", "agreed", agreed_report)
    story.upload("late list", "files", at=AFTER, answers=uid("scrap"))
    story.verify("late list", "files", files_report)

    outcome = evaluate(story.inputs())

    assert line(outcome, str(story.indicator("files"))).exclusion.code == "late_not_accepted"


def test_an_extension_clears_what_came_before_the_new_deadline():
    story = told()
    report = story.report("agreed", "92")
    story.upload("list", "agreed", at=AFTER)
    story.verify("list", "agreed", report)
    late = evaluate(story.inputs())
    extended = story.copied().model_copy(update={"evidence_deadline": AFTER})
    story.copied = lambda period=PERIOD: extended

    cleared = evaluate(story.inputs())

    indicator = str(story.indicator("agreed"))
    assert line(late, indicator).exclusion.code == "late_not_accepted"
    assert line(cleared, indicator).proven


def test_behaviour_is_of_the_period_and_the_last_assessment_holds():
    story = told()
    story.assess(behaviour("below_expectation"))
    story.assess(behaviour(loyal="above_expectation"))

    assert story.inputs().behaviour == behaviour(loyal="above_expectation").model_dump()
    assert story.inputs("2026Q1").behaviour is None


def test_the_texts_of_people_reach_no_policy():
    inputs = repr(QUARTER.inputs())

    assert str(TEXT.text) not in inputs
    assert TEXT.sha256 not in inputs


def test_a_dossier_is_folded_of_the_types_that_are_asked_for_and_no_others():
    empty = fold([])
    facts = [Fact(one.stream, one.version, one.act.now, one.event) for one in EXAMPLES]

    folded = {type(fact.event) for fact in facts if fold([fact]) != empty}

    assert folded == set(FOLDED)


# -- what was agreed --------------------------------------------------------------------------------------------------


def test_the_last_closing_holds_over_every_version_whichever_came_first():
    """Announced, revised before its day, and corrected: replay reads what every reader does."""
    closings = [
        AgreementClosed(employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=day, reason_code="corrected")
        for day in (date(2026, 6, 30), date(2026, 5, 31), date(2026, 11, 30))
    ]
    first, october, april = (
        agreed(agreement_version=number, valid_from=day)
        for number, day in enumerate((date(2026, 1, 1), date(2026, 10, 1), date(2026, 4, 1)), 1)
    )
    events = [first, october, closings[0], april, closings[1]]
    facts = [Fact(AGREEMENT, number, BEFORE, event) for number, event in enumerate([*events, closings[2]], 1)]

    until, whole = fold(facts[:-1]).agreed[AGREEMENT], fold(facts).agreed[AGREEMENT]

    assert [(one.agreement_version, one.ends_on) for one in until] == [(1, date(2026, 5, 31)), (3, date(2026, 5, 31))]
    assert [one.agreement_version for one in whole] == [1, 2, 3]
    assert {one.ends_on for one in whole} == {date(2026, 11, 30)}
