"""The routes that say why a result is what it is, of a period or a year, as JSON or a page; and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from chassis.answers import Responses, reads
from chassis.call import Call, Caller
from services.evaluation import document_views, explanation_views, explanation_year_views
from services.evaluation.answers_explanation import Explanation
from services.evaluation.answers_explanation_year import ExplanationOfYear
from services.evaluation.delivery import note_opened
from services.evaluation.http_policy import YearPath
from services.evaluation.inputs import Accepted, PeriodPath
from services.evaluation.pages import HEADERS, Language, page

__all__ = ["ACCESS", "router"]

router = APIRouter()

EXPLANATION = "/v1/agreements/{agreement}/evaluations/{period}/explanation"
DOCUMENT = "/v1/agreements/{agreement}/evaluations/{period}/document"
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
YEAR = "/v1/employees/{employee}/evaluations/{year}"
ACCESS = {
    ("GET", EXPLANATION): INSIDE,
    ("GET", DOCUMENT): INSIDE,
    ("GET", YEAR + "/explanation"): INSIDE,
    ("GET", YEAR + "/document"): INSIDE,
}
HTML_TYPE = "text/html"
Format = Annotated[Literal["json", "html"] | None, Query(description="or by Accept")]
OfPage = Annotated[Language | None, Query(description="of the page: one language; by default both")]
OfPaper = Annotated[Language | None, Query(description="one language; by default both")]
OfVersion = Annotated[
    int | None, Query(ge=1, description="of the final, or of an amendment of it; by default what counts now")
]
_RUNS_NOTHING = {"Content-Security-Policy": {"description": "of the page: nothing runs", "schema": {"type": "string"}}}
_PAGE: Responses = {
    200: {
        "description": "a page to print",
        "content": {HTML_TYPE: {"schema": {"type": "string", "format": "html"}}},
        "headers": {**reads(None, one=True)[200]["headers"], **_RUNS_NOTHING},
    }
}


def _or_a_page(responses: Responses) -> Responses:
    """A read that is also there as a page."""
    told: dict[str, Any] = responses[200]
    told["content"] = {HTML_TYPE: {"schema": {"type": "string", "format": "html"}}}
    told["headers"] = told["headers"] | _RUNS_NOTHING
    return responses


@router.get(EXPLANATION, response_model=None, responses=_or_a_page(reads(Explanation, one=True)))
def get_explanation(  # noqa: PLR0913  # what a page is asked for
    agreement: UUID,
    period: PeriodPath,
    call: Caller,
    format: Format = None,  # noqa: A002
    version: OfVersion = None,
    lang: OfPage = None,
    accept: Accepted = "",
) -> Response:
    """Why this score: each indicator's line of arithmetic, what did not count and why, and how the predicate came.

    The employee's own, first such reading of a final is written down: it is delivered (decision 0053).
    """
    call.wait_until_seen()
    found = explanation_views.explanation(call, agreement, period, version)
    return _shown(call, found, "explanation.html", lang, as_page=_as_page(format, accept))


def _shown(call: Call, found: dict[str, Any], template: str, lang: Language | None, *, as_page: bool) -> Response:
    """The explanation as JSON, or as the page of its template; both under one ETag."""
    _note_opened(call, found)
    answer = call.answer(found, etag=found["own_version"])
    return HTMLResponse(page(template, lang, it=found), headers=_headers(answer, lang)) if as_page else answer


def _note_opened(call: Call, it: dict[str, Any]) -> None:
    """The employee who reads what counts now is shown it whole, as by the evaluation itself (decision 0053)."""
    if it["source"] and it["replaced_by"] is None and call.is_one_of(UUID(it["employee"])):
        note_opened(call.runtime, UUID(it["source"]["stream"]), call.now)


def _as_page(asked: str | None, accept: str) -> bool:
    return asked == "html" or (asked is None and HTML_TYPE in accept)


def _headers(answer: Response, lang: Language | None) -> dict[str, str]:
    seen = {name: answer.headers[name] for name in ("ETag", "Ekinerja-Seen") if name in answer.headers}
    return {**HEADERS, **seen, "Content-Language": lang or "id, en"}


@router.get(DOCUMENT, response_class=HTMLResponse, responses=_PAGE)
def get_evaluation_document(
    agreement: UUID,
    period: PeriodPath,
    call: Caller,
    lang: OfPaper = None,
) -> HTMLResponse:
    """The parts of the official evaluation document, to print; what is not final is marked RANCANGAN (draft).

    The employee's own, first such reading of a final is written down: it is delivered (decision 0053).
    """
    call.wait_until_seen()
    paper, it, version = document_views.document(call, agreement, period)
    _note_opened(call, it)
    answer = call.answer(it, etag=version)
    return HTMLResponse(page("document.html", lang, paper=paper, it=it, period=period), headers=_headers(answer, lang))


@router.get(YEAR + "/explanation", response_model=None, responses=_or_a_page(reads(ExplanationOfYear, one=True)))
def get_explanation_of_year(  # noqa: PLR0913  # what a page is asked for
    employee: UUID,
    year: YearPath,
    call: Caller,
    format: Format = None,  # noqa: A002
    version: OfVersion = None,
    lang: OfPage = None,
    accept: Accepted = "",
) -> Response:
    """Why this result of the year: which periods of each indicator and how put together, months, both rules.

    The employee's own, first such reading of a final is written down: it is delivered (decision 0053).
    """
    call.wait_until_seen()
    found = explanation_year_views.explanation_of_year(call, employee, year, version)
    return _shown(call, found, "explanation_year.html", lang, as_page=_as_page(format, accept))


@router.get(YEAR + "/document", response_class=HTMLResponse, responses=_PAGE)
def get_document_of_year(employee: UUID, year: YearPath, call: Caller, lang: OfPaper = None) -> HTMLResponse:
    """The official evaluation document of a year, to print; what is not final is marked RANCANGAN (draft).

    The employee's own, first such reading of a final is written down: it is delivered (decision 0053).
    """
    call.wait_until_seen()
    paper, it, version = explanation_year_views.document_of_year(call, employee, year)
    _note_opened(call, it)
    answer = call.answer(it, etag=version)
    return HTMLResponse(
        page("document.html", lang, paper=paper, it=it, period=str(year)), headers=_headers(answer, lang)
    )
