"""Routes of realizations: report one or a whole period, give back, read; and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText
from chassis.sent_sheets import SHEET_BODY, AccountOfLines, DryRun, Line, OnError, SentSheet, record_account
from contracts.values import DecimalText
from services.realization import answers, commands, report_views
from services.realization.domain import Report, indicators_of
from services.realization.inputs import INSIDE, PeriodPath
from services.realization.known import known_of
from services.realization.work_sheets import MOST_REPORTS, reports_in

__all__ = ["ACCESS", "router"]

router = APIRouter()

REPORTS = "/v1/agreements/{agreement}/realizations/{period}"
ACCESS = {
    ("POST", REPORTS): frozenset({"employee"}),
    ("POST", REPORTS + "/bulk"): frozenset({"employee"}),
    ("POST", REPORTS + "/imports"): frozenset({"employee"}),
    ("POST", REPORTS + "/returns"): frozenset({"rater"}),
    ("GET", REPORTS): INSIDE,
}
LowerBecause = Literal["earlier_value_wrong", "work_undone"]


class ReportRealization(Body):
    indicator: UUID
    value: DecimalText = Field(description="in the indicator's unit; cumulative for `sum`; never negative")
    note: WrittenText | None = None
    lower_because: LowerBecause | None = None


class ReportRealizations(Body):
    reports: Annotated[tuple[ReportRealization, ...], Field(min_length=1, max_length=MOST_REPORTS)]


class ReturnReport(Body):
    indicator: UUID
    version: Annotated[int, Field(ge=1, description="of the report, as it was read: the last of the indicator")]
    reason_code: Literal["value_unclear", "value_wrong", "wrong_period", "evidence_missing", "other"]
    comment: WrittenText


@router.post(REPORTS, status_code=201, responses=records(answers.Reported, made=True))
def report_realization(agreement: UUID, period: PeriodPath, body: ReportRealization, call: Commander) -> JSONResponse:
    """Report the value reached on one indicator in a period. A later report replaces an earlier one."""
    report = Report(body.indicator, period, body.value, body.lower_because)
    return call.record(
        body, lambda: commands.report_realization(call.runtime, call.employee, agreement, report, body.note)
    )


@router.post(REPORTS + "/bulk", status_code=201, responses={**reads(AccountOfLines), **records(AccountOfLines)})
def report_realizations(  # noqa: PLR0913  # what is reported, and how
    agreement: UUID,
    period: PeriodPath,
    body: ReportRealizations,
    call: Commander,
    dry_run: DryRun = False,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Report many indicators of a period at once: 201 when recorded, 200 for the account alone.

    What says the same as what stands is `unchanged`: it need not be verified again.
    """

    def entries() -> list[commands.Entry]:
        return [
            commands.Entry(
                Line(place, read={"indicator": str(one.indicator), "value": one.value}),
                one.indicator,
                one.value,
                one.note,
                one.lower_because,
            )
            for place, one in enumerate(body.reports, start=1)
        ]

    def plan() -> Any:
        return commands.plan_reports(call, agreement, period, entries())

    return record_account(call, body, plan, dry_run=dry_run, skip=on_error == "skip")


@router.post(
    REPORTS + "/imports",
    status_code=201,
    responses={**reads(AccountOfLines), **records(AccountOfLines)},
    openapi_extra=SHEET_BODY,
)
def import_realizations(  # noqa: PLR0913  # what is sent, and how it is taken
    agreement: UUID,
    period: PeriodPath,
    call: Commander,
    content: SentSheet,
    dry_run: DryRun = True,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Report many indicators of a period from a sheet (CSV or XLSX); it only checks, unless `dry_run=false`."""

    def plan() -> Any:
        agreed = known_of(call.runtime, agreement).in_force(period)
        titles = commands.indicators_by_title(agreed)
        units = {name: one.unit_of_measure for name, one in indicators_of(agreed).items()}
        return commands.plan_reports(call, agreement, period, reports_in(content, titles, units))

    return record_account(call, content, plan, dry_run=dry_run, skip=on_error == "skip")


@router.post(REPORTS + "/returns", status_code=201, responses=records())
def return_report(agreement: UUID, period: PeriodPath, body: ReturnReport, call: Commander) -> JSONResponse:
    """Give the last report of an indicator back with a comment; the employee reports again."""
    wanted = (body.indicator, body.version, body.reason_code)
    return call.record(
        body,
        lambda: commands.return_report(call.runtime, call.employee, agreement, period, wanted, body.comment),
    )


@router.get(REPORTS, responses=reads(answers.Reports, one=True))
def get_realizations(agreement: UUID, period: PeriodPath, call: Caller) -> JSONResponse:
    """Every report of a period, earlier ones too: late, given back, proven; the last of each indicator is marked."""
    call.wait_until_seen()
    return call.answer(report_views.reports(call, agreement, period))
