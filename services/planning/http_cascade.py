"""Routes of the cascade, the matrix of roles and results, and the help for drafting; and who may call them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from chassis.answers import reads
from chassis.call import Caller
from chassis.sheet_answers import AsSheet, sheet
from contracts.values import OfficialText
from services.planning import cascade_answers as answers
from services.planning import drafting_help, matrix
from services.planning.cascade import MOST_LEVELS, Wanted, cascade
from services.planning.inputs import YearPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ACCESS = {
    ("GET", "/v1/units/{unit}/cascade/{year}"): INSIDE,
    ("GET", "/v1/units/{unit}/matrix/{year}"): INSIDE,
    ("GET", "/v1/results/{result}/supporters"): INSIDE,
    ("GET", "/v1/positions/indicators"): INSIDE,
}


@router.get("/v1/units/{unit}/cascade/{year}", response_model=None, responses=reads(answers.Cascade))
def get_cascade(  # noqa: PLR0913  # what a tree is asked for
    unit: UUID,
    year: YearPath,
    call: Caller,
    day: date | None = None,
    depth: Annotated[int, Query(ge=1, le=MOST_LEVELS)] = 5,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> JSONResponse:
    """From the unit's objectives, and the goal above, to everyone's agreed results that support them, as a tree."""
    call.wait_until_seen(listing=True)
    return call.answer(cascade(call, unit, year, Wanted(day, depth, after, limit)))


@router.get("/v1/units/{unit}/matrix/{year}", response_model=None, responses=answers.MATRIX)
def get_matrix(  # noqa: PLR0913  # what a table is asked for
    unit: UUID,
    year: YearPath,
    call: Caller,
    day: date | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    as_sheet: AsSheet = False,
) -> Response:
    """Who supports which of the head's results (matriks peran hasil), and the gaps. As CSV whole, whatever the page."""
    call.wait_until_seen(listing=True)
    found = matrix.matrix_of(call, unit, year, day)
    if as_sheet:
        return sheet(matrix.csv_of(found), f"matriks-{unit}-{year}")
    return JSONResponse(matrix.shown(found, after, limit))


@router.get("/v1/results/{result}/supporters", response_model=None, responses=reads(answers.Supporters))
def get_supporters(
    result: UUID, call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> JSONResponse:
    """Who supports a superior's work result, or a unit's objective, and with what."""
    call.wait_until_seen(listing=True)
    return call.answer(drafting_help.supporters(call, result, after, limit))


@router.get("/v1/positions/indicators", response_model=None, responses=reads(answers.PositionIndicators))
def get_position_indicators(
    call: Caller,
    position: OfficialText,
    year: Annotated[int, Query(ge=2000, le=2999, description="the year that is planned: shown is the one before")],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """Indicators agreed last year for the same position, most used first, without people."""
    call.wait_until_seen(listing=True)
    return call.answer(drafting_help.indicators_of_position(call.runtime, position, year, limit))
