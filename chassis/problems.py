"""Every error a caller can meet, as problem+json (RFC 9457), in English and Bahasa Indonesia.

`type` is stable; `detail`/`pesan` say what is wrong, `mend`/`perbaikan` how to mend it, `who_must_act` who.
A domain's refusal is a class with facts; its service's table turns the class into these words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from chassis.errors import DATABASE_AWAY, DatabaseAway, EkinerjaError, Malformed, Retryable, Unknown
from chassis.telemetry import log
from contracts.refusals import Refusal

__all__ = [
    "PROBLEM_TYPE",
    "Problem",
    "ProblemBody",
    "body_of",
    "database_is_away",
    "handle_problems",
    "headers_of",
    "problem_response",
    "route_of",
    "told",
]

PROBLEM_TYPE = "application/problem+json"
URN = "urn:ekinerja:problem:"
#: Of a name or value the caller sent, at most this many characters are sent back.
ECHO = 200
#: What is wrong with a body is looked through to this many errors; fifty of them are told.
MOST_ERRORS = 200


@dataclass(frozen=True)
class Problem:
    """How one refusal is told. The sentences may name the refusal's fields in braces."""

    status: int
    type: str
    title: str
    detail: str
    pesan: str
    mend: str
    perbaikan: str
    who_must_act: str


class ProblemBody(BaseModel):
    """The body of every error."""

    type: str
    title: str
    status: int
    detail: str
    pesan: str = ""
    mend: str = ""
    perbaikan: str = ""
    who_must_act: str = "caller"
    correlation_id: str = ""
    errors: list[dict[str, Any]] = []


def problem_response(body: ProblemBody, request: Request | None = None, **headers: str) -> JSONResponse:
    if request is not None:
        body = body.model_copy(update={"correlation_id": getattr(request.state, "correlation_id", "")})
    return JSONResponse(
        body.model_dump(exclude_defaults=True) | {"who_must_act": body.who_must_act},
        status_code=body.status,
        media_type=PROBLEM_TYPE,
        headers=headers,
    )


def route_of(scope: Mapping[str, Any]) -> str:  # Any: an ASGI scope
    """The template of a request's path, for logs and metrics: the path itself may hold ids of people and streams."""
    return str(getattr(scope.get("route"), "path", "unknown"))


def body_of(error: EkinerjaError) -> ProblemBody:
    return ProblemBody(
        type=URN + error.type,
        title=error.title,
        status=error.status,
        detail=error.detail,
        pesan=error.pesan,
        mend=error.mend,
        perbaikan=error.perbaikan,
        who_must_act=error.who_must_act or error.acts,
    )


def headers_of(error: EkinerjaError) -> dict[str, str]:
    """What an error's answer says beside its body: when to come again, or how to log in."""
    if isinstance(error, Retryable):
        return {"Retry-After": str(error.retry_after_s)}
    if error.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {}


def told(problem: Problem, refusal: Refusal) -> ProblemBody:
    """A refusal in the words of its row."""
    facts = asdict(refusal)
    return ProblemBody(
        type=URN + problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail.format(**facts),
        pesan=problem.pesan.format(**facts),
        mend=problem.mend.format(**facts),
        perbaikan=problem.perbaikan.format(**facts),
        who_must_act=problem.who_must_act.format(**facts),
    )


def _follows(one: Any, others: Sequence[Any]) -> bool:  # Any: pydantic's account of an error
    """Whether a list is only called too short because a part of it, told of as well, is bad (pydantic 2.14)."""
    loc = one["loc"]
    return one["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in others
    )


def _said(one: Any) -> str:  # Any: pydantic's account of an error
    if one["type"] == "string_type" and isinstance(one.get("input"), int | float):
        return 'a number is sent as text, for example "12.5"'
    return str(one["msg"])


def _invalid(error: RequestValidationError) -> ProblemBody:
    every = error.errors()[:MOST_ERRORS]
    found = [one for one in every if not _follows(one, every)]
    errors = [
        {"where": ".".join(str(part) for part in one["loc"])[:ECHO], "what": _said(one)[:ECHO], "kind": one["type"]}
        for one in found[:50]
    ]
    unreadable = any(one["kind"] == "json_invalid" for one in errors)
    missing_key = any("idempotency-key" in one["where"].lower() for one in errors)
    return ProblemBody(
        type=URN + ("malformed" if unreadable else "idempotency-key-needed" if missing_key else "invalid"),
        title="The request cannot be read" if unreadable else "The request is not valid",
        status=HTTPStatus.BAD_REQUEST if unreadable or missing_key else HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="; ".join(f"{one['where']}: {one['what']}" for one in errors[:5]),
        pesan="isian tidak sesuai: " + ", ".join(one["where"] for one in errors[:5]),
        mend="mend each field named in `errors`; the form of every field is in /openapi.json",
        perbaikan="perbaiki isian yang disebut pada `errors`",
        errors=errors,
    )


def database_is_away() -> DatabaseAway:
    return DatabaseAway(
        detail="the database does not answer; nothing was recorded that was not answered",
        pesan="basis data tidak menjawab",
        mend="send the same command again with the same Idempotency-Key",
        perbaikan="kirim ulang perintah yang sama dengan Idempotency-Key yang sama",
    )


async def _by_framework(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself: an unknown path, a wrong method, an unreadable form."""
    assert isinstance(error, HTTPException)
    known: EkinerjaError
    if error.status_code == HTTPStatus.NOT_FOUND:
        known = Unknown(
            detail=f"there is no {request.url.path}",
            pesan="alamat tidak dikenal",
            mend="the routes are in /openapi.json",
            perbaikan="daftar alamat ada di /openapi.json",
        )
    else:
        known = Malformed(
            detail=str(error.detail),
            pesan="permintaan tidak dapat dibaca",
            mend="the routes and forms are in /openapi.json",
            perbaikan="daftar alamat dan isian ada di /openapi.json",
        )
    body = body_of(known).model_copy(update={"status": error.status_code})
    return problem_response(body, request, **(dict(error.headers) if error.headers else {}))


def handle_problems(app: FastAPI, problems: Mapping[type[Refusal], Problem]) -> None:
    """Register the one mapping from errors to answers."""

    @app.exception_handler(EkinerjaError)
    async def ours(request: Request, error: EkinerjaError) -> JSONResponse:
        if error.status == HTTPStatus.FORBIDDEN:
            log.warning("refused", route=route_of(request.scope), method=request.method, type=error.type)
        return problem_response(body_of(error), request, **headers_of(error))

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> JSONResponse:
        body = told(problems[type(error)], error)
        if body.status == HTTPStatus.FORBIDDEN:
            log.warning("refused", route=route_of(request.scope), method=request.method, type=body.type)
        return problem_response(body, request)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem_response(_invalid(error), request)

    async def away(request: Request, error: Exception) -> JSONResponse:
        known = database_is_away()
        return problem_response(body_of(known), request, **headers_of(known))

    app.add_exception_handler(HTTPException, _by_framework)
    for kind in DATABASE_AWAY:
        app.add_exception_handler(kind, away)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("defect", route=route_of(request.scope), method=request.method, exc_info=error)
        return problem_response(
            ProblemBody(
                type=URN + "internal",
                title="Internal error",
                status=500,
                detail="a defect of this service; it is in the log under the correlation id",
                pesan="terjadi kesalahan pada layanan ini",
                mend="tell the operator the correlation id",
                perbaikan="sampaikan correlation id kepada operator",
                who_must_act="operator",
            ),
            request,
        )
