"""How far the evaluation of a person's period has come, whom it waits for, and what would still change its result.

Pure: read from a policy's outcome, so nothing here says anew what blocks a final or why something does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.evaluation.nothing_due import nothing_due
from services.evaluation.policies.outcome_v1 import Blocker, Exclusion, IndicatorOutcome, Outcome, UnprovenReport
from services.evaluation.time_left import TimeLeft
from services.evaluation.words import BEHAVIOUR, EXCLUSION, Said, of

__all__ = [
    "Actor",
    "Change",
    "State",
    "WaitsFor",
    "change_of",
    "changes_by_others",
    "changes_of",
    "self_assessment_awaited",
    "state_from",
    "state_of",
    "waits_for",
]

State = Literal[
    "final",
    "ready",
    "waits_for_verdict",
    "waits_for_evidence",
    "waits_for_behaviour",
    "waits_for_unit_achievement",
    "period_not_over",
    "not_started",
    "no_agreement",
    "not_in_period",
    "agreements_overlap",
    "nothing_due",
]
Actor = Literal["employee", "rater", "head_one_level_up", "performance_officer"]


@dataclass(frozen=True)
class WaitsFor:
    """Who must act next; `person`: their employee id, None where none is recorded."""

    actor: Actor
    person: UUID | None


@dataclass(frozen=True)
class Change:
    """One thing that would change a provisional result: `unproven | unverified | missing`, and who can do it."""

    kind: Literal["unproven", "unverified", "missing"]
    code: str
    actor: Actor
    said: Said
    indicator: UUID | None = None
    items: tuple[UUID, ...] = ()


def _due(outcome: Outcome) -> Iterator[IndicatorOutcome]:
    return (line for result in outcome.results for line in result.indicators if line.due)


def state_of(outcome: Outcome, left: TimeLeft) -> State:
    """How far an evaluation that is not final has come."""
    if nothing_due(outcome):
        return "nothing_due"
    due = list(_due(outcome))
    return state_from(
        blocked=bool(outcome.blockers),
        due=bool(due),
        begun=any(line.report is not None or line.unproven or line.evidence for line in due),
        behaviour_missing=len(outcome.behaviour_missing),
        awaits_unit_achievement=outcome.awaits_unit_achievement,
        left=left,
    )


def state_from(  # noqa: PLR0913  # what a period and a year are asked alike, each by its name
    *,
    blocked: bool,
    due: bool,
    begun: bool,
    behaviour_missing: int,
    awaits_unit_achievement: bool,
    left: TimeLeft,
) -> State:
    """The state of what is open. due, begun: whether any indicator is. behaviour_missing: values open.

    `ready` is said of exactly what is finalized when the rater answers the advice.
    """
    if blocked:
        return "waits_for_verdict"
    mine = bool(left.awaited) or not left.over  # the employee's: else only the rater can go on
    if due and not begun and behaviour_missing == len(BEHAVIOUR) and mine:
        return "not_started"
    if left.awaited:
        return "waits_for_evidence"
    if behaviour_missing:
        return "waits_for_behaviour"
    if awaits_unit_achievement:
        return "waits_for_unit_achievement"
    return "ready" if left.over else "period_not_over"


def waits_for(state: State, employee: UUID, rater: UUID | None) -> WaitsFor | None:
    """Who must act next; None of what is final, or can never be. A head's own rater is the head one level up."""
    if state in ("final", "nothing_due"):
        return None
    if state in ("not_started", "waits_for_evidence"):
        return WaitsFor("employee", employee)
    if rater is None or state in ("no_agreement", "not_in_period", "agreements_overlap"):
        return WaitsFor("performance_officer", None)
    return WaitsFor("head_one_level_up" if state == "waits_for_unit_achievement" else "rater", rater)


def changes_of(outcome: Outcome) -> tuple[Change, ...]:
    """All that would change the result while it is provisional, in the order of the agreement."""
    if nothing_due(outcome):
        return ()
    found = [
        change_of(UUID(line.indicator), line.exclusion, line.unproven)
        for line in _due(outcome)
        if line.exclusion is not None or line.unproven
    ]
    missing, awaits = outcome.behaviour_missing, outcome.awaits_unit_achievement
    return (*found, *changes_by_others(outcome.blockers, missing, awaits_unit_achievement=awaits))


def change_of(indicator: UUID, exclusion: Exclusion | None, unproven: Sequence[UnprovenReport]) -> Change:
    """What would change an indicator that is excluded, or has a later report that is not proven: one of the two."""
    if exclusion is None:
        last = unproven[-1]
        said = Said(
            f"laporan yang lebih baru belum terbukti: {EXCLUSION[last.code].id}",
            f"a later report is not proven: {EXCLUSION[last.code].en}",
        )
        return Change("unproven", last.code, _who(last.code), said, indicator, tuple(UUID(item) for item in last.items))
    code = exclusion.code
    kind: Literal["unproven", "missing"] = "missing" if code == "not_reported" else "unproven"
    return Change(kind, code, _who(code), EXCLUSION[code], indicator, tuple(UUID(item) for item in exclusion.items))


def changes_by_others(
    blockers: Sequence[Blocker], behaviour_missing: Sequence[str], *, awaits_unit_achievement: bool
) -> Iterator[Change]:
    """What the rater, or the head one level up, has still to do."""
    for one in blockers:
        said = Said("bukti dukung belum diverifikasi atau ditolak", "the evidence has no verdict yet")
        yield Change("unverified", "pending", "rater", said, UUID(one.indicator), (UUID(one.item),))
    if behaviour_missing:
        names = [of(BEHAVIOUR, name) for name in behaviour_missing]
        said = Said(
            f"nilai perilaku belum diisi: {', '.join(one.id for one in names)}",
            f"values of behaviour not rated yet: {', '.join(one.en for one in names)}",
        )
        yield Change("missing", "behaviour", "rater", said)
    if awaits_unit_achievement:
        said = Said("capaian unit belum ditetapkan", "the unit's achievement is not set yet")
        yield Change("missing", "unit_achievement", "head_one_level_up", said)


def self_assessment_awaited(left: TimeLeft) -> tuple[Change, ...]:
    """The employee's own move where a final waits for what they may still show: with it nothing more is waited for.

    It changes no figure, but the day, and is taken once the days judged are over (decision 0069).
    """
    if not left.over or not left.awaited:
        return ()
    said = Said(
        "penilaian mandiri belum dikirim, atau dikirim sebelum penolakan terakhir; dengannya bukti dukung lagi tidak"
        " ditunggu",
        "no self assessment yet, or none since a rejection; with it nothing more to be shown is waited for",
    )
    return (Change("missing", "self_assessment", "employee", said),)


def _who(code: str) -> Actor:
    """Lateness is the rater's to accept; all else is first the employee's to report or show."""
    return "rater" if code == "late_not_accepted" else "employee"
