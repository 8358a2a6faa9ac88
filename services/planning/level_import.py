"""Levels of functional positions (*jenjang jabatan fungsional*) in a sheet of the directory: what a line adds to what
is said of a person already, and what contradicts it. An import adds a level from a day on and changes none. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from chassis.sheet_lines import Words
from contracts.planning import FunctionalLevelSet
from services.planning.directory_sheet import Row

__all__ = ["Said", "holds_already", "level_trouble", "say"]

#: What is said, in the directory or by the rows, of a person (their number) from a day on.
Said = dict[tuple[str, date], set[str | None]]


def say(said: Said, number: str, levels: Sequence[FunctionalLevelSet], rows: Iterable[Row]) -> None:
    """Add what the directory has of a person, and what these rows say of them."""
    said |= {(number, one.starts_on): {one.level} for one in levels}
    for row in rows:
        if row.level and row.starts_on:
            said.setdefault((number, row.starts_on), set()).add(row.level)


def level_trouble(said: Said, row: Row, *, own: bool) -> Words | None:
    """Why a row's level cannot be recorded. own: the row is about whoever imports it."""
    if not row.level or row.starts_on is None:
        return None
    if own:
        return (
            "nobody sets their own level", "tidak seorang pun menetapkan jenjangnya sendiri",
            "leave it to another performance officer", "serahkan kepada pengelola kinerja lain",
        )  # fmt: skip
    if len(said.get((row.number, row.starts_on), ())) > 1:
        return (
            f"another level is said from {row.starts_on} on, in the directory or in this file",
            f"jenjang lain sudah disebut mulai {row.starts_on}, di direktori atau di berkas ini",
            "write the same one, or correct it for this person alone (POST functional-levels)",
            "samakan, atau perbaiki khusus pegawai ini (POST functional-levels)",
        )
    return None


def holds_already(levels: Sequence[FunctionalLevelSet], level: str, day: date) -> bool:
    """Whether the level is held on the day as it is; `levels` in order of their days."""
    held = [one.level for one in levels if one.starts_on <= day]
    return bool(held) and held[-1] == level
