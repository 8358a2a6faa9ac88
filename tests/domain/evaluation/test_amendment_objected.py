"""An amendment after false evidence is received and objected to like a final (domain 7.9, 9; decision 0071)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.evaluation import EvaluationAmended, EvaluationDelivered, ObjectionDecided, ObjectionLodged, Readmitted
from contracts.values import StreamHead
from services.evaluation.amendment import NotOfTheAmendment, WouldRaise
from services.evaluation.domain import Given
from services.evaluation.objection import (
    AlreadyDecided,
    AlreadyLodged,
    TooLate,
    decide_deem_delivered,
    decide_deliver,
    decide_lodge,
)
from services.evaluation.objection_standing import standing
from tests.domain.evaluation.after_year import year_with_two_proven
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import CLOCK, TWO_STEP, at
from tests.domain.evaluation.test_amended_replay import differences
from tests.domain.evaluation.yearly import differences as differences_of_year
from tests.domain.given import uid
from tests.domain.histories import ABOVE, REASON, TEXT, told
from tests.domain.plans import EMPLOYEE, SUPERIOR

AMENDED = at(8, 20)  # the final of 18 July could be objected to until 8 August at the latest
REJECTED = uid("list")


class Later(Afterwards):
    """Objected to, answered and decided in the days after the amendment."""

    lodged_at, answered_at, decided_at = at(8, 22), at(8, 24), at(8, 28)


def quarter(kind=Later):
    """`agreed` is proven, of `files` one list was rejected and another verified: final, and received on 20 July."""
    story = told()
    story.prove("agreed", "100")
    report = story.report("files", "20")
    story.upload("list", "files")
    story.reject("list", "files", report)
    story.prove("files", "20")
    story.assess()
    story.finalized()
    made, now = kind(story), at(7, 20)
    return made.add(decide_deliver(made.state, EMPLOYEE, "opened", made.stream, now, CLOCK), EMPLOYEE, now)


def amended(now=AMENDED, made=None):
    """That list was found false as well, and the final amended."""
    made = made or quarter()
    made.finding = made.find_false("files 2026Q2", now)
    return made.amend(made.finding, now)


def head_of(made):
    return StreamHead(stream=made.stream, version=made.story.facts[-1].version)


def back(made):
    return Readmitted(items=(made.finding.stream,))


def lodge(made, now, clock=CLOCK):
    return made.add(decide_lodge(made.state, EMPLOYEE, TEXT, made.stream, now, clock), EMPLOYEE, now)


# -- received ---------------------------------------------------------------------------------------------------------


def test_it_is_received_anew_and_the_days_to_object_run_from_then():
    made = amended()

    (event,) = decide_deliver(made.state, EMPLOYEE, "opened", made.stream, at(8, 22), CLOCK)

    assert standing(made.state, at(8, 21), CLOCK).state == "not_delivered"
    assert (event.final, event.delivered_on, event.object_until) == (
        head_of(made), date(2026, 8, 22), date(2026, 9, 5),
    )  # fmt: skip


def test_what_nobody_opens_counts_as_received_seven_days_after_it_was_amended():
    made = amended()

    early, due = (decide_deem_delivered(made.state, made.stream, now, CLOCK) for now in (at(8, 26), at(8, 27)))

    assert early == []
    assert [(one.how, one.final, one.delivered_on) for one in due] == [("deemed", head_of(made), date(2026, 8, 27))]


def test_an_amendment_by_the_decision_of_an_objection_ended_the_procedure():
    made = amended().object()
    made.change(back(made))

    assert standing(made.state, at(9, 1), CLOCK).state == "decided"
    assert decide_deliver(made.state, EMPLOYEE, "opened", made.stream, at(9, 1), CLOCK) == []
    with pytest.raises(AlreadyDecided):
        lodge(made, at(9, 1))


# -- objected to ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["quarter", "year"])
def test_an_objection_to_it_names_it_and_amends_again_beside_the_original(kind):
    made = amended() if kind == "quarter" else year_with_two_proven()
    if kind == "year":
        made.finding = made.find_false("agreed 2026Q1")
        made.amend(made.finding, made.lodged_at)
    amendment, original = head_of(made), made.original

    made.object().change(back(made))

    lodged, decided = made.state.lodged[-1], made.state.decided
    assert (lodged.final, decided.final, decided.outcome) == (amendment, amendment, "changed")
    assert [one.original for one in made.state.amended] == [original, original]
    assert [one.predicate for one in (made.state.final, *made.state.amended)] == ["baik", "butuh_perbaikan", "baik"]
    assert (differences(made) if kind == "quarter" else differences_of_year(made.history())) == []


def test_within_the_same_days():
    made = amended()
    opened = decide_deliver(made.state, EMPLOYEE, "opened", made.stream, at(8, 22), CLOCK)
    made.add(opened, EMPLOYEE, at(8, 22))

    with pytest.raises(TooLate):
        decide_lodge(made.state, EMPLOYEE, TEXT, made.stream, at(9, 6), CLOCK)
    lodge(made, at(9, 5))
    with pytest.raises(AlreadyLodged):
        lodge(made, at(9, 5))


def test_a_realization_that_the_false_evidence_had_shown_may_be_readmitted_too():
    made = amended().object()
    report = made.state.final.results[1].indicators[0].report

    made.change(Readmitted(reports=(report,)))

    assert made.state.amended[-1].predicate == "baik"
    assert differences(made) == []


@pytest.mark.parametrize("beyond", ["item", "report"])
def test_what_was_excluded_before_it_is_not_readmitted_once_those_days_are_over(beyond):
    made = amended().object()
    first = next(
        one for one in made.story.facts if type(one.event).__name__ == "RealizationReported" and one.version == 2
    )
    report = StreamHead(stream=first.stream, version=first.version)

    named = Readmitted(items=(REJECTED,)) if beyond == "item" else Readmitted(reports=(report,))
    with pytest.raises(NotOfTheAmendment):
        made.change(named)


def test_nothing_comes_higher_than_it_was_before_the_amendment():
    made = amended().object()

    with pytest.raises(WouldRaise) as refused:
        made.change(back(made), result=Given(ABOVE, **REASON), behaviour=Given(ABOVE, **REASON))

    assert (refused.value.predicate, refused.value.would_be) == ("baik", "sangat_baik")


# -- when the final could still be objected to, or was ----------------------------------------------------------------


class Soon(Afterwards):
    lodged_at, answered_at, decided_at = at(8, 2), at(8, 4), at(8, 8)


def test_while_the_days_of_the_final_run_all_of_it_may_still_be_objected_to():
    made = amended(at(8, 1), quarter(Soon)).object()

    made.change(Readmitted(items=(REJECTED,)), result=Given(ABOVE, **REASON), behaviour=Given(ABOVE, **REASON))

    assert made.state.amended[-1].predicate == "sangat_baik"
    assert differences(made) == []


def test_an_objection_that_waits_for_its_decision_is_decided_on_it_too():
    made = quarter(Soon).object()
    final = made.original

    amended(at(8, 5), made).change(back(made))

    assert (made.state.lodged[-1].final, made.state.decided.final) == (final, final)
    assert [one.cause for one in made.state.amended] == ["false_evidence", "objection"]
    assert differences(made) == []
    with pytest.raises(AlreadyDecided):
        lodge(made, at(8, 9))


def test_after_a_decision_another_finding_may_be_objected_to_and_that_alone():
    made = quarter(Soon).object()
    made.stand()
    made.lodged_at, made.answered_at, made.decided_at = Later.lodged_at, Later.answered_at, Later.decided_at

    amended(made=made).object()

    with pytest.raises(NotOfTheAmendment):
        made.change(Readmitted(items=(REJECTED,)))
    made.change(back(made))
    assert differences(made) == []


def test_in_the_raters_own_step_it_is_lodged_anew_against_the_amendment():
    made = lodge(quarter(Soon), at(7, 30), TWO_STEP)

    amended(at(8, 1), made)
    lodge(made, at(8, 2), TWO_STEP)

    assert [(one.step, one.final.version) for one in made.state.lodged] == [(1, made.state.subject_version)]
    assert made.state.only is None


# -- tampered with ----------------------------------------------------------------------------------------------------


def decided():
    made = amended().object()
    return made.change(back(made))


@pytest.mark.parametrize("kind", [EvaluationDelivered, ObjectionLodged, ObjectionDecided])
def test_what_names_the_final_where_the_amendment_is_in_its_place_is_named(kind):
    made = decided()

    found = differences(made, {"final": made.original}, kind)

    assert any(one.startswith("final named in") for one in found), found


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"readmitted": Readmitted(items=(REJECTED,))}, "readmitted"),
        (
            {"predicate": "sangat_baik"},
            "the result after an objection: the final says sangat_baik, the history gives hi",
        ),
    ],
)
def test_what_goes_beyond_the_amendment_is_named(update, named):
    found = differences(decided(), update, EvaluationAmended)

    assert any(one.startswith(named) for one in found), found


def test_whoever_amended_does_not_decide_on_it():
    made = decided()
    made.actors = {
        place: str(SUPERIOR) if place == (made.stream, made.state.subject_version) else actor
        for place, actor in made.actors.items()
    }

    assert {one.split(":")[0] for one in differences(made)} == {f"who acted in {made.stream}"}


def test_a_second_decision_is_named():
    made = decided()
    facts = [one for one in made.story.facts if isinstance(one.event, ObjectionLodged | ObjectionDecided)]
    again = replace(facts[-1], version=made.story.facts[-1].version + 1)
    made.story.facts.append(again)

    assert any(one.endswith("the history gives decided already") for one in differences(made))
