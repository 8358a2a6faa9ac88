"""Routes of attendance and discipline: the officer imports, the person reads; and who may call them.

For awards only: who rates somebody does not see it here, lest it colour the rating (decision 0031). Nobody decides on
themself: what an officer's own awards rest on another officer records.
"""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import Recorded, reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body
from chassis.sent_sheets import SHEET_BODY, AccountOfLines, DryRun, OnError, SentSheet, record_account
from contracts.realization import DayCount, Month, SanctionGrade
from services.realization import answers, attendance
from services.realization import attendance_commands as commands
from services.realization.inputs import YearPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

OFFICER = frozenset({"officer"})
RECORD = "/v1/employees/{employee}/attendance/{year}"
SANCTIONS = "/v1/employees/{employee}/sanctions"
ACCESS = {
    ("POST", "/v1/employees/{employee}/attendance"): OFFICER,
    ("GET", RECORD): frozenset({"employee", "officer", "auditor"}),
    ("POST", SANCTIONS): OFFICER,
    ("POST", SANCTIONS + "/{year}/{sanction}/withdrawal"): OFFICER,
    ("POST", "/v1/attendance/imports"): OFFICER,
    ("POST", "/v1/sanctions/imports"): OFFICER,
}


class RecordAttendance(Body):
    """A month, in days: working_days = present + on_leave + absent; who came late was present."""

    month: Month
    working_days: DayCount
    present: DayCount
    late: DayCount
    absent: DayCount
    on_leave: DayCount = 0


class RecordSanction(Body):
    imposed_on: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
    grade: SanctionGrade


class WithdrawSanction(Body):
    reason_code: Literal["entered_wrongly", "lifted"]


@router.post("/v1/employees/{employee}/attendance", status_code=201, responses=records(Recorded, made=True))
def record_attendance(employee: UUID, body: RecordAttendance, call: Commander) -> JSONResponse:
    """Record one month of one person, not oneself; a later record of the month replaces it."""
    call.refuse_on_oneself(employee)
    figures = attendance.Month(**body.model_dump())
    return call.record(body, lambda: commands.record_attendance(call.runtime, employee, figures))


@router.get(RECORD, responses=reads(answers.YearRecord, one=True))
def get_record(employee: UUID, year: YearPath, call: Caller) -> JSONResponse:
    """A person's months and standing sanctions of a year: for the person, the officer and the auditor."""
    call.wait_until_seen()
    if not (call.is_one_of(employee) or call.has("officer") or call.has("auditor")):
        raise call.forbid(
            "attendance is another person's", "kehadiran ini milik orang lain",
            "the person or the performance officer", "pegawai tersebut atau pengelola kinerja",
        )  # fmt: skip
    history = commands.load_record(call.runtime, employee, year)
    return call.answer(
        {
            "employee": str(employee),
            "year": year,
            "months": [_month(one) for _, one in sorted(history.state.months.items())],
            "sanctions": [
                one.model_dump(mode="json", include={"sanction", "imposed_on", "grade"})
                for one in sorted(history.state.sanctions.values(), key=lambda one: (one.imposed_on, one.sanction))
            ],
            "streams": [{"stream": str(history.stream), "version": history.version}] if history.version else [],
        }
    )


def _month(one: Any) -> dict[str, Any]:  # Any: AttendanceRecorded
    shown: dict[str, Any] = one.model_dump(mode="json", exclude={"employee", "year"})
    return shown


@router.post(SANCTIONS, status_code=201, responses=records(answers.SanctionMade, made=True))
def record_sanction(employee: UUID, body: RecordSanction, call: Commander) -> JSONResponse:
    """Record another's sanction (hukuman disiplin); one of the same day and grade that stands is not recorded again."""
    call.refuse_on_oneself(employee)
    return call.record(body, lambda: commands.record_sanction(call.runtime, employee, body.imposed_on, body.grade))


@router.post(SANCTIONS + "/{year}/{sanction}/withdrawal", status_code=201, responses=records())
def withdraw_sanction(
    employee: UUID, year: YearPath, sanction: UUID, body: WithdrawSanction, call: Commander
) -> JSONResponse:
    """Say that another's sanction does not stand: entered wrongly, or lifted."""
    call.refuse_on_oneself(employee)
    return call.record(
        body, lambda: commands.withdraw_sanction(call.runtime, employee, year, sanction, body.reason_code)
    )


_IMPORT: dict[str, Any] = {
    "status_code": 201,
    "responses": {**reads(AccountOfLines), **records(AccountOfLines)},
    "openapi_extra": SHEET_BODY,
}


@router.post("/v1/attendance/imports", **_IMPORT)
def import_attendance(
    call: Commander, content: SentSheet, dry_run: DryRun = True, on_error: OnError = "stop"
) -> JSONResponse:
    """Record the months of many people from a sheet (CSV or XLSX); it only checks, unless `dry_run=false`."""

    def plan() -> Any:
        return commands.plan_lines(call, commands.attendance_lines(content))

    return record_account(call, content, plan, dry_run=dry_run, skip=on_error == "skip")


@router.post("/v1/sanctions/imports", **_IMPORT)
def import_sanctions(
    call: Commander, content: SentSheet, dry_run: DryRun = True, on_error: OnError = "stop"
) -> JSONResponse:
    """Record sanctions of many people from a sheet (CSV or XLSX); it only checks, unless `dry_run=false`."""

    def plan() -> Any:
        return commands.plan_lines(call, commands.sanction_lines(content))

    return record_account(call, content, plan, dry_run=dry_run, skip=on_error == "skip")
