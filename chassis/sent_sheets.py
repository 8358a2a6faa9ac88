"""A spreadsheet as a request's body: the file itself, or `file` of a form; and the account of its lines, recorded once.

A route that takes a sheet first says of every line what it would do (`dry_run`), then records all of them in one
transaction, or nothing; with bad lines only when asked to leave them out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from chassis.answers import Answer, Recorded
from chassis.call import Call
from chassis.errors import Malformed
from chassis.problems import told
from chassis.runtime import Runtime
from chassis.store import Append, Decision
from chassis.telemetry import log
from contracts.refusals import Refusal

__all__ = [
    "Account",
    "AccountLine",
    "AccountOfLines",
    "DryRun",
    "Line",
    "LineTrouble",
    "OnError",
    "SHEET_BODY",
    "SentSheet",
    "record_account",
    "trouble_of",
]

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
#: What is read by hand, told as FastAPI tells forms: `openapi_extra` of a route.
SHEET_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            XLSX_TYPE: {"schema": _BINARY},
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}},
            },
        },
    }
}

DryRun = Annotated[bool, Query(description="only check, and record nothing")]
OnError = Annotated[Literal["stop", "skip"], Query(description="with a bad line: record nothing, or all but bad lines")]


async def _sent(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        file = (await request.form()).get("file")
        if isinstance(file, UploadFile):
            return await file.read()
    elif kind in ("text/csv", XLSX_TYPE):
        return await request.body()
    raise Malformed(
        detail=f"the file is sent as text/csv, as {XLSX_TYPE}, or as `file` of a multipart form",
        pesan="berkas dikirim sebagai text/csv, XLSX, atau sebagai `file` pada formulir multipart",
        mend="send one of these as Content-Type",
        perbaikan="kirim salah satunya sebagai Content-Type",
    )


SentSheet = Annotated[bytes, Depends(_sent)]


class LineTrouble(Answer):
    """What is wrong with a cell or a line, and how to mend it: English and Bahasa Indonesia."""

    column: str = Field(description="as it is called in the file; empty where it is the whole line")
    what: str
    apa: str
    mend: str
    perbaikan: str


class AccountLine(Answer):
    """One line. `read` shows, in a dry run only, how it was read; `made` what was recorded of it."""

    line: int = Field(description="its number in the file, or its place in the list that was sent, from 1")
    outcome: Literal["recorded", "unchanged", "not_done", "bad"]
    errors: list[LineTrouble]
    read: dict[str, str] = Field(default={}, description="field -> what was read")
    made: dict[str, str] = Field(default={}, description="what was made -> its id or version")


class AccountOfLines(Recorded):
    """Every line accounted for. `recorded`: whether anything was; with `dry_run` nothing is."""

    recorded: bool
    dry_run: bool
    lines: list[AccountLine]
    bad_lines: int
    recorded_lines: int


@dataclass
class Line:
    """One line while it is decided on; good unless it has errors, unchanged if it would record nothing."""

    line: int
    read: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)
    unchanged: bool = False

    def told(self, *, recorded: bool, dry_run: bool) -> dict[str, Any]:
        outcome = "recorded" if recorded else "not_done"
        outcome = "bad" if self.errors else "unchanged" if self.unchanged else outcome
        shown = {"read": self.read} if dry_run and self.read else {}
        made = {"made": self.made} if recorded and self.made and outcome == "recorded" else {}
        return {"line": self.line, "outcome": outcome, "errors": self.errors, **shown, **made}


@dataclass
class Account:
    """All lines, and what recording the good ones appends."""

    lines: Sequence[Line]
    appends: Sequence[Append]

    @property
    def bad(self) -> int:
        return sum(bool(one.errors) for one in self.lines)

    def told(self, *, recorded: bool = False, dry_run: bool = False) -> dict[str, Any]:
        lines = [one.told(recorded=recorded, dry_run=dry_run) for one in self.lines]
        return {
            "recorded": recorded,
            "dry_run": dry_run,
            "lines": lines,
            "bad_lines": self.bad,
            "recorded_lines": sum(one["outcome"] == "recorded" for one in lines),
        }


class _NothingToRecord(Exception):  # noqa: N818  # no error: the account says why
    def __init__(self, account: Account) -> None:
        super().__init__("nothing to record")
        self.account = account


def record_account(
    call: Call, sent: bytes | BaseModel, plan: Callable[[], Account], *, dry_run: bool, skip: bool
) -> JSONResponse:
    """Answer with the account: 201 when recorded, all good lines in one transaction; else 200 and nothing recorded.

    plan: loads and decides, line by line; called once more after a conflict.
    """
    if dry_run:
        call.wait_until_seen()
        return call.answer({**plan().told(dry_run=True), "streams": []}, 200)

    def decide() -> Decision:
        account = plan()
        if not account.appends or (account.bad and not skip):
            raise _NothingToRecord(account)
        return Decision(account.appends, body=account.told(recorded=True))

    try:
        return call.record(sent, decide)
    except _NothingToRecord as nothing:
        return call.answer({**nothing.account.told(), "streams": []}, 200)


def trouble_of(runtime: Runtime, refusal: Refusal, column: str = "") -> dict[str, str]:
    """A domain's refusal as the trouble of a line."""
    body = told(runtime.definition.problems[type(refusal)], refusal)
    if body.status == HTTPStatus.FORBIDDEN:  # as it is where it is the whole answer
        log.warning("refused", type=body.type)
    return {
        "column": column,
        "what": body.detail,
        "apa": body.pesan,
        "mend": body.mend,
        "perbaikan": body.perbaikan,
    }
