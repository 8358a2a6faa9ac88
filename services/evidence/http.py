"""Evidence's routes, and who may call them."""

import hashlib
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import TypeAdapter

from chassis.answers import reads, records
from chassis.call import Call, Caller, Commander
from chassis.errors import Forbidden, Unknown
from chassis.inputs import Body, WrittenText, as_record
from chassis.texts import read_text
from contracts.evidence import EvidenceUploaded
from contracts.planning import TargetAgreed
from contracts.readings import deadlines_of
from contracts.values import PERIOD, StreamHead
from services.evidence import answers, commands, projections
from services.evidence.content import ContentStore
from services.evidence.domain import Item, evolve_item, is_late

__all__ = ["ACCESS", "may_read_text", "router"]

router = APIRouter()

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
ACCESS = {
    ("POST", "/v1/evidence"): frozenset({"employee"}),
    ("GET", "/v1/evidence/{item}"): INSIDE,
    ("GET", "/v1/evidence/{item}/content"): frozenset({"employee", "rater"}),
    ("POST", "/v1/evidence/{item}/verification"): frozenset({"rater"}),
    ("POST", "/v1/evidence/{item}/rejection"): frozenset({"rater"}),
    ("POST", "/v1/evidence/{item}/withdrawal"): frozenset({"employee"}),
    ("GET", "/v1/agreements/{agreement}/evidence/{period}"): INSIDE,
}

PeriodPath = Annotated[str, Path(pattern=PERIOD)]
_WRITTEN: TypeAdapter[str] = TypeAdapter(WrittenText)


class SentHead(StreamHead, extra="forbid"):
    pass


class Verify(Body):
    indicator: UUID
    report: SentHead


class Reject(Verify):
    reason_code: Literal["unrelated", "unreadable", "incomplete", "wrong_period", "value_not_shown", "not_authentic"]
    reason: WrittenText


@router.post("/v1/evidence", status_code=201, responses=records(answers.Uploaded, made=True))
def upload_evidence(
    call: Commander,
    agreement: Annotated[UUID, Form()],
    period: Annotated[str, Form(pattern=PERIOD)],
    indicators: Annotated[list[UUID], Form(min_length=1, max_length=50)],
    file: Annotated[UploadFile, File(description="the file; its name is kept as an erasable text")],
    answers: Annotated[UUID | None, Form(description="the rejected item this one answers")] = None,
) -> JSONResponse:
    """Upload a file as evidence (bukti dukung) for one or more indicators of a period."""
    name = _file_name(file.filename)
    # Refused before anything is stored where the answer is known already.
    call.wait_until_seen()
    if commands.agreement_of(call.runtime, agreement).employee != call.employee:
        raise call.forbid(
            "evidence is uploaded by the employee of the agreement", "bukti diunggah oleh pemilik SKP",
            "the employee of the agreement", "pemilik SKP",
        )  # fmt: skip
    store: ContentStore = call.runtime.own
    stored = store.put(file.file, file.content_type)
    fields = f"{agreement}|{period}|{sorted(map(str, indicators))}|{answers}|{name}|{stored.sha256}"
    return call.record(
        hashlib.sha256(fields.encode("utf-8", "surrogatepass")).digest(),
        lambda: commands.upload(
            call.runtime,
            call.employee,
            agreement,
            commands.Claim(period, tuple(dict.fromkeys(indicators)), name, answers),
            stored,
        ),
    )


def _file_name(name: str | None) -> str:
    """The last part of the name sent, without what cannot be shown; never used as a path."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable())[:255].strip()
    return _WRITTEN.validate_python(kept) if kept else "bukti"


@router.get("/v1/evidence/{item}", responses=reads(answers.Item, one=True))
def get_evidence(item: UUID, call: Caller) -> JSONResponse:
    """One item with its verdicts."""
    call.wait_until_seen()
    history = commands.load_item(call.runtime, item)
    uploaded = history.state.uploaded
    assert uploaded is not None
    if not _reads_all(call) and not _concerns(call, uploaded):
        raise _others(call)
    heads = [{"stream": str(item), "version": history.version}]
    first = call.runtime.store.load(item)[0]
    return call.answer({**_shown(call, history.state, first.time), "streams": heads})


@router.get("/v1/evidence/{item}/content", response_class=StreamingResponse, responses=answers.FILE)
def get_content(item: UUID, call: Caller) -> StreamingResponse:
    """The file, as an attachment, for the employee, the rater and the rater's superior, whatever else they may be."""
    call.wait_until_seen()
    uploaded = commands.load_item(call.runtime, item).state.uploaded
    assert uploaded is not None
    if not _concerns(call, uploaded):
        raise _others(call)
    store: ContentStore = call.runtime.own
    try:
        content = store.get(uploaded.sha256)
    except FileNotFoundError:
        raise Unknown(
            detail=f"the content of {item} is not in the store",
            pesan="isi berkas tidak ada di penyimpanan",
            mend="tell the operator",
            perbaikan="sampaikan kepada operator",
        ) from None
    name = read_text(call.runtime.database, uploaded.name.text)
    shown = quote(name.body if name and name.body else str(item), safe="")
    return StreamingResponse(
        content.chunks,
        media_type=uploaded.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{shown}",
            "Content-Length": str(content.size),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


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
    if not _reads_all(call) and not _is_party(call, agreed):
        raise _others(call)
    shown = []
    for item in projections.items_of(call.runtime.projection, agreement, period):
        recorded = call.runtime.store.load(item)
        state = commands.load_item(call.runtime, item).state
        shown.append(_shown(call, state, recorded[0].time))
    return {"agreement": agreement, "period": period, "items": shown}


def _shown(call: Call, state: Item, uploaded_at: Any) -> dict[str, Any]:
    uploaded = state.uploaded
    assert uploaded is not None
    cycle = call.runtime.projection.of_stream(call.runtime.stream(f"cycle:{uploaded.period[:4]}"))
    dates = deadlines_of((kept.event for kept in cycle), uploaded.period)
    return {
        **uploaded.model_dump(mode="json", exclude_none=True),
        "uploaded_at": uploaded_at.isoformat(),
        "late": dates is not None and is_late(uploaded_at, dates.evidence),
        "withdrawn": state.withdrawn,
        "verdicts": [
            {"indicator": str(indicator), "report": {"stream": str(stream), "version": version}, "verdict": verdict}
            for (indicator, stream, version), verdict in state.verdicts.items()
        ],
    }


def _reads_all(call: Call) -> bool:
    """Whether the caller may read every item's record; files and texts are for those they concern only."""
    return call.has("auditor") or call.has("officer")


def _is_party(call: Call, agreed: TargetAgreed) -> bool:
    """Whether the caller is the employee, acts as rater now, or as the rater's superior."""
    if call.is_one_of(agreed.employee):
        return True
    place = projections.place_of(call.runtime.projection, agreed.employee, agreed.assignment)
    if call.is_one_of(*projections.acting(call.runtime.projection, place, call.now)):
        return True
    return call.is_one_of(*commands.superiors_of(call.runtime, place.rater if place else None, agreed.year))


def _concerns(call: Call, uploaded: EvidenceUploaded) -> bool:
    if call.is_one_of(uploaded.employee):
        return True
    agreed = commands.agreement_of(call.runtime, uploaded.agreement)
    return _is_party(call, agreed)


def _others(call: Call) -> Forbidden:
    return call.forbid(
        "this evidence is another person's", "bukti ini milik orang lain",
        "the employee, the rater in force or the rater's superior",
        "pegawai, pejabat penilainya, atau atasan pejabat penilai",
    )  # fmt: skip


def may_read_text(call: Call, stream: UUID) -> bool:
    """A file's name and the reason of a rejection are for the item's employee and who acts as rater."""
    uploaded = call.runtime.store.folded(stream, Item(), evolve_item).state.uploaded
    if uploaded is None:
        return False
    agreed = projections.agreed_versions(call.runtime.projection, uploaded.agreement)
    place = projections.place_of(call.runtime.projection, uploaded.employee, agreed[-1].assignment) if agreed else None
    return call.is_one_of(uploaded.employee, *projections.acting(call.runtime.projection, place, call.now))
