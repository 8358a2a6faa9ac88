"""Ratings and predicate under PermenPANRB 6/2022 (domain 7.3 and 7.5): bands, counting rule, median, matrix.

Every word that is no rating is an error, never a default. A work result's value is rounded exactly as the score
is (half up, two places) before the bands read it, so equal numbers shown never get different words [reading].
Ratings are words, in one order: below, meets, above. Pure; frozen once released.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from services.evaluation.policies.inputs_v1 import InvalidInputs, Rating
from services.evaluation.policies.outcome_v1 import Predicate
from services.evaluation.policies.rounding_v1 import half_up

__all__ = [
    "ABOVE",
    "ABOVE_FROM",
    "ABOVE_MORE_THAN",
    "BEHAVIOUR_VALUES",
    "BELOW",
    "BELOW_AT_MOST",
    "MEETS",
    "MEETS_FROM",
    "UnknownRating",
    "advised_behaviour",
    "counting_rating",
    "lower_of",
    "predicate",
    "rating_of_unit",
    "rating_of_value",
]

ABOVE: Rating = "above_expectation"
MEETS: Rating = "meets_expectation"
BELOW: Rating = "below_expectation"
_ASCENDING: tuple[Rating, ...] = (BELOW, MEETS, ABOVE)

#: Points, inclusive, read on the rounded number.
ABOVE_FROM = Fraction(110)
MEETS_FROM = Fraction(90)
#: Shares of the counting rule: above needs strictly more than the first, meets allows at most the second.
ABOVE_MORE_THAN = Fraction(1, 2)
BELOW_AT_MOST = Fraction(1, 3)

#: The seven BerAKHLAK values in the order of their acronym.
BEHAVIOUR_VALUES = (
    "service_orientation",
    "accountable",
    "competent",
    "harmonious",
    "loyal",
    "adaptive",
    "collaborative",
)

_PREDICATES: Mapping[tuple[str, str], Predicate] = MappingProxyType(
    {
        (ABOVE, BELOW): "kurang",
        (ABOVE, MEETS): "baik",
        (ABOVE, ABOVE): "sangat_baik",
        (MEETS, BELOW): "kurang",
        (MEETS, MEETS): "baik",
        (MEETS, ABOVE): "baik",
        (BELOW, BELOW): "sangat_kurang",
        (BELOW, MEETS): "butuh_perbaikan",
        (BELOW, ABOVE): "butuh_perbaikan",
    }
)

_RATING_OF_UNIT: Mapping[str, Rating] = MappingProxyType(
    {"istimewa": ABOVE, "baik": MEETS, "butuh_perbaikan": BELOW, "kurang": BELOW, "sangat_kurang": BELOW}
)


class UnknownRating(ValueError):
    """A word that is no rating, or no achievement of a unit: an error, never a default."""


def predicate(result_rating: str, behaviour_rating: str) -> Predicate:
    """The predicate (*predikat kinerja*) of two ratings, PermenPANRB 6/2022. Raises UnknownRating."""
    for word in (result_rating, behaviour_rating):
        if word not in _ASCENDING:
            raise UnknownRating(f"not a rating: {word!r}")
    return _PREDICATES[result_rating, behaviour_rating]


def rating_of_unit(unit_achievement: str) -> Rating:
    """The result rating of a unit's head: the unit's achievement itself, SE MenPANRB 3/2023. Raises UnknownRating."""
    if unit_achievement not in tuple(_RATING_OF_UNIT):
        raise UnknownRating(f"not a unit's achievement: {unit_achievement!r}")
    return _RATING_OF_UNIT[unit_achievement]


def rating_of_value(value: Fraction) -> Rating:
    """The rating of a work result's value or of the score, in points >= 0, read on the number as shown."""
    shown = Fraction(half_up(value))
    if shown >= ABOVE_FROM:
        return ABOVE
    return MEETS if shown >= MEETS_FROM else BELOW


def counting_rating(main: Sequence[Rating], additional: Sequence[Rating] = ()) -> Rating:
    """The counting rule over the ratings of results that were due; raises InvalidInputs if `main` is empty.

    Additional results are counted only if they are above: they can help, never harm.
    """
    if not main:
        raise InvalidInputs("the counting rule needs a main result that was due")
    below = main.count(BELOW)
    helping = additional.count(ABOVE)
    above = main.count(ABOVE) + helping
    if below == 0 and above > ABOVE_MORE_THAN * (len(main) + helping):
        return ABOVE
    return MEETS if below <= BELOW_AT_MOST * len(main) else BELOW


def lower_of(one: Rating, other: Rating) -> Rating:
    """The lower of two ratings."""
    return min(one, other, key=_ASCENDING.index)


def advised_behaviour(values: Mapping[str, Rating] | None) -> Rating | None:
    """The median of the seven values; None while any is missing. Raises UnknownRating for another name or word."""
    given = dict(values or {})
    for name, rating in given.items():
        if name not in BEHAVIOUR_VALUES or rating not in _ASCENDING:
            raise UnknownRating(f"not a rated behaviour value: {name!r}: {rating!r}")
    if len(given) < len(BEHAVIOUR_VALUES):
        return None
    return sorted(given.values(), key=_ASCENDING.index)[len(BEHAVIOUR_VALUES) // 2]
