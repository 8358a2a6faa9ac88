"""A new idea or way of working (*inovasi*), recorded by the rater with what shows it (`domain.md` 7.3 and 7.4).

Shown in the final under every policy; under the numeric one nobody is sangat baik without it. Of an agreement's period,
or of the year. What is new about it is a text, erasable, and never an input.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import new_text
from contracts.evaluation import InnovationKind, InnovationRecorded
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from services.evaluation import commands
from services.evaluation.domain import Evaluation, check_may_evaluate
from services.evaluation.dossier import ItemFacts, fold

__all__ = ["EvidenceNotUsable", "Sent", "decide_record_innovation", "not_usable", "record_innovation"]


@dataclass(eq=False)
class EvidenceNotUsable(Refusal):
    """An innovation is shown by evidence of the same employee that is there: not withdrawn, and without malware."""

    items: str


def not_usable(items: Mapping[UUID, ItemFacts], named: Collection[UUID], agreements: Collection[UUID]) -> list[UUID]:
    """Those of the named items that show nothing of these agreements."""
    return [
        one
        for one in named
        if one not in items
        or items[one].withdrawn
        or items[one].infected
        or items[one].uploaded.agreement not in agreements
    ]


def decide_record_innovation(
    state: Evaluation, actor: UUID, agreed: TargetAgreed, raters: frozenset[UUID], recorded: InnovationRecorded
) -> list[Event]:
    """Record what is new; by whoever acts as rater, until the final. The items were looked at by the caller."""
    check_may_evaluate(state, actor, agreed.employee, raters, agreed.agreement)
    return [recorded]


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
