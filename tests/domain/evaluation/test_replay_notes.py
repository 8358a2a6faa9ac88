"""What a replay tells beside: what a final had not seen although it was there, and that it was made too early.

And that an act says when it was done.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.evaluation import EvaluationFinalized, SelfAssessed
from services.evaluation.replay.recompute import recompute_all
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.replayed import QUARTER, differences, finished, forged
from tests.domain.evaluation.yearly import told_year
from tests.domain.histories import AFTER, BEFORE, EVALUATION, FINAL_AT, told
from tests.domain.plans import EMPLOYEE


def notes(history):
    (verdict,) = recompute_all(history)
    assert verdict.equal, verdict.differences
    return verdict.notes


def test_what_the_final_saw_needs_no_note():
    assert notes(QUARTER.history()) == ()


def test_evidence_that_was_there_and_not_seen_is_told():
    story = finished()
    head = story.upload("in time", "files", at=BEFORE)
    story.upload("too late for it", "files", at=FINAL_AT + timedelta(seconds=1))

    (note,) = notes(story.history())

    assert note == (
        f"EvidenceUploaded {head.stream}:1 of 2026-07-03T00:00:00.000000Z was recorded before this final and not seen "
        "by it: it is after the fact"
    )


def test_what_came_for_another_period_or_agreement_is_no_ones_business_here():
    story = finished()
    story.upload("next quarter", "files", period="2026Q3", at=BEFORE)

    assert notes(story.history()) == ()


def early(at, *, proven=False, assessed=False):
    """A quarter finalized at an instant; `files` was reported and not shown, unless it is proven."""
    story = told()
    story.facts = [replace(one, time=datetime(2026, 4, 1, tzinfo=UTC)) for one in story.facts]
    story.prove("agreed", "100")
    if proven:
        story.prove("files", "20")
    story.assess()
    if assessed:
        story.assess_self()
    story.facts = [replace(one, time=min(one.time, at)) for one in story.facts]
    final = story.finalized()
    of_it = story.facts.pop()
    story.facts.append(replace(of_it, time=at, event=final.model_copy(update={"finalized_at": at})))
    return story.history()


def test_a_final_made_while_there_was_time_to_show_something_is_told():
    in_june, in_july = datetime(2026, 6, 20, tzinfo=UTC), datetime(2026, 7, 5, tzinfo=UTC)

    assert notes(early(in_june)) == ("made before its last day, 2026-06-30, was over, and 1 excluded",)
    (note,) = notes(early(in_july))
    assert note.startswith("made before the evidence deadline, 2026-07-10T")
    assert notes(early(in_june, proven=True)) == ("made before its last day, 2026-06-30, was over",)
    assert notes(early(in_july, proven=True)) == ()
    assert notes(early(FINAL_AT)) == ()


def test_who_assessed_themself_had_nothing_more_to_show_and_nobody_says_so_for_them():
    history = early(datetime(2026, 7, 5, tzinfo=UTC), assessed=True)
    (place,) = [(one.stream, one.version) for one in history.streams[EVALUATION] if isinstance(one.event, SelfAssessed)]
    own = {**history.origins, place: replace(history.origins[place], actor=str(EMPLOYEE))}

    assert notes(replace(history, origins=own)) == ()
    assert len(notes(history)) == 1  # by the rater


def test_a_year_made_before_it_was_over_is_told():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    final, in_december = story.finalized_year(), datetime(2026, 12, 20, tzinfo=UTC)
    story.facts = [replace(one, time=min(one.time, in_december)) for one in story.facts]
    story.facts[-1] = replace(story.facts[-1], event=final.model_copy(update={"finalized_at": in_december}))

    (verdict,) = recompute_years(story.history())

    assert verdict.equal, verdict.differences
    assert verdict.notes == ("made before its last day, 2026-12-31, was over",)


def test_of_a_year_too():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    story.finalized_year()
    head = story.upload("not seen", "agreed", period="2026Q4", at=AFTER)

    (verdict,) = recompute_years(story.history())

    assert verdict.equal, verdict.differences
    assert f"EvidenceUploaded {head.stream}:1" in verdict.notes[-1]


def test_a_final_that_says_another_instant_than_its_record_is_found():
    """Backdated, the days to object would be over."""
    record = QUARTER.facts[-1]
    assert isinstance(record.event, EvaluationFinalized)
    later = replace(record, time=FINAL_AT + timedelta(days=20))
    history = QUARTER.history()
    streams = {**history.streams, EVALUATION: (*history.streams[EVALUATION][:-1], later)}

    found = differences(replace(history, streams=streams))

    said = "the final says 2026-07-18T00:00:00.000000Z, the history gives recorded at 2026-08-07T00:00:00.000000Z"
    assert found == [f"finalized_at: {said}"]
    assert forged(finalized_at=FINAL_AT + timedelta(minutes=1)) == []
