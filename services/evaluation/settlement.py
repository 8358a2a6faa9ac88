"""Settling the distribution of a unit (`domain.md` 7.6): the officer's act, with a reason where the pattern is broken.

No predicate changes, and nothing is reopened: an amendment after it asks for a new check, which is settled anew. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from contracts.evaluation import (
    BrokenRule,
    CountedPerson,
    DistributionSettled,
    LeftOut,
    PolicyRef,
    Predicate,
    PredicateCount,
)
from contracts.events import Event
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.evaluation.policies.distribution_v1 import Broken, Spread
from services.evaluation.progress import Actor, State
from services.evaluation.words import STATE, of

__all__ = ["BreaksThePattern", "StillOpen", "TurnOf", "broken_rules", "counts_of", "decide_settle", "who_has_which"]

#: Of an employee's id: how far they are who have no final, and who must act next.
TurnOf = Callable[[str], tuple[State, Actor]]
#: Who must act first, and what is to be done, in both languages.
_TURNS: Mapping[Actor, tuple[str, str, str]] = MappingProxyType(
    {
        "employee": (
            "employee",
            "the employee reports and shows what is missing, or assesses themself, and the rater finalizes them",
            "pegawai melengkapi laporan dan bukti atau mengirim penilaian mandiri, lalu pejabat penilai memfinalkan",
        ),
        "rater": ("rater", "the rater finalizes them", "pejabat penilai memfinalkan"),
        "head_one_level_up": (
            "the head one level up",
            "the head one level up sets the achievement of the unit they head, and the rater finalizes them",
            "pimpinan satu tingkat di atasnya menetapkan capaian unitnya, lalu pejabat penilai memfinalkan",
        ),
        "performance_officer": (
            "performance officer",
            "the performance officer corrects the rater or the agreement that is recorded",
            "pengelola kinerja membetulkan pejabat penilai atau SKP yang tercatat",
        ),
    }
)
#: Nothing was agreed to be evaluated by, and no rater can finalize before both sides have (in planning).
_AGREE = (
    "see that the employee and the rater agree on targets first, while the year's cycle is open",
    "pastikan pegawai dan pejabat penilai menyepakati SKP lebih dahulu, selama siklus tahun itu belum ditutup",
)


@dataclass(eq=False)
class StillOpen(Refusal):
    """Settling waits for everyone counted, or for their exclusion with a reason: how far the first is, and whose turn
    it is with them, in both languages."""

    people: int
    first: str
    state: str
    keadaan: str
    who: str
    mend: str
    perbaikan: str


@dataclass(eq=False)
class BreaksThePattern(Refusal):
    """A spread that breaks the pattern is settled with a written reason only."""

    rules: int


def _still_open(waiting: Sequence[str], turn_of: TurnOf) -> StillOpen:
    state, actor = turn_of(waiting[0])
    who, mend, perbaikan = _TURNS[actor]
    if state == "no_agreement":
        mend, perbaikan = _AGREE
    said = of(STATE, state)
    return StillOpen(len(waiting), waiting[0], said.en, said.id, who, mend, perbaikan)


def decide_settle(  # noqa: PLR0913  # the spread, who makes it up, and the officer's reasons
    unit: UUID,
    period: str,
    spread: Spread,
    counted: Iterable[CountedPerson],
    excluded: Mapping[str, LeftOut],
    rules: PolicyRef,
    reason: TextRef | None,
    turn_of: TurnOf,
) -> list[Event]:
    """Settle a unit's distribution.

    counted: who makes up the spread. excluded: by employee, those the officer leaves out, each with a reason. turn_of:
    of an employee who is open, how far they are and at whom.
    """
    if spread.waiting:
        raise _still_open(spread.waiting, turn_of)
    if spread.broken and reason is None:
        raise BreaksThePattern(len(spread.broken))
    left_out = tuple(
        excluded[name] if why == "excluded" else LeftOut(employee=UUID(name), reason_code="short_period")
        for name, why in spread.left_out
    )
    settled = DistributionSettled(
        unit=unit,
        period=period,
        achievement=spread.achievement,
        rules=rules,
        people=spread.people,
        counts=counts_of(spread),
        broken=broken_rules(spread.broken),
        counted=tuple(sorted(counted, key=lambda one: one.employee)),
        left_out=left_out,
        reason=reason if spread.broken else None,
    )
    return [settled]


def who_has_which(settled: DistributionSettled) -> dict[UUID, Predicate]:
    """What a settlement was made of: two people who swap their predicates make another one of the same counts."""
    return {one.employee: one.predicate for one in settled.counted}


def counts_of(spread: Spread) -> tuple[PredicateCount, ...]:
    """The counts as they travel."""
    return tuple(PredicateCount(predicate=name, people=number) for name, number in spread.counts.items())


def broken_rules(broken: Sequence[Broken]) -> tuple[BrokenRule, ...]:
    """The broken rules as they travel."""
    return tuple(
        BrokenRule(
            predicates=one.rule.predicates,
            kind=one.rule.kind,
            fewest=one.limit.fewest,
            most=one.limit.most,
            found=one.found,
        )
        for one in broken
    )
