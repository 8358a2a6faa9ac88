"""The policy of a year: chosen before its first final, by the last choice, and held against the final by a stranger."""

from dataclasses import replace
from typing import get_args

import pytest

from contracts.evaluation import PolicyChosen
from services.evaluation.http_policy import ChoosePolicy
from services.evaluation.policies.objection_v1 import DEFAULT_PROCEDURE, PROCEDURES
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES, YEARS, policy_hash
from services.evaluation.policy_choice import YearIsJudged, as_chosen, computes_a_class, decide_choose
from services.evaluation.replay.recompute import recompute_all
from tests.domain import given as steps
from tests.domain.evaluation.replayed import QUARTER
from tests.domain.histories import PERIOD, POLICY, Told, told
from tests.domain.plans import EMPLOYEE

NUMERIC = "permenpanrb-8-2021.v1"
WANTED = replace(as_chosen(POLICY, ()), unverified="count")


def test_where_nothing_was_chosen_the_regulation_in_force_counts_and_what_is_unverified_does_not():
    found = as_chosen(POLICY, ())

    assert (found.policy.id, found.policy.hash) == (DEFAULT_POLICY, policy_hash(DEFAULT_POLICY))
    assert (found.year_policy.id, found.unverified) == (YEARS[DEFAULT_POLICY].id, "exclude")
    assert (found.procedure, found.stream) == (DEFAULT_PROCEDURE, None)


def test_what_can_be_sent_is_what_there_is():
    fields = ChoosePolicy.model_fields

    assert set(get_args(fields["policy"].annotation)) == set(POLICIES)
    assert set(get_args(fields["procedure"].annotation)) == set(PROCEDURES)


def test_the_last_choice_holds_and_names_its_place():
    story = Told()
    story.choose(NUMERIC)
    story.choose(DEFAULT_POLICY, "count")

    found = story.chosen()

    assert (found.policy.id, found.unverified, found.stream.version) == (DEFAULT_POLICY, "count", 2)


@pytest.mark.parametrize(
    ("policy", "missing", "computes"),
    [
        (NUMERIC, None, True),
        (DEFAULT_POLICY, None, False),
        (NUMERIC, "policy", False),
        (NUMERIC, "year_policy", False),
    ],
)
def test_a_class_is_computed_by_a_policy_that_is_here(policy, missing, computes):
    """Of a policy that was chosen in another release nothing can be run, and what is recorded is still read."""
    story = Told()
    story.choose(policy)
    found = story.chosen()
    if missing:
        found = replace(found, **{missing: getattr(found, missing).model_copy(update={"hash": "0" * 64})})

    assert computes_a_class(found) is computes


def test_the_years_policy_goes_with_the_periods():
    (event,) = decide_choose(None, POLICY, 2026, WANTED)

    assert isinstance(event, PolicyChosen)
    assert (event.choice, event.year_policy.id, event.unverified) == (POLICY, YEARS[DEFAULT_POLICY].id, "count")


def test_once_somebody_is_judged_the_year_keeps_its_policy():
    final = QUARTER.facts[-1].event

    refused = steps.Given(final).when(decide_choose, POLICY, 2026, WANTED)

    refused.then_refused(YearIsJudged, year=2026, period=PERIOD, employee=EMPLOYEE)


def finished(policy=None, unverified="exclude"):
    """A quarter judged by a choice, whose one report was shown by nothing."""
    story = told()
    if policy:
        story.choose(policy, unverified)
    story.report("agreed", "100")
    story.assess()
    story.finalized()
    return story


def found(story):
    (verdict,) = recompute_all(story.history())
    return [one.what for one in verdict.differences]


def test_by_the_agencys_choice_what_nobody_verified_counts():
    counted, excluded = finished(DEFAULT_POLICY, "count"), finished()

    scores = [story.facts[-1].event.score.shown for story in (counted, excluded)]
    assert scores == ["50.00", "0.00"]
    assert (found(counted), found(excluded)) == ([], [])


def test_a_choice_after_the_final_is_found():
    story = finished()
    story.choose(NUMERIC)

    assert found(story)[:2] == ["choice of policy for 2026", "policy chosen for 2026"]


@pytest.mark.parametrize(
    ("update", "what"),
    [
        ({"unverified": "exclude"}, "what unverified is worth, chosen for 2026"),
        ({"policy": WANTED.policy.model_copy(update={"id": NUMERIC, "hash": policy_hash(NUMERIC)})},
         "policy chosen for 2026"),
    ],
)  # fmt: skip
def test_a_final_by_another_policy_than_was_chosen_is_found(update, what):
    story = finished(DEFAULT_POLICY, "count")
    story.facts[-1] = replace(story.facts[-1], event=story.facts[-1].event.model_copy(update=update))

    assert found(story)[0] == what


def test_a_final_that_hides_the_choice_is_found():
    story = finished(DEFAULT_POLICY, "count")
    final = story.facts[-1].event
    hidden = final.copied.model_copy(update={"policy_stream": None})
    story.facts[-1] = replace(story.facts[-1], event=final.model_copy(update={"copied": hidden}))

    assert found(story) == ["choice of policy for 2026"]
