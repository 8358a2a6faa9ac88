"""A final under the numeric policy: the class is the predicate, the figures are in it, and a stranger recomputes it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.evaluation import Ratings
from services.evaluation.annual import decide_finalize_year, time_left_of_year
from services.evaluation.annual_views import awaited_in_year
from services.evaluation.domain import BehaviourMissing, ClassIsComputed, decide_finalize
from services.evaluation.messages import PROBLEMS
from services.evaluation.nothing_due import NothingDue, NothingDueInYear, waited_for
from services.evaluation.replay.recompute import recompute_all
from tests.domain import given as steps
from tests.domain.evaluation.finalizing import CONFIRM, NOT_DUE, RATED, Given, ready
from tests.domain.evaluation.test_progress_year import nothing_due_numeric
from tests.domain.evaluation.yearly import YEAR_FINAL_AT
from tests.domain.histories import ABOVE, BELOW, FINAL_AT, MEETS, PERIOD, REASON, behaviour, told
from tests.domain.plans import RATER

NUMERIC = "permenpanrb-8-2021.v1"


def both_proven(agreed="100", rating=MEETS):
    """A quarter with both its indicators proven, the second at its target."""
    story = told()
    story.choose(NUMERIC)
    story.prove("agreed", agreed)
    story.prove("files", "20")
    story.assess(behaviour(rating))
    return story


def chosen(story):
    story.choose(NUMERIC)
    return story


def decided(story, result=CONFIRM, about_behaviour=CONFIRM):
    given = steps.Given(story.evaluation())
    return given.when(decide_finalize, RATER, story.case(), result, about_behaviour, FINAL_AT)


def test_the_class_is_the_predicate_and_the_figures_are_told():
    (final,) = decided(both_proven(rating=ABOVE)).events

    assert (final.predicate, final.numeric.band, final.numeric.final.shown) == ("baik", "baik", "106.00")
    assert (final.advised, final.given, final.departures) == (Ratings(), Ratings(), ())
    assert [(one.per_cent, one.band) for one in final.numeric.aspects] == [(100, "baik"), (100, "baik")]
    assert {one.rating for one in final.results} == {None}


def test_cukup_travels_as_butuh_perbaikan():
    (final,) = decided(both_proven("90", BELOW)).events

    assert (final.numeric.band, final.predicate) == ("cukup", "butuh_perbaikan")


@pytest.mark.parametrize("place", ["result", "about_behaviour"])
def test_ratings_beside_the_class_are_refused(place):
    decided(chosen(ready()), **{place: Given(ABOVE, **REASON)}).then_refused(ClassIsComputed, policy=NUMERIC)


def test_without_behaviour_there_is_no_final():
    unassessed = chosen(told())
    unassessed.prove("agreed", "100")

    decided(unassessed).then_refused(BehaviourMissing, period=PERIOD)


@pytest.mark.parametrize("result", [CONFIRM, RATED], ids=["confirmed", "a rating given"])
def test_with_nothing_due_there_is_nothing_to_make_final_whatever_is_sent(result):
    """One refusal asked for the rating, and the other to leave it out."""
    story = chosen(told(**NOT_DUE))

    decided(story, result=result).then_refused(NothingDue, period=PERIOD, policy=NUMERIC)
    story.assess()
    decided(story, result=result).then_refused(NothingDue, period=PERIOD, policy=NUMERIC)


def test_a_year_that_ended_before_anything_was_due_has_no_class_either():
    story = nothing_due_numeric()
    case = story.year_case()

    refused = steps.Given(story.state()).when(decide_finalize_year, RATER, case, CONFIRM, CONFIRM, YEAR_FINAL_AT)

    refused.then_refused(NothingDueInYear, year=2026, policy=case.policy.id)
    assert "year evaluates" in PROBLEMS[NothingDue].mend  # which is no word to whom the year does not
    assert "year evaluates" not in PROBLEMS[NothingDueInYear].mend


AWAITED = {"verdicts": [], "behaviour": ["loyal"], "unit_achievement": True, "goes_from": "2026-07-11"}


def test_what_can_never_be_final_waits_for_nothing():
    due, never = chosen(told()), chosen(told(**NOT_DUE))

    assert waited_for(due.case().outcome, AWAITED) == {**AWAITED, "nothing_due": False}
    assert waited_for(never.case().outcome, AWAITED) == {
        "verdicts": [], "behaviour": [], "unit_achievement": False, "goes_from": None, "nothing_due": True,
    }  # fmt: skip


def test_nor_does_a_year():
    story = nothing_due_numeric(assessed=False)
    case, in_february = story.year_case(), datetime(2026, 2, 1, tzinfo=UTC)

    waits = awaited_in_year(case, time_left_of_year(story.state(), case, in_february))["waits_for"]

    assert case.outcome.behaviour_missing
    assert waits == {
        "verdicts": [], "behaviour": [], "unit_achievements": [], "goes_from": None, "still_due": [],
        "nothing_due": True,
    }  # fmt: skip


def test_a_numeric_final_is_recomputed_from_the_topics_and_a_changed_figure_is_found():
    story = chosen(ready())
    (final,) = decided(story).events
    story.record(story.evaluated, final, FINAL_AT)

    (verdict,) = recompute_all(story.history())
    story.facts[-1] = replace(
        story.facts[-1],
        event=final.model_copy(update={"numeric": final.numeric.model_copy(update={"band": "kurang"})}),
    )
    (other,) = recompute_all(story.history())

    assert verdict.equal
    assert [one.what for one in other.differences] == ["figures"]


# -- innovation, and colleagues and subordinates heard ----------------------------------------------------------------


def best(*, innovation=False, heard=False):
    """A quarter whose final value is 110 and more: both above target, behaviour all above."""
    story = told()
    story.choose(NUMERIC)
    story.prove("agreed", "120")
    story.prove("files", "30")
    if innovation:
        story.innovate("files 2026Q2")
    story.assess(behaviour(ABOVE), heard=heard)
    return story


@pytest.mark.parametrize(("innovation", "predicate"), [(True, "sangat_baik"), (False, "baik")])
def test_nobody_is_sangat_baik_without_an_innovation(innovation, predicate):
    (final,) = decided(best(innovation=innovation)).events

    assert (final.numeric.final.shown, final.predicate, final.numeric.innovation) == ("120.00", predicate, innovation)
    assert [one.kind for one in final.innovations] == ["new_idea"] * innovation


def test_where_colleagues_were_heard_behaviour_weighs_more():
    story = both_proven("120", MEETS)  # 120 and 100 are 110; behaviour is 100
    other = told()
    other.choose(NUMERIC)
    other.prove("agreed", "120")
    other.prove("files", "20")
    other.assess(behaviour(MEETS), heard=True)

    (unheard,), (heard,) = decided(story).events, decided(other).events

    assert (unheard.numeric.final.shown, heard.numeric.final.shown) == ("107.00", "106.00")
    assert (unheard.colleagues_heard, heard.colleagues_heard) == (False, True)


def recomputed(story, **update):
    """What a stranger finds of the story's final, or of one that says something else."""
    final = story.finalized()
    story.facts[-1] = replace(story.facts[-1], event=final.model_copy(update=update))
    (verdict,) = recompute_all(story.history())
    return [one.what for one in verdict.differences]


def test_a_stranger_finds_the_innovation_and_who_was_heard():
    assert recomputed(best(innovation=True, heard=True)) == []
    assert recomputed(best(innovation=True), innovations=())[0] == "innovations"
    assert recomputed(best(), colleagues_heard=True)[0] == "colleagues heard"


def test_an_innovation_is_shown_under_every_policy():
    story = told()
    story.prove("agreed", "100")
    story.innovate("agreed 2026Q2")
    story.assess()

    assert [one.recorded.version for one in story.finalized().innovations] == [1]
