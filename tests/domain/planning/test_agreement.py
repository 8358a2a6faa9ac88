"""How targets come to be agreed: drafted, proposed by either side, accepted by the other (`domain.md` 4)."""

from datetime import date
from functools import partial

import pytest

from contracts.planning import AgreementDrafted, Support, TargetAgreed, TargetsProposed, UnitObjectiveSet
from services.planning.agreement import (
    Agreement,
    AlreadyAgreed,
    Around,
    FormerRatersProposal,
    NoRater,
    NotYourAgreement,
    NotYourProposal,
    OtherProposal,
    decide_accept,
    decide_draft,
    decide_propose,
    evolve_agreement,
    side_of,
)
from services.planning.agreement_views import shown
from services.planning.directory_rules import Assignment, Employee, NoSuchAssignment
from services.planning.projections import labels
from services.planning.supports import SupportsNothing
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
RATERS = frozenset({RATER, uid("delegate")})
HELD = Assignment(ASSIGNMENT, UNIT, head_of_unit=False, starts_on=FIRST_DAY, rater=RATER)
SET = UnitObjectiveSet(unit=UNIT, year=2026, objective=OBJECTIVE, title="Layanan yang tertib")
ACTORS = {"employee": EMPLOYEE, "rater": RATER}


def proposed(number=1, by="employee", plan=PLAN, proposer=None) -> TargetsProposed:
    return TargetsProposed(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        year=2026,
        proposal=number,
        proposed_by=by,
        proposer=proposer or ACTORS[by],
        results=plan,
    )


def propose(side, plan=PLAN):
    return decide_propose, FIRST_DAY, plan, side, ACTORS[side]


def accept(proposal=1, side="rater", found=(SET,), rater=RATER):
    return decide_accept, FIRST_DAY, proposal, side, rater, Around(found)


@pytest.mark.parametrize("side", ["employee", "rater"])
def test_either_side_proposes_the_first_set(side):
    decided = given(DRAFTED).when(*propose(side))

    decided.then(proposed(1, side))


def test_a_later_proposal_of_the_other_side_gets_the_next_number():
    decided = given(DRAFTED, proposed(1, "employee")).when(*propose("rater"))

    decided.then(proposed(2, "rater"))


@pytest.mark.parametrize(("proposer", "other"), [("employee", "rater"), ("rater", "employee")])
def test_targets_are_agreed_when_the_other_side_accepts(proposer, other):
    decided = given(DRAFTED, proposed(by=proposer)).when(*accept(side=other))

    decided.then(agreed())


@pytest.mark.parametrize(("side", "waits_for"), [("employee", "rater"), ("rater", "employee")])
def test_nobody_accepts_their_own_proposal(side, waits_for):
    decided = given(DRAFTED, proposed(by=side)).when(*accept(side=side))

    decided.then_refused(NotYourProposal, waits_for=waits_for)


@pytest.mark.parametrize("side", ["employee", "rater"], ids=["the employee", "the new rater"])
def test_nobody_accepts_what_a_former_rater_proposed(side):
    of_the_former = proposed(by="rater", proposer=uid("former rater"))

    decided = given(DRAFTED, of_the_former).when(*accept(side=side))

    decided.then_refused(FormerRatersProposal, proposal=1)


def test_the_new_rater_proposes_anew_and_the_employee_accepts():
    history = (DRAFTED, proposed(by="rater", proposer=uid("former rater")), proposed(2, by="rater"))

    decided = given(*history).when(*accept(2, side="employee"))

    decided.then(agreed())


def test_what_the_employee_proposed_to_the_former_rater_the_new_one_accepts():
    (event,) = given(DRAFTED, proposed()).when(*accept(rater=uid("new rater"))).events

    assert event.rater == uid("new rater")


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

    another = SET.model_copy(update={"objective": uid("another objective")})
    drafted = given(DRAFTED).when(*propose("employee", plan))
    accepted = given(DRAFTED, proposed(plan=plan)).when(*accept(found=(another,)))

    drafted.then(proposed(plan=plan))
    accepted.then_refused(SupportsNothing, result="pelayanan")


SUPERIORS = uid("the superior's result")
#: What the superior has agreed: a set with the result that is supported.
ABOVE = agreed(main(title="the superior's result")).model_copy(update={"employee": RATER, "agreement": uid("theirs")})


def supporting(kind, what):
    return results(main(supports=Support(kind=kind, id=what, taken_over="in_part")))


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        pytest.param(supporting("unit_objective", OBJECTIVE), SET, id="an objective of the year"),
        pytest.param(supporting("work_result", SUPERIORS), ABOVE, id="a result the superior has agreed"),
    ],
)
def test_a_main_result_supports_what_is_set_or_agreed(plan, found):
    decided = given(DRAFTED, proposed(plan=plan)).when(*accept(found=(found,)))

    decided.then(agreed().model_copy(update={"results": plan}))


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        pytest.param(supporting("work_result", SUPERIORS), [], id="a result of a mere proposal"),
        pytest.param(
            supporting("unit_objective", OBJECTIVE), [SET.model_copy(update={"year": 2025})], id="of another year"
        ),
        pytest.param(
            supporting("work_result", SUPERIORS),
            [ABOVE.model_copy(update={"year": 2025})],
            id="agreed for another year",
        ),
        pytest.param(supporting("work_result", OBJECTIVE), [SET], id="an objective called a result"),
        pytest.param(supporting("unit_objective", SUPERIORS), [ABOVE], id="a result called an objective"),
        pytest.param(
            supporting("work_result", SUPERIORS), [ABOVE.model_copy(update={"employee": EMPLOYEE})], id="one's own"
        ),
        pytest.param(
            supporting("work_result", PLAN[0].result),
            [agreed(), ABOVE],
            id="one's own, beside a superior's",
        ),
        pytest.param(supporting("work_result", uid("no result of theirs")), [ABOVE], id="not in the superior's set"),
    ],
)
def test_a_main_result_that_supports_something_else_waits(plan, found):
    decided = given(DRAFTED, proposed(plan=plan)).when(*accept(found=found))

    decided.then_refused(SupportsNothing, result="pelayanan")


def test_what_is_proposed_is_found_by_nobody_who_looks_for_something_to_support():
    found = {type(event): [name for name, _ in labels(event)] for event in (SET, proposed(), agreed())}

    assert "supported" not in found[TargetsProposed]
    assert "supported" in found[UnitObjectiveSet]
    assert found[TargetAgreed].count("supported") == len(PLAN)


def test_an_additional_result_may_support_nothing():
    plan = results(main(planned(title="a")), main(planned(title="b"), title="tim", kind="additional", supports=None))

    decided = given(DRAFTED, proposed(plan=plan)).when(*accept())

    decided.then(agreed().model_copy(update={"results": plan}))


def test_what_is_agreed_is_neither_proposed_nor_accepted_again():
    history = (DRAFTED, proposed(), agreed())

    again = given(*history).when(*accept())
    other = given(*history).when(*propose("rater"))

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
    assert side_of(AGREEMENT, RATERS, EMPLOYEE, EMPLOYEE) == "employee"
    assert side_of(AGREEMENT, RATERS, EMPLOYEE, RATER) == "rater"
    assert side_of(AGREEMENT, RATERS, EMPLOYEE, uid("delegate")) == "rater"


def test_nobody_else_is_a_side():
    decided = when(side_of, AGREEMENT, RATERS, EMPLOYEE, STRANGER)

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


# -- at the top -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["employee", "rater"])
def test_without_a_rater_nobody_agrees_and_the_refusal_names_the_assignment(by):
    """The rater of an agency's head is outside (`domain.md` 10): the officer records who it is."""
    waiting = given(DRAFTED, proposed(by=by))

    waiting.when(*accept(side="employee", rater=None)).then_refused(NoRater, assignment=ASSIGNMENT)


@pytest.mark.parametrize(
    ("history", "waits"),
    [((), "officer"), ((proposed(),), "officer"), ((proposed(), agreed()), None)],
    ids=["drafted", "proposed", "agreed"],
)
def test_without_a_rater_it_waits_for_the_officer(history, waits):
    state = given(DRAFTED, *history).state

    assert shown(state, FIRST_DAY, None)["waits_for"] == waits
    assert shown(state, FIRST_DAY, RATER)["waits_for"] != "officer"
