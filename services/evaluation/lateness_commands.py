"""A late item is accepted: late for a period by the period's own deadline, for the year by its agreement's last one.

That the year is open is looked at once more in the transaction that records, and by its final that nothing was accepted
meanwhile: what somebody is told is accepted, counts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.errors import Conflict
from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import new_text
from contracts.evaluation import AnnualEvaluationFinalized, LatenessAccepted
from contracts.planning import TargetAgreed
from contracts.values import StreamHead
from services.evaluation import commands
from services.evaluation.annual_cases import known_year, load_year, year_stream
from services.evaluation.domain import AlreadyFinal, check_may_rate
from services.evaluation.dossier import fold
from services.evaluation.lateness import decide_accept_lateness
from services.evaluation.passing import changed, written_too

__all__ = ["accept_lateness", "unless_accepted_since"]

_FINAL = "SELECT 1 FROM stored_events WHERE originator_id = %s AND topic = %s LIMIT 1"
_ACCEPTED_SINCE = (
    "SELECT 1 FROM stored_events s JOIN unnest(%s::uuid[], %s::bigint[]) AS named (stream, version)"
    " ON s.originator_id = named.stream AND s.originator_version > named.version WHERE s.topic = %s LIMIT 1"
)


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
    open_yet = _unless_final(year_stream(runtime, agreed.employee, agreed.year)) if in_year else None
    return Decision([history.then(*events, texts=[text])], rows=open_yet)


def unless_accepted_since(year: UUID, heads: Sequence[StreamHead]) -> Callable[[Cursor[DictRow]], None]:
    """What a year's final writes beside itself: nothing, but it is refused where lateness was accepted after the heads
    it names. year: its stream."""
    streams, versions = [one.stream for one in heads], [one.version for one in heads]

    def none_since(curs: Cursor[DictRow]) -> None:
        at_once = written_too(curs, "year_final", "year_late", year)
        if at_once or curs.execute(_ACCEPTED_SINCE, (streams, versions, LatenessAccepted.TYPE)).fetchone() is not None:
            raise changed("a late item was accepted while this was decided", "ada bukti terlambat yang baru diterima")

    return none_since


def _unless_final(year: UUID) -> Callable[[Cursor[DictRow]], None]:
    def still_open(curs: Cursor[DictRow]) -> None:
        at_once = written_too(curs, "year_late", "year_final", year)
        if at_once or curs.execute(_FINAL, (year, AnnualEvaluationFinalized.TYPE)).fetchone() is not None:
            raise changed("the year was made final while this was decided", "evaluasi tahun ini baru saja final")

    return still_open


def _deadline_of_year(runtime: Runtime, agreed: TargetAgreed) -> datetime | None:
    """By which an agreement's evidence is in time for the year; None where the agreement is none of it (an acting
    office). Raises `AlreadyFinal` of the year.
    """
    year = load_year(runtime, agreed.employee, agreed.year).state
    if year.final is not None:
        raise AlreadyFinal(str(agreed.year), year.final.predicate, year.final_version)
    held = known_year(runtime, agreed.employee, agreed.year).held
    return next((one.evidence_deadline for one in held if one.agreed.agreement == agreed.agreement), None)
