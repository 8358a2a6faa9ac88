"""The route by which a rater or their superior says that verified evidence was found false."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from chassis.answers import records
from chassis.call import Commander
from chassis.inputs import Body, WrittenText
from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import new_text
from services.evidence import commands, projections
from services.evidence.false_evidence import decide_find_false

__all__ = ["ACCESS", "router"]

router = APIRouter()
ACCESS = {("POST", "/v1/evidence/{item}/finding"): frozenset({"rater"})}


class FindFalse(Body):
    reason_code: Literal["forged", "altered", "not_own_work", "did_not_happen", "other"]
    reason: WrittenText


@router.post("/v1/evidence/{item}/finding", status_code=201, responses=records())
def find_false(item: UUID, body: FindFalse, call: Commander) -> JSONResponse:
    """Say that a verified item was found false; finals that used it stay, and are reviewed."""
    because = (body.reason_code, body.reason)
    return call.record(body, lambda: _find(call.runtime, call.employee, item, because))


def _find(runtime: Runtime, actor: UUID, item: UUID, because: tuple[str, str]) -> Decision:
    history = commands.load_item(runtime, item)
    about = history.state.about
    assert about is not None
    agreed = commands.agreement_of(runtime, about.agreement)
    place = projections.place_of(runtime.projection, agreed.employee, agreed.assignment)
    raters = projections.acting(runtime.projection, place, runtime.clock())
    superiors = commands.superiors_of(runtime, place.rater if place else None, agreed.year)
    text = new_text(because[1], about.employee)
    events = decide_find_false(history.state, actor, raters | superiors, because[0], text.ref)
    return Decision([history.then(*events, texts=[text])])
