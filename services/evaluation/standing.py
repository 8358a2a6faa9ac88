"""What a person's period came to, or how far it is: the row that lists of many people are made of.

What stands is the last amendment, else the final. Of what is open the policy is run on the dossier as it stands, and
what it gives is provisional.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.runtime import Runtime
from contracts.evaluation import EvaluationAmended, EvaluationFinalized, Predicate
from contracts.events import Event
from services.evaluation import commands
from services.evaluation.cases import Cases
from services.evaluation.domain import Case
from services.evaluation.policies.registry import POLICIES
from services.evaluation.progress import State, WaitsFor, state_of, waits_for

__all__ = ["Opened", "Stands", "opened", "standing", "standings", "would_be"]

Stands = EvaluationFinalized | EvaluationAmended


@dataclass(frozen=True)
class Opened:
    """An evaluation that is not final. `case` None: it cannot be run (`not_in_period`)."""

    state: State
    waits_for: WaitsFor | None
    overdue: bool
    case: Case | None = None
    own_version: int = 0


def standing(events: Iterable[Event]) -> Stands | None:
    """What stands of an evaluation's stream: the last amendment, else the final, else None."""
    found: Stands | None = None
    for event in events:
        if isinstance(event, EvaluationFinalized | EvaluationAmended):
            found = event
    return found


def standings(runtime: Runtime, agreements: Sequence[UUID], period: str) -> Mapping[UUID, Stands]:
    """What stands of the agreements that have a final of this period, asked for at once."""
    streams = {commands.evaluation_stream(runtime, agreement, period): agreement for agreement in agreements}
    found: dict[UUID, Stands] = {}
    for stream, recorded in runtime.store.load_many(list(streams)).items():
        stands = standing(one.event for one in recorded)
        if stands is not None:
            found[streams[stream]] = stands
    return found


def opened(cases: Cases, employee: UUID, agreement: UUID | None, now: datetime) -> Opened:
    """How far an evaluation that has no final is. cases: what `cases_of` found, of this agreement too."""
    if agreement is None:
        return Opened("no_agreement", waits_for("no_agreement", employee, None), overdue=False)
    if agreement not in cases:
        return Opened("not_in_period", waits_for("not_in_period", employee, None), overdue=False)
    case, history = cases[agreement]
    state = state_of(case.outcome, evidence_open=now <= case.copied.evidence_deadline)
    overdue = now > case.copied.evaluation_deadline
    return Opened(state, waits_for(state, employee, case.rater), overdue, case, history.version)


def would_be(case: Case) -> Predicate | None:
    """The predicate if the advice were confirmed as it stands; None while an advice is missing."""
    policy, outcome = POLICIES[case.policy.id], case.outcome
    result, behaviour = outcome.advised_result, outcome.advised_behaviour
    if policy.predicate is not None and (result is None or behaviour is None):
        return None
    return policy.conclude(outcome, result, behaviour)
