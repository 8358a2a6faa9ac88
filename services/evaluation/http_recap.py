"""Routes of a unit's recap, its awards and its year, as JSON and as sheets; and who may call them."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response

from chassis.answers import Responses, reads
from chassis.call import Caller
from chassis.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_text, xlsx_bytes
from services.evaluation import awards, commands, recap
from services.evaluation.answers_units import Awards, RecapAnswer
from services.evaluation.inputs import Accepted, PeriodOrYearPath
from services.evaluation.recap_sheets import awards_sheet, recap_sheet, year_sheet
from services.evaluation.year_export import year_of

__all__ = ["ACCESS", "router"]

router = APIRouter()

UNIT = "/v1/units/{unit}"
ABOVE = frozenset({"rater", "officer", "auditor"})
ACCESS = {
    ("GET", UNIT + "/recap/{period}"): ABOVE,
    ("GET", UNIT + "/awards/{period}"): ABOVE,
    ("GET", UNIT + "/finals/{year}"): ABOVE,
}
Kind = Literal["json", "csv", "xlsx"]
Format = Annotated[Kind | None, Query(description="or by Accept")]
_TYPES: dict[str, str] = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
_NAMED = {"Content-Disposition": {"description": "the name of the sheet", "schema": {"type": "string"}}}
_SHEETS: dict[str, Any] = {
    CSV_TYPE: {"schema": {"type": "string", "format": "csv"}},
    XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}},
}


def _or_a_sheet(responses: Responses, *kinds: str) -> Responses:
    responses[200]["content"] = {_TYPES[kind]: _SHEETS[_TYPES[kind]] for kind in kinds}
    responses[200]["headers"] = _NAMED
    return responses


def _kind(asked: str | None, accept: str, *kinds: str) -> str:
    """What is answered: as asked for, else the first of `kinds` that is accepted by name."""
    if asked is not None:
        return asked
    return next((kind for kind in kinds if _TYPES[kind] in accept), "json")


def _sheet(kind: str, lines: Sequence[Sequence[str]], name: str, title: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    if kind == "xlsx":
        return Response(xlsx_bytes(lines, title), media_type=XLSX_TYPE, headers=headers)
    return Response(csv_text(lines), media_type=f"{CSV_TYPE}; charset=utf-8", headers=headers)


@router.get(UNIT + "/recap/{period}", response_model=None, responses=_or_a_sheet(reads(RecapAnswer), "csv", "xlsx"))
def get_recap(
    unit: UUID,
    period: PeriodOrYearPath,
    call: Caller,
    format: Format = None,  # noqa: A002
    accept: Accepted = "",
) -> Response:
    """Everybody of a unit and those below it in exactly one class: final, open and at whom, excluded and why."""
    call.wait_until_seen()
    found = recap.recap_of(call, unit, period)
    kind = _kind(format, accept, "csv", "xlsx")
    if kind == "json":
        return JSONResponse(recap.shown(found))
    dates, _ = commands.deadlines(call.runtime, period)
    lines = recap_sheet(found, call.runtime.settings.agency, call.now.astimezone(ZoneInfo(dates.time_zone)))
    return _sheet(kind, lines, f"rekap-evaluasi-{unit}-{period}", f"Evaluasi {period}")


@router.get(UNIT + "/awards/{period}", response_model=None, responses=_or_a_sheet(reads(Awards), "csv", "xlsx"))
def get_awards(
    unit: UUID,
    period: PeriodOrYearPath,
    call: Caller,
    format: Format = None,  # noqa: A002
    accept: Accepted = "",
) -> Response:
    """Award candidates of a unit and those below it, ranked with the reason for each rank, and who is not and why."""
    call.wait_until_seen()
    found = awards.awarded(call, unit, period)
    kind = _kind(format, accept, "csv", "xlsx")
    if kind == "json":
        return JSONResponse(awards.shown(found))
    return _sheet(kind, awards_sheet(found), f"penghargaan-{unit}-{period}", f"Penghargaan {period}")


@router.get(
    UNIT + "/finals/{year}",
    response_class=Response,
    responses={
        200: {"description": "a sheet", "content": _SHEETS, "headers": _NAMED},
    },
)
def get_finals_of_year(
    unit: UUID,
    year: Annotated[int, Path(ge=2000, le=2999)],
    call: Caller,
    format: Annotated[Literal["csv", "xlsx"] | None, Query(description="or by Accept; CSV by default")] = None,  # noqa: A002
    accept: Accepted = "",
) -> Response:
    """A unit's year as a sheet: a line for each person and period, with ratings, predicates, policy and exclusions."""
    call.wait_until_seen()
    kind = _kind(format, accept, "csv", "xlsx")
    lines = year_sheet(str(year), year_of(call, unit, year))
    return _sheet("csv" if kind == "json" else kind, lines, f"evaluasi-{unit}-{year}", f"Evaluasi {year}")
