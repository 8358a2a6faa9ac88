"""Who may say what to whom about an agreement, and when coaching is looked at again (`domain.md` 5)."""

from datetime import date
from functools import partial

import pytest

from contracts.realization import CoachingFollowedUp, CoachingHeld, FeedbackAnswered, FeedbackGiven
from contracts.values import TextRef
from services.realization.domain import NotYourReport, UnknownPeriod
from services.realization.talks import (
    AlreadyAnswered,
    AlreadyFollowedUp,
    Coaching,
    FeedbackOnYourself,
    FollowUp,
    FollowUpTooEarly,
    HeldBefore,
    NotAColleague,
    NotYetHeld,
    NotYoursToCoach,
    Saying,
    TalkFacts,
    Talks,
    UnknownFeedback,
    UnknownResult,
    UnknownSession,
    decide_answer,
    decide_feedback,
    decide_follow_up,
    decide_hold,
    evolve_talks,
)
from tests.domain.given import given, uid, when
from tests.domain.plans import AGREEMENT, EMPLOYEE, QUARTERS, RATER, STRANGER, agreed

given = partial(given, evolve_talks, Talks())

AGREED, COLLEAGUE, TODAY = agreed(), uid("colleague"), date(2026, 8, 10)
RESULT = AGREED.results[0].result
TEXT, OTHER = (TextRef(text=uid(name), sha256="0" * 64) for name in ("text", "other text"))


def facts(*, is_colleague=False, today=TODAY, results=frozenset({RESULT})):
    return TalkFacts(AGREED, QUARTERS, frozenset({RATER}), is_colleague, today, results)


def saying(period="2026Q3", result=RESULT, value=None):
    return Saying(uid("feedback"), period, result, value, TEXT)


def said(by, about="result", result=RESULT, value=None):
    return FeedbackGiven(
        employee=EMPLOYEE, agreement=AGREEMENT, period="2026Q3", feedback=uid("feedback"), given_by=by, about=about,
        result=result, value=value, text=TEXT,
    )  # fmt: skip


def test_the_rater_comments_on_a_result_and_a_colleague_on_behaviour():
    of_rater = when(decide_feedback, RATER, saying(), facts())
    of_colleague = when(decide_feedback, COLLEAGUE, saying(result=None, value="harmonious"), facts(is_colleague=True))

    of_rater.then(said("rater"))
    of_colleague.then(said("colleague", "behaviour", None, "harmonious"))


def test_a_rater_who_is_also_a_colleague_speaks_as_rater():
    when(decide_feedback, RATER, saying(), facts(is_colleague=True)).then(said("rater"))


def test_a_stranger_and_the_employee_give_none():
    when(decide_feedback, STRANGER, saying(), facts()).then_refused(NotAColleague)
    when(decide_feedback, EMPLOYEE, saying(), facts(is_colleague=True)).then_refused(FeedbackOnYourself)


def test_feedback_is_about_a_result_and_a_period_of_the_agreement():
    when(decide_feedback, RATER, saying(result=uid("x")), facts()).then_refused(UnknownResult, result=uid("x"))
    none = facts(results=frozenset())  # a revision left it out before the period began
    when(decide_feedback, RATER, saying(), none).then_refused(UnknownResult, result=RESULT, period="2026Q3")
    when(decide_feedback, RATER, saying("2025Q4"), facts()).then_refused(UnknownPeriod, period="2025Q4")


ANSWER = FeedbackAnswered(employee=EMPLOYEE, agreement=AGREEMENT, period="2026Q3", feedback=uid("feedback"), text=OTHER)


def test_the_employee_answers_once_and_nobody_else_does():
    given(said("rater")).when(decide_answer, EMPLOYEE, uid("feedback"), OTHER).then(ANSWER)

    again = given(said("rater"), ANSWER).when(decide_answer, EMPLOYEE, uid("feedback"), OTHER)
    again.then_refused(AlreadyAnswered)
    given(said("rater")).when(decide_answer, RATER, uid("feedback"), OTHER).then_refused(NotYourReport)
    given().when(decide_answer, EMPLOYEE, uid("feedback"), OTHER).then_refused(UnknownFeedback)


def coaching(held_on=TODAY, follow_up_on=date(2026, 9, 1), period="2026Q3"):
    return Coaching(uid("session"), period, held_on, TEXT, OTHER, follow_up_on)


def held():
    return CoachingHeld(
        employee=EMPLOYEE, agreement=AGREEMENT, period="2026Q3", session=uid("session"), held_on=TODAY, topic=TEXT,
        agreements=OTHER, follow_up_on=date(2026, 9, 1),
    )  # fmt: skip


def test_a_session_is_recorded_by_who_acts_as_rater():
    when(decide_hold, RATER, coaching(), facts()).then(held())
    for actor in (EMPLOYEE, COLLEAGUE):
        when(decide_hold, actor, coaching(), facts(is_colleague=True)).then_refused(NotYoursToCoach)


def test_a_session_was_held_in_the_agreements_time_and_is_looked_at_later():
    when(decide_hold, RATER, coaching(date(2026, 8, 11)), facts()).then_refused(NotYetHeld, today=TODAY)
    when(decide_hold, RATER, coaching(follow_up_on=TODAY), facts()).then_refused(FollowUpTooEarly, after=TODAY)
    when(decide_hold, RATER, coaching(period="2025Q4"), facts()).then_refused(UnknownPeriod)
    before = coaching(date(2025, 12, 31))
    when(decide_hold, RATER, before, facts()).then_refused(HeldBefore, starts_on=AGREED.starts_on)
    when(decide_hold, STRANGER, before, facts()).then_refused(NotYoursToCoach)


def test_a_session_after_the_agreements_last_day_is_of_its_last_period():
    late = coaching(date(2027, 1, 10), date(2027, 2, 1), "2026Q4")

    (event,) = when(decide_hold, RATER, late, facts(today=date(2027, 1, 11))).events

    assert (event.held_on, event.period) == (date(2027, 1, 10), "2026Q4")


def follow_up(outcome="partly_done", following=date(2026, 9, 20)):
    return FollowUp(uid("session"), outcome, None, following)


def followed_up(outcome="partly_done", following=date(2026, 9, 20)):
    return CoachingFollowedUp(
        employee=EMPLOYEE, agreement=AGREEMENT, period="2026Q3", session=uid("session"),
        followed_up_on=date(2026, 9, 2), outcome=outcome, next_follow_up_on=following,
    )  # fmt: skip


LATER = facts(today=date(2026, 9, 2))


def test_a_session_is_due_until_nothing_is_left_to_look_at():
    once = given(held()).when(decide_follow_up, RATER, follow_up(), LATER)
    once.then(followed_up())

    state = given(held(), followed_up()).state
    ended = given(held(), followed_up(), followed_up("done", None))

    assert state.sessions[uid("session")].due == date(2026, 9, 20)
    assert ended.state.sessions[uid("session")].due is None
    ended.when(decide_follow_up, RATER, follow_up(), LATER).then_refused(AlreadyFollowedUp)


@pytest.mark.parametrize("following", [date(2026, 9, 2), date(2026, 8, 1)], ids=["today", "before"])
def test_the_next_look_lies_ahead(following):
    decided = given(held()).when(decide_follow_up, RATER, follow_up(following=following), LATER)

    decided.then_refused(FollowUpTooEarly, after=date(2026, 9, 2))


def test_a_follow_up_is_the_raters_and_of_a_session_there_was():
    given(held()).when(decide_follow_up, EMPLOYEE, follow_up(), LATER).then_refused(NotYoursToCoach)
    given().when(decide_follow_up, RATER, follow_up(), LATER).then_refused(UnknownSession)
