"""Nothing due under a policy that computes a class: there is no value, so no class and nothing to make final.

`domain.md` 7.1 lets the rater give the rating of results where nothing was due. PermenPANRB 8/2021 has no rating to
give: its class follows from the value (7.4), and the matrix is of 6/2022 alone (decision 0090). Pure.
"""

from dataclasses import dataclass
from typing import Any

from contracts.refusals import Refusal
from services.evaluation.policies.extended_8_2021_v1 import NumericOutcome
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear

__all__ = ["NothingDue", "NothingDueInYear", "check_due", "check_due_in_year", "nothing_due", "waited_for"]


@dataclass(eq=False)
class NothingDue(Refusal):
    """No main result was due in the period, and its policy computes a class: nobody can make it final."""

    period: str
    policy: str


@dataclass(eq=False)
class NothingDueInYear(Refusal):
    """The same of a year, after which nothing comes that would evaluate it."""

    year: int
    policy: str


def nothing_due(outcome: Outcome | YearOutcome | NumericYear) -> bool:
    """Whether there can be no final, whatever anybody does."""
    return isinstance(outcome, NumericOutcome | NumericYear) and outcome.score is None


def check_due(outcome: Outcome, period: str) -> None:
    """Refuse to make final what can never be."""
    if nothing_due(outcome):
        raise NothingDue(period, outcome.policy)


def check_due_in_year(outcome: YearOutcome | NumericYear, year: int) -> None:
    """The same of a year."""
    if nothing_due(outcome):
        raise NothingDueInYear(year, outcome.policy)


def waited_for(outcome: Outcome | YearOutcome | NumericYear, awaited: dict[str, Any]) -> dict[str, Any]:
    """What a final waits for, as the answers carry it: of what can never be final, nothing (`nothing_due`: true)."""
    if not nothing_due(outcome):
        return {**awaited, "nothing_due": False}
    return {**{name: _none_of(one) for name, one in awaited.items()}, "nothing_due": True}


def _none_of(one: Any) -> Any:  # Any: a list of names, whether something is missing, or a day
    if isinstance(one, list):
        return []
    return False if isinstance(one, bool) else None
