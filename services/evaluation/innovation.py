"""A new idea or way of working (*inovasi*), recorded by the rater with what shows it (`domain.md` 7.3 and 7.4).

Shown in the final under every policy; under the numeric one nobody is sangat baik without it. Of an agreement's period,
or of the year. What is new about it is a text, erasable, and never an input. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from contracts.evaluation import InnovationRecorded
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from services.evaluation.domain import Evaluation, check_may_evaluate
from services.evaluation.dossier import ItemFacts

__all__ = ["EvidenceNotUsable", "decide_record_innovation", "not_usable"]


@dataclass(eq=False)
class EvidenceNotUsable(Refusal):
    """An innovation is shown by evidence of the same employee: not withdrawn, without malware, and not found false."""

    items: str


def not_usable(items: Mapping[UUID, ItemFacts], named: Collection[UUID], agreements: Collection[UUID]) -> list[UUID]:
    """Those of the named items that show nothing of these agreements."""
    return [
        one
        for one in named
        if one not in items or items[one].shows_nothing or items[one].uploaded.agreement not in agreements
    ]


def decide_record_innovation(
    state: Evaluation, actor: UUID, agreed: TargetAgreed, raters: frozenset[UUID], recorded: InnovationRecorded
) -> list[Event]:
    """Record what is new; by whoever acts as rater, until the final. The items were looked at by the caller."""
    check_may_evaluate(state, actor, agreed.employee, raters, agreed.agreement)
    return [recorded]
