"""A page of a list that is at hand whole, as of one unit or year. Pure."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query

__all__ = ["Limit", "page_after"]

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=500)]


def page_after(
    rows: Sequence[T], after: UUID | None, limit: int, of: Callable[[T], UUID]
) -> tuple[list[T], UUID | None]:
    """Of the rows with ids above `after` the `limit` lowest, in the order of the list, and the id to ask for the next
    page by; None for the last.

    By ids: whatever else is corrected, withdrawn or set between two pages, each row that stays comes once.
    """
    left = sorted(one for one in map(of, rows) if after is None or one > after)
    chosen = set(left[:limit])
    return [one for one in rows if of(one) in chosen], left[limit - 1] if len(left) > limit else None
