"""Commands on links: load, decide, append; with each, when a worker fetches next (`link_rows.py`)."""

import uuid
from datetime import datetime
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import NewText, new_text
from contracts.evidence import WhyNotFetched
from services.evidence import commands
from services.evidence.files import Files, Stored
from services.evidence.item import Item
from services.evidence.link_rows import begin, rest
from services.evidence.linked import (
    Link,
    Shown,
    decide_content,
    decide_fetched,
    decide_not_fetched,
    decide_rechecked,
    decide_submit,
)
from services.evidence.uploads import forget

__all__ = ["fetched", "not_fetched", "rechecked", "submit", "upload_content"]


def submit(runtime: Runtime, actor: UUID, agreement: UUID, link: str, claim: commands.Claim) -> Decision:
    """Record a link; of the claim the name is not read. A worker fetches it once this is recorded."""
    agreed, periods = commands.terms_of(runtime, agreement, claim.period)
    text, item, now = new_text(link, agreed.employee), uuid.uuid4(), runtime.clock()
    wanted = Link(item, claim.period, claim.indicators, text.ref, claim.answers)
    answered = commands.load_item(runtime, claim.answers).state if claim.answers is not None else None
    events = decide_submit(actor, agreed, periods, wanted, answered)

    def rows(curs: Cursor[DictRow]) -> None:
        begin(curs, item, claim.period, now)

    body = {"item": str(item), "location": f"/v1/evidence/{item}"}
    return Decision([History(item, 0, Item()).then(*events, texts=[text])], body=body, rows=rows)


def _shown(name: str, stored: Stored, employee: UUID) -> tuple[Shown, NewText]:
    text = new_text(name, employee)
    return Shown(stored.media_type, stored.size, stored.sha256, text.ref), text


def upload_content(
    runtime: Runtime, actor: UUID, item: UUID, name: str, stored: Stored, made_of: UUID | None
) -> Decision:
    """Record a file as the content of a link; `made_of`: the resumable upload that it was, and is no longer."""
    history = commands.load_item(runtime, item)
    assert history.state.about is not None
    shown, text = _shown(name, stored, history.state.about.employee)
    events = decide_content(history.state, actor, shown)
    files: Files = runtime.own

    def rows(curs: Cursor[DictRow]) -> None:
        if made_of is not None:
            forget(curs, made_of)
        commands.note_content(curs, files, item, name, stored)
        rest(curs, item)

    body = {"item": str(item), "sha256": stored.sha256, "size": stored.size, "location": f"/v1/evidence/{item}"}
    return Decision([history.then(*events, texts=[text])], body=body, rows=rows)


def fetched(runtime: Runtime, item: UUID, name: str, stored: Stored, submitted_at: datetime) -> Decision:
    """Record what was fetched for the first time."""
    history = commands.load_item(runtime, item)
    assert history.state.about is not None
    shown, text = _shown(name, stored, history.state.about.employee)
    events = decide_fetched(history.state, shown, submitted_at)
    files: Files = runtime.own

    def rows(curs: Cursor[DictRow]) -> None:
        if events:
            commands.note_content(curs, files, item, name, stored)
        rest(curs, item)

    return Decision([history.then(*events, texts=[text])] if events else [], rows=rows)


def not_fetched(
    runtime: Runtime, item: UUID, why: WhyNotFetched, status: int | None, again_in_s: float | None
) -> Decision:
    """Record that nothing was got; `again_in_s`: until it is tried once more."""
    history = commands.load_item(runtime, item)
    events = decide_not_fetched(history.state, why, status)
    return Decision([history.then(*events)] if events else [], rows=lambda curs: rest(curs, item, again_in_s))


def rechecked(runtime: Runtime, item: UUID, found: str | tuple[WhyNotFetched, int | None]) -> Decision:
    """Record what lies behind a link now: its digest, or why there is nothing."""
    history = commands.load_item(runtime, item)
    events = decide_rechecked(history.state, found)
    return Decision([history.then(*events)] if events else [], rows=lambda curs: rest(curs, item))
