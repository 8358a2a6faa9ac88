"""The route of an SKP's paper, and who may call it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from chassis.answers import reads
from chassis.call import Caller
from services.planning.document import POLICY, Language, page_of
from services.planning.document_views import paper

__all__ = ["ACCESS", "router"]

router = APIRouter()

DOCUMENT = "/v1/agreements/{agreement}/document"
ACCESS = {("GET", DOCUMENT): frozenset({"employee", "rater", "officer", "auditor"})}
_PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "a page to print",
        "content": {"text/html": {"schema": {"type": "string", "format": "html"}}},
        "headers": {
            **reads(None, one=True)[200]["headers"],
            "Content-Security-Policy": {
                "description": "nothing runs, nothing is fetched",
                "schema": {"type": "string"},
            },
        },
    }
}


@router.get(DOCUMENT, response_class=HTMLResponse, responses=_PAGE)
def get_document(
    agreement: UUID,
    call: Caller,
    version: Annotated[
        Annotated[int, Query(ge=1, le=10_000)] | Literal["proposal"] | None,
        Query(description="of what is agreed, or the proposal that waits; by default what is agreed"),
    ] = None,
    lang: Annotated[Language | None, Query(description="one language; by default both")] = None,
) -> HTMLResponse:
    """An SKP to print, with the parts of the official form; what is not agreed is marked RANCANGAN (draft)."""
    call.wait_until_seen()
    found, head = paper(call, agreement, version)
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",  # it names people
        "Content-Language": lang or "id, en",
        "ETag": f'"{head}"',
        "Ekinerja-Seen": f"{agreement}:{head}",
    }
    return HTMLResponse(page_of(found, lang), headers=headers)
