"""The routes of the annual evaluation, and who may call them."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.evaluation import BehaviourValues
from services.evaluation import annual_answers, annual_commands, annual_views
from services.evaluation.delivery import note_opened
from services.evaluation.http_innovation import RecordInnovation
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import AssessBehaviour, Finalize

__all__ = ["ACCESS", "YEAR", "router"]

router = APIRouter()

YEAR = "/v1/employees/{employee}/evaluations/{year}"
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
RATER = frozenset({"rater"})
ACCESS = {
    ("GET", YEAR): INSIDE,
    ("GET", YEAR + "/advice"): INSIDE,
    ("POST", YEAR + "/behaviour"): RATER,
    ("POST", YEAR + "/innovations"): RATER,
    ("POST", YEAR + "/consideration"): RATER,
    ("POST", YEAR + "/finalization"): RATER,
}


class LeaveConsideration(Body):
    """What the rater on the year's last day wants whoever finalizes to know."""

    consideration: WrittenText


@router.get(YEAR, responses=reads(annual_answers.EvaluationOfYear, one=True))
def get_evaluation_of_year(employee: UUID, year: YearPath, call: Caller) -> JSONResponse:
    """The annual evaluation: the final with every line of its arithmetic and what followed it, or what it waits for.

    The employee's own, first such reading is written down: the final is delivered (decision 0053).
    """
    call.wait_until_seen()
    shown = annual_views.evaluation_of_year(call, employee, year)
    if shown["state"] == "final" and not shown["delivery"] and call.is_one_of(employee):
        note_opened(call.runtime, annual_commands.year_stream(call.runtime, employee, year), call.now)
    return call.answer(shown, etag=shown["own_version"])


@router.get(YEAR + "/advice", responses=reads(annual_answers.AdviceOfYear, one=True))
def get_advice_of_year(employee: UUID, year: YearPath, call: Caller) -> JSONResponse:
    """What the year's policy advises on the dossier as it stands now: provisional until the rater finalizes."""
    call.wait_until_seen()
    shown = annual_views.advice_of_year(call, employee, year)
    return call.answer(shown, etag=shown["own_version"])


@router.post(YEAR + "/behaviour", status_code=201, responses=records())
def assess_behaviour_of_year(employee: UUID, year: YearPath, body: AssessBehaviour, call: Commander) -> JSONResponse:
    """Rate the seven values of behaviour over the year, afresh."""
    values, heard = as_record(BehaviourValues, body.values), body.colleagues_heard
    return call.record(
        body,
        lambda: annual_commands.assess_year(
            call.runtime, call.employee, employee, year, values, colleagues_heard=heard
        ),
    )


@router.post(YEAR + "/innovations", status_code=201, responses=records())
def record_innovation_of_year(employee: UUID, year: YearPath, body: RecordInnovation, call: Commander) -> JSONResponse:
    """Record a new idea or way of working for the year; those of its periods count too."""
    return call.record(
        body,
        lambda: annual_commands.record_innovation_of_year(call.runtime, call.employee, employee, year, body.sent()),
    )


@router.post(YEAR + "/consideration", status_code=201, responses=records())
def leave_consideration(employee: UUID, year: YearPath, body: LeaveConsideration, call: Commander) -> JSONResponse:
    """Leave a consideration (pertimbangan) for whoever finalizes; by the rater on the year's last day."""
    written = body.consideration
    return call.record(
        body, lambda: annual_commands.leave_consideration(call.runtime, call.employee, employee, year, written)
    )


@router.post(YEAR + "/finalization", status_code=201, responses=records(annual_answers.FinalizedYear, made=True))
def finalize_year(employee: UUID, year: YearPath, body: Finalize, call: Commander) -> JSONResponse:
    """Finalize the year: confirm the advice or depart from it with a reason."""
    result, behaviour = body.result.answered(), body.behaviour.answered()
    return call.record(
        body, lambda: annual_commands.finalize_year(call.runtime, call.employee, employee, year, result, behaviour)
    )
