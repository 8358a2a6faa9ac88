"""The parts of the official evaluation document of one agreement's period, for a page to print.

Columns of the evaluation form (`domain.md` 11): plan, target, realization by evidence, continuous feedback by evidence.
What is written as feedback lies in realization, under its own access: the page names how much there is and where. Of a
final from its event; before that marked as a draft.
"""

from fractions import Fraction
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.projection import Projection
from chassis.runtime import Runtime
from contracts.evaluation import IndicatorLine
from contracts.planning import Indicator, TargetAgreed, UnitObjectiveSet
from contracts.realization import FeedbackGiven
from services.evaluation.arithmetic import plain
from services.evaluation.explanation import Subject, explained
from services.evaluation.explanation_views import subject_of
from services.evaluation.units import Units, units_of

__all__ = ["document"]


def document(call: Call, agreement: UUID, period: str) -> tuple[dict[str, Any], dict[str, Any], int]:
    """What stands on the paper, the explanation it rests on, and the version of the evaluation's stream."""
    subject, heads, version = subject_of(call, agreement, period)
    projection = call.runtime.projection
    lines = {line.indicator: line for result in subject.results for line in result.indicators}
    units = units_of(projection)
    feedback, wordings = _feedback(projection, subject), _wordings(call.runtime, units, subject.agreed)
    results = [
        {
            "kind": one.kind,
            "title": one.title,
            "supports": wordings.get(one.supports.id, str(one.supports.id)) if one.supports else None,
            "feedback": len([said for said in feedback if said.result == one.result]),
            "indicators": [_row(indicator, lines.get(indicator.indicator)) for indicator in one.indicators],
        }
        for one in subject.agreed.results
    ]
    paper = {
        "agency": call.runtime.settings.agency,
        "unit": units.name(subject.agreed.unit),
        "starts_on": subject.agreed.starts_on.isoformat(),
        "ends_on": subject.agreed.ends_on.isoformat(),
        "results": results,
        "behaviour_feedback": {
            name: len([said for said in feedback if said.value == name])
            for name in {said.value for said in feedback if said.value}
        },
    }
    return paper, {**explained(subject), "streams": heads}, version


def _row(indicator: Indicator, line: IndicatorLine | None) -> dict[str, Any]:
    due = line is not None and line.due
    return {
        "aspect": indicator.aspect,
        "title": indicator.title,
        "unit_of_measure": indicator.unit_of_measure,
        "low": line.low if line is not None and due else None,
        "high": line.high if line is not None and due else None,
        "due": due,
        "realization": plain(Fraction(line.realization.exact)) if line is not None and line.realization else None,
        "exclusion": line.exclusion if line is not None else None,
        "evidence": sum(item.state == "verified" for item in line.evidence) if line is not None else 0,
    }


def _feedback(projection: Projection, subject: Subject) -> list[FeedbackGiven]:
    found = [kept.event for kept in projection.of_key(subject.employee, types=(FeedbackGiven,))]
    about = (subject.agreed.agreement, subject.period)
    return [one for one in found if isinstance(one, FeedbackGiven) and (one.agreement, one.period) == about]


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
