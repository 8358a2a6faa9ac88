"""Planning's routes, and who may call them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.planning import PeriodDates, PeriodTarget, Support, Target
from contracts.values import DecimalText, OfficialText, Period, Year
from services.planning import answers, commands, http_directory, http_import, views
from services.planning.extension import Extension
from services.planning.targets import PlannedIndicator, PlannedResult

__all__ = ["ACCESS", "router"]

router = APIRouter()
# Its routes themselves: the access table names routes, not routers.
router.routes.extend([*http_directory.router.routes, *http_import.router.routes])

OFFICER = frozenset({"officer"})
PARTIES = frozenset({"employee", "rater"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
READERS = INSIDE | {"subscriber"}

ACCESS = {
    **http_directory.ACCESS,
    **http_import.ACCESS,
    ("POST", "/v1/cycles"): OFFICER,
    ("GET", "/v1/cycles/{year}"): READERS,
    ("POST", "/v1/cycles/{year}/extensions"): OFFICER,
    ("POST", "/v1/units/{unit}/objectives"): OFFICER | {"rater"},
    ("GET", "/v1/units/{unit}/objectives/{year}"): READERS,
    ("POST", "/v1/agreements"): PARTIES,
    ("GET", "/v1/agreements"): PARTIES | {"officer"},
    ("GET", "/v1/agreements/{agreement}"): INSIDE,
    ("POST", "/v1/agreements/{agreement}/proposals"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/acceptance"): PARTIES,
}

YearPath = Annotated[int, Path(ge=2000, le=2999)]
#: A later day is a slip of the pen; every deadline is reckoned with in instants, which end with the year 9999.
LATEST_DAY = date(3000, 12, 31)
LastDay = Annotated[date, Field(le=LATEST_DAY)]


class SentDates(PeriodDates, extra="forbid"):
    pass


class OpenCycle(Body):
    year: Year
    time_zone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    periods: Annotated[tuple[SentDates, ...], Field(min_length=1, max_length=12)]
    agreement_deadline: LastDay
    annual_evaluation_deadline: LastDay
    holidays: Annotated[tuple[date, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "OpenCycle":
        ends = None
        for dates in self.periods:
            if dates.starts_on.year != self.year or dates.ends_on.year != self.year or dates.ends_on < dates.starts_on:
                raise ValueError(f"period {dates.period} does not lie in {self.year}")
            if not dates.period.startswith(str(self.year)):
                raise ValueError(f"period {dates.period} is not named after {self.year}")
            if ends is not None and dates.starts_on <= ends:
                raise ValueError(f"period {dates.period} begins before the one before it ends")
            deadlines = (dates.reporting_deadline, dates.evidence_deadline, dates.evaluation_deadline)
            if min(deadlines) < dates.ends_on or max(deadlines) > LATEST_DAY:
                raise ValueError(f"a deadline of {dates.period} lies before its last day, or after {LATEST_DAY}")
            ends = dates.ends_on
        if len({dates.period for dates in self.periods}) != len(self.periods):
            raise ValueError("a period is named twice")
        return self


class ExtendDeadline(Body):
    period: Period
    deadline: Literal["reporting", "evidence", "evaluation"]
    extended_to: LastDay
    reason_code: Literal["system_outage", "late_guidance", "force_majeure", "other"]
    reason: WrittenText


class SetObjective(Body):
    year: Year
    title: OfficialText


class SentTarget(Target, extra="forbid"):
    pass


class SentPeriodTarget(PeriodTarget, extra="forbid"):
    pass


class SentSupport(Support, extra="forbid"):
    pass


class PlanIndicator(Body):
    title: OfficialText
    aspect: Literal["quantity", "quality", "time", "cost"]
    unit_of_measure: Annotated[OfficialText, Field(max_length=100)]
    whole: bool = False
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"
    accumulation: Literal["sum", "latest", "average"]
    target: SentTarget
    maximum: DecimalText | None = None
    weight: DecimalText | None = None
    targets: Annotated[tuple[SentPeriodTarget, ...], Field(max_length=12)] | None = None

    def planned(self) -> PlannedIndicator:
        targets = None if self.targets is None else tuple(as_record(PeriodTarget, one) for one in self.targets)
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return PlannedIndicator(**given | {"target": as_record(Target, self.target), "targets": targets})


class PlanResult(Body):
    kind: Literal["main", "additional"]
    title: OfficialText
    supports: SentSupport | None = None
    weight: DecimalText | None = None
    indicators: Annotated[tuple[PlanIndicator, ...], Field(min_length=1, max_length=50)]

    def planned(self) -> PlannedResult:
        indicators = tuple(indicator.planned() for indicator in self.indicators)
        supports = None if self.supports is None else as_record(Support, self.supports)
        return PlannedResult(self.kind, self.title, indicators, supports, self.weight)


Plan = Annotated[tuple[PlanResult, ...], Field(min_length=1, max_length=50)]


class DraftAgreement(Body):
    employee: UUID
    assignment: UUID
    starts_on: date
    ends_on: date
    results: Plan

    @model_validator(mode="after")
    def _one_year(self) -> "DraftAgreement":
        if self.starts_on > self.ends_on or self.starts_on.year != self.ends_on.year:
            raise ValueError("an agreement begins and ends in one year, in this order")
        return self


class ProposeTargets(Body):
    results: Plan


class AcceptTargets(Body):
    proposal: Annotated[int, Field(ge=1, le=10_000)]


@router.post("/v1/cycles", status_code=201, responses=records(answers.CycleChanged, made=True))
def open_cycle(body: OpenCycle, call: Commander) -> JSONResponse:
    """Open a year's cycle with its periods and deadlines (last days, inclusive, in the agency's zone)."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}
    wanted["periods"] = tuple(as_record(PeriodDates, dates) for dates in body.periods)
    return call.record(body, lambda: commands.open_cycle(call.runtime, wanted))


@router.get("/v1/cycles/{year}", responses=reads(answers.Cycle, one=True))
def get_cycle(year: YearPath, call: Caller) -> JSONResponse:
    """The cycle with the deadlines in force."""
    call.wait_until_seen()
    return call.answer(views.cycle(call.runtime, year))


@router.post("/v1/cycles/{year}/extensions", status_code=201, responses=records(answers.CycleChanged, made=True))
def extend_deadline(year: YearPath, body: ExtendDeadline, call: Commander) -> JSONResponse:
    """Move a deadline to a later day, with a reason; it also clears acts already made before the new day."""
    wanted = Extension(body.period, body.deadline, body.extended_to, body.reason_code)
    return call.record(body, lambda: commands.extend_deadline(call.runtime, year, wanted, body.reason))


@router.post("/v1/units/{unit}/objectives", status_code=201, responses=records(answers.ObjectiveMade, made=True))
def set_objective(unit: UUID, body: SetObjective, call: Commander) -> JSONResponse:
    """Set what a unit must reach in a year; by the officer, or by the unit's head."""
    if not call.has("officer") and not views.heads(call.runtime, call.employee, unit):
        raise call.forbid(
            "only the unit's head or the officer sets its objectives", "hanya pimpinan unit atau pengelola",
            "the unit's head or the officer", "pimpinan unit atau pengelola kinerja",
        )  # fmt: skip
    return call.record(body, lambda: commands.set_objective(call.runtime, unit, body.year, body.title))


@router.get("/v1/units/{unit}/objectives/{year}", response_model=None, responses=reads(answers.Objectives))
def get_objectives(unit: UUID, year: YearPath, call: Caller) -> dict[str, Any]:
    """A unit's objectives of a year."""
    call.wait_until_seen(listing=True)
    return {"unit": unit, "year": year, "objectives": views.objectives(call.runtime, unit, year)}


@router.post("/v1/agreements", status_code=201, responses=records(answers.Drafted, made=True))
def draft_agreement(body: DraftAgreement, call: Commander) -> JSONResponse:
    """Draft an SKP and propose its targets, by the employee or the rater."""
    planned = tuple(result.planned() for result in body.results)
    return call.record(
        body,
        lambda: commands.draft_agreement(
            call.runtime,
            call.employee,
            employee=body.employee,
            assignment=body.assignment,
            days=(body.starts_on, body.ends_on),
            planned=planned,
        ),
    )


@router.get("/v1/agreements", response_model=None, responses=reads(answers.Agreements))
def list_agreements(
    call: Caller,
    employee: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One employee's agreements, or (no employee) those the caller rates."""
    call.wait_until_seen(listing=True)
    return views.agreements(call, employee, after, limit)


@router.get("/v1/agreements/{agreement}", responses=reads(answers.Agreement, one=True))
def get_agreement(agreement: UUID, call: Caller) -> JSONResponse:
    """An agreement: the last proposal and what is agreed."""
    call.wait_until_seen()
    return call.answer(views.agreement(call, agreement))


@router.post("/v1/agreements/{agreement}/proposals", status_code=201, responses=records(answers.Proposed))
def propose_targets(agreement: UUID, body: ProposeTargets, call: Commander) -> JSONResponse:
    """Propose the whole set of targets anew."""
    planned = tuple(result.planned() for result in body.results)
    return call.record(body, lambda: commands.propose_targets(call.runtime, call.employee, agreement, planned))


@router.post("/v1/agreements/{agreement}/acceptance", status_code=201, responses=records(answers.Accepted))
def accept_targets(agreement: UUID, body: AcceptTargets, call: Commander) -> JSONResponse:
    """Accept the other side's last proposal: the targets are agreed."""
    return call.record(body, lambda: commands.accept_targets(call.runtime, call.employee, agreement, body.proposal))
