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
from contracts.values import TextRef
from services.evaluation.after import load_after
from services.evaluation.annual import time_left_of_year
from services.evaluation.annual_cases import load_year, year_case
from services.evaluation.annual_views import check_reads, check_reads_final
from services.evaluation.credit_views import credited_in
from services.evaluation.document_views import agreement_on_paper, behaviour_feedback, feedback_of, part_on_paper
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import (
    Beside,
    YearSubject,
    explained_year,
    of_concluded_year,
    of_year_case,
)
from services.evaluation.innovation_views import described
from services.evaluation.progress import self_assessment_awaited
from services.evaluation.units import units_of

__all__ = ["document_of_year", "explanation_of_year"]


def explanation_of_year(call: Call, employee: UUID, year: int) -> dict[str, Any]:
    """Raises `Forbidden`, `Unknown`."""
    subject, beside, heads, version = _subject_of(call, employee, year)
    return {**explained_year(subject, beside), "streams": heads, "own_version": version}


def document_of_year(call: Call, employee: UUID, year: int) -> tuple[dict[str, Any], dict[str, Any], int]:
    """What stands on the paper, the explanation it rests on, and the version of the year's stream."""
    subject, beside, heads, version = _subject_of(call, employee, year)
    runtime, units = call.runtime, units_of(call.runtime.projection)
    about = {(one.agreement, period) for one in subject.agreements for period in one.periods}
    feedback = feedback_of(runtime.projection, employee, about)
    paper = {
        "agency": runtime.settings.agency,
        "agreements": [
            agreement_on_paper(runtime, units, beside.agreed[one.agreement], _lines(one), feedback)
            for one in subject.agreements
            if one.agreement in beside.agreed
        ],
        "behaviour_feedback": behaviour_feedback(feedback),
    }
    return paper, {**explained_year(subject, beside), "streams": heads}, version


def _lines(one: AgreementOfYear) -> dict[UUID, dict[str, Any]]:
    return {line.indicator: _line(line) for result in one.results for line in result.indicators}


def _line(line: YearIndicatorLine) -> dict[str, Any]:
    several = len(line.parts) > 1
    return {
        "low": line.low,
        "high": line.high,
        "due": line.due,
        "parts": [
            part_on_paper(one.period if several else None, one.realization, one.exclusion, one.evidence)
            for one in line.parts
        ],
    }


def _subject_of(call: Call, employee: UUID, year: int) -> tuple[YearSubject, Beside, list[dict[str, Any]], int]:
    """What is explained and what is looked up beside it, the heads it shows, and the version of its own stream."""
    runtime = call.runtime
    history = load_year(runtime, employee, year)
    own = [{"stream": str(history.stream), "version": history.version}] if history.version else []
    if history.state.final is None:
        case, history = year_case(runtime, employee, year)
        check_reads(call, case)
        subject = of_year_case(case, history.state.behaviour)
        changes = self_assessment_awaited(time_left_of_year(history.state, case, call.now))
        subject = replace(subject, changes=(*subject.changes, *changes), self_assessed=history.state.self_assessed)
        agreed = {one.agreed.agreement: one.agreed for one in case.held}
        others = [head.model_dump(mode="json") for head in case.heads if head.stream != history.stream]
        recorded: list[Recorded] = runtime.store.load(history.stream) if case.consideration else []
        heads = [*own, *others][:MOST_HEADS]
        beside = Beside(agreed, _written(subject, recorded), described=described(runtime, subject.innovations))
        return subject, beside, heads, history.version
    after = load_after(runtime, history.stream)
    check_reads_final(call, history.state.final, after)
    recorded = list(after.recorded)
    subject = replace(_standing(recorded, employee), self_assessed=history.state.self_assessed)
    agreed = {one.agreement: found for one in subject.agreements if (found := _agreed(runtime, one)) is not None}
    credit = tuple(one.row for one in credited_in(runtime, employee, year) if one.of.kind == "annual")
    texts = described(runtime, subject.innovations)
    return subject, Beside(agreed, _written(subject, recorded), credit, texts), own, history.version


def _standing(recorded: list[Recorded], employee: UUID) -> YearSubject:
    """Of the last amendment, else of the final."""
    for one in reversed(recorded):
        if isinstance(one.event, AnnualEvaluationFinalized | AnnualEvaluationAmended):
            source = Source(one.event.TYPE, one.stream, one.version, one.time, one.actor)
            return of_concluded_year(one.event, employee, source)
    raise LookupError("there is no final in this stream")


def _agreed(runtime: Runtime, one: AgreementOfYear) -> TargetAgreed | None:
    """The version the final names, for its titles; the last one there is where that has not arrived."""
    versions = people.agreed_versions(runtime.projection, one.agreement)
    named = (each for each in versions if each.agreement_version == one.agreement_version)
    return next(named, versions[-1] if versions else None)


def _written(subject: YearSubject, recorded: list[Recorded]) -> TextRef | None:
    left = subject.consideration
    event = recorded[left.version - 1].event if left and left.version <= len(recorded) else None
    return event.consideration if isinstance(event, ConsiderationLeft) else None
