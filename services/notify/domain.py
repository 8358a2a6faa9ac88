"""What concerns whom: a notice for each event that somebody should know of, as pure functions.

The feed is read off the events when it is asked for, so it depends on no order between topics. A notice's id
is the event's. Acknowledging one is notify's only event.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    ConsiderationLeft,
    EvaluationAmended,
    EvaluationDelivered,
    EvaluationFinalized,
    FollowUpDone,
    FollowUpPlanned,
    InnovationRecorded,
    LatenessAccepted,
    ObjectionAnswered,
    ObjectionDecided,
    ObjectionLodged,
    ObjectionReminded,
    SelfAssessed,
    UnitAchievementSet,
)
from contracts.events import Event
from contracts.evidence import (
    EvidenceChecked,
    EvidenceFoundFalse,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    LinkNotFetched,
    LinkRechecked,
)
from contracts.notify import NoticeAcknowledged
from contracts.planning import (
    AgreementClosed,
    AssignmentStarted,
    DialogueEntryWritten,
    EmploymentChanged,
    FunctionalLevelSet,
    RaterChanged,
    RaterConfirmed,
    RaterDisputed,
    TargetAgreed,
    TargetsProposed,
)
from contracts.realization import (
    CoachingFollowedUp,
    CoachingHeld,
    FeedbackAnswered,
    FeedbackGiven,
    RealizationReported,
    RealizationReturned,
    SanctionRecorded,
    SanctionWithdrawn,
)
from contracts.refusals import Refusal

__all__ = [
    "Acknowledged",
    "AlreadyAcknowledged",
    "Notice",
    "Side",
    "decide_acknowledge",
    "evolve_acknowledged",
    "notice_for",
    "period_of",
    "sides",
    "told_to",
]

#: answers, decides: who explains the final objected to, and who decides on it; no rater or superior who may not.
Side = Literal["employee", "rater", "superior", "answers", "decides", "owner", "head", "officer"]


@dataclass(frozen=True)
class Notice:
    """What happened, in both languages, and to whom it is told."""

    to: frozenset[Side]
    pesan: str
    text: str
    period: str


@dataclass(eq=False)
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
_OFFICER: frozenset[Side] = frozenset({"officer"})
_ANSWERS: frozenset[Side] = frozenset({"answers"})
_DECIDES: frozenset[Side] = frozenset({"decides"})
#: What one side says to the other: of the rater's, the employee is told.
_SAID_TO_THE_OTHER: frozenset[type[Event]] = frozenset[type[Event]]((TargetsProposed, DialogueEntryWritten))
#: Told of only with one of these outcomes: that all is as it should be is no news.
_ONLY_WITH: Mapping[type[Event], frozenset[str]] = MappingProxyType(
    {EvidenceChecked: frozenset({"infected"}), LinkRechecked: frozenset({"changed", "gone"})}
)
_WORDS = re.compile(r"{(\w+)}")


#: What is told of each event: to whom, in Bahasa Indonesia, in English. The words in braces are the event's fields.
_TOLD: Mapping[type[Event], tuple[frozenset[Side], str, str]] = MappingProxyType(
    {
        AssignmentStarted: (_BOTH, "Penugasan baru dicatat", "A new assignment is recorded"),
        RaterDisputed: (
            _OFFICER,
            "Seorang pegawai menyatakan pejabat penilainya keliru; tetapkan yang lain atau tegaskan",
            "An employee says that their rater is wrong: name another, or confirm the one recorded",
        ),
        RaterChanged: (_BOTH, "Pejabat penilai diganti", "Another rater is in force"),
        RaterConfirmed: (_EMPLOYEE, "Pengelola kinerja menegaskan pejabat penilai Anda", "Your rater is confirmed"),
        EmploymentChanged: (
            _EMPLOYEE,
            "Status kepegawaian Anda sejak {starts_on} dicatat",
            "Your kind of employment since {starts_on} is recorded",
        ),
        FunctionalLevelSet: (
            _EMPLOYEE,
            "Jenjang jabatan fungsional Anda sejak {starts_on} dicatat",
            "Your level of a functional position since {starts_on} is recorded",
        ),
        TargetsProposed: (_RATER, "Usulan target menunggu persetujuan Anda", "Proposed targets wait for you"),
        DialogueEntryWritten: (_RATER, "Ada pesan dalam dialog kinerja", "There is a word in the dialogue"),
        TargetAgreed: (_BOTH, "Target telah disepakati", "Targets are agreed"),
        AgreementClosed: (
            _BOTH,
            "SKP ditutup per {closes_on}; bila sudah disepakati, evaluasi penutup menyusul",
            "The agreement ends on {closes_on}; if it was agreed, its closing evaluation follows",
        ),
        RealizationReported: (_RATER, "Realisasi {period} dilaporkan", "A realization of {period} is reported"),
        RealizationReturned: (
            _EMPLOYEE,
            "Laporan realisasi {period} dikembalikan; perbaiki dan laporkan kembali",
            "A report of {period} was given back: mend it and report again",
        ),
        FeedbackGiven: (_EMPLOYEE, "Ada umpan balik untuk Anda", "There is feedback for you"),
        FeedbackAnswered: (_RATER, "Umpan balik telah dijawab", "Feedback was answered"),
        CoachingHeld: (
            _EMPLOYEE,
            "Pembinaan {held_on} dicatat; ditindaklanjuti {follow_up_on}",
            "Coaching of {held_on} is recorded, to be looked at again on {follow_up_on}",
        ),
        CoachingFollowedUp: (
            _EMPLOYEE,
            "Pembinaan ditindaklanjuti {followed_up_on}",
            "Coaching was followed up on {followed_up_on}",
        ),
        SanctionRecorded: (
            _EMPLOYEE,
            "Hukuman disiplin {imposed_on} dicatat pada data Anda",
            "A sanction of {imposed_on} stands in your record",
        ),
        SanctionWithdrawn: (
            _EMPLOYEE,
            "Hukuman disiplin dicabut dari data Anda",
            "A sanction was taken off your record",
        ),
        EvidenceUploaded: (_RATER, "Bukti dukung menunggu verifikasi", "Evidence waits for verification"),
        EvidenceVerified: (_EMPLOYEE, "Bukti dukung diverifikasi", "Evidence is verified"),
        EvidenceRejected: (
            _EMPLOYEE,
            "Bukti dukung ditolak; unggah pengganti paling lambat {answer_until}",
            "Evidence is rejected; a new upload until {answer_until} is in time",
        ),
        LinkNotFetched: (
            _EMPLOYEE,
            "Isi tautan bukti dukung tidak dapat diambil; unggah isinya",
            "The content of a link could not be fetched: upload it",
        ),
        EvidenceChecked: (
            _EMPLOYEE,
            "Berkas bukti dukung {period} mengandung perangkat perusak dan tidak dihitung; unggah berkas yang bersih",
            "Malware was found in a file of {period}, which counts as not shown: upload a clean one",
        ),
        LinkRechecked: (
            _RATER,
            "Isi tautan bukti dukung {period} berubah atau hilang sejak diambil; periksa kembali",
            "What lies behind a link of {period} changed or is gone since it was fetched: look again",
        ),
        LatenessAccepted: (_EMPLOYEE, "Keterlambatan bukti diterima", "Late evidence is accepted"),
        SelfAssessed: (
            _RATER,
            "Penilaian mandiri {period} dikirim; tidak ada lagi yang akan dibuktikan",
            "There is a self assessment for {period}: nothing more will be shown",
        ),
        BehaviourAssessed: (_EMPLOYEE, "Perilaku kerja telah dinilai", "Behaviour is assessed"),
        EvaluationFinalized: (
            _EMPLOYEE,
            "Evaluasi {period} final: {predicate}",
            "The evaluation of {period} is final: {predicate}",
        ),
        AnnualEvaluationFinalized: (
            _EMPLOYEE,
            "Evaluasi tahun {year} final: {predicate}",
            "The evaluation of the year {year} is final: {predicate}",
        ),
        InnovationRecorded: (
            _EMPLOYEE,
            "Inovasi {period} Anda dicatat",
            "An innovation of yours in {period} is recorded",
        ),
        ConsiderationLeft: (
            _RATER,
            "Ada pertimbangan untuk evaluasi tahun {period}",
            "A consideration was left for the evaluation of {period}",
        ),
        EvaluationDelivered: (
            _EMPLOYEE,
            "Evaluasi {period} Anda terima; keberatan paling lambat {object_until}",
            "Your evaluation of {period} counts as received: object until {object_until}",
        ),
        ObjectionLodged: (
            _ANSWERS | _DECIDES,
            "Keberatan atas evaluasi {period} diajukan; paling lambat {answer_until}",
            "There is an objection to the evaluation of {period}, to be dealt with until {answer_until}",
        ),
        ObjectionReminded: (
            _ANSWERS | _DECIDES,
            "Keberatan atas evaluasi {period} menunggu Anda sampai {until}",
            "The objection to the evaluation of {period} waits for you until {until}",
        ),
        ObjectionAnswered: (
            frozenset({"employee", "decides"}),
            "Pejabat penilai menjelaskan penilaian {period}",
            "The rater explained the rating of {period}",
        ),
        ObjectionDecided: (
            _BOTH,
            "Keberatan atas evaluasi {period} telah diputus",
            "The objection to the evaluation of {period} is decided",
        ),
        EvaluationAmended: (
            _BOTH,
            "Evaluasi {period} diubah: {predicate}",
            "The evaluation of {period} was amended: {predicate}",
        ),
        AnnualEvaluationAmended: (
            _BOTH,
            "Evaluasi tahun {year} diubah: {predicate}",
            "The evaluation of the year {year} was amended: {predicate}",
        ),
        EvidenceFoundFalse: (
            frozenset({"employee", "rater", "superior"}),
            "Bukti dukung {period} dinyatakan palsu; evaluasi yang memakainya ditinjau",
            "Evidence of {period} was found false: the evaluations that used it are reviewed",
        ),
        FollowUpPlanned: (
            frozenset({"employee", "owner"}),
            "Tindak lanjut evaluasi {period} direncanakan sampai {due_on}",
            "A follow-up of the evaluation of {period} is planned until {due_on}",
        ),
        FollowUpDone: (
            _EMPLOYEE,
            "Tindak lanjut evaluasi {period} selesai {done_on}",
            "A follow-up of the evaluation of {period} was completed on {done_on}",
        ),
        UnitAchievementSet: (_HEAD, "Capaian unit {period}: {achievement}", "The unit in {period}: {achievement}"),
    }
)


def told_to(side: Side) -> list[type[Event]]:
    """The types of event this side may be told of; of each event, `sides` says whether it is."""
    said = _SAID_TO_THE_OTHER if side == "employee" else frozenset()
    return [kind for kind, (to, _, _) in _TOLD.items() if side in to or kind in said]


def sides(kind: type[Event], facts: object) -> frozenset[Side]:
    """Who is told of an event of this type; empty for what concerns nobody in particular.

    facts: the event, or of its fields at least those that say which side proposed or wrote it, must act, before whom it
    lies, until when it may be taken further, or what came of it.
    """
    if kind not in _TOLD:
        return frozenset()
    if kind in _ONLY_WITH and getattr(facts, "outcome", None) not in _ONLY_WITH[kind]:
        return frozenset()
    if getattr(facts, "before", None) == "rater":
        return _ANSWERS  # whoever decides can do nothing before the next step
    if (acts := getattr(facts, "acts", None)) is not None:
        return _ANSWERS if acts == "rater" else _DECIDES
    if getattr(facts, "carry_on_until", None) is not None:
        return _EMPLOYEE  # the rater's own step is over: who decides is told where the employee carries on
    side = getattr(facts, "proposed_by", None) or getattr(facts, "written_by", None)
    return _EMPLOYEE if side == "rater" else _TOLD[kind][0]


def notice_for(event: Event, at: datetime | str) -> Notice | None:
    """The notice an event recorded at an instant gives rise to; None for what concerns nobody in particular."""
    to = sides(type(event), event)
    if not to:
        return None
    _, pesan, text = _TOLD[type(event)]
    facts = {word: str(getattr(event, word)) for word in _WORDS.findall(pesan + text)}
    for word in facts.keys() & {"predicate", "achievement"}:
        facts[word] = facts[word].replace("_", " ")
    return Notice(to, pesan.format(**facts), text.format(**facts), period_of(event, at))


def period_of(facts: object, at: datetime | str) -> str:
    """The period, or else the year, an event belongs to; of one that has neither, the year it was recorded in.

    facts: the event, or of its fields those that say so. at: when it was recorded.
    """
    named = getattr(facts, "period", None) or getattr(facts, "year", None)
    return str(named or str(getattr(facts, "starts_on", None) or at)[:4])


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
