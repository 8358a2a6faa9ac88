"""The directory's routes, and who may call them: units, people, assignments, raters, delegates, disputes."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText
from chassis.sheet_answers import AsSheet, sheet
from chassis.store import Decision
from contracts.planning import AssignmentEnded, FunctionalLevel, FunctionalLevelSet, RaterChanged
from contracts.values import Instant, OfficialText
from services.planning import answers, directory, directory_list, moving, views
from services.planning import directory_commands as commands

__all__ = ["ACCESS", "router"]

router = APIRouter()

OFFICER = frozenset({"officer"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
READERS = INSIDE | {"subscriber"}
#: The auditor reads them without anybody's identity.
AUDITED = OFFICER | {"auditor"}
ASSIGNMENT = "/v1/employees/{employee}/assignments/{assignment}"

ACCESS = {
    ("POST", "/v1/units"): OFFICER,
    ("GET", "/v1/units"): READERS,
    ("GET", "/v1/units/{unit}"): READERS,
    ("POST", "/v1/units/{unit}/name"): OFFICER,
    ("POST", "/v1/units/{unit}/parent"): OFFICER,
    ("POST", "/v1/employees"): OFFICER,
    ("GET", "/v1/employees"): AUDITED,
    ("GET", "/v1/employees/{employee}"): INSIDE,
    ("DELETE", "/v1/employees/{employee}/identity"): OFFICER,
    ("POST", "/v1/employees/{employee}/assignments"): OFFICER,
    ("POST", ASSIGNMENT + "/end"): OFFICER,
    ("POST", ASSIGNMENT + "/rater"): OFFICER,
    ("POST", ASSIGNMENT + "/rater/dispute"): frozenset({"employee"}),
    ("POST", ASSIGNMENT + "/rater/confirmation"): OFFICER,
    ("POST", "/v1/employees/{employee}/functional-levels"): OFFICER,
    ("POST", "/v1/employees/{employee}/delegations"): OFFICER,
    ("POST", "/v1/employees/{employee}/delegations/{delegation}/end"): OFFICER,
    ("GET", "/v1/disputes"): AUDITED,
}

#: Intervals of a delegation are compared with the clock; outside these years they are a slip of the pen.
Moment = Annotated[Instant, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(3000, 12, 31, tzinfo=UTC))]


class RegisterUnit(Body):
    name: OfficialText
    parent: UUID | None = None


class RenameUnit(Body):
    name: OfficialText


class MoveUnit(Body):
    parent: UUID | None = Field(description="the unit above; null at the top of the agency")


class RegisterEmployee(Body):
    name: Annotated[WrittenText, Field(max_length=200)]
    number: Annotated[str, Field(pattern=r"^[0-9]{18}$", description="NIP of a PNS, NI of a PPPK; 18 digits as text")]
    employment: Literal["pns", "pppk"]
    email: Annotated[str, Field(max_length=254, pattern=directory.EMAIL)] | None = None
    own: bool = Field(default=False, description="the caller registers themself, under the id of their token")


class Assign(Body):
    unit: UUID
    position: OfficialText
    head_of_unit: bool = False
    starts_on: date
    rater: UUID | None = None


class EndAssignment(Body):
    ends_on: date = Field(description="the last day, inclusive")
    reason_code: Literal["moved", "left_service", "corrected", "other"]


class SetLevel(Body):
    level: FunctionalLevel | None = Field(description="of the functional position; null: none from that day on")
    starts_on: Annotated[date, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]


class ChangeRater(Body):
    rater: UUID
    reason_code: Literal["moved", "vacant", "corrected"]


class DisputeRater(Body):
    reason_code: Literal["moved", "vacant", "not_my_superior", "other"]
    reason: WrittenText | None = None


class Delegate(Body):
    delegate: UUID
    kind: Literal["plt", "plh"]
    starts_at: Moment
    ends_at: Moment = Field(description="exclusive")


@router.post("/v1/units", status_code=201, responses=records(answers.UnitMade, made=True))
def register_unit(body: RegisterUnit, call: Commander) -> JSONResponse:
    """Register a unit (unit kerja)."""
    return call.record(body, lambda: commands.register_unit(call.runtime, body.name, body.parent))


@router.get("/v1/units", response_model=None, responses=reads(answers.Units))
def list_units(
    call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 200
) -> JSONResponse:
    """All units, by pages."""
    call.wait_until_seen(listing=True)
    return call.answer(views.units(call.runtime, after, limit))


@router.get("/v1/units/{unit}", responses=reads(answers.Unit, one=True))
def get_unit(unit: UUID, call: Caller) -> JSONResponse:
    """One unit."""
    call.wait_until_seen()
    return call.answer(views.unit(call.runtime, unit))


@router.post("/v1/units/{unit}/name", status_code=201, responses=records())
def rename_unit(unit: UUID, body: RenameUnit, call: Commander) -> JSONResponse:
    """Give a unit another name."""
    return call.record(body, lambda: commands.rename_unit(call.runtime, unit, body.name))


@router.post("/v1/units/{unit}/parent", status_code=201, responses=records())
def move_unit(unit: UUID, body: MoveUnit, call: Commander) -> JSONResponse:
    """Put a unit under another one, or at the top."""
    return call.record(body, lambda: commands.move_unit(call.runtime, unit, body.parent))


@router.post("/v1/employees", status_code=201, responses=records(answers.EmployeeMade, made=True))
def register_employee(body: RegisterEmployee, call: Commander) -> JSONResponse:
    """Register a person. Name, number and e-mail stay in planning's directory; the event has the random id only."""
    person = directory.Person(body.name, body.number, body.email, body.employment)
    directory.check_number(body.number, body.employment)
    own = call.employee if body.own else None
    return call.record(body, lambda: commands.register_employee(call.runtime, person, own))


@router.get("/v1/employees", response_model=None, responses=answers.EMPLOYEES)
def list_employees(  # noqa: PLR0913  # what people are found by
    call: Caller,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    number: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="how the NIP or NI begins")] = None,
    name: Annotated[
        str | None, Query(min_length=1, max_length=200, pattern=r"^[^\x00]*$", description="a part of it")
    ] = None,
    unit: Annotated[UUID | None, Query(description="where they work today")] = None,
    as_sheet: AsSheet = False,
) -> Response:
    """The directory, by pages. As CSV whole, whatever the page, with unit, position and rater of today.

    For an auditor without names and numbers, by which they look for nobody either.
    """
    call.wait_until_seen()
    identity = call.has("officer")
    if not identity and (number or name):
        raise call.forbid(
            "who a person is is not for an auditor, so nobody is found by it", "identitas pegawai tidak untuk auditor",
            "the performance officer", "pengelola kinerja",
        )  # fmt: skip
    search = directory_list.Search(number, name, unit, identity=identity)
    if as_sheet:
        return sheet(directory_list.csv_of(call.runtime, search), "pegawai")
    return call.answer(directory_list.page_of(call.runtime, search, after, limit))


@router.get("/v1/employees/{employee}", responses=reads(answers.Employee, one=True))
def get_employee(employee: UUID, call: Caller) -> JSONResponse:
    """An employee's assignments and delegations; identity for the person, who acts as rater and the officer."""
    call.wait_until_seen()
    return call.answer(views.employee(call, employee))


@router.delete("/v1/employees/{employee}/identity", response_model=None, responses=reads(answers.IdentityErased))
def erase_identity(employee: UUID, call: Caller) -> dict[str, Any]:
    """Erase name, number and e-mail of a person for ever (UU 27/2022); the history of their random id stays."""
    commands.load_employee(call.runtime, employee)
    if not directory.erase_person(call.runtime.database, employee):
        raise commands.unknown("identity of employee", employee)
    return {"employee": str(employee), "erased": True}


@router.post("/v1/employees/{employee}/assignments", status_code=201, responses=records(answers.Assigned, made=True))
def assign(employee: UUID, body: Assign, call: Commander) -> JSONResponse:
    """Assign an employee to a unit from a day on, with a rater; of one's own only the first."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}

    def decided() -> Decision:
        # The first: an agency begins with an officer who enters themself.
        if commands.load_employee(call.runtime, employee).state.assignments:
            call.refuse_on_oneself(employee)
        return commands.assign(call.runtime, employee, wanted)

    return call.record(body, decided)


@router.post(ASSIGNMENT + "/end", status_code=201, responses=records())
def end_assignment(employee: UUID, assignment: UUID, body: EndAssignment, call: Commander) -> JSONResponse:
    """Set the last day of another's assignment, and of its agreements; `corrected` sets another than was set."""
    call.refuse_on_oneself(employee)
    event = AssignmentEnded(
        employee=employee, assignment=assignment, ends_on=body.ends_on, reason_code=body.reason_code
    )
    return call.record(body, lambda: moving.end_assignment(call.runtime, event))


@router.post("/v1/employees/{employee}/functional-levels", status_code=201, responses=records())
def set_level(employee: UUID, body: SetLevel, call: Commander) -> JSONResponse:
    """Set the level of a functional position (jenjang jabatan fungsional) held from a day on; not one's own."""
    call.refuse_on_oneself(employee)
    event = FunctionalLevelSet(employee=employee, level=body.level, starts_on=body.starts_on)
    return call.record(body, lambda: commands.set_level(call.runtime, event))


@router.post(ASSIGNMENT + "/rater", status_code=201, responses=records())
def change_rater(employee: UUID, assignment: UUID, body: ChangeRater, call: Commander) -> JSONResponse:
    """Put another rater in force for an assignment, not one's own; settles a dispute about the former."""
    call.refuse_on_oneself(employee)
    event = RaterChanged(employee=employee, assignment=assignment, rater=body.rater, reason_code=body.reason_code)
    return call.record(body, lambda: commands.change_rater(call.runtime, event))


@router.post(ASSIGNMENT + "/rater/dispute", status_code=201, responses=records())
def dispute_rater(employee: UUID, assignment: UUID, body: DisputeRater, call: Commander) -> JSONResponse:
    """Say that the own rater is wrong; the officer settles it, and drafting goes on meanwhile."""
    because = (body.reason_code, body.reason)
    return call.record(body, lambda: commands.dispute_rater(call.runtime, call.employee, employee, assignment, because))


@router.post(ASSIGNMENT + "/rater/confirmation", status_code=201, responses=records())
def confirm_rater(employee: UUID, assignment: UUID, call: Commander) -> JSONResponse:
    """Settle a dispute: the rater recorded is the right one. Not by that rater, nor by who disputes."""

    def decided() -> Decision:
        call.refuse_on_oneself(employee, commands.rater_of(call.runtime, employee, assignment))
        return commands.confirm_rater(call.runtime, employee, assignment)

    return call.record(None, decided)


@router.post("/v1/employees/{employee}/delegations", status_code=201, responses=records(answers.Delegated, made=True))
def delegate(employee: UUID, body: Delegate, call: Commander) -> JSONResponse:
    """Let another employee act as rater for this one (Plt or Plh), from an instant until before another."""
    wanted = {name: getattr(body, name) for name in type(body).model_fields}
    return call.record(body, lambda: commands.delegate(call.runtime, employee, wanted))


@router.post("/v1/employees/{employee}/delegations/{delegation}/end", status_code=201, responses=records())
def end_delegation(employee: UUID, delegation: UUID, call: Commander) -> JSONResponse:
    """End a delegation now, before its time."""
    return call.record(None, lambda: commands.end_delegation(call.runtime, employee, delegation))


@router.get("/v1/disputes", response_model=None, responses=reads(answers.Disputes))
def list_disputes(
    call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> dict[str, Any]:
    """What employees say of their raters and nobody has settled, by pages, without what is said of the caller; what
    they wrote is a reference."""
    call.wait_until_seen()
    return views.disputes(call, after, limit)
