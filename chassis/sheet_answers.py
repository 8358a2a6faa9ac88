"""Lists that are also given as a sheet: pages of JSON, or the whole as CSV where `format` or `Accept` asks for it."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query
from fastapi.responses import Response

from chassis.answers import Responses, reads
from chassis.spreadsheets import CSV_TYPE

__all__ = ["AsSheet", "reads_or_sheet", "sheet"]


def _asked(
    format: Annotated[Literal["json", "csv"] | None, Query(description="or by Accept; a sheet is whole")] = None,  # noqa: A002
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> bool:
    return format == "csv" or (format is None and CSV_TYPE in accept)


#: A parameter of a route: whether a sheet is asked for.
AsSheet = Annotated[bool, Depends(_asked)]


def reads_or_sheet(form: Any) -> Responses:  # Any: a form or a union of forms
    """`responses` of a read that is also given as CSV."""
    found = reads(form)
    found[200]["content"] = {CSV_TYPE: {"schema": {"type": "string", "format": "csv"}}}
    found[200]["headers"] = {
        "Content-Disposition": {"description": "the name of the sheet", "schema": {"type": "string"}}
    }
    return found


def sheet(text: str, name: str) -> Response:
    """The CSV of `csv_text`, as an attachment of this name without its ending; plain letters, no person's."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "X-Content-Type-Options": "nosniff"}
    return Response(text, media_type=f"{CSV_TYPE}; charset=utf-8", headers=headers)
