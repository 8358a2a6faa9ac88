"""Runs the year's policy again on what the topics say, and compares with the annual final, to the last digit.

As for a period (`recompute.py`): of evaluation's own events only what people decided is used; what was copied from
elsewhere is held against its stream; the agreements, their versions and days are found anew from the streams that are
named. Differences in inputs come first: they explain the rest.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from contracts.acting_office import acting_in
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    BehaviourAssessed,
    ConsiderationLeft,
    EvaluationAmended,
    EvaluationFinalized,
    UnitAchievementSet,
)
from contracts.events import Event
from contracts.readings import annual_deadline, cycle_dates, end_of_day, places
from contracts.values import StreamHead
from services.evaluation.annual import behaviour_below
from services.evaluation.annual_inputs import (
    Achieved,
    AgreementsOverlap,
    Stretch,
    innovations_of_year,
    periods_of,
    rater_on,
    stretches,
    year_inputs,
)
from services.evaluation.dossier import Dossier, Fact, fold
from services.evaluation.innovation import gone_for
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
from services.evaluation.policies.registry import YEARS, YearPolicy, policy_hash
from services.evaluation.replay.amended import acted_after
from services.evaluation.replay.amended_year import amended_years
from services.evaluation.replay.beside import beside_year
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.compare_year import compare_year
from services.evaluation.replay.history import History
from services.evaluation.replay.people import (
    acted,
    finalized_by_rater,
    judged_by_raters,
    not_before,
    said_when,
    set_from_above,
    whose,
)
from services.evaluation.replay.policy import chosen_policy

__all__ = ["YearVerdict", "recompute_year", "recompute_years"]


@dataclass(frozen=True)
class YearVerdict:
    """One annual final, or amendment of one, and what a stranger finds of it; equal when `differences` is empty."""

    stream: UUID
    version: int
    final: AnnualEvaluationFinalized | AnnualEvaluationAmended
    differences: tuple[Difference, ...]
    #: What to look at although it is equal: what was recorded before and not seen, and that there was still time.
    notes: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        return not self.differences


def recompute_years(history: History) -> list[YearVerdict]:
    """Every annual final of the history, recomputed, then every amendment; two finals of one employee's year differ,
    wherever they stand.
    """
    finals = history.annual_finals()
    same: dict[tuple[UUID, int], list[Fact]] = defaultdict(list)
    for fact in finals:
        same[_evaluated(fact)].append(fact)
    told = [
        recompute_year(history, fact, [one for one in same[_evaluated(fact)] if one is not fact]) for fact in finals
    ]
    changed = amended_years(history)
    return told + [YearVerdict(one.stream, one.version, event, tuple(found)) for one, event, found in changed]


def _evaluated(fact: Fact) -> tuple[UUID, int]:
    assert isinstance(fact.event, AnnualEvaluationFinalized)
    return fact.event.employee, fact.event.year


def recompute_year(history: History, fact: Fact, others: Sequence[Fact] = ()) -> YearVerdict:
    """One annual final, recomputed from the streams and versions it names; `others` are finals of the same year."""
    final = fact.event
    assert isinstance(final, AnnualEvaluationFinalized)
    found: list[Difference] = []
    if others:
        places = ", ".join(f"{one.stream}:{one.version}" for one in others)
        found.append(Difference(f"annual finals of {final.employee} in {final.year}", "this one", f"also {places}"))
    found += [*_differences(history, fact, final), *acted_after(history, fact)]
    notes = tuple(beside_year(history, fact))
    return YearVerdict(fact.stream, fact.version, final, tuple(found), notes)


def _differences(history: History, fact: Fact, final: AnnualEvaluationFinalized) -> Iterator[Difference]:
    if missing := history.missing(_rests_on(final)):
        yield Difference("inputs", "named", f"not in the topics: {', '.join(missing)}")
        return
    policy = _policy(final)
    if policy is None:
        yield Difference(f"policy {final.policy.id}", final.policy.hash, _hash_here(final))
        return
    year, copied = final.year, final.copied
    yield from chosen_policy(history, year, copied.policy_stream, final.policy, final.unverified)
    cycle = _events(history, copied.cycle)
    yield from _copied(final, cycle)
    facts = [one for head in final.heads for one in history.streams[head.stream] if one.version <= head.version]
    try:
        dossier = fold(facts)
        held = stretches(dossier, year, periods_of(cycle), lambda unit: _achieved(history, final, unit))
        if not held:
            yield Difference("agreements of the year", "named", "not in the topics")
            return
        yield from _agreements(history, final, held)
        yield from _own_stream(history, fact, final)
        yield from whose(history, final.employee, facts)
        set_above = [one.unit_stream for one in final.agreements if one.unit_stream]
        yield from acted(history, final.employee, facts, [*set_above, _head(fact)])
        yield from judged_by_raters(history, final.employee, {one.agreed.assignment for one in held}, facts)
        for one in final.agreements:
            yield from set_from_above(history, one.unit, one.unit_stream)
        yield from finalized_by_rater(history, fact, (final.employee, held[-1].agreed.assignment, final.rater))
        yield from _last_day(history, final, held[-1])
        yield from said_when("finalized_at", final.finalized_at, fact)
        yield from not_before(final.finalized_at, [*facts, *_read(history, _beside_heads(final))])
        yield from _behaviour(final, dossier, facts)
        yield from _shown_beside(history, final)
        shown = innovations_of_year(dossier, year, held, gone_for(dossier, final.innovations))
        yield from differ("innovations", final.innovations, shown)
        inputs = year_inputs(dossier, year, held, time_zone=copied.time_zone, unverified=final.unverified)
        yield from differ("colleagues heard", final.colleagues_heard, inputs.colleagues_heard)
        yield from differ("behaviour values below", final.behaviour_below, behaviour_below(inputs))
        outcome = policy.evaluate(replace(inputs, innovation=bool(shown)))
        yield from compare_year(final, inputs, outcome, held)
        predicate = policy.conclude(outcome, final.given.result, final.given.behaviour)
    except (InvalidInputs, UnknownRating, AgreementsOverlap) as error:
        # No service records what cannot be scored, so the history is not what was scored.
        yield Difference("inputs", "scored", f"cannot be scored: {error!r}")
        return
    yield from differ("predicate", final.predicate, predicate)


def _head(fact: Fact) -> StreamHead:
    return StreamHead(stream=fact.stream, version=fact.version)


def _beside_heads(final: AnnualEvaluationFinalized) -> list[StreamHead]:
    """Heads the final names beside those of the dossier."""
    copied = [final.copied.cycle, final.copied.policy_stream, *(one.unit_stream for one in final.agreements)]
    return [one for one in copied if one is not None] + [one.final for one in final.beside]


def _rests_on(final: AnnualEvaluationFinalized) -> list[StreamHead]:
    return [*final.heads, *_beside_heads(final), *([final.consideration] if final.consideration else [])]


def _policy(final: AnnualEvaluationFinalized) -> YearPolicy | None:
    found = next((one for one in YEARS.values() if one.id == final.policy.id), None)
    return found if found and policy_hash(found.id) == final.policy.hash else None


def _hash_here(final: AnnualEvaluationFinalized) -> str:
    known = final.policy.id in {one.id for one in YEARS.values()}
    return policy_hash(final.policy.id) if known else "no such policy"


def _read(history: History, heads: Sequence[StreamHead]) -> list[Fact]:
    return [one for head in heads for one in history.streams[head.stream] if one.version <= head.version]


def _events(history: History, head: StreamHead) -> list[Event]:
    return [one.event for one in _read(history, [head])]


def _event_at(history: History, head: StreamHead) -> Event | None:
    return next((one.event for one in history.streams[head.stream] if one.version == head.version), None)


def _copied(final: AnnualEvaluationFinalized, cycle: Sequence[Event]) -> Iterator[Difference]:
    where = f"{final.copied.cycle.stream}:{final.copied.cycle.version}"
    yield from differ(f"time zone from {where}", final.copied.time_zone, cycle_dates(cycle)[0])
    deadline = annual_deadline(cycle)
    yield from differ(f"annual evaluation deadline from {where}", final.copied.annual_evaluation_deadline, deadline)


def _achieved(history: History, final: AnnualEvaluationFinalized, unit: UUID) -> Achieved | None:
    """The unit's achievement of the year at the head the final names for it."""
    for one in final.agreements:
        if one.unit == unit and one.unit_stream is not None:
            event = _event_at(history, one.unit_stream)
            if isinstance(event, UnitAchievementSet) and (event.unit, event.period) == (unit, str(final.year)):
                return Achieved(event.achievement, one.unit_stream)
    return None


def _agreements(history: History, final: AnnualEvaluationFinalized, held: Sequence[Stretch]) -> Iterator[Difference]:
    """Which agreements the year has; one that was itself finalized before was known, so it may not be left out."""
    names = [str(one.agreement) for one in final.agreements]
    yield from differ("agreements of the year", names, [str(one.agreed.agreement) for one in held])
    for fact in history.finals_of(final.employee):
        event = fact.event
        if isinstance(event, EvaluationFinalized) and event.period.startswith(str(final.year)):
            known = fact.time < final.finalized_at and str(event.agreement) not in names
            if known and not _acting(history, final, event.agreement):
                yield Difference(f"agreement {event.agreement}", "left out", f"finalized for {event.period}")
    last = held[-1].agreed
    for name in ("agreement", "unit", "head_of_unit", "employee"):
        yield from differ(f"{name} of the last agreement", getattr(final, name), getattr(last, name))


def _acting(history: History, final: AnnualEvaluationFinalized, agreement: UUID) -> bool:
    """Whether an agreement was of an acting office, as the directory stood at the final: it stands beside the year."""
    agreed = [one.event for one in history.dossier_of(final.employee) if one.time <= final.finalized_at]
    placed = [one.event for one in history.streams.get(final.employee, ()) if one.time <= final.finalized_at]
    return agreement in acting_in(agreed, places(placed), final.year)


def _own_stream(history: History, fact: Fact, final: AnnualEvaluationFinalized) -> Iterator[Difference]:
    """All that was recorded in the final's own stream before it counts: an append fails if the stream moved on."""
    named = max((head.version for head in final.heads if head.stream == fact.stream), default=0)
    yield from differ(f"last version of its own stream {fact.stream} that counts", named, fact.version - 1)
    left = [
        StreamHead(stream=one.stream, version=one.version)
        for one in history.streams[fact.stream]
        if one.version < fact.version and isinstance(one.event, ConsiderationLeft)
    ]
    yield from differ("consideration", final.consideration, left[-1] if left else None)


def _last_day(history: History, final: AnnualEvaluationFinalized, last: Stretch) -> Iterator[Difference]:
    """The rater on the last day; where that day was still to come, it was the one known then."""
    ends = end_of_day(last.agreed.ends_on, final.copied.time_zone)
    if final.finalized_at > ends:
        told = [(one.time, one.event) for one in history.streams.get(final.employee, ())]
        yield from differ(
            "rater on the last day", final.rater_on_last_day, rater_on(told, last.agreed.assignment, ends)
        )


def _behaviour(final: AnnualEvaluationFinalized, dossier: Dossier, facts: Sequence[Fact]) -> Iterator[Difference]:
    """The seven values, each held against the last assessment of the year."""
    assessed = dossier.annual_behaviour.get(str(final.year))
    found: dict[str, Any] = assessed.values.model_dump() if assessed else {}  # Any: ratings
    places = [
        f"assessed in {one.stream}:{one.version}"
        for one in facts
        if isinstance(one.event, BehaviourAssessed) and one.event.period == str(final.year)
    ]
    source = places[-1] if places else "never assessed"
    for name, given in final.behaviour.model_dump().items():
        yield from differ(f"behaviour value {name} ({source})", given, found.get(name))


def _shown_beside(history: History, final: AnnualEvaluationFinalized) -> Iterator[Difference]:
    """Each result that stands beside is that of its agreement's period, the last there was; none is left out."""
    for one in final.beside:
        event = _event_at(history, one.final)
        says = None
        if isinstance(event, EvaluationFinalized | EvaluationAmended):
            says = (event.employee, event.agreement, event.period, event.predicate)
        given = (final.employee, one.agreement, one.period, one.predicate)
        yield from differ(f"result of {one.period} beside ({one.final.stream}:{one.final.version})", given, says)
        for fact in history.streams[one.final.stream]:
            later = isinstance(fact.event, EvaluationAmended) and fact.version > one.final.version
            if later and fact.time < final.finalized_at:
                yield Difference(f"result of {one.period} beside", f"{one.final.version}", f"amended: {fact.version}")
    shown = {(one.agreement, one.period) for one in final.beside}
    for fact in history.finals_of(final.employee):
        event = fact.event
        if isinstance(event, EvaluationFinalized) and event.period.startswith(str(final.year)):
            before = fact.time < final.finalized_at
            if before and (event.agreement, event.period) not in shown:
                yield Difference(f"result of {event.period} beside", "left out", f"{fact.stream}:{fact.version}")
