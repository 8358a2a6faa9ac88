"""What two lines of one directory sheet say of the same assignment, or of the delegate of the same days, and cannot
both be true: the later line is bad. The same said twice is no contradiction. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from chassis.sheet_lines import Words, in_capitals
from services.planning.directory_sheet import HEADERS, Row
from services.planning.sheet import Trouble

__all__ = ["without_contradictions"]

_Days = tuple[date, date | None]


def without_contradictions(rows: Sequence[Row], troubles: Iterable[Trouble]) -> tuple[list[Row], list[Trouble]]:
    """The rows that contradict no good row above them, and what is wrong with the others beside `troubles`."""
    good: list[Row] = []
    found = list(troubles)
    of_person: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda one: one.line):
        before = of_person.setdefault(row.number, []) if row.number else []
        wrong = next((words for one in before if (words := _contradicts(one, row))), None)
        if wrong:
            found.append(Trouble(row.line, HEADERS[wrong[0]][0], *wrong[1]))
        else:
            before.append(row)
            good.append(row)
    return good, found


def _contradicts(before: Row, row: Row) -> tuple[str, Words] | None:
    """The column of a row that contradicts one of the same person's before it, and why."""
    if _same_place(before, row) and before.starts_on and row.starts_on:
        if before.starts_on == row.starts_on:
            said = (("rater", before.rater, row.rater), ("ends_on", before.ends_on, row.ends_on))
            return next(((column, _other(before)) for column, one, other in said if other and other != one), None)
        if _overlap((before.starts_on, before.ends_on), (row.starts_on, row.ends_on)):
            return "starts_on", (
                f"line {before.line} has the same position begin on {before.starts_on}, and it lasts then",
                f"menurut baris {before.line} jabatan ini dimulai {before.starts_on} dan saat itu masih dipegang",
                "write that day, or the first one's last day (`selesai`)",
                "samakan tanggalnya, atau isi `selesai` pada baris yang lebih dahulu",
            )
    if not before.acting_from or not row.acting_from or _delegated(before) == _delegated(row):
        return None
    if _overlap((before.acting_from, before.acting_until), (row.acting_from, row.acting_until)):
        return "acting_from", (
            f"line {before.line} names another delegate, kind or days for some of these days",
            f"baris {before.line} menyebut pelaksana, jenis, atau tanggal lain untuk hari yang sama",
            "one delegate at a time: write other days", "satu pelaksana pada satu waktu: isi tanggal lain",
        )  # fmt: skip
    return None


def _same_place(one: Row, other: Row) -> bool:
    """Where one leaves the unit above out it means the other's: of several of one name the line is bad anyway."""
    aboves = {in_capitals(row.above) for row in (one, other) if row.above}
    same = {(in_capitals(row.unit), in_capitals(row.position)) for row in (one, other)}
    return bool(one.position) and len(same) == 1 and len(aboves) < 2


def _delegated(row: Row) -> tuple[object, ...]:
    return row.delegate, row.acting, row.acting_from, row.acting_until


def _overlap(one: _Days, other: _Days) -> bool:
    """Whether two stretches of days, last day inclusive or not known (None), have a day in common."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _other(before: Row) -> Words:
    return (
        f"line {before.line} says otherwise of the same assignment",
        f"baris {before.line} menyebut lain untuk penugasan yang sama",
        "say the same in both, or take one line out", "samakan keduanya, atau hapus salah satu baris",
    )  # fmt: skip
