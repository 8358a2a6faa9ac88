"""Until when an item was in time: as evaluation judges it at a final, told to who looks at an item before."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from contracts.readings import end_of_day
from services.evaluation.policies.counting_v1 import in_time
from services.evidence.lateness import Came, in_time_until
from tests.domain.evaluation import dossier

ZONE = "Asia/Makassar"
DEADLINE = datetime(2026, 7, 10, 15, 59, 59, 999999, tzinfo=UTC)
BEFORE, AFTER = DEADLINE - timedelta(days=3), DEADLINE + timedelta(days=3)
ONE, OTHER = UUID(int=1), UUID(int=2)
FIRST, SECOND, THIRD = UUID(int=11), UUID(int=12), UUID(int=13)
DAY, LATER = date(2026, 7, 14), date(2026, 7, 20)
END_OF_DAY = datetime(2026, 7, 14, 15, 59, 59, 999999, tzinfo=UTC)
END_OF_LATER = datetime(2026, 7, 20, 15, 59, 59, 999999, tzinfo=UTC)


def until(**came):
    """Of `third`, else `second`, else `first`."""
    ids = {"first": FIRST, "second": SECOND, "third": THIRD}
    return in_time_until(
        ids[max(came, key=list(ids).index)], {ids[name]: one for name, one in came.items()}, DEADLINE, ZONE
    )


def first(at=BEFORE, rejections=((ONE, DAY),), indicators=(ONE,)):
    return Came(indicators, at, rejections=rejections)


def second(indicators=(ONE,), **more):
    return Came(indicators, AFTER, FIRST, **more)


def test_what_answers_nothing_is_in_time_until_the_deadline():
    assert until(first=first()) == DEADLINE


def test_an_answer_to_what_was_in_time_is_in_time_until_the_end_of_the_day_named_in_the_agencys_zone():
    assert until(first=first(), second=second()) == END_OF_DAY


@pytest.mark.parametrize(
    "answered",
    [first(at=AFTER), first(rejections=()), first(rejections=((OTHER, DAY),))],
    ids=["late itself", "not rejected", "rejected for another indicator"],
)
def test_an_answer_to_anything_else_is_in_time_until_the_deadline(answered):
    assert until(first=answered, second=second()) == DEADLINE


def test_a_day_before_the_deadline_shortens_nothing():
    assert until(first=first(rejections=((ONE, date(2026, 7, 1)),)), second=second()) == DEADLINE


def test_of_several_rejections_the_last_day_counts():
    assert until(first=first(rejections=((ONE, DAY), (ONE, LATER))), second=second()) == END_OF_LATER


def test_of_several_indicators_the_one_that_was_to_be_answered_first():
    both = first(rejections=((ONE, LATER), (OTHER, DAY)), indicators=(ONE, OTHER))

    assert until(first=both, second=second((ONE, OTHER))) == END_OF_DAY


def test_an_answer_to_an_answer_is_in_time_if_that_was():
    answer = second(rejections=((ONE, LATER),))

    assert until(first=first(), second=answer, third=Came((ONE,), AFTER, SECOND)) == END_OF_LATER
    assert until(first=first(at=AFTER), second=answer, third=Came((ONE,), AFTER, SECOND)) == DEADLINE


DAYS = timedelta(days=1)


@pytest.mark.parametrize("third_at", [-1, 1, 9])
@pytest.mark.parametrize(("second_at", "second_until"), list(product([-1, 1, 6], [None, 3, 8])))
@pytest.mark.parametrize(("first_at", "first_until"), list(product([-1, 1], [None, 2, 5])))
def test_evaluation_judges_the_same_of_a_chain_of_answers(first_at, first_until, second_at, second_until, third_at):
    """Days from the deadline; an answer that evaluation counts is not shown as late, nor the other way round."""
    told = [
        (FIRST, None, first_at, first_until),
        (SECOND, FIRST, second_at, second_until),
        (THIRD, SECOND, third_at, None),
    ]
    at = {name: dossier.DEADLINE + days * DAYS for name, _, days, _ in told}
    until = {name: (dossier.DEADLINE + days * DAYS).date() for name, _, _, days in told if days is not None}
    came = {
        name: Came((ONE,), at[name], answers, [(ONE, until[name])] if name in until else [])
        for name, answers, _, _ in told
    }
    items = [
        dossier.item(
            *([dossier.rejected(until=end_of_day(until[name], ZONE))] if name in until else []),
            name=str(name), at=at[name], answers=str(answers) if answers else None,
        )
        for name, answers, _, _ in told
    ]  # fmt: skip
    given = dossier.inputs(items=items)

    counts = [in_time(one, "a", given) for one in items]

    assert [at[name] <= in_time_until(name, came, dossier.DEADLINE, ZONE) for name in came] == counts
