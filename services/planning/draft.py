"""A draft (*draf*): the set of targets kept before anything is proposed, by either side or by the officer's import.

It is seen by both sides and accepted by nobody; what is saved later replaces it. Pure decisions; the fold is
`agreement.evolve_agreement`.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.events import Event
from contracts.planning import TargetsDrafted
from contracts.refusals import Refusal
from services.planning.agreement import Agreement, AlreadyAgreed, check_running

__all__ = ["NothingDrafted", "decide_keep", "standing_draft", "standing_or_none"]


@dataclass(eq=False)
class NothingDrafted(Refusal):
    """No draft was kept since the last proposal."""

    agreement: UUID


def decide_keep(state: Agreement, today: date, kept: TargetsDrafted) -> list[Event]:
    """Keep a draft while nothing is agreed; the same one again changes nothing. A proposal that waits still waits."""
    check_running(state, today)
    if state.versions:
        raise AlreadyAgreed(kept.agreement)
    return [] if standing_or_none(state) == kept else [kept]


def standing_or_none(state: Agreement) -> TargetsDrafted | None:
    """The draft that no proposal has followed yet."""
    return state.draft if state.unproposed else None


def standing_draft(state: Agreement) -> TargetsDrafted:
    """The draft that can be proposed as it stands; raises `NothingDrafted`."""
    assert state.drafted is not None
    draft = standing_or_none(state)
    if draft is None:
        raise NothingDrafted(state.drafted.agreement)
    return draft
