"""How targets come to be agreed: drafted, proposed by either side, accepted by the other (`domain.md` 4)."""

from datetime import date
from functools import partial

import pytest

from contracts.planning import AgreementDrafted, TargetAgreed, TargetsProposed
from services.planning.domain import (
    Agreement,
    AlreadyAgreed,
    Assignment,
    Employee,
    NoSuchAssignment,
    NotYourAgreement,
    NotYourProposal,
    OtherProposal,
    SupportsNothing,
    decide_accept,
    decide_draft,
    decide_propose,
    evolve_agreement,
    side_of,
)
from tests.domain.given import Given, given, uid, when
from tests.domain.plans import (
    AGREEMENT,
    ASSIGNMENT,
    EMPLOYEE,
    FIRST_DAY,
    LAST_DAY,
    OBJECTIVE,
    RATER,
    STRANGER,
    UNIT,
    agreed,
    main,
    planned,
    results,
)

given = partial(given, evolve_agreement, Agreement())

PLAN = results()
DRAFTED = AgreementDrafted(
    employee=EMPLOYEE,
    agreement=AGREEMENT,
    assignment=ASSIGNMENT,
    unit=UNIT,
    year=2026,
    starts_on=FIRST_DAY,
    ends_on=LAST_DAY,
    head_of_unit=False,
)
HELD = Assignment(ASSIGNMENT, UNIT, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER)
EXISTING = frozenset({OBJECTIVE})


def proposed(number=1, by="employee", plan=PLAN) -> TargetsProposed:
    return TargetsProposed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, proposal=number, proposed_by=by, results=plan
    )


def accept(proposal=1, side="rater", existing=EXISTING):
    return decide_accept, proposal, side, RATER, existing


@pytest.mark.parametrize("side", ["employee", "rater"])
def test_either_side_proposes_the_first_set(side):
    decided = given(DRAFTED).when(decide_propose, PLAN, side)

    decided.then(proposed(1, side))


def test_a_later_proposal_of_the_other_side_gets_the_next_number():
    decided = given(DRAFTED, proposed(1, "employee")).when(decide_propose, PLAN, "rater")

    decided.then(proposed(2, "rater"))


@pytest.mark.parametrize(("proposer", "other"), [("employee", "rater"), ("rater", "employee")])
def test_targets_are_agreed_when_the_other_side_accepts(proposer, other):
    decided = given(DRAFTED, proposed(by=proposer)).when(*accept(side=other))

    decided.then(agreed())


@pytest.mark.parametrize(("side", "waits_for"), [("employee", "rater"), ("rater", "employee")])
def test_nobody_accepts_their_own_proposal(side, waits_for):
    decided = given(DRAFTED, proposed(by=side)).when(*accept(side=side))

    decided.then_refused(NotYourProposal, waits_for=waits_for)


@pytest.mark.parametrize(
    ("history", "asked", "last"),
    [
        ((DRAFTED,), 1, 0),
        ((DRAFTED, proposed(1)), 2, 1),
        ((DRAFTED, proposed(1), proposed(2, "rater")), 1, 2),
    ],
    ids=["none yet", "not made yet", "replaced"],
)
def test_only_the_last_proposal_is_accepted(history, asked, last):
    decided = given(*history).when(*accept(asked, side="employee"))

    decided.then_refused(OtherProposal, last=last)


@pytest.mark.parametrize("supports", [None, main().supports])
def test_a_main_result_that_supports_nothing_waits_although_it_may_be_drafted(supports):
    plan = results(main(supports=supports))

    drafted = given(DRAFTED).when(decide_propose, plan, "employee")
    accepted = given(DRAFTED, proposed(plan=plan)).when(*accept(existing=frozenset({uid("another objective")})))

    drafted.then(proposed(plan=plan))
    accepted.then_refused(SupportsNothing, result="pelayanan")


def test_an_additional_result_may_support_nothing():
    plan = results(main(planned(title="a")), main(planned(title="b"), title="tim", kind="additional", supports=None))

    decided = given(DRAFTED, proposed(plan=plan)).when(*accept())

    decided.then(agreed().model_copy(update={"results": plan}))


def test_what_is_agreed_is_neither_proposed_nor_accepted_again():
    history = (DRAFTED, proposed(), agreed())

    again = given(*history).when(*accept())
    other = given(*history).when(decide_propose, PLAN, "rater")

    again.then_refused(AlreadyAgreed, agreement=AGREEMENT)
    other.then_refused(AlreadyAgreed, agreement=AGREEMENT)


def test_the_whole_set_is_agreed_with_the_days_unit_and_rater_it_was_drafted_for():
    head = DRAFTED.model_copy(
        update={"head_of_unit": True, "starts_on": date(2026, 5, 1), "ends_on": date(2026, 8, 31)}
    )

    (event,) = given(head, proposed()).when(*accept()).events

    assert isinstance(event, TargetAgreed)
    assert (event.starts_on, event.ends_on, event.valid_from) == (head.starts_on, head.ends_on, head.starts_on)
    assert (event.head_of_unit, event.unit, event.rater, event.agreement_version) == (True, UNIT, RATER, 1)


def test_the_employee_and_the_rater_in_force_are_the_two_sides():
    assert side_of(AGREEMENT, HELD, EMPLOYEE, EMPLOYEE) == "employee"
    assert side_of(AGREEMENT, HELD, EMPLOYEE, RATER) == "rater"


def test_nobody_else_is_a_side():
    decided = when(side_of, AGREEMENT, HELD, EMPLOYEE, STRANGER)

    decided.then_refused(NotYourAgreement, agreement=AGREEMENT)


def test_an_agreement_is_drafted_for_an_assignment_held_by_then():
    owner = Given(Employee(EMPLOYEE, {ASSIGNMENT: HELD}))

    decided = owner.when(decide_draft, DRAFTED)

    decided.then(DRAFTED)


@pytest.mark.parametrize(
    "wrong",
    [{"assignment": uid("another")}, {"starts_on": date(2025, 12, 31)}],
    ids=["not held", "before it began"],
)
def test_an_agreement_for_an_assignment_not_held_is_refused(wrong):
    owner = Given(Employee(EMPLOYEE, {ASSIGNMENT: HELD}))
    draft = DRAFTED.model_copy(update=wrong)

    decided = owner.when(decide_draft, draft)

    decided.then_refused(NoSuchAssignment, assignment=draft.assignment)
