"""Routes of links as evidence: a link is given, and its content uploaded where it could not be fetched."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field

from chassis.answers import records
from chassis.call import Commander
from chassis.inputs import Body
from chassis.problems import ProblemBody
from chassis.store import Decision
from contracts.values import Period
from services.evidence import answers, commands, link_commands
from services.evidence.fetch import parsed
from services.evidence.files import Stored
from services.evidence.taking import Sent, take

__all__ = ["ACCESS", "router"]

router = APIRouter()
ACCESS = {
    ("POST", "/v1/evidence/links"): frozenset({"employee"}),
    ("POST", "/v1/evidence/links/{item}/content"): frozenset({"employee"}),
}


def _web_address(link: str) -> str:
    parsed(link)
    return link


class SubmitLink(Body):
    """A link, and what it is said to show."""

    agreement: UUID
    period: Period
    indicators: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=50)]
    link: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            pattern=r"^[!-~]+$",
            description="http or https, without user and password; kept as an erasable text",
        ),
        AfterValidator(_web_address),
    ]
    answers: UUID | None = Field(default=None, description="the rejected item this one answers")


@router.post("/v1/evidence/links", status_code=201, responses=records(answers.LinkGiven, made=True))
def submit_link(body: SubmitLink, call: Commander) -> JSONResponse:
    """Give a link as evidence (bukti dukung). It is fetched afterwards; the item's `link` says what came of that."""
    claim = commands.Claim(body.period, tuple(dict.fromkeys(body.indicators)), "", body.answers)
    return call.record(
        body, lambda: link_commands.submit(call.runtime, call.employee, body.agreement, body.link, claim)
    )


@router.post(
    "/v1/evidence/links/{item}/content",
    status_code=201,
    responses={**records(answers.Uploaded, made=True), 415: {"model": ProblemBody, "description": "not taken"}},
)
def upload_content(
    item: UUID,
    call: Commander,
    # As of `POST /v1/evidence`.
    file: Annotated[UploadFile, File(description="the file; its name is kept as an erasable text")] = None,  # type: ignore[assignment]
    upload: Annotated[UUID | None, Form(description="instead of a file: a resumable upload that is complete")] = None,
    sha256: Annotated[
        str | None, Form(pattern="^[0-9a-fA-F]{64}$", description="of the file, to be compared when it has come")
    ] = None,
) -> JSONResponse:
    """Upload what a link shows where it could not be fetched, by the employee; it is as late as this upload."""
    call.wait_until_seen()
    about = commands.load_item(call.runtime, item).state.about
    if about is None or about.employee != call.employee:  # before anything is stored
        raise call.forbid(
            "the content of a link is uploaded by its employee", "isi tautan diunggah oleh pemilik SKP",
            "the employee of the agreement", "pemilik SKP",
        )  # fmt: skip

    def record(name: str, stored: Stored, made_of: UUID | None) -> Decision:
        return link_commands.upload_content(call.runtime, call.employee, item, name, stored, made_of)

    return take(call, Sent(file, upload, sha256), str(item), record)
