"""The routes that take the directory and SKPs from a spreadsheet, and who may call them."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from chassis.answers import reads, records
from chassis.call import CommanderOfMany
from chassis.sent_sheets import SHEET_BODY, DryRun, SentSheet
from services.planning import answers
from services.planning.directory_import import import_rows
from services.planning.directory_sheet import read_sheet
from services.planning.directory_twice import without_contradictions
from services.planning.import_answers import SkpImported
from services.planning.inputs import YearPath
from services.planning.report_import import import_report
from services.planning.report_sheet import read_report
from services.planning.skp_import import import_skp

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("POST", "/v1/directory/imports"): frozenset({"officer"}),
    ("POST", "/v1/units/{unit}/agreements/{year}/imports"): frozenset({"officer"}),
}
OnError = Annotated[
    Literal["stop", "skip"], Query(description="with a bad line: import nothing, or all that rests on no bad line")
]


@router.post(
    "/v1/directory/imports",
    status_code=201,
    responses={**reads(answers.Imported), **records(answers.Imported)},
    openapi_extra=SHEET_BODY,
)
def import_directory(
    call: CommanderOfMany,
    content: SentSheet,
    dry_run: DryRun = True,
    on_error: OnError = "stop",
    layout: Annotated[
        Literal["directory", "skp_report"],
        Query(description="ours, or the national report of SKPs with moves and Plt/Plh"),
    ] = "directory",
) -> JSONResponse:
    """Import units, people, assignments, delegations from CSV or XLSX: 201 if recorded, 200 for the account alone."""
    skip = on_error == "skip"
    if layout == "skp_report":
        account = import_report(call, *read_report(content), dry_run=dry_run, skip=skip)
    else:
        account = import_rows(call, *without_contradictions(*read_sheet(content)), dry_run=dry_run, skip=skip)
    return call.answer(account, 201 if account["imported"] else 200)


@router.post(
    "/v1/units/{unit}/agreements/{year}/imports",
    status_code=201,
    responses={**reads(SkpImported), **records(SkpImported)},
    openapi_extra=SHEET_BODY,
)
def import_agreements(
    unit: UUID,
    year: YearPath,
    call: CommanderOfMany,
    content: SentSheet,
    dry_run: DryRun = True,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Import SKP plan forms of a unit's people as drafts: 201 when recorded, 200 for the preview and account alone."""
    account = import_skp(call, unit, year, content, dry_run=dry_run, skip=on_error == "skip")
    return call.answer(account, 201 if account["imported"] else 200)
