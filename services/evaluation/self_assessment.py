"""The employee's own assessment (*penilaian mandiri*): their view of the seven values, and that nothing more will come.

The advice shows it to the rater; it is no input of any policy. With it a final need not wait for the evidence deadline
(decision 0069). Pure.
"""

from uuid import UUID

from contracts.evaluation import SelfAssessed
from contracts.events import Event
from services.evaluation.annual import Year
from services.evaluation.domain import AlreadyFinal, Evaluation
from services.evaluation.objection_refused import NotYourEvaluation

__all__ = ["decide_assess_self"]


def decide_assess_self(state: Evaluation | Year, actor: UUID, assessed: SelfAssessed) -> list[Event]:
    """Of a period or a year, until its final; a later one replaces an earlier one."""
    if actor != assessed.employee:
        raise NotYourEvaluation(assessed.employee)
    if state.final is not None:
        raise AlreadyFinal(assessed.period, state.final.predicate, state.final_version)
    return [assessed]
