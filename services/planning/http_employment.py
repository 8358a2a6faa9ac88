"""The route of a change of employment, and who may call it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import records
from chassis.call import Commander
from chassis.inputs import Body
from contracts.planning import EmploymentChanged
from services.planning import directory
from services.planning import employment_commands as commands

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {("POST", "/v1/employees/{employee}/employment"): frozenset({"officer"})}


class ChangeEmployment(Body):
    employment: Literal["pns", "pppk"]
    number: Annotated[str, Field(pattern=r"^[0-9]{18}$", description="the NIP or NI that goes with it; 18 digits")]
    starts_on: Annotated[date, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]


@router.post("/v1/employees/{employee}/employment", status_code=201, responses=records())
def change_employment(employee: UUID, body: ChangeEmployment, call: Commander) -> JSONResponse:
    """Record that a PPPK is PNS from a day on, or the reverse, with the new number; not of oneself."""
    call.refuse_on_oneself(employee)
    directory.check_number(body.number, body.employment)
    event = EmploymentChanged(employee=employee, employment=body.employment, starts_on=body.starts_on)
    return call.record(body, lambda: commands.change_employment(call.runtime, event, body.number))
