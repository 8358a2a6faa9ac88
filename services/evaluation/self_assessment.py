"""The employee's own assessment (*penilaian mandiri*): their view of the seven values, and that nothing more will come.

The advice shows it to the rater; it is no input of any policy. With it a final need not wait for the evidence deadline
(decision 0069); so it is taken once the days judged are over: before, nobody can say that nothing more will come. Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from contracts.evaluation import SelfAssessed
from contracts.events import Event
from contracts.refusals import Refusal
from services.evaluation.annual import Year
from services.evaluation.domain import AlreadyFinal, Evaluation
from services.evaluation.objection_refused import NotYourEvaluation
from services.evaluation.time_left import TimeLeft

__all__ = ["SelfAssessmentTooEarly", "decide_assess_self"]


@dataclass(eq=False)
class SelfAssessmentTooEarly(Refusal):
    """It would give up days that have not come; nothing takes it back."""

    period: str
    last_day: date
    goes_from: date


def decide_assess_self(state: Evaluation | Year, actor: UUID, assessed: SelfAssessed, left: TimeLeft) -> list[Event]:
    """Of a period or a year, from the day after its last until its final; a later one replaces an earlier one.

    left: what time has still to bring. The same values once more say nothing new while nothing is waited for.
    """
    if actor != assessed.employee:
        raise NotYourEvaluation(assessed.employee)
    if state.final is not None:
        raise AlreadyFinal(assessed.period, state.final.predicate, state.final_version)
    if not left.over:
        raise SelfAssessmentTooEarly(assessed.period, left.until, left.until + timedelta(days=1))
    return [] if state.self_assessed == assessed.values and not left.awaited else [assessed]
