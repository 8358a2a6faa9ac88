"""A late item is accepted: late for a period by the period's own deadline, for the year by its agreement's last one."""

from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict
from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import new_text
from contracts.evaluation import LatenessAccepted
from contracts.planning import TargetAgreed
from services.evaluation import commands
from services.evaluation.annual_cases import known_year, load_year
from services.evaluation.domain import AlreadyFinal, check_may_rate
from services.evaluation.dossier import fold
from services.evaluation.lateness import decide_accept_lateness

__all__ = ["accept_lateness"]


def accept_lateness(
    runtime: Runtime, actor: UUID, agreement: UUID, period: str, item: UUID, because: tuple[str, str]
) -> Decision:
    """Accept one late item, with (reason code, written reason)."""
    dates, _ = commands.deadlines(runtime, period)
    agreed = commands.agreed_for(runtime, agreement, dates)
    history = commands.load_evaluation(runtime, agreement, period)
    _, raters = commands.raters_of(runtime, agreed)
    check_may_rate(actor, agreed.employee, raters, agreement)  # before anything of theirs is told
    deadline, in_year = dates.evidence, None
    if history.state.final is not None:
        in_year = _deadline_of_year(runtime, agreed)
        deadline = in_year or deadline
    found = fold(commands.facts_of(runtime, agreed, period)).items.get(item)
    if found is None or (found.uploaded.agreement, found.uploaded.period) != (agreement, period):
        raise commands.unknown("evidence", item)
    if found.at <= deadline:
        raise Conflict(
            detail=f"item {item} came in time for {agreed.year if in_year else period}; no lateness is to be accepted",
            pesan=f"bukti ini tidak terlambat untuk {agreed.year if in_year else period}",
            mend="nothing needs to be done",
            perbaikan="tidak perlu tindakan",
        )
    text = new_text(because[1], agreed.employee)
    accepted = LatenessAccepted.model_validate(
        {
            "employee": agreed.employee,
            "agreement": agreement,
            "period": period,
            "item": item,
            "reason_code": because[0],
            "reason": text.ref,
        }
    )
    events = decide_accept_lateness(history.state, actor, agreed, raters, accepted, in_year=in_year is not None)
    return Decision([history.then(*events, texts=[text])])


def _deadline_of_year(runtime: Runtime, agreed: TargetAgreed) -> datetime | None:
    """By which an agreement's evidence is in time for the year; None where the agreement is none of it (an acting
    office). Raises `AlreadyFinal` of the year.
    """
    year = load_year(runtime, agreed.employee, agreed.year).state
    if year.final is not None:
        raise AlreadyFinal(str(agreed.year), year.final.predicate, year.final_version)
    held = known_year(runtime, agreed.employee, agreed.year).held
    return next((one.evidence_deadline for one in held if one.agreed.agreement == agreed.agreement), None)
