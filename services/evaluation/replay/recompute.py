"""Runs the named policy again on what the topics say, and compares with the final, to the last digit.

Of evaluation's own events only what people decided is used: behaviour values, accepted lateness, ratings
given; never a computed value. What the final copied from elsewhere (deadlines, the unit's achievement) is
taken from it, and held against the streams it came from. Differences in inputs come first: they explain the
rest (`domain.md` 8).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.evaluation import EvaluationFinalized, IndicatorLine, ResultLine, UnitAchievementSet
from contracts.planning import TargetAgreed
from contracts.readings import deadlines_of
from services.evaluation.dossier import Fact, fold, scoring_inputs
from services.evaluation.lines import exclusions, result_lines, score
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.registry import POLICIES, policy_hash
from services.evaluation.replay.history import History

__all__ = ["Difference", "Verdict", "recompute", "recompute_all"]


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the final says. `what` names it: an input with its stream head, or a result."""

    what: str
    in_final: str
    recomputed: str

    def __str__(self) -> str:
        return f"{self.what}: the final says {self.in_final}, the history gives {self.recomputed}"


@dataclass(frozen=True)
class Verdict:
    """One final and what a stranger finds of it; equal when `differences` is empty."""

    stream: UUID
    version: int
    final: EvaluationFinalized
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        return not self.differences


def recompute_all(history: History) -> list[Verdict]:
    """Every final of the history, recomputed."""
    return [recompute(history, fact) for fact in history.finals()]


def recompute(history: History, fact: Fact) -> Verdict:
    """One final, recomputed from the streams and versions it names."""
    final = fact.event
    assert isinstance(final, EvaluationFinalized)
    return Verdict(fact.stream, fact.version, final, tuple(_differences(history, final)))


def _differences(history: History, final: EvaluationFinalized) -> Iterator[Difference]:
    missing = [f"{head.stream}:{head.version}" for head in final.heads if not _has(history, head.stream, head.version)]
    missing += [
        f"{head.stream} ({history.broken[head.stream]})" for head in final.heads if head.stream in history.broken
    ]
    if missing:
        yield Difference("inputs", "named", f"not in the topics: {', '.join(missing)}")
        return
    policy = POLICIES.get(final.policy.id)
    if policy is None or policy_hash(final.policy.id) != final.policy.hash:
        here = policy_hash(final.policy.id) if policy else "no such policy"
        yield Difference(f"policy {final.policy.id}", final.policy.hash, here)
        return
    yield from _copied(history, final)
    facts = [one for head in final.heads for one in history.streams[head.stream] if one.version <= head.version]
    dossier = fold(facts)
    agreed = _agreed(dossier.agreed.get(final.agreement, []), final.agreement_version)
    if agreed is None:
        yield Difference("agreement", f"version {final.agreement_version}", "not in the topics")
        return
    inputs = scoring_inputs(dossier, agreed, final.period, final.copied, final.unverified)
    yield from _compare(final, policy.evaluate(inputs), agreed)
    predicate = policy.predicate(str(final.given.result), final.given.behaviour)
    yield from _differ("predicate", final.predicate, predicate)


def _has(history: History, stream: UUID, version: int) -> bool:
    return (stream, version) in history.origins


def _agreed(versions: list[TargetAgreed], wanted: int) -> TargetAgreed | None:
    return next((one for one in versions if one.agreement_version == wanted), None)


def _copied(history: History, final: EvaluationFinalized) -> Iterator[Difference]:
    """Hold what was copied against the head it was copied from."""
    copied = final.copied
    cycle = [one.event for one in history.streams.get(copied.cycle.stream, ()) if one.version <= copied.cycle.version]
    dates = deadlines_of(cycle, final.period)
    yield from _differ(
        f"evidence deadline from {copied.cycle.stream}:{copied.cycle.version}",
        copied.evidence_deadline,
        dates.evidence if dates else None,
    )
    if copied.unit_stream is not None:
        set_events = history.streams.get(copied.unit_stream.stream, ())
        at = next((one.event for one in set_events if one.version == copied.unit_stream.version), None)
        achieved = at.achievement if isinstance(at, UnitAchievementSet) else None
        where = f"{copied.unit_stream.stream}:{copied.unit_stream.version}"
        yield from _differ(f"unit achievement from {where}", copied.unit_achievement, achieved)


def _compare(final: EvaluationFinalized, outcome: Outcome, agreed: TargetAgreed) -> Iterator[Difference]:
    lines = result_lines(outcome, agreed)
    yield from _inputs(final.results, lines)
    for given, found in zip(final.results, lines, strict=False):
        for name in ("value", "weight", "rating"):
            yield from _differ(f"{name} of result {given.result}", getattr(given, name), getattr(found, name))
    yield from _differ("exclusions", final.exclusions, exclusions(outcome))
    yield from _differ("score", final.score, score(outcome.score, outcome.score_shown))
    with_excluded = score(outcome.score_with_excluded, outcome.score_with_excluded_shown)
    yield from _differ("score with the excluded", final.score_with_excluded, with_excluded)
    yield from _differ("advised result rating", final.advised.result, outcome.advised_result)
    yield from _differ("advised behaviour rating", final.advised.behaviour, outcome.advised_behaviour)
    yield from _differ("behaviour values below", final.behaviour_below, outcome.behaviour_below)
    yield from _differ("items without verdict", (), outcome.blockers)


def _inputs(given: tuple[ResultLine, ...], found: tuple[ResultLine, ...]) -> Iterator[Difference]:
    """Line by line; a realization that differs is named by the report it came from."""
    if [one.result for one in given] != [one.result for one in found]:
        yield Difference("work results", str(len(given)), str(len(found)))
    recomputed = {line.indicator: line for result in found for line in result.indicators}
    for result in given:
        for line in result.indicators:
            other = recomputed.get(line.indicator)
            if other is None:
                yield Difference(f"indicator {line.indicator}", "evaluated", "not in the agreement")
            elif other != line:
                yield from _line(line, other)


def _line(given: IndicatorLine, found: IndicatorLine) -> Iterator[Difference]:
    source = f" (report {given.report.stream}:{given.report.version})" if given.report else ""
    fields = ("realization", "report", "low", "high", "maximum", "due", "evidence", "unproven_reports")
    for name in (*fields, "exclusion", "achievement", "value", "weight", "work_not_done"):
        what = f"{name} of indicator {given.indicator}{source if name == 'realization' else ''}"
        yield from _differ(what, getattr(given, name), getattr(found, name))


def _differ(what: str, given: Any, found: Any) -> Iterator[Difference]:  # Any: any value of the event
    if given != found:
        yield Difference(what, _text(given), _text(found))


def _text(value: Any) -> str:
    return str(getattr(value, "exact", value))
