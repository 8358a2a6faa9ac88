"""The rater confirms the advice or departs from it, with a reason where it is asked for (`domain.md` 7.1, 7.3)."""

import pytest
from pydantic import ValidationError

from contracts.evaluation import Departure, Ratings
from contracts.values import StreamHead
from services.evaluation.domain import CodeSetByTheService, DepartureNeedsReason, Given, HeadsDoNotDepart, NoAdvice
from services.evaluation.inputs import Because
from tests.domain.evaluation.finalizing import HEAD, NOT_DUE, decided, ready
from tests.domain.histories import ABOVE, BELOW, MEETS, PERIOD, REASON, TEXT, UNIT_PERIOD, behaviour, whole_quarter


def test_the_rater_confirms_the_advice():
    (final,) = decided(whole_quarter()).events

    assert final.advised == final.given == Ratings(result=MEETS, behaviour=MEETS)
    assert (final.departures, final.predicate) == ((), "baik")


def test_giving_the_advised_rating_by_name_is_no_departure():
    (final,) = decided(whole_quarter(), result=Given(MEETS, **REASON), about_behaviour=Given(MEETS)).events

    assert final.departures == ()


@pytest.mark.parametrize("which", ["result", "about_behaviour"])
@pytest.mark.parametrize(
    "without",
    [Given(ABOVE), Given(ABOVE, reason_code="conduct"), Given(ABOVE, reason=TEXT)],
    ids=["nothing", "a code alone", "a text alone"],
)
def test_a_departure_needs_a_reason(which, without):
    rating = which.removeprefix("about_")

    decided(whole_quarter(), **{which: without}).then_refused(DepartureNeedsReason, rating=rating)


def test_a_departure_is_recorded_with_its_reason_and_decides_the_predicate():
    (final,) = decided(
        whole_quarter(), result=Given(ABOVE, **REASON), about_behaviour=Given(ABOVE, "conduct", TEXT)
    ).events

    assert final.given == Ratings(result=ABOVE, behaviour=ABOVE)
    assert final.advised == Ratings(result=MEETS, behaviour=MEETS)
    assert final.departures == (
        Departure(rating="result", **REASON),
        Departure(rating="behaviour", reason_code="conduct", reason=TEXT),
    )
    assert final.predicate == "sangat_baik"


@pytest.mark.parametrize("code", ["no_advice", "value_below_confirmed"])
@pytest.mark.parametrize("which", ["result", "about_behaviour"])
def test_a_departure_is_not_given_the_code_of_what_the_service_finds(which, code):
    story = ready(behaviour(loyal=BELOW))

    refused = decided(story, **{"about_behaviour": Given(None, reason=TEXT), which: Given(ABOVE, code, TEXT)})

    refused.then_refused(CodeSetByTheService, rating=which.removeprefix("about_"), code=code)


@pytest.mark.parametrize("code", ["no_advice", "value_below_confirmed"])
def test_such_a_code_is_not_offered_to_those_who_send_one(code):
    assert Because(text="Sudah dibahas.").code is None

    with pytest.raises(ValidationError):
        Because(code=code, text="Sudah dibahas.")


def test_confirming_the_advice_over_a_value_below_needs_a_reason():
    story = ready(behaviour(loyal=BELOW))

    decided(story).then_refused(DepartureNeedsReason, rating="behaviour")


def test_the_value_below_is_listed_beside_the_confirmed_advice():
    story = ready(behaviour(loyal=BELOW))

    (final,) = decided(story, about_behaviour=Given(None, **REASON)).events

    assert final.behaviour_below == ("loyal",)
    assert final.given.behaviour == MEETS
    assert [(one.rating, one.reason_code) for one in final.departures] == [("behaviour", "value_below_confirmed")]


def test_with_nothing_due_there_is_no_advice_to_confirm():
    decided(ready(**NOT_DUE)).then_refused(NoAdvice, period=PERIOD)


def test_with_nothing_due_the_rater_gives_the_rating_with_a_reason():
    decided(ready(**NOT_DUE), result=Given(MEETS)).then_refused(DepartureNeedsReason, rating="result")

    (final,) = decided(ready(**NOT_DUE), result=Given(MEETS, **REASON)).events

    assert (final.advised.result, final.given.result, final.score) == (None, MEETS, None)
    assert [one.reason_code for one in final.departures] == ["no_advice"]


@pytest.mark.parametrize("code", [None, "value_below_confirmed", "conduct"])
def test_where_the_service_finds_the_code_none_is_needed_and_none_is_looked_at(code):
    nothing_due = ready(behaviour(loyal=BELOW), **NOT_DUE)

    (final,) = decided(nothing_due, result=Given(MEETS, code, TEXT), about_behaviour=Given(None, code, TEXT)).events

    assert [(one.rating, one.reason_code) for one in final.departures] == [
        ("result", "no_advice"),
        ("behaviour", "value_below_confirmed"),
    ]


@pytest.mark.parametrize(
    ("achievement", "rating", "predicate"),
    [
        ("istimewa", ABOVE, "baik"),
        ("baik", MEETS, "baik"),
        ("butuh_perbaikan", BELOW, "butuh_perbaikan"),
        ("kurang", BELOW, "butuh_perbaikan"),
        ("sangat_kurang", BELOW, "butuh_perbaikan"),
    ],
)
def test_the_units_achievement_is_the_heads_result_rating(achievement, rating, predicate):
    story = ready(**HEAD)
    story.achieve(achievement)

    (final,) = decided(story).events

    assert (final.given.result, final.predicate, final.score.shown) == (rating, predicate, "100.00")
    assert final.copied.unit_stream == StreamHead(stream=UNIT_PERIOD, version=1)


def test_a_head_of_unit_does_not_depart_even_with_a_reason():
    story = ready(**HEAD)
    story.achieve("baik")

    decided(story, result=Given(ABOVE, **REASON)).then_refused(HeadsDoNotDepart, advised=MEETS)


def test_a_later_achievement_counts_for_a_final_still_to_come():
    story = ready(**HEAD)
    story.achieve("baik")
    story.achieve("istimewa")

    (final,) = decided(story).events

    assert (final.copied.unit_achievement, final.copied.unit_stream.version) == ("istimewa", 2)
