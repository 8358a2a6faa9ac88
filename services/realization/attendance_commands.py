"""Attendance and sanctions: one at a time, or a sheet of many people. Load, decide, append.

Stream `attendance:<employee>:<year>`. A sheet names people by their id here: numbers (NIP) are planning's alone.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid4

from chassis.call import Call
from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.sent_sheets import Account, Line, trouble_of
from chassis.sheet_lines import Columns, SheetLine, read_lines
from chassis.spreadsheet_reading import Cell
from chassis.store import Decision, History, fold
from contracts.events import Event
from contracts.planning import AssignmentStarted
from contracts.realization import SanctionGrade, SanctionRecorded
from contracts.refusals import Refusal
from services.realization import projections
from services.realization.attendance import (
    Month,
    Record,
    decide_attendance,
    decide_sanction,
    decide_withdraw_sanction,
    evolve_record,
)
from services.realization.cells import BadCell, Cells, day, days, identifier, month
from services.realization.known import today

__all__ = [
    "attendance_lines",
    "load_record",
    "plan_lines",
    "record_attendance",
    "record_sanction",
    "sanction_lines",
    "withdraw_sanction",
]

#: An agency's largest unit by far; all in one transaction, which other writers wait for.
MOST_LINES: Final = 1_000
_MONTHS: Final[Columns] = {
    "employee": ("pegawai", "id pegawai", "employee"),
    "month": ("bulan", "month"),
    "working_days": ("hari kerja", "working_days"),
    "present": ("hadir", "present"),
    "late": ("terlambat", "late"),
    "absent": ("tanpa keterangan", "alpa", "absent"),
    "on_leave": ("cuti", "on_leave"),
}
_SANCTIONS: Final[Columns] = {
    "employee": ("pegawai", "id pegawai", "employee"),
    "imposed_on": ("tanggal", "imposed_on"),
    "grade": ("tingkat", "grade"),
}
_GRADES: Final[dict[str, SanctionGrade]] = {
    "ringan": "light", "sedang": "moderate", "berat": "severe", "light": "light", "moderate": "moderate",
    "severe": "severe",
}  # fmt: skip


@dataclass
class PersonLine:
    """One line of a sheet: of whom and which year, and what is decided on their record."""

    line: Line
    employee: UUID | None = None
    year: int = 0
    decide: Callable[[Record, date], list[Event]] = field(default=lambda _record, _today: [])


def attendance_stream(runtime: Runtime, employee: UUID, year: int) -> UUID:
    return runtime.stream(f"attendance:{employee}:{year}")


def load_record(runtime: Runtime, employee: UUID, year: int) -> History[Record]:
    return runtime.store.folded(attendance_stream(runtime, employee, year), Record(), evolve_record)


def _known(runtime: Runtime, employee: UUID) -> None:
    if not projections.is_known(runtime.projection, employee):
        raise Unknown(
            detail=f"nobody of id {employee} works here, as far as this service has seen",
            pesan="pegawai ini belum dikenal di layanan ini",
            mend="assign the person first; if that was just now, send Ekinerja-Seen of that answer along",
            perbaikan="tempatkan pegawai terlebih dahulu",
        )


def record_attendance(runtime: Runtime, employee: UUID, figures: Month) -> Decision:
    """Record one month of one person; the same figures again record nothing."""
    _known(runtime, employee)
    history = load_record(runtime, employee, int(figures.month[:4]))
    events = decide_attendance(history.state, employee, figures, today(runtime))
    return Decision([history.then(*events)] if events else [], body=_where(employee, int(figures.month[:4])))


def record_sanction(runtime: Runtime, employee: UUID, imposed_on: date, grade: SanctionGrade) -> Decision:
    """Record one sanction."""
    _known(runtime, employee)
    history, sanction = load_record(runtime, employee, imposed_on.year), uuid4()
    events = decide_sanction(history.state, employee, sanction, imposed_on, grade, today=today(runtime))
    made = sanction if events else _standing(history.state, imposed_on, grade)
    body = {**_where(employee, imposed_on.year), "sanction": str(made)}
    return Decision([history.then(*events)] if events else [], body=body)


def _standing(record: Record, imposed_on: date, grade: SanctionGrade) -> UUID:
    return next(name for name, one in record.sanctions.items() if (one.imposed_on, one.grade) == (imposed_on, grade))


def _where(employee: UUID, year: int) -> dict[str, str]:
    return {"location": f"/v1/employees/{employee}/attendance/{year}"}


def withdraw_sanction(
    runtime: Runtime, employee: UUID, year: int, sanction: UUID, reason_code: Literal["entered_wrongly", "lifted"]
) -> Decision:
    """Say that a sanction does not stand."""
    history = load_record(runtime, employee, year)
    return Decision([history.then(*decide_withdraw_sanction(history.state, sanction, reason_code))])


# -- sheets -----------------------------------------------------------------------------------------------------------


def attendance_lines(content: bytes) -> list[PersonLine]:
    """Pegawai (id), Bulan, Hari Kerja, Hadir, Terlambat, Tanpa Keterangan, and Cuti where there is leave."""
    needed = ("employee", "month", "working_days", "present", "late", "absent")
    return [_attendance(line) for line in read_lines(content, _MONTHS, needed=needed, most=MOST_LINES)]


def _attendance(line: SheetLine) -> PersonLine:
    cells = Cells(line, {name: aliases[0].title() for name, aliases in _MONTHS.items()})
    employee, of = cells.needed("employee", identifier), cells.needed("month", month)
    counted = [cells.needed(name, days) for name in ("working_days", "present", "late", "absent")]
    on_leave = cells.given("on_leave", days) or 0
    told = Line(line.line, read=cells.read, errors=cells.errors)
    figures = [one for one in counted if one is not None]
    if employee is None or of is None or len(figures) < len(counted):
        return PersonLine(told)
    working, present, late, absent = figures
    wanted = Month(of, working, present, late, absent, on_leave)
    return PersonLine(told, employee, int(of[:4]), lambda record, now: decide_attendance(record, employee, wanted, now))


def sanction_lines(content: bytes) -> list[PersonLine]:
    """Pegawai (id), Tanggal, Tingkat (ringan, sedang, berat)."""
    return [
        _sanction(line)
        for line in read_lines(content, _SANCTIONS, needed=("employee", "imposed_on", "grade"), most=MOST_LINES)
    ]


def _grade(cell: Cell) -> SanctionGrade:
    found = _GRADES.get(cell.text.casefold())
    if found is None:
        raise BadCell(
            "it is no grade of a sanction", "bukan tingkat hukuman disiplin",
            "write ringan, sedang or berat", "tulis ringan, sedang, atau berat",
        )  # fmt: skip
    return found


def _sanction(line: SheetLine) -> PersonLine:
    cells = Cells(line, {name: aliases[0].title() for name, aliases in _SANCTIONS.items()})
    employee, on = cells.needed("employee", identifier), cells.needed("imposed_on", day)
    grade, made = cells.needed("grade", _grade), uuid4()
    told = Line(line.line, read=cells.read, errors=cells.errors)
    if employee is None or on is None or grade is None:
        return PersonLine(told)
    return PersonLine(
        told, employee, on.year, lambda record, now: decide_sanction(record, employee, made, on, grade, today=now)
    )


def plan_lines(call: Call, lines: Sequence[PersonLine]) -> Account:
    """Decide on every line, each on its person's record as the lines before left it."""
    runtime, now = call.runtime, today(call.runtime)
    known = _who_is_known(runtime, {one.employee for one in lines if one.employee is not None})
    streams = {
        (one.employee, one.year): attendance_stream(runtime, one.employee, one.year)
        for one in lines
        if one.employee in known
    }
    loaded = runtime.store.load_many(list(streams.values()))
    histories = {}
    for place, stream in streams.items():
        history = loaded.get(stream, [])
        last = history[-1].time if history else None
        histories[place] = History(stream, len(history), fold(history, Record(), evolve_record), last)
    events: dict[tuple[UUID, int], list[Event]] = {}
    for one in lines:
        if one.line.errors or one.employee is None:
            continue
        if call.is_one_of(one.employee):
            one.line.errors.append(_ONESELF)
            continue
        place = (one.employee, one.year)
        if place not in histories:
            one.line.errors.append(_NOBODY)
            continue
        state = _with(histories[place].state, events.get(place, []))
        try:
            decided = one.decide(state, now)
        except Refusal as refusal:
            one.line.errors.append(trouble_of(runtime, refusal))
            continue
        one.line.unchanged = not decided
        events.setdefault(place, []).extend(decided)
        for event in decided:
            if isinstance(event, SanctionRecorded):
                one.line.made["sanction"] = str(event.sanction)
    appends = [histories[place].then(*told) for place, told in events.items() if told]
    return Account([one.line for one in lines], appends)


_NOBODY = {
    "column": "Pegawai",
    "what": "nobody of this id works here, as far as this service has seen",
    "apa": "pegawai dengan pengenal ini belum dikenal",
    "mend": "take the id from planning's directory",
    "perbaikan": "ambil pengenal dari direktori pegawai",
}
_ONESELF = {
    "column": "Pegawai",
    "what": "nobody decides on themself",
    "apa": "tidak seorang pun memutus hal dirinya sendiri",
    "mend": "leave the line to another performance officer",
    "perbaikan": "serahkan baris ini kepada pengelola kinerja yang lain",
}


def _with(state: Record, events: Iterable[Event]) -> Record:
    for event in events:
        state = evolve_record(state, event)
    return state


def _who_is_known(runtime: Runtime, employees: set[UUID]) -> set[UUID]:
    return {kept.stream for kept in runtime.projection.of_stream(*employees, types=(AssignmentStarted,))}
