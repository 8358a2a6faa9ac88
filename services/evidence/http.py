"""Evidence's routes, and who may call them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, UploadFile
from fastapi.responses import JSONResponse

from chassis.answers import reads, records
from chassis.call import Caller, Commander
from chassis.inputs import Body, WrittenText, as_record
from chassis.problems import ProblemBody
from chassis.store import Decision
from contracts.values import PERIOD, StreamHead
from services.evidence import answers, commands, projections
from services.evidence.files import Stored
from services.evidence.seeing import concerns, is_party, others, reads_all
from services.evidence.showing import shown
from services.evidence.taking import Sent, take

__all__ = ["ACCESS", "ReasonCode", "Verify", "router"]

router = APIRouter()

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ACCESS = {
    ("POST", "/v1/evidence"): frozenset({"employee"}),
    ("GET", "/v1/evidence/{item}"): INSIDE,
    ("POST", "/v1/evidence/{item}/verification"): frozenset({"rater"}),
    ("POST", "/v1/evidence/{item}/rejection"): frozenset({"rater"}),
    ("POST", "/v1/evidence/{item}/withdrawal"): frozenset({"employee"}),
    ("GET", "/v1/agreements/{agreement}/evidence/{period}"): INSIDE,
}

ReasonCode = Literal["unrelated", "unreadable", "incomplete", "wrong_period", "value_not_shown", "not_authentic"]
PeriodPath = Annotated[str, Path(pattern=PERIOD)]


class SentHead(StreamHead, extra="forbid"):
    pass


class Verify(Body):
    indicator: UUID
    report: SentHead


class Reject(Verify):
    reason_code: ReasonCode
    reason: WrittenText


@router.post(
    "/v1/evidence",
    status_code=201,
    responses={**records(answers.Uploaded, made=True), 415: {"model": ProblemBody, "description": "not taken"}},
)
def upload_evidence(  # noqa: PLR0913  # the form
    call: Commander,
    agreement: Annotated[UUID, Form()],
    period: Annotated[str, Form(pattern=PERIOD)],
    indicators: Annotated[list[UUID], Form(min_length=1, max_length=50)],
    # Left out where there is an `upload`; told of as a file and not as "a file or null", which no form can say.
    file: Annotated[UploadFile, File(description="the file; its name is kept as an erasable text")] = None,  # type: ignore[assignment]
    upload: Annotated[UUID | None, Form(description="instead of a file: a resumable upload that is complete")] = None,
    sha256: Annotated[
        str | None, Form(pattern="^[0-9a-fA-F]{64}$", description="of the file, to be compared when it has come")
    ] = None,
    answers: Annotated[UUID | None, Form(description="the rejected item this one answers")] = None,
) -> JSONResponse:
    """Upload a file as evidence (bukti dukung) for indicators of a period, or name one that came in parts."""
    # Refused before anything is stored where the answer is known already.
    call.wait_until_seen()
    if commands.agreement_of(call.runtime, agreement).employee != call.employee:
        raise call.forbid(
            "evidence is uploaded by the employee of the agreement", "bukti diunggah oleh pemilik SKP",
            "the employee of the agreement", "pemilik SKP",
        )  # fmt: skip
    wanted = tuple(dict.fromkeys(indicators))

    def record(name: str, stored: Stored, made_of: UUID | None) -> Decision:
        claim = commands.Claim(period, wanted, name, answers)
        return commands.upload(call.runtime, call.employee, agreement, claim, stored, made_of)

    said = f"{agreement}|{period}|{sorted(map(str, indicators))}|{answers}"
    return take(call, Sent(file, upload, sha256), said, record)


@router.get("/v1/evidence/{item}", responses=reads(answers.Item, one=True))
def get_evidence(item: UUID, call: Caller) -> JSONResponse:
    """One item with its verdicts, and the flags for its verifier."""
    call.wait_until_seen()
    history = commands.load_item(call.runtime, item)
    about = history.state.about
    assert about is not None
    if not reads_all(call) and not concerns(call, about):
        raise others(call)
    heads = [{"stream": str(item), "version": history.version}]
    return call.answer({**shown(call, [item])[0], "streams": heads})


@router.post("/v1/evidence/{item}/verification", status_code=201, responses=records())
def verify(item: UUID, body: Verify, call: Commander) -> JSONResponse:
    """Verify an item for one report; the report is then proven."""
    report = as_record(StreamHead, body.report)
    return call.record(body, lambda: commands.verify(call.runtime, call.employee, item, body.indicator, report))


@router.post("/v1/evidence/{item}/rejection", status_code=201, responses=records(answers.Rejected))
def reject(item: UUID, body: Reject, call: Commander) -> JSONResponse:
    """Reject an item for one report, with a reason; the answer says until when a new upload is in time."""
    report, because = as_record(StreamHead, body.report), (body.reason_code, body.reason)
    return call.record(
        body, lambda: commands.reject(call.runtime, call.employee, item, body.indicator, report, because)
    )


@router.post("/v1/evidence/{item}/withdrawal", status_code=201, responses=records())
def withdraw(item: UUID, call: Commander) -> JSONResponse:
    """Take an item back before any verdict."""
    return call.record(None, lambda: commands.withdraw(call.runtime, call.employee, item))


@router.get("/v1/agreements/{agreement}/evidence/{period}", response_model=None, responses=reads(answers.Items))
def list_evidence(agreement: UUID, period: PeriodPath, call: Caller) -> dict[str, Any]:
    """The items of an agreement's period."""
    call.wait_until_seen(listing=True)
    agreed = commands.agreement_of(call.runtime, agreement)
    if not reads_all(call) and not is_party(call, agreed):
        raise others(call)
    items = projections.items_of(call.runtime.projection, agreement, period)
    return {"agreement": agreement, "period": period, "items": shown(call, items)}
