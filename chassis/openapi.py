"""What a service's OpenAPI document says of errors and tokens: every answer a caller can meet, and nothing else.

FastAPI files a declared model under the media type of the route's own answers; errors here are problem+json
(RFC 9457), so the document is put right once, after it was made.
"""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.security import HTTPBearer

from chassis.problems import PROBLEM_TYPE, ProblemBody

__all__ = ["BEARER", "ERRORS", "tell_errors_as_problems"]

#: Only told of here; `chassis.call.allowed` looks at the token.
BEARER = HTTPBearer(
    scheme_name="token", bearerFormat="JWT", description="an access token of the agency's issuer", auto_error=False
)
_RETRY_AFTER = {"description": "seconds until the same may go through", "schema": {"type": "string"}}
_BEARER_WANTED = {"description": "the kind of token that is wanted", "schema": {"type": "string"}}
#: 409 has it for `still-catching-up`.
HEADERS = {
    401: {"WWW-Authenticate": _BEARER_WANTED},
    409: {"Retry-After": _RETRY_AFTER},
    503: {"Retry-After": _RETRY_AFTER},
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemBody, "description": text, "headers": HEADERS.get(status, {})}
    for status, text in {
        400: "unreadable", 401: "no valid token", 403: "not allowed", 404: "unknown", 409: "conflict",
        412: "outdated", 413: "too large", 422: "not valid", 503: "not now",
    }.items()
}  # fmt: skip


def tell_errors_as_problems(app: FastAPI) -> None:
    """Have the application's document name problem+json as the media type of every error."""
    make: Callable[[], dict[str, Any]] = app.openapi

    def told() -> dict[str, Any]:
        if app.openapi_schema is None:
            for operations in make()["paths"].values():
                for operation in operations.values():
                    _retell(operation["responses"])
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = told  # type: ignore[method-assign]  # as FastAPI's own guide to changing the document does


def _retell(responses: dict[str, dict[str, Any]]) -> None:
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = {PROBLEM_TYPE: next(iter(response["content"].values()))}
