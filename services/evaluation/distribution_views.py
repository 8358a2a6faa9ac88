"""A unit's distribution of predicates against the pattern of its achievement, as it stands and as it was settled.

`domain.md` 7.6. The spread is that of what stands now, amendments included; a settlement stays as it was recorded.
Where the two differ the answer says so: what was amended after settling asks for a new check, it reopens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.store import Recorded
from contracts.evaluation import (
    Achievement,
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    CountedPerson,
    DistributionSettled,
    LeftOut,
    PolicyRef,
    Rating,
    UnitAchievementSet,
)
from contracts.values import StreamHead, instant_text
from services.evaluation import words
from services.evaluation.charts import distribution, nine_box
from services.evaluation.people_views import unit_people
from services.evaluation.policies.distribution_v1 import PATTERNS, Person, Spread, counted_in, limit_of, spread
from services.evaluation.policies.registry import policy_hash
from services.evaluation.policies.year_v1 import SHORT_PERIOD_MONTHS, months_held
from services.evaluation.policy_choice import computes_a_class
from services.evaluation.policy_choice_commands import chosen
from services.evaluation.population import Member
from services.evaluation.settlement import broken_rules, who_has_which
from services.evaluation.standing import Stands, opened_of, recorded_standings, told_by
from services.evaluation.units import Units
from services.evaluation.words import Said, of

__all__ = [
    "RULES",
    "Measured",
    "chart",
    "counted_people",
    "left_out_in",
    "measured",
    "nine_boxes",
    "settled_in",
    "shown",
    "unit_stream",
]

RULES = "distribution.v1"


@dataclass(frozen=True)
class Measured:
    """A unit's period or year as it stands. `spread` is held against `achievement`; None: no achievement is set yet.

    `history`: the unit's own stream; `heads`: by employee, where what stands of them was recorded.
    """

    unit: UUID
    period: str
    units: Units
    achievement: Achievement | None
    counted: tuple[Person, ...]
    spread: Spread
    stands: Mapping[Member, Stands]
    heads: Mapping[str, StreamHead]
    history: tuple[Recorded, ...]
    #: By employee, who has no final.
    open: Mapping[str, Member] = field(default_factory=dict)
    #: By employee, who would be counted and of whom there will be no final.
    never: tuple[str, ...] = ()

    @property
    def settled(self) -> Recorded | None:
        return settled_in(self.history)


def unit_stream(runtime: Runtime, unit: UUID, period: str) -> UUID:
    return runtime.stream(f"unit:{unit}:{period}")


def settled_in(history: Sequence[Recorded]) -> Recorded | None:
    """The last settlement of a unit's stream."""
    return next((one for one in reversed(history) if isinstance(one.event, DistributionSettled)), None)


def left_out_in(history: Sequence[Recorded]) -> dict[str, LeftOut]:
    """Whom the last settlement excluded with a reason, by employee."""
    last = settled_in(history)
    if last is None or not isinstance(last.event, DistributionSettled):
        return {}
    return {str(one.employee): one for one in last.event.left_out if one.reason_code != "short_period"}


def _achieved(history: Sequence[Recorded]) -> Achievement | None:
    found = [one.event.achievement for one in history if isinstance(one.event, UnitAchievementSet)]
    return found[-1] if found else None


def measured(call: Call, unit: UUID, period: str, excluded: Mapping[str, LeftOut] | None = None) -> Measured:
    """The spread now, of who counts in the unit; `excluded`: by employee, else as last settled.

    Raises `Forbidden` for whoever may not see the unit, `Unknown`.
    """
    runtime = call.runtime
    people, units, _ = unit_people(call, unit, period)
    below = units.below(unit)
    streams = {unit_stream(runtime, one, period): one for one in below}
    histories = {streams[stream]: told for stream, told in runtime.store.load_many(list(streams)).items()}
    own = histories[unit]
    left_out = left_out_in(own) if excluded is None else excluded
    recorded = recorded_standings(runtime, people.members, period)
    stands = told_by(recorded)
    heads = {str(one.employee): StreamHead(stream=at.stream, version=at.version) for one, at in recorded.items()}
    persons = [_person(one, stands, left_out) for one in people.members]
    with_achievement = {str(one) for one, told in histories.items() if _achieved(told) is not None}
    parents = {str(one): str(parent) if parent else None for one, parent in units.parents.items()}
    still = {str(one.employee): one for one in people.members if one not in stands}
    never = _nothing_due(call, list(still.values()), period)
    there = counted_in(str(unit), persons, parents, with_achievement)
    counted = [one for one in there if one.employee not in never]
    achievement = _achieved(own)
    # Counts are the same against every pattern: without an achievement only they are told.
    found = spread(achievement or "baik", counted)
    out = tuple(one.employee for one in there if one.employee in never)
    return Measured(unit, period, units, achievement, tuple(counted), found, stands, heads, tuple(own), still, out)


def _nothing_due(call: Call, still: Sequence[Member], period: str) -> frozenset[str]:
    """Of those without a final: of whom there will be none, so settling does not wait for them (decision 0090)."""
    if not computes_a_class(chosen(call.runtime, int(period[:4]))):
        return frozenset()  # where ratings are given, there is a final of nothing due too
    opened = opened_of(call.runtime, still, period, call.now, cases=False)
    return frozenset(str(one.employee) for one, told in opened.items() if told.state == "nothing_due")


def counted_people(found: Measured) -> list[CountedPerson]:
    """Who makes up the spread, each with the final, or the amendment, that says so."""
    left_out = {name for name, _ in found.spread.left_out}
    return [
        CountedPerson(employee=UUID(one.employee), predicate=one.predicate, final=found.heads[one.employee])
        for one in found.counted
        if one.predicate is not None and one.employee not in left_out
    ]


def _person(member: Member, stands: Mapping[Member, Stands], left_out: Mapping[str, LeftOut]) -> Person:
    """As the rules count them. `short_period` is said of a year's evaluation only: a quarter is itself short.

    Who was left out and is final since is counted: the settlement stays, and asks for a new check.
    """
    final = stands.get(member)
    return Person(
        employee=str(member.employee),
        unit=str(member.unit),
        head_of_unit=member.head_of_unit,
        predicate=final.predicate if final else None,
        short_period=_is_short(member, final),
        excluded=final is None and str(member.employee) in left_out,
    )


def _is_short(member: Member, final: Stands | None) -> bool:
    """Whether the year held fewer than three months of service: as the final says, before it by the agreements."""
    if isinstance(final, AnnualEvaluationFinalized | AnnualEvaluationAmended):
        return final.short_period
    months = sum((months_held(*days) for days in member.held), Fraction(0))
    return bool(member.held) and months < SHORT_PERIOD_MONTHS


def _pattern(achievement: Achievement | None, people: int) -> list[dict[str, Any]]:
    if achievement is None:
        return []
    return [
        {"predicates": list(rule.predicates), "kind": rule.kind, **_limit(rule, people)}
        for rule in PATTERNS[achievement]
    ]


def _limit(rule: Any, people: int) -> dict[str, int | None]:  # Any: a Rule of the frozen policy
    limit = limit_of(rule, people)
    return {"fewest": limit.fewest, "most": limit.most}


def broken_said(found: Measured) -> list[dict[str, Any]]:
    """Every rule that the spread breaks, exactly, in words and numbers."""
    if found.achievement is None:
        return []
    told = []
    for one in broken_rules(found.spread.broken):
        ours, english = (" + ".join(of(words.PREDICATE, name)[place] for name in one.predicates) for place in (0, 1))
        asked = (f"paling sedikit {one.fewest}", f"at least {one.fewest}")
        if one.fewest is None:
            asked = (f"paling banyak {one.most}", f"at most {one.most}")
        people = found.spread.people
        said = Said(
            f"{ours}: {one.found} dari {people} orang, {asked[0]}",
            f"{english}: {one.found} of {people} people, {asked[1]}",
        )
        told.append({**one.model_dump(mode="json"), **said.plain()})
    return told


def shown(found: Measured) -> dict[str, Any]:
    settled = found.settled
    last = settled.event if settled else None
    now = dict(found.spread.counts)
    return {
        "unit": str(found.unit),
        "period": found.period,
        "achievement": found.achievement,
        "rules": PolicyRef(id=RULES, hash=policy_hash(RULES)).model_dump(),
        "people": found.spread.people,
        "counts": now,
        "pattern": _pattern(found.achievement, found.spread.people),
        "verdict": "no_achievement" if found.achievement is None else found.spread.verdict,
        "broken": broken_said(found),
        "waiting": list(found.spread.waiting),
        "left_out": [
            *({"employee": name, "why": why} for name, why in found.spread.left_out),
            *({"employee": name, "why": "nothing_due"} for name in sorted(found.never)),
        ],
        "settled": _settled(settled),
        "check_again": isinstance(last, DistributionSettled) and not _is_as_settled(found, last),
        "streams": [{"stream": str(found.history[-1].stream), "version": len(found.history)}] if found.history else [],
    }


def _settled(settled: Recorded | None) -> dict[str, Any] | None:
    if settled is None:
        return None
    event = settled.event.model_dump(mode="json", exclude_none=True)
    return {"at": instant_text(settled.time), "by": settled.actor, "version": settled.version, **event}


def _is_as_settled(found: Measured, last: DistributionSettled) -> bool:
    now = {one.employee: one.predicate for one in counted_people(found)}
    return (found.achievement, now) == (last.achievement, who_has_which(last)) and not found.spread.waiting


def _title(found: Measured) -> str:
    return f"{found.units.name(found.unit)}, {found.period}"


def chart(found: Measured) -> str:
    """The distribution as SVG; without an achievement no pattern is held against it."""
    if found.achievement is None:
        plain = replace(found.spread, verdict="too_few", broken=())
        return distribution(plain, f"{_title(found)} (capaian unit belum ditetapkan / no achievement set)")
    return distribution(found.spread, _title(found))


def nine_boxes(found: Measured) -> str:
    """The nine-box as SVG, of those counted whose final has both ratings."""
    counted = {one.employee for one in found.counted if not one.excluded}
    ratings: list[tuple[Rating, Rating]] = []
    for stands in found.stands.values():
        given = stands.given
        if str(stands.employee) in counted and given.result is not None and given.behaviour is not None:
            ratings.append((given.result, given.behaviour))
    return nine_box(ratings, _title(found))
