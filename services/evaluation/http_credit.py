"""The route of credit points (angka kredit), and who may call it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.answers import reads
from chassis.call import Caller
from services.evaluation.answers_credit import CreditPoints
from services.evaluation.credit_views import credit_points
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import INSIDE

__all__ = ["ACCESS", "router"]

router = APIRouter()

CREDIT_POINTS = "/v1/employees/{employee}/credit-points/{year}"
ACCESS = {("GET", CREDIT_POINTS): INSIDE}


@router.get(CREDIT_POINTS, response_model=None, responses=reads(CreditPoints))
def get_credit_points(employee: UUID, year: YearPath, call: Caller) -> dict[str, Any]:
    """Credit points of a functional position (angka kredit) in a year: a row for each final and level, and the sum."""
    call.wait_until_seen()
    return credit_points(call, employee, year)
