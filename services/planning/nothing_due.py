"""Periods that can never be final: nothing is due in them, and the year's policy computes a class (decision 0090).

Under any other policy such a period is made final by the rater's own rating (`domain.md` 7.1), and so waits for them.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from chassis.runtime import Runtime
from contracts.evaluation import PolicyChosen
from contracts.planning import PeriodDates, TargetAgreed
from contracts.readings import agreed_versions, version_at_end
from services.planning.domain import Cycle

__all__ = ["COMPUTE_A_CLASS", "is_due", "never_final"]

#: The policies that do; evaluation's table says it of each, and a test holds the two alike.
COMPUTE_A_CLASS = frozenset({"permenpanrb-8-2021.v1"})


def never_final(
    runtime: Runtime, agreements: Mapping[UUID, int], cycles: Mapping[int, Cycle]
) -> frozenset[tuple[UUID, str]]:
    """(agreement, period) of all such; agreements: those agreed, with their years. As of the choices that arrived."""
    computed = _computed(runtime, cycles)
    recorded = runtime.store.load_many([one for one, year in agreements.items() if year in computed])
    versions = {one: agreed_versions(each.event for each in events) for one, events in recorded.items()}
    return frozenset(
        (one, dates.period)
        for one, agreed in versions.items()
        for dates in cycles[agreements[one]].periods
        if not is_due(agreed, dates)
    )


def _computed(runtime: Runtime, years: Collection[int]) -> frozenset[int]:
    """Of these years those for which a policy that computes a class was chosen last."""
    streams = [runtime.stream(f"policy:{year}") for year in years]
    kept = [one.event for one in runtime.projection.of_stream(*streams, types=(PolicyChosen,))]
    chosen = {one.year: one.policy.id for one in kept if isinstance(one, PolicyChosen)}
    return frozenset(year for year, policy in chosen.items() if policy in COMPUTE_A_CLASS)


def is_due(versions: Sequence[TargetAgreed], dates: PeriodDates) -> bool:
    """Whether a main result has a target in a period; versions: as `agreed_versions` gives them, none never began."""
    results = version_at_end(versions, dates.ends_on).results if versions else ()
    indicators = (each for result in results if result.kind == "main" for each in result.indicators)
    return any(target.period == dates.period for indicator in indicators for target in indicator.targets)
