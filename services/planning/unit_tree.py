"""The tree of units as recorded, Kafka or not."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import in_order
from contracts.planning import UnitMoved, UnitRegistered, UnitRenamed
from services.planning.directory_rules import Unit, evolve_unit

__all__ = ["all_units", "with_those_below"]


def all_units(runtime: Runtime) -> dict[UUID, Unit]:
    """Every unit by id."""
    found: dict[UUID, Unit] = {}
    fresh = runtime.store.not_applied(UnitRegistered, UnitRenamed, UnitMoved)
    for one in in_order(fresh, runtime.projection.labelled("unit", "all")):
        found[one.stream] = evolve_unit(found.get(one.stream, Unit()), one.event)
    return found


def with_those_below(units: Mapping[UUID, Unit], unit: UUID) -> frozenset[UUID]:
    """A unit and all units under it."""
    directly_below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for one, state in units.items():
        directly_below[state.parent].append(one)
    found, left = {unit}, [unit]
    while left:
        below = [one for one in directly_below[left.pop()] if one not in found]
        found.update(below)
        left += below
    return frozenset(found)
