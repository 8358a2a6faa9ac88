"""Who judged what a final rests on, and who acted on it after: held against those who were named for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.planning import DelegationGiven
from contracts.values import StreamHead
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.replayed import QUARTER, differences, finished, head_of_unit
from tests.domain.evaluation.test_amended_replay import differences as differences_after
from tests.domain.evaluation.test_amended_replay import found_false, objected
from tests.domain.evaluation.yearly import told_year
from tests.domain.given import uid
from tests.domain.histories import AFTER, EVALUATION, FINAL_AT, UNIT_PERIOD
from tests.domain.plans import RATER, STRANGER, SUPERIOR


def by(actor, place, story=QUARTER):
    history = story.history()
    return replace(history, origins={**history.origins, place: replace(history.origins[place], actor=str(actor))})


@pytest.mark.parametrize(
    ("story", "place", "asked"),
    [
        pytest.param(QUARTER, (EVALUATION, 2), "the rater or a delegate", id="the assessment"),
        pytest.param(QUARTER, (EVALUATION, 1), "the rater or a delegate", id="accepted lateness"),
        pytest.param(
            QUARTER, (uid("agreed 2026Q2"), 2), "the rater, their superior, or a delegate", id="a verification"
        ),
        pytest.param(QUARTER, (uid("list"), 2), "the rater, their superior, or a delegate", id="a rejection"),
        pytest.param(head_of_unit(), (UNIT_PERIOD, 1), "the head one level up", id="the unit's achievement"),
    ],
)
def test_what_a_stranger_judged_is_named(story, place, asked):
    found = differences(by(STRANGER, place, story))

    assert found == [f"who acted in {place[0]}:{place[1]}: the final says {asked}, the history gives somebody else"]


def test_the_raters_superior_verifies_and_does_not_assess():
    story = Afterwards(finished()).story  # where the rater is rated by the superior

    assert differences(by(SUPERIOR, (uid("agreed 2026Q2"), 2), story)) == []
    assert len(differences(by(SUPERIOR, (EVALUATION, 2), story))) == 1


def delegated(ends_at):
    story = finished()
    interval = {"starts_at": AFTER - timedelta(days=9), "ends_at": ends_at}
    story.record(RATER, DelegationGiven(employee=RATER, delegation=uid("d"), delegate=STRANGER, kind="plh", **interval))
    return story


@pytest.mark.parametrize(("ends_at", "named"), [(FINAL_AT + timedelta(days=1), 0), (FINAL_AT - timedelta(days=1), 1)])
def test_a_delegate_finalizes_until_the_end_that_the_delegation_was_given_with(ends_at, named):
    assert len(differences(by(STRANGER, (EVALUATION, 3), delegated(ends_at)))) == named


def test_an_objection_is_decided_above_the_rater_and_by_nobody_else():
    told_of, _ = objected()

    (found,) = differences_after(told_of.stand(STRANGER))

    assert found.endswith("the history gives somebody else")


def test_an_amendment_by_a_stranger_is_named():
    told_of, finding = found_false()
    told_of.amend(finding)
    last = told_of.story.facts[-1]
    told_of.actors[last.stream, last.version] = str(STRANGER)

    (found,) = differences_after(told_of)

    assert found.startswith(f"who acted in {last.stream}:{last.version}")


def test_of_a_year_what_a_stranger_rated_or_had_to_say_is_named():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    said = story.consider()
    story.finalized_year()
    judged = [StreamHead(stream=said.stream, version=one) for one in (said.version - 1, said.version)]

    for head in judged:
        history = by(STRANGER, (head.stream, head.version), story)
        (verdict,) = recompute_years(history)
        assert [one.what for one in verdict.differences] == [f"who acted in {head.stream}:{head.version}"]
