"""What the end of an assignment does to the agreements that rest on it, example by example (`domain.md` 4, moves)."""

from datetime import date

import pytest

from contracts.planning import AgreementClosed, AssignmentEnded, Revision
from contracts.readings import agreed_versions, version_in_force
from contracts.values import TextRef
from services.planning.agreement import (
    Agreement,
    Around,
    Terms,
    decide_accept,
    decide_propose,
    evolve_agreement,
)
from services.planning.directory_rules import NoSuchAssignment
from services.planning.moving import closed_with
from tests.domain.given import given, uid
from tests.domain.planning.test_agreement import DRAFTED, SET, proposed
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, agreed, results

JUNE, SEPTEMBER, NEXT_YEAR = date(2026, 6, 30), date(2026, 9, 30), date(2027, 3, 31)
SECOND_HALF = DRAFTED.model_copy(update={"starts_on": date(2026, 7, 1)})


def ended(day, reason="moved", assignment=ASSIGNMENT):
    return AssignmentEnded(employee=EMPLOYEE, assignment=assignment, ends_on=day, reason_code=reason)


def closed(day, reason="moved", by_hand=False):
    return AgreementClosed(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        year=2026,
        closes_on=day,
        reason_code=reason,
        with_assignment=not by_hand,
    )


def after(*history):
    return given(evolve_agreement, Agreement(), *history)


@pytest.mark.parametrize("history", [(DRAFTED,), (DRAFTED, proposed()), (DRAFTED, agreed())], ids=len)
def test_it_ends_with_the_assignment_whether_agreed_or_not(history):
    after(*history).when(closed_with, ended(SEPTEMBER)).then(closed(SEPTEMBER))


@pytest.mark.parametrize("told", ["moved", "left_service", "other"])
def test_the_closing_says_why_as_the_end_of_the_assignment_did(told):
    after(DRAFTED).when(closed_with, ended(SEPTEMBER, told)).then(closed(SEPTEMBER, told))


@pytest.mark.parametrize(
    "event",
    [ended(NEXT_YEAR), ended(date(2026, 12, 31)), ended(SEPTEMBER, assignment=uid("another"))],
    ids=["it ends before", "it ends on the same day", "of another assignment"],
)
def test_nothing_happens_where_it_does_not_last_longer(event):
    after(DRAFTED, agreed()).when(closed_with, event).then_nothing()


def test_one_that_was_closed_before_stays_closed():
    after(DRAFTED, agreed(), closed(JUNE, by_hand=True)).when(closed_with, ended(SEPTEMBER)).then_nothing()
    after(DRAFTED, agreed(), closed(JUNE, by_hand=True)).when(closed_with, ended(NEXT_YEAR, "corrected")).then_nothing()


def test_a_corrected_day_moves_the_closing_no_further_than_a_hand_had_closed_it():
    history = (DRAFTED, agreed(), closed(SEPTEMBER, by_hand=True), closed(JUNE))

    after(*history).when(closed_with, ended(NEXT_YEAR, "corrected")).then(closed(SEPTEMBER, "corrected"))


@pytest.mark.parametrize(("corrected", "last"), [(JUNE, JUNE), (date(2026, 11, 30),) * 2, (NEXT_YEAR, DRAFTED.ends_on)])
def test_a_corrected_day_moves_the_closing_up_to_the_agreements_own_end(corrected, last):
    history = (DRAFTED, agreed(), closed(SEPTEMBER))

    decided = after(*history).when(closed_with, ended(corrected, "corrected"))

    decided.then(closed(last, "corrected"))
    (version,) = agreed_versions([*history, *decided.events])
    assert version.ends_on == last


def test_an_end_entered_by_mistake_and_corrected_leaves_an_agreement_that_can_be_revised():
    """It stayed closed: nobody could revise it, and no other could be agreed for its days."""
    history = (DRAFTED, proposed(), agreed(), closed(SEPTEMBER), closed(DRAFTED.ends_on, "corrected"))
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    why = Revision(valid_from=date(2026, 7, 1), reason_code="task_changed", reason=reason)

    decided = after(*history).when(
        decide_propose, FIRST_DAY, results(), "rater", RATER, Terms(None, why, date(2026, 7, 1))
    )

    assert decided.refusal is None
    again = after(*history).when(closed_with, ended(JUNE, "corrected"))
    again.then(closed(JUNE, "corrected"))


def test_a_version_of_later_days_comes_back_with_a_corrected_day():
    revised = agreed(agreement_version=2, valid_from=date(2026, 10, 1))
    history = [DRAFTED, agreed(), revised, closed(SEPTEMBER)]

    assert [one.agreement_version for one in agreed_versions(history)] == [1]
    found = agreed_versions([*history, closed(date(2026, 11, 30), "corrected")])
    assert version_in_force(found, date(2026, 11, 1)).agreement_version == 2


def test_one_that_had_not_begun_never_does():
    history = (SECOND_HALF, agreed(starts_on=SECOND_HALF.starts_on, valid_from=SECOND_HALF.starts_on))

    decided = after(*history).when(closed_with, ended(JUNE))

    decided.then(closed(JUNE))
    assert agreed_versions([*history, *decided.events]) == []


def test_what_the_assignment_no_longer_covers_is_not_accepted():
    around = Around([SET], last_day=SEPTEMBER)

    decided = after(DRAFTED, proposed()).when(decide_accept, FIRST_DAY, 1, "rater", RATER, around)

    decided.then_refused(NoSuchAssignment)
