"""What the lines of the national report mean for one person's assignments: stays, moves, and acting offices. Pure.

A line whose unit and position are held already is that assignment, whatever day the report begins it on; units of one
name under different ones (every office has its Subbagian Tata Usaha) are different places. Another one
that begins later is a move: the assignment before ends on the day before. The report ends every SKP with the year, so
an end it writes ends nothing by itself. An acting office (Plt, Plh) moves nobody: where the office has a holder it is
a delegation of theirs for the interval, since a delegate acts beside the rater in force; where it is vacant it is a
second assignment that ends with the interval (`domain.md` 2, 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from chassis.sheet_lines import Words, in_capitals
from services.planning.report_sheet import ReportRow

__all__ = ["Ending", "Held", "Move", "Office", "moves_of", "same_office"]

#: Unit, the unit above it, and position, as they are compared.
Office = tuple[str, str, str]


@dataclass(frozen=True)
class Held:
    """An assignment that is there: in a unit (under `above`) and position, all in capitals."""

    assignment: UUID
    unit: str
    position: str
    starts_on: date
    ends_on: date | None = None
    above: str = ""

    @property
    def office(self) -> Office:
        return self.unit, self.above, self.position


@dataclass(frozen=True)
class Ending:
    """An assignment's last day: of one that is there, or of the one that the line `started_in` starts."""

    ends_on: date
    assignment: UUID | None = None
    started_in: int = 0


@dataclass(frozen=True)
class Move:
    """What one line does: starts an assignment or not, ends one, or is bad."""

    row: ReportRow
    starts: bool = False
    ends: Ending | None = None
    wrong: Words | None = None


def same_office(row: ReportRow) -> Office:
    """Which office a line is about, as it is compared."""
    return in_capitals(row.unit), in_capitals(row.above), in_capitals(row.position)


def moves_of(rows: Sequence[ReportRow], held: Sequence[Held]) -> list[Move]:
    """One person's regular lines against what they hold, in the order of days.

    Acting offices are no moves, and what an acting line began in a vacant office before does not move with them, also
    where that line stands in this report no longer (`_began_beside`).
    """
    acting = {(same_office(row), row.starts_on) for row in rows if row.acting}
    known = [one for one in held if (one.office, one.starts_on) not in acting]
    beside = {one.assignment for one in held if any(_began_beside(one, other) for other in held)}
    lines: dict[UUID, int] = {}
    moves = []
    for row in sorted((row for row in rows if not row.acting), key=lambda one: (one.starts_on, one.line)):
        if any(one.office == same_office(row) and _lasts(one, row.starts_on) for one in known):
            moves.append(Move(row))
            continue
        lasting = [one for one in known if _lasts(one, row.starts_on)]
        aside = beside if len(lasting) > 1 else set()
        open_ones = [one for one in lasting if one.assignment not in aside]
        if len(open_ones) > 1 or (lasting and not open_ones):
            moves.append(Move(row, wrong=_SEVERAL))
            continue
        later = [one for one in known if one.starts_on >= row.starts_on and one.assignment not in aside]
        if later:
            moves.append(Move(row, wrong=_LATER))
            continue
        before = open_ones[0] if open_ones else None
        unit, above, position = same_office(row)
        made = Held(UUID(int=row.line), unit, position, row.starts_on, above=above)
        ends = None
        if before is not None:
            last = row.starts_on - timedelta(days=1)
            line = lines.get(before.assignment, 0)
            ends = Ending(last, None if line else before.assignment, line)
            known.remove(before)
            known.append(replace(before, ends_on=last))
        known.append(made)
        lines[made.assignment] = row.line
        moves.append(Move(row, starts=True, ends=ends))
    return moves


def _began_beside(one: Held, other: Held) -> bool:
    """Whether an assignment has a last day and began while another lasted, as an acting office does (decision 0072)."""
    if one.ends_on is None or not _lasts(other, one.starts_on):
        return False
    longer = other.ends_on is None or other.ends_on > one.ends_on
    return other.starts_on < one.starts_on or (other.starts_on == one.starts_on and longer)


def _lasts(one: Held, day: date) -> bool:
    return one.ends_on is None or one.ends_on >= day


_SEVERAL: Final[Words] = (
    "this person holds several positions, and which of them ends is not said",
    "pegawai ini memegang beberapa jabatan; tidak jelas mana yang berakhir",
    "end the right assignment first, by hand", "akhiri penugasan yang benar lebih dahulu",
)  # fmt: skip
_LATER: Final[Words] = (
    "a later assignment of this person is recorded already", "penugasan yang lebih baru sudah tercatat",
    "leave the line out, or enter the history by hand", "hapus baris ini, atau isi riwayatnya satu per satu",
)  # fmt: skip
