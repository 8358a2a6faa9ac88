"""The national report of SKPs fills the directory: what the lines mean is decided first, then recorded line by line.

Units, people and assignments go the way of any directory import; what this layout adds are moves (an assignment ends)
and acting offices (a delegation, or a second assignment with its end). The report names no rater: it is the head of the
unit, for a head the head of the unit above, or whoever a column `nip penilai` says; a line without one is bad.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.sheet_lines import Words
from chassis.store import Decision
from contracts.planning import AssignmentEnded
from services.planning import directory, moving
from services.planning import directory_commands as commands
from services.planning.commands import zone_of
from services.planning.delegation_import import interval
from services.planning.directory_import import Made, import_rows
from services.planning.directory_sheet import Row
from services.planning.import_parts import Parts
from services.planning.report_known import Known, unit_of
from services.planning.report_moves import Held, Move, moves_of, same_office
from services.planning.report_sheet import HEADERS, ReportRow
from services.planning.sheet import Trouble

__all__ = ["import_report"]


@dataclass
class _Meaning:
    """What a line comes to: a row for the directory import, what is done with or after it, and steps to show."""

    report: ReportRow
    row: Row
    steps: list[str] = field(default_factory=list)
    move: Move | None = None
    holder: str = ""
    ends_itself: bool = False


def import_report(
    call: Call, rows: Sequence[ReportRow], troubles: Sequence[Trouble], *, dry_run: bool, skip: bool
) -> dict[str, Any]:
    """Check and, unless `dry_run`, record; the account of every line says its steps."""
    call.refuse_while_behind()
    call.wait_until_seen()
    known = Known(call.runtime, rows)
    bad = list(troubles)
    meanings: dict[int, _Meaning] = {}
    for meaning in _meanings(known):
        if isinstance(meaning, Trouble):
            bad.append(meaning)
        else:
            meanings[meaning.row.line] = meaning

    def assigning(row: Row, employee: UUID, wanted: dict[str, Any], made: Made) -> Callable[[Runtime], Decision]:
        return _assigning(meanings[row.line], employee, wanted, made)

    account = import_rows(
        call, [one.row for one in meanings.values()], bad, dry_run=dry_run, skip=skip, assigning=assigning
    )
    by_line = {line["line"]: line for line in account["lines"]}
    parts = Parts(call)
    for line, meaning in meanings.items():
        told = by_line[line]
        told["steps"] = meaning.steps
        if account["imported"] and told["outcome"] != "bad" and meaning.holder:
            _delegate(call.runtime, parts, meaning, told)
    account["bad_lines"] = sum(bool(one["errors"]) for one in account["lines"])
    account["recorded_lines"] = sum(one["outcome"] == "recorded" for one in account["lines"])
    account["streams"] = [*account["streams"], *parts.heads()][-100:]
    return account


# -- what the lines mean -----------------------------------------------------------------------------------------------


def _meanings(known: Known) -> list[_Meaning | Trouble]:
    people: dict[str, list[ReportRow]] = {}
    for row in known.rows:
        people.setdefault(row.number, []).append(row)
    found: list[_Meaning | Trouble] = []
    for number, lines in people.items():
        held = known.held(number)
        for move in moves_of(lines, held):
            found.append(_regular(known, move))
        for row in [row for row in lines if row.acting]:
            found.append(_acting(known, row, held))
    return found


def _trouble(row: ReportRow, column: str, words: Words) -> Trouble:
    return Trouble(row.line, HEADERS[column][0], *words)


def _regular(known: Known, move: Move) -> _Meaning | Trouble:
    row = move.row
    if move.wrong:
        return _trouble(row, "starts_on", move.wrong)
    if not move.starts:
        return _Meaning(row, _plain(row), ["stays", *(["other_rater"] if known.has_other_rater(row) else [])])
    started = _started(known, row)
    if isinstance(started, Trouble):
        return started
    return _Meaning(row, started, [*(["end"] if move.ends else []), "assignment"], move)


def _acting(known: Known, row: ReportRow, held: Sequence[Held]) -> _Meaning | Trouble:
    holder = known.holder_of(row)
    if any(one.office == same_office(row) and one.starts_on == row.starts_on for one in held):
        return _Meaning(row, _plain(row), ["stays"])
    if holder and holder != row.number and _is_given(known, row, holder):
        return _Meaning(row, _plain(row), ["stays"])
    if holder and holder != row.number:
        return _Meaning(row, _plain(row), ["delegation"], holder=holder)
    started = _started(known, row)
    return started if isinstance(started, Trouble) else _Meaning(row, started, ["second_assignment"], ends_itself=True)


def _is_given(known: Known, row: ReportRow, holder: str) -> bool:
    """Whether the holder has delegated to this person for this interval already, also where that has been ended."""
    if holder not in known.people or row.number not in known.people:
        return False
    delegate, interval = known.people[row.number], _interval(known.runtime, row)
    giver = known.state(known.people[holder])
    given = (*giver.delegations.values(), *giver.cut_short)
    return any((one.delegate, (one.starts_at, one.ends_at)) == (delegate, interval) for one in given)


def _plain(row: ReportRow) -> Row:
    """The line's unit and person, without an assignment."""
    return Row(row.line, row.unit, row.above, row.number, row.name, "", row.employment)


def _started(known: Known, row: ReportRow) -> Row | Trouble:
    acting_head = bool(row.acting) and row.structural
    head = row.head if row.head is not None else acting_head or known.heads.get(unit_of(row)) == row.number
    rater = known.rater_of(row, head=head)
    if rater is None or rater == row.number:
        return _trouble(row, "rater", _NO_RATER)
    return replace(_plain(row), position=row.position, head=head, rater=rater, starts_on=row.starts_on)


# -- recording --------------------------------------------------------------------------------------------------------


def _assigning(meaning: _Meaning, employee: UUID, wanted: dict[str, Any], made: Made) -> Callable[[Runtime], Decision]:
    """A line's assignment; what it ends, or its own last day, in the same transaction. Recorded one after the other, an
    outage between the two left both places open, and the same file sent again found nothing left to do."""
    ends = meaning.move.ends if meaning.move else None
    before = None if ends is None else ends.assignment or made.get(ends.started_in, {}).get("assignment")
    if ends is not None and before is not None:
        ended = AssignmentEnded(
            employee=employee, assignment=UUID(str(before)), ends_on=ends.ends_on, reason_code="moved"
        )
        return lambda runtime: moving.move(runtime, ended, wanted)
    last = meaning.report.ends_on if meaning.ends_itself else None
    return lambda runtime: commands.assign(runtime, employee, wanted, last)


def _delegate(runtime: Runtime, parts: Parts, meaning: _Meaning, told: dict[str, Any]) -> None:
    """What an acting line gives, once; a refusal becomes the line's error."""
    row = meaning.report
    ids = directory.employees_of(runtime.database, [row.number, meaning.holder])
    if len(ids) != len({row.number, meaning.holder}):
        return  # a line that registers one of the two was refused, and says so
    holder, (starts_at, ends_at) = ids[meaning.holder], _interval(runtime, row)
    wanted = {"delegate": ids[row.number], "kind": row.acting, "starts_at": starts_at, "ends_at": ends_at}
    sent = [str(one) for one in (holder, *wanted.values())]
    done = parts.record(f"{row.line}:delegation", sent, lambda: commands.delegate(runtime, holder, wanted))
    if isinstance(done, tuple):
        words = dict(zip(("what", "apa", "mend", "perbaikan"), done, strict=True))
        told["outcome"] = "bad"
        told["errors"].append({"column": HEADERS["acting"][0], "cell": "", **words})
        return
    told |= {"outcome": "recorded", "delegation": done["delegation"]}


def _interval(runtime: Runtime, row: ReportRow) -> tuple[datetime, datetime]:
    assert row.ends_on is not None
    return interval(zone_of(runtime), row.starts_on, row.ends_on)


_NO_RATER: Final[Words] = (
    "the report names no rater, and no head of the unit or of one above is known",
    "laporan tidak memuat pejabat penilai, dan pimpinan unitnya tidak diketahui",
    "add a column `nip penilai`, or mark the head in a column `pimpinan unit`",
    "tambahkan kolom `nip penilai`, atau tandai pimpinan pada kolom `pimpinan unit`",
)  # fmt: skip
