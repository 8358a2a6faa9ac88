"""When an agreement still needs its rater although its assignment has ended."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.planning import CycleClosed
from services.planning.domain import Cycle
from services.planning.left_open import is_open
from services.planning.team import Stage, stage_on
from tests.domain.given import uid
from tests.domain.histories import CYCLE, TEXT
from tests.domain.plans import AGREEMENT, ASSIGNMENT, YEAR

OPEN = Cycle(opened=True, periods=YEAR)
CLOSED = replace(OPEN, closed=CycleClosed(cycle=CYCLE, year=2026, reason=TEXT))
TODAY = date(2026, 10, 1)
DRAFTED = Stage(AGREEMENT, ASSIGNMENT, 2026, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
#: Agreed, and closed with the assignment on a day of the second quarter.
MOVED = replace(DRAFTED, state="agreed", agreement_version=1, closes_on=date(2026, 5, 10))


@pytest.mark.parametrize(
    ("finals", "year_is_final", "still"),
    [
        ((), True, True),
        (("2026Q1",), True, True),
        (("2026Q1", "2026Q2"), True, False),
        (("2026Q1", "2026Q2"), False, True),
    ],
)
def test_who_moved_needs_the_former_rater_until_the_closing_evaluation_and_their_year_are_final(
    finals, year_is_final, still
):
    """No period after the move is waited for; of the year, whoever is of its last agreement."""
    assert is_open(stage_on(MOVED, TODAY), OPEN, finals, year_is_final=year_is_final) is still
    assert is_open(stage_on(MOVED, TODAY), CLOSED, finals, year_is_final=year_is_final) is still


@pytest.mark.parametrize("state", ["drafted", "in_dialogue"])
def test_what_may_still_be_agreed_for_the_days_before_the_end_needs_a_rater_while_the_cycle_is_open(state):
    late = replace(DRAFTED, state=state, ends_on=date(2026, 5, 10))

    assert is_open(late, OPEN, (), year_is_final=True)
    assert not is_open(late, CLOSED, (), year_is_final=True)
    assert not is_open(stage_on(replace(late, closes_on=date(2026, 5, 10)), TODAY), OPEN, (), year_is_final=True)


def test_what_never_began_needs_nobody():
    never = replace(MOVED, starts_on=date(2026, 7, 1), closes_on=date(2026, 6, 30), agreement=uid("never"))

    assert not is_open(stage_on(never, TODAY), OPEN, (), year_is_final=False)
