"""The route by which a colleague finds what to give feedback on, and who may call it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from chassis.answers import reads
from chassis.call import Caller
from services.planning.cascade_answers import Colleagues
from services.planning.colleagues import colleagues

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {("GET", "/v1/colleagues"): frozenset({"employee", "rater"})}


@router.get("/v1/colleagues", response_model=None, responses=reads(Colleagues))
def list_colleagues(
    call: Caller, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> JSONResponse:
    """The agreed results, by agreement, of those who work in the caller's unit today: for feedback; nobody is named."""
    call.wait_until_seen(listing=True)
    return call.answer(colleagues(call, after, limit))
