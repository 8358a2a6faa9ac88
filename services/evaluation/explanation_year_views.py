"""A year's explanation and its document, to those who may see the year: of what stands, else provisional.

The document has the parts of the official evaluation form, an agreement after the other; what was written as feedback
lies in realization, under its own access: the paper names how much there is.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.call import MOST_HEADS, Call
from chassis.runtime import Runtime
from chassis.store import Recorded
from contracts import people
from contracts.evaluation import (
    AgreementOfYear,
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    ConsiderationLeft,
    YearIndicatorLine,
)
from contracts.planning import TargetAgreed
from contracts.values import StreamHead, TextRef
from services.evaluation.after import load_after
from services.evaluation.annual import time_left_of_year
from services.evaluation.annual_cases import load_year, year_case
from services.evaluation.annual_views import check_reads, check_reads_final
from services.evaluation.credit_views import credited_in
from services.evaluation.document_views import agreement_on_paper, behaviour_feedback, feedback_of, part_on_paper
from services.evaluation.explanation_beside import LookedUp
from services.evaluation.explanation_lookup import asked_for, looked_up, none_yet
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import (
    Beside,
    YearSubject,
    explained_year,
    of_concluded_year,
    of_year_case,
)
from services.evaluation.innovation_views import described
from services.evaluation.nothing_due import nothing_due
from services.evaluation.progress import self_assessment_awaited
from services.evaluation.units import units_of

__all__ = ["document_of_year", "explanation_of_year"]


def explanation_of_year(call: Call, employee: UUID, year: int, version: int | None) -> dict[str, Any]:
    """version: of the final, or of an amendment of it; None: what counts now. Raises `Forbidden`, `Unknown`."""
    subject, beside, heads, own_version = _subject_of(call, employee, year, version)
    return {**explained_year(subject, beside), "streams": heads, "own_version": own_version}


def document_of_year(call: Call, employee: UUID, year: int) -> tuple[dict[str, Any], dict[str, Any], int]:
    """What stands on the paper, the explanation it rests on, and the version of the year's stream."""
    subject, beside, heads, version = _subject_of(call, employee, year)
    runtime, units = call.runtime, units_of(call.runtime.projection)
    about = {(one.agreement, period) for one in subject.agreements for period in one.periods}
    feedback = feedback_of(runtime.projection, employee, about)
    paper = {
        "agency": runtime.settings.agency,
        "agreements": [
            agreement_on_paper(runtime, units, beside.agreed[one.agreement], _lines(one, beside.looked_up), feedback)
            for one in subject.agreements
            if one.agreement in beside.agreed
        ],
        "behaviour_feedback": behaviour_feedback(feedback),
    }
    return paper, {**explained_year(subject, beside), "streams": heads}, version


def _lines(one: AgreementOfYear, beside: LookedUp) -> dict[UUID, dict[str, Any]]:
    return {line.indicator: _line(line, beside) for result in one.results for line in result.indicators}


def _line(line: YearIndicatorLine, beside: LookedUp) -> dict[str, Any]:
    several = len(line.parts) > 1
    return {
        "low": line.low,
        "high": line.high,
        "due": line.due,
        "parts": [part_on_paper(one.period if several else None, one, beside) for one in line.parts],
    }


def _subject_of(
    call: Call, employee: UUID, year: int, version: int | None = None
) -> tuple[YearSubject, Beside, list[dict[str, Any]], int]:
    """What is explained and what is looked up beside it, the heads it shows, and the version of its own stream."""
    runtime = call.runtime
    history = load_year(runtime, employee, year)
    own = [{"stream": str(history.stream), "version": history.version}] if history.version else []
    if history.state.final is None:
        case, history = year_case(runtime, employee, year)
        check_reads(call, case)
        none_yet(version)
        subject = of_year_case(case, history.state.behaviour)
        left = time_left_of_year(history.state, case, call.now)
        changes = () if nothing_due(case.outcome) else self_assessment_awaited(left)
        subject = replace(subject, changes=(*subject.changes, *changes), self_assessed=history.state.self_assessed)
        agreed = {one.agreed.agreement: one.agreed for one in case.held}
        others = [head.model_dump(mode="json") for head in case.heads if head.stream != history.stream]
        recorded: list[Recorded] = runtime.store.load(history.stream) if case.consideration else []
        heads = [*own, *others][:MOST_HEADS]
        written, texts = _written(subject, recorded), described(runtime, subject.innovations)
        beside = Beside(agreed, written, (), looked_up(call, *_of(subject, written)), texts)
        return subject, beside, heads, history.version
    after = load_after(runtime, history.stream)
    check_reads_final(call, history.state.final, after)
    recorded = list(after.recorded)
    at = asked_for(recorded, version)
    subject = replace(_concluded(at, employee), self_assessed=history.state.self_assessed)
    agreed = {one.agreement: target for one in subject.agreements if (target := _agreed(runtime, one)) is not None}
    credit = tuple(one.row for one in credited_in(runtime, employee, year) if one.of.kind == "annual")
    written, texts = _written(subject, recorded), described(runtime, subject.innovations)
    found = looked_up(call, *_of(subject, written), recorded=recorded, at=at.version)
    return subject, Beside(agreed, written, credit, found, texts), own, history.version


def _concluded(at: Recorded, employee: UUID) -> YearSubject:
    assert isinstance(at.event, AnnualEvaluationFinalized | AnnualEvaluationAmended)
    return of_concluded_year(at.event, employee, Source(at.event.TYPE, at.stream, at.version, at.time, at.actor))


def _of(subject: YearSubject, consideration: TextRef | None) -> tuple[list[StreamHead], StreamHead, list[TextRef]]:
    """The reports that count, the cycle, and the reasons that were written."""
    lines = (line for one in subject.agreements for result in one.results for line in result.indicators)
    reports = [part.report for line in lines for part in line.parts if part.report]
    reasons = [*(one.reason for one in subject.departures), *([consideration] if consideration else [])]
    return reports, subject.copied.cycle, reasons


def _agreed(runtime: Runtime, one: AgreementOfYear) -> TargetAgreed | None:
    """The version the final names, for its titles; the last one there is where that has not arrived."""
    versions = people.agreed_versions(runtime.projection, one.agreement)
    named = (each for each in versions if each.agreement_version == one.agreement_version)
    return next(named, versions[-1] if versions else None)


def _written(subject: YearSubject, recorded: list[Recorded]) -> TextRef | None:
    left = subject.consideration
    event = recorded[left.version - 1].event if left and left.version <= len(recorded) else None
    return event.consideration if isinstance(event, ConsiderationLeft) else None
