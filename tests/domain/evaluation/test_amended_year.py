"""A year's final is objected to and amended over all its agreements; a stranger recomputes it (domain 7.7, 7.9, 9)."""

from dataclasses import replace

import pytest

from contracts.evaluation import (
    AnnualEvaluationAmended,
    Innovation,
    ObjectionDecided,
    PeriodBeside,
    Readmitted,
)
from contracts.values import StreamHead
from services.evaluation.amendment import (
    AlreadyReviewed,
    CannotBeReadmitted,
    Change,
    WouldLower,
    amended_by_objection,
    opens_review,
)
from services.evaluation.domain import Given
from services.evaluation.follow_up import FollowUps, evolve_follow_ups, still_missing
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.after_year import AfterTheYear, objected, year_with_rejection, year_with_two_proven
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import CLOCK, at
from tests.domain.evaluation.yearly import OTHER_RATER, YEAR_FINAL_AT, differences, told_year
from tests.domain.given import uid
from tests.domain.histories import ABOVE, BELOW, EVALUATION, REASON, TEXT
from tests.domain.plans import AGREEMENT, EMPLOYEE, STRANGER

ELSEWHERE = StreamHead(stream=uid("elsewhere"), version=1)
REJECTED = Readmitted(items=(uid("agreed 2026Q1"),))


def changed():
    return objected().change(REJECTED)


def found(told_of, update=None, of=AnnualEvaluationAmended):
    """What a stranger finds, of a copy in which the last event of a type says something else."""
    history = told_of.history()
    if update:
        where = [one for one in told_of.story.facts if isinstance(one.event, of)][-1]
        event = where.event.model_copy(update=update)
        streams = tuple(
            replace(one, event=event) if one.version == where.version else one for one in history.streams[where.stream]
        )
        history = replace(history, streams={**history.streams, where.stream: streams})
    return [str(one) for verdict in recompute_years(history) for one in verdict.differences]


# -- by an objection --------------------------------------------------------------------------------------------------


def test_readmitting_an_item_of_the_first_agreement_raises_the_year_and_the_original_stays():
    told_of = changed()
    final, (amended,) = told_of.state.final, told_of.state.amended

    assert (final.predicate, amended.predicate) == ("butuh_perbaikan", "baik")
    assert (final.score.shown, amended.score.shown) == ("75.00", "100.00")  # a quarter of the year's months
    assert [one.score.shown for one in amended.agreements] == ["100.00", "100.00"]
    assert (len(final.exclusions), amended.exclusions) == (1, ())
    assert (amended.year, amended.heads, amended.policy) == (final.year, final.heads, final.policy)


def test_an_amendment_of_a_year_is_recomputed():
    verdicts = recompute_years(changed().history())

    assert [verdict.differences for verdict in verdicts] == [(), ()]
    assert [verdict.final.predicate for verdict in verdicts] == ["butuh_perbaikan", "baik"]


def test_a_realization_without_an_item_is_readmitted_by_its_place_and_nothing_is_said_to_show_it():
    told_of, report = year_with_rejection(uploaded=False)
    told_of.object().change(Readmitted(reports=(report,)))
    (line,) = told_of.state.amended[0].agreements[0].results[0].indicators

    assert found(told_of) == []
    assert (line.parts[0].report, line.parts[0].proven, line.parts[0].evidence) == (report, True, ())


def test_what_happened_after_the_final_is_no_part_of_its_amendment():
    told_of = objected()
    told_of.story.record(told_of.story.stream("realization 2026Q4"), _later_report(told_of), YEAR_FINAL_AT)
    told_of.change(REJECTED)

    assert told_of.state.amended[0].score.shown == "100.00"
    assert found(told_of) == []


def _later_report(told_of):
    stream = told_of.story.stream("realization 2026Q4")
    first = next(one.event for one in told_of.story.facts if one.stream == stream)
    return first.model_copy(update={"value": "1"})


@pytest.mark.parametrize(
    "named", [Readmitted(items=(uid("never uploaded"),)), Readmitted(reports=(ELSEWHERE,))], ids=["item", "report"]
)
def test_what_the_year_never_saw_cannot_be_readmitted(named):
    with pytest.raises(CannotBeReadmitted):
        objected().change(named)


def test_an_objection_never_lowers_a_year():
    told_of = objected()

    with pytest.raises(WouldLower):
        told_of.change(REJECTED, behaviour=Given(BELOW, **REASON))


def test_the_decider_answers_the_new_advice_as_a_rater_would():
    told_of = objected().change(REJECTED, result=Given(ABOVE, **REASON))

    assert [one.rating for one in told_of.state.amended[0].departures] == ["result"]
    assert found(told_of) == []


def test_an_objection_to_a_year_that_stands_changes_nothing():
    told_of = objected().stand()

    assert (told_of.state.decided.period, told_of.state.decided.outcome) == ("2026", "stands")
    assert found(told_of) == []


# -- after false evidence ---------------------------------------------------------------------------------------------


def test_evidence_found_false_lowers_the_year_and_an_objection_may_readmit_it():
    told_of = year_with_two_proven()
    finding = told_of.find_false("agreed 2026Q1")
    opened = opens_review(told_of.state, finding)
    told_of.amend(finding, told_of.lodged_at).object().change(Readmitted(items=(finding.stream,)))

    assert opened
    assert [one.predicate for one in (told_of.state.final, *told_of.state.amended)] == [
        "baik", "butuh_perbaikan", "baik",
    ]  # fmt: skip
    assert found(told_of) == []


def test_a_finding_is_amended_once():
    told_of = year_with_two_proven()
    finding = told_of.find_false("counted 2026Q4")
    told_of.amend(finding)

    with pytest.raises(AlreadyReviewed):
        told_of.amend(finding)


def test_a_finding_that_the_final_knew_opens_no_review_of_it():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    found_before = AfterTheYear(story)
    finding = found_before.find_false("agreed 2026Q4", when=YEAR_FINAL_AT)
    story.finalized_year()

    assert not opens_review(found_before.state, finding)


def test_a_year_amended_to_a_lower_predicate_requires_a_follow_up():
    told_of = year_with_two_proven()
    before, after = FollowUps(), FollowUps()
    for event in _of_the_year(told_of):
        before = evolve_follow_ups(before, event)
    told_of.amend(told_of.find_false("agreed 2026Q1"))
    for event in _of_the_year(told_of):
        after = evolve_follow_ups(after, event)

    assert (still_missing(before), still_missing(after)) == (False, True)


def _of_the_year(told_of):
    return [one.event for one in told_of.story.facts if one.stream == told_of.stream]


# -- tampered with ----------------------------------------------------------------------------------------------------


INNOVATION = Innovation(recorded=ELSEWHERE, kind="new_idea", items=(uid("a list"),))
BESIDE = PeriodBeside(agreement=AGREEMENT, period="2026Q1", final=ELSEWHERE, predicate="baik")


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"predicate": "sangat_baik"}, "predicate"),
        ({"readmitted": Readmitted()}, "of indicator"),
        ({"readmitted": Readmitted(items=(uid("never uploaded"),))}, "readmitted"),
        ({"original": ELSEWHERE}, "the final it amends"),
        ({"rater": STRANGER}, "rater of the final"),
        ({"rater_on_last_day": STRANGER}, "rater_on_last_day of the final"),
        ({"heads": ()}, "heads of the final"),
        ({"year": 2025}, "year of the final"),
        ({"innovations": (INNOVATION,)}, "innovations"),
        ({"beside": (BESIDE,)}, "beside of the final"),
        ({"short_period": True}, "short period"),
        ({"behaviour_below": ("loyal",)}, "behaviour values below"),
        ({"amended_at": at(7, 1)}, "amended_at"),
        ({"finding": ELSEWHERE}, "finding"),
        ({"cause": "false_evidence"}, "what follows a decision"),
    ],
)
def test_what_an_amendment_of_a_year_says_otherwise_is_named(update, named):
    differing = found(changed(), update)

    assert differing
    assert named in differing[0], differing


def test_an_agreement_left_out_of_an_amendment_is_named():
    told_of = changed()

    assert any(
        "agreements of the year" in one
        for one in found(told_of, {"agreements": told_of.state.amended[0].agreements[1:]})
    )


def test_a_year_that_an_objection_lowered_is_named():
    told_of = objected()
    said, now = Change(told_of.original, TEXT, behaviour=Given(BELOW, **REASON)), told_of.decided_at
    case = told_of.case(Readmitted(), None, now)
    event = amended_by_objection(told_of.state, case, said, now, never_lowers=False)
    decided = changed().state.decided
    told_of.add([decided, event], uid("the superior's delegate"), now)

    assert any("after an objection" in one for one in found(told_of))


@pytest.mark.parametrize(
    ("update", "named"),
    [({"outcome": "stands"}, "the decision that changes"), ({"employee": STRANGER}, "employee of")],
)
def test_a_decision_on_a_year_that_says_otherwise_is_named(update, named):
    assert any(named in one for one in found(changed(), update, ObjectionDecided))


@pytest.mark.parametrize("actor", [EMPLOYEE, OTHER_RATER])
def test_who_decides_on_their_own_year_or_on_their_own_rating_is_named(actor):
    (differing,) = found(objected().stand(actor))

    assert differing.startswith("who acted in")


# -- a period's amendment beside --------------------------------------------------------------------------------------


def _quarter_amended_before_the_year():
    """A quarter that is final and amended after false evidence, then the year."""
    story = told_year()
    story.prove("agreed", "100", "2026Q2")
    story.assess()
    story.finalized()
    quarter = Afterwards(story)
    quarter.amend(quarter.find_false("agreed 2026Q2"))
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    story.finalized_year()
    return story, quarter


def test_the_amendment_of_a_period_that_came_before_stands_beside_the_year():
    story, quarter = _quarter_amended_before_the_year()
    (beside,) = story.facts[-1].event.beside

    assert (beside.final.version, beside.predicate) == (quarter.original.version + 1, "butuh_perbaikan")
    assert differences(story.history()) == []


def test_a_year_that_shows_a_period_as_it_was_before_its_amendment_is_named():
    story, quarter = _quarter_amended_before_the_year()
    final = story.facts[-1]
    first = PeriodBeside(
        agreement=AGREEMENT, period="2026Q2", final=quarter.original, predicate=quarter.state.final.predicate
    )
    history = story.history()
    forged = replace(final, event=final.event.model_copy(update={"beside": (first,)}))
    streams = {**history.streams, final.stream: (*history.streams[final.stream][:-1], forged)}

    assert quarter.original.stream == EVALUATION
    assert differences(replace(history, streams=streams)) == ["result of 2026Q2 beside"]


def test_the_clock_of_a_year_is_that_of_any_final():
    lodged = objected().state.lodged[0]

    assert (lodged.period, lodged.agreement, lodged.procedure) == ("2026", uid("second agreement"), CLOCK.procedure.id)
