"""Planning's routes, and who may call them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.planning import PeriodDates, RaterChanged
from contracts.values import OfficialText, Period, Year
from services.planning import answers, commands, directory, http_agreements, http_cascade, http_objectives, views
from services.planning.extension import Extension
from services.planning.inputs import YearPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

OFFICER = frozenset({"officer"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
READERS = INSIDE | {"subscriber"}

ACCESS = {
    ("POST", "/v1/units"): OFFICER,
    ("GET", "/v1/units"): READERS,
    ("GET", "/v1/units/{unit}"): READERS,
    ("POST", "/v1/employees"): OFFICER,
    ("GET", "/v1/employees"): OFFICER,
    ("GET", "/v1/employees/{employee}"): INSIDE,
    ("POST", "/v1/employees/{employee}/assignments"): OFFICER,
    ("POST", "/v1/employees/{employee}/assignments/{assignment}/rater"): OFFICER,
    ("POST", "/v1/cycles"): OFFICER,
    ("GET", "/v1/cycles/{year}"): READERS,
    ("POST", "/v1/cycles/{year}/extensions"): OFFICER,
    **http_agreements.ACCESS,
    **http_objectives.ACCESS,
    **http_cascade.ACCESS,
}

#: A later day is a slip of the pen; every deadline is reckoned with in instants, which end with the year 9999.
LATEST_DAY = date(3000, 12, 31)
LastDay = Annotated[date, Field(le=LATEST_DAY)]


class RegisterUnit(Body):
    name: OfficialText
    parent: UUID | None = None


class RegisterEmployee(Body):
    name: Annotated[WrittenText, Field(max_length=200)]
    number: Annotated[str, Field(pattern=r"^[0-9]{18}$", description="NIP of a PNS, NI of a PPPK; 18 digits as text")]
    employment: Literal["pns", "pppk"]
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+$")] | None = None
    own: bool = Field(default=False, description="the caller registers themself, under the id of their token")


class Assign(Body):
    unit: UUID
    position: OfficialText
    head_of_unit: bool = False
    starts_on: date
    rater: UUID | None = None


class ChangeRater(Body):
    rater: UUID
    reason_code: Literal["moved", "vacant", "corrected"]


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


@router.post("/v1/units", status_code=201, responses=records(answers.UnitMade, made=True))
def register_unit(body: RegisterUnit, call: Commander) -> JSONResponse:
    """Register a unit (unit kerja)."""
    return call.record(body, lambda: commands.register_unit(call.runtime, body.name, body.parent))


@router.get("/v1/units", response_model=None, responses=reads(answers.Units))
def list_units(call: Caller) -> dict[str, Any]:
    """All units."""
    call.wait_until_seen(listing=True)
    return {"units": views.units(call.runtime)}


@router.get("/v1/units/{unit}", responses=reads(answers.Unit, one=True))
def get_unit(unit: UUID, call: Caller) -> JSONResponse:
    """One unit."""
    call.wait_until_seen()
    return call.answer(views.unit(call.runtime, unit))


@router.post("/v1/employees", status_code=201, responses=records(answers.EmployeeMade, made=True))
def register_employee(body: RegisterEmployee, call: Commander) -> JSONResponse:
    """Register a person. Name, number and e-mail stay in planning's directory; the event has the random id only."""
    person = directory.Person(body.name, body.number, body.email, body.employment)
    directory.check_number(body.number, body.employment)
    own = call.employee if body.own else None
    return call.record(body, lambda: commands.register_employee(call.runtime, person, own))


@router.get("/v1/employees", response_model=None, responses=reads(answers.Employees))
def list_employees(
    call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> dict[str, Any]:
    """The directory, by pages."""
    call.wait_until_seen()
    rows = directory.people(call.runtime.database, after, limit)
    return {"employees": rows, "next": rows[-1]["employee"] if len(rows) == limit else None}


@router.get("/v1/employees/{employee}", responses=reads(answers.Employee, one=True))
def get_employee(employee: UUID, call: Caller) -> JSONResponse:
    """An employee's assignments; with identity for the person, their rater and the officer."""
    call.wait_until_seen()
    return call.answer(views.employee(call, employee))


@router.post("/v1/employees/{employee}/assignments", status_code=201, responses=records(answers.Assigned, made=True))
def assign(employee: UUID, body: Assign, call: Commander) -> JSONResponse:
    """Assign an employee to a unit from a day on, with a rater."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}
    return call.record(body, lambda: commands.assign(call.runtime, employee, wanted))


@router.post("/v1/employees/{employee}/assignments/{assignment}/rater", status_code=201, responses=records())
def change_rater(employee: UUID, assignment: UUID, body: ChangeRater, call: Commander) -> JSONResponse:
    """Put another rater in force for an assignment."""
    event = RaterChanged(employee=employee, assignment=assignment, rater=body.rater, reason_code=body.reason_code)
    return call.record(body, lambda: commands.change_rater(call.runtime, event))


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


# Not included but taken in: every route stands in this table by itself (`chassis.process`).
for feature in (http_agreements, http_objectives, http_cascade):
    router.routes.extend(feature.router.routes)
