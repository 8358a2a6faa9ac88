"""Items as they are shown: what was uploaded, what became of it, and the verifier's flags; many in a few questions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import Recorded, fold
from contracts.readings import Deadlines, deadlines_of
from services.evidence import commands, projections
from services.evidence.checks import pending_of
from services.evidence.domain import Item, evolve_item, is_late
from services.evidence.findings import Use, findings_of, uses_of
from services.evidence.flags import Findings, Flagged, OtherUse, flags_of
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
        uploaded = states[item].uploaded
        assert uploaded is not None
        if uploaded.period not in cycles:
            cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{uploaded.period[:4]}"))
            cycles[uploaded.period] = deadlines_of((kept.event for kept in cycle), uploaded.period)
        others = [_other(one) for one in uses.get(uploaded.sha256, ()) if seer.is_told(one, uploaded.employee)]
        facts = (states[item], logs[item][0], cycles[uploaded.period], found.get(item))
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


def _flagged(
    state: Item, first: Recorded, dates: Deadlines | None, findings: Findings | None, others: Sequence[OtherUse]
) -> Flagged:
    uploaded = state.uploaded
    assert uploaded is not None
    return Flagged(
        item=uploaded.item,
        employee=uploaded.employee,
        period=uploaded.period,
        media_type=uploaded.media_type,
        uploaded_at=first.time,
        uploaded_by=first.actor,
        deadline=dates.evidence if dates else None,
        days=(dates.starts_on, dates.ends_on) if dates else None,
        malware=(state.checked.signature or "") if state.checked is not None and state.infected else None,
        findings=findings,
        others=others,
    )


def _row(state: Item, first: Recorded, dates: Deadlines | None, findings: Findings | None) -> dict[str, Any]:
    uploaded = state.uploaded
    assert uploaded is not None
    return {
        **uploaded.model_dump(mode="json", exclude_none=True),
        "uploaded_at": first.time.isoformat(),
        "late": dates is not None and is_late(first.time, dates.evidence),
        "withdrawn": state.withdrawn,
        "looked_at": findings is not None,
        "verdicts": [
            {"indicator": str(indicator), "report": {"stream": str(stream), "version": version}, "verdict": verdict}
            for (indicator, stream, version), verdict in state.verdicts.items()
        ],
        **({"found_false": state.found_false.reason_code} if state.found_false else {}),
    }
