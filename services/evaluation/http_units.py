"""Routes of a unit's distribution: the spread, its settlement, and two pictures of it; and who may call them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import Field, field_validator

from chassis.answers import Responses, reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText
from services.evaluation import distribution_commands, distribution_views
from services.evaluation.answers_units import Distribution
from services.evaluation.inputs import PeriodOrYearPath

__all__ = ["ACCESS", "router"]

router = APIRouter()

UNIT = "/v1/units/{unit}"
ABOVE = frozenset({"rater", "officer", "auditor"})
ACCESS = {
    ("GET", UNIT + "/distribution/{period}"): ABOVE,
    ("POST", UNIT + "/distribution/{period}/settlement"): frozenset({"officer"}),
    ("GET", UNIT + "/distribution/{period}/chart"): ABOVE,
    ("GET", UNIT + "/nine-box/{period}"): ABOVE,
}
SVG_TYPE = "image/svg+xml"
#: A picture in a page of somebody else's, or opened by itself: it runs nothing, and its style is its own.
SVG_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_PICTURE: Responses = {
    200: {
        "description": "a picture",
        "content": {SVG_TYPE: {"schema": {"type": "string", "format": "svg"}}},
        "headers": {"Content-Security-Policy": {"description": "nothing runs", "schema": {"type": "string"}}},
    }
}


class Excluded(Body):
    employee: UUID
    reason_code: Literal["long_leave", "seconded", "left_service", "other"]
    reason: WrittenText


class Settle(Body):
    """`reason`: needed where the spread breaks the pattern; kept only then."""

    reason: WrittenText | None = None
    excluded: Annotated[tuple[Excluded, ...], Field(max_length=2_000)] = ()

    @field_validator("excluded")
    @classmethod
    def _each_once(cls, excluded: tuple[Excluded, ...]) -> tuple[Excluded, ...]:
        if len({one.employee for one in excluded}) != len(excluded):
            raise ValueError("an employee stands twice")
        return excluded


@router.get(UNIT + "/distribution/{period}", responses=reads(Distribution, one=True))
def get_distribution(unit: UUID, period: PeriodOrYearPath, call: Caller) -> JSONResponse:
    """How the predicates of those counted in a unit are spread, held against the pattern of its achievement."""
    call.wait_until_seen()
    return call.answer(distribution_views.shown(distribution_views.measured(call, unit, period)))


@router.post(UNIT + "/distribution/{period}/settlement", status_code=201, responses=records(made=True))
def settle_distribution(unit: UUID, period: PeriodOrYearPath, body: Settle, call: Commander) -> JSONResponse:
    """Settle it as it stands: everyone counted is final or left out with a reason; a broken rule needs one too."""
    leave_out = tuple(
        distribution_commands.LeaveOut(one.employee, one.reason_code, one.reason) for one in body.excluded
    )
    return call.record(body, lambda: distribution_commands.settle(call, unit, period, leave_out, body.reason))


@router.get(UNIT + "/distribution/{period}/chart", response_class=Response, responses=_PICTURE)
def get_distribution_chart(unit: UUID, period: PeriodOrYearPath, call: Caller) -> Response:
    """The distribution as a picture that is read without colour."""
    call.wait_until_seen()
    return _picture(distribution_views.chart(distribution_views.measured(call, unit, period)))


@router.get(UNIT + "/nine-box/{period}", response_class=Response, responses=_PICTURE)
def get_nine_box(unit: UUID, period: PeriodOrYearPath, call: Caller) -> Response:
    """Results by behaviour in nine boxes, of those counted in the unit, as a picture."""
    call.wait_until_seen()
    return _picture(distribution_views.nine_boxes(distribution_views.measured(call, unit, period)))


def _picture(svg: str) -> Response:
    headers: dict[str, Any] = {**SVG_HEADERS}
    return Response(svg, media_type=SVG_TYPE, headers=headers)
