"""What came after a final is listed by its place; found false, an item counts as rejected in finals still to come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.evidence import EvidenceFoundFalse
from contracts.realization import RealizationReported
from services.evaluation.after_views import after_the_fact
from services.evaluation.objection import evolve_objection
from services.evaluation.objection_standing import decide_remind
from tests.domain.evaluation.objecting import CLOCK, after, answer, at, given, lodge
from tests.domain.evaluation.yearly import YEAR_FINAL_AT, moved
from tests.domain.given import uid
from tests.domain.histories import AFTER, EVALUATION, FINAL_AT, PERIOD, TEXT, told, whole_quarter
from tests.domain.plans import EMPLOYEE

LATE, LATE_FOR_THE_YEAR = FINAL_AT + timedelta(days=2), YEAR_FINAL_AT + timedelta(days=2)


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


@pytest.mark.parametrize("period", ["2026Q1", "2026Q3"])
def test_of_what_shows_an_innovation_in_another_period_only_that_it_shows_nothing_is_listed(period):
    """Its stream is named; what it is worth in a period of its own is no input of this one."""
    story = told()
    story.prove("agreed", "92")
    story.upload("idea", "files", period=period)
    story.innovate("idea")
    story.assess()
    story.assess_self()
    final = story.finalized()
    story.verify("idea", "files", story.report("files", "3", period), period=period, at=LATE)
    story.check("idea", "clean", period)

    judged = later(story, final)
    story.check("idea", "infected", period)

    assert story.stream("idea") in [one.stream for one in final.heads]
    assert (judged, [name for name, _ in later(story, final)]) == ([], ["EvidenceChecked"])


def test_of_an_earlier_period_that_is_read_every_word_is_listed():
    story = whole_quarter()
    final = story.finalized()
    story.verify("files 2026Q1", "files", story.report("files", "3", "2026Q1"), period="2026Q1", at=LATE)

    assert [name for name, _ in later(story, final)] == ["RealizationReported", "EvidenceVerified"]


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


# -- of a year --------------------------------------------------------------------------------------------------------


def late_for_the_year(*tell):
    """What is listed beside a year's final when each of `tell` was recorded after it."""
    story = moved()
    story.assess_year()
    final = story.finalized_year()
    for one in tell:
        one(story)
    facts = [fact for fact in story.facts if getattr(fact.event, "employee", None) == EMPLOYEE]
    return [type(fact.event).__name__ for fact in after_the_fact(facts, final, story.evaluated_year)]


def test_nothing_came_after_a_year_that_was_just_made():
    assert late_for_the_year() == []


def test_what_is_told_of_any_period_of_the_year_later_is_listed():
    def report(story):
        story.report("counted", "80", "2026Q3")

    def upload(story):
        story.upload("at last", "counted", period="2026Q2", at=LATE_FOR_THE_YEAR)

    def find(story):
        item = story.stream("counted 2026Q4")
        about = {"employee": EMPLOYEE, "agreement": story.agreement.agreement, "period": "2026Q4", "item": item}
        story.record(item, EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT), LATE_FOR_THE_YEAR)

    assert sorted(late_for_the_year(report, upload, find)) == [
        "EvidenceFoundFalse", "EvidenceUploaded", "RealizationReported",
    ]  # fmt: skip


def test_a_quarters_behaviour_and_what_is_told_of_another_year_are_no_late_truth_of_the_year():
    def another_year(story):
        about = {"employee": EMPLOYEE, "agreement": story.agreement.agreement}
        about |= {"agreement_version": 1, "indicator": story.indicator("counted")}
        of_next = about | {"agreement": uid("next year's"), "period": "2027Q1", "value": "1"}
        story.record(story.stream("realization 2027Q1"), RealizationReported(**of_next), LATE_FOR_THE_YEAR)

    assert late_for_the_year(lambda story: story.assess(), another_year) == []


def test_an_agreement_that_the_year_had_not_seen_is_listed():
    def another(story):
        unseen = story.agreement.model_copy(update={"agreement": uid("unseen"), "assignment": uid("unseen place")})
        story.record(uid("unseen"), unseen, LATE_FOR_THE_YEAR)

    assert late_for_the_year(another) == ["TargetAgreed"]
