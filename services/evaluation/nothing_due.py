"""Nothing due under a policy that computes a class: there is no value, so no class and nothing to make final.

`domain.md` 7.1 lets the rater give the rating of results where nothing was due. PermenPANRB 8/2021 has no rating to
give: its class follows from the value (7.4), and the matrix is of 6/2022 alone (decision 0090). Pure.
"""

from dataclasses import dataclass

from contracts.refusals import Refusal
from services.evaluation.policies.extended_8_2021_v1 import NumericOutcome
from services.evaluation.policies.outcome_v1 import Outcome
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear

__all__ = ["NothingDue", "check_due", "nothing_due"]


@dataclass(eq=False)
class NothingDue(Refusal):
    """No main result was due in the period or year, and its policy computes a class: nobody can make it final."""

    period: str
    policy: str


def nothing_due(outcome: Outcome | YearOutcome | NumericYear) -> bool:
    """Whether there can be no final, whatever anybody does."""
    return isinstance(outcome, NumericOutcome | NumericYear) and outcome.score is None


def check_due(outcome: Outcome | YearOutcome | NumericYear, period: str) -> None:
    """Refuse to make final what can never be."""
    if nothing_due(outcome):
        raise NothingDue(period, outcome.policy)
