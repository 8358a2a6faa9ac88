"""When an agreement still needs its rater although its assignment has ended."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.planning import CycleClosed
from services.evaluation.policies.registry import POLICIES
from services.planning.directory_rules import Assignment, Employee
from services.planning.domain import Cycle
from services.planning.left_open import Judged, needing
from services.planning.nothing_due import COMPUTE_A_CLASS, is_due
from services.planning.team import Stage
from tests.domain.given import uid
from tests.domain.histories import CYCLE, TEXT
from tests.domain.plans import AGREEMENT, ASSIGNMENT, EMPLOYEE, RATER, UNIT, YEAR, agreed, main, planned

OPEN = Cycle(opened=True, periods=YEAR)
CLOSED = replace(OPEN, closed=CycleClosed(cycle=CYCLE, year=2026, reason=TEXT))
TODAY = date(2026, 10, 1)
DRAFTED = Stage(AGREEMENT, ASSIGNMENT, 2026, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
#: Agreed, and closed with the assignment on a day of the second quarter.
MOVED = replace(DRAFTED, state="agreed", agreement_version=1, closes_on=date(2026, 5, 10))
#: What was agreed after the move, until the person left too.
AFTER = replace(
    MOVED, agreement=uid("after"), assignment=uid("after"), starts_on=date(2026, 5, 11), closes_on=date(2026, 9, 15)
)
YEAR_FINAL = frozenset({(EMPLOYEE, 2026)})
Q1, Q2, Q3, Q4 = (one.period for one in YEAR)


def of(stage, *periods):
    return frozenset((stage.agreement, one) for one in periods)


def waiting(*stages, cycle=OPEN, finals=frozenset(), **judged):
    """The agreements of one person whose rater is needed; each assignment lasts as long as its agreement."""
    held = {
        one.assignment: Assignment(one.assignment, UNIT, False, one.starts_on, RATER, ends_on=one.closes_on)
        for one in stages
    }
    person = Employee(EMPLOYEE, assignments=held)
    found = needing({EMPLOYEE: person}, stages, {2026: cycle}, Judged(finals=finals, **judged), TODAY)
    return [one for one in stages if one.assignment in found]


@pytest.mark.parametrize(
    ("finals", "years", "still"),
    [
        ((), YEAR_FINAL, True),
        ((Q1,), YEAR_FINAL, True),
        ((Q1, Q2), YEAR_FINAL, False),
        ((Q1, Q2), frozenset(), True),
    ],
)
def test_who_moved_needs_the_former_rater_until_the_closing_evaluation_and_their_year_are_final(finals, years, still):
    """No period after the move is waited for."""
    for cycle in (OPEN, CLOSED):
        assert waiting(MOVED, cycle=cycle, finals=of(MOVED, *finals), years=years) == [MOVED] * still


def test_the_year_may_wait_for_the_rater_of_an_earlier_agreement_too():
    """Evidence shown there that nobody has judged is judged by its own rater, before the year is final."""
    finals = of(MOVED, Q1, Q2) | of(AFTER, Q2, Q3)

    assert waiting(MOVED, AFTER, finals=finals) == [MOVED, AFTER]
    assert waiting(MOVED, AFTER, finals=finals, years=YEAR_FINAL) == []


def test_an_acting_office_is_none_of_the_years_though_it_began_last():
    """Whoever rated there has nothing left to do; the year is the other rater's."""
    own = replace(MOVED, closes_on=date(2026, 9, 15))
    acting = replace(AFTER, starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30), closes_on=date(2026, 6, 30))
    finals = of(own, Q1, Q2, Q3) | of(acting, Q1, Q2)

    assert waiting(own, acting, finals=finals) == [own]
    assert waiting(own, acting, finals=finals - of(acting, Q2), years=YEAR_FINAL) == [acting]


def test_what_can_never_be_final_needs_nobody():
    finals, never = of(AFTER, Q2), of(MOVED, Q1, Q2) | of(AFTER, Q3)

    assert waiting(MOVED, AFTER, finals=finals, never=never) == [MOVED, AFTER], "the year has what was due in it"
    assert waiting(MOVED, AFTER, finals=finals, never=never, years=YEAR_FINAL) == []
    assert waiting(MOVED, never=of(MOVED, Q1, Q2)) == [], "nor has the year anything"
    assert waiting(MOVED, never=of(MOVED, Q1)) == [MOVED]


def test_a_period_has_something_due_where_a_main_result_has_a_target_by_the_version_at_its_end():
    """One document due at the year's end; what is additional is no main result."""
    document = main(planned("1", title="document", whole=True, accumulation="sum"), title="document")
    extra = main(planned("100", title="extra"), title="extra", kind="additional", supports=None)
    first = agreed(document, extra)
    second = agreed(document, main(planned("100", title="more"))).model_copy(
        update={"agreement_version": 2, "valid_from": date(2026, 7, 1)}
    )

    assert [is_due([first], one) for one in YEAR] == [False, False, False, True]
    assert [is_due([first, second], one) for one in YEAR] == [False, False, True, True]


def test_the_policies_that_planning_takes_to_compute_a_class_are_those_that_do():
    assert {name for name, policy in POLICIES.items() if policy.predicate is None} == COMPUTE_A_CLASS


@pytest.mark.parametrize("state", ["drafted", "in_dialogue"])
def test_what_may_still_be_agreed_for_the_days_before_the_end_needs_a_rater_while_the_cycle_is_open(state):
    late = replace(DRAFTED, state=state, ends_on=date(2026, 5, 10))

    assert waiting(late) == [late]
    assert waiting(late, cycle=CLOSED) == []
    assert waiting(replace(late, closes_on=date(2026, 5, 10))) == []


def test_what_never_began_needs_nobody():
    never = replace(MOVED, starts_on=date(2026, 8, 15), closes_on=date(2026, 8, 14))

    assert waiting(never) == []
