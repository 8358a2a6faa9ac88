"""The one rounding of scoring: half up, from an exact fraction to decimal places.

Bands and ranks read what this returns, so equal numbers shown never get different words.
Uses whole numbers only: no decimal context, no float, the same on every machine. Frozen once released.
"""

from decimal import Decimal
from fractions import Fraction

__all__ = ["SHOWN_PLACES", "half_up"]

#: Decimal places of every value and score that people see (domain 7.3: two).
SHOWN_PLACES = 2


def half_up(value: Fraction, places: int = SHOWN_PLACES) -> Decimal:
    """`value` (>= 0) rounded half up to `places` decimal places, which the result always carries.

    Raises ValueError for a negative value: no score has one.
    """
    if value < 0:
        raise ValueError(f"a score is never negative: {value}")
    scaled = (value * 10**places + Fraction(1, 2)).__floor__()
    return Decimal((0, tuple(int(digit) for digit in str(scaled)), -places))
