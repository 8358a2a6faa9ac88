"""Units, people, raters and deadlines: what is refused, and what a stream says when it is folded (`domain.md` 2, 3)."""

from datetime import date

import pytest

from contracts.planning import (
    AssignmentStarted,
    CycleOpened,
    DeadlineExtended,
    EmployeeRegistered,
    RaterChanged,
    UnitRegistered,
)
from contracts.values import TextRef
from services.planning.directory_rules import (
    AlreadyExists,
    Employee,
    NoSuchAssignment,
    OwnRater,
    Unit,
    decide_assign,
    decide_change_rater,
    decide_register_unit,
    evolve_employee,
    evolve_unit,
)
from services.planning.domain import Cycle, evolve_cycle
from services.planning.extension import Extension, NoSuchPeriod, NotLater, decide_extend
from tests.domain.given import given, uid
from tests.domain.plans import ASSIGNMENT, EMPLOYEE, FIRST_DAY, RATER, SUPERIOR, UNIT, YEAR

CYCLE = uid("cycle")
HERE = UnitRegistered(unit=UNIT, name="Bagian Tata Usaha")
REGISTERED = EmployeeRegistered(employee=EMPLOYEE, employment="pns")
OPENED = CycleOpened(
    cycle=CYCLE,
    year=2026,
    time_zone="Asia/Makassar",
    periods=YEAR,
    agreement_deadline=date(2026, 1, 31),
    annual_evaluation_deadline=date(2027, 1, 31),
    holidays=(date(2026, 8, 17),),
)


def assigned(rater=RATER):
    return AssignmentStarted(
        employee=EMPLOYEE,
        assignment=ASSIGNMENT,
        unit=UNIT,
        position="Pranata Komputer",
        head_of_unit=False,
        starts_on=FIRST_DAY,
        rater=rater,
    )


def rater_changed(to=SUPERIOR, assignment=ASSIGNMENT):
    return RaterChanged(employee=EMPLOYEE, assignment=assignment, rater=to, reason_code="moved")


def extended(deadline, to, period="2026Q2"):
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    return DeadlineExtended(
        cycle=CYCLE,
        year=2026,
        period=period,
        deadline=deadline,
        previous=date(2026, 7, 10),
        extended_to=to,
        reason_code="system_outage",
        reason=reason,
    )


def test_a_unit_is_registered_once():
    given(evolve_unit, Unit()).when(decide_register_unit, HERE).then(HERE)

    again = given(evolve_unit, Unit(), HERE).when(decide_register_unit, HERE)

    again.then_refused(AlreadyExists, what="the unit")


def test_a_unit_remembers_its_name_and_parent():
    below = HERE.model_copy(update={"parent": uid("kanwil")})

    folded = given(evolve_unit, Unit(), below)

    assert folded.state == Unit(UNIT, "Bagian Tata Usaha", uid("kanwil"))


@pytest.mark.parametrize("rater", [RATER, None])
def test_an_assignment_begins_with_a_rater_or_at_the_top_of_the_agency(rater):
    decided = given(evolve_employee, Employee(), REGISTERED).when(decide_assign, assigned(rater))

    decided.then(assigned(rater))


def test_nobody_is_assigned_under_themself():
    decided = given(evolve_employee, Employee(), REGISTERED).when(decide_assign, assigned(EMPLOYEE))

    decided.then_refused(OwnRater, employee=EMPLOYEE)


def test_a_rater_is_replaced_and_the_new_one_is_in_force():
    history = (REGISTERED, assigned())

    given(evolve_employee, Employee(), *history).when(decide_change_rater, rater_changed()).then(rater_changed())
    folded = given(evolve_employee, Employee(), *history, rater_changed())

    assert folded.state.assignments[ASSIGNMENT].rater == SUPERIOR


def test_nobody_becomes_their_own_rater():
    decided = given(evolve_employee, Employee(), REGISTERED, assigned()).when(
        decide_change_rater, rater_changed(EMPLOYEE)
    )

    decided.then_refused(OwnRater, employee=EMPLOYEE)


def test_the_rater_of_an_assignment_not_held_is_not_changed():
    elsewhere = rater_changed(assignment=uid("another"))

    decided = given(evolve_employee, Employee(), REGISTERED, assigned()).when(decide_change_rater, elsewhere)

    decided.then_refused(NoSuchAssignment, assignment=uid("another"))


@pytest.mark.parametrize("deadline", ["reporting", "evidence", "evaluation"])
def test_an_extension_moves_one_deadline_of_one_period(deadline):
    later = date(2026, 8, 1)

    folded = given(evolve_cycle, Cycle(), OPENED, extended(deadline, later))

    moved = YEAR[1].model_copy(update={f"{deadline}_deadline": later})
    assert folded.state.periods == (YEAR[0], moved, *YEAR[2:])
    assert (folded.state.time_zone, folded.state.holidays) == ("Asia/Makassar", (date(2026, 8, 17),))


def test_the_deadline_in_force_is_what_an_extension_replaces():
    wanted = Extension("2026Q2", "evidence", date(2026, 8, 2), "system_outage")

    opened = given(evolve_cycle, Cycle(), OPENED).state
    moved = given(evolve_cycle, Cycle(), OPENED, extended("evidence", date(2026, 8, 1))).state

    assert decide_extend(opened, wanted) == date(2026, 7, 10)
    assert decide_extend(moved, wanted) == date(2026, 8, 1)


@pytest.mark.parametrize("day", [date(2026, 7, 10), date(2026, 7, 9)], ids=["the same day", "an earlier day"])
def test_a_deadline_is_never_shortened(day):
    wanted = Extension("2026Q2", "evidence", day, "other")

    decided = given(evolve_cycle, Cycle(), OPENED).when(decide_extend, wanted)

    decided.then_refused(NotLater, in_force=date(2026, 7, 10))


def test_a_period_the_cycle_does_not_have_is_not_extended():
    wanted = Extension("2026M02", "evidence", date(2026, 8, 2), "other")

    decided = given(evolve_cycle, Cycle(), OPENED).when(decide_extend, wanted)

    decided.then_refused(NoSuchPeriod, period="2026M02")
