"""A new idea or way of working (*inovasi*), recorded by the rater with what shows it (`domain.md` 7.3 and 7.4).

Shown in the final under every policy; under the numeric one nobody is sangat baik without it. Of an agreement's period,
or of the year. What is new about it is a text, erasable, and never an input. Pure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from contracts.evaluation import Innovation, InnovationRecorded
from contracts.events import Event
from contracts.evidence import EvidenceChecked, EvidenceFoundFalse, EvidenceWithdrawn
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from services.evaluation.domain import Evaluation, check_may_evaluate
from services.evaluation.dossier import Dossier, ItemFacts, showing_nothing

__all__ = [
    "EvidenceNotUsable",
    "decide_record_innovation",
    "ends_showing",
    "gone_for",
    "not_usable",
    "shown_by_nothing",
]


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


def ends_showing(event: Event) -> bool:
    """Whether by this event an item shows nothing any more: `ItemFacts.shows_nothing` is after one of them."""
    infected = isinstance(event, EvidenceChecked) and event.outcome == "infected"
    return infected or isinstance(event, EvidenceFoundFalse | EvidenceWithdrawn)


def shown_by_nothing(dossier: Dossier, counted: Iterable[Innovation]) -> tuple[Innovation, ...]:
    """Those that a final counts although nothing showed them when it was made: no item was looked at again before
    decision 0091, and what such a final counts stands."""
    gone = showing_nothing(dossier)
    return tuple(one for one in counted if gone.issuperset(one.items))


def gone_for(dossier: Dossier, counted: Iterable[Innovation]) -> frozenset[UUID]:
    """The items that showed no innovation to a final that counts these, over the dossier of its heads: to an older one
    that looked at none again, none."""
    return frozenset() if shown_by_nothing(dossier, counted) else showing_nothing(dossier)


def decide_record_innovation(
    state: Evaluation, actor: UUID, agreed: TargetAgreed, raters: frozenset[UUID], recorded: InnovationRecorded
) -> list[Event]:
    """Record what is new; by whoever acts as rater, until the final. The items were looked at by the caller."""
    check_may_evaluate(state, actor, agreed.employee, raters, agreed.agreement)
    return [recorded]
