"""Decisions on a link as evidence, pure: given, fetched or not, its content uploaded by hand, fetched once more.

A link and its content are one item. Nothing is overwritten: an item gets its content once, from wherever it comes
first, and what lies behind the link later is told of and never kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.evidence import EvidenceUploaded, LinkNotFetched, LinkRechecked, LinkSubmitted, WhyNotFetched
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.evidence.domain import NotYourEvidence, Withdrawn, check_claim
from services.evidence.item import Item

__all__ = [
    "HasContent",
    "Link",
    "LinkState",
    "NoLink",
    "Shown",
    "decide_content",
    "decide_fetched",
    "decide_not_fetched",
    "decide_rechecked",
    "decide_submit",
    "link_state",
]


@dataclass(eq=False)
class NoLink(Refusal):
    """The item was uploaded as a file; another file is another item."""

    item: UUID


@dataclass(eq=False)
class HasContent(Refusal):
    """The item's content is there already, and is never replaced."""

    item: UUID


@dataclass(frozen=True)
class Link:
    """What was given, and what it is said to show."""

    item: UUID
    period: str
    indicators: tuple[UUID, ...]
    link: TextRef
    answers: UUID | None


@dataclass(frozen=True)
class Shown:
    """What was got, as it is stored."""

    media_type: str
    size: int
    sha256: str
    name: TextRef


#: Not tried yet; got by the link; got by hand; neither, until one of the two.
LinkState = Literal["pending", "fetched", "uploaded", "unverifiable"]


def link_state(state: Item) -> LinkState | None:
    """How a link stands; None: the item is a file."""
    if state.link is None:
        return None
    if state.uploaded is not None:
        return "fetched" if state.uploaded.submitted_at else "uploaded"
    return "unverifiable" if state.not_fetched else "pending"


def decide_submit(
    actor: UUID, agreed: TargetAgreed, periods: tuple[str, ...], link: Link, answered: Item | None
) -> list[Event]:
    """Record a link as evidence for indicators of one period; its content is fetched afterwards."""
    check_claim(actor, agreed, periods, link, answered)
    return [
        LinkSubmitted(
            employee=agreed.employee,
            item=link.item,
            agreement=agreed.agreement,
            period=link.period,
            indicators=link.indicators,
            link=link.link,
            answers=link.answers,
        )
    ]


def _uploaded(link: LinkSubmitted, shown: Shown, submitted_at: datetime | None) -> EvidenceUploaded:
    return EvidenceUploaded(
        employee=link.employee,
        item=link.item,
        agreement=link.agreement,
        period=link.period,
        indicators=link.indicators,
        media_type=shown.media_type,
        size=shown.size,
        sha256=shown.sha256,
        name=shown.name,
        answers=link.answers,
        submitted_at=submitted_at,
    )


def decide_fetched(state: Item, shown: Shown, submitted_at: datetime) -> list[Event]:
    """Record what was fetched as the item's content; it is as late as its link was, not as our fetching."""
    assert state.link is not None
    if state.uploaded is not None or state.withdrawn:
        return []
    return [_uploaded(state.link, shown, submitted_at)]


def decide_content(state: Item, actor: UUID, shown: Shown) -> list[Event]:
    """Record a file as the content of a link that was not fetched; it is as late as its upload."""
    about = state.about
    assert about is not None
    if actor != about.employee:
        raise NotYourEvidence(about.agreement)
    if state.withdrawn:
        raise Withdrawn(about.item)
    if state.link is None:
        raise NoLink(about.item)
    if state.uploaded is not None:
        raise HasContent(about.item)
    return [_uploaded(state.link, shown, None)]


def decide_not_fetched(state: Item, why: WhyNotFetched, status: int | None) -> list[Event]:
    """Record that nothing was got; the same once more is no news."""
    link, before = state.link, state.not_fetched
    assert link is not None
    if state.uploaded is not None or state.withdrawn:
        return []
    if before is not None and (before.why, before.status) == (why, status):
        return []
    about = {name: getattr(link, name) for name in ("employee", "item", "agreement", "period")}
    return [LinkNotFetched(**about, why=why, status=status)]


def decide_rechecked(state: Item, found: str | tuple[WhyNotFetched, int | None]) -> list[Event]:
    """Record what lies behind a link whose content was fetched; found: the digest there now, or why there is none."""
    link, uploaded = state.link, state.uploaded
    assert link is not None
    if uploaded is None or uploaded.submitted_at is None or state.withdrawn:
        return []
    about = {name: getattr(link, name) for name in ("employee", "item", "agreement", "period")}
    if not isinstance(found, str):
        return [LinkRechecked(**about, outcome="gone", why=found[0], status=found[1])]
    if found == uploaded.sha256:
        return [LinkRechecked(**about, outcome="same")]
    return [LinkRechecked(**about, outcome="changed", sha256=found)]
