"""A preview of an item for those who may have its file; nothing is shown before the malware check is through."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from chassis.call import Caller
from chassis.problems import ProblemBody
from services.evidence.files import Files
from services.evidence.http_content import SAFE_HEADERS, WHOM_IT_CONCERNS, lost, opened
from services.evidence.previews import preview_of, require_drawable

__all__ = ["ACCESS", "router"]

router = APIRouter()
ACCESS = {("GET", "/v1/evidence/{item}/preview"): WHOM_IT_CONCERNS}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the picture, or the first page, at most 512 pixels wide and high",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    },
    415: {"model": ProblemBody, "description": "of this kind of file there is none"},
}


@router.get("/v1/evidence/{item}/preview", response_class=Response, responses=_RESPONSES)
def get_preview(item: UUID, call: Caller) -> Response:
    """A picture, or the first page of a PDF, drawn small; for the employee, the rater and the rater's superior."""
    uploaded = opened(item, call)
    require_drawable(uploaded.media_type)
    files: Files = call.runtime.own
    try:
        content = files.store.get(uploaded.sha256)
    except FileNotFoundError:
        raise lost(item) from None
    picture = preview_of(content.chunks, uploaded.media_type)
    return Response(picture, media_type="image/png", headers=SAFE_HEADERS)
