"""Routes of monitoring, for who rates and who heads a unit; and who may call them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from chassis.call import Caller
from chassis.sheet_answers import AsSheet, reads_or_sheet, sheet
from services.realization import answers, monitoring_views
from services.realization.inputs import PeriodPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

TEAM = "/v1/monitoring/{period}"
UNIT = "/v1/units/{unit}/monitoring/{period}"
ACCESS = {
    ("GET", TEAM): frozenset({"rater"}),
    ("GET", UNIT): frozenset({"rater", "officer", "auditor"}),
}
Page = Annotated[int, Query(ge=1, le=100, description="people")]
After = Annotated[UUID | None, Query(description="`next` of the page before")]
MONITORING = reads_or_sheet(answers.Monitoring)


@router.get(TEAM, response_model=None, responses=MONITORING)
def monitor_team(  # noqa: PLR0913  # what a list is asked for
    period: PeriodPath,
    call: Caller,
    after: After = None,
    limit: Page = 50,
    as_sheet: AsSheet = False,
) -> Response:
    """Everybody the caller acts as rater for: per indicator target, value, per cent, proof, trend; who is behind."""
    call.wait_until_seen()
    places = monitoring_views.team_places(call)
    if as_sheet:
        return sheet(monitoring_views.monitoring_csv(call, period, places), f"pemantauan-{period}")
    return JSONResponse(monitoring_views.monitoring_page(call, period, places, after, limit))


@router.get(UNIT, response_model=None, responses=MONITORING)
def monitor_unit(  # noqa: PLR0913  # what a list is asked for
    unit: UUID,
    period: PeriodPath,
    call: Caller,
    after: After = None,
    limit: Page = 50,
    as_sheet: AsSheet = False,
) -> Response:
    """The same of everybody in a unit and those below it, for who heads it or one above."""
    call.wait_until_seen()
    places = monitoring_views.unit_places(call, unit)
    if as_sheet:
        return sheet(monitoring_views.monitoring_csv(call, period, places), f"pemantauan-{unit}-{period}")
    return JSONResponse(monitoring_views.monitoring_page(call, period, places, after, limit))
