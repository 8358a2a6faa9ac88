"""The scoring policies by id, and the digest of each.

A final names its policy's id and digest; a replay refuses to compare under other source. The digest covers the
bytes of every module the policy calls, byte for byte as installed: nothing is normalised, so any edit shows.
This table itself is not part of a digest: adding a policy changes none of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from services.evaluation.policies import (
    permenpanrb_6_2022_v1,
    permenpanrb_8_2021_v1,
    ratings_6_2022_v1,
    year_6_2022_v1,
    year_8_2021_v1,
)
from services.evaluation.policies.extended_8_2021_v1 import NumericOutcome
from services.evaluation.policies.inputs_v1 import Inputs, Parameter
from services.evaluation.policies.outcome_v1 import Outcome, Predicate
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear
from services.evaluation.policies.year_v1 import YearInputs

__all__ = [
    "DEFAULT_POLICY",
    "HASHES",
    "POLICIES",
    "RULES",
    "YEARS",
    "Policy",
    "UnknownPolicy",
    "YearPolicy",
    "policy_hash",
]


class UnknownPolicy(LookupError):
    """No policy of this id in this release."""


@dataclass(frozen=True)
class Policy:
    """One policy. `modules`: every module it calls, all of them under its digest; `parameters`: with their sources.

    `predicate`: of the two ratings; None where the policy computes a class, which then is the predicate.
    `note`: what it says of itself, empty where there is nothing to say.
    """

    id: str
    parameters: tuple[Parameter, ...]
    modules: tuple[str, ...]
    evaluate: Callable[[Inputs], Outcome]
    predicate: Callable[[str, str], Predicate] | None
    note: str = ""

    def conclude(self, outcome: Outcome, result: str | None, behaviour: str | None) -> Predicate | None:
        """The predicate of an outcome and the ratings a person gave; None where a class needs what is missing.

        Raises UnknownRating where a rating is missing: who gives none has nothing to conclude from.
        """
        if self.predicate is None:
            return outcome.predicate if isinstance(outcome, NumericOutcome) else None
        return self.predicate(str(result), str(behaviour))


@dataclass(frozen=True)
class YearPolicy:
    """The annual evaluation that goes with a policy: an id and a digest of its own, as annual finals name them."""

    id: str
    parameters: tuple[Parameter, ...]
    modules: tuple[str, ...]
    evaluate: Callable[[YearInputs], YearOutcome | NumericYear]
    predicate: Callable[[str, str], Predicate] | None
    note: str = ""

    def conclude(
        self, outcome: YearOutcome | NumericYear, result: str | None, behaviour: str | None
    ) -> Predicate | None:
        """As a period policy's."""
        if self.predicate is None:
            return outcome.predicate if isinstance(outcome, NumericYear) else None
        return self.predicate(str(result), str(behaviour))


DEFAULT_POLICY: Final = permenpanrb_6_2022_v1.POLICY

POLICIES: Final = MappingProxyType(
    {
        permenpanrb_6_2022_v1.POLICY: Policy(
            id=permenpanrb_6_2022_v1.POLICY,
            parameters=permenpanrb_6_2022_v1.PARAMETERS,
            modules=(
                "contracts.achievement_v1",
                "services.evaluation.policies.counting_v1",
                "services.evaluation.policies.inputs_v1",
                "services.evaluation.policies.outcome_v1",
                "services.evaluation.policies.permenpanrb_6_2022_v1",
                "services.evaluation.policies.ratings_6_2022_v1",
                "services.evaluation.policies.rounding_v1",
            ),
            evaluate=permenpanrb_6_2022_v1.evaluate,
            predicate=ratings_6_2022_v1.predicate,
        ),
        permenpanrb_8_2021_v1.POLICY: Policy(
            id=permenpanrb_8_2021_v1.POLICY,
            parameters=permenpanrb_8_2021_v1.PARAMETERS,
            modules=(
                "contracts.achievement_v1",
                "services.evaluation.policies.counting_v1",
                "services.evaluation.policies.due_v1",
                "services.evaluation.policies.extended_8_2021_v1",
                "services.evaluation.policies.inputs_v1",
                "services.evaluation.policies.numeric_8_2021_v1",
                "services.evaluation.policies.outcome_v1",
                "services.evaluation.policies.permenpanrb_8_2021_v1",
                "services.evaluation.policies.rounding_v1",
            ),
            evaluate=permenpanrb_8_2021_v1.evaluate,
            predicate=None,
            note=permenpanrb_8_2021_v1.NOTE,
        ),
    }
)

_YEAR_MODULES: Final = ("services.evaluation.policies.due_v1", "services.evaluation.policies.year_v1")

#: By the id of the policy of the periods.
YEARS: Final = MappingProxyType(
    {
        permenpanrb_6_2022_v1.POLICY: YearPolicy(
            id=year_6_2022_v1.POLICY,
            parameters=year_6_2022_v1.PARAMETERS,
            modules=(
                *POLICIES[permenpanrb_6_2022_v1.POLICY].modules,
                *_YEAR_MODULES,
                "services.evaluation.policies.year_6_2022_v1",
            ),
            evaluate=year_6_2022_v1.evaluate_year,
            predicate=ratings_6_2022_v1.predicate,
        ),
        permenpanrb_8_2021_v1.POLICY: YearPolicy(
            id=year_8_2021_v1.POLICY,
            parameters=year_8_2021_v1.PARAMETERS,
            modules=tuple(
                sorted(
                    {
                        *POLICIES[permenpanrb_8_2021_v1.POLICY].modules,
                        *_YEAR_MODULES,
                        "services.evaluation.policies.year_8_2021_v1",
                    }
                )
            ),
            evaluate=year_8_2021_v1.evaluate_year,
            predicate=None,
            note=year_8_2021_v1.NOTE,
        ),
    }
)


def _digest(modules: tuple[str, ...]) -> str:
    digest = sha256()
    for module in sorted(modules):
        package, _, name = module.rpartition(".")
        source = files(package).joinpath(f"{name}.py").read_bytes()
        digest.update(f"{module} {len(source)}\n".encode())
        digest.update(source)
    return digest.hexdigest()


#: Rules that judge no single evaluation, by id: each has a digest as a policy has.
RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        f"{name.replace('_', '-')}.v1": (
            "contracts.achievement_v1",
            "services.evaluation.policies.inputs_v1",
            f"services.evaluation.policies.{name}_v1",
            *(f"services.evaluation.policies.{one}" for one in beside),
        )
        for name, beside in (
            ("awards", ("outcome_v1",)),
            ("credit_points", ("outcome_v1", "rounding_v1")),
            ("distribution", ("outcome_v1",)),
            ("objection", ()),
        )
    }
)

_MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    **RULES,
    **{policy.id: policy.modules for policy in POLICIES.values()},
    **{policy.id: policy.modules for policy in YEARS.values()},
}
#: The digest of every policy and rule, by id. Taken once, as the policies are imported: a file that changes under a
#: running process is not the code that runs.
HASHES: Final[Mapping[str, str]] = MappingProxyType(
    {policy_id: _digest(modules) for policy_id, modules in _MODULES.items()}
)


def policy_hash(policy_id: str) -> str:
    """SHA-256, lower-case hex, over name, length and bytes of each of the policy's modules, in name order.

    Of a period's policy, of a year's, or of one of `RULES`; of the source as this process imported it (which must be
    installed). Raises UnknownPolicy.
    """
    if policy_id not in HASHES:
        raise UnknownPolicy(policy_id)
    return HASHES[policy_id]
