"""Routes of templates and of what was not reached: what drafts begin with, and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import reads, records
from chassis.call import Caller, Commander, CommanderOfMany
from chassis.inputs import Body, as_record
from chassis.store import Decision
from contracts.planning import Accumulation, Aspect, Direction, Target, TemplateIndicator, TemplateResult
from contracts.values import DecimalText, OfficialText, Period, Year
from services.planning import starting_answers as answers
from services.planning import template_commands as commands
from services.planning.carry_over import carry_over, unmet
from services.planning.inputs import SentTarget, YearPath
from services.planning.paging import Limit, page_after
from services.planning.seeing import only_head_or_officer

__all__ = ["ACCESS", "router"]

router = APIRouter()

KEEPERS = frozenset({"officer", "rater"})
PARTIES = frozenset({"employee", "rater"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ACCESS = {
    ("POST", "/v1/units/{unit}/templates"): KEEPERS,
    ("GET", "/v1/units/{unit}/templates"): INSIDE,
    ("GET", "/v1/templates/{template}/preview/{employee}/{year}"): INSIDE,
    ("POST", "/v1/templates/{template}/withdrawal"): KEEPERS,
    ("POST", "/v1/templates/{template}/draft"): PARTIES | {"officer"},
    ("POST", "/v1/templates/{template}/drafts"): KEEPERS,
    ("GET", "/v1/agreements/{agreement}/unmet"): INSIDE,
    ("POST", "/v1/agreements/{agreement}/carry-over"): PARTIES,
}


class SentTemplateIndicator(Body):
    title: OfficialText
    aspect: Aspect
    unit_of_measure: Annotated[OfficialText, Field(max_length=100)]
    whole: bool = False
    direction: Direction = "higher_is_better"
    accumulation: Accumulation
    target: SentTarget
    maximum: DecimalText | None = None
    weight: DecimalText | None = None
    every_period: bool = False

    def kept(self) -> TemplateIndicator:
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return TemplateIndicator(**given | {"target": as_record(Target, self.target)})


class SentTemplateResult(Body):
    kind: Literal["main", "additional"]
    title: OfficialText
    weight: DecimalText | None = None
    indicators: Annotated[tuple[SentTemplateIndicator, ...], Field(min_length=1, max_length=50)]

    def kept(self) -> TemplateResult:
        indicators = tuple(one.kept() for one in self.indicators)
        return TemplateResult(kind=self.kind, title=self.title, weight=self.weight, indicators=indicators)


class KeepTemplate(Body):
    template: UUID | None = Field(default=None, description="of one kept before: it is replaced")
    position: OfficialText
    results: Annotated[tuple[SentTemplateResult, ...], Field(min_length=1, max_length=50)]


class StartDraft(Body):
    employee: UUID
    year: Year


class StartDrafts(Body):
    year: Year
    after: UUID | None = Field(default=None, description="`next` of the answer before")
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class CarryOver(Body):
    assignment: UUID
    year: Year
    indicators: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="of those not reached; left out: all"
    )


@router.post("/v1/units/{unit}/templates", status_code=201, responses=records(answers.TemplateMade, made=True))
def keep_template(unit: UUID, body: KeepTemplate, call: Commander) -> JSONResponse:
    """Keep results and indicators for a position in a unit and below, or replace them; by its head or the officer."""
    results = [one.kept() for one in body.results]

    def decided() -> Decision:
        only_head_or_officer(call, unit)
        return commands.keep_template(call.runtime, unit, body.position, results, body.template)

    return call.record(body, decided)


@router.get("/v1/units/{unit}/templates", response_model=None, responses=reads(answers.Templates))
def list_templates(  # noqa: PLR0913  # what they are found by, and the page
    unit: UUID,
    call: Caller,
    position: Annotated[str | None, Query(max_length=2000)] = None,
    after: UUID | None = None,
    limit: Limit = 200,
) -> dict[str, Any]:
    """The templates of a unit and of those above it, of one position or of all, by pages."""
    call.wait_until_seen()
    found = commands.templates_for(call.runtime, unit, position)
    page, following = page_after(found, after, limit, lambda one: one.template)
    return {"templates": [one.model_dump(mode="json", exclude_none=True) for one in page], "next": following}


@router.get("/v1/templates/{template}/preview/{employee}/{year}", response_model=None, responses=reads(answers.Preview))
def preview(template: UUID, employee: UUID, year: YearPath, call: Caller) -> dict[str, Any]:
    """What a draft from the template would be for a person: every period's target, and the warnings."""
    call.wait_until_seen()
    return commands.preview(call, template, employee, year)


@router.post("/v1/templates/{template}/withdrawal", status_code=201, responses=records(answers.TemplateMade))
def withdraw_template(template: UUID, call: Commander) -> JSONResponse:
    """Offer a template no longer; what was drafted from it stays."""

    def decided() -> Decision:
        kept = commands.load_template(call.runtime, template).state.kept
        assert kept is not None
        only_head_or_officer(call, kept.unit)
        return commands.withdraw_template(call.runtime, template)

    return call.record(None, decided)


@router.post("/v1/templates/{template}/draft", status_code=201, responses=records(answers.Started, made=True))
def start_draft(template: UUID, body: StartDraft, call: Commander) -> JSONResponse:
    """Begin one person's draft from a template, by the employee, the rater or the officer; it is agreed as any."""
    return call.record(body, lambda: commands.start_from_template(call, template, body.employee, body.year))


@router.post("/v1/templates/{template}/drafts", status_code=201, responses=records(answers.StartedAll))
def start_drafts(template: UUID, body: StartDrafts, call: CommanderOfMany) -> JSONResponse:
    """Begin drafts for all who hold the position in the unit and below, page by page; a rater for those they rate."""
    found = commands.start_drafts(call, template, body.year, body.after, body.limit)
    return call.answer(found, 201)


@router.get("/v1/agreements/{agreement}/unmet", response_model=None, responses=reads(answers.Unmet))
def get_unmet(agreement: UUID, call: Caller, period: Period | None = None) -> dict[str, Any]:
    """What was not reached by the last final period, or by the one named, and what is offered for the next draft."""
    call.wait_until_seen()
    return unmet(call, agreement, period)


@router.post("/v1/agreements/{agreement}/carry-over", status_code=201, responses=records(answers.Started, made=True))
def carry_unmet_over(agreement: UUID, body: CarryOver, call: Commander) -> JSONResponse:
    """Add what was not reached to the draft for the next assignment or year, by the employee or its rater."""
    return call.record(body, lambda: carry_over(call, agreement, body.assignment, body.year, body.indicators))
