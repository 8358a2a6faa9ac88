"""The titles of what work results support (*RHK pimpinan yang diintervensi*): found by id, also where it was withdrawn
or revised since, for a paper of an older version names it too.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from chassis.projection import Projection
from chassis.store import EventStore
from contracts.planning import TargetAgreed, UnitObjectiveSet
from services.planning.agreed import titles_in

__all__ = ["Intervened", "intervened"]


class Intervened(NamedTuple):
    """What is supported: its title, and the unit it lies in."""

    title: str
    unit: UUID


def intervened(projection: Projection, store: EventStore, ids: Iterable[UUID]) -> dict[UUID, Intervened]:
    """Unit objectives and agreed work results by id, each with its last title; what is not there yet is absent."""
    wanted = set(ids)
    found = _applied(projection, wanted)
    if wanted - found.keys():  # set or agreed just now, or while Kafka is away
        for recorded in store.not_applied(UnitObjectiveSet, TargetAgreed):
            event = recorded.event
            if isinstance(event, UnitObjectiveSet):
                found[event.objective] = Intervened(event.title, event.unit)
            elif isinstance(event, TargetAgreed):
                found |= {one.result: Intervened(one.title, event.unit) for one in event.results}
    if wanted - found.keys():  # applied between the two looks: neither saw it
        found |= _applied(projection, wanted - found.keys())
    return {one: found[one] for one in wanted if one in found}


def _applied(projection: Projection, wanted: set[UUID]) -> dict[UUID, Intervened]:
    """Those that the projection has."""
    streams = sorted({mark.stream for mark in projection.marked("supported", sorted(wanted))}) if wanted else []
    found: dict[UUID, Intervened] = {}
    for kept in projection.of_stream(*streams, types=(UnitObjectiveSet,)) if streams else []:
        if isinstance(kept.event, UnitObjectiveSet):
            found[kept.event.objective] = Intervened(kept.event.title, kept.event.unit)
    for result, title, unit in titles_in(projection, streams):
        found[result] = Intervened(title, unit)
    return found
