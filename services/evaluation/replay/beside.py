"""What an auditor should look at although a final is as its inputs say: nothing here proves it wrong.

A final rests on the stream heads it names. What its service had not seen is after the fact (`domain.md` 7.1), however
early it was recorded: whoever doubts a result is told of it here, and whether there was still time when it was made.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized, SelfAssessed
from contracts.planning import AgreementClosed, TargetAgreed
from contracts.readings import agreed_versions, deadlines_of, end_of_day
from contracts.values import instant_text
from services.evaluation.dossier import Fact, fold
from services.evaluation.innovation import ends_showing, shown_by_nothing
from services.evaluation.replay.history import History

__all__ = ["beside_period", "beside_year"]

Final = EvaluationFinalized | AnnualEvaluationFinalized


def beside_period(history: History, fact: Fact) -> Iterator[str]:
    """Notes on the final of a period."""
    final = fact.event
    assert isinstance(final, EvaluationFinalized)
    shown = {item for innovation in final.innovations for item in innovation.items}  # of whatever period
    for one in history.dossier_of(final.employee):
        event = one.event
        period = getattr(event, "period", None)
        before = period is not None and period[4:5] == final.period[4] and period <= final.period
        read = getattr(event, "agreement", None) == final.agreement and (before or _of_all_periods(one))
        if read or (ends_showing(event) and one.stream in shown):
            yield from _unseen(one, fact, final)
    yield from _counted_all_the_same(history, final)
    cycle = [one.event for one in history.streams.get(final.copied.cycle.stream, ())]
    dates = deadlines_of(cycle, final.period)
    versions = agreed_versions(one.event for one in history.streams.get(final.agreement, ()))
    last_days = [one.ends_on for one in (dates, versions[-1] if versions else None) if one is not None]
    if last_days:
        lines = (line for result in final.results for line in result.indicators)
        unproven = [final.copied.evidence_deadline for line in lines if line.exclusion or line.unproven_reports]
        yield from _early(history, fact, min(last_days), unproven)


def beside_year(history: History, fact: Fact) -> Iterator[str]:
    """Notes on the final of a year."""
    final = fact.event
    assert isinstance(final, AnnualEvaluationFinalized)
    agreements, year = {one.agreement for one in final.agreements}, str(final.year)
    for one in history.dossier_of(final.employee):
        period = getattr(one.event, "period", None)
        in_year = period is not None and period[:4] == year
        if getattr(one.event, "agreement", None) in agreements and (in_year or _of_all_periods(one)):
            yield from _unseen(one, fact, final)
    yield from _counted_all_the_same(history, final)
    last_day = min(date(final.year, 12, 31), max(one.ends_on for one in final.agreements))
    unproven = [
        one.evidence_deadline
        for one in final.agreements
        for result in one.results
        for line in result.indicators
        if any(part.exclusion or part.unproven_reports for part in line.parts)
    ]
    yield from _early(history, fact, last_day, unproven)


def _of_all_periods(one: Fact) -> bool:
    return isinstance(one.event, TargetAgreed | AgreementClosed)


def _unseen(one: Fact, fact: Fact, final: Final) -> Iterator[str]:
    """An input's event that was there before the final, and that the final does not name."""
    known = {head.stream: head.version for head in final.heads}
    if one.stream != fact.stream and one.time < final.finalized_at and one.version > known.get(one.stream, 0):
        what = f"{type(one.event).__name__} {one.stream}:{one.version} of {instant_text(one.time)}"
        yield f"{what} was recorded before this final and not seen by it: it is after the fact"


def _counted_all_the_same(history: History, final: Final) -> Iterator[str]:
    """Innovations that nothing showed any more: older releases counted what was recorded, and that stands."""
    items = {item for one in final.innovations for item in one.items}
    heads = [one for one in final.heads if one.stream in items]
    named = [one for head in heads for one in history.streams.get(head.stream, ()) if one.version <= head.version]
    for one in shown_by_nothing(fold(named), final.innovations):
        at = f"{one.recorded.stream}:{one.recorded.version}"
        yield f"innovation {at} is counted, and nothing showed it any more: not looked at before decision 0091"


def _early(history: History, fact: Fact, last_day: date, unproven: Sequence[datetime]) -> Iterator[str]:
    """Made before its time (`time_left.py`): older releases did not refuse that, and what they recorded stands.

    unproven: of every indicator that was not proven, the last instant for it.
    """
    final = fact.event
    assert isinstance(final, Final)
    waiting = [until for until in unproven if final.finalized_at <= until]
    if final.finalized_at <= end_of_day(last_day, final.copied.time_zone):
        excluded = f", and {len(final.exclusions)} excluded" if final.exclusions else ""
        yield f"made before its last day, {last_day}, was over{excluded}"
    elif waiting and not _assessed_themself(history, fact, final.employee):
        yield f"made before the evidence deadline, {instant_text(max(waiting))}, was over: {len(waiting)} not proven"


def _assessed_themself(history: History, fact: Fact, employee: UUID) -> bool:
    before = [one for one in history.streams[fact.stream] if one.version < fact.version]
    return any(
        isinstance(one.event, SelfAssessed) and history.origins[one.stream, one.version].actor == str(employee)
        for one in before
    )
