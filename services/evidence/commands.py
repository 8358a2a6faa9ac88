"""Evidence's commands: load, decide, append."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.events import Event
from contracts.evidence import EvidenceUploaded, LinkSubmitted
from contracts.planning import TargetAgreed
from contracts.readings import cycle_dates, deadlines_of, working_day_after, years_around
from contracts.values import StreamHead
from services.evidence import projections
from services.evidence.checks import ask_for, pending_of
from services.evidence.domain import (
    Item,
    Objection,
    Upload,
    VerdictFacts,
    decide_reject,
    decide_upload,
    decide_verify,
    decide_withdraw,
    evolve_item,
)
from services.evidence.files import Files, Stored
from services.evidence.findings import keep_findings
from services.evidence.flags import Findings, says
from services.evidence.link_rows import look_again
from services.evidence.linked import link_state
from services.evidence.uploads import forget

__all__ = [
    "CheckState",
    "Claim",
    "agreement_of",
    "answer_until",
    "check_of",
    "load_item",
    "note_content",
    "reject",
    "superiors_of",
    "terms_of",
    "upload",
    "verify",
    "withdraw",
]


def _unknown(what: str, which: object, mend: str) -> Unknown:
    return Unknown(
        detail=f"there is no {what} {which}, as far as this service has seen",
        pesan=f"{what} {which} tidak ditemukan",
        mend=mend,
        perbaikan="periksa kembali nomor pengenalnya",
    )


def load_item(runtime: Runtime, item: UUID) -> History[Item]:
    history = runtime.store.folded(item, Item(), evolve_item)
    if history.state.about is None:
        raise _unknown("evidence", item, "use the id in the upload's answer")
    return history


def _versions(runtime: Runtime, agreement: UUID) -> list[TargetAgreed]:
    agreed = projections.agreed_versions(runtime.projection, agreement)
    if not agreed:
        raise _unknown("agreement", agreement, "agree the targets first; if just now, send Ekinerja-Seen along")
    return agreed


def agreement_of(runtime: Runtime, agreement: UUID) -> TargetAgreed:
    """Its last version: whose it is. What it asks of a period, `terms_of` tells."""
    return _versions(runtime, agreement)[-1]


def terms_of(runtime: Runtime, agreement: UUID, period: str) -> tuple[TargetAgreed, tuple[str, ...]]:
    """What an agreement asks of a period, whatever was revised since, and the periods it covers."""
    versions = _versions(runtime, agreement)
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{versions[-1].year}"))
    return projections.terms_of(versions, [kept.event for kept in cycle], period)


def superiors_of(runtime: Runtime, rater: UUID | None, year: int) -> frozenset[UUID]:
    """Who may act now as the rater's own rater; today is a day in the agency's zone as the year's cycle names it."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))
    zone = cycle_dates(kept.event for kept in cycle)[0] or "UTC"
    now = runtime.clock()
    return projections.superiors_of(runtime.projection, rater, now.astimezone(ZoneInfo(zone)).date(), now)


@dataclass(frozen=True)
class Claim:
    """What an uploaded file is said to show; `answers` is the rejected item it answers."""

    period: str
    indicators: tuple[UUID, ...]
    name: str
    answers: UUID | None


#: Of the malware check: `not_scanned` where none was asked for, since no scanner was configured.
#: `no_content`: of a link whose content nobody has.
CheckState = Literal["clean", "infected", "pending", "not_scanned", "no_content"]


def check_of(state: Item, waits: bool) -> CheckState:
    """How far an item's malware check is; `waits`: it is asked for and not through."""
    if state.checked is not None:
        return state.checked.outcome
    if state.uploaded is None:
        return "no_content"
    return "pending" if waits else "not_scanned"


def note_content(curs: Cursor[DictRow], files: Files, item: UUID, name: str, stored: Stored) -> None:
    """Keep what was seen of an item's file, and have it scanned; in the transaction of its `EvidenceUploaded`."""
    keep_findings(curs, item, Findings(stored.cannot_open, says(name, stored.media_type), stored.dates))
    if files.scanner:
        ask_for(curs, item, stored.sha256)


def upload(  # noqa: PLR0913  # what evidence is made of
    runtime: Runtime, actor: UUID, agreement: UUID, claim: Claim, stored: Stored, made_of: UUID | None = None
) -> Decision:
    """Record a stored file as evidence; `made_of`: the resumable upload that it was, and is no longer."""
    agreed, periods = terms_of(runtime, agreement, claim.period)
    text = new_text(claim.name, agreed.employee)
    item = uuid.uuid4()
    wanted = Upload(
        item,
        claim.period,
        claim.indicators,
        stored.media_type,
        stored.size,
        stored.sha256,
        text.ref,
        claim.answers,
    )
    answered = load_item(runtime, claim.answers).state if claim.answers is not None else None
    events = decide_upload(actor, agreed, periods, wanted, answered)
    files: Files = runtime.own

    def rows(curs: Cursor[DictRow]) -> None:
        if made_of is not None:
            forget(curs, made_of)
        note_content(curs, files, item, claim.name, stored)

    return Decision(
        [History(item, 0, Item()).then(*events, texts=[text])],
        body={"item": str(item), "sha256": stored.sha256, "size": stored.size, "location": f"/v1/evidence/{item}"},
        rows=rows,
    )


def _facts(
    runtime: Runtime, about: EvidenceUploaded | LinkSubmitted, report: StreamHead, now: datetime
) -> VerdictFacts:
    projection = runtime.projection
    agreed = agreement_of(runtime, about.agreement)
    place = projections.place_of(projection, agreed.employee, agreed.assignment)
    cycle = projection.of_stream(runtime.stream(f"cycle:{agreed.year}"))
    dates = deadlines_of((kept.event for kept in cycle), about.period)
    return VerdictFacts(
        raters=projections.acting(projection, place, runtime.clock()),
        superiors=superiors_of(runtime, place.rater if place else None, agreed.year),
        after_deadline=dates is not None and now > dates.evaluation,
        report_indicator=projections.report_indicator(
            projection, report.stream, report.version, about.agreement, about.period
        ),
        final=projections.is_final(projection, about.agreement, about.period),
    )


def verify(runtime: Runtime, actor: UUID, item: UUID, indicator: UUID, report: StreamHead) -> Decision:
    history = load_item(runtime, item)
    assert history.state.about is not None
    facts = _facts(runtime, history.state.about, report, runtime.clock())
    facts = replace(facts, unchecked=item in pending_of(runtime.own, [item]))
    events = decide_verify(history.state, actor, indicator, report, facts)
    # No final counts what nobody verified: so a link is looked at again before one, also before any deadline.
    rows = partial(look_again, item=item) if link_state(history.state) == "fetched" else None
    return Decision([history.then(*events)], rows=rows)


def reject(
    runtime: Runtime, actor: UUID, item: UUID, indicator: UUID, report: StreamHead, because: tuple[str, str]
) -> Decision:
    """Reject with (reason code, written reason); the event says until when a new upload answers it."""
    history = load_item(runtime, item)
    about = history.state.about
    assert about is not None
    now = history.now(runtime.clock())
    facts = _facts(runtime, about, report, now)
    text = new_text(because[1], about.employee)
    year = int(about.period[:4])
    kept = [runtime.projection.of_stream(runtime.stream(f"cycle:{one}")) for one in years_around(year, now)]
    until = answer_until([[one.event for one in cycle] for cycle in kept], now, runtime.settings.evidence_answer_days)
    objection = Objection(because[0], text.ref, until)
    events = decide_reject(history.state, actor, indicator, report, facts, objection)
    return Decision([history.then(*events, texts=[text])], body={"answer_until": objection.answer_until.isoformat()})


def answer_until(cycles: Iterable[Iterable[Event]], now: datetime, working_days: int) -> date:
    """The last day on which what answers a rejection is in time: as many working days after it. Pure.

    cycles: the events of the period's year's, first, and of those of `years_around` it, as far as they are open: the
    last period is judged in the year to come, and a holiday may stand in another year's cycle than its own.
    """
    read = [cycle_dates(events) for events in cycles]
    zone = ZoneInfo(next((zone for zone, _, _ in read if zone), "Asia/Jakarta"))
    holidays = frozenset(day for _, days, _ in read for day in days)
    return working_day_after(now.astimezone(zone).date(), working_days, holidays)


def withdraw(runtime: Runtime, actor: UUID, item: UUID) -> Decision:
    history = load_item(runtime, item)
    return Decision([history.then(*decide_withdraw(history.state, actor))])
