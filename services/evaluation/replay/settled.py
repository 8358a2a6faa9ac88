"""A settled distribution, counted anew from the finals it names and held against the pattern (`domain.md` 7.6).

Who should be among them follows from planning's events, which its service may not all have seen when it settled: what
the topics tell otherwise is a note, and no difference. So is that somebody left out was final: older releases let the
officer leave them out with a reason. Whether the officer settled is in no event.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    DistributionSettled,
    UnitAchievementSet,
)
from contracts.values import StreamHead
from services.evaluation.dossier import Fact
from services.evaluation.finals import Amended, Final, is_year, period_of
from services.evaluation.policies.distribution_v1 import Person, Spread, spread
from services.evaluation.policies.registry import RULES, policy_hash
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.history import History
from services.evaluation.replay.people import CLOCKS_DIFFER
from services.evaluation.replay.people_of_unit import PeopleOfUnits
from services.evaluation.settlement import broken_rules, counts_of

__all__ = ["SettledVerdict", "settlements"]

#: By employee and year: when it was finalized, and whether for fewer than three months of service.
_Years = Mapping[tuple[UUID, str], tuple[datetime, bool]]


@dataclass(frozen=True)
class SettledVerdict:
    """One settlement, and what a stranger finds of it; equal when `differences` is empty."""

    stream: UUID
    version: int
    final: DistributionSettled
    differences: tuple[Difference, ...]
    #: Who, by the topics, was in the unit and is not named, or is counted and was not: its service had seen otherwise;
    #: and who was left out although final.
    notes: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        return not self.differences


def settlements(history: History) -> list[SettledVerdict]:
    """Every settlement of the history, in stream order."""
    people, years, finals, found = PeopleOfUnits(history), _years(history), _finals(history), []
    for fact in (one for _, facts in sorted(history.streams.items()) for one in facts):
        if isinstance(fact.event, DistributionSettled):
            differences = (
                *_differences(history, fact, fact.event),
                *_left_out(fact, fact.event, years),
            )
            notes = (*_notes(people, fact, fact.event), *_left_out_final(people, finals, fact, fact.event))
            found.append(SettledVerdict(fact.stream, fact.version, fact.event, differences, notes))
    return found


def _years(history: History) -> _Years:
    finals = [(one.event, one.time) for one in history.annual_finals()]
    return {
        (event.employee, str(event.year)): (at, event.short_period)
        for event, at in finals
        if isinstance(event, AnnualEvaluationFinalized)
    }


def _finals(history: History) -> Mapping[tuple[UUID, str], list[Fact]]:
    """By employee and period, or year: every final of it."""
    found: defaultdict[tuple[UUID, str], list[Fact]] = defaultdict(list)
    for one in (*history.finals(), *history.annual_finals()):
        if isinstance(one.event, Final):
            found[one.event.employee, period_of(one.event)].append(one)
    return found


def _differences(history: History, fact: Fact, settled: DistributionSettled) -> Iterator[Difference]:
    if missing := history.missing(one.final for one in settled.counted):
        yield Difference("finals counted", "named", f"not in the topics: {', '.join(missing)}")
        return
    rules = settled.rules
    if rules.id not in RULES or policy_hash(rules.id) != rules.hash:
        here = policy_hash(rules.id) if rules.id in RULES else "no such rules"
        yield Difference(f"rules {rules.id}", rules.hash, here)
        return
    yield from differ("achievement of the unit", settled.achievement, _achieved(history, fact, settled))
    persons = []
    for one in settled.counted:
        what = f"{one.final.stream}:{one.final.version}"
        stands = _recorded(history, one.final)
        if stands is None or not isinstance(stands.event, Final | Amended):
            yield Difference(f"final {what} counted", "a final or an amendment", "nothing of the kind")
            continue
        yield from differ(f"employee of {what}", one.employee, stands.event.employee)
        yield from differ(f"period of {what}", settled.period, period_of(stands.event))
        yield from differ(f"predicate in {what}", one.predicate, stands.event.predicate)
        yield from _stood(history, fact, stands)
        short = (
            isinstance(stands.event, AnnualEvaluationFinalized | AnnualEvaluationAmended) and stands.event.short_period
        )
        persons.append(Person(str(one.employee), str(settled.unit), False, stands.event.predicate, short_period=short))
    yield from _comes_to(settled, spread(settled.achievement, persons))


def _achieved(history: History, fact: Fact, settled: DistributionSettled) -> str:
    """The last achievement set before it, in its own stream."""
    before = (one.event for one in history.streams[fact.stream] if one.version < fact.version)
    told = [one for one in before if isinstance(one, UnitAchievementSet)]
    said = [one.achievement for one in told if (one.unit, one.period) == (settled.unit, settled.period)]
    return said[-1] if said else "none set"


def _recorded(history: History, head: StreamHead) -> Fact | None:
    return next((one for one in history.streams.get(head.stream, ()) if one.version == head.version), None)


def _stood(history: History, fact: Fact, stands: Fact) -> Iterator[Difference]:
    """What is counted was there, and nothing had taken its place; some moments are left to whoever was faster."""
    at = f"{stands.stream}:{stands.version}"
    if stands.time > fact.time + CLOCKS_DIFFER:
        yield Difference(f"final {at} counted", "recorded before", "recorded after it was settled")
    for one in history.streams[stands.stream]:
        after = one.version > stands.version and isinstance(one.event, Final | Amended)
        if after and one.time < fact.time - CLOCKS_DIFFER:
            yield Difference(f"final {at} counted", "as it stood", f"amended by {one.stream}:{one.version} before")


def _left_out(fact: Fact, settled: DistributionSettled, years: _Years) -> Iterator[Difference]:
    """Nobody is named twice, and whoever is left out has the officer's reason, or a year of a few months."""
    named = Counter([*(one.employee for one in settled.counted), *(one.employee for one in settled.left_out)])
    for employee in sorted(one for one, times in named.items() if times > 1):
        yield Difference(f"employee {employee}", "named more than once", "one person, counted or left out")
    for one in settled.left_out:
        what = f"employee {one.employee} left out"
        if one.reason_code != "short_period":
            if one.reason is None:
                yield Difference(what, f"{one.reason_code}, without a reason", "left out with a reason only")
            continue
        final_at, short = years.get((one.employee, settled.period), (fact.time, True))
        if not is_year(settled.period) or (final_at < fact.time and not short):
            yield Difference(what, one.reason_code, "not of a short period")


def _left_out_final(
    people: PeopleOfUnits, finals: Mapping[tuple[UUID, str], list[Fact]], fact: Fact, settled: DistributionSettled
) -> Iterator[str]:
    """Whoever has a final predicate is counted now, whatever the officer's reason; after a move, by the last of two.
    Of a year of few months nobody is counted: there it is no matter which reason was given."""
    for one in (one for one in settled.left_out if one.reason_code != "short_period"):
        for final in finals.get((one.employee, settled.period), ()):
            assert isinstance(final.event, Final)
            if isinstance(final.event, AnnualEvaluationFinalized) and final.event.short_period:
                continue
            by = people.agreement_counted(one.employee, settled.period, fact.time)
            if final.time < fact.time - CLOCKS_DIFFER and (is_year(settled.period) or final.event.agreement == by):
                at = f"{final.stream}:{final.version}"
                yield f"employee {one.employee} is left out ({one.reason_code}), and was final by {at}: counted now"


def _comes_to(settled: DistributionSettled, found: Spread) -> Iterator[Difference]:
    for name, why in found.left_out:
        yield Difference(f"employee {name}", "counted", f"left out: {why}")
    yield from differ("people", settled.people, found.people)
    ours, theirs = (
        Counter({one.predicate: one.people for one in counts}) for counts in (settled.counts, counts_of(found))
    )
    for name in theirs:
        yield from differ(f"people who are {name}", ours[name], theirs[name])
    yield from differ("rules broken", settled.broken, broken_rules(found.broken))
    has = {True: "a reason", False: "no reason"}
    yield from differ("the reason for a broken pattern", has[settled.reason is not None], has[bool(found.broken)])


def _notes(people: PeopleOfUnits, fact: Fact, settled: DistributionSettled) -> Iterator[str]:
    """Who was in the unit by all that the topics tell of then."""
    there = people.counted_in(settled.unit, settled.period, fact.time)
    if there is None:
        return
    counted, left_out = {one.employee for one in settled.counted}, {one.employee for one in settled.left_out}
    for one in sorted(there - counted - left_out):
        yield f"employee {one} was in the unit on the last day, and is neither counted nor left out"
    for one in sorted(counted - there):
        yield f"employee {one} is counted, and by the topics was not in the unit on the last day"
