"""What shows an innovation is evidence a final used: found false, it opens a review, and the innovation is gone."""

from dataclasses import replace

import pytest

from contracts.evaluation import Readmitted
from contracts.evidence import EvidenceFoundFalse, EvidenceWithdrawn
from services.evaluation.amended_case import gone_after
from services.evaluation.dossier import Dossier
from services.evaluation.finals import items_in
from services.evaluation.replay.recompute import recompute_all
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.after_year import AfterTheYear
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import FINAL, at
from tests.domain.evaluation.yearly import told_year
from tests.domain.given import uid
from tests.domain.histories import ABOVE, AFTER, TEXT, behaviour, told
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
    assert bool({ONE, OTHER} - gone_after(Dossier(), FINAL, changes)) is left


# -- before the final -------------------------------------------------------------------------------------------------


def tell(story, kind, name, **more):
    """What became of an item before the final."""
    uploaded = next(one.event for one in story.facts if one.stream == uid(name))
    about = {one: getattr(uploaded, one) for one in ("employee", "item", "agreement", "period")}
    return story.record(uid(name), kind(**about, **more), AFTER)


def found_false(story, name):
    return tell(story, EvidenceFoundFalse, name, reason_code="forged", reason=TEXT)


def taken_back(story, name):
    return tell(story, EvidenceWithdrawn, name)


def best(*items):
    """110 points and more, and an innovation shown by these items; two of them lie in another quarter."""
    story = told()
    story.choose(NUMERIC)
    story.prove("agreed", "120")
    story.prove("files", "30")
    for name in ("idea", "plan"):
        story.upload(name, "agreed", period="2026Q3")
    story.innovate(*items)
    story.assess(behaviour(ABOVE))
    return story


@pytest.mark.parametrize("spoil", [found_false, taken_back])
def test_what_was_found_false_or_taken_back_before_the_final_shows_no_innovation(spoil):
    """The final was sangat baik by it, and no amendment could mend that: the finding was not after the final."""
    story = best("idea")
    head = spoil(story, "idea")

    final = story.finalized()

    assert (final.numeric.final.shown, final.predicate) == ("120.00", "baik")
    assert (final.innovations, final.numeric.innovation) == ((), False)
    assert head in final.heads
    (verdict,) = recompute_all(story.history())
    assert (verdict.differences, verdict.notes) == ((), ())


def test_one_of_two_found_false_before_the_final_and_the_other_after_it_leave_no_innovation():
    story = best("idea", "plan")
    found_false(story, "idea")
    told_of = Afterwards(story)
    assert story.finalized().predicate == "sangat_baik"

    told_of.amend(told_of.find_false("plan"))

    assert told_of.state.amended[-1].predicate == "baik"
    assert [one.differences for one in recompute_all(told_of.history())] == [(), ()]


@pytest.mark.parametrize(("spoil", "noted"), [(lambda *_: None, 0), (found_false, 1)], ids=["nothing", "found false"])
def test_an_older_final_that_does_not_name_what_shows_its_innovation_is_replayed_as_it_was_judged(spoil, noted):
    story = best("idea")
    final = story.finalized()
    spoil(story, "idea")
    heads = tuple(one for one in final.heads if one.stream != uid("idea"))
    story.facts = [
        replace(one, event=final.model_copy(update={"heads": heads})) if one.event is final else one
        for one in story.facts
    ]

    (verdict,) = recompute_all(story.history())

    assert (verdict.differences, len(verdict.notes)) == ((), noted)


def test_an_objection_that_readmits_it_gives_the_innovation_back():
    story = best("files 2026Q2")
    found_false(story, "files 2026Q2")
    told_of = Afterwards(story)
    assert not story.finalized().numeric.innovation

    told_of.object().change(Readmitted(items=(uid("files 2026Q2"),)))

    (amended,) = told_of.state.amended
    assert told_of.state.final.innovations == ()
    assert (amended.numeric.innovation, amended.predicate) == (True, "sangat_baik")
    assert [one.items for one in amended.innovations] == [(uid("files 2026Q2"),)]
    assert [one.differences for one in recompute_all(told_of.history())] == [(), ()]


def test_an_amendment_that_names_no_innovation_and_counts_one_differs():
    """As it was recorded for a day: what was readmitted counted, and the list stayed that of the final."""
    story = best("files 2026Q2")
    found_false(story, "files 2026Q2")
    told_of = Afterwards(story)
    story.finalized()
    told_of.object().change(Readmitted(items=(uid("files 2026Q2"),)))
    last = story.facts[-1]
    story.facts[-1] = replace(last, event=last.event.model_copy(update={"innovations": ()}))

    assert [[one.what for one in each.differences] for each in recompute_all(told_of.history())] == [
        [], ["innovations"],
    ]  # fmt: skip


def test_of_a_year_an_objection_gives_the_innovation_back_too():
    story = told_year()
    story.choose(NUMERIC)
    story.prove("agreed", "120", "2026Q4")
    story.innovate_in_year("agreed 2026Q4")
    story.assess_year(behaviour(ABOVE))
    found_false(story, "agreed 2026Q4")
    story.finalized_year()
    told_of = AfterAYearWithoutMove(story)

    told_of.object().change(Readmitted(items=(uid("agreed 2026Q4"),)))

    (amended,) = told_of.state.amended
    assert told_of.state.final.innovations == ()
    assert (amended.numeric.innovation, amended.predicate) == (True, "sangat_baik")
    assert [one.items for one in amended.innovations] == [(uid("agreed 2026Q4"),)]
    assert [one.differences for one in recompute_years(told_of.history())] == [(), ()]


# -- made before decision 0091 ----------------------------------------------------------------------------------------


def made_before(story, final, name):
    """The final as an older release made it: the item was taken back, the final knew it, and counts the innovation."""
    head = taken_back(story, name)
    heads = tuple(head if one.stream == head.stream else one for one in final.heads)
    story.facts = [
        replace(one, event=final.model_copy(update={"heads": heads})) if one.event is final else one
        for one in story.facts
    ]
    return story


def test_an_older_final_that_counts_what_was_taken_back_is_noted_and_is_equal():
    story = best("idea")
    made_before(story, story.finalized(), "idea")

    (verdict,) = recompute_all(story.history())

    assert (verdict.differences, verdict.final.predicate) == ((), "sangat_baik")
    (note,) = verdict.notes
    assert note.startswith(f"innovation {story.stream('evaluation 2026Q2')}:1 is counted, and nothing showed it")


def test_an_older_final_counts_all_or_nothing_of_what_was_recorded():
    """Where one is left out, it was looked at: then none counts that nothing shows."""
    story = best("idea")
    story.innovate("plan")
    final = story.finalized()
    made_before(story, final, "idea")
    story.facts = [
        replace(one, event=one.event.model_copy(update={"innovations": final.innovations[:1]}))
        if getattr(one.event, "innovations", None) == final.innovations
        else one
        for one in story.facts
    ]

    (verdict,) = recompute_all(story.history())

    assert [one.what for one in verdict.differences] == ["innovations"]


def test_an_amendment_of_an_older_final_starts_from_what_that_counted():
    story = best("idea")
    made_before(story, story.finalized(), "idea")
    told_of = Afterwards(story)

    told_of.amend(told_of.find_false("files 2026Q2"))

    assert told_of.state.amended[-1].numeric.innovation
    assert [one.differences for one in recompute_all(told_of.history())] == [(), ()]


def test_an_older_year_is_noted_and_is_equal_too():
    story = told_year()
    story.choose(NUMERIC)
    story.upload(IDEA, "agreed", period="2026Q1")
    story.prove("agreed", "120", "2026Q4")
    story.innovate_in_year(IDEA)
    story.assess_year(behaviour(ABOVE))
    made_before(story, story.finalized_year(), IDEA)

    (verdict,) = recompute_years(story.history())

    assert (verdict.differences, verdict.final.predicate, len(verdict.notes)) == ((), "sangat_baik", 1)


def test_a_year_has_no_innovation_by_what_was_found_false_before_it_either():
    story = told_year()
    story.choose(NUMERIC)
    story.upload(IDEA, "agreed", period="2026Q1")
    story.prove("agreed", "120", "2026Q4")
    story.innovate_in_year(IDEA)
    story.assess_year(behaviour(ABOVE))
    head = taken_back(story, IDEA)

    final = story.finalized_year()

    assert (final.predicate, final.innovations, final.numeric.innovation) == ("baik", (), False)
    assert head in final.heads
    assert [one.differences for one in recompute_years(story.history())] == [()]
