"""Items as they are shown: what was uploaded, what became of it, and the verifier's flags; many in a few questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import EventStore, Recorded, fold
from contracts.evidence import EvidenceFoundFalse, EvidenceRejected, EvidenceUploaded, EvidenceVerified, LinkRechecked
from contracts.readings import Deadlines, deadlines_of
from services.evidence import commands, projections
from services.evidence.checks import pending_of
from services.evidence.domain import Item, evolve_item, is_late
from services.evidence.findings import Use, findings_of, uses_of
from services.evidence.flags import Findings, Flagged, OtherUse, flags_of
from services.evidence.lateness import Came, in_time_until
from services.evidence.link_rows import to_be_fetched
from services.evidence.linked import link_state
from services.evidence.seeing import is_party, reads_all

__all__ = ["shown"]


def shown(call: Call, items: Sequence[UUID]) -> list[dict[str, Any]]:
    """These items, in this order; they exist, and the caller may read their records."""
    runtime = call.runtime
    rows_of_links = to_be_fetched(runtime.database, items)  # before the log, where what takes a row away is recorded
    logs = _with_answered(runtime.store, items)
    states = {item: fold(log, Item(), evolve_item) for item, log in logs.items()}
    came = {item: _came(state, logs[item]) for item, state in states.items() if state.about is not None}
    waiting, found = pending_of(runtime.own, items), findings_of(runtime.database, items)
    uses = uses_of(runtime.database, [one.uploaded.sha256 for one in map(states.__getitem__, items) if one.uploaded])
    due = {item for item in rows_of_links if _may_be_fetched_again(states[item])}
    seer, cycles = _Seer(call), dict[str, Deadlines | None]()
    rows: list[dict[str, Any]] = []
    for item in items:
        about, uploaded = states[item].about, states[item].uploaded
        assert about is not None
        if about.period not in cycles:
            cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{about.period[:4]}"))
            cycles[about.period] = deadlines_of((kept.event for kept in cycle), about.period)
        same = uses.get(uploaded.sha256, ()) if uploaded else ()
        others = [_other(one) for one in same if seer.is_told(one, about.employee)]
        dates = cycles[about.period]
        until = in_time_until(item, came, dates.evidence, dates.time_zone) if dates else None
        facts = (states[item], logs[item], found.get(item), until)
        rows.append(
            _row(*facts)
            | _link(states[item], logs[item], is_due=item in due)
            | {
                "flags": flags_of(_flagged(*facts, dates, others), seer.sees),
                "check": commands.check_of(states[item], item in waiting),
            }
        )
    return rows


def _with_answered(store: EventStore, items: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
    """The events of these items, and of what they answer, one after the other."""
    logs = store.load_many(items)
    while missing := {answered for log in logs.values() for answered in _answered(log)} - logs.keys():
        logs |= store.load_many(sorted(missing))
    return logs


def _answered(log: Sequence[Recorded]) -> list[UUID]:
    answers = (getattr(one.event, "answers", None) for one in log[:1])
    return [one for one in answers if one is not None]


def _came(state: Item, log: Sequence[Recorded]) -> Came:
    about = state.about
    assert about is not None
    rejected = [one.event for one in log if isinstance(one.event, EvidenceRejected)]
    rejections = [(one.indicator, one.answer_until) for one in rejected]
    return Came(about.indicators, _shown_by(state, log)[0], about.answers, rejections)


class _Seer:
    """What the caller may see of others' items; asked once for each agreement."""

    def __init__(self, call: Call) -> None:
        self._call, self._all = call, reads_all(call)
        self._may: dict[UUID, bool] = {}

    def is_told(self, one: Use, employee: UUID) -> bool:
        """Flags are for who verifies: an employee is not told that a colleague has the same file."""
        return self._all or one.of.employee == employee or not self._call.is_one_of(employee)

    def sees(self, other: OtherUse) -> bool:
        agreement = other.agreement
        if agreement not in self._may:
            agreed = projections.agreed_versions(self._call.runtime.projection, agreement)
            self._may[agreement] = self._all or (bool(agreed) and is_party(self._call, agreed[-1]))
        return self._may[agreement]


def _other(one: Use) -> OtherUse:
    of = one.of
    return OtherUse(of.item, of.employee, of.agreement, of.period, one.uploaded_at, one.withdrawn)


def _shown_by(state: Item, log: Sequence[Recorded]) -> tuple[datetime, str]:
    """When it was shown, and by whom: what was fetched, by who gave the link."""
    if state.uploaded is None or state.uploaded.submitted_at is not None:
        return log[0].time, log[0].actor
    came = next(one for one in log if isinstance(one.event, EvidenceUploaded))
    return came.time, came.actor


def _flagged(  # noqa: PLR0913  # what flags rest on
    state: Item,
    log: Sequence[Recorded],
    findings: Findings | None,
    until: datetime | None,
    dates: Deadlines | None,
    others: Sequence[OtherUse],
) -> Flagged:
    about = state.about
    assert about is not None
    uploaded_at, uploaded_by = _shown_by(state, log)
    rechecked = _rechecked(state, log)
    return Flagged(
        item=about.item,
        employee=about.employee,
        period=about.period,
        media_type=state.uploaded.media_type if state.uploaded else "",
        uploaded_at=uploaded_at,
        uploaded_by=uploaded_by,
        deadline=until,
        days=(dates.starts_on, dates.ends_on) if dates else None,
        malware=(state.checked.signature or "") if state.checked is not None and state.infected else None,
        findings=findings,
        others=others,
        link_changed=rechecked if rechecked and rechecked["outcome"] != "same" else None,
    )


def _rechecked(state: Item, log: Sequence[Recorded]) -> dict[str, Any] | None:
    """What lay behind the link when it was last fetched again."""
    last = state.rechecked
    if last is None:
        return None
    at = max(one.time for one in log if isinstance(one.event, LinkRechecked))
    said = last.model_dump(mode="json", include={"outcome", "status"}, exclude_none=True)
    return said | {"checked_at": at.isoformat()} | ({"why_gone": last.why} if last.why else {})


def _may_be_fetched_again(state: Item) -> bool:
    return link_state(state) == "fetched" and not state.withdrawn


def _link(state: Item, log: Sequence[Recorded], *, is_due: bool) -> dict[str, Any]:
    """Of an item that was given as a link, how that stands; is_due: what was fetched is asked for again."""
    if state.link is None:
        return {}
    told: dict[str, Any] = {
        "address": state.link.link.model_dump(mode="json"),
        "given_at": log[0].time.isoformat(),
        "state": link_state(state),
    }
    if state.not_fetched is not None and told["state"] != "fetched":
        told |= state.not_fetched.model_dump(mode="json", include={"why", "status"}, exclude_none=True)
    if (rechecked := _rechecked(state, log)) is not None:
        told["rechecked"] = rechecked
    told["recheck_pending"] = is_due
    return {"link": told}


def _row(state: Item, log: Sequence[Recorded], findings: Findings | None, until: datetime | None) -> dict[str, Any]:
    about = state.about
    assert about is not None
    uploaded_at, _ = _shown_by(state, log)
    return {
        **about.model_dump(mode="json", exclude_none=True, exclude={"link"}),
        "uploaded_at": uploaded_at.isoformat(),
        "late": until is not None and is_late(uploaded_at, until),
        "withdrawn": state.withdrawn,
        "looked_at": findings is not None,
        "verdicts": [_judged(one) for one in log if isinstance(one.event, EvidenceVerified | EvidenceRejected)],
        **_finding(log),
    }


def _judged(one: Recorded) -> dict[str, Any]:
    """A verdict with who gave it and when; of a rejection also why, and until when a new upload is in time."""
    event = one.event
    verdict = "verified" if isinstance(event, EvidenceVerified) else "rejected"
    named = event.model_dump(mode="json", include={"indicator", "report", "reason_code", "reason", "answer_until"})
    return {**named, "verdict": verdict, "by": one.actor, "at": one.time.isoformat()}


def _finding(log: Sequence[Recorded]) -> dict[str, Any]:
    """Of an item that was found false: why, by whom and when."""
    for one in log:
        if isinstance(one.event, EvidenceFoundFalse):
            said = one.event.model_dump(mode="json", include={"reason_code", "reason"})
            finding = said | {"by": one.actor, "at": one.time.isoformat()}
            return {"found_false": one.event.reason_code, "finding": finding}
    return {}
