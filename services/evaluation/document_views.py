"""The parts of the official evaluation document of one agreement's period, for a page to print.

Columns of the evaluation form (`domain.md` 11): plan, target, realization by evidence, continuous feedback by evidence.
What is written as feedback lies in realization, under its own access: the page names how much there is and where. Of a
final from its event; before that marked as a draft.
"""

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.projection import Projection
from chassis.runtime import Runtime
from contracts.evaluation import IndicatorLine, YearPart
from contracts.planning import Indicator, TargetAgreed, UnitObjectiveSet
from contracts.realization import FeedbackGiven
from services.evaluation.arithmetic import plain
from services.evaluation.explanation import explained
from services.evaluation.explanation_beside import LookedUp, evidence_shown
from services.evaluation.explanation_views import subject_of
from services.evaluation.units import Units, units_of

__all__ = ["agreement_on_paper", "behaviour_feedback", "document", "feedback_of", "part_on_paper"]


def document(call: Call, agreement: UUID, period: str) -> tuple[dict[str, Any], dict[str, Any], int]:
    """What stands on the paper, the explanation it rests on, and the version of the evaluation's stream."""
    subject, beside, heads, version = subject_of(call, agreement, period)
    runtime, units = call.runtime, units_of(call.runtime.projection)
    lines = {line.indicator: _row_of(line, beside) for result in subject.results for line in result.indicators}
    feedback = feedback_of(runtime.projection, subject.employee, {(agreement, period)})
    paper = {
        "agency": runtime.settings.agency,
        "agreements": [agreement_on_paper(runtime, units, subject.agreed, lines, feedback)],
        "behaviour_feedback": behaviour_feedback(feedback),
    }
    return paper, {**explained(subject, beside), "streams": heads}, version


def agreement_on_paper(
    runtime: Runtime,
    units: Units,
    agreed: TargetAgreed,
    lines: Mapping[UUID, Mapping[str, Any]],
    feedback: Sequence[FeedbackGiven],
) -> dict[str, Any]:
    """One agreement's part of the form. lines: by indicator, what `_row` gives of what was reached."""
    wordings = _wordings(runtime, units, agreed)
    about = [said for said in feedback if said.agreement == agreed.agreement]
    return {
        "agreement": str(agreed.agreement),
        "agreement_version": agreed.agreement_version,
        "unit": units.name(agreed.unit),
        "starts_on": agreed.starts_on.isoformat(),
        "ends_on": agreed.ends_on.isoformat(),
        "results": [
            {
                "kind": one.kind,
                "title": one.title,
                "supports": wordings.get(one.supports.id, str(one.supports.id)) if one.supports else None,
                "feedback": len([said for said in about if said.result == one.result]),
                "indicators": [_row(indicator, lines.get(indicator.indicator)) for indicator in one.indicators],
            }
            for one in agreed.results
        ],
    }


def behaviour_feedback(feedback: Sequence[FeedbackGiven]) -> dict[str, int]:
    """How much was said of each value of behaviour."""
    return {
        name: len([said for said in feedback if said.value == name])
        for name in {said.value for said in feedback if said.value}
    }


def _row(indicator: Indicator, line: Mapping[str, Any] | None) -> dict[str, Any]:
    """`parts`: what was reached in each period looked at, of a period's own evaluation in it alone."""
    return {
        "aspect": indicator.aspect,
        "title": indicator.title,
        "unit_of_measure": indicator.unit_of_measure,
        **(line or {"low": None, "high": None, "due": False, "parts": []}),
    }


def _row_of(line: IndicatorLine, beside: LookedUp) -> dict[str, Any]:
    part = part_on_paper(None, line, beside)
    return {"low": line.low, "high": line.high, "due": line.due, "parts": [part] if line.due else []}


def part_on_paper(period: str | None, line: IndicatorLine | YearPart, beside: LookedUp) -> dict[str, Any]:
    """What was reached in a period; `period` None where the paper is of that one alone."""
    states = [one["state"] for one in evidence_shown(line.evidence, beside)]
    return {
        "period": period,
        "realization": plain(Fraction(line.realization.exact)) if line.realization else None,
        "exclusion": line.exclusion,
        "evidence": states.count("verified"),
        "readmitted": states.count("readmitted"),
    }


def feedback_of(projection: Projection, employee: UUID, about: Container[tuple[UUID, str]]) -> list[FeedbackGiven]:
    """The feedback on these agreements in these periods."""
    found = [kept.event for kept in projection.of_key(employee, types=(FeedbackGiven,))]
    return [one for one in found if isinstance(one, FeedbackGiven) and (one.agreement, one.period) in about]


def _wordings(runtime: Runtime, units: Units, agreed: TargetAgreed) -> dict[UUID, str]:
    """What objectives of the unit and those above, and results of the rater who agreed, are called; by id."""
    found: dict[UUID, str] = {}
    plans = [runtime.stream(f"unit-plan:{unit}:{agreed.year}") for unit in units.line(agreed.unit)]
    for kept in runtime.projection.of_stream(*plans, types=(UnitObjectiveSet,)):
        if isinstance(kept.event, UnitObjectiveSet):
            found[kept.event.objective] = kept.event.title
    for kept in runtime.projection.of_key(agreed.rater, types=(TargetAgreed,)):
        if isinstance(kept.event, TargetAgreed):
            found |= {result.result: result.title for result in kept.event.results}
    return found
