"""Assignments in a sheet of the directory: what contradicts those that a person holds. An import adds an assignment and
changes none, so a line that names another rater for one that is there is told of, not passed over. Pure.
"""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from chassis.sheet_lines import Words
from services.planning.directory_rules import Assignment
from services.planning.directory_sheet import Row

__all__ = ["OWN", "assignment_trouble"]


def assignment_trouble(
    held: Sequence[Assignment], units: Collection[UUID], row: Row, *, rater: UUID | None, own: bool
) -> tuple[str, Words] | None:
    """The column of a row that contradicts what its person holds, and why.

    units: which the row's may be. rater: whose number the row has as rater's, None where it is nobody's yet. own: the
    row is about whoever imports it.
    """
    if not row.position or row.starts_on is None:
        return None
    same = [one for one in held if one.unit in units and one.position.casefold() == row.position.casefold()]
    for one in same:
        if one.starts_on == row.starts_on:
            if row.rater and (rater is None or one.rater != rater):
                return "rater", _OTHER_RATER
            return ("ends_on", _OTHER_END) if row.ends_on and row.ends_on != one.ends_on else None
    for one in same:
        lasts = one.ends_on is None or row.starts_on <= one.ends_on
        if lasts and (row.ends_on is None or one.starts_on <= row.ends_on):
            return "starts_on", (
                f"this position is held already, since {one.starts_on}",
                f"jabatan ini sudah dipegang sejak {one.starts_on}",
                "write that day, or end that assignment first",
                "isi tanggal itu, atau akhiri penugasan itu lebih dahulu",
            )
    return ("position", OWN) if own and held else None


_OTHER_RATER: Final[Words] = (
    "another rater, or none, is recorded for this assignment, and an import changes none",
    "penugasan ini sudah tercatat dengan pejabat penilai lain atau tanpa pejabat penilai; impor tidak mengubahnya",
    "name the new rater for all of the former one (POST .../successor) or for this person (POST .../rater), or leave"
    " the cell empty",
    "tetapkan penilai baru bagi semua yang dinilai penilai lama (POST .../successor) atau bagi pegawai ini (POST"
    " .../rater), atau kosongkan sel ini",
)  # fmt: skip
_OTHER_END: Final[Words] = (
    "another last day, or none, is recorded for this assignment, and an import changes none",
    "penugasan ini sudah tercatat dengan tanggal selesai lain atau tanpa tanggal selesai; impor tidak mengubahnya",
    "end or correct it for this person (POST .../end), or leave the cell empty",
    "akhiri atau perbaiki bagi pegawai ini (POST .../end), atau kosongkan sel ini",
)  # fmt: skip
OWN: Final[Words] = (
    "nobody enters an assignment of their own", "tidak seorang pun mencatat penugasannya sendiri",
    "leave it to another performance officer", "serahkan kepada pengelola kinerja lain",
)  # fmt: skip
