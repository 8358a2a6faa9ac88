"""A policy as a page to read: what it judges, its digest, its parameters with their sources, its modules. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from services.evaluation.policies.inputs_v1 import Parameter
from services.evaluation.policies.registry import (
    POLICIES,
    RULES,
    YEARS,
    Policy,
    UnknownPolicy,
    YearPolicy,
    policy_hash,
)
from services.evaluation.policy_release import released

__all__ = ["known_policies", "policy_page"]


def known_policies() -> Mapping[str, str]:
    """Every policy and rule of this release by id, and what it judges."""
    return {
        **dict.fromkeys(POLICIES, "a period of an agreement"),
        **{one.id: "a year of an employee" for one in YEARS.values()},
        **dict.fromkeys(RULES, "no single evaluation: it stands beside them"),
    }


def policy_page(policy_id: str) -> Iterator[str]:
    """The page's lines. Raises UnknownPolicy."""
    known = known_policies()
    if policy_id not in known:
        raise UnknownPolicy(f"{policy_id!r} is not one of {', '.join(known)}")
    note, parameters, modules = _of(policy_id)
    yield policy_id
    yield f"judges: {known[policy_id]}"
    yield f"sha256: {policy_hash(policy_id)}"
    yield f"released: {_standing(policy_id)}"
    if policy_id in POLICIES:
        yield f"for the year: {YEARS[policy_id].id}"
    if note:
        yield f"note: {note}"
    yield ""
    yield "parameters"
    for one in parameters:
        yield f"  {one.name}: {one.value}"
        yield f"      {one.source}"
    yield ""
    yield "modules under its digest"
    for module in sorted(modules):
        yield f"  {module}"


def _standing(policy_id: str) -> str:
    """Whether the source at hand is what was released under this id."""
    listed = released().get(policy_id)
    if listed is None:
        return "not yet; this is a draft, which may change"
    return "yes, with this digest" if listed == policy_hash(policy_id) else f"as {listed}, not as this source"


def _of(policy_id: str) -> tuple[str, Sequence[Parameter], Sequence[str]]:
    """Note, parameters and modules."""
    every: dict[str, Policy | YearPolicy] = {**POLICIES, **{one.id: one for one in YEARS.values()}}
    if policy_id in every:
        policy = every[policy_id]
        return policy.note, policy.parameters, policy.modules
    modules = RULES[policy_id]
    name = policy_id.removesuffix(".v1").replace("-", "_")
    (own,) = (module for module in modules if module.endswith(f".{name}_v1"))
    return "", import_module(own).PARAMETERS, modules
