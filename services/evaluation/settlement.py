"""Settling the distribution of a unit (`domain.md` 7.6): the officer's act, with a reason where the pattern is broken.

No predicate changes, and nothing is reopened: an amendment after it asks for a new check, which is settled anew. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

__all__ = ["BreaksThePattern", "StillOpen", "broken_rules", "counts_of", "decide_settle", "who_has_which"]


@dataclass(eq=False)
class StillOpen(Refusal):
    """Settling waits for everyone counted, or for their exclusion with a reason."""

    people: int
    first: str


@dataclass(eq=False)
class BreaksThePattern(Refusal):
    """A spread that breaks the pattern is settled with a written reason only."""

    rules: int


def decide_settle(  # noqa: PLR0913  # the spread, who makes it up, and the officer's reasons
    unit: UUID,
    period: str,
    spread: Spread,
    counted: Iterable[CountedPerson],
    excluded: Mapping[str, LeftOut],
    rules: PolicyRef,
    reason: TextRef | None,
) -> list[Event]:
    """Settle a unit's distribution.

    counted: who makes up the spread. excluded: by employee, those the officer leaves out, each with a reason.
    """
    if spread.waiting:
        raise StillOpen(len(spread.waiting), spread.waiting[0])
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
