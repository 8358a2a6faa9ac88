"""A page of a list that is at hand whole, as of one unit or year: behind an id, in the list's own order. Pure."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Query

__all__ = ["Limit", "page_behind"]

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=500)]


def page_behind(
    rows: Sequence[T], after: UUID | None, limit: int, of: Callable[[T], UUID]
) -> tuple[list[T], UUID | None]:
    """At most `limit` rows behind the one of id `after`, and the id to ask for the next page by; None for the last.

    From the first one where `after` is None, or is there no longer.
    """
    begin = next((number for number, one in enumerate(rows, start=1) if of(one) == after), 0)
    page = list(rows[begin : begin + limit])
    return page, of(page[-1]) if len(rows) > begin + limit else None
