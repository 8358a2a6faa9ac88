"""Moving a deadline of a period or of the year to a later day: never to an earlier one (`domain.md` 3)."""

from dataclasses import dataclass
from datetime import date

from contracts.refusals import Refusal
from services.planning.domain import Cycle

__all__ = ["Extension", "NoSuchPeriod", "NotLater", "decide_extend"]


@dataclass(frozen=True)
class Extension:
    """Which deadline of which period (None: of the year) moves to which day, and why (a code)."""

    period: str | None
    deadline: str
    extended_to: date
    reason_code: str


@dataclass(eq=False)
class NoSuchPeriod(Refusal):
    """The cycle has no such period."""

    period: str


@dataclass(eq=False)
class NotLater(Refusal):
    """A deadline is never shortened for what was done."""

    in_force: date


def decide_extend(cycle: Cycle, wanted: Extension) -> date:
    """The deadline in force that `wanted` replaces; refuses an unknown period and an earlier or equal day."""
    name = f"{wanted.deadline}_deadline"
    of = cycle if wanted.period is None else next((one for one in cycle.periods if one.period == wanted.period), None)
    if of is None:
        raise NoSuchPeriod(str(wanted.period))
    in_force: date = getattr(of, name)
    if wanted.extended_to <= in_force:
        raise NotLater(in_force)
    return in_force
