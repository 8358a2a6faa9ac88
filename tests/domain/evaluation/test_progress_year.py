"""How far a year is, what would change it, and what it would be: from the year's outcome (`domain.md` 7.7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.evaluation.annual import time_left_of_year
from services.evaluation.policies.registry import YEARS
from services.evaluation.progress_year import changes_of_year, state_of_year
from services.evaluation.standing import would_be
from tests.domain.evaluation.yearly import YEAR_FINAL_AT, told_year
from tests.domain.histories import ABOVE, behaviour
from tests.domain.plans import main, planned

#: The year is over, and the evidence deadline of its last period is not.
IN_TIME = datetime(2027, 1, 5, tzinfo=UTC)


def begun():
    story = told_year()
    story.report("agreed", "90", "2026Q4")
    return story


def shown():
    story = begun()
    story.upload("file", "agreed", period="2026Q4")
    return story


def uploaded_only():
    story = told_year()
    story.upload("file", "agreed", period="2026Q4")
    return story


def proven(**given):
    story = told_year(**given)
    story.prove("agreed", "100", "2026Q4")
    return story


def judged(**given):
    story = proven(**given)
    story.assess_year()
    return story


def nothing_due_numeric(*, assessed=True):
    """A document of the year's end, whose agreement ended in March."""
    story = told_year(main(planned("1", title="it", accumulation="sum", whole=True), title="a document a year"))
    story.choose("permenpanrb-8-2021.v1")
    story.leave(date(2026, 3, 31))
    if assessed:
        story.assess_year()
    return story


@pytest.mark.parametrize(
    ("made", "in_time", "after"),
    [
        pytest.param(told_year, "not_started", "waits_for_behaviour", id="nothing"),
        pytest.param(begun, "waits_for_evidence", "waits_for_behaviour", id="reported"),
        pytest.param(shown, "waits_for_verdict", "waits_for_verdict", id="uploaded"),
        pytest.param(proven, "waits_for_behaviour", "waits_for_behaviour", id="proven"),
        pytest.param(judged, "ready", "ready", id="judged"),
        pytest.param(
            lambda: judged(head_of_unit=True), "waits_for_unit_achievement", "waits_for_unit_achievement", id="a head"
        ),
        pytest.param(nothing_due_numeric, "nothing_due", "nothing_due", id="a class of nothing"),
    ],
)
def test_a_year_that_is_open_is_in_one_state(made, in_time, after):
    story = made()
    case, state = story.year_case(), story.state()

    found = [state_of_year(case.outcome, time_left_of_year(state, case, now)) for now in (IN_TIME, YEAR_FINAL_AT)]
    assert found == [in_time, after]


def test_what_would_change_a_year_names_each_period_of_an_average_and_an_item_without_a_verdict():
    story = told_year(main(planned("100", title="it", accumulation="average")))
    story.prove("it", "100", "2026Q1")
    story.report("it", "90", "2026Q2")
    report = story.report("it", "80", "2026Q3")
    story.upload("file", "it", period="2026Q4")

    found = [(one.kind, one.code, one.actor) for one in changes_of_year(story.year_case().outcome)]

    assert report
    assert found == [
        ("unproven", "not_shown", "employee"), ("unproven", "not_shown", "employee"),
        ("missing", "not_reported", "employee"), ("missing", "behaviour", "rater"),
    ]  # fmt: skip


def test_confirming_a_years_advice_would_come_to_a_predicate_once_both_ratings_are_advised():
    assert would_be(judged().year_case()) == "baik"
    assert would_be(proven().year_case()) is None
    assert would_be(judged(head_of_unit=True).year_case()) is None


def test_under_the_numeric_policy_a_year_would_be_its_class():
    story = proven()
    story.assess_year(behaviour(ABOVE))
    policy = YEARS["permenpanrb-8-2021.v1"]
    outcome = policy.evaluate(story.year_case().inputs)

    case = story.year_case(outcome=outcome, judged_by=policy)

    assert would_be(case) == outcome.predicate
    assert state_of_year(outcome, time_left_of_year(story.state(), case, IN_TIME)) == "ready"
    in_december = time_left_of_year(story.state(), case, IN_TIME - timedelta(days=7))
    assert state_of_year(outcome, in_december) == "period_not_over"
    assert outcome.predicate is not None
