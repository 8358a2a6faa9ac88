"""Pages of a list that is at hand whole."""

import pytest

from services.planning.paging import page_after
from tests.domain.given import uid

A, B, C, D = sorted(uid(one) for one in "abcd")
ROWS = [C, A, B]


def page(after, limit, rows=ROWS):
    return page_after(rows, after, limit, lambda one: one)


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (None, 2, ([A, B], B)),
        (B, 2, ([C], None)),
        (None, 3, (ROWS, None)),
        (C, 2, ([], None)),
    ],
)
def test_pages_go_by_ids_and_show_the_order_of_the_list(after, limit, expected):
    assert page(after, limit) == expected


@pytest.mark.parametrize(
    "now", [[A, C, B], [C, A], [D, C, A, B]], ids=["in another order", "the last one gone", "one more in front"]
)
def test_what_changes_between_two_pages_neither_loses_nor_repeats_the_rows_that_stay(now):
    first, following = page(None, 2)
    second, _ = page(following, 2, now)

    assert first == [A, B]
    assert second == [one for one in now if one not in first]
