"""Whether a final was judged by the policy the agency had chosen for the year: the final names the choice, or none."""

from collections.abc import Iterator
from uuid import UUID

from contracts.evaluation import PolicyChosen, PolicyRef
from contracts.values import StreamHead
from services.evaluation.policies.registry import YEARS
from services.evaluation.policy_choice import as_chosen
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.history import History

__all__ = ["chosen_policy"]


def chosen_policy(
    history: History, year: int, named: StreamHead | None, policy: PolicyRef, unverified: str
) -> Iterator[Difference]:
    """Hold the policy and what unverified is worth against the year's last choice; none may follow a final.

    `policy`: of a period or of the year, whichever the final was judged by.
    """
    choices = [fact for fact in history.choices if isinstance(fact.event, PolicyChosen) and fact.event.year == year]
    last = max(choices, key=lambda one: one.version, default=None)
    head = StreamHead(stream=last.stream, version=last.version) if last else None
    yield from differ(f"choice of policy for {year}", _told(named), _told(head))
    stream = last.stream if last else UUID(int=0)
    found = as_chosen(stream, [one.event for one in history.streams.get(stream, ())])
    of_year = policy.id in {one.id for one in YEARS.values()}
    yield from differ(f"policy chosen for {year}", _ref(policy), _ref(found.year_policy if of_year else found.policy))
    yield from differ(f"what unverified is worth, chosen for {year}", unverified, found.unverified)


def _told(head: StreamHead | None) -> str:
    return f"{head.stream}:{head.version}" if head else "none"


def _ref(policy: PolicyRef) -> str:
    return f"{policy.id} {policy.hash}"
