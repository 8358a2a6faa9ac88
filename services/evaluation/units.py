"""The tree of units as evaluation has seen it: what lies below a unit, what above, and what units are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis.errors import Unknown
from chassis.projection import Projection
from contracts.planning import UnitMoved, UnitRegistered, UnitRenamed

__all__ = ["Units", "units_of"]


@dataclass(frozen=True)
class Units:
    """Every unit's parent (None at the top) and name."""

    parents: Mapping[UUID, UUID | None]
    names: Mapping[UUID, str]

    def below(self, unit: UUID) -> list[UUID]:
        """A unit and all below it, in order of their ids. Raises `Unknown`."""
        if unit not in self.parents:
            raise Unknown(
                detail=f"there is no unit {unit}, as far as this service has seen", pesan="unit tidak ditemukan",
                mend="use an id of planning's /v1/units", perbaikan="gunakan pengenal unit dari perencanaan",
            )  # fmt: skip
        found = {unit}
        while more := {one for one, parent in self.parents.items() if parent in found} - found:
            found |= more
        return sorted(found)

    def line(self, unit: UUID) -> list[UUID]:
        """A unit and those above it, up to the top."""
        line: list[UUID] = []
        above: UUID | None = unit
        while above is not None and above not in line:
            line.append(above)
            above = self.parents.get(above)
        return line

    def name(self, unit: UUID) -> str:
        """What a unit is called; its id where its name has not arrived."""
        return self.names.get(unit, str(unit))


def units_of(projection: Projection) -> Units:
    """The tree as it stands."""
    parents: dict[UUID, UUID | None] = {}
    names: dict[UUID, str] = {}
    for kept in projection.labelled("unit", "all"):
        match kept.event:
            case UnitRegistered():
                parents[kept.event.unit], names[kept.event.unit] = kept.event.parent, kept.event.name
            case UnitMoved():
                parents[kept.event.unit] = kept.event.parent
            case UnitRenamed():
                names[kept.event.unit] = kept.event.name
    return Units(parents, names)
