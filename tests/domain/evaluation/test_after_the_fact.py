"""What came after a final is listed by its place; found false, an item counts as rejected in finals still to come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.evidence import EvidenceFoundFalse
from services.evaluation.after_views import after_the_fact
from services.evaluation.objection import evolve_objection
from services.evaluation.objection_standing import decide_remind
from tests.domain.evaluation.objecting import CLOCK, after, answer, at, given, lodge
from tests.domain.histories import AFTER, EVALUATION, FINAL_AT, PERIOD, TEXT, whole_quarter
from tests.domain.plans import EMPLOYEE

LATE = FINAL_AT + timedelta(days=2)


def finding(story, name):
    about = {"employee": EMPLOYEE, "agreement": story.agreement.agreement, "period": PERIOD}
    return EvidenceFoundFalse(**about, item=story.stream(name), reason_code="forged", reason=TEXT)


def later(story, final):
    facts = [fact for fact in story.facts if getattr(fact.event, "employee", None) == EMPLOYEE]
    return [(type(fact.event).__name__, fact.time) for fact in after_the_fact(facts, final, EVALUATION)]


def test_nothing_came_after_a_final_that_was_just_made():
    story = whole_quarter()

    assert later(story, story.finalized()) == []


def test_what_came_later_on_the_streams_of_the_period_is_listed_in_its_order():
    story = whole_quarter()
    final = story.finalized()
    story.record(story.stream("better list"), finding(story, "better list"), LATE + timedelta(hours=1))
    story.upload("after the fact", "files", at=LATE)

    assert later(story, final) == [
        ("EvidenceUploaded", LATE), ("EvidenceFoundFalse", LATE + timedelta(hours=1)),
    ]  # fmt: skip


def test_what_belongs_to_another_period_and_is_no_input_is_not_listed():
    story = whole_quarter()
    final = story.finalized()
    story.upload("next quarter", "files", period="2026Q3", at=LATE)

    assert later(story, final) == []


def test_an_item_found_false_counts_as_rejected_for_all_it_was_judged_for():
    story = whole_quarter()
    sound = story.case().outcome
    story.record(story.stream("better list"), finding(story, "better list"), AFTER + timedelta(days=3))

    outcome = story.case().outcome

    states = [
        {item.item: item.state for result in one.results for line in result.indicators for item in line.evidence}
        for one in (sound, outcome)
    ]
    assert [one[str(story.stream("better list"))] for one in states] == ["verified", "rejected"]
    assert outcome.score < sound.score


def test_what_was_found_false_holds_no_final_up_for_what_it_was_never_judged_for():
    """Nobody can give a verdict on it any more."""
    story = whole_quarter()
    story.upload("of both", "agreed")
    fact = story.facts[-1]
    both = tuple(story.indicator(title) for title in ("agreed", "files"))
    story.facts[-1] = replace(fact, event=fact.event.model_copy(update={"indicators": both}))
    story.verify("of both", "agreed", story.report("agreed", "93"))
    waiting = [(one.item, one.indicator) for one in story.case().outcome.blockers]

    story.record(story.stream("of both"), finding(story, "of both"), AFTER + timedelta(days=3))

    assert waiting == [(str(story.stream("of both")), str(story.indicator("files")))]
    assert story.case().outcome.blockers == ()


# -- reminders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "acts"), [(at(7, 31), []), (at(8, 1), ["raters_superior"])])
def test_whoever_decides_is_reminded_three_days_before_the_last_one(now, acts):
    state = given(*after(lodge(at(7, 21)), answer(at(7, 22)))).state

    assert [one.acts for one in decide_remind(state, now, CLOCK)] == acts


def test_a_reminder_is_given_once_and_to_nobody_once_it_is_decided():
    state = given(*after(lodge(at(7, 21)))).state
    (reminded,) = decide_remind(state, at(8, 2), CLOCK)

    assert decide_remind(evolve_objection(state, reminded), at(8, 3), CLOCK) == []
    assert decide_remind(given().state, at(8, 3), CLOCK) == []
