"""What is due, at which share, and what it achieved: the arithmetic that policies and the year have in common.

Weights are scaled to those due (domain 7.1); who did not do the work saved no time and no cost. Knows no scale of
points: that is each policy's. Pure; frozen once released. (`permenpanrb-6-2022.v1` holds the same rules in its own
module, which is older; a test holds the two alike.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.achievement_v1 import achievement, fully_reached
from services.evaluation.policies.inputs_v1 import Indicator, InvalidInputs

__all__ = ["Achieved", "NOTHING", "NOT_ACHIEVED", "achieved", "idle", "is_maximum", "mean", "shares"]

NOTHING = Fraction(0)


@dataclass(frozen=True)
class Achieved:
    """How far an indicator got: a fraction (1 is 100 %), and whether its target is fully reached before rounding."""

    achievement: Fraction
    reached: bool


#: Of what was not reported, not shown, or rejected.
NOT_ACHIEVED = Achieved(NOTHING, reached=False)


def achieved(indicator: Indicator, realization: Fraction | None) -> Achieved:
    """What a due indicator achieved if `realization` counts; None: nothing counts. Raises InvalidInputs (not due)."""
    if indicator.low is None or indicator.high is None:
        raise InvalidInputs(f"indicator {indicator.indicator} has no target in this period")
    if realization is None:
        return NOT_ACHIEVED
    target = (realization, indicator.low, indicator.high, indicator.direction)
    return Achieved(achievement(*target), fully_reached(*target))


def is_maximum(indicator: Indicator) -> bool:
    """Whether the target is the highest attainable value itself (lower_is_better: the lowest; zero always is)."""
    if indicator.direction == "higher_is_better":
        return indicator.maximum is not None and indicator.maximum == indicator.high
    return indicator.high == 0 or (indicator.maximum is not None and indicator.maximum == indicator.low)


def idle(due: Sequence[Indicator], got: Mapping[str, Achieved]) -> frozenset[str]:
    """Time and cost indicators of one result that count zero, as all due of quantity and quality achieved nothing."""
    work = [each for each in due if each.aspect in ("quantity", "quality")]
    if not work or any(got[each.indicator].achievement > 0 for each in work):
        return frozenset()
    return frozenset(each.indicator for each in due if each.aspect in ("time", "cost"))


def shares(weights: Mapping[str, Fraction | None]) -> dict[str, Fraction]:
    """Weights of those due, scaled to 1 together; none given: all alike."""
    plain = {name: Fraction(1) if weight is None else weight for name, weight in weights.items()}
    whole = sum(plain.values(), NOTHING)
    return {name: weight / whole for name, weight in plain.items()}


def mean(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The mean of (share, value) pairs whose shares are 1 together; None of nothing."""
    if not parts:
        return None
    return sum((share * value for share, value in parts), NOTHING)
