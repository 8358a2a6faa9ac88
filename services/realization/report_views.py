"""The reports of a period as they are shown: all of them, each with what became of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.store import Recorded
from chassis.texts import read_bodies
from contracts.evidence import EvidenceFoundFalse, EvidenceRejected, EvidenceVerified
from contracts.realization import RealizationReported, RealizationReturned
from contracts.values import TextRef, instant_text
from services.realization.commands import reports_stream
from services.realization.known import Known, known_of, may_read

__all__ = ["reports", "words"]


def words(ref: TextRef, bodies: dict[UUID, str]) -> dict[str, str]:
    """A text as it is shown: its id, and what it says where that may be read."""
    body = bodies.get(ref.text)
    return {"text": str(ref.text), **({} if body is None else {"body": body})}


def reports(call: Call, agreement: UUID, period: str) -> dict[str, Any]:
    """Every report of a period; what people wrote only for those it is meant for."""
    known = known_of(call.runtime, agreement)
    close = may_read(call, known.last)
    stream = reports_stream(call.runtime, agreement, period)
    history = call.runtime.store.load(stream)
    returned = {one.event.report.version: one for one in history if isinstance(one.event, RealizationReturned)}
    told = [one for one in history if isinstance(one.event, RealizationReported)]
    last = {one.event.indicator: one.version for one in told if isinstance(one.event, RealizationReported)}
    bodies = read_bodies(call.runtime.database, _texts(history)) if close else {}
    proven = _proven(known, stream)
    heads = [{"stream": str(stream), "version": len(history)}] if history else []
    return {
        "agreement": str(agreement),
        "period": period,
        "open": period in known.periods and period not in known.final,
        "reports": [
            {
                **_report(one, known, period, bodies),
                "current": one.version in last.values(),
                "proven": one.version in proven,
                **_given_back(returned.get(one.version), bodies),
            }
            for one in told
        ],
        "streams": heads,
    }


def _texts(history: Iterable[Recorded]) -> list[UUID]:
    refs = [getattr(one.event, "note", None) or getattr(one.event, "comment", None) for one in history]
    return [ref.text for ref in refs if ref is not None]


def _report(one: Recorded, known: Known, period: str, bodies: dict[UUID, str]) -> dict[str, Any]:
    event = one.event
    assert isinstance(event, RealizationReported)
    return {
        "report": {"stream": str(one.stream), "version": one.version},
        "indicator": str(event.indicator),
        "agreement_version": event.agreement_version,
        "value": event.value,
        "reported_at": one.time.isoformat(),
        "late": known.is_late(period, one.time),
        **({"lower_because": event.lower_because} if event.lower_because else {}),
        **({"note": words(event.note, bodies)} if event.note else {}),
    }


def _given_back(one: Recorded | None, bodies: dict[UUID, str]) -> dict[str, Any]:
    if one is None or not isinstance(one.event, RealizationReturned):
        return {}
    event = one.event
    return {
        "returned": {
            "reason_code": event.reason_code,
            "comment": words(event.comment, bodies),
            "by": one.actor,
            "at": instant_text(one.time),
        }
    }


def _proven(known: Known, stream: UUID) -> set[int]:
    """Versions of the reports of a stream that an item's last verdict verified (`domain.md` 6), unless the item was
    found false since."""
    types = (EvidenceVerified, EvidenceRejected, EvidenceFoundFalse)
    kept = known.runtime.projection.of_key(known.last.employee, types=types)
    last: dict[tuple[UUID, UUID, int], bool] = {}
    false = set[UUID]()
    for one in kept:
        event = one.event
        if isinstance(event, EvidenceFoundFalse):
            false.add(event.item)
        elif isinstance(event, EvidenceVerified | EvidenceRejected) and event.report.stream == stream:
            last[event.item, event.indicator, event.report.version] = isinstance(event, EvidenceVerified)
    return {version for (item, _, version), verified in last.items() if verified and item not in false}
