"""The routes of agreements (SKP), and who may call them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, model_validator

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from contracts.planning import Annexes, PeriodTarget, Support, Target
from contracts.values import DecimalText, OfficialText
from services.planning import agreement_commands as commands
from services.planning import agreement_views as views
from services.planning import answers
from services.planning.agreement_commands import Proposal, Revised
from services.planning.inputs import SentTarget
from services.planning.targets import PlannedIndicator, PlannedResult

__all__ = ["ACCESS", "ONE_YEAR", "AcceptTargets", "ProposeTargets", "in_one_year", "router"]

router = APIRouter()

PARTIES = frozenset({"employee", "rater"})
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})

ACCESS = {
    ("POST", "/v1/agreements"): PARTIES,
    ("GET", "/v1/agreements"): INSIDE,
    ("GET", "/v1/agreements/{agreement}"): INSIDE,
    ("GET", "/v1/agreements/{agreement}/history"): INSIDE,
    ("POST", "/v1/agreements/{agreement}/draft"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/proposals"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/revisions"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/acceptance"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/dialogue"): PARTIES,
    ("POST", "/v1/agreements/{agreement}/closing"): frozenset({"officer", "rater"}),
}


class SentPeriodTarget(PeriodTarget, extra="forbid"):
    pass


class SentSupport(Support, extra="forbid"):
    pass


class PlanIndicator(Body):
    indicator: UUID | None = Field(default=None, description="of one proposed or agreed before: it stays the same one")
    title: OfficialText
    aspect: Literal["quantity", "quality", "time", "cost"]
    unit_of_measure: Annotated[OfficialText, Field(max_length=100)]
    whole: bool = False
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"
    accumulation: Literal["sum", "latest", "average"]
    target: SentTarget
    maximum: DecimalText | None = None
    weight: DecimalText | None = None
    targets: Annotated[tuple[SentPeriodTarget, ...], Field(max_length=12)] | None = None

    def planned(self) -> PlannedIndicator:
        targets = None if self.targets is None else tuple(as_record(PeriodTarget, one) for one in self.targets)
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return PlannedIndicator(**given | {"target": as_record(Target, self.target), "targets": targets})


class PlanResult(Body):
    result: UUID | None = Field(default=None, description="of one proposed or agreed before: it stays the same one")
    kind: Literal["main", "additional"]
    title: OfficialText
    supports: SentSupport | None = None
    weight: DecimalText | None = None
    indicators: Annotated[tuple[PlanIndicator, ...], Field(min_length=1, max_length=50)]

    def planned(self) -> PlannedResult:
        indicators = tuple(indicator.planned() for indicator in self.indicators)
        supports = None if self.supports is None else as_record(Support, self.supports)
        return PlannedResult(self.kind, self.title, indicators, supports, self.weight, self.result)


ONE_YEAR = "an agreement begins and ends in one year, in this order"
Plan = Annotated[tuple[PlanResult, ...], Field(min_length=1, max_length=50)]


#: Of the form, not of the event: what its schema says could never be more.
AnnexLines = Annotated[tuple[OfficialText, ...], Field(max_length=20)]


class SentAnnexes(Annexes, extra="forbid"):
    resources: AnnexLines = ()
    accountability: AnnexLines = ()
    consequences: AnnexLines = ()


def _proposal(results: Sequence[PlanResult] | None, annexes: SentAnnexes | None) -> Proposal:
    planned = None if results is None else tuple(result.planned() for result in results)
    return Proposal(planned, None if annexes is None else as_record(Annexes, annexes))


class Proposing(Body):
    results: Plan
    annexes: SentAnnexes | None = None

    def proposal(self) -> Proposal:
        return _proposal(self.results, self.annexes)


def in_one_year(starts_on: date, ends_on: date) -> bool:
    return starts_on <= ends_on and starts_on.year == ends_on.year


class DraftAgreement(Proposing):
    propose: bool = Field(default=True, description="false: kept as a draft, for either side to propose later")
    employee: UUID
    assignment: UUID
    starts_on: date
    ends_on: date

    def proposal(self) -> Proposal:
        return replace(super().proposal(), propose=self.propose)

    @model_validator(mode="after")
    def _one_year(self) -> "DraftAgreement":
        if not in_one_year(self.starts_on, self.ends_on):
            raise ValueError(ONE_YEAR)
        return self


class KeepDraft(Proposing):
    pass


class ProposeTargets(Body):
    results: Plan | None = Field(default=None, description="left out: the draft as it stands")
    annexes: SentAnnexes | None = None

    def proposal(self) -> Proposal:
        return _proposal(self.results, self.annexes)


class ProposeRevision(Proposing):
    valid_from: date
    reason_code: Literal["task_changed", "budget_changed", "priorities_changed", "error", "other"]
    reason: WrittenText

    def proposal(self) -> Proposal:
        plain = super().proposal()
        return Proposal(plain.planned, plain.annexes, Revised(self.valid_from, self.reason_code, self.reason))


class AcceptTargets(Body):
    proposal: Annotated[int, Field(ge=1, le=10_000)]


class WriteEntry(Body):
    kind: Literal["question", "clarification", "answer"]
    text: WrittenText
    about: UUID | None = None
    answers: UUID | None = None


class CloseAgreement(Body):
    closes_on: date
    reason_code: Literal["moved", "left_service", "corrected", "other"]


@router.post("/v1/agreements", status_code=201, responses=records(answers.Drafted, made=True))
def draft_agreement(body: DraftAgreement, call: Commander) -> JSONResponse:
    """Draft an SKP and propose its targets, or keep them as a draft, by the employee or the rater."""
    return call.record(
        body,
        lambda: commands.draft_agreement(
            call.runtime,
            call.employee,
            employee=body.employee,
            assignment=body.assignment,
            days=(body.starts_on, body.ends_on),
            proposal=body.proposal(),
        ),
    )


@router.get("/v1/agreements", response_model=None, responses=reads(answers.Agreements))
def list_agreements(
    call: Caller,
    employee: UUID | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """One employee's agreements, or (no employee) those the caller rates."""
    call.wait_until_seen(listing=True)
    return call.answer(views.agreements(call, employee, after, limit))


@router.get("/v1/agreements/{agreement}", responses=reads(answers.Agreement, one=True))
def get_agreement(agreement: UUID, call: Caller) -> JSONResponse:
    """An agreement: the last proposal and what is agreed."""
    call.wait_until_seen()
    return call.answer(views.agreement(call, agreement))


@router.post("/v1/agreements/{agreement}/draft", status_code=201, responses=records(answers.Kept))
def keep_draft(agreement: UUID, body: KeepDraft, call: Commander) -> JSONResponse:
    """Keep the whole set as a draft that both sides see; it replaces the draft before, and nobody accepts it."""
    proposal = body.proposal()
    return call.record(body, lambda: commands.keep_draft(call.runtime, call.employee, agreement, proposal))


@router.post("/v1/agreements/{agreement}/proposals", status_code=201, responses=records(answers.Proposed))
def propose_targets(agreement: UUID, body: ProposeTargets, call: Commander) -> JSONResponse:
    """Propose the whole set of targets anew, or the draft as it stands."""
    proposal = body.proposal()
    return call.record(body, lambda: commands.propose_targets(call.runtime, call.employee, agreement, proposal))


@router.post("/v1/agreements/{agreement}/acceptance", status_code=201, responses=records(answers.Accepted))
def accept_targets(agreement: UUID, body: AcceptTargets, call: Commander) -> JSONResponse:
    """Accept the other side's last proposal: the targets are agreed."""
    return call.record(body, lambda: commands.accept_targets(call.runtime, call.employee, agreement, body.proposal))


@router.post("/v1/agreements/{agreement}/revisions", status_code=201, responses=records(answers.Proposed))
def propose_revision(agreement: UUID, body: ProposeRevision, call: Commander) -> JSONResponse:
    """Propose to replace what is agreed, from a day on and with a reason; the other side accepts it as any proposal."""
    proposal = body.proposal()
    return call.record(body, lambda: commands.propose_targets(call.runtime, call.employee, agreement, proposal))


@router.post("/v1/agreements/{agreement}/dialogue", status_code=201, responses=records(answers.EntryWritten))
def write_entry(agreement: UUID, body: WriteEntry, call: Commander) -> JSONResponse:
    """Write into the performance dialogue (dialog kinerja): a question, a clarification, or an answer."""
    entry = commands.Entry(body.kind, body.text, body.about, body.answers)
    return call.record(body, lambda: commands.write_entry(call.runtime, call.employee, agreement, entry))


@router.post("/v1/agreements/{agreement}/closing", status_code=201, responses=records(answers.AgreementChanged))
def close_agreement(agreement: UUID, body: CloseAgreement, call: Commander) -> JSONResponse:
    """End the agreement on a day, its last, as at a move; by the rater in force or the officer, not their own."""
    rater = None if call.has("officer") else call.employee
    if rater is None:
        call.refuse_on_oneself(commands.employee_of(call.runtime, agreement))
    return call.record(
        body,
        lambda: commands.close_agreement(call.runtime, agreement, body.closes_on, body.reason_code, rater=rater),
    )


@router.get("/v1/agreements/{agreement}/history", responses=reads(answers.AgreementHistory, one=True))
def get_history(agreement: UUID, call: Caller) -> JSONResponse:
    """What happened to an agreement, event by event, and what each agreed version changed in the one before."""
    call.wait_until_seen()
    return call.answer(views.history(call, agreement))
