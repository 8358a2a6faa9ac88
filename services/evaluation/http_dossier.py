"""The route of what an employee's dossier of a year is folded of, and who may call it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from chassis.answers import reads
from chassis.call import Caller
from services.evaluation.answers_dossier import DossierFacts
from services.evaluation.dossier_views import dossier_facts
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import INSIDE

__all__ = ["ACCESS", "router"]

router = APIRouter()

DOSSIER = "/v1/employees/{employee}/dossier/{year}"
ACCESS = {("GET", DOSSIER): INSIDE}
#: A stream and a version.
_CURSOR = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[1-9][0-9]{0,9}$"


@router.get(DOSSIER, response_model=None, responses=reads(DossierFacts))
def get_dossier(
    employee: UUID,
    year: YearPath,
    call: Caller,
    after: Annotated[str | None, Query(pattern=_CURSOR, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Every event about the person that scores of the year are computed of, with its place: from which event is this
    value? The dates of the cycle and the achievement of a unit are in streams of their own."""
    call.wait_until_seen(listing=True)
    return dossier_facts(call, employee, year, after or "", limit)
