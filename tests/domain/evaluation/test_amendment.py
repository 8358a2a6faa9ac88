"""Amendments: readmission by name recomputes everything, never lowers, and the original stays (domain 7.9, 9)."""

from dataclasses import replace

import pytest

from contracts.evaluation import EvaluationFinalized, Readmitted
from contracts.values import StreamHead
from services.evaluation.amendment import (
    CannotBeReadmitted,
    Change,
    NothingFound,
    WouldLower,
    WouldRaise,
    amended_after_false_evidence,
    amended_by_objection,
    readmit,
    without_stand_ins,
)
from services.evaluation.domain import DepartureNeedsReason, Given, NotYourSubordinate, OwnEvaluation
from services.evaluation.objection import (
    Decision,
    NotThisObjections,
    Objection,
    decide_objection,
    evolve_objection,
)
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES
from tests.domain.evaluation.objecting import CLOCK, DECIDERS, after, answer, at, lodge
from tests.domain.given import given as given_events
from tests.domain.given import uid
from tests.domain.histories import AFTER, BELOW, EVALUATION, REASON, TEXT, told
from tests.domain.plans import EMPLOYEE, RATER, STRANGER, SUPERIOR

NOW = at(7, 30)
NOTHING = Readmitted()
EVALUATE = POLICIES[DEFAULT_POLICY].evaluate


def quarter(rejected=True, agreed="100"):
    """`agreed` proven; `files` reported at its target, its list rejected or never uploaded."""
    story = told()
    story.prove("agreed", agreed)
    report = story.report("files", "20")
    if rejected:
        story.upload("list", "files")
        story.reject("list", "files", report)
    story.assess()
    story.finalized()
    return story, report


def folded(story, *more):
    events = [fact.event for fact in story.facts if fact.stream == story.evaluated]
    return given_events(evolve_objection, Objection(), *events, *more).state


def original_of(story):
    version = next(fact.version for fact in story.facts if isinstance(fact.event, EvaluationFinalized))
    return StreamHead(stream=EVALUATION, version=version)


def case_of(story, named=NOTHING):
    """The case after readmission, as a command would build it."""
    outcome = without_stand_ins(EVALUATE(readmit(story.inputs(), named, NOW)), named)
    return replace(story.case(), outcome=outcome)


def amended(story, named, **change):
    said = Change(original_of(story), TEXT, readmitted=named, **change)
    return amended_by_objection(folded(story), case_of(story, named), said, NOW)


def refused_by(rule, act, *args, **named):
    with pytest.raises(rule) as refused:
        act(*args, **named)
    return refused.value


def test_readmitted_evidence_counts_and_everything_is_recomputed():
    story, report = quarter()
    named = Readmitted(items=(story.stream("list"),))

    event = amended(story, named)

    final = folded(story).final
    assert (final.score.shown, final.predicate) == ("50.00", "butuh_perbaikan")
    assert (event.score.shown, event.predicate, event.exclusions) == ("100.00", "baik", ())
    line = event.results[1].indicators[0]
    assert (line.report, line.evidence[0].state) == (report, "verified")
    assert (event.cause, event.readmitted, event.original) == ("objection", named, original_of(story))


def test_late_evidence_is_readmitted_as_in_time():
    story = told()
    story.prove("agreed", "100")
    story.report("files", "20")
    story.upload("list", "files", at=AFTER)
    story.assess()
    story.finalized()

    event = amended(story, Readmitted(items=(story.stream("list"),)))

    assert (folded(story).final.exclusions[0].code, event.score.shown) == ("late_not_accepted", "100.00")
    assert event.results[1].indicators[0].evidence[0].late


def test_a_realization_that_nothing_showed_is_readmitted_and_no_made_up_item_is_told():
    story, report = quarter(rejected=False)

    event = amended(story, Readmitted(reports=(report,)))

    line = event.results[1].indicators[0]
    assert (event.score.shown, line.report, line.evidence) == ("100.00", report, ())


@pytest.mark.parametrize(
    "named",
    [
        Readmitted(items=(uid("never uploaded"),)),
        Readmitted(reports=(StreamHead(stream=uid("elsewhere"), version=1),)),
    ],
)
def test_what_is_unknown_cannot_be_readmitted(named):
    story, _ = quarter()

    refused_by(CannotBeReadmitted, readmit, story.inputs(), named, NOW)


@pytest.mark.parametrize("state", ["withdrawn", "unusable"])
def test_what_was_withdrawn_or_cannot_be_opened_is_not_readmitted(state):
    story, _ = quarter()
    inputs = story.inputs()
    items = tuple(
        replace(one, **{state: True}) if one.item == str(story.stream("list")) else one for one in inputs.items
    )

    refused_by(
        CannotBeReadmitted, readmit, replace(inputs, items=items), Readmitted(items=(story.stream("list"),)), NOW
    )


def test_readmitting_changes_nothing_in_what_it_was_given():
    story, report = quarter()
    inputs = story.inputs()

    readmit(inputs, Readmitted(items=(story.stream("list"),), reports=(report,)), NOW)

    assert inputs == story.inputs()


def test_an_objection_never_lowers_the_own_result():
    story, _ = quarter()
    lower = Given(BELOW, **REASON)

    refusal = refused_by(WouldLower, amended, story, Readmitted(), behaviour=lower)

    assert (refusal.predicate, refusal.would_be) == ("butuh_perbaikan", "sangat_kurang")


def test_whether_it_may_lower_is_a_parameter():
    story, _ = quarter()
    said = Change(original_of(story), TEXT, behaviour=Given(BELOW, **REASON))

    event = amended_by_objection(folded(story), case_of(story), said, NOW, never_lowers=False)

    assert event.predicate == "sangat_kurang"


def test_the_superior_departs_only_with_a_reason():
    story, _ = quarter()

    refused_by(DepartureNeedsReason, amended, story, Readmitted(), behaviour=Given("above_expectation"))


def test_a_change_is_decided_and_amended_together_and_the_original_stays():
    story, _ = quarter()
    event = amended(story, Readmitted(items=(story.stream("list"),)))
    state = folded(story, *after(lodge(at(7, 21)), answer(at(7, 22)), start=lambda *e: steps_of(story, *e)))

    decided, changed = decide_objection(state, SUPERIOR, DECIDERS, Decision(TEXT, event), NOW, CLOCK)

    assert (decided.outcome, changed) == ("changed", event)
    after_all = evolve_objection(evolve_objection(state, decided), changed)
    assert (after_all.final, after_all.amended) == (folded(story).final, (event,))


def test_a_change_amends_the_final_that_was_objected_to():
    story, _ = quarter()
    event = amended(story, Readmitted(items=(story.stream("list"),)))
    other = event.model_copy(update={"original": StreamHead(stream=uid("another evaluation"), version=1)})
    state = folded(story, *after(lodge(at(7, 21)), answer(at(7, 22)), start=lambda *e: steps_of(story, *e)))

    refused_by(NotThisObjections, decide_objection, state, SUPERIOR, DECIDERS, Decision(TEXT, other), NOW, CLOCK)


def steps_of(story, *events):
    return given_events(
        evolve_objection, Objection(), *(f.event for f in story.facts if f.stream == story.evaluated), *events
    )


# -- false evidence ---------------------------------------------------------------------------------------------------


def proven_then_false():
    """Finalized on two proven indicators; the proof of `files` is found false afterwards."""
    story = told()
    story.prove("agreed", "100")
    story.prove("files", "20")
    story.assess()
    story.finalized()
    state = folded(story)
    inputs = story.inputs()
    false = str(story.stream("files 2026Q2"))
    without = replace(inputs, items=tuple(one for one in inputs.items if one.item != false))
    case = replace(story.case(), outcome=EVALUATE(without))
    finding = StreamHead(stream=story.stream("files 2026Q2"), version=3)
    return state, case, Change(original_of(story), TEXT, finding=finding)


MAY_ACT = frozenset({RATER, SUPERIOR})


@pytest.mark.parametrize("actor", [RATER, SUPERIOR])
def test_after_false_evidence_the_rater_or_the_superior_amends_and_it_may_lower(actor):
    state, case, change = proven_then_false()

    (event,) = amended_after_false_evidence(state, actor, MAY_ACT, case, change, NOW)

    assert (state.final.predicate, event.predicate, event.cause) == ("baik", "butuh_perbaikan", "false_evidence")
    assert (event.finding, event.reason) == (change.finding, TEXT)


def test_after_false_evidence_nothing_is_raised_by_a_departure_nor_by_confirming_the_advice_anew():
    story = told()
    story.prove("agreed", "100")
    story.prove("files", "20")
    story.assess()
    story.finalized(result=Given(BELOW, **REASON))  # advised is meets
    finding = StreamHead(stream=story.stream("files 2026Q2"), version=3)
    change, case = Change(original_of(story), TEXT, finding=finding), story.case()  # `agreed` alone would reach it too

    for given in (Given(), Given("above_expectation", **REASON)):
        refusal = refused_by(
            WouldRaise, amended_after_false_evidence,
            folded(story), RATER, MAY_ACT, case, replace(change, result=given), NOW,
        )  # fmt: skip
        assert (refusal.predicate, refusal.would_be) == ("butuh_perbaikan", "baik")
    same = replace(change, result=Given(BELOW, **REASON))
    (event,) = amended_after_false_evidence(folded(story), RATER, MAY_ACT, case, same, NOW)
    assert event.predicate == "butuh_perbaikan"


@pytest.mark.parametrize(("actor", "rule"), [(EMPLOYEE, OwnEvaluation), (STRANGER, NotYourSubordinate)])
def test_nobody_else_does(actor, rule):
    state, case, change = proven_then_false()

    refused_by(rule, amended_after_false_evidence, state, actor, MAY_ACT | {EMPLOYEE}, case, change, NOW)


@pytest.mark.parametrize("finding", [None, StreamHead(stream=uid("another item"), version=3)])
def test_without_a_finding_on_evidence_of_this_final_there_is_no_amendment(finding):
    state, case, change = proven_then_false()

    refused_by(
        NothingFound, amended_after_false_evidence, state, RATER, MAY_ACT, case, replace(change, finding=finding), NOW
    )
