"""Settling a unit's distribution: the performance officer's act; nobody's predicate changes by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from chassis.call import Call
from chassis.errors import Conflict, Unknown
from chassis.store import Decision, History
from chassis.texts import NewText, new_text
from contracts.evaluation import DistributionSettled, LeftOut, PolicyRef
from services.evaluation.distribution_views import RULES, Measured, counted_people, measured
from services.evaluation.policies.registry import policy_hash
from services.evaluation.progress import Actor, State
from services.evaluation.settlement import decide_settle, who_has_which
from services.evaluation.standing import opened_of

__all__ = ["LeaveOut", "settle"]


@dataclass(frozen=True)
class LeaveOut:
    """Somebody the officer leaves out: why as a code, and in words."""

    employee: UUID
    reason_code: str
    reason: str


def settle(call: Call, unit: UUID, period: str, leave_out: tuple[LeaveOut, ...], reason: str | None) -> Decision:
    """Settle the spread as it stands. Refused while somebody counted is open, or when nothing changed since.

    Left out is only who is still open: whoever has a final predicate is counted.
    """
    texts: dict[UUID, NewText] = {one.employee: new_text(one.reason, one.employee) for one in leave_out}
    excluded: Mapping[str, LeftOut] = {
        str(one.employee): LeftOut.model_validate(
            {"employee": one.employee, "reason_code": one.reason_code, "reason": texts[one.employee].ref}
        )
        for one in leave_out
    }
    found = measured(call, unit, period, excluded)
    counted = {one.employee for one in found.counted}
    if strangers := sorted(excluded.keys() - counted):
        raise Unknown(
            detail=f"{strangers[0]} is not counted in unit {unit} for {period}",
            pesan=f"pegawai {strangers[0]} tidak dihitung pada unit ini",
            mend="leave out only who stands in `waiting` of this unit",
            perbaikan="keluarkan hanya pegawai unit ini yang belum final",
        )
    if final := sorted(one.employee for one in found.counted if one.employee in excluded and one.predicate):
        raise Conflict(
            detail=f"{final[0]} has a final predicate for {period}, and whoever has one is counted",
            pesan=f"pegawai {final[0]} sudah memiliki predikat final untuk {period}, sehingga dihitung",
            mend="leave out only who stands in `waiting`; a pattern that is broken is settled with a reason",
            perbaikan="keluarkan hanya pegawai yang belum final; pola yang tidak terpenuhi ditetapkan dengan alasan",
        )
    if found.achievement is None:
        raise Conflict(
            detail=f"the achievement of unit {unit} for {period} is not set, so there is no pattern to settle against",
            pesan=f"capaian unit untuk {period} belum ditetapkan",
            mend="the head one level up sets it first",
            perbaikan="pimpinan satu tingkat di atasnya menetapkan lebih dahulu",
            who_must_act="the head one level up",
        )
    why = new_text(reason) if reason is not None else None
    rules = PolicyRef(id=RULES, hash=policy_hash(RULES))
    (event,) = decide_settle(
        unit,
        period,
        found.spread,
        counted_people(found),
        excluded,
        rules,
        why.ref if why else None,
        partial(_turn_of, call, found),
    )
    assert isinstance(event, DistributionSettled)
    last = found.settled.event if found.settled else None
    if isinstance(last, DistributionSettled) and _same(last, event):
        raise Conflict(
            detail=f"the distribution of unit {unit} for {period} is settled just as it stands",
            pesan="distribusi sudah ditetapkan persis seperti ini",
            mend="nothing needs to be done until a predicate is amended",
            perbaikan="tidak perlu tindakan sampai ada predikat yang berubah",
        )
    kept = [*texts.values(), *([why] if why is not None and event.reason is not None else [])]
    history = found.history
    after = History(call.runtime.stream(f"unit:{unit}:{period}"), len(history), None, history[-1].time)
    body = {"location": f"/v1/units/{unit}/distribution/{period}"}
    return Decision([after.then(event, texts=kept)], body=body)


def _turn_of(call: Call, found: Measured, employee: str) -> tuple[State, Actor]:
    """How far somebody is who has no final, and at whom it is."""
    member = found.open[employee]
    opened = opened_of(call.runtime, [member], found.period, call.now, cases=False)[member]
    return opened.state, opened.waits_for.actor if opened.waits_for else "performance_officer"


def _same(last: DistributionSettled, now: DistributionSettled) -> bool:
    """Whether two settlements say the same. Reasons are texts of their own each time; an amendment that leaves the
    predicate as it was is nothing to settle."""
    return who_has_which(last) == who_has_which(now) and _but_for_those(last) == _but_for_those(now)


def _but_for_those(event: DistributionSettled) -> DistributionSettled:
    left_out = tuple(one.model_copy(update={"reason": None}) for one in event.left_out)
    return event.model_copy(update={"reason": None, "left_out": left_out, "counted": ()})
