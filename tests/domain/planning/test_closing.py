"""Closing: a day to come shortens an agreement and stops nobody before it has passed (`domain.md` 4, moves)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from contracts.planning import AgreementClosed
from contracts.readings import agreed_versions, version_in_force
from services.planning.acceptances import next_acceptance
from services.planning.agreement import (
    Agreement,
    AgreementIsClosed,
    AgreementOverlaps,
    Around,
    RevisionOutOfTime,
    Terms,
    decide_accept,
    decide_propose,
    evolve_agreement,
)
from services.planning.agreement_views import shown
from services.planning.closing import ClosesLater, ClosesOutside, decide_close
from services.planning.dialogue import decide_write
from tests.domain.given import given, uid
from tests.domain.planning.test_agreement import DRAFTED, SET, proposed
from tests.domain.planning.test_revision import AGREED, WHY, entry
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, FIRST_DAY, LAST_DAY, RATER, agreed, results

given = partial(given, evolve_agreement, Agreement())
MARCH, APRIL, JUNE, JULY = date(2026, 3, 10), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)
SEPTEMBER = date(2026, 9, 30)
FROM_APRIL = WHY.model_copy(update={"valid_from": APRIL})


def closing(day, reason="moved", with_assignment=False):
    return AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=day, reason_code=reason,
        with_assignment=with_assignment,
    )  # fmt: skip


@pytest.mark.parametrize("with_assignment", [False, True], ids=["by hand", "with the assignment"])
def test_until_the_day_has_passed_both_sides_go_on_and_then_no_more(with_assignment):
    announced = (*AGREED, closing(JUNE, with_assignment=with_assignment))
    asked, terms = entry("question"), Terms(None, FROM_APRIL, APRIL)

    for day in (MARCH, JUNE):
        given(*announced).when(decide_write, day, asked).then(asked)
        (proposal,) = given(*announced).when(decide_propose, day, results(), "rater", RATER, terms).events
        accepted = given(*announced, proposal).when(
            decide_accept, day, 2, "employee", RATER, Around([SET], earliest=APRIL, last_day=JUNE)
        )
        (version,) = accepted.events
        assert (version.agreement_version, version.valid_from, version.ends_on) == (2, APRIL, JUNE)

    late = given(*announced, proposal)
    late.when(decide_write, JULY, asked).then_refused(AgreementIsClosed, closes_on=JUNE)
    late.when(decide_propose, JULY, results(), "rater", RATER, terms).then_refused(AgreementIsClosed)
    late.when(decide_accept, JULY, 2, "employee", RATER, Around([SET])).then_refused(AgreementIsClosed)


def test_a_proposal_that_waits_is_still_accepted_and_agreed_for_the_shortened_days():
    waiting = given(DRAFTED, proposed(), closing(JUNE))

    decided = waiting.when(decide_accept, MARCH, 1, "rater", RATER, Around([SET], last_day=JUNE))

    decided.then(agreed(ends_on=JUNE))
    assert [one.ends_on for one in agreed_versions([closing(JUNE), *decided.events])] == [JUNE]


def test_what_never_begins_takes_nothing_also_before_its_last_day():
    second_half = DRAFTED.model_copy(update={"starts_on": JULY})
    never = given(second_half, proposed(), closing(JUNE, with_assignment=True))

    never.when(decide_accept, MARCH, 1, "rater", RATER, Around([SET])).then_refused(AgreementIsClosed, closes_on=JUNE)


def test_a_revision_lies_within_the_shortened_days():
    announced = given(*AGREED, closing(JUNE))

    decided = announced.when(decide_propose, MARCH, results(), "rater", RATER, Terms(None, WHY, FIRST_DAY))

    decided.then_refused(RevisionOutOfTime, valid_from=JULY, earliest=FIRST_DAY, latest=JUNE)


def test_a_version_that_a_closing_keeps_from_beginning_is_not_what_is_revised():
    """Nothing could be: a revision begins after the version before, and that one after the last day."""
    from_october = agreed(agreement_version=2, valid_from=date(2026, 10, 1))
    announced = given(*AGREED, from_october, closing(JUNE))

    (proposal,) = announced.when(
        decide_propose, MARCH, results(), "rater", RATER, Terms(None, FROM_APRIL, FIRST_DAY)
    ).events

    assert announced.state.agreed.agreement_version == 1
    assert proposal.revision == FROM_APRIL


def test_it_is_shown_as_closed_once_the_day_has_passed():
    waiting = given(DRAFTED, proposed(), closing(JUNE)).state

    told = {day: shown(waiting, day, RATER) for day in (MARCH, JUNE, JULY)}

    assert [(one["state"], one["waits_for"], one["closed_on"]) for one in told.values()] == [
        ("in_dialogue", "rater", "2026-06-30"),
        ("in_dialogue", "rater", "2026-06-30"),
        ("closed", None, "2026-06-30"),
    ]


# -- another closing --------------------------------------------------------------------------------------------------


def test_an_agreement_closes_within_its_days_and_its_assignments():
    given(*AGREED).when(decide_close, closing(JUNE)).then(closing(JUNE))
    given(*AGREED).when(decide_close, closing(date(2027, 1, 1))).then_refused(ClosesOutside, ends_on=LAST_DAY)
    given(*AGREED).when(decide_close, closing(SEPTEMBER), (), JUNE).then_refused(ClosesOutside, ends_on=JUNE)
    given(*AGREED).when(decide_close, closing(FIRST_DAY - timedelta(1))).then_refused(ClosesOutside)


def test_another_closing_sets_an_earlier_day_and_a_later_one_where_it_corrects():
    closed = given(*AGREED, closing(JUNE))

    closed.when(decide_close, closing(MARCH)).then(closing(MARCH))
    closed.when(decide_close, closing(SEPTEMBER)).then_refused(ClosesLater, closes_on=JUNE)
    closed.when(decide_close, closing(SEPTEMBER, "corrected")).then(closing(SEPTEMBER, "corrected"))
    closed.when(decide_close, closing(date(2027, 1, 1), "corrected")).then_refused(ClosesOutside)
    closed.when(decide_close, closing(SEPTEMBER, "corrected"), (), JUNE).then_refused(ClosesOutside, ends_on=JUNE)


def test_the_same_day_by_hand_once_more_changes_nothing_and_after_the_assignments_end_it_does():
    with_assignment = closing(JUNE, with_assignment=True)

    given(*AGREED, closing(JUNE)).when(decide_close, closing(JUNE)).then_nothing()
    given(*AGREED, with_assignment).when(decide_close, closing(JUNE)).then(closing(JUNE))


def test_the_last_closing_holds():
    history = [*AGREED, closing(JUNE), closing(SEPTEMBER, "corrected")]

    (version,) = agreed_versions(history)

    assert version.ends_on == given(*history).state.ends_on == SEPTEMBER
    decided = given(*history).when(decide_propose, JULY, results(), "rater", RATER, Terms(None, WHY, JULY))
    assert decided.refusal is None


def test_a_correction_gives_back_no_day_that_another_has_been_agreed_for():
    drafted = DRAFTED.model_copy(update={"agreement": uid("next"), "starts_on": JULY})
    following = Agreement(drafted=drafted, versions=(agreed(),))
    closed = given(*AGREED, closing(JUNE))

    decided = closed.when(decide_close, closing(SEPTEMBER, "corrected"), [following])

    decided.then_refused(AgreementOverlaps, other=uid("next"))
    closed.when(decide_close, closing(MARCH), [following]).then(closing(MARCH))
    closed.when(decide_close, closing(SEPTEMBER, "corrected"), [replace(following, versions=())]).then(
        closing(SEPTEMBER, "corrected")
    )


def test_days_given_back_are_counted_with_the_acceptances():
    """Else an acceptance of the next agreement, decided in the same moment, would not see them."""
    history = [*AGREED, closing(JUNE)]
    given_back = [*history, closing(SEPTEMBER, "corrected")]

    assert next_acceptance(ASSIGNMENT, [given(*history).state]) == 2
    assert next_acceptance(ASSIGNMENT, [given(*given_back).state]) == 3


def test_a_version_that_would_begin_after_the_last_day_never_does():
    later = agreed(agreement_version=2, valid_from=date(2026, 10, 1))

    found = agreed_versions([agreed(), later, closing(date(2026, 8, 31))])

    assert [one.agreement_version for one in found] == [1]
    corrected = agreed_versions([agreed(), later, closing(date(2026, 8, 31)), closing(date(2026, 11, 30), "corrected")])
    assert version_in_force(corrected, date(2026, 11, 1)).agreement_version == 2
