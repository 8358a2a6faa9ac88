"""Evidence's decisions: one item from upload to verdict, as pure functions (`domain.md` 6).

Verification is of an item for one report; nothing is ever overwritten. What is looked up elsewhere (the
agreement, who rates, the report shown) comes in with the facts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from contracts.events import Event
from contracts.evidence import (
    EvidenceChecked,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
)
from contracts.planning import TargetAgreed
from contracts.refusals import Refusal
from contracts.values import StreamHead, TextRef
from services.evidence.item import Item, evolve_item

__all__ = [
    "AlreadyJudged",
    "Claimed",
    "FoundFalse",
    "Infected",
    "Item",
    "NoContentYet",
    "NotRejected",
    "NotRejectedFor",
    "NotCheckedYet",
    "NotShownByItem",
    "NotYourEvidence",
    "NotYourIndicators",
    "Objection",
    "NoSuchReport",
    "NotYoursToJudge",
    "OutsideAgreement",
    "OwnEvidence",
    "PeriodIsFinal",
    "Upload",
    "VerdictFacts",
    "Withdrawn",
    "check_claim",
    "decide_check",
    "decide_reject",
    "decide_upload",
    "decide_verify",
    "decide_withdraw",
    "evolve_item",
    "is_late",
]


@dataclass(eq=False)
class NotYourEvidence(Refusal):
    """Only the employee of an agreement uploads and withdraws evidence for it."""

    agreement: UUID


@dataclass(eq=False)
class NotYourIndicators(Refusal):
    """An indicator named is not one of the agreement's, in the version in force at the end of the period."""

    indicator: UUID


@dataclass(eq=False)
class OutsideAgreement(Refusal):
    """The agreement covers no such period."""

    period: str


@dataclass(eq=False)
class NotRejected(Refusal):
    """A new upload answers a rejected item of the same agreement and period."""

    answers: UUID


@dataclass(eq=False)
class NotRejectedFor(Refusal):
    """An answer shows what the item it answers was rejected for, and nothing else: the rest keeps its deadline."""

    answers: UUID
    indicator: UUID


@dataclass(eq=False)
class OwnEvidence(Refusal):
    """Nobody verifies their own evidence."""

    item: UUID


@dataclass(eq=False)
class NotYoursToJudge(Refusal):
    """The rater in force or their delegate verifies; after the evaluation deadline the rater's superior may."""

    item: UUID


@dataclass(eq=False)
class NotShownByItem(Refusal):
    """The item does not claim to show this indicator."""

    indicator: UUID


@dataclass(eq=False)
class NoSuchReport(Refusal):
    """There is no such report of this indicator and period, as far as this service has seen."""

    report: str


@dataclass(eq=False)
class AlreadyJudged(Refusal):
    """The item has a verdict for this report."""

    verdict: str


@dataclass(eq=False)
class Withdrawn(Refusal):
    item: UUID


@dataclass(eq=False)
class PeriodIsFinal(Refusal):
    """A verdict against a final period changes nothing and is refused."""

    period: str


@dataclass(eq=False)
class FoundFalse(Refusal):
    """The item was found false: nothing more is said of it."""

    item: UUID


@dataclass(eq=False)
class NotCheckedYet(Refusal):
    """Nobody vouches for a file that nobody may open yet."""

    item: UUID


@dataclass(eq=False)
class NoContentYet(Refusal):
    """The item is a link, and its content is neither fetched nor uploaded."""

    item: UUID


@dataclass(eq=False)
class Infected(Refusal):
    """Malware was found in the item's content."""

    item: UUID
    signature: str


@dataclass(frozen=True)
class Upload:
    """What was stored, and what it is said to show."""

    item: UUID
    period: str
    indicators: tuple[UUID, ...]
    media_type: str
    size: int
    sha256: str
    name: TextRef
    answers: UUID | None


@dataclass(frozen=True)
class VerdictFacts:
    """What a verdict relies on beside the item."""

    raters: frozenset[UUID]  # who may act as rater now: the rater in force, and delegates
    superiors: frozenset[UUID]  # likewise as the rater's own rater
    after_deadline: bool
    report_indicator: UUID | None  # of the report named; None: no such report has arrived
    final: bool
    unchecked: bool = False  # its malware check is not through


class Claimed(Protocol):
    """What a file or a link is said to show."""

    @property
    def period(self) -> str: ...
    @property
    def indicators(self) -> tuple[UUID, ...]: ...
    @property
    def answers(self) -> UUID | None: ...


def check_claim(
    actor: UUID, agreed: TargetAgreed, periods: tuple[str, ...], claimed: Claimed, answered: Item | None
) -> None:
    """Refuse what is not the actor's to show, or not of this agreement.

    agreed: the version in force at the end of the period claimed; answered: the item that it answers.
    """
    if actor != agreed.employee:
        raise NotYourEvidence(agreed.agreement)
    own = {one.indicator for result in agreed.results for one in result.indicators}
    for indicator in claimed.indicators:
        if indicator not in own:
            raise NotYourIndicators(indicator)
    if claimed.period not in periods:
        raise OutsideAgreement(claimed.period)
    if claimed.answers is not None:
        _check_answer(agreed, claimed, claimed.answers, answered)


def decide_upload(
    actor: UUID, agreed: TargetAgreed, periods: tuple[str, ...], upload: Upload, answered: Item | None
) -> list[Event]:
    """Record an uploaded file as evidence for indicators of one period."""
    check_claim(actor, agreed, periods, upload, answered)
    return [
        EvidenceUploaded(
            employee=agreed.employee,
            item=upload.item,
            agreement=agreed.agreement,
            period=upload.period,
            indicators=upload.indicators,
            media_type=upload.media_type,
            size=upload.size,
            sha256=upload.sha256,
            name=upload.name,
            answers=upload.answers,
        )
    ]


def decide_check(state: Item, signature: str | None, engine: str) -> list[Event]:
    """Record what the malware scanner found (`signature`: of malware), once."""
    uploaded = state.uploaded
    assert uploaded is not None
    if state.checked is not None:
        return []
    return [
        EvidenceChecked(
            employee=uploaded.employee,
            item=uploaded.item,
            agreement=uploaded.agreement,
            period=uploaded.period,
            outcome="infected" if signature else "clean",
            signature=signature,
            engine=engine,
        )
    ]


def _check_answer(agreed: TargetAgreed, upload: Claimed, answers: UUID, answered: Item | None) -> None:
    """Refuse an answer to what was not rejected in this agreement and period, or not for all the upload shows."""
    first = answered.uploaded if answered else None
    same = first is not None and (first.agreement, first.period) == (agreed.agreement, upload.period)
    verdicts = answered.verdicts.items() if answered and same else ()
    rejected = {indicator for (indicator, _, _), verdict in verdicts if verdict == "rejected"}
    if not rejected:
        raise NotRejected(answers)
    for indicator in upload.indicators:
        if indicator not in rejected:
            raise NotRejectedFor(answers, indicator)


def _check_verdict(
    state: Item, actor: UUID, indicator: UUID, report: StreamHead, facts: VerdictFacts
) -> EvidenceUploaded:
    """Refuse a verdict that is not the actor's to give, or not of something shown."""
    about = state.about
    assert about is not None
    if actor == about.employee:
        raise OwnEvidence(about.item)
    if actor not in facts.raters and not (facts.after_deadline and actor in facts.superiors):
        raise NotYoursToJudge(about.item)
    if state.withdrawn:
        raise Withdrawn(about.item)
    if state.found_false:
        raise FoundFalse(about.item)
    uploaded = state.uploaded
    if uploaded is None:
        raise NoContentYet(about.item)
    if indicator not in about.indicators:
        raise NotShownByItem(indicator)
    if facts.report_indicator != indicator:
        raise NoSuchReport(f"{report.stream}:{report.version}")
    if (given := state.verdicts.get((indicator, report.stream, report.version))) is not None:
        raise AlreadyJudged(given)
    return uploaded


def decide_verify(state: Item, actor: UUID, indicator: UUID, report: StreamHead, facts: VerdictFacts) -> list[Event]:
    """Accept the item as showing one report; that report is then proven. What nobody may open is not verified."""
    uploaded = _check_verdict(state, actor, indicator, report, facts)
    if facts.unchecked:
        raise NotCheckedYet(uploaded.item)
    if state.checked is not None and state.infected:
        raise Infected(uploaded.item, state.checked.signature or "")
    return [
        EvidenceVerified(
            employee=uploaded.employee,
            item=uploaded.item,
            agreement=uploaded.agreement,
            period=uploaded.period,
            indicator=indicator,
            report=report,
        )
    ]


@dataclass(frozen=True)
class Objection:
    """Why an item is rejected, and until which day a new upload is in time if this one was."""

    reason_code: str
    reason: TextRef
    answer_until: date


def decide_reject(
    state: Item, actor: UUID, indicator: UUID, report: StreamHead, facts: VerdictFacts, objection: Objection
) -> list[Event]:
    """Reject the item for one report; refused once the period is known to be final and the item was judged in it.

    What came after the final waits for its first verdict: the annual evaluation is made over it (`domain.md` 7.7).
    """
    uploaded = _check_verdict(state, actor, indicator, report, facts)
    if facts.final and any(judged == indicator for judged, _, _ in state.verdicts):
        raise PeriodIsFinal(uploaded.period)
    return [
        EvidenceRejected.model_validate(
            {
                "employee": uploaded.employee,
                "item": uploaded.item,
                "agreement": uploaded.agreement,
                "period": uploaded.period,
                "indicator": indicator,
                "report": report,
                "reason_code": objection.reason_code,
                "reason": objection.reason,
                "answer_until": objection.answer_until,
            }
        )
    ]


def decide_withdraw(state: Item, actor: UUID) -> list[Event]:
    """Take an item back before any verdict."""
    about = state.about
    assert about is not None
    if actor != about.employee:
        raise NotYourEvidence(about.agreement)
    if state.withdrawn:
        raise Withdrawn(about.item)
    if state.verdicts:
        raise AlreadyJudged(next(iter(state.verdicts.values())))
    return [EvidenceWithdrawn(employee=about.employee, item=about.item, agreement=about.agreement, period=about.period)]


def is_late(uploaded_at: datetime, deadline: datetime) -> bool:
    """Whether an upload came after the deadline in force (inclusive); accepted lateness is evaluation's."""
    return uploaded_at > deadline
