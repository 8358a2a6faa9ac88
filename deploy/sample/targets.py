"""The target of one quarter, derived from the year's as `domain.md` section 4 says; exact fractions.

The sample needs it to invent realizations around a target and to know what is due. It is written from the
domain and shares no code with planning, so the two can be compared.
"""

from dataclasses import dataclass
from fractions import Fraction

from deploy.sample.model import Indicator

MONTHS_OF_YEAR = 12
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True)
class Due:
    """What a period asks for; `maximum` None: there is no highest attainable value."""

    low: Fraction
    high: Fraction
    maximum: Fraction | None


def due(indicator: Indicator, period: str) -> Due | None:
    """The target of `period` ("2026Q2") of a whole-year agreement; None: not due."""
    if indicator.targets is not None:
        given = next((t for t in indicator.targets if t.period == period), None)
        return None if given is None else Due(Fraction(given.low), Fraction(given.high), None)
    low, high = Fraction(indicator.target.low), Fraction(indicator.target.high)
    maximum = None if indicator.maximum is None else Fraction(indicator.maximum)
    if indicator.accumulation != "sum":
        return Due(low, high, maximum)
    share = Fraction(int(period[-1]) * MONTHS_OF_QUARTER, MONTHS_OF_YEAR)
    split = Due(
        _split(indicator, low, share),
        _split(indicator, high, share),
        None if maximum is None else _ceiling(indicator, maximum, share),
    )
    # A share that vanishes from a target above zero asks for nothing yet; nor does a range that zero already reaches.
    reached_by_nothing = indicator.direction == "higher_is_better" and split.low == 0 < low
    return None if reached_by_nothing or split.high == 0 < high else split


def _ceiling(indicator: Indicator, year: Fraction, share: Fraction) -> Fraction:
    """The highest attainable value of a period, away from its target unless the year's are the same."""
    lower = indicator.direction == "lower_is_better"
    if year == Fraction(indicator.target.low if lower else indicator.target.high):
        return _split(indicator, year, share)
    exact = year * share
    if not indicator.whole:
        return exact
    return Fraction(exact.__floor__() if lower else exact.__ceil__())


def _split(indicator: Indicator, year: Fraction, share: Fraction) -> Fraction:
    exact = year * share
    if not indicator.whole:
        return exact
    return Fraction(exact.__ceil__() if indicator.direction == "lower_is_better" else exact.__floor__())
