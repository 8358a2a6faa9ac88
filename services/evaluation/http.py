"""Evaluation's routes, and who may call them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, as_record
from contracts.evaluation import Achievement, BehaviourValues
from services.evaluation import (
    answers,
    commands,
    http_after,
    http_after_lists,
    http_after_year,
    http_annual,
    http_credit,
    http_dossier,
    http_explanation,
    http_innovation,
    http_policy,
    http_recap,
    http_self_assessment,
    http_team,
    http_unit_documents,
    http_units,
    lateness_commands,
    views,
)
from services.evaluation.annual_answers import ListedFinals
from services.evaluation.delivery import note_opened
from services.evaluation.inputs import (
    EVALUATION,
    INSIDE,
    RATER,
    AcceptLateness,
    AssessBehaviour,
    Finalize,
    PeriodOrYearPath,
    PeriodPath,
)

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("GET", EVALUATION): INSIDE,
    ("POST", EVALUATION + "/behaviour"): RATER,
    ("POST", EVALUATION + "/lateness"): RATER,
    ("GET", EVALUATION + "/advice"): INSIDE,
    ("POST", EVALUATION + "/finalization"): RATER,
    ("GET", "/v1/evaluations/{period}"): frozenset({"officer", "auditor"}),
    ("POST", "/v1/units/{unit}/achievements/{period}"): RATER,
    ("GET", "/v1/units/{unit}/achievements/{period}"): INSIDE,
    ("GET", "/v1/dossiers/digest"): frozenset({"officer", "auditor"}),
    **http_policy.ACCESS,
    **http_innovation.ACCESS,
    **http_annual.ACCESS,
    **http_self_assessment.ACCESS,
    **http_credit.ACCESS,
    **http_dossier.ACCESS,
    **http_after.ACCESS,
    **http_after_lists.ACCESS,
    **http_after_year.ACCESS,
    **http_team.ACCESS,
    **http_explanation.ACCESS,
    **http_unit_documents.ACCESS,
    **http_units.ACCESS,
    **http_recap.ACCESS,
}


class SetAchievement(Body):
    achievement: Achievement


@router.get(EVALUATION, responses=reads(answers.Evaluation, one=True))
def get_evaluation(agreement: UUID, period: PeriodPath, call: Caller) -> JSONResponse:
    """The evaluation: the final with every line of its arithmetic and what followed it, or what it waits for.

    The employee's own, first such reading is written down: the final is delivered (decision 0053).
    """
    call.wait_until_seen()
    shown = views.evaluation(call, agreement, period)
    if shown["state"] == "final" and not shown["delivery"] and call.is_one_of(UUID(shown["employee"])):
        note_opened(call.runtime, commands.evaluation_stream(call.runtime, agreement, period), call.now)
    return call.answer(shown, etag=shown["own_version"])


@router.post(EVALUATION + "/behaviour", status_code=201, responses=records())
def assess_behaviour(agreement: UUID, period: PeriodPath, body: AssessBehaviour, call: Commander) -> JSONResponse:
    """Rate the seven values of behaviour (perilaku kerja)."""
    values = as_record(BehaviourValues, body.values)
    heard = body.colleagues_heard
    return call.record(
        body,
        lambda: commands.assess(call.runtime, call.employee, agreement, period, values, colleagues_heard=heard),
    )


@router.post(EVALUATION + "/lateness", status_code=201, responses=records())
def accept_lateness(agreement: UUID, period: PeriodPath, body: AcceptLateness, call: Commander) -> JSONResponse:
    """Accept one late evidence item, with a reason; once its period is final, for the year."""
    return call.record(
        body,
        lambda: lateness_commands.accept_lateness(
            call.runtime, call.employee, agreement, period, body.item, body.because()
        ),
    )


@router.get(EVALUATION + "/advice", responses=reads(answers.Advice, one=True))
def get_advice(agreement: UUID, period: PeriodPath, call: Caller) -> JSONResponse:
    """What the policy advises on the dossier as it stands now: provisional until the rater finalizes."""
    call.wait_until_seen()
    shown = views.advice(call, agreement, period)
    return call.answer(shown, etag=shown["own_version"])


@router.post(EVALUATION + "/finalization", status_code=201, responses=records(answers.Finalized, made=True))
def finalize(agreement: UUID, period: PeriodPath, body: Finalize, call: Commander) -> JSONResponse:
    """Finalize the period: confirm the advice or depart from it with a reason."""
    result, behaviour = body.result.answered(), body.behaviour.answered()
    return call.record(
        body, lambda: commands.finalize(call.runtime, call.employee, agreement, period, result, behaviour)
    )


@router.get("/v1/evaluations/{period}", response_model=None, responses=reads(ListedFinals))
def list_finals(period: PeriodOrYearPath, call: Caller, after: UUID | None = None) -> dict[str, Any]:
    """Every final of a period or year as it was made, with what counts of it now; by pages of 200."""
    call.wait_until_seen(listing=True)
    return views.finals(call, period, after)


@router.post("/v1/units/{unit}/achievements/{period}", status_code=201, responses=records(made=True))
def set_achievement(unit: UUID, period: PeriodOrYearPath, body: SetAchievement, call: Commander) -> JSONResponse:
    """Set a unit's achievement (capaian kinerja organisasi) of a period or of the year; by the head one level up."""
    return call.record(
        body, lambda: commands.set_achievement(call.runtime, call.employee, unit, period, body.achievement)
    )


@router.get("/v1/units/{unit}/achievements/{period}", responses=reads(answers.Achievement, one=True))
def get_achievement(unit: UUID, period: PeriodOrYearPath, call: Caller) -> JSONResponse:
    """A unit's achievement of a period or of the year."""
    call.wait_until_seen()
    return call.answer(views.achievement(call, unit, period))


@router.get("/v1/dossiers/digest", response_model=None, responses=reads(answers.DossiersDigest))
def get_dossiers_digest(call: Caller) -> dict[str, Any]:
    """SHA-256 of the canonical JSON of all dossiers."""
    call.wait_until_seen(listing=True)
    return views.dossiers_digest(call)


# Not included but taken in: every route stands in this table by itself (`chassis.process`).
for feature in (
    http_policy,
    http_innovation,
    http_annual,
    http_self_assessment,
    http_credit,
    http_dossier,
    http_after,
    http_after_lists,
    http_after_year,
    http_team,
    http_explanation,
    http_unit_documents,
    http_units,
    http_recap,
):
    router.routes.extend(feature.router.routes)
