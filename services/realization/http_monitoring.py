"""Routes of monitoring, for who rates and who heads a unit; and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response

from chassis.answers import reads
from chassis.call import Caller
from chassis.spreadsheets import CSV_TYPE
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
Format = Annotated[Literal["json", "csv"] | None, Query(description="or by Accept; a sheet is whole")]
Accepted = Annotated[str, Header(include_in_schema=False)]
MONITORING = reads(answers.Monitoring)
MONITORING[200]["content"] = {CSV_TYPE: {"schema": {"type": "string", "format": "csv"}}}
MONITORING[200]["headers"] = {
    "Content-Disposition": {"description": "the name of the sheet", "schema": {"type": "string"}}
}


@router.get(TEAM, response_model=None, responses=MONITORING)
def monitor_team(  # noqa: PLR0913  # what a list is asked for
    period: PeriodPath,
    call: Caller,
    after: After = None,
    limit: Page = 50,
    format: Format = None,  # noqa: A002
    accept: Accepted = "",
) -> Response:
    """Everybody the caller acts as rater for: per indicator target, value, per cent, proof, trend; who is behind."""
    call.wait_until_seen()
    places = monitoring_views.team_places(call)
    if format == "csv" or (format is None and CSV_TYPE in accept):
        return _sheet(monitoring_views.monitoring_csv(call, period, places), f"pemantauan-{period}")
    return JSONResponse(monitoring_views.monitoring_page(call, period, places, after, limit))


@router.get(UNIT, response_model=None, responses=MONITORING)
def monitor_unit(  # noqa: PLR0913  # what a list is asked for
    unit: UUID,
    period: PeriodPath,
    call: Caller,
    after: After = None,
    limit: Page = 50,
    format: Format = None,  # noqa: A002
    accept: Accepted = "",
) -> Response:
    """The same of everybody in a unit and those below it, for who heads it or one above."""
    call.wait_until_seen()
    places = monitoring_views.unit_places(call, unit)
    if format == "csv" or (format is None and CSV_TYPE in accept):
        return _sheet(monitoring_views.monitoring_csv(call, period, places), f"pemantauan-{unit}-{period}")
    return JSONResponse(monitoring_views.monitoring_page(call, period, places, after, limit))


def _sheet(text: str, name: str) -> Response:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type=f"{CSV_TYPE}; charset=utf-8", headers=headers)
