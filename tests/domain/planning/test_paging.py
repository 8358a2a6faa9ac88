"""Pages of a list that is at hand whole."""

import pytest

from services.planning.paging import page_behind
from tests.domain.given import uid

ROWS = [uid(one) for one in ("c", "a", "b")]


def page(after, limit):
    return page_behind(ROWS, after, limit, lambda one: one)


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (None, 2, (ROWS[:2], ROWS[1])),
        (ROWS[1], 2, (ROWS[2:], None)),
        (None, 3, (ROWS, None)),
        (ROWS[2], 2, ([], None)),
        (uid("gone"), 2, (ROWS[:2], ROWS[1])),
    ],
)
def test_a_page_begins_behind_the_one_named_in_the_order_of_the_list(after, limit, expected):
    assert page(after, limit) == expected
