"""The rater a final names was named for the assignment, and whoever finalized is that rater or a delegate of theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.planning import DelegationGiven
from tests.domain.evaluation.replayed import differences, finished
from tests.domain.given import uid
from tests.domain.histories import EVALUATION, FINAL_AT
from tests.domain.plans import RATER, STRANGER


def finalized_by(actor, story):
    history = story.history()
    place = (EVALUATION, 3)
    return replace(history, origins={**history.origins, place: replace(history.origins[place], actor=str(actor))})


def delegated(starts_at):
    story = finished()
    given = DelegationGiven(
        employee=RATER,
        delegation=uid("delegation"),
        delegate=STRANGER,
        kind="plt",
        starts_at=starts_at,
        ends_at=FINAL_AT + timedelta(days=1),
    )
    story.record(RATER, given)
    return story


def test_a_final_by_a_delegate_of_the_rater_is_as_good_as_the_raters():
    assert differences(finalized_by(STRANGER, delegated(FINAL_AT))) == []


@pytest.mark.parametrize(
    "story",
    [finished(), delegated(FINAL_AT + timedelta(microseconds=1))],
    ids=["nothing delegated", "delegated from later on"],
)
def test_a_final_by_somebody_else_is_found(story):
    found = differences(finalized_by(STRANGER, story))

    assert found == [
        f"who acted in {EVALUATION}:3: the final says the rater or a delegate, the history gives somebody else"
    ]
