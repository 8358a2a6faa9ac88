"""Verified evidence that was found false afterwards (`domain.md` 9): a finding about the item, in its own stream.

It changes no final. Every evaluation that used the item lists it and is reviewed; in finals to come the item counts
as rejected. Found by the rater in force or the rater's superior, with a reason; never by whom it is about. Pure.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from contracts.events import Event
from contracts.evidence import EvidenceFoundFalse
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.evidence.domain import FoundFalse, Item, OwnEvidence

__all__ = ["NotVerified", "NotYoursToFind", "decide_find_false"]


@dataclass(eq=False)
class NotVerified(Refusal):
    """Only what somebody vouched for is found false; the rest is rejected, and answered."""

    item: UUID


@dataclass(eq=False)
class NotYoursToFind(Refusal):
    """The rater in force or the rater's superior finds it, or a delegate of theirs."""

    item: UUID


def decide_find_false(
    state: Item, actor: UUID, may_find: Collection[UUID], reason_code: str, reason: TextRef
) -> list[Event]:
    """Record that a verified item is false, once."""
    about = state.about
    assert about is not None
    if actor == about.employee:
        raise OwnEvidence(about.item)
    if actor not in may_find:
        raise NotYoursToFind(about.item)
    if state.found_false:
        raise FoundFalse(about.item)
    if "verified" not in state.verdicts.values():  # a link whose content nobody has, too
        raise NotVerified(about.item)
    return [
        EvidenceFoundFalse.model_validate(
            {
                "employee": about.employee,
                "item": about.item,
                "agreement": about.agreement,
                "period": about.period,
                "reason_code": reason_code,
                "reason": reason,
            }
        )
    ]
