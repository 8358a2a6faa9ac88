"""How far the evaluation of a person's period has come, whom it waits for, and what would still change its result.

Pure: read from a policy's outcome, so nothing here says anew what blocks a final or why something does not count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.evaluation.policies.outcome_v1 import IndicatorOutcome, Outcome
from services.evaluation.words import BEHAVIOUR, EXCLUSION, Said, of

__all__ = ["Actor", "Change", "State", "WaitsFor", "changes_of", "state_of", "waits_for"]

State = Literal[
    "final",
    "ready",
    "waits_for_verdict",
    "waits_for_evidence",
    "waits_for_behaviour",
    "waits_for_unit_achievement",
    "not_started",
    "no_agreement",
    "not_in_period",
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


def state_of(outcome: Outcome, *, evidence_open: bool) -> State:
    """How far an evaluation that is not final has come. `evidence_open`: the evidence deadline has not passed."""
    due = list(_due(outcome))
    if outcome.blockers:
        return "waits_for_verdict"
    begun = any(line.report is not None or line.unproven or line.evidence for line in due)
    if due and not begun and len(outcome.behaviour_missing) == len(BEHAVIOUR):
        return "not_started"
    if evidence_open and any(line.exclusion is not None or line.unproven for line in due):
        return "waits_for_evidence"
    if outcome.behaviour_missing:
        return "waits_for_behaviour"
    return "waits_for_unit_achievement" if outcome.awaits_unit_achievement else "ready"


def waits_for(state: State, employee: UUID, rater: UUID | None) -> WaitsFor | None:
    """Who must act next; None of what is final. A head's own rater is the head one level up."""
    if state == "final":
        return None
    if state in ("not_started", "waits_for_evidence"):
        return WaitsFor("employee", employee)
    if rater is None or state in ("no_agreement", "not_in_period"):
        return WaitsFor("performance_officer", None)
    return WaitsFor("head_one_level_up" if state == "waits_for_unit_achievement" else "rater", rater)


def changes_of(outcome: Outcome) -> tuple[Change, ...]:
    """All that would change the result while it is provisional, in the order of the agreement."""
    found: list[Change] = []
    for line in _due(outcome):
        if line.exclusion is not None:
            found.append(_of_exclusion(line))
        elif line.unproven:
            last = line.unproven[-1]
            said = Said(
                f"laporan yang lebih baru belum terbukti: {EXCLUSION[last.code].id}",
                f"a later report is not proven: {EXCLUSION[last.code].en}",
            )
            items = tuple(UUID(item) for item in last.items)
            found.append(Change("unproven", last.code, _who(last.code), said, UUID(line.indicator), items))
    for one in outcome.blockers:
        said = Said("bukti dukung belum diverifikasi atau ditolak", "the evidence has no verdict yet")
        found.append(Change("unverified", "pending", "rater", said, UUID(one.indicator), (UUID(one.item),)))
    if outcome.behaviour_missing:
        names = [of(BEHAVIOUR, name) for name in outcome.behaviour_missing]
        said = Said(
            f"nilai perilaku belum diisi: {', '.join(one.id for one in names)}",
            f"values of behaviour not rated yet: {', '.join(one.en for one in names)}",
        )
        found.append(Change("missing", "behaviour", "rater", said))
    if outcome.awaits_unit_achievement:
        said = Said("capaian unit belum ditetapkan", "the unit's achievement is not set yet")
        found.append(Change("missing", "unit_achievement", "head_one_level_up", said))
    return tuple(found)


def _of_exclusion(line: IndicatorOutcome) -> Change:
    assert line.exclusion is not None
    code = line.exclusion.code
    kind: Literal["unproven", "missing"] = "missing" if code == "not_reported" else "unproven"
    items = tuple(UUID(item) for item in line.exclusion.items)
    return Change(kind, code, _who(code), EXCLUSION[code], UUID(line.indicator), items)


def _who(code: str) -> Actor:
    """Lateness is the rater's to accept; all else is first the employee's to report or show."""
    return "rater" if code == "late_not_accepted" else "employee"
