"""Evidence's routes, and who may call them."""

import hashlib
import tempfile
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, UploadFile
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter

from chassis.answers import reads, records
from chassis.call import Call, Caller, Commander
from chassis.errors import Malformed
from chassis.inputs import Body, WrittenText, as_record
from chassis.problems import ProblemBody
from chassis.store import Decision
from contracts.values import PERIOD, StreamHead
from services.evidence import answers, commands, projections
from services.evidence.files import Files
from services.evidence.http_uploads import name_in
from services.evidence.seeing import concerns, is_party, others, reads_all
from services.evidence.showing import shown

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
_WRITTEN: TypeAdapter[str] = TypeAdapter(WrittenText)


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
    claimed = partial(commands.Claim, period, tuple(dict.fromkeys(indicators)), answers=answers)
    said = f"{agreement}|{period}|{sorted(map(str, indicators))}|{answers}"
    if (file is None) == (upload is None):
        raise Malformed(
            detail="either `file` or `upload` is sent",
            pesan="kirim salah satu: `file` atau `upload`",
            mend="send the file, or the id of a resumable upload that is complete",
            perbaikan="kirim berkasnya, atau nomor unggahan yang sudah lengkap",
        )
    files: Files = call.runtime.own
    if upload is not None:
        return _made_of(call, agreement, upload, claimed, f"{said}|upload {upload}|{sha256}", sha256)
    assert file is not None
    claim = claimed(name=_file_name(file.filename))
    stored = files.examine(file.file, sha256)

    def decide() -> Decision:
        decision = commands.upload(call.runtime, call.employee, agreement, claim, stored)
        files.keep(file.file, stored)
        return decision

    return call.record(_fingerprint(f"{said}|{claim.name}|{stored.sha256}"), decide)


def _made_of(  # noqa: PLR0913  # what is said of it
    call: Call, agreement: UUID, upload: UUID, claimed: Callable[..., commands.Claim], shown: str, sha256: str | None
) -> JSONResponse:
    """Make a whole upload evidence; its parts are read only if this command was not accepted before."""
    files: Files = call.runtime.own
    parts: list[str] = []

    def decide() -> Decision:
        known = files.uploads.of(call.employee, upload)
        with tempfile.TemporaryFile() as whole:
            parts[:] = files.uploads.join(call.employee, upload, whole)
            stored = files.examine(whole, sha256)
            claim = claimed(name=_file_name(name_in(known.metadata)))
            decision = commands.upload(call.runtime, call.employee, agreement, claim, stored, upload)
            files.keep(whole, stored)
        return decision

    answer = call.record(_fingerprint(shown), decide)
    files.uploads.sweep(parts)
    return answer


def _fingerprint(fields: str) -> bytes:
    return hashlib.sha256(fields.encode("utf-8", "surrogatepass")).digest()


def _file_name(name: str | None) -> str:
    """The last part of the name sent, without what cannot be shown; never used as a path."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable())[:255].strip()
    return _WRITTEN.validate_python(kept) if kept else "bukti"


@router.get("/v1/evidence/{item}", responses=reads(answers.Item, one=True))
def get_evidence(item: UUID, call: Caller) -> JSONResponse:
    """One item with its verdicts, and the flags for its verifier."""
    call.wait_until_seen()
    history = commands.load_item(call.runtime, item)
    uploaded = history.state.uploaded
    assert uploaded is not None
    if not reads_all(call) and not concerns(call, uploaded):
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
