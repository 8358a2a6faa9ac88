"""Runs the named policy again on what the topics say, and compares with the final, to the last digit.

Of evaluation's own events only what people decided is used: behaviour values, accepted lateness, ratings
given; never a computed value. What the final copied from elsewhere (deadlines, the unit's achievement) is
taken from it, and held against the streams it came from. So is who did it all: nobody rates, verifies or decides
on themself (`domain.md` 2). Differences in inputs come first: they explain the rest (`domain.md` 8).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contracts.evaluation import BehaviourAssessed, EvaluationAmended, EvaluationFinalized, UnitAchievementSet
from contracts.planning import TargetAgreed
from contracts.readings import Deadlines, deadlines_of, version_in_force
from contracts.values import StreamHead
from services.evaluation.dossier import Fact, fold, innovations_in, scoring_inputs
from services.evaluation.innovation import gone_for
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
from services.evaluation.policies.registry import POLICIES, policy_hash
from services.evaluation.replay.amended import acted_after, amended
from services.evaluation.replay.beside import beside_period
from services.evaluation.replay.compare import Difference, compare, differ
from services.evaluation.replay.history import History
from services.evaluation.replay.people import (
    JUDGING,
    acted,
    finalized_by_rater,
    judged_by_raters,
    not_before,
    said_when,
    set_from_above,
    whose,
)
from services.evaluation.replay.policy import chosen_policy

__all__ = ["Difference", "Verdict", "recompute", "recompute_all"]


@dataclass(frozen=True)
class Verdict:
    """One final, or amendment of one, and what a stranger finds of it; equal when `differences` is empty."""

    stream: UUID
    version: int
    final: EvaluationFinalized | EvaluationAmended
    differences: tuple[Difference, ...]
    #: What to look at although it is equal: what was recorded before and not seen, and that there was still time.
    notes: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        return not self.differences


def recompute_all(history: History) -> list[Verdict]:
    """Every final of the history, recomputed, then every amendment; two finals of one agreement's period differ,
    wherever they stand."""
    finals = history.finals()
    same: dict[tuple[UUID, str], list[Fact]] = defaultdict(list)
    for fact in finals:
        same[_evaluated(fact)].append(fact)
    told = [recompute(history, fact, [one for one in same[_evaluated(fact)] if one is not fact]) for fact in finals]
    return told + [Verdict(one.stream, one.version, event, tuple(found)) for one, event, found in amended(history)]


def _evaluated(fact: Fact) -> tuple[UUID, str]:
    assert isinstance(fact.event, EvaluationFinalized)
    return fact.event.agreement, fact.event.period


def recompute(history: History, fact: Fact, others: Sequence[Fact] = ()) -> Verdict:
    """One final, recomputed from the streams and versions it names; `others` are finals of the same period."""
    final = fact.event
    assert isinstance(final, EvaluationFinalized)
    found = [*_only_one(final, others), *_differences(history, fact, final), *acted_after(history, fact)]
    notes = tuple(beside_period(history, fact))
    return Verdict(fact.stream, fact.version, final, tuple(found), notes)


def _only_one(final: EvaluationFinalized, others: Sequence[Fact]) -> Iterator[Difference]:
    if others:
        places = ", ".join(f"{one.stream}:{one.version}" for one in others)
        yield Difference(f"finals of agreement {final.agreement} in {final.period}", "this one", f"also {places}")


def _differences(history: History, fact: Fact, final: EvaluationFinalized) -> Iterator[Difference]:
    if missing := history.missing([*final.heads, *_copied_from(final)]):
        yield Difference("inputs", "named", f"not in the topics: {', '.join(missing)}")
        return
    policy = POLICIES.get(final.policy.id)
    if policy is None or policy_hash(final.policy.id) != final.policy.hash:
        here = policy_hash(final.policy.id) if policy else "no such policy"
        yield Difference(f"policy {final.policy.id}", final.policy.hash, here)
        return
    dates = _dates(history, final)
    yield from _copied(history, final, dates)
    yield from chosen_policy(history, int(final.period[:4]), final.copied.policy_stream, final.policy, final.unverified)
    facts = [one for head in final.heads for one in history.streams[head.stream] if one.version <= head.version]
    try:
        dossier = fold(facts)
        versions = dossier.agreed.get(final.agreement, [])
        agreed = next((one for one in versions if one.agreement_version == final.agreement_version), None)
        if agreed is None:
            yield Difference("agreement", f"version {final.agreement_version}", "not in the topics")
            return
        yield from _agreement(final, agreed, versions, dates)
        yield from _own_stream(history, fact, final)
        yield from whose(history, final.employee, facts)
        set_above = [final.copied.unit_stream] if final.copied.unit_stream else []
        own = StreamHead(stream=fact.stream, version=fact.version)
        yield from acted(history, final.employee, facts, [*set_above, own])
        yield from judged_by_raters(history, final.employee, {final.assignment}, facts)
        yield from set_from_above(history, final.unit, final.copied.unit_stream)
        yield from finalized_by_rater(history, fact, (final.employee, final.assignment, final.rater))
        yield from said_when("finalized_at", final.finalized_at, fact)
        yield from not_before(final.finalized_at, [*facts, *_copied_facts(history, final)])
        yield from _behaviour(final, facts)
        inputs = scoring_inputs(dossier, agreed, final.period, final.copied, final.unverified)
        gone = gone_for(dossier, final.innovations)
        shown = innovations_in(dossier, {final.agreement}, {final.period}, gone)
        yield from differ("innovations", final.innovations, shown)
        yield from differ("colleagues heard", final.colleagues_heard, inputs.colleagues_heard)
        outcome = policy.evaluate(replace(inputs, innovation=bool(shown)))
        yield from compare(final, outcome, agreed)
        predicate = policy.conclude(outcome, final.given.result, final.given.behaviour)
    except (InvalidInputs, UnknownRating) as error:
        # No service records what cannot be scored, so the history is not what was scored.
        yield Difference("inputs", "scored", f"cannot be scored: {error}")
        return
    yield from differ("predicate", final.predicate, predicate)


def _copied_from(final: EvaluationFinalized) -> list[StreamHead]:
    copied = (final.copied.cycle, final.copied.unit_stream, final.copied.policy_stream)
    return [one for one in copied if one is not None]


def _copied_facts(history: History, final: EvaluationFinalized) -> list[Fact]:
    return [one for head in _copied_from(final) for one in history.streams[head.stream] if one.version <= head.version]


def _dates(history: History, final: EvaluationFinalized) -> Deadlines | None:
    cycle = final.copied.cycle
    events = [one.event for one in history.streams[cycle.stream] if one.version <= cycle.version]
    return deadlines_of(events, final.period)


def _copied(history: History, final: EvaluationFinalized, dates: Deadlines | None) -> Iterator[Difference]:
    """Hold what was copied against the head it was copied from."""
    copied = final.copied
    where = f"{copied.cycle.stream}:{copied.cycle.version}"
    for name in ("reporting", "evidence", "evaluation"):
        at = getattr(dates, name) if dates else None
        yield from differ(f"{name} deadline from {where}", getattr(copied, f"{name}_deadline"), at)
    yield from differ(f"time zone from {where}", copied.time_zone, dates.time_zone if dates else None)
    achieved, source = None, ""
    if copied.unit_stream is not None:
        source = f" from {copied.unit_stream.stream}:{copied.unit_stream.version}"
        recorded = {one.version: one.event for one in history.streams[copied.unit_stream.stream]}
        event = recorded.get(copied.unit_stream.version)
        if isinstance(event, UnitAchievementSet) and (event.unit, event.period) == (final.unit, final.period):
            achieved = event.achievement
    yield from differ(f"unit achievement{source}", copied.unit_achievement, achieved)


def _agreement(
    final: EvaluationFinalized, agreed: TargetAgreed, versions: list[TargetAgreed], dates: Deadlines | None
) -> Iterator[Difference]:
    """Whose agreement it is, and that its version was the one in force on the last day evaluated."""
    for name in ("employee", "assignment", "unit", "head_of_unit"):
        yield from differ(f"{name} of agreement {final.agreement}", getattr(final, name), getattr(agreed, name))
    if dates is not None:
        last = versions[-1]
        in_force = version_in_force(versions, min(dates.ends_on, last.ends_on)) or last
        yield from differ("agreement version in force", final.agreement_version, in_force.agreement_version)


def _own_stream(history: History, fact: Fact, final: EvaluationFinalized) -> Iterator[Difference]:
    """All that was judged in the final's own stream before it counts: an append there fails if the stream moved on."""
    before = [one for one in history.streams[fact.stream] if one.version < fact.version]
    named = max((head.version for head in final.heads if head.stream == fact.stream), default=None)
    if named is not None or any(isinstance(one.event, JUDGING) for one in before):
        yield from differ(f"last version of its own stream {fact.stream} that counts", named, fact.version - 1)


def _behaviour(final: EvaluationFinalized, facts: list[Fact]) -> Iterator[Difference]:
    """The seven values, each held against the last assessment."""
    found: dict[str, Any] = {}  # Any: ratings
    source = "never assessed"
    for fact in facts:
        match fact.event:
            case BehaviourAssessed(agreement=final.agreement, period=final.period):
                found, source = fact.event.values.model_dump(), f"assessed in {fact.stream}:{fact.version}"
    for name, given in final.behaviour.model_dump().items():
        yield from differ(f"behaviour value {name} ({source})", given, found.get(name))
