"""A unit's plan of a year: goals at the top, objectives that serve what is above, withdrawal (`domain.md` 4)."""

import pytest

from contracts.planning import ObjectiveSupport, StrategicGoalSet, UnitObjectiveSet, UnitObjectiveWithdrawn
from contracts.values import TextRef
from services.planning.objectives import (
    AlreadyWithdrawn,
    GoalBelowTheTop,
    GoalEndsBeforeItBegins,
    GoalStillServed,
    NoSuchGoal,
    NoSuchObjective,
    NotAbove,
    ObjectivesInARing,
    StillSupported,
    UnitPlan,
    decide_correct_goal,
    decide_correct_objective,
    decide_set_goal,
    decide_set_objective,
    decide_withdraw_objective,
    evolve_unit_plan,
    standing_objectives,
)
from services.planning.projections import labels, position_label
from tests.domain.given import given, uid
from tests.domain.plans import OBJECTIVE, UNIT, agreed

TOP = uid("the whole office")
GOAL = StrategicGoalSet(unit=TOP, goal=uid("goal"), title="Umat yang rukun", first_year=2025, last_year=2029)
ABOVE = UnitObjectiveSet(unit=TOP, year=2026, objective=uid("above"), title="Layanan keagamaan yang bermutu")
SET = UnitObjectiveSet(unit=UNIT, year=2026, objective=OBJECTIVE, title="Layanan nikah yang tertib")


def withdrawn(objective=OBJECTIVE, unit=UNIT):
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    return UnitObjectiveWithdrawn(unit=unit, year=2026, objective=objective, reason=reason)


def serving(kind, what, year=2026):
    return SET.model_copy(update={"supports": ObjectiveSupport(kind=kind, id=what), "year": year})


def plan(*events):
    return given(evolve_unit_plan, UnitPlan(), *events)


def test_a_goal_is_set_for_the_unit_at_the_top():
    decided = plan().when(decide_set_goal, GOAL, None)

    decided.then(GOAL)


def test_a_goal_is_not_set_below_the_top():
    decided = plan().when(decide_set_goal, GOAL.model_copy(update={"unit": UNIT}), TOP)

    decided.then_refused(GoalBelowTheTop, unit=UNIT)


def test_a_goal_does_not_end_before_it_begins():
    decided = plan().when(decide_set_goal, GOAL.model_copy(update={"last_year": 2024}), None)

    decided.then_refused(GoalEndsBeforeItBegins, first_year=2025, last_year=2024)


@pytest.mark.parametrize(
    "wanted",
    [SET, serving("strategic_goal", GOAL.goal), serving("unit_objective", ABOVE.objective)],
    ids=["nothing above", "a goal", "the parent's objective"],
)
def test_an_objective_serves_a_goal_or_the_parents_objective_or_says_nothing(wanted):
    decided = plan().when(decide_set_objective, wanted, [GOAL], plan(ABOVE).state)

    decided.then(wanted)


@pytest.mark.parametrize("year", [2025, 2029])
def test_a_goal_is_served_in_its_first_and_in_its_last_year(year):
    wanted = serving("strategic_goal", GOAL.goal, year)

    decided = plan().when(decide_set_objective, wanted, [GOAL], UnitPlan())

    decided.then(wanted)


@pytest.mark.parametrize(
    ("wanted", "parents"),
    [
        pytest.param(serving("strategic_goal", GOAL.goal, 2024), [ABOVE], id="before the goal's first year"),
        pytest.param(serving("strategic_goal", GOAL.goal, 2030), [ABOVE], id="after the goal's last year"),
        pytest.param(serving("strategic_goal", uid("nowhere")), [ABOVE], id="no goal"),
        pytest.param(serving("strategic_goal", ABOVE.objective), [ABOVE], id="an objective called a goal"),
        pytest.param(serving("unit_objective", GOAL.goal), [ABOVE], id="a goal called an objective"),
        pytest.param(serving("unit_objective", uid("another unit's")), [ABOVE], id="not the parent's"),
        pytest.param(serving("unit_objective", ABOVE.objective, 2027), [ABOVE], id="of another year"),
        pytest.param(
            serving("unit_objective", ABOVE.objective),
            [ABOVE, withdrawn(ABOVE.objective, TOP)],
            id="withdrawn by the parent",
        ),
        pytest.param(serving("unit_objective", ABOVE.objective), [], id="of the top, which has no parent"),
    ],
)
def test_an_objective_that_serves_something_else_is_refused(wanted, parents):
    decided = plan().when(decide_set_objective, wanted, [GOAL], plan(*parents).state)

    decided.then_refused(NotAbove, supports=wanted.supports.id, year=wanted.year)


def test_an_objective_on_which_nothing_rests_is_withdrawn_and_holds_no_longer():
    decided = plan(SET).when(decide_withdraw_objective, withdrawn(), 0)

    decided.then(withdrawn())
    assert plan(SET).state.in_force == (SET,)
    assert plan(SET, withdrawn()).state.in_force == ()


def test_an_objective_that_something_rests_on_stays():
    decided = plan(SET).when(decide_withdraw_objective, withdrawn(), 2)

    decided.then_refused(StillSupported, objective=OBJECTIVE, supporters=2)


def test_what_is_not_there_or_not_any_more_is_not_withdrawn():
    nothing = plan(SET).when(decide_withdraw_objective, withdrawn(uid("nowhere")), 0)
    again = plan(SET, withdrawn()).when(decide_withdraw_objective, withdrawn(), 0)

    nothing.then_refused(NoSuchObjective, objective=uid("nowhere"))
    again.then_refused(AlreadyWithdrawn, objective=OBJECTIVE)


def test_an_objective_is_corrected_under_its_id_and_keeps_its_place():
    better = SET.model_copy(update={"title": "Layanan nikah yang tertib dan cepat"})
    other = SET.model_copy(update={"objective": uid("other")})

    plan(SET, other).when(decide_correct_objective, better, [], UnitPlan()).then(better)
    plan(SET).when(decide_correct_objective, SET, [], UnitPlan()).then()

    assert plan(SET, other, better).state.in_force == (better, other)
    assert standing_objectives([SET, other, better, withdrawn(uid("other"))]) == [better]


def test_what_is_not_there_or_not_any_more_is_not_corrected():
    nothing = plan().when(decide_correct_objective, SET, [], UnitPlan())
    gone = plan(SET, withdrawn()).when(decide_correct_objective, SET, [], UnitPlan())

    nothing.then_refused(NoSuchObjective, objective=OBJECTIVE)
    gone.then_refused(AlreadyWithdrawn, objective=OBJECTIVE)


def test_a_correction_serves_what_is_above_or_what_the_objective_served_before():
    served = serving("unit_objective", ABOVE.objective)
    reworded = served.model_copy(update={"title": "Layanan"})

    plan(served).when(decide_correct_objective, reworded, [], UnitPlan()).then(reworded)
    plan(SET).when(decide_correct_objective, served, [GOAL], plan(ABOVE).state).then(served)
    sideways = plan(SET).when(decide_correct_objective, served, [GOAL], UnitPlan())
    sideways.then_refused(NotAbove, supports=ABOVE.objective, year=2026)


def test_a_correction_serves_nothing_that_serves_the_objective():
    served = serving("unit_objective", ABOVE.objective)

    def correct(way_up):
        return plan(SET).when(decide_correct_objective, served, [], plan(ABOVE).state, way_up)

    correct([ABOVE.objective, OBJECTIVE]).then_refused(ObjectivesInARing, objective=OBJECTIVE, supports=ABOVE.objective)
    correct([ABOVE.objective, uid("higher")]).then(served)


@pytest.mark.parametrize(("first", "last"), [(2026, 2029), (2025, 2026), (2026, 2026)])
def test_a_goal_is_corrected_while_its_years_hold_what_serves_it(first, last):
    better = GOAL.model_copy(update={"title": "Umat rukun", "first_year": first, "last_year": last})

    plan(GOAL).when(decide_correct_goal, better, {2026}).then(better)
    plan(GOAL).when(decide_correct_goal, GOAL, {2026}).then()


def test_a_goal_does_not_leave_the_year_of_what_serves_it():
    def correct(first, last, *events):
        wanted = GOAL.model_copy(update={"first_year": first, "last_year": last})
        return plan(*events).when(decide_correct_goal, wanted, {2026, 2028})

    correct(2027, 2029, GOAL).then_refused(GoalStillServed, goal=GOAL.goal, year=2026)
    correct(2025, 2027, GOAL).then_refused(GoalStillServed, goal=GOAL.goal, year=2028)
    correct(2029, 2025, GOAL).then_refused(GoalEndsBeforeItBegins, first_year=2029, last_year=2025)
    correct(2025, 2029).then_refused(NoSuchGoal, goal=GOAL.goal)


def test_supporters_are_found_by_what_they_support():
    found = [dict(labels(event)).get("supports") for event in (SET, serving("strategic_goal", GOAL.goal), agreed())]

    assert found == [None, str(GOAL.goal), str(OBJECTIVE)]


def test_a_position_is_found_however_it_is_written_and_however_long_it_is():
    assert position_label("Penyuluh  Agama ") == position_label("penyuluh agama")
    assert len(position_label("ي" * 2000)) == 64
