"""The routes that take the directory and SKPs from a spreadsheet, and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from chassis.answers import reads, records
from chassis.call import Commander
from chassis.errors import Malformed
from services.planning import answers
from services.planning.directory_import import import_rows
from services.planning.directory_sheet import read_sheet
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
_TEXT = {"type": "string"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What is read by hand, told as FastAPI tells forms.
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": _TEXT},
            _XLSX: {"schema": {**_TEXT, "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {**_TEXT, "contentMediaType": "application/octet-stream"}},
                }
            },
        },
    }
}


async def _sent(request: Request) -> bytes:
    """The file: the body itself, or the `file` of a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        file = (await request.form()).get("file")
        if isinstance(file, UploadFile):
            return await file.read()
    elif kind in ("text/csv", _XLSX):
        return await request.body()
    raise Malformed(
        detail=f"the file is sent as text/csv or {_XLSX}, or as `file` of a multipart form",
        pesan="berkas dikirim sebagai text/csv, XLSX, atau sebagai `file` pada formulir multipart",
        mend=f"send Content-Type: text/csv or {_XLSX}",
        perbaikan="kirim Content-Type yang sesuai",
    )


DryRun = Annotated[bool, Query(description="only check, and record nothing")]
OnError = Annotated[
    Literal["stop", "skip"], Query(description="with a bad line: import nothing, or all that rests on no bad line")
]


@router.post(
    "/v1/directory/imports",
    status_code=201,
    responses={**reads(answers.Imported), **records(answers.Imported)},
    openapi_extra=_BODY,
)
def import_directory(
    call: Commander,
    content: Annotated[bytes, Depends(_sent)],
    dry_run: DryRun = True,
    on_error: OnError = "stop",
    layout: Annotated[
        Literal["directory", "skp_report"],
        Query(description="ours, or the national report of SKPs with moves and Plt/Plh"),
    ] = "directory",
) -> JSONResponse:
    """Import units, people and assignments from a CSV or XLSX file: 201 when recorded, 200 for the account alone."""
    skip = on_error == "skip"
    if layout == "skp_report":
        account = import_report(call, *read_report(content), dry_run=dry_run, skip=skip)
    else:
        account = import_rows(call, *read_sheet(content), dry_run=dry_run, skip=skip)
    return call.answer(account, 201 if account["imported"] else 200)


@router.post(
    "/v1/units/{unit}/agreements/{year}/imports",
    status_code=201,
    responses={**reads(SkpImported), **records(SkpImported)},
    openapi_extra=_BODY,
)
def import_agreements(
    unit: UUID,
    year: YearPath,
    call: Commander,
    content: Annotated[bytes, Depends(_sent)],
    dry_run: DryRun = True,
    on_error: OnError = "stop",
) -> JSONResponse:
    """Import SKP plan forms of a unit's people as drafts: 201 when recorded, 200 for the preview and account alone."""
    account = import_skp(call, unit, year, content, dry_run=dry_run, skip=on_error == "skip")
    return call.answer(account, 201 if account["imported"] else 200)
