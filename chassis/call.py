"""One HTTP call, as a route sees it: who calls, what they have seen, and how to record a command.

A route reads as: `return call.record(body, lambda: decide_and_append(...))`. Idempotency, the wait for what
the caller has seen, `If-Match` and the headers of the answer are here, the same for every route.
"""

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from chassis.auth import Identity
from chassis.errors import (
    Forbidden,
    Malformed,
    NotMigrated,
    Outdated,
    Refused,
    StillCatchingUp,
    StoreBehindTopic,
    StoreUnchecked,
)
from chassis.problems import ProblemBody, body_of, database_is_away, route_of, told
from chassis.runtime import ANYONE, Runtime
from chassis.store import Answer, Command, Decision
from chassis.telemetry import log
from chassis.texts import StoredText
from contracts.refusals import Refusal

__all__ = ["MOST_HEADS", "Call", "Caller", "Commander", "CommanderOfMany", "allowed", "sent_in"]

#: How long a read or command waits for what its caller has seen elsewhere.
SEEN_WAIT_S = 2.0
SEEN_POLL_S = 0.02
#: At start, and after the database was away, commands wait this long for the relay's look at the topic.
VERDICT_WAIT_S = 1.5
#: As many heads as an answer names, and a caller may send back in one `Ekinerja-Seen`: a sheet of a thousand people
#: moves more than a header may hold.
MOST_HEADS = 100
_SEEN = re.compile(r"([0-9a-f-]{36}):(\d{1,15})")
KEY = r"^[\x21-\x7e]{1,200}$"


class Call:
    """One authenticated call. Every method blocks; routes run in threads."""

    def __init__(self, request: Request, runtime: Runtime, identity: Identity) -> None:
        self._request = request
        self.runtime = runtime
        self.identity = identity
        self.correlation_id: str = request.state.correlation_id

    @property
    def employee(self) -> UUID:
        """The caller's employee id; without one nothing can be written."""
        if self.identity.employee is None:
            raise Forbidden(
                detail="this token names no employee, so it can only read",
                pesan="token ini tidak memuat pegawai, hanya dapat membaca",
                mend="use the token of an employee",
                perbaikan="gunakan token pegawai",
            )
        return self.identity.employee

    def has(self, role: str) -> bool:
        return role in self.identity.roles

    def is_one_of(self, *people: UUID | None) -> bool:
        """Whether the caller is one of `people`; a token without an employee is nobody, also where nobody is named."""
        return self.identity.employee is not None and self.identity.employee in people

    def may_read(self, text: StoredText) -> bool:
        """Whether a text concerns the caller: its author, whom it was written for, or who reads what it belongs to."""
        always = {UUID(one) for one in text.readers | {text.author}}
        return self.is_one_of(*always) or self.runtime.definition.may_read_text(self, text)

    @property
    def now(self) -> datetime:
        return self.runtime.clock()

    def forbid(self, detail: str, pesan: str, who: str, siapa: str) -> Forbidden:
        """The refusal of a relation that does not hold, for whoever called it to raise; `who` (`siapa`) may act."""
        return Forbidden(
            detail=detail, pesan=pesan, mend=f"ask {who}", perbaikan=f"mintalah kepada {siapa}", who_must_act=who
        )

    def refuse_on_oneself(self, *concerned: UUID | None) -> None:
        """Raise `Forbidden` for an officer who decides on themself (`domain.md` 2), whatever else they are."""
        if self.is_one_of(*concerned):
            raise self.forbid(
                "nobody decides on themself, nor on a dispute about themself",
                "tidak seorang pun memutus hal dirinya sendiri, termasuk sanggahan atas dirinya",
                "another performance officer", "pengelola kinerja yang lain",
            )  # fmt: skip

    @cached_property
    def seen(self) -> Mapping[UUID, int]:
        """The heads in `Ekinerja-Seen`, the highest version of each. Raises `Malformed`."""
        header = self._request.headers.get("ekinerja-seen", "").strip()
        return _seen_heads(header) if header else {}

    def wait_until_seen(self, *, listing: bool = False) -> None:
        """Wait until every head in `Ekinerja-Seen` is here; raise `StillCatchingUp` after two seconds.

        A head of this service's own is here once it is recorded, Kafka or not; for `listing`, what is found by the
        projection, once it is applied.
        """
        missing = dict(self.seen)
        if not missing:
            return
        deadline = time.monotonic() + SEEN_WAIT_S
        while True:
            here = self._here(list(missing), listing)
            missing = {stream: version for stream, version in missing.items() if here.get(stream, 0) < version}
            if not missing:
                return
            if time.monotonic() > deadline:
                break
            time.sleep(SEEN_POLL_S)
        named = ", ".join(f"{stream}:{version}" for stream, version in missing.items())
        raise StillCatchingUp(
            detail=f"{named} has not arrived here yet",
            pesan="data yang Anda rujuk belum sampai di sini",
            mend="try again in a second",
            perbaikan="coba lagi sebentar",
        )

    def _here(self, streams: list[UUID], listing: bool) -> dict[UUID, int]:
        here = self.runtime.projection.heads(streams)
        if not listing or self.runtime.name not in self.runtime.definition.consumes:
            here |= self.runtime.store.versions(streams)
        return here

    def record(self, body: BaseModel | bytes | None, decide: Callable[[], Decision]) -> JSONResponse:
        """Record a command: once, after what the caller has seen, only while the store is sound."""
        command = self._command(body)
        self.refuse_while_behind()
        self.wait_until_seen()

        def checked() -> Decision:
            decision = decide()
            self._check_if_match(decision)
            return decision

        answer = self.runtime.store.record(command, checked)
        return self.answer(answer.body, answer.status)

    def part(self, name: str, sent: bytes) -> Command:
        """One of several commands that one request is made of: remembered under a key made from the request's."""
        whole = self._command(None)
        digest = hashlib.sha256(f"{whole.key}\0{name}".encode()).hexdigest()
        path = f"{self._request.url.path}#{name}"
        return replace(
            whole, id=uuid4(), key=digest, fingerprint=Command.fingerprint_of(self._request.method, path, sent)
        )

    def record_part(self, name: str, sent: bytes, decide: Callable[[], Decision]) -> Answer | ProblemBody:
        """Record one of the commands a request is made of, once; a refusal is its outcome and ends no other part.

        The caller of this looks first whether anything may be recorded (`refuse_while_behind`, `wait_until_seen`).
        Raises what may go through later (`Retryable`): the whole request is sent again, and what is recorded stays so.
        """
        try:
            return self.runtime.store.record(self.part(name, sent), decide)
        except Refusal as refusal:
            body = told(self.runtime.definition.problems[type(refusal)], refusal)
        except Refused as error:
            body = body_of(error)
        if body.status == HTTPStatus.FORBIDDEN:
            log.warning("refused", route=route_of(self._request.scope), method=self._request.method, type=body.type)
        return body

    def _command(self, body: BaseModel | bytes | None) -> Command:
        key = self._request.headers.get("idempotency-key", "")
        if not re.fullmatch(KEY, key):
            raise Malformed(
                detail="Idempotency-Key must be 1 to 200 visible ASCII characters",
                pesan="Idempotency-Key harus 1 sampai 200 karakter ASCII",
                mend="send a new random key, such as a UUID, for every new command",
                perbaikan="kirim kunci acak baru untuk setiap perintah baru",
            )
        return Command(
            actor=str(self.employee),
            key=key,
            fingerprint=Command.fingerprint_of(self._request.method, self._request.url.path, sent_in(body)),
            id=uuid4(),
            correlation_id=self.correlation_id,
            now=self.now,
        )

    def refuse_while_behind(self) -> None:
        """Raise `StoreBehindTopic` while published events are missing from the store, `StoreUnchecked` before it is
        known; the latter is waited for, a moment."""
        gate, heartbeat = self.runtime.gate, self.runtime.heartbeat
        deadline = time.monotonic() + VERDICT_WAIT_S
        while gate.state == "unchecked" and time.monotonic() < deadline:
            if heartbeat is not None and not heartbeat.answers:
                return  # nothing can be recorded; the database's own 503 says why
            time.sleep(SEEN_POLL_S)
        if gate.accepts:
            return
        if gate.state == "unchecked":
            raise StoreUnchecked(
                detail=gate.why or "the store has not been compared with its topic yet",
                pesan="penyimpanan belum dibandingkan dengan topiknya",
                mend="try again in a moment; the operator sees to it that a worker runs",
                perbaikan="coba lagi sebentar; operator memastikan worker berjalan",
            )
        raise StoreBehindTopic(
            detail=gate.why,
            pesan="penyimpanan lebih tua daripada topiknya; perintah tidak diterima",
            mend="the operator restores the newest backup of the event store; until then no command is accepted",
            perbaikan="operator memulihkan cadangan terbaru",
        )

    def _check_if_match(self, decision: Decision) -> None:
        """RFC 9110, 13.1.1: one of the ETags named, or `*` for whatever there is."""
        wanted = self._request.headers.get("if-match", "").strip()
        if not wanted or not decision.appends:
            return
        version = decision.appends[0].after
        named = {tag.strip().strip('"') for tag in wanted.split(",")}
        if str(version) not in named and not (wanted == "*" and version):
            raise Outdated(
                detail=f"the state is at version {version}, not {wanted[:20]}",
                pesan="keadaan sudah berubah sejak Anda membacanya",
                mend="read it again and send its ETag as If-Match",
                perbaikan="baca ulang lalu kirim kembali",
            )

    def answer(self, body: Mapping[str, Any], status: int = 200, *, etag: int | None = None) -> JSONResponse:
        """The answer of a command or of a read of one stream: its heads travel in `Ekinerja-Seen` and `ETag`.

        etag: the version of the stream that commands on what is shown are appended to, where it is not the first head.
        """
        headers: dict[str, str] = {}
        streams = body.get("streams") or []
        if streams:
            told = streams[:MOST_HEADS]
            headers["Ekinerja-Seen"] = ", ".join(f"{head['stream']}:{head['version']}" for head in told)
            etag = streams[0]["version"] if etag is None else etag
        if etag is not None:
            headers["ETag"] = f'"{etag}"'
        if status == 201 and (location := body.get("location")):
            headers["Location"] = location
        return JSONResponse(dict(body), status_code=status, headers=headers)


def sent_in(body: BaseModel | bytes | None) -> bytes:
    """What makes two commands the same: what the caller sent, and nothing that this release adds to it.

    A field that a later release knows, and the caller does not, must not make a retry over the upgrade another command.
    """
    return body.model_dump_json(exclude_unset=True).encode() if isinstance(body, BaseModel) else (body or b"")


def _seen_heads(header: str) -> dict[UUID, int]:
    heads: dict[UUID, int] = {}
    for part in header.split(","):
        match = _SEEN.fullmatch(part.strip())
        try:
            stream = UUID(match[1]) if match else None
        except ValueError:
            stream = None
        if match is None or stream is None or len(heads) >= MOST_HEADS:
            raise Malformed(
                detail=f"Ekinerja-Seen: {part.strip()[:60]!r} is not <stream>:<version>",
                pesan="Ekinerja-Seen tidak dapat dibaca",
                mend="send back the Ekinerja-Seen header of earlier answers, at most 100 heads",
                perbaikan="kirim kembali Ekinerja-Seen dari jawaban sebelumnya, paling banyak 100",
            )
        heads[stream] = max(heads.get(stream, 0), int(match[2]))
    return heads


def _refuse_while_not_ready(runtime: Runtime) -> None:
    """Raise before a route meets tables that are not there, or not those of this release."""
    if runtime.migrated:
        return
    if not runtime.lacking or runtime.heartbeat is None or not runtime.heartbeat.answers:
        raise database_is_away()
    raise NotMigrated(
        detail=f"the database lacks migrations of this release ({runtime.lacking})",
        pesan="basis data belum dimigrasikan untuk rilis ini",
        mend=f"the operator runs `ekinerja migrate {runtime.name}`; then send the same again",
        perbaikan=f"operator menjalankan `ekinerja migrate {runtime.name}`; setelah itu kirim ulang",
    )


async def allowed(
    request: Request,
    ekinerja_seen: Annotated[
        str | None,
        Header(description="heads seen in earlier answers, <stream>:<version>, ...; waited for up to two seconds"),
    ] = None,
) -> Call:
    """The call behind a request, if the access table lets its caller in: deny by default."""
    runtime: Runtime = request.app.state.runtime
    route = request.scope["route"].path
    roles = runtime.definition.access.get((request.method, route))
    if roles is None:
        raise Forbidden(
            detail=f"{request.method} {route} is not in the access table",
            pesan="alamat ini tidak ada dalam tabel akses",
            mend="a defect; tell the operator",
            perbaikan="sampaikan kepada operator",
        )
    if roles == ANYONE:
        return Call(request, runtime, Identity("anyone", None, frozenset()))
    sent = request.headers.get("authorization")
    identity = runtime.tokens.known(sent)
    if identity is None:  # worth a thread: its signature is checked, perhaps with keys yet to be asked for
        identity = await run_in_threadpool(runtime.tokens.identify, sent)
    if not identity.roles & roles:
        raise Forbidden(
            detail=f"{request.method} {route} is for {', '.join(sorted(roles))}",
            pesan=f"hanya untuk peran {', '.join(sorted(roles))}",
            mend="use a token with one of these roles; only an auditor's or a subscriber's may name no employee",
            perbaikan="gunakan token dengan peran tersebut; tanpa pegawai hanya untuk auditor dan sistem pelanggan",
            who_must_act=", ".join(sorted(roles)),
        )
    _refuse_while_not_ready(runtime)
    return Call(request, runtime, identity)


Caller = Annotated[Call, Depends(allowed)]


async def _commanding(
    call: Caller,
    idempotency_key: Annotated[str, Header(description="a new random key for every new command", pattern=KEY)],
    if_match: Annotated[str | None, Header(description="the ETag of the state this rests on; 412 if it moved")] = None,
) -> Call:
    return call


#: A caller whose route can record an event: `Idempotency-Key` is required.
Commander = Annotated[Call, Depends(_commanding)]

KEY_OF_MANY = (
    "a new random key for every new request. Each entry or line is a command under it: the same again is answered as"
    " before, one that was not recorded may be sent mended, and one that was is refused (`key-reused`) if it now says"
    " something else"
)


async def _commanding_many(
    call: Caller, idempotency_key: Annotated[str, Header(description=KEY_OF_MANY, pattern=KEY)]
) -> Call:
    return call


#: One whose request is many commands on many streams (`Call.record_part`): no one version stands for its state, so it
#: has no `If-Match` (decision 0082).
CommanderOfMany = Annotated[Call, Depends(_commanding_many)]
