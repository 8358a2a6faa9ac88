"""The numeric scale of PermenPANRB 8/2021 and PP 30/2019 art. 41 (domain 7.4): per cent to points to class.

Achievement is first rounded half up to a whole per cent: the regulation's own row 93/95 -> 98 % -> 88 shows it. Its
cliffs are the regulation's (99 % -> 89, 100 % -> 109). Pure; frozen once released.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from services.evaluation.policies.inputs_v1 import InvalidInputs, Rating
from services.evaluation.policies.outcome_v1 import Predicate
from services.evaluation.policies.rounding_v1 import half_up

__all__ = [
    "ADDITIONAL_AT_MOST",
    "BAIK_FROM",
    "BEHAVIOUR_POINTS",
    "CAP",
    "CUKUP_FROM",
    "FACTORS",
    "KURANG_FROM",
    "POINTS",
    "SANGAT_BAIK_FROM",
    "SCOPE_WEIGHT",
    "Class",
    "additional_value",
    "behaviour_value",
    "class_of_points",
    "class_of_score",
    "class_of_staff",
    "head_points",
    "predicate_of",
    "staff_points",
    "whole_per_cent",
]

Class = Literal["sangat_baik", "baik", "cukup", "kurang", "sangat_kurang"]

#: Points; classes begin at these, inclusive, read on the number as shown.
CAP = Fraction(120)
SANGAT_BAIK_FROM = Fraction(110)
BAIK_FROM = Fraction(90)
CUKUP_FROM = Fraction(70)
KURANG_FROM = Fraction(50)

#: Staff: what a work result of each class is worth.
POINTS: Mapping[Class, Fraction] = MappingProxyType(
    {
        "sangat_baik": CAP,
        "baik": Fraction(100),
        "cukup": Fraction(80),
        "kurang": Fraction(60),
        "sangat_kurang": Fraction(25),
    }
)
#: Additional results: how much of it each class adds, the weight of the assignment's scope in per cent, and the cap.
FACTORS: Mapping[Class, Fraction] = MappingProxyType(
    {
        "sangat_baik": Fraction(1),
        "baik": Fraction(4, 5),
        "cukup": Fraction(3, 5),
        "kurang": Fraction(2, 5),
        "sangat_kurang": Fraction(1, 5),
    }
)
#: Per cent, one weight whatever the scope of the assignment: agreements do not tell a scope.
SCOPE_WEIGHT = Fraction(2)
ADDITIONAL_AT_MOST = Fraction(10)

BEHAVIOUR_POINTS: Mapping[str, Fraction] = MappingProxyType(
    {"above_expectation": CAP, "meets_expectation": Fraction(100), "below_expectation": Fraction(60)}
)

_PREDICATES: Mapping[Class, Predicate] = MappingProxyType(
    {
        "sangat_baik": "sangat_baik",
        "baik": "baik",
        "cukup": "butuh_perbaikan",
        "kurang": "kurang",
        "sangat_kurang": "sangat_kurang",
    }
)


def whole_per_cent(achievement: Fraction) -> int:
    """An achievement (1 is 100 %, >= 0) as a whole per cent, rounded half up."""
    return int(half_up(100 * achievement, 0))


def head_points(per_cent: int, *, maximum: bool, reached: bool) -> Fraction:
    """Value of a head's indicator, 0 to 120. `maximum`: the target is the most attainable, above which is nothing."""
    if maximum and reached:
        return CAP
    x = min(per_cent, 100) if maximum else per_cent
    if x > 110:
        return CAP
    if x >= 101:
        return 110 + Fraction(120 - 110, 110 - 101) * (x - 101)
    if x == 100:
        return Fraction(109)
    if x >= 80:
        return 70 + Fraction(89 - 70, 99 - 80) * (x - 80)
    if x >= 60:
        return 50 + Fraction(69 - 50, 79 - 60) * (x - 60)
    return Fraction(49 * x, 59)


def class_of_staff(per_cent: int) -> Class:
    """Class of one aspect of a work result of staff and functional posts."""
    if per_cent > 100:
        return "sangat_baik"
    if per_cent == 100:
        return "baik"
    if per_cent >= 80:
        return "cukup"
    return "kurang" if per_cent >= 60 else "sangat_kurang"


def staff_points(classes: Sequence[Class]) -> Fraction:
    """The one value of a work result from the classes of its aspects (at least one). A single one is its own value."""
    if len(classes) == 1:
        return POINTS[classes[0]]
    very_poor, poor, fair = (classes.count(each) for each in ("sangat_kurang", "kurang", "cukup"))
    if very_poor >= 2:
        return POINTS["sangat_kurang"]
    if very_poor == 1 or poor >= 2:
        return POINTS["kurang"]
    if poor == 1 or fair >= 2:
        return POINTS["cukup"]
    if fair == 0 and 3 * classes.count("sangat_baik") >= 2 * len(classes):
        return POINTS["sangat_baik"]
    return POINTS["baik"]


def class_of_points(points: Fraction) -> Class:
    """The band points lie in, read on the number as shown; the innovation is asked for elsewhere."""
    shown = Fraction(half_up(points))
    if shown >= SANGAT_BAIK_FROM:
        return "sangat_baik"
    if shown >= BAIK_FROM:
        return "baik"
    if shown >= CUKUP_FROM:
        return "cukup"
    return "kurang" if shown >= KURANG_FROM else "sangat_kurang"


def class_of_score(final: Fraction, *, innovation: bool) -> Class:
    """Class of the final value: nobody is sangat baik without an innovation (PP 30/2019 art. 41)."""
    band = class_of_points(final)
    return "baik" if band == "sangat_baik" and not innovation else band


def predicate_of(band: Class) -> Predicate:
    """The class is the predicate; `cukup` travels as `butuh_perbaikan`."""
    return _PREDICATES[band]


def additional_value(values: Sequence[Fraction]) -> Fraction:
    """What additional results add: each by its class and the one weight; the sum is capped."""
    added = [FACTORS[class_of_points(value)] * SCOPE_WEIGHT * value / 100 for value in values]
    return min(ADDITIONAL_AT_MOST, sum(added, Fraction(0)))


def behaviour_value(values: Mapping[str, Rating] | None, names: Sequence[str]) -> Fraction | None:
    """The mean of the seven `names`; None while any is missing. Raises InvalidInputs for another name or word."""
    given = dict(values or {})
    for name, rating in given.items():
        if name not in names or rating not in tuple(BEHAVIOUR_POINTS):
            raise InvalidInputs(f"not a rated behaviour value: {name!r}: {rating!r}")
    if len(given) < len(names):
        return None
    return sum((BEHAVIOUR_POINTS[given[name]] for name in names), Fraction(0)) / len(names)
