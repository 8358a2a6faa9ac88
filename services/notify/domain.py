"""What concerns whom: a notice for each event that somebody should know of, as pure functions.

The feed is read off the events when it is asked for, so it depends on no order between topics. A notice's id
is the event's. Acknowledging one is notify's only event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.evaluation import BehaviourAssessed, EvaluationFinalized, LatenessAccepted, UnitAchievementSet
from contracts.events import Event
from contracts.evidence import EvidenceRejected, EvidenceUploaded, EvidenceVerified
from contracts.notify import NoticeAcknowledged
from contracts.planning import AssignmentStarted, TargetAgreed, TargetsProposed
from contracts.realization import RealizationReported
from contracts.refusals import Refusal

__all__ = [
    "Acknowledged",
    "AlreadyAcknowledged",
    "Notice",
    "Side",
    "decide_acknowledge",
    "evolve_acknowledged",
    "notice_for",
]

Side = Literal["employee", "rater", "head"]


@dataclass(frozen=True)
class Notice:
    """What happened, in both languages, and to whom it is told."""

    to: frozenset[Side]
    pesan: str
    text: str
    period: str


@dataclass(frozen=True)
class AlreadyAcknowledged(Refusal):
    notice: UUID


@dataclass(frozen=True)
class Acknowledged:
    """An inbox stream folded: the notices read."""

    notices: Mapping[UUID, None] = field(default_factory=lambda: MappingProxyType({}))


_EMPLOYEE: frozenset[Side] = frozenset({"employee"})
_RATER: frozenset[Side] = frozenset({"rater"})
_BOTH: frozenset[Side] = frozenset({"employee", "rater"})
_HEAD: frozenset[Side] = frozenset({"head"})


def notice_for(event: Event) -> Notice | None:
    """The notice an event gives rise to; None for what concerns nobody in particular."""
    period = str(getattr(event, "period", "") or getattr(event, "year", ""))
    match event:
        case AssignmentStarted():
            return Notice(_BOTH, "Penugasan baru dicatat", "A new assignment is recorded", str(event.starts_on.year))
        case TargetsProposed(proposed_by="employee"):
            return Notice(_RATER, "Usulan target menunggu persetujuan Anda", "Proposed targets wait for you", period)
        case TargetsProposed():
            return Notice(_EMPLOYEE, "Usulan target menunggu persetujuan Anda", "Proposed targets wait for you", period)
        case TargetAgreed():
            return Notice(_BOTH, "Target telah disepakati", "Targets are agreed", period)
        case RealizationReported():
            return Notice(_RATER, "Realisasi dilaporkan", "A realization is reported", period)
        case EvidenceUploaded():
            return Notice(_RATER, "Bukti dukung menunggu verifikasi", "Evidence waits for verification", period)
        case EvidenceVerified():
            return Notice(_EMPLOYEE, "Bukti dukung diverifikasi", "Evidence is verified", period)
        case EvidenceRejected():
            until = event.answer_until.isoformat()
            return Notice(
                _EMPLOYEE,
                f"Bukti dukung ditolak; unggah pengganti paling lambat {until}",
                f"Evidence is rejected; a new upload until {until} is in time",
                period,
            )
        case LatenessAccepted():
            return Notice(_EMPLOYEE, "Keterlambatan bukti diterima", "Late evidence is accepted", period)
        case BehaviourAssessed():
            return Notice(_EMPLOYEE, "Perilaku kerja telah dinilai", "Behaviour is assessed", period)
        case EvaluationFinalized():
            pesan = f"Evaluasi {period} final: {event.predicate.replace('_', ' ')}"
            return Notice(_EMPLOYEE, pesan, f"The evaluation of {period} is final: {event.predicate}", period)
        case UnitAchievementSet():
            pesan = f"Capaian unit {period}: {event.achievement.replace('_', ' ')}"
            return Notice(_HEAD, pesan, f"The unit's achievement of {period}: {event.achievement}", period)
    return None


def evolve_acknowledged(state: Acknowledged, event: Event) -> Acknowledged:
    match event:
        case NoticeAcknowledged():
            return Acknowledged(MappingProxyType({**state.notices, event.notice: None}))
    return state


def decide_acknowledge(state: Acknowledged, employee: UUID, period: str, notice: UUID) -> list[Event]:
    """The person has read the notice."""
    if notice in state.notices:
        raise AlreadyAcknowledged(notice)
    return [NoticeAcknowledged(employee=employee, period=period, notice=notice)]
