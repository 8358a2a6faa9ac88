"""A late item accepted, with a reason: for its period until that is final, then for the year while that is open.

The last period is final weeks before the year, and what was shown between them, late through no fault of the employee,
would count in neither (`domain.md` 7.1 and 7.7, decision 0092). Pure.
"""

from uuid import UUID

from contracts.evaluation import LatenessAccepted
from contracts.events import Event
from contracts.planning import TargetAgreed
from services.evaluation.domain import AlreadyAccepted, Evaluation, check_may_rate, check_open

__all__ = ["decide_accept_lateness"]


def decide_accept_lateness(  # noqa: PLR0913  # who accepts what of whom, and what it still counts in
    state: Evaluation,
    actor: UUID,
    agreed: TargetAgreed,
    raters: frozenset[UUID],
    accepted: LatenessAccepted,
    *,
    in_year: bool = False,
) -> list[Event]:
    """Accept one late item, with a reason.

    in_year: its agreement is one of a year that is not final: there it counts, and where the period is final, which
    stays as it is, there alone.
    """
    check_may_rate(actor, agreed.employee, raters, agreed.agreement)
    if not in_year:
        check_open(state)
    if accepted.item in state.accepted:
        raise AlreadyAccepted(accepted.item)
    return [accepted]
