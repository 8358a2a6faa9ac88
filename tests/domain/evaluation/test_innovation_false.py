"""What shows an innovation is evidence a final used: found false, it opens a review, and the innovation is gone."""

import pytest

from contracts.evaluation import Innovation, Readmitted
from contracts.values import StreamHead
from services.evaluation.amended_case import still_shown
from services.evaluation.finals import items_in
from services.evaluation.replay.recompute import recompute_all
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.after_year import AfterTheYear
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import at
from tests.domain.evaluation.yearly import told_year
from tests.domain.given import uid
from tests.domain.histories import ABOVE, behaviour, told
from tests.domain.plans import RATER

NUMERIC = "permenpanrb-8-2021.v1"
IDEA = "agreed 2026Q1"
ONE, OTHER = uid("one"), uid("other")


def finalized():
    """Sangat baik under the numeric policy, which asks for an innovation: shown by an item of the quarter before."""
    story = told()
    story.choose(NUMERIC)
    story.prove("agreed", "100", "2026Q1")
    story.prove("agreed", "120")
    story.prove("files", "30")
    story.innovate(IDEA)
    story.assess(behaviour(ABOVE))
    story.finalized()
    return Afterwards(story)


def test_what_shows_an_innovation_is_used_by_the_final():
    assert uid(IDEA) in items_in(finalized().state.final)


def test_an_innovation_on_false_evidence_is_amended_away_and_a_stranger_recomputes_it():
    told_of = finalized()

    told_of.amend(told_of.find_false(IDEA))

    (amended,) = told_of.state.amended
    assert (told_of.state.final.predicate, amended.predicate) == ("sangat_baik", "baik")
    assert (amended.numeric.innovation, amended.innovations) == (False, told_of.state.final.innovations)
    assert amended.score == told_of.state.final.score
    assert [one.differences for one in recompute_all(told_of.history())] == [(), ()]


def test_evidence_of_a_line_found_false_leaves_the_innovation():
    told_of = finalized()

    told_of.amend(told_of.find_false("files 2026Q2"))

    (amended,) = told_of.state.amended
    assert amended.numeric.innovation
    assert [one.differences for one in recompute_all(told_of.history())] == [(), ()]


class AfterAYearWithoutMove(AfterTheYear):
    rater, raters = RATER, frozenset({RATER})


def test_the_same_of_a_year():
    story = told_year()
    story.choose(NUMERIC)
    story.prove("agreed", "100", "2026Q1")
    story.prove("agreed", "120", "2026Q4")
    story.innovate_in_year(IDEA)
    story.assess_year(behaviour(ABOVE))
    story.finalized_year()
    told_of = AfterAYearWithoutMove(story)

    told_of.amend(told_of.find_false(IDEA))

    (amended,) = told_of.state.amended
    assert (told_of.state.final.predicate, amended.predicate) == ("sangat_baik", "baik")
    assert [one.differences for one in recompute_years(told_of.history())] == [(), ()]


FIRST, SECOND = (Readmitted(), ONE, at(8, 1)), (Readmitted(), OTHER, at(8, 2))
READMITTED = (Readmitted(items=(ONE,)), None, at(8, 3))


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ([], True),
        ([FIRST], True),
        ([FIRST, SECOND], False),
        ([FIRST, SECOND, READMITTED], True),
    ],
    ids=["nothing found", "one of two", "both", "one readmitted by an objection"],
)
def test_an_innovation_is_gone_when_all_that_shows_it_is_false(changes, left):
    shown = Innovation(recorded=StreamHead(stream=uid("evaluation"), version=1), kind="new_idea", items=(ONE, OTHER))

    assert still_shown([shown], changes) is left
    assert still_shown([], changes) is False
