"""The route that takes the directory from a spreadsheet, and who may call it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile

from chassis.answers import reads, records
from chassis.call import Commander
from chassis.errors import Malformed
from services.planning import answers
from services.planning.directory_import import import_rows
from services.planning.directory_sheet import read_sheet

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {("POST", "/v1/directory/imports"): frozenset({"officer"})}
_TEXT = {"type": "string"}
#: What is read by hand, told as FastAPI tells forms.
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": _TEXT},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {**_TEXT, "contentMediaType": "text/csv"}},
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
    elif kind == "text/csv":
        return await request.body()
    raise Malformed(
        detail="the file is sent as text/csv, or as `file` of a multipart form",
        pesan="berkas dikirim sebagai text/csv atau sebagai `file` pada formulir multipart",
        mend="send Content-Type: text/csv",
        perbaikan="kirim Content-Type: text/csv",
    )


@router.post(
    "/v1/directory/imports",
    status_code=201,
    responses={**reads(answers.Imported), **records(answers.Imported)},
    openapi_extra=_BODY,
)
def import_directory(
    call: Commander,
    content: Annotated[bytes, Depends(_sent)],
    dry_run: Annotated[bool, Query(description="only check, and record nothing")] = True,
    on_error: Annotated[
        Literal["stop", "skip"], Query(description="with a bad line: import nothing, or all but bad lines")
    ] = "stop",
) -> JSONResponse:
    """Import units, people and assignments from a CSV file: 201 when recorded, 200 for the account alone."""
    rows, troubles = read_sheet(content)
    account = import_rows(call, rows, troubles, dry_run=dry_run, skip=on_error == "skip")
    return call.answer(account, 201 if account["imported"] else 200)
