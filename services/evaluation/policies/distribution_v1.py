"""The distribution of predicates in a unit, held against the pattern of its achievement (domain 7.6, SE 3/2023).

The pattern is a guide to the head: it says which rule is broken and by how many persons, and changes nobody's
predicate. At-most shares are floored and at-least shares ceiled to whole persons; "most" is more than half. Below
`APPLIES_FROM` people some patterns cannot be met, so the spread is shown without a verdict [reading]. Pure; frozen
once released.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from services.evaluation.policies.inputs_v1 import Parameter, UnitAchievement
from services.evaluation.policies.outcome_v1 import Predicate

__all__ = [
    "APPLIES_FROM",
    "PARAMETERS",
    "PATTERNS",
    "PREDICATES",
    "Broken",
    "LeftOut",
    "Limit",
    "Person",
    "Rule",
    "Spread",
    "UnitNotKnown",
    "counted_in",
    "limit_of",
    "spread",
]

PREDICATES: tuple[Predicate, ...] = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")

Kind = Literal["more_than", "at_most", "at_least", "at_least_people"]
LeftOut = Literal["excluded", "short_period"]

#: People from whom on the pattern is a verdict.
APPLIES_FROM = 5
#: Whether people with `short_period` are counted.
COUNT_SHORT_PERIOD = False

_HALF, _ONE_TENTH, _SIX_TENTHS, _SEVEN_TENTHS = (Fraction(tenths, 10) for tenths in (5, 1, 6, 7))


class UnitNotKnown(LookupError):
    """A person works in a unit that the tree of units does not hold."""


@dataclass(frozen=True)
class Rule:
    """One line of a pattern: how many may or must have one of `predicates`.

    `share`: of all people counted (`at_most` floors, `at_least` ceils); of `at_least_people`: persons.
    """

    predicates: tuple[Predicate, ...]
    kind: Kind
    share: Fraction


@dataclass(frozen=True)
class Limit:
    """A rule for so many people, in whole persons: the fewest or the most that keep it."""

    fewest: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Broken:
    """A rule that the spread breaks: what it asks for in persons, and what there is."""

    rule: Rule
    limit: Limit
    found: int
    people: int


@dataclass(frozen=True)
class Person:
    """Someone with an agreement in force on the period's last day: counted once, by that agreement.

    `predicate`: of the final as it now stands, None while open. `excluded`: the officer left them out with a reason.
    """

    employee: str
    unit: str
    head_of_unit: bool
    predicate: Predicate | None
    short_period: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Spread:
    """How a unit's predicates are spread. `verdict`: `fits`, `broken` (by `broken`), or none from too few people.

    `waiting`: counted, and still open: settling waits for them or for their exclusion. `left_out`: not counted, why.
    """

    achievement: UnitAchievement
    counts: Mapping[Predicate, int]
    people: int
    waiting: tuple[str, ...]
    left_out: tuple[tuple[str, LeftOut], ...]
    broken: tuple[Broken, ...]
    verdict: Literal["fits", "broken", "too_few"]


PATTERNS: Mapping[UnitAchievement, tuple[Rule, ...]] = MappingProxyType(
    {
        "istimewa": (
            Rule(("sangat_baik",), "more_than", _HALF),
            Rule(("sangat_baik",), "at_most", _SEVEN_TENTHS),
        ),
        "baik": (
            Rule(("baik",), "more_than", _HALF),
            Rule(("baik",), "at_most", _SEVEN_TENTHS),
            Rule(("butuh_perbaikan", "kurang"), "at_least_people", Fraction(1)),
        ),
        "butuh_perbaikan": (
            Rule(("butuh_perbaikan",), "at_least", _SIX_TENTHS),
            Rule(("sangat_baik",), "at_most", _ONE_TENTH),
        ),
        "kurang": (
            Rule(("kurang",), "at_least", _SIX_TENTHS),
            Rule(("butuh_perbaikan",), "at_least", _ONE_TENTH),
            Rule(("sangat_baik",), "at_most", _ONE_TENTH),
        ),
        "sangat_kurang": (
            Rule(("sangat_kurang",), "at_least", _SIX_TENTHS),
            Rule(("kurang", "butuh_perbaikan"), "at_least", _ONE_TENTH),
            Rule(("sangat_baik",), "at_most", Fraction(0)),
        ),
    }
)

PARAMETERS = (
    Parameter("patterns", "most, 70, 60 and 10 per cent by the unit's achievement", "SE MenPANRB 3/2023"),
    Parameter("most", _HALF, "reading: more than half"),
    Parameter("whole_persons", "at most floored, at least ceiled", "reading: the circular is silent"),
    Parameter("applies_from", Fraction(APPLIES_FROM), "reading: with four, istimewa cannot be met"),
    Parameter("count_short_period", "no", "reading"),
)


def counted_in(
    unit: str, people: Iterable[Person], parents: Mapping[str, str | None], with_achievement: Collection[str]
) -> list[Person]:
    """Who counts in `unit`: its people and those of sub-units without an achievement of their own, but not its head.

    `parents`: every unit's parent, None at the top. A head counts one level up; so does whoever works in a unit without
    an achievement. Short periods and the excluded are among them: `spread` leaves those out by name.
    Raises UnitNotKnown.
    """
    own = {*with_achievement, unit}
    return [one for one in people if _counts_in(one, parents, own) == unit]


def _counts_in(person: Person, parents: Mapping[str, str | None], own: Collection[str]) -> str | None:
    if person.unit not in parents:
        raise UnitNotKnown(person.unit)
    at: str | None = parents[person.unit] if person.head_of_unit else person.unit
    while at is not None and at not in own:
        if at not in parents:
            raise UnitNotKnown(at)
        at = parents[at]
    return at


def limit_of(rule: Rule, people: int) -> Limit:
    """A rule in whole persons, for so many people."""
    share = rule.share * people
    match rule.kind:
        case "more_than":
            return Limit(fewest=share.__floor__() + 1)
        case "at_most":
            return Limit(most=share.__floor__())
        case "at_least":
            return Limit(fewest=share.__ceil__())
    return Limit(fewest=int(rule.share))


def spread(achievement: UnitAchievement, counted: Iterable[Person]) -> Spread:
    """The spread of those counted in a unit, and every rule of the pattern it breaks."""
    left_out: list[tuple[str, LeftOut]] = []
    inside: list[Person] = []
    for one in counted:
        if one.excluded:
            left_out.append((one.employee, "excluded"))
        elif one.short_period and not COUNT_SHORT_PERIOD:
            left_out.append((one.employee, "short_period"))
        else:
            inside.append(one)
    found = Counter(one.predicate for one in inside if one.predicate is not None)
    people = found.total()
    broken = () if people < APPLIES_FROM else _broken(achievement, found, people)
    return Spread(
        achievement=achievement,
        counts=MappingProxyType({name: found[name] for name in PREDICATES}),
        people=people,
        waiting=tuple(sorted(one.employee for one in inside if one.predicate is None)),
        left_out=tuple(sorted(left_out)),
        broken=broken,
        verdict="too_few" if people < APPLIES_FROM else "broken" if broken else "fits",
    )


def _broken(achievement: UnitAchievement, found: Mapping[Predicate, int], people: int) -> tuple[Broken, ...]:
    broken = []
    for rule in PATTERNS[achievement]:
        limit, there = limit_of(rule, people), sum(found[name] for name in rule.predicates)
        if (limit.fewest is not None and there < limit.fewest) or (limit.most is not None and there > limit.most):
            broken.append(Broken(rule, limit, there, people))
    return tuple(broken)
