"""The policy an agency has chosen for a year, by event; where it chose none, the regulation in force (`domain.md` 7).

A choice is made before the first final of the year and never after: people of one year are judged by one rule. The
final names the head of the stream its policy was taken from, so a stranger holds it against the choice. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.evaluation import AnnualEvaluationFinalized, EvaluationFinalized, PolicyChosen, PolicyRef
from contracts.events import Event
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.policies.inputs_v1 import Unverified
from services.evaluation.policies.objection_v1 import DEFAULT_PROCEDURE
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES, YEARS, policy_hash

__all__ = [
    "DEFAULT_UNVERIFIED",
    "Chosen",
    "ChosenPolicyMissing",
    "YearIsJudged",
    "as_chosen",
    "check_here",
    "computes_a_class",
    "decide_choose",
    "is_here",
    "ref_of",
]

#: What an unverified realization is worth where the agency chose nothing.
DEFAULT_UNVERIFIED: Unverified = "exclude"


@dataclass(eq=False)
class YearIsJudged(Refusal):
    """A final of the year exists: its policy is no longer a choice."""

    year: int
    period: str
    employee: UUID


@dataclass(eq=False)
class ChosenPolicyMissing(Refusal):
    """The release that runs has not the very policy that was chosen: nobody is judged by another."""

    policy: str


@dataclass(frozen=True)
class Chosen:
    """By what a year is judged. `stream`: the choice it was taken from; None where none was made."""

    policy: PolicyRef
    year_policy: PolicyRef
    unverified: Unverified
    procedure: str
    stream: StreamHead | None


def ref_of(policy: str) -> PolicyRef:
    """A policy of this release, with its digest."""
    return PolicyRef(id=policy, hash=policy_hash(policy))


def as_chosen(stream: UUID, events: Iterable[Event]) -> Chosen:
    """The last choice of a policy stream's events in order, else the default."""
    found = Chosen(
        ref_of(DEFAULT_POLICY), ref_of(YEARS[DEFAULT_POLICY].id), DEFAULT_UNVERIFIED, DEFAULT_PROCEDURE, stream=None
    )
    for version, event in enumerate(events, start=1):
        if isinstance(event, PolicyChosen):
            head = StreamHead(stream=stream, version=version)
            found = Chosen(event.policy, event.year_policy, event.unverified, event.procedure, head)
    return found


def check_here(found: Chosen) -> None:
    """Raise `ChosenPolicyMissing` unless the release has the very source that was chosen."""
    for ref in (found.policy, found.year_policy):
        if not is_here(ref):
            raise ChosenPolicyMissing(ref.id)


def is_here(ref: PolicyRef) -> bool:
    """Whether this release has a policy, of periods or of the year, with this very source."""
    known = {*POLICIES, *(one.id for one in YEARS.values())}
    return ref.id in known and policy_hash(ref.id) == ref.hash


def computes_a_class(found: Chosen) -> bool:
    """Whether by this choice there are no ratings to give. False where the release has not what was chosen: then nobody
    can be judged here, and what was judged is read without it."""
    return is_here(found.policy) and is_here(found.year_policy) and POLICIES[found.policy.id].predicate is None


def decide_choose(
    judged: EvaluationFinalized | AnnualEvaluationFinalized | None, stream: UUID, year: int, wanted: Chosen
) -> list[Event]:
    """Choose; `judged`: a final of the year, if there is one."""
    if judged is not None:
        period = judged.period if isinstance(judged, EvaluationFinalized) else str(judged.year)
        raise YearIsJudged(year, period, judged.employee)
    return [
        PolicyChosen(
            choice=stream,
            year=year,
            policy=wanted.policy,
            year_policy=wanted.year_policy,
            unverified=wanted.unverified,
            procedure=wanted.procedure,
        )
    ]
