"""Realization's routes, and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Call, Caller, Commander
from chassis.inputs import Body, WrittenText
from contracts.realization import RealizationReported
from contracts.values import PERIOD, DecimalText
from services.realization import answers, commands, projections
from services.realization.domain import Report

__all__ = ["ACCESS", "may_read_text", "router"]

router = APIRouter()

REPORTS = "/v1/agreements/{agreement}/realizations/{period}"
ACCESS = {
    ("POST", REPORTS): frozenset({"employee"}),
    ("GET", REPORTS): frozenset({"employee", "rater", "officer", "auditor"}),
}

PeriodPath = Annotated[str, Path(pattern=PERIOD)]


class ReportRealization(Body):
    indicator: UUID
    value: DecimalText = Field(description="in the indicator's unit; cumulative for `sum`; never negative")
    note: WrittenText | None = None
    lower_because: Literal["earlier_value_wrong", "work_undone"] | None = None


@router.post(REPORTS, status_code=201, responses=records(answers.Reported, made=True))
def report_realization(agreement: UUID, period: PeriodPath, body: ReportRealization, call: Commander) -> JSONResponse:
    """Report the value reached on one indicator in a period. A later report replaces an earlier one."""
    report = Report(body.indicator, period, body.value, body.lower_because)
    return call.record(
        body, lambda: commands.report_realization(call.runtime, call.employee, agreement, report, body.note)
    )


@router.get(REPORTS, responses=reads(answers.Reports, one=True))
def get_realizations(agreement: UUID, period: PeriodPath, call: Caller) -> JSONResponse:
    """Every report of a period, the last of each indicator marked, late ones shown as late."""
    call.wait_until_seen()
    agreed = commands.agreement_of(call.runtime, agreement)[-1]
    _may_read(call, agreed.employee, agreed.assignment)
    stream = commands.reports_stream(call.runtime, agreement, period)
    history = call.runtime.store.load(stream)
    reports: list[dict[str, Any]] = []
    last: dict[UUID, int] = {}
    for recorded in history:
        if isinstance(recorded.event, RealizationReported):
            last[recorded.event.indicator] = recorded.version
    for recorded in history:
        if isinstance(recorded.event, RealizationReported):
            reports.append(
                {
                    "report": {"stream": str(stream), "version": recorded.version},
                    "indicator": str(recorded.event.indicator),
                    "value": recorded.event.value,
                    "reported_at": recorded.time.isoformat(),
                    "late": commands.is_late(call.runtime, agreed.year, period, recorded.time),
                    "current": last[recorded.event.indicator] == recorded.version,
                }
            )
    heads = [{"stream": str(stream), "version": len(history)}] if history else []
    return call.answer({"agreement": str(agreement), "period": period, "reports": reports, "streams": heads})


def _may_read(call: Call, employee: UUID, assignment: UUID) -> None:
    if call.has("auditor") or call.has("officer") or call.is_one_of(employee):
        return
    projection = call.runtime.projection
    place = projections.place_of(projection, employee, assignment)
    rater, day = place.rater if place else None, commands.today(call.runtime)
    allowed = projections.acting(projection, place, call.now)
    if not call.is_one_of(*allowed, *projections.superiors_of(projection, rater, day, call.now)):
        raise call.forbid(
            "these reports are another person's", "laporan ini milik orang lain",
            "the employee, the rater in force or the rater's superior",
            "pegawai, pejabat penilainya, atau atasan pejabat penilai",
        )  # fmt: skip


def may_read_text(call: Call, stream: UUID) -> bool:
    """What is written with a report is for its employee and who acts as rater."""
    first = next(iter(call.runtime.store.load(stream)), None)
    if first is None or not isinstance(first.event, RealizationReported):
        return False
    agreed = projections.agreement_events(call.runtime.projection, first.event.agreement)
    assignment = agreed[-1].assignment if agreed else None
    place = projections.place_of(call.runtime.projection, first.event.employee, assignment)
    return call.is_one_of(first.event.employee, *projections.acting(call.runtime.projection, place, call.now))
