"""What is told to whom, in both languages, and that a notice is read once."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from contracts.events import EVENT_TYPES
from contracts.examples import EXAMPLES
from contracts.notify import NoticeAcknowledged
from services.notify.domain import (
    Acknowledged,
    AlreadyAcknowledged,
    decide_acknowledge,
    evolve_acknowledged,
    notice_for,
    sides,
    told_to,
)
from tests.domain.given import given, uid
from tests.domain.plans import EMPLOYEE

given = partial(given, evolve_acknowledged, Acknowledged())

EVENTS = {type(example.event).__name__: example.event for example in EXAMPLES}
EVENTS["EvidenceChecked"] = EVENTS["EvidenceChecked"].model_copy(update={"outcome": "infected", "signature": "Eicar"})
TOLD = {
    "AssignmentStarted": {"employee", "rater"},
    "TargetsProposed": {"rater"},
    "TargetAgreed": {"employee", "rater"},
    "RealizationReported": {"rater"},
    "RealizationReturned": {"employee"},
    "FeedbackGiven": {"employee"},
    "FeedbackAnswered": {"rater"},
    "CoachingHeld": {"employee"},
    "CoachingFollowedUp": {"employee"},
    "SanctionRecorded": {"employee"},
    "SanctionWithdrawn": {"employee"},
    "EvidenceUploaded": {"rater"},
    "EvidenceVerified": {"employee"},
    "EvidenceRejected": {"employee"},
    "LinkNotFetched": {"employee"},
    "EvidenceChecked": {"employee"},
    "LinkRechecked": {"rater"},
    "LatenessAccepted": {"employee"},
    "SelfAssessed": {"rater"},
    "BehaviourAssessed": {"employee"},
    "EvaluationFinalized": {"employee"},
    "EvaluationDelivered": {"employee"},
    "ObjectionLodged": {"answers", "decides"},
    "ObjectionReminded": {"decides"},
    "ObjectionAnswered": {"employee", "decides"},
    "ObjectionDecided": {"employee", "rater"},
    "EvaluationAmended": {"employee", "rater"},
    "AnnualEvaluationAmended": {"employee", "rater"},
    "EvidenceFoundFalse": {"employee", "rater", "superior"},
    "FollowUpPlanned": {"employee", "owner"},
    "FollowUpDone": {"employee"},
    "UnitAchievementSet": {"head"},
    "InnovationRecorded": {"employee"},
    "ConsiderationLeft": {"rater"},
    "AnnualEvaluationFinalized": {"employee"},
    "DialogueEntryWritten": {"employee"},
    "AgreementClosed": {"employee", "rater"},
    "RaterDisputed": {"officer"},
    "RaterChanged": {"employee", "rater"},
    "RaterConfirmed": {"employee"},
    "FunctionalLevelSet": {"employee"},
    "EmploymentChanged": {"employee"},
}
#: The instant at which what is told of was recorded.
NOW = datetime(2026, 7, 1, tzinfo=UTC)
READ = NoticeAcknowledged(employee=EMPLOYEE, period="2026Q2", notice=uid("notice"))


def test_every_event_type_is_known_here_as_told_or_not_told():
    assert {kind.__name__ for kind in EVENT_TYPES.values()} == set(EVENTS)
    assert set(TOLD) <= set(EVENTS)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_those_it_concerns_are_told(name):
    event = EVENTS[name].model_copy(update={"proposed_by": "employee"} if name == "TargetsProposed" else {})

    notice = notice_for(event, NOW)

    assert notice is not None
    assert notice.to == TOLD[name]


@pytest.mark.parametrize("name", sorted(set(EVENTS) - set(TOLD)))
def test_what_concerns_nobody_in_particular_is_not_told(name):
    assert notice_for(EVENTS[name], NOW) is None


def test_a_raters_proposal_waits_for_the_employee():
    proposed = EVENTS["TargetsProposed"].model_copy(update={"proposed_by": "rater"})

    assert notice_for(proposed, NOW).to == {"employee"}


@pytest.mark.parametrize(
    ("name", "outcome", "told"),
    [
        ("EvidenceChecked", "infected", {"employee"}),
        ("EvidenceChecked", "clean", set()),
        ("LinkRechecked", "changed", {"rater"}),
        ("LinkRechecked", "gone", {"rater"}),
        ("LinkRechecked", "same", set()),
    ],
)
def test_of_a_file_or_link_that_is_looked_at_only_trouble_is_told(name, outcome, told):
    """The symptom: nobody told an employee that their file was infected, and so counted as not shown."""
    event = EVENTS[name].model_copy(update={"outcome": outcome})

    assert sides(type(event), event) == told
    assert (notice_for(event, NOW) is not None) == bool(told)


@pytest.mark.parametrize(("name", "acts"), [("ObjectionLodged", "before"), ("ObjectionReminded", "acts")])
def test_in_the_raters_own_step_of_an_objection_nobody_is_told_to_decide(name, acts):
    """Whoever decides was told that there is something to be dealt with, and would have been refused."""
    event = EVENTS[name].model_copy(update={acts: "rater"})

    assert notice_for(event, NOW).to == {"answers"}


def test_the_answer_that_ends_the_raters_own_step_is_told_to_the_employee_alone():
    """Whoever decides was told of it too, and may do nothing before the employee carries on."""
    event = EVENTS["ObjectionAnswered"].model_copy(update={"carry_on_until": date(2026, 11, 20)})

    assert notice_for(event, NOW).to == {"employee"}


@pytest.mark.parametrize("said_by", ["employee", "rater"])
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_whoever_is_told_of_an_event_is_looked_for_by_its_type(name, said_by):
    event = EVENTS[name]
    said = {"proposed_by", "written_by"} & set(type(event).model_fields)
    event = event.model_copy(update=dict.fromkeys(said, said_by))

    assert all(type(event) in told_to(side) for side in sides(type(event), event))


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_notice_says_it_in_both_languages_without_codes_or_braces(name):
    notice = notice_for(EVENTS[name], NOW)

    assert notice.pesan != notice.text
    assert not set("{}_") & set(notice.pesan + notice.text)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_notice_belongs_to_the_events_period_or_year(name):
    assert notice_for(EVENTS[name], NOW).period in ("2026Q3", "2026")


def test_that_a_closing_evaluation_is_due_is_told_with_the_end_of_an_agreement():
    notice = notice_for(EVENTS["AgreementClosed"], NOW)

    assert ("evaluasi penutup" in notice.pesan, "closing evaluation" in notice.text) == (True, True)


def test_the_words_of_a_final_and_of_an_achievement_are_readable():
    final = EVENTS["EvaluationFinalized"].model_copy(update={"predicate": "butuh_perbaikan"})
    achievement = EVENTS["UnitAchievementSet"].model_copy(update={"achievement": "sangat_kurang"})

    assert notice_for(final, NOW).pesan == "Evaluasi 2026Q3 final: butuh perbaikan"
    assert notice_for(achievement, NOW).pesan == "Capaian unit 2026Q3: sangat kurang"


def test_the_day_until_which_an_answer_is_in_time_is_told():
    rejected = EVENTS["EvidenceRejected"]

    notice = notice_for(rejected, NOW)

    assert rejected.answer_until.isoformat() in notice.pesan
    assert rejected.answer_until.isoformat() in notice.text


def test_a_notice_is_acknowledged_once():
    given().when(decide_acknowledge, EMPLOYEE, "2026Q2", uid("notice")).then(READ)

    again = given(READ).when(decide_acknowledge, EMPLOYEE, "2026Q2", uid("notice"))

    again.then_refused(AlreadyAcknowledged, notice=uid("notice"))


def test_another_notice_is_acknowledged_after_the_first():
    other = READ.model_copy(update={"notice": uid("another")})

    given(READ).when(decide_acknowledge, EMPLOYEE, "2026Q2", uid("another")).then(other)
