"""A final under the numeric policy: the class is the predicate, the figures are in it, and a stranger recomputes it."""

from dataclasses import replace

import pytest

from contracts.evaluation import PolicyRef, Ratings
from services.evaluation.domain import BehaviourMissing, ClassIsComputed, NoAdvice, decide_finalize
from services.evaluation.policies.registry import POLICIES, policy_hash
from services.evaluation.replay.recompute import recompute_all
from tests.domain import given as steps
from tests.domain.evaluation.finalizing import CONFIRM, NOT_DUE, Given, ready
from tests.domain.histories import ABOVE, BELOW, FINAL_AT, MEETS, PERIOD, REASON, behaviour, told
from tests.domain.plans import RATER

NUMERIC = "permenpanrb-8-2021.v1"


def case_of(story):
    ref = PolicyRef(id=NUMERIC, hash=policy_hash(NUMERIC))
    return replace(story.case(), policy=ref, outcome=POLICIES[NUMERIC].evaluate(story.inputs()))


def both_proven(agreed="100", rating=MEETS):
    """A quarter with both its indicators proven, the second at its target."""
    story = told()
    story.prove("agreed", agreed)
    story.prove("files", "20")
    story.assess(behaviour(rating))
    return story


def decided(story, result=CONFIRM, about_behaviour=CONFIRM):
    given = steps.Given(story.evaluation())
    return given.when(decide_finalize, RATER, case_of(story), result, about_behaviour, FINAL_AT)


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
    decided(ready(), **{place: Given(ABOVE, **REASON)}).then_refused(ClassIsComputed, policy=NUMERIC)


def test_without_behaviour_or_with_nothing_due_there_is_no_final():
    unassessed = told()
    unassessed.prove("agreed", "100")

    decided(unassessed).then_refused(BehaviourMissing, period=PERIOD)
    nothing_due = told(**NOT_DUE)
    nothing_due.assess()
    decided(nothing_due).then_refused(NoAdvice, period=PERIOD)


def test_a_numeric_final_is_recomputed_from_the_topics_and_a_changed_figure_is_found():
    story = ready()
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
