"""The routes of the self assessment, of a period and of a year, and its commands."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import records
from chassis.call import Commander
from chassis.inputs import Body, as_record
from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.evaluation import BehaviourValues, SelfAssessed
from services.evaluation import commands
from services.evaluation.annual import time_left_of_year
from services.evaluation.annual_cases import year_case
from services.evaluation.domain import time_left_of
from services.evaluation.http_annual import YEAR
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import EVALUATION, PeriodPath, Values
from services.evaluation.self_assessment import decide_assess_self

__all__ = ["ACCESS", "router"]

router = APIRouter()

EMPLOYEE = frozenset({"employee"})
ACCESS = {
    ("POST", EVALUATION + "/self-assessment"): EMPLOYEE,
    ("POST", YEAR + "/self-assessment"): EMPLOYEE,
}


class AssessSelf(Body):
    """The seven values as the employee sees them; with it they say that nothing more is to be shown."""

    values: Values


@router.post(EVALUATION + "/self-assessment", status_code=201, responses=records())
def assess_self(agreement: UUID, period: PeriodPath, body: AssessSelf, call: Commander) -> JSONResponse:
    """Assess yourself for a period once it is over; a final then no longer waits for the evidence deadline."""
    values = as_record(BehaviourValues, body.values)
    return call.record(body, lambda: _of_period(call.runtime, call.employee, agreement, period, values))


@router.post(YEAR + "/self-assessment", status_code=201, responses=records())
def assess_self_for_the_year(employee: UUID, year: YearPath, body: AssessSelf, call: Commander) -> JSONResponse:
    """Assess yourself for the year once it is over; its final then no longer waits for the evidence deadline."""
    values = as_record(BehaviourValues, body.values)
    return call.record(body, lambda: _of_year(call.runtime, call.employee, employee, year, values))


def _of_period(runtime: Runtime, actor: UUID, agreement: UUID, period: str, values: BehaviourValues) -> Decision:
    case, history = commands.case_of(runtime, agreement, period)
    left = time_left_of(history.state, case, history.now(runtime.clock()))
    assessed = SelfAssessed(employee=case.agreed.employee, agreement=agreement, period=period, values=values)
    return Decision([history.then(*decide_assess_self(history.state, actor, assessed, left))])


def _of_year(runtime: Runtime, actor: UUID, employee: UUID, year: int, values: BehaviourValues) -> Decision:
    case, history = year_case(runtime, employee, year)
    left = time_left_of_year(history.state, case, history.now(runtime.clock()))
    assessed = SelfAssessed(employee=employee, agreement=case.last.agreement, period=str(year), values=values)
    return Decision([history.then(*decide_assess_self(history.state, actor, assessed, left))])
