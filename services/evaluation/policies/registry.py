"""The scoring policies by id, and the digest of each.

A final names its policy's id and digest; a replay refuses to compare under other source. The digest covers the
bytes of every module the policy calls, byte for byte as installed: nothing is normalised, so any edit shows.
This table itself is not part of a digest: adding a policy changes none of the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from services.evaluation.policies import permenpanrb_6_2022_v1, ratings_6_2022_v1
from services.evaluation.policies.inputs_v1 import Inputs, Parameter
from services.evaluation.policies.outcome_v1 import Outcome, Predicate

__all__ = ["DEFAULT_POLICY", "POLICIES", "Policy", "UnknownPolicy", "policy_hash"]


class UnknownPolicy(LookupError):
    """No policy of this id in this release."""


@dataclass(frozen=True)
class Policy:
    """One policy. `modules`: every module it calls, all of them under its digest; `parameters`: with their sources."""

    id: str
    parameters: tuple[Parameter, ...]
    modules: tuple[str, ...]
    evaluate: Callable[[Inputs], Outcome]
    predicate: Callable[[str, str], Predicate]


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


# Taken once, as the policies are imported: a file that changes under a running process is not the code that runs.
_HASHES: Final = MappingProxyType({policy.id: _digest(policy.modules) for policy in POLICIES.values()})


def policy_hash(policy_id: str) -> str:
    """SHA-256, lower-case hex, over name, length and bytes of each of the policy's modules, in name order.

    Of the source as this process imported it (which must be installed). Raises UnknownPolicy.
    """
    if policy_id not in _HASHES:
        raise UnknownPolicy(policy_id)
    return _HASHES[policy_id]
