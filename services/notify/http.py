"""Notify's routes, and who may call them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.errors import Unknown
from chassis.store import Decision
from services.notify.answers import Notices
from services.notify.domain import Acknowledged, decide_acknowledge, evolve_acknowledged, notice_for
from services.notify.projections import Addressed, find, notices_for

__all__ = ["ACCESS", "router"]

router = APIRouter()

#: An instant and an id; compared as text, never read.
CURSOR = r"^[0-9TZ:.\-]{1,40}~[0-9a-f\-]{36}$"
PEOPLE = frozenset({"employee", "rater", "officer"})
ACCESS = {
    ("GET", "/v1/notices"): PEOPLE,
    ("POST", "/v1/notices/{notice}/acknowledgement"): PEOPLE,
}


@router.get("/v1/notices", response_model=None, responses=reads(Notices))
def list_notices(
    call: Caller,
    after: Annotated[str | None, Query(pattern=CURSOR, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """The caller's feed, newest first: as employee, as rater or acting for one, as head of a unit, as officer."""
    call.wait_until_seen()
    found = notices_for(call.runtime, call.employee, call.now, officer=call.has("officer"))
    read: set[UUID] = set()
    for period in sorted({one.period for one in found}):
        stream = call.runtime.stream(f"inbox:{call.employee}:{period}")
        read |= set(call.runtime.store.folded(stream, Acknowledged(), evolve_acknowledged).state.notices)
    older = [one for one in found if after is None or _cursor(one) < after]
    page = older[:limit]
    return {
        "notices": [_shown(one, read) for one in page],
        "unread": sum(one.notice not in read for one in found),
        "next": _cursor(page[-1]) if len(older) > limit else None,
    }


def _shown(one: Addressed, read: set[UUID]) -> dict[str, Any]:
    event = one.kept.event()
    told = notice_for(event, one.at)
    assert told is not None
    return {
        "notice": one.notice,
        "type": type(event).__name__,
        "about": one.kept.key,
        "stream": one.kept.stream,
        "version": one.kept.version,
        "period": told.period,
        "agreement": getattr(event, "agreement", None),
        "follow_up": getattr(event, "follow_up", None),
        "at": one.at,
        "pesan": told.pesan,
        "text": told.text,
        "acknowledged": one.notice in read,
    }


def _cursor(one: Addressed) -> str:
    """A notice's place in the feed, as text in the feed's own order: what is new meanwhile moves nothing."""
    return f"{one.at}~{one.notice}"


@router.post("/v1/notices/{notice}/acknowledgement", status_code=201, responses=records())
def acknowledge(notice: UUID, call: Commander) -> JSONResponse:
    """Say that a notice was read."""

    def decide() -> Decision:
        one = find(call.runtime, call.employee, call.now, notice, officer=call.has("officer"))
        if one is None:
            raise Unknown(
                detail=f"there is no notice {notice} in your feed",
                pesan="pemberitahuan tidak ditemukan",
                mend="use an id of GET /v1/notices",
                perbaikan="gunakan pengenal dari daftar pemberitahuan",
            )
        stream = call.runtime.stream(f"inbox:{call.employee}:{one.period}")
        history = call.runtime.store.folded(stream, Acknowledged(), evolve_acknowledged)
        return Decision([history.then(*decide_acknowledge(history.state, call.employee, one.period, notice))])

    return call.record(None, decide)
