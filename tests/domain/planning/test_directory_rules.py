"""Assignments that end, delegates, disputed raters, the tree of units: what is refused, and what is in force."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.planning import (
    AssignmentEnded,
    AssignmentStarted,
    DelegationEnded,
    DelegationGiven,
    EmployeeRegistered,
    RaterChanged,
    RaterConfirmed,
    RaterDisputed,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
)
from services.planning.directory_rules import (
    AssignmentHasEnded,
    DelegationOver,
    DelegationsOverlap,
    Employee,
    EndsBeforeItStarts,
    NoOpenDispute,
    NoSuchAssignment,
    NoSuchDelegation,
    NotYourRater,
    OwnDelegate,
    SameAssignment,
    StillDisputed,
    Unit,
    UnitsInARing,
    decide_assign,
    decide_confirm_rater,
    decide_delegate,
    decide_dispute_rater,
    decide_end_assignment,
    decide_end_delegation,
    decide_move_unit,
    decide_rename_unit,
    evolve_employee,
    evolve_unit,
)
from tests.domain.given import given, uid
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, STRANGER, SUPERIOR, UNIT

REGISTERED = EmployeeRegistered(employee=EMPLOYEE, employment="pns")
JULY = datetime(2026, 7, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
BEFORE = FIRST_DAY - timedelta(days=1)


def assigned(**update):
    plain = AssignmentStarted(
        employee=EMPLOYEE,
        assignment=ASSIGNMENT,
        unit=UNIT,
        position="Pranata Komputer",
        head_of_unit=False,
        starts_on=FIRST_DAY,
        rater=RATER,
    )
    return plain.model_copy(update=update)


def ended(on=date(2026, 6, 30), because="moved", assignment=ASSIGNMENT):
    return AssignmentEnded(employee=EMPLOYEE, assignment=assignment, ends_on=on, reason_code=because)


def delegated(starts_at=JULY, ends_at=JULY + HOUR, name="delegation", to=STRANGER):
    return DelegationGiven(
        employee=EMPLOYEE, delegation=uid(name), delegate=to, kind="plh", starts_at=starts_at, ends_at=ends_at
    )


def disputed(assignment=ASSIGNMENT):
    return RaterDisputed(employee=EMPLOYEE, assignment=assignment, rater=RATER, reason_code="not_my_superior")


def held(*history):
    return given(evolve_employee, Employee(), REGISTERED, assigned(), *history)


# -- assignments ------------------------------------------------------------------------------------------------------


def test_an_assignment_ends_on_its_last_day():
    held().when(decide_end_assignment, ended()).then(ended())

    assert held(ended()).state.assignments[ASSIGNMENT].ends_on == date(2026, 6, 30)


def test_an_assignment_may_end_on_its_first_day_and_not_before():
    held().when(decide_end_assignment, ended(FIRST_DAY)).then(ended(FIRST_DAY))

    decided = held().when(decide_end_assignment, ended(BEFORE))

    decided.then_refused(EndsBeforeItStarts, starts=FIRST_DAY)


def test_one_entered_by_mistake_is_corrected_to_have_never_begun_and_the_right_one_is_entered():
    never, right = ended(BEFORE, "corrected"), assigned(assignment=uid("right"), head_of_unit=True)

    held().when(decide_end_assignment, never).then(never)
    held().when(decide_end_assignment, ended(FIRST_DAY - timedelta(days=2), "corrected")).then_refused(
        EndsBeforeItStarts, starts=FIRST_DAY
    )
    assert held(never).state.held == ()
    held(never).when(decide_assign, right).then(right)


def test_what_never_began_may_begin_after_all_unless_the_right_one_stands_in_its_place():
    never, back = ended(BEFORE, "corrected"), ended(date(2026, 6, 30), "corrected")

    held(never).when(decide_end_assignment, back).then(back)
    held(never, assigned(assignment=uid("right"))).when(decide_end_assignment, back).then_refused(
        SameAssignment, assignment=uid("right")
    )


def test_an_ended_assignment_ends_on_another_day_only_as_a_correction():
    again, corrected = ended(date(2026, 7, 31)), ended(date(2026, 7, 31), "corrected")

    held(ended()).when(decide_end_assignment, again).then_refused(AssignmentHasEnded, ends_on=date(2026, 6, 30))
    held(ended()).when(decide_end_assignment, corrected).then(corrected)


def test_what_is_not_held_does_not_end():
    held().when(decide_end_assignment, ended(assignment=uid("another"))).then_refused(NoSuchAssignment)


@pytest.mark.parametrize("position", ["Pranata Komputer", "PRANATA KOMPUTER"])
def test_the_same_position_does_not_begin_twice_on_one_day(position):
    again = assigned(assignment=uid("second"), position=position)
    later = assigned(assignment=uid("second"), position=position, starts_on=date(2026, 7, 1), rater=SUPERIOR)

    held().when(decide_assign, again).then_refused(SameAssignment, assignment=ASSIGNMENT)
    held().when(decide_assign, later).then(later)


def test_a_second_office_is_held_beside_the_first():
    second = assigned(assignment=uid("second"), unit=uid("another unit"))

    held().when(decide_assign, second).then(second)


# -- delegates --------------------------------------------------------------------------------------------------------


def test_nobody_delegates_to_themself():
    held().when(decide_delegate, delegated(to=EMPLOYEE)).then_refused(OwnDelegate, employee=EMPLOYEE)


@pytest.mark.parametrize("ends_at", [JULY, JULY - HOUR], ids=["empty", "reversed"])
def test_a_delegation_needs_an_interval(ends_at):
    held().when(decide_delegate, delegated(ends_at=ends_at)).then_refused(EndsBeforeItStarts, starts=JULY)


@pytest.mark.parametrize(
    ("starts", "ends"), [(-1, 1), (0, 2), (1, 2), (-1, 3)], ids=["over its start", "the same", "its end", "around it"]
)
def test_delegations_do_not_overlap(starts, ends):
    other = delegated(JULY + starts * HOUR, JULY + ends * HOUR, "second")

    decided = held(delegated(JULY, JULY + 2 * HOUR)).when(decide_delegate, other)

    decided.then_refused(DelegationsOverlap, delegation=uid("delegation"))


def test_one_delegation_follows_another_at_once():
    second = delegated(JULY + HOUR, JULY + 2 * HOUR, "second")

    held(delegated()).when(decide_delegate, second).then(second)


def test_a_delegation_ended_before_its_time_makes_room_from_that_instant():
    over = DelegationEnded(employee=EMPLOYEE, delegation=uid("delegation"), ended_at=JULY + HOUR / 2)
    second = delegated(JULY + HOUR / 2, JULY + HOUR, "second")

    held(delegated()).when(decide_end_delegation, uid("delegation"), JULY + HOUR / 2).then(over)
    held(delegated(), over).when(decide_delegate, second).then(second)
    held(delegated(), over).when(decide_end_delegation, uid("delegation"), JULY + HOUR / 2).then_refused(DelegationOver)


def test_a_delegation_taken_back_before_it_began_covers_nothing_and_is_over():
    back = DelegationEnded(employee=EMPLOYEE, delegation=uid("delegation"), ended_at=JULY - HOUR)

    held(delegated(), back).when(decide_delegate, delegated(name="second")).then(delegated(name="second"))
    held(delegated(), back).when(decide_end_delegation, uid("delegation"), JULY - 2 * HOUR).then_refused(DelegationOver)


def test_only_what_was_delegated_ends():
    held().when(decide_end_delegation, uid("delegation"), JULY).then_refused(NoSuchDelegation)


# -- "my rater is wrong" ----------------------------------------------------------------------------------------------


def test_the_employee_alone_says_that_their_rater_is_wrong():
    held().when(decide_dispute_rater, EMPLOYEE, disputed()).then(disputed())
    held().when(decide_dispute_rater, RATER, disputed()).then_refused(NotYourRater, employee=EMPLOYEE)
    held().when(decide_dispute_rater, EMPLOYEE, disputed(uid("another"))).then_refused(NoSuchAssignment)


def test_it_is_said_once_until_it_is_settled():
    decided = held(disputed()).when(decide_dispute_rater, EMPLOYEE, disputed())

    decided.then_refused(StillDisputed, assignment=ASSIGNMENT)


@pytest.mark.parametrize(
    "settled",
    [
        RaterConfirmed(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=RATER),
        RaterChanged(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=SUPERIOR, reason_code="corrected"),
    ],
    ids=["confirmed", "changed"],
)
def test_the_officer_settles_it_either_way_and_it_may_be_said_again(settled):
    assert held(disputed()).state.assignments[ASSIGNMENT].disputed == disputed()
    assert held(disputed(), settled).state.assignments[ASSIGNMENT].disputed is None

    held(disputed(), settled).when(decide_dispute_rater, EMPLOYEE, disputed()).then(disputed())


def test_what_nobody_disputes_is_not_confirmed():
    confirmed = RaterConfirmed(employee=EMPLOYEE, assignment=ASSIGNMENT, rater=RATER)

    held(disputed()).when(decide_confirm_rater, confirmed).then(confirmed)
    held().when(decide_confirm_rater, confirmed).then_refused(NoOpenDispute, assignment=ASSIGNMENT)


# -- units ------------------------------------------------------------------------------------------------------------

HERE = UnitRegistered(unit=UNIT, name="Bagian Tata Usaha", parent=uid("kanwil"))


def test_a_unit_is_renamed_and_the_same_name_changes_nothing():
    renamed = UnitRenamed(unit=UNIT, name="Bagian Umum")

    given(evolve_unit, Unit(), HERE).when(decide_rename_unit, renamed).then(renamed)
    given(evolve_unit, Unit(), HERE, renamed).when(decide_rename_unit, renamed).then_nothing()


def test_a_unit_moves_elsewhere_or_to_the_top():
    moved = UnitMoved(unit=UNIT, parent=uid("kankemenag"))

    given(evolve_unit, Unit(), HERE).when(decide_move_unit, moved, [uid("kankemenag"), uid("kanwil")]).then(moved)
    given(evolve_unit, Unit(), HERE).when(decide_move_unit, UnitMoved(unit=UNIT), []).then(UnitMoved(unit=UNIT))
    assert given(evolve_unit, Unit(), HERE, moved).state.parent == uid("kankemenag")


@pytest.mark.parametrize("above", [[UNIT], [uid("seksi"), UNIT, uid("kanwil")]], ids=["itself", "below itself"])
def test_units_never_stand_in_a_ring(above):
    moved = UnitMoved(unit=UNIT, parent=above[0])

    decided = given(evolve_unit, Unit(), HERE).when(decide_move_unit, moved, above)

    decided.then_refused(UnitsInARing, unit=UNIT, parent=above[0])
