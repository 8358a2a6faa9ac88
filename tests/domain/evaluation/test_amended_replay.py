"""A stranger recomputes amendments too, and names what was tampered with: inputs, figures, causes, and who acted."""

from dataclasses import replace

import pytest

from contracts.evaluation import EvaluationAmended, ObjectionDecided, Readmitted
from contracts.values import StreamHead
from services.evaluation.amendment import Change, amended_by_objection
from services.evaluation.domain import Given
from services.evaluation.objection import (
    Decision,
    decide_objection,
)
from services.evaluation.replay.recompute import recompute_all
from tests.domain.evaluation.afterwards import DECIDED, LODGED, Afterwards
from tests.domain.evaluation.objecting import CLOCK, DECIDERS, at
from tests.domain.given import uid
from tests.domain.histories import ABOVE, BELOW, EVALUATION, REASON, TEXT, told
from tests.domain.plans import EMPLOYEE, RATER, STRANGER, SUPERIOR


def objected(rejected=True):
    """`agreed` is proven; `files` is at its target, its list rejected or never uploaded: an objection, answered."""
    story = told()
    story.prove("agreed", "100")
    report = story.report("files", "20")
    if rejected:
        story.upload("list", "files")
        story.reject("list", "files", report)
    story.assess()
    story.finalized()
    return Afterwards(story).object(), report


def changed():
    told, _ = objected()
    return told.change(Readmitted(items=(told.story.stream("list"),)))


def found_false():
    story = told()
    story.prove("agreed", "100")
    story.prove("files", "20")
    story.assess()
    story.finalized()
    told_of = Afterwards(story)
    return told_of, told_of.find_false("files 2026Q2")


def differences(told_of, update=None, of=EvaluationAmended, last=True):
    """What a stranger finds, of a copy in which the last event of a type says something else."""
    history = told_of.history()
    if update:
        facts = [one for one in told_of.story.facts if isinstance(one.event, of)]
        where = facts[-1 if last else 0]
        event = where.event.model_copy(update=update)
        streams = tuple(
            replace(one, event=event) if one.version == where.version else one for one in history.streams[where.stream]
        )
        history = replace(history, streams={**history.streams, where.stream: streams})
    return [str(one) for verdict in recompute_all(history) for one in verdict.differences]


# -- real ones --------------------------------------------------------------------------------------------------------


def test_an_amendment_by_an_objection_is_recomputed():
    verdicts = recompute_all(changed().history())

    assert [verdict.differences for verdict in verdicts] == [(), ()]
    assert [verdict.final.predicate for verdict in verdicts] == ["butuh_perbaikan", "baik"]


def test_a_readmitted_realization_without_an_item_is_recomputed():
    told_of, report = objected(rejected=False)
    told_of.change(Readmitted(reports=(report,)))

    assert differences(told_of) == []


def test_an_objection_after_an_amendment_for_false_evidence_is_recomputed():
    told_of, finding = found_false()
    told_of.amend(finding, LODGED).object().change(Readmitted(items=(finding.stream,)))

    assert differences(told_of) == []
    assert [one.predicate for one in told_of.state.amended] == ["butuh_perbaikan", "baik"]


def test_the_superiors_own_rating_is_held_against_the_rules_for_it():
    told_of, _ = objected()
    told_of.change(Readmitted(items=(told_of.story.stream("list"),)), result=Given(ABOVE, **REASON))

    assert differences(told_of) == []


def test_an_objection_that_stands_changes_nothing():
    told_of, _ = objected()

    assert differences(told_of.stand()) == []


# -- tampered with ----------------------------------------------------------------------------------------------------

ELSEWHERE = StreamHead(stream=uid("elsewhere"), version=1)


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"predicate": "sangat_baik"}, "predicate"),
        ({"readmitted": Readmitted()}, "of indicator"),
        ({"readmitted": Readmitted(items=(uid("never uploaded"),))}, "readmitted"),
        ({"original": ELSEWHERE}, "the final it amends"),
        ({"rater": STRANGER}, "rater of the final"),
        ({"heads": ()}, "heads of the final"),
        ({"amended_at": at(7, 1)}, "amended_at"),
        ({"finding": ELSEWHERE}, "finding"),
        ({"cause": "false_evidence"}, "what follows a decision"),
    ],
)
def test_what_an_amendment_says_otherwise_is_named(update, named):
    found = differences(changed(), update)

    assert found
    assert named in found[0], found


def test_behaviour_is_not_assessed_anew():
    told_of = changed()
    behaviour = told_of.state.final.behaviour.model_copy(update={"loyal": BELOW})

    assert "behaviour" in differences(told_of, {"behaviour": behaviour})[0]


def test_a_result_that_an_objection_lowered_is_named():
    told_of, _ = objected()
    said = Change(told_of.original, TEXT, behaviour=Given(BELOW, **REASON))
    event = amended_by_objection(
        told_of.state, told_of.case(Readmitted(), None, DECIDED), said, DECIDED, never_lowers=False
    )
    events = decide_objection(told_of.state, SUPERIOR, DECIDERS, Decision(TEXT, event), DECIDED, CLOCK)
    told_of.add(events, SUPERIOR, DECIDED)

    assert any("after an objection" in one for one in differences(told_of))


def test_a_result_that_a_finding_raised_is_named():
    told_of, finding = found_false()
    told_of.amend(finding)
    given = told_of.state.amended[-1].given.model_copy(update={"behaviour": ABOVE, "result": ABOVE})

    found = differences(told_of, {"given": given, "predicate": "sangat_baik"})

    assert "the result after false evidence: the final says sangat_baik, the history gives higher than baik" in found


@pytest.mark.parametrize(
    ("update", "named"),
    [({"outcome": "stands"}, "the decision that changes"), ({"employee": STRANGER}, "employee of")],
)
def test_a_decision_that_says_otherwise_is_named(update, named):
    assert any(named in one for one in differences(changed(), update, ObjectionDecided))


def test_a_change_without_its_amendment_is_named():
    told_of = changed()
    told_of.story.facts.pop()

    assert any("what follows a decision" in one for one in differences(told_of))


def test_a_finding_of_evidence_the_final_did_not_use_is_named():
    told_of, finding = found_false()
    told_of.amend(finding)

    assert any("finding" in one for one in differences(told_of, {"finding": ELSEWHERE}))


@pytest.mark.parametrize("actor", [EMPLOYEE, RATER])
def test_who_decides_on_themself_or_on_their_own_rating_is_named(actor):
    told_of, _ = objected()

    (found,) = differences(told_of.stand(actor))

    assert found.startswith("who acted in")


def test_an_objection_that_somebody_else_lodged_and_an_amendment_by_oneself_are_named():
    told_of = changed()
    lodged, amended = 2 + told_of.original.version, told_of.story.facts[-1].version
    told_of.actors |= {(EVALUATION, lodged): str(STRANGER), (EVALUATION, amended): str(EMPLOYEE)}

    assert len([one for one in differences(told_of) if one.startswith("who acted in")]) == 2


# -- as of ------------------------------------------------------------------------------------------------------------


def test_before_the_finding_the_history_shows_the_old_state():
    told_of, finding = found_false()
    before = [one for one in told_of.story.facts if one.stream != finding.stream or one.version < finding.version]
    told_of.amend(finding)
    now = Afterwards(replace(told_of.story, facts=before))

    assert (now.state.amended, now.state.final.predicate) == ((), "baik")
    assert differences(now) == []
    assert told_of.state.final == now.state.final
