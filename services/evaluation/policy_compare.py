"""What would differ under another policy: the same inputs judged by two, person by person, before anyone adopts it.

Advice only: nothing here was given by a person. Pure; whoever calls it collects the inputs from real history.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.evaluation.annual import advised_in
from services.evaluation.policies.inputs_v1 import Inputs
from services.evaluation.policies.outcome_v1 import Outcome, Predicate
from services.evaluation.policies.registry import Policy, YearPolicy
from services.evaluation.policies.rounding_v1 import half_up
from services.evaluation.policies.year_v1 import YearInputs

__all__ = ["Compared", "Judged", "advised_predicate", "compare_policies", "compare_years", "moves"]


@dataclass(frozen=True)
class Judged:
    """One policy's view of a person: the score as shown, the other one with what was excluded, and the predicate that
    would follow if its advice were confirmed; None where something it needs is missing.
    """

    score: Decimal | None
    score_with_excluded: Decimal | None
    predicate: Predicate | None


@dataclass(frozen=True)
class Compared:
    """One person under both policies. `what`: which of the two differ."""

    employee: str
    one: Judged
    other: Judged

    @property
    def what(self) -> tuple[str, ...]:
        return tuple(name for name in ("score", "predicate") if getattr(self.one, name) != getattr(self.other, name))


def advised_predicate(policy: Policy, outcome: Outcome) -> Predicate | None:
    """The predicate if every advice were confirmed; None where an advice or the class is missing."""
    advised = (outcome.advised_result, outcome.advised_behaviour)
    if policy.predicate is not None and None in advised:
        return None
    return policy.conclude(outcome, *advised)


def compare_policies(
    people: Mapping[str, Inputs], one: Policy, other: Policy, others: Mapping[str, Inputs] | None = None
) -> list[Compared]:
    """Everyone whose score or predicate would differ, by employee id in order.

    others: what the other judges, of the same people, where it is not the same (another choice of what counts).
    """
    with_other = others or people
    judged = ((name, _judged(one, given), _judged(other, with_other[name])) for name, given in sorted(people.items()))
    return _differing(judged)


def compare_years(
    people: Mapping[str, YearInputs], one: YearPolicy, other: YearPolicy, others: Mapping[str, YearInputs] | None = None
) -> list[Compared]:
    """The same of years."""
    with_other = others or people
    return _differing(
        (name, _year(one, given), _year(other, with_other[name])) for name, given in sorted(people.items())
    )


def _differing(judged: Iterable[tuple[str, Judged, Judged]]) -> list[Compared]:
    compared = (Compared(*each) for each in judged)
    return [each for each in compared if each.what]


def moves(compared: list[Compared]) -> dict[tuple[Predicate | None, Predicate | None], int]:
    """How many would move from one predicate to another, those who keep theirs left out."""
    return dict(Counter((each.one.predicate, each.other.predicate) for each in compared if "predicate" in each.what))


def _judged(policy: Policy, inputs: Inputs) -> Judged:
    outcome = policy.evaluate(inputs)
    return Judged(outcome.score_shown, outcome.score_with_excluded_shown, advised_predicate(policy, outcome))


def _year(policy: YearPolicy, inputs: YearInputs) -> Judged:
    outcome = policy.evaluate(inputs)
    with_excluded = None if outcome.score_with_excluded is None else half_up(outcome.score_with_excluded)
    advised = (advised_in(outcome).result, advised_in(outcome).behaviour)
    missing = policy.predicate is not None and None in advised
    return Judged(outcome.score_shown, with_excluded, None if missing else policy.conclude(outcome, *advised))
