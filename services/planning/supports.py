"""What a result supports by the time it is agreed: an objective of a unit, or what another has agreed, never in a ring.

Pure; what there is comes in, from `projections.way_up`. Source: `domain.md` 4; decision 0085.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.planning import AgreementDrafted, Support, TargetAgreed, UnitObjectiveSet, WorkResult
from contracts.refusals import Refusal

__all__ = ["SupportsInARing", "SupportsNothing", "check_supports"]


@dataclass(eq=False)
class SupportsNothing(Refusal):
    """A main result supports no unit objective of the year and nothing another has agreed; agreement waits for it."""

    result: str


@dataclass(eq=False)
class SupportsInARing(Refusal):
    """What a result supports rests, however far up, on a result of the same employee's."""

    result: str


def check_supports(
    drafted: AgreementDrafted, results: Sequence[WorkResult], found: Sequence[UnitObjectiveSet | TargetAgreed]
) -> None:
    """Raise `SupportsNothing` or `SupportsInARing`. found: what there is of all the results support, and above it."""
    for result in results:
        supports = result.supports
        supported = supports is not None and any(_may_support(supports, drafted, one) for one in found)
        if result.kind == "main" and not supported:
            raise SupportsNothing(result.title)
        if supports is not None and _leads_back(supports.id, drafted.employee, {one.result for one in results}, found):
            raise SupportsInARing(result.title)


def _may_support(supports: Support, drafted: AgreementDrafted, found: UnitObjectiveSet | TargetAgreed) -> bool:
    """Whether `found` is what a main result names: an objective of that year, or a result another has agreed for it.

    A proposal is neither, for it may still change; results of one's own would lead round in a ring.
    """
    if found.year != drafted.year:
        return False
    if isinstance(found, UnitObjectiveSet):
        return (supports.kind, supports.id) == ("unit_objective", found.objective)
    agreed = {one.result for one in found.results} if found.employee != drafted.employee else set()
    return supports.kind == "work_result" and supports.id in agreed


def _leads_back(
    above: UUID | None, employee: UUID, own: set[UUID], found: Sequence[UnitObjectiveSet | TargetAgreed]
) -> bool:
    """Whether the way up from `above`, result by result, comes to one of the employee's: agreed, or in this set."""
    agreed = [one for one in found if isinstance(one, TargetAgreed)]
    own = own | {result.result for one in agreed if one.employee == employee for result in one.results}
    rests_on = {result.result: result.supports for one in agreed for result in one.results}
    passed: set[UUID] = set()
    while above is not None and above not in passed:
        if above in own:
            return True
        passed.add(above)
        supports = rests_on.get(above)
        above = supports.id if supports else None
    return False
