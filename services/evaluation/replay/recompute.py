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

from contracts.evaluation import (
    BehaviourAssessed,
    CountedItem,
    EvaluationFinalized,
    IndicatorLine,
    ResultLine,
    UnitAchievementSet,
)
from contracts.planning import TargetAgreed
from contracts.readings import Deadlines, deadlines_of, version_in_force
from services.evaluation.dossier import Fact, fold, scoring_inputs
from services.evaluation.lines import exclusions, result_lines, score
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
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
    if missing := _missing(history, final):
        yield Difference("inputs", "named", f"not in the topics: {', '.join(missing)}")
        return
    policy = POLICIES.get(final.policy.id)
    if policy is None or policy_hash(final.policy.id) != final.policy.hash:
        here = policy_hash(final.policy.id) if policy else "no such policy"
        yield Difference(f"policy {final.policy.id}", final.policy.hash, here)
        return
    dates = _dates(history, final)
    yield from _copied(history, final, dates)
    facts = [one for head in final.heads for one in history.streams[head.stream] if one.version <= head.version]
    try:
        dossier = fold(facts)
        versions = dossier.agreed.get(final.agreement, [])
        agreed = next((one for one in versions if one.agreement_version == final.agreement_version), None)
        if agreed is None:
            yield Difference("agreement", f"version {final.agreement_version}", "not in the topics")
            return
        yield from _agreement(final, agreed, versions, dates)
        yield from _behaviour(final, facts)
        outcome = policy.evaluate(scoring_inputs(dossier, agreed, final.period, final.copied, final.unverified))
        yield from _compare(final, outcome, agreed)
        yield from _departures(final)
        predicate = policy.predicate(str(final.given.result), final.given.behaviour)
    except (InvalidInputs, UnknownRating) as error:
        # No service records what cannot be scored, so the history is not what was scored.
        yield Difference("inputs", "scored", f"cannot be scored: {error}")
        return
    yield from _differ("predicate", final.predicate, predicate)


def _missing(history: History, final: EvaluationFinalized) -> list[str]:
    """The heads the final rests on that the topics do not hold whole."""
    heads = [*final.heads, final.copied.cycle, *([final.copied.unit_stream] if final.copied.unit_stream else [])]
    absent = [f"{one.stream}:{one.version}" for one in heads if (one.stream, one.version) not in history.origins]
    return absent + [f"{one.stream} ({history.broken[one.stream]})" for one in heads if one.stream in history.broken]


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
        yield from _differ(f"{name} deadline from {where}", getattr(copied, f"{name}_deadline"), at)
    yield from _differ(f"time zone from {where}", copied.time_zone, dates.time_zone if dates else None)
    achieved, source = None, ""
    if copied.unit_stream is not None:
        source = f" from {copied.unit_stream.stream}:{copied.unit_stream.version}"
        recorded = {one.version: one.event for one in history.streams[copied.unit_stream.stream]}
        event = recorded.get(copied.unit_stream.version)
        if isinstance(event, UnitAchievementSet) and (event.unit, event.period) == (final.unit, final.period):
            achieved = event.achievement
    yield from _differ(f"unit achievement{source}", copied.unit_achievement, achieved)


def _agreement(
    final: EvaluationFinalized, agreed: TargetAgreed, versions: list[TargetAgreed], dates: Deadlines | None
) -> Iterator[Difference]:
    """Whose agreement it is, and that its version was the one in force on the last day evaluated."""
    for name in ("employee", "assignment", "unit", "head_of_unit"):
        yield from _differ(f"{name} of agreement {final.agreement}", getattr(final, name), getattr(agreed, name))
    if dates is not None:
        last = versions[-1]
        in_force = version_in_force(versions, min(dates.ends_on, last.ends_on)) or last
        yield from _differ("agreement version in force", final.agreement_version, in_force.agreement_version)


def _behaviour(final: EvaluationFinalized, facts: list[Fact]) -> Iterator[Difference]:
    """The seven values, each held against the last assessment."""
    found: dict[str, Any] = {}  # Any: ratings
    source = "never assessed"
    for fact in facts:
        match fact.event:
            case BehaviourAssessed(agreement=final.agreement, period=final.period):
                found, source = fact.event.values.model_dump(), f"assessed in {fact.stream}:{fact.version}"
    for name, given in final.behaviour.model_dump().items():
        yield from _differ(f"behaviour value {name} ({source})", given, found.get(name))


def _departures(final: EvaluationFinalized) -> Iterator[Difference]:
    """A rating given beside the advice is a departure, and a departure is named (`domain.md` 7.3)."""
    named = {one.rating for one in final.departures}
    for rating in ("result", "behaviour"):
        advised, given = getattr(final.advised, rating), getattr(final.given, rating)
        if given != advised and rating not in named:
            yield Difference(f"departure from the advised {rating} rating", "none", f"{given} given, {advised} advised")
    if final.head_of_unit and final.given.result != final.advised.result:
        yield Difference("result rating of a head of unit", str(final.given.result), str(final.advised.result))


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
    names = [[str(one.result) for one in results] for results in (given, found)]
    yield from _differ("work results", ", ".join(names[0]), ", ".join(names[1]))
    evaluated, recomputed = (
        {line.indicator: line for result in results for line in result.indicators} for results in (given, found)
    )
    for indicator in (one for one in recomputed if one not in evaluated):
        yield Difference(f"indicator {indicator}", "not evaluated", "in the agreement")
    for indicator, line in evaluated.items():
        other = recomputed.get(indicator)
        if other is None:
            yield Difference(f"indicator {indicator}", "evaluated", "not in the agreement")
        elif other != line:
            yield from _line(line, other)


def _line(given: IndicatorLine, found: IndicatorLine) -> Iterator[Difference]:
    """One indicator: its target and evidence first, for they explain what counted."""

    def differ(*names: str) -> Iterator[Difference]:
        for name in names:
            what = f"{name} of indicator {given.indicator}{source if name == 'realization' else ''}"
            yield from _differ(what, getattr(given, name), getattr(found, name))

    source = f" (report {given.report.stream}:{given.report.version})" if given.report else ""
    yield from differ("due", "low", "high", "maximum")
    yield from _evidence(given, found)
    yield from differ("realization", "report", "unproven_reports")
    yield from differ("exclusion", "achievement", "value", "weight", "work_not_done")


def _evidence(given: IndicatorLine, found: IndicatorLine) -> Iterator[Difference]:
    """Item by item, with what of it differs."""
    ours, theirs = ({one.item: one for one in line.evidence} for line in (given, found))
    for item in sorted({*ours, *theirs}):
        yield from _differ(f"evidence {item} of indicator {given.indicator}", _item(ours, item), _item(theirs, item))


def _item(items: dict[UUID, CountedItem], item: UUID) -> str:
    one = items.get(item)
    return f"{one.state}{' late' if one.late else ''}, sha256 {one.sha256}" if one else "nothing"


def _differ(what: str, given: Any, found: Any) -> Iterator[Difference]:  # Any: any value of the event
    if given != found:
        yield Difference(what, _text(given), _text(found))


def _text(value: Any) -> str:
    return str(getattr(value, "exact", value))
