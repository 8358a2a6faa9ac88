"""Items as they are shown: what was uploaded, what became of it, and the verifier's flags; many in a few questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import Recorded, fold
from contracts.evidence import EvidenceUploaded, LinkRechecked
from contracts.readings import Deadlines, deadlines_of
from services.evidence import commands, projections
from services.evidence.checks import pending_of
from services.evidence.domain import Item, evolve_item, is_late
from services.evidence.findings import Use, findings_of, uses_of
from services.evidence.flags import Findings, Flagged, OtherUse, flags_of
from services.evidence.linked import link_state
from services.evidence.seeing import is_party, reads_all

__all__ = ["shown"]


def shown(call: Call, items: Sequence[UUID]) -> list[dict[str, Any]]:
    """These items, in this order; they exist, and the caller may read their records."""
    runtime = call.runtime
    logs = runtime.store.load_many(items)
    states = {item: fold(logs[item], Item(), evolve_item) for item in items}
    waiting, found = pending_of(runtime.own, items), findings_of(runtime.database, items)
    uses = uses_of(runtime.database, [one.uploaded.sha256 for one in states.values() if one.uploaded])
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
        facts = (states[item], logs[item], cycles[about.period], found.get(item))
        rows.append(
            _row(*facts)
            | {
                "flags": flags_of(_flagged(*facts, others), seer.sees),
                "check": commands.check_of(states[item], item in waiting),
            }
        )
    return rows


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


def _flagged(
    state: Item, log: Sequence[Recorded], dates: Deadlines | None, findings: Findings | None, others: Sequence[OtherUse]
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
        deadline=dates.evidence if dates else None,
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


def _link(state: Item, log: Sequence[Recorded]) -> dict[str, Any]:
    """Of an item that was given as a link, how that stands."""
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
    return {"link": told}


def _row(state: Item, log: Sequence[Recorded], dates: Deadlines | None, findings: Findings | None) -> dict[str, Any]:
    about = state.about
    assert about is not None
    uploaded_at, _ = _shown_by(state, log)
    return {
        **about.model_dump(mode="json", exclude_none=True, exclude={"link"}),
        **_link(state, log),
        "uploaded_at": uploaded_at.isoformat(),
        "late": dates is not None and is_late(uploaded_at, dates.evidence),
        "withdrawn": state.withdrawn,
        "looked_at": findings is not None,
        "verdicts": [
            {"indicator": str(indicator), "report": {"stream": str(stream), "version": version}, "verdict": verdict}
            for (indicator, stream, version), verdict in state.verdicts.items()
        ],
        **({"found_false": state.found_false.reason_code} if state.found_false else {}),
    }
