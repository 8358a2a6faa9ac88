"""One item's stream folded: from its upload, or the link that was given, to its verdicts. Nothing is refused here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.evidence import (
    EvidenceChecked,
    EvidenceFoundFalse,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
    LinkNotFetched,
    LinkRechecked,
    LinkSubmitted,
)

__all__ = ["Item", "evolve_item"]


@dataclass(frozen=True)
class Item:
    """One item's stream folded; verdicts by (indicator, report stream, report version)."""

    link: LinkSubmitted | None = None
    uploaded: EvidenceUploaded | None = None
    verdicts: Mapping[tuple[UUID, UUID, int], Literal["verified", "rejected"]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    withdrawn: bool = False
    checked: EvidenceChecked | None = None
    found_false: EvidenceFoundFalse | None = None
    not_fetched: LinkNotFetched | None = None  # the last time
    rechecked: LinkRechecked | None = None  # the last time

    @property
    def about(self) -> EvidenceUploaded | LinkSubmitted | None:
        """Whose it is and what it is said to show, with or without its content; None: there is no such item."""
        return self.uploaded or self.link

    @property
    def infected(self) -> bool:
        return self.checked is not None and self.checked.outcome == "infected"


def evolve_item(state: Item, event: Event) -> Item:
    match event:
        case EvidenceUploaded():
            return replace(state, uploaded=event)
        case EvidenceChecked():
            return replace(state, checked=event)
        case EvidenceVerified():
            return _judged(state, event, "verified")
        case EvidenceRejected():
            return _judged(state, event, "rejected")
        case EvidenceWithdrawn():
            return replace(state, withdrawn=True)
        case EvidenceFoundFalse():
            return replace(state, found_false=event)
        case LinkSubmitted():
            return replace(state, link=event)
        case LinkNotFetched():
            return replace(state, not_fetched=event)
        case LinkRechecked():
            return replace(state, rechecked=event)
    return state


def _judged(state: Item, event: EvidenceVerified | EvidenceRejected, verdict: Literal["verified", "rejected"]) -> Item:
    place = (event.indicator, event.report.stream, event.report.version)
    return replace(state, verdicts=MappingProxyType({**state.verdicts, place: verdict}))
