"""Objections: who, until when, heard by whom, decided how (domain 7.9)."""

from datetime import UTC, date, datetime

import pytest

from services.evaluation.messages import PROBLEMS
from services.evaluation.objection import (
    AlreadyAnswered,
    AlreadyDecided,
    AlreadyLodged,
    Decision,
    HeardBeforeLodged,
    NobodyDecides,
    NoObjection,
    NotFinal,
    NotHeardYet,
    NotTheOneAsked,
    NotTheRatersSuperior,
    NotYourEvaluation,
    OwnObjection,
    RaterNotHeard,
    TooLate,
    WaitsForAnswer,
    decide_deem_delivered,
    decide_hear,
    decide_objection,
)
from services.evaluation.objection_standing import Standing, standing
from services.evaluation.policies.objection_v1 import PARAMETERS, PROCEDURES, last_day
from tests.domain.evaluation.objecting import (
    CLOCK,
    DECIDERS,
    FINAL,
    ORIGINAL,
    TWO_STEP,
    after,
    answer,
    at,
    before_the_final,
    deliver,
    given,
    holidays,
    lodge,
)
from tests.domain.given import uid
from tests.domain.histories import EVALUATION, TEXT
from tests.domain.plans import EMPLOYEE, RATER, STRANGER, SUPERIOR


def decide(now, actor=SUPERIOR, amended=None, clock=CLOCK):
    return decide_objection, actor, DECIDERS, Decision(TEXT, amended), now, clock


def hear(side="rater", actor=SUPERIOR, on=(8, 3)):
    """Of an objection lodged on 21 July, said on 3 August."""
    return decide_hear, actor, DECIDERS, side, date(2026, *on), None, date(2026, 7, 21), date(2026, 8, 3)


def shown(events, now, clock=CLOCK):
    return standing(given(*events).state, now, clock)


# -- delivery ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "how", "delivered", "until"),
    [
        pytest.param(at(7, 20), "opened", (7, 20), (8, 3), id="opened on 20 July: 14 days are until 3 August"),
        pytest.param(at(7, 18, 4), "opened", (7, 18), (8, 1), id="on the day itself"),
        pytest.param(at(7, 19, 16), "opened", (7, 20), (8, 3), id="past midnight in the agency's zone"),
        pytest.param(at(7, 25), "opened", (7, 25), (8, 8), id="the seventh day"),
        pytest.param(at(7, 30), "deemed", (7, 25), (8, 8), id="later: it counts as received on the seventh day"),
    ],
)
def test_delivery_is_when_it_was_opened_and_at_the_latest_seven_days_after(opened, how, delivered, until):
    (event,) = given().when(*deliver(opened)).events

    assert (event.how, event.delivered_on, event.object_until) == (how, date(2026, *delivered), date(2026, *until))
    assert (event.final, event.procedure) == (ORIGINAL, "pp-30-2019.v1")


def test_what_is_delivered_stays_so():
    given(*after(deliver(at(7, 20)))).when(*deliver(at(7, 22), how="acknowledged")).then_nothing()


def test_nobody_opened_it_and_the_days_are_over():
    early, due = (given().when(decide_deem_delivered, EVALUATION, now, CLOCK) for now in (at(7, 24), at(7, 25)))

    early.then_nothing()
    assert [(one.how, one.delivered_on) for one in due.events] == [("deemed", date(2026, 7, 25))]


def test_only_the_employee_receives_it_and_only_a_final():
    given().when(*deliver(at(7, 20), actor=RATER)).then_refused(NotYourEvaluation, employee=EMPLOYEE)
    before_the_final().when(*deliver(at(7, 20))).then_refused(NotFinal)


# -- lodging ----------------------------------------------------------------------------------------------------------


def test_an_objection_is_lodged_with_the_raters_superior_and_says_until_when_it_is_decided():
    (event,) = given(*after(deliver(at(7, 20)))).when(*lodge(at(7, 27))).events

    assert (event.before, event.step, event.final, event.reason) == ("raters_superior", 1, ORIGINAL, TEXT)
    assert event.answer_until == date(2026, 8, 10)


def test_whoever_objects_has_received_it():
    delivered, lodged = given().when(*lodge(at(7, 21))).events

    assert (type(delivered).__name__, delivered.delivered_on) == ("EvaluationDelivered", date(2026, 7, 21))
    assert type(lodged).__name__ == "ObjectionLodged"


@pytest.mark.parametrize(
    ("now", "in_time"),
    [
        (datetime(2026, 8, 3, 15, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 8, 3, 16, tzinfo=UTC), False),
    ],
)
def test_the_last_day_ends_at_midnight_in_the_agencys_zone(now, in_time):
    decided = given(*after(deliver(at(7, 20)))).when(*lodge(now))

    assert (decided.refusal is None) is in_time
    assert in_time or decided.refusal.until == date(2026, 8, 3)


def test_the_last_day_moves_past_holidays():
    clock = holidays((8, 3), (8, 4))

    (delivered,) = given().when(*deliver(at(7, 20), clock=clock)).events

    assert delivered.object_until == date(2026, 8, 5)
    assert given(delivered).when(*lodge(at(8, 5), clock=clock)).refusal is None
    given(delivered).when(*lodge(at(8, 6), clock=clock)).then_refused(TooLate, until=date(2026, 8, 5))


def test_a_holiday_before_the_last_day_moves_nothing_and_days_are_calendar_days():
    assert last_day(date(2026, 7, 20), 14, {date(2026, 7, 28)}) == date(2026, 8, 3)
    assert last_day(date(2028, 2, 20), 14, set()) == date(2028, 3, 5)


def test_a_final_that_nobody_opened_can_be_objected_to_for_fourteen_days_after_the_seventh():
    assert given().when(*lodge(at(8, 8))).refusal is None
    given().when(*lodge(at(8, 9))).then_refused(TooLate, until=date(2026, 8, 8))


def test_one_objects_to_the_own_final_once():
    given().when(*lodge(at(7, 21), actor=STRANGER)).then_refused(NotYourEvaluation, employee=EMPLOYEE)
    before_the_final().when(*lodge(at(7, 21))).then_refused(NotFinal)
    given(*after(lodge(at(7, 21)))).when(*lodge(at(7, 22))).then_refused(AlreadyLodged, before="raters_superior")


# -- answering, hearing, deciding -------------------------------------------------------------------------------------


def test_the_rater_explains_once_and_nobody_else():
    lodged = after(lodge(at(7, 21)))

    (event,) = given(*lodged).when(*answer(at(7, 22))).events

    assert (event.step, event.answer, event.carry_on_until) == (1, TEXT, None)
    given(*lodged, event).when(*answer(at(7, 23))).then_refused(AlreadyAnswered)
    given(*lodged).when(*answer(at(7, 22), actor=STRANGER)).then_refused(NotTheOneAsked)
    given(*lodged).when(*answer(at(7, 22), actor=EMPLOYEE)).then_refused(OwnObjection)
    given().when(*answer(at(7, 22))).then_refused(NoObjection)


@pytest.mark.parametrize("heard", [answer(at(7, 22)), hear()], ids=["answered", "heard by word"])
def test_the_superior_decides_when_the_rater_is_heard(heard):
    events = after(lodge(at(7, 21)), heard)

    (event,) = given(*events).when(*decide(at(7, 30))).events

    assert (event.outcome, event.final, event.heard, event.decided_at) == (
        "stands",
        ORIGINAL,
        ("employee", "rater"),
        at(7, 30),
    )


def test_a_silent_rater_blocks_nobody_once_the_last_day_is_over():
    lodged = after(lodge(at(7, 21)))

    given(*lodged).when(*decide(at(8, 4))).then_refused(RaterNotHeard, until=date(2026, 8, 4))
    (event,) = given(*lodged).when(*decide(at(8, 5))).events

    assert event.heard == ("employee",)


@pytest.mark.parametrize(
    ("actor", "rule"),
    [(EMPLOYEE, OwnObjection), (RATER, OwnObjection), (STRANGER, NotTheRatersSuperior)],
)
@pytest.mark.parametrize("act", [lambda actor: decide(at(7, 30), actor), lambda actor: hear(actor=actor)])
def test_nobody_decides_on_themself_nor_on_their_own_rating(act, actor, rule):
    given(*after(lodge(at(7, 21)), answer(at(7, 22)))).when(*act(actor)).then_refused(rule)


def test_not_even_as_a_delegate_of_the_superior():
    deciders = frozenset({SUPERIOR, RATER})
    act = decide_objection, RATER, deciders, Decision(TEXT), at(7, 30), CLOCK

    given(*after(lodge(at(7, 21)), answer(at(7, 22)))).when(*act).then_refused(OwnObjection)


def test_where_nobody_is_above_the_refusal_names_the_officer():
    act = decide_objection, STRANGER, frozenset(), Decision(TEXT), at(7, 30), CLOCK

    given(*after(lodge(at(7, 21)), answer(at(7, 22)))).when(*act).then_refused(NobodyDecides, employee=EMPLOYEE)
    assert PROBLEMS[NobodyDecides].who_must_act == "performance officer"


def test_the_superiors_delegate_decides():
    decided = given(*after(lodge(at(7, 21)), answer(at(7, 22)))).when(
        *decide(at(7, 30), uid("the superior's delegate"))
    )

    assert decided.refusal is None


def test_a_hearing_is_dated_between_the_day_of_the_objection_and_today():
    lodged = given(*after(lodge(at(7, 21))))

    for day in ((7, 21), (8, 3)):
        (event,) = lodged.when(*hear(on=day)).events
        assert event.heard_on == date(2026, *day)
    early = {"heard_on": date(2026, 7, 20), "lodged_on": date(2026, 7, 21)}
    lodged.when(*hear(on=(7, 20))).then_refused(HeardBeforeLodged, **early)
    lodged.when(*hear(on=(8, 4))).then_refused(NotHeardYet, heard_on=date(2026, 8, 4))


def test_the_decision_is_final():
    events = after(lodge(at(7, 21)), answer(at(7, 22)), decide(at(7, 30)))

    for act in (decide(at(7, 31)), lodge(at(7, 31)), answer(at(7, 31)), hear()):
        given(*events).when(*act).then_refused(AlreadyDecided, outcome="stands")


def test_the_original_stays():
    state = given(*after(lodge(at(7, 21)), answer(at(7, 22)), decide(at(7, 30)))).state

    assert (state.final, state.final_version, state.amended) == (FINAL, ORIGINAL.version, ())


# -- two steps --------------------------------------------------------------------------------------------------------


def test_two_step_asks_the_rater_first_who_explains_and_does_not_decide():
    lodged = after(lodge(at(7, 21), clock=TWO_STEP))

    (event,) = given(*lodged).when(*answer(at(7, 24), clock=TWO_STEP)).events

    assert (lodged[-1].before, lodged[-1].answer_until) == ("rater", date(2026, 8, 4))
    assert event.carry_on_until == date(2026, 7, 31)
    given(*lodged, event).when(*decide(at(7, 25), clock=TWO_STEP)).then_refused(NotTheRatersSuperior)


@pytest.mark.parametrize(("day", "in_time"), [((7, 31), True), ((8, 1), False)])
def test_two_step_goes_to_the_superior_within_seven_days_of_the_answer(day, in_time):
    events = after(lodge(at(7, 21), clock=TWO_STEP), answer(at(7, 24), clock=TWO_STEP))

    decided = given(*events).when(*lodge(at(*day), clock=TWO_STEP))

    assert (decided.refusal is None) is in_time
    assert [(one.step, one.before) for one in decided.events] == [(2, "raters_superior")] * in_time


def test_two_step_waits_for_a_silent_rater_until_the_last_day_to_answer_and_seven_days_more():
    lodged = after(lodge(at(7, 21), clock=TWO_STEP))

    given(*lodged).when(*lodge(at(8, 4), clock=TWO_STEP)).then_refused(WaitsForAnswer, until=date(2026, 8, 4))
    assert given(*lodged).when(*lodge(at(8, 5), clock=TWO_STEP)).refusal is None
    assert given(*lodged).when(*lodge(at(8, 11), clock=TWO_STEP)).refusal is None
    given(*lodged).when(*lodge(at(8, 12), clock=TWO_STEP)).then_refused(TooLate, until=date(2026, 8, 11))
    given(*lodged).when(*answer(at(8, 5), clock=TWO_STEP)).then_refused(TooLate, until=date(2026, 8, 4))


def test_two_step_is_decided_by_the_superior_and_the_raters_explanation_was_the_hearing():
    first = after(lodge(at(7, 21), clock=TWO_STEP), answer(at(7, 24), clock=TWO_STEP))
    events = first + given(*first).when(*lodge(at(7, 30), clock=TWO_STEP)).events

    (event,) = given(*events).when(*decide(at(8, 3), clock=TWO_STEP)).events

    assert (event.outcome, event.heard) == ("stands", ("employee", "rater"))
    given(*events).when(*lodge(at(7, 31), clock=TWO_STEP)).then_refused(AlreadyLodged, before="raters_superior")


# -- where it stands --------------------------------------------------------------------------------------------------


def test_where_an_objection_stands_from_day_to_day():
    delivered = after(deliver(at(7, 20)))
    lodged = delivered + list(given(*delivered).when(*lodge(at(7, 27))).events)
    until, decide_until = date(2026, 8, 3), date(2026, 8, 10)

    assert shown([], at(7, 19)) == Standing("not_delivered", "employee")
    assert shown(delivered, at(7, 30)) == Standing("may_object", "employee", until)
    assert shown(delivered, at(7, 31)) == Standing("may_object", "employee", until, remind=True)
    assert shown(delivered, at(8, 4)) == Standing("over", "nobody", until)
    assert shown(lodged, at(7, 28)) == Standing("waits_for_decision", "raters_superior", decide_until)
    assert shown(lodged, at(8, 7)) == Standing("waits_for_decision", "raters_superior", decide_until, remind=True)
    assert shown(lodged, at(8, 11)).overdue
    assert standing(before_the_final().state, at(8, 1), CLOCK) == Standing("not_final", "nobody")


def test_a_decided_objection_is_nobodys_task():
    assert shown(after(lodge(at(7, 21)), answer(at(7, 22)), decide(at(7, 30))), at(9, 1)) == Standing(
        "decided", "nobody"
    )


def test_the_raters_own_step_waits_for_the_rater_and_then_for_the_employee():
    lodged = after(lodge(at(7, 21), clock=TWO_STEP))
    answered = lodged + list(given(*lodged).when(*answer(at(7, 24), clock=TWO_STEP)).events)

    assert shown(lodged, at(7, 22), TWO_STEP) == Standing("waits_for_answer", "rater", date(2026, 8, 4))
    assert shown(answered, at(7, 25), TWO_STEP) == Standing("may_object", "employee", date(2026, 7, 31))
    assert shown(lodged, at(8, 5), TWO_STEP) == Standing("may_object", "employee", date(2026, 8, 11))
    assert shown(answered, at(8, 1), TWO_STEP) == Standing("over", "nobody", date(2026, 7, 31))


def test_every_procedure_ends_before_the_superior_and_every_parameter_names_its_source():
    assert {one.steps[-1].before for one in PROCEDURES.values()} == {"raters_superior"}
    assert [name for name, one in PROCEDURES.items() if name != one.id] == []
    assert all(one.source for one in (*PARAMETERS, *PROCEDURES.values()))
