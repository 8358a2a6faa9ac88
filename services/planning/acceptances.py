"""Acceptances of one assignment's agreements, and closings moved to a later day, counted: of two decided at once on
the same state one is decided anew.

Each agreement is a stream of its own, so without this two of them could be agreed for the same days in one moment.
"""

from collections.abc import Iterable
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from services.planning.agreement import Agreement

__all__ = ["next_acceptance", "write_acceptance"]


def next_acceptance(assignment: UUID, known: Iterable[Agreement]) -> int:
    """The number of the next one: one more than the agreed versions and lengthenings, of these, of the assignment."""
    held = [one for one in known if one.drafted is not None and one.drafted.assignment == assignment]
    return sum(len(one.versions) + one.lengthened for one in held) + 1


def write_acceptance(curs: Cursor[DictRow], assignment: UUID, number: int) -> None:
    """Count an acceptance, in its transaction; a number taken meanwhile makes it a race."""
    curs.execute("INSERT INTO acceptances (assignment, number) VALUES (%s, %s)", (assignment, number))
