"""The route that prints the official documents of a unit's period; and who may call it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from chassis.answers import Responses
from chassis.call import Caller
from services.evaluation.inputs import After, PeriodOrYearPath
from services.evaluation.pages import HEADERS, Language
from services.evaluation.unit_documents import unit_documents

__all__ = ["ACCESS", "router"]

router = APIRouter()

DOCUMENTS = "/v1/units/{unit}/documents/{period}"
ACCESS = {("GET", DOCUMENTS): frozenset({"officer", "auditor"})}
_PAGE: Responses = {
    200: {
        "description": "a page to print",
        "content": {"text/html": {"schema": {"type": "string", "format": "html"}}},
        "headers": {
            "Link": {"description": "`rel=next`, where people are left", "schema": {"type": "string"}},
            "Content-Security-Policy": {"description": "of the page: nothing runs", "schema": {"type": "string"}},
        },
    }
}


@router.get(DOCUMENTS, response_class=HTMLResponse, responses=_PAGE)
def get_unit_documents(  # noqa: PLR0913  # what a page of a list is asked for
    unit: UUID,
    period: PeriodOrYearPath,
    call: Caller,
    lang: Annotated[Language | None, Query(description="one language; by default both")] = None,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=50, description="people")] = 20,
) -> HTMLResponse:
    """The official documents of all finals of a unit and those below it, each on its own paper, by pages of people."""
    call.wait_until_seen()
    papers = unit_documents(call, unit, period, lang, after, limit)
    headers = {**HEADERS, "Content-Language": lang or "id, en"}
    if papers.next:
        asked = f"after={papers.next}&limit={limit}" + (f"&lang={lang}" if lang else "")
        headers["Link"] = f'</v1/units/{unit}/documents/{period}?{asked}>; rel="next"'
    return HTMLResponse(papers.html, headers=headers)
