"""The clocks of an objection (*keberatan*), as data and as functions of days (domain 7.9, PP 30/2019 art. 59).

Days are calendar days of the agency's zone. Day 1 is the day after; the last day ends at midnight and moves past a
holiday. The default procedure has one step, before the rater's superior; `two_step`, which a training module teaches,
asks the rater to answer first, who explains and does not decide: nobody decides on an objection against their own
rating. Pure; frozen once released.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from services.evaluation.policies.inputs_v1 import Parameter

__all__ = [
    "DEFAULT_PROCEDURE",
    "PARAMETERS",
    "PROCEDURES",
    "Before",
    "Procedure",
    "Step",
    "day_of",
    "delivered_on",
    "last_day",
]

Before = Literal["rater", "raters_superior"]


@dataclass(frozen=True)
class Step:
    """One step: before whom, days to come to it, and days in which it is decided (of the rater's step: answered)."""

    before: Before
    days_to_lodge: int
    days_to_decide: int


@dataclass(frozen=True)
class Procedure:
    """The agency's procedure. The last step is before the rater's superior, whose decision is final.

    `deemed_delivered_after`: days after the final at the latest. `never_lowers`: a change never lowers the employee's
    own result. `remind_days_before`: when whoever must act is reminded.
    """

    id: str
    steps: tuple[Step, ...]
    source: str
    deemed_delivered_after: int = 7
    never_lowers: bool = True
    remind_days_before: int = 3


DEFAULT_PROCEDURE = "pp-30-2019.v1"

PROCEDURES: Mapping[str, Procedure] = MappingProxyType(
    {
        DEFAULT_PROCEDURE: Procedure(
            DEFAULT_PROCEDURE, (Step("raters_superior", 14, 14),), "PP 30/2019 art. 59; days to decide: reading"
        ),
        "two-step.v1": Procedure(
            "two-step.v1",
            (Step("rater", 14, 14), Step("raters_superior", 7, 14)),
            "a training module of an agency; the rater's days to answer: reading",
        ),
    }
)

PARAMETERS = (
    Parameter("days_to_lodge", Fraction(14), "PP 30/2019 art. 59"),
    Parameter("days_are", "calendar days; day 1 is the day after delivery", "reading: not said to be working days"),
    Parameter("last_day", "moves past the agency's holidays", "reading"),
    Parameter("deemed_delivered_after", Fraction(7), "reading: no rule for who never opens it"),
    Parameter("days_to_decide", Fraction(14), "reading: no rule for a silent superior"),
    Parameter("never_lowers", "yes", "reading: who objects has nothing to fear"),
    Parameter("remind_days_before", Fraction(3), "this project"),
)


def day_of(at: datetime, time_zone: str) -> date:
    """The day an instant lies in, in the agency's zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def delivered_on(final_on: date, received_on: date, procedure: Procedure) -> date:
    """The day a final counts as delivered: the day it was received, but not later than some days after it."""
    return min(received_on, final_on + timedelta(days=procedure.deemed_delivered_after))


def last_day(start: date, days: int, holidays: Collection[date]) -> date:
    """The last day (inclusive) of so many days of which the day after `start` is the first."""
    day = start + timedelta(days=days)
    while day in holidays:
        day += timedelta(days=1)
    return day
