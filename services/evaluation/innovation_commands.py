"""Recording an innovation of an agreement's period: its items are looked at, its text is kept erasable."""

from dataclasses import dataclass
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import new_text
from contracts.evaluation import InnovationKind, InnovationRecorded
from services.evaluation import commands
from services.evaluation.domain import check_may_evaluate
from services.evaluation.dossier import fold
from services.evaluation.innovation import EvidenceNotUsable, decide_record_innovation, not_usable

__all__ = ["Sent", "record_innovation"]


@dataclass(frozen=True)
class Sent:
    """What the rater says of it."""

    kind: InnovationKind
    items: tuple[UUID, ...]
    description: str


def record_innovation(runtime: Runtime, actor: UUID, agreement: UUID, period: str, sent: Sent) -> Decision:
    """Record an innovation of an agreement's period."""
    dates, _ = commands.deadlines(runtime, period)
    agreed = commands.agreed_for(runtime, agreement, dates)
    history = commands.load_evaluation(runtime, agreement, period)
    _, raters = commands.raters_of(runtime, agreed)
    check_may_evaluate(history.state, actor, agreed.employee, raters, agreement)  # before anything of theirs is told
    items = fold(commands.facts_of(runtime, agreed, period)).items
    if missing := not_usable(items, sent.items, {agreement}):
        raise EvidenceNotUsable(", ".join(map(str, missing)))
    text = new_text(sent.description, agreed.employee)
    event = InnovationRecorded(
        employee=agreed.employee,
        agreement=agreement,
        period=period,
        kind=sent.kind,
        items=tuple(dict.fromkeys(sent.items)),
        description=text.ref,
    )
    events = decide_record_innovation(history.state, actor, agreed, raters, event)
    return Decision([history.then(*events, texts=[text])])
