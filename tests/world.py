"""Made-up people for tests: a few of the sample world's, with their own story, so that a test plays in seconds.

`small()` is one unit with its head and two of its staff. A test names only what matters to it and asks `Story`
for the rest: ids by the sample's keys, a token per person, the heads seen.
"""

from dataclasses import replace
from typing import Any

from deploy.local.story import Story, play
from deploy.sample import world as sample
from deploy.sample.model import World

UNIT = "u-tu"


def small(staff: int = 2, unit: str = UNIT) -> World:
    """The head of the Kanwil, one unit's head and `staff` of its people, with all they do in the quarter."""
    world = sample.load()
    top = next(person for person in world.people if person.rater is None)
    members = [person for person in world.people if person.unit == unit]
    head = next(person for person in members if person.head_of_unit)
    others = [person for person in members if not person.head_of_unit][:staff]
    people = (top, head, *others)
    keys = {person.key for person in people}
    units = tuple(one for one in world.units if one.key in (top.unit, unit))
    unit_keys = {one.key for one in units}
    evidence = tuple(one for one in world.evidence if one.person in keys)
    return replace(
        world,
        units=units,
        people=people,
        objectives=tuple(one for one in world.objectives if one.unit in unit_keys),
        agreements=tuple(one for one in world.agreements if one.person in keys),
        reports=tuple(one for one in world.reports if one.person in keys),
        evidence=evidence,
        verdicts=tuple(one for one in world.verdicts if one.person in keys),
        lateness=tuple(one for one in world.lateness if one.person in keys),
        behaviours=tuple(one for one in world.behaviours if one.person in keys),
        achievements=tuple(one for one in world.achievements if one.unit == unit),
        finalizations=tuple(one for one in world.finalizations if one.person in keys),
        cases=tuple(one for one in world.cases if one[0].split("/")[0] in keys),
        by_hand=tuple(key for key in world.by_hand if key in keys),
    )


def agreed(world: World | None = None) -> World:
    """The small world up to its agreements: targets are agreed, nothing is reported yet."""
    nothing = ("reports", "evidence", "verdicts", "lateness", "behaviours", "achievements", "finalizations")
    return replace(world or small(), **dict.fromkeys(nothing, ()))


def employee_number(turn: int) -> str:
    """A made-up NIP that nobody of the sample world has; turn: 0 to 9,998."""
    year, serial = divmod(turn, 999)
    return f"1979123120050{1 + year // 2 % 9}{1 + year % 2}{1 + serial:03}"


def main_result(objective: str, **indicator: Any) -> dict[str, Any]:
    """A planned main result that supports a unit's objective, with one indicator: 12 reports a year, 3 a quarter."""
    planned = {
        "title": "Jumlah laporan", "aspect": "quantity", "unit_of_measure": "laporan", "accumulation": "sum",
        "target": {"low": "12", "high": "12"},
    }  # fmt: skip
    supports = {"kind": "unit_objective", "id": objective, "taken_over": "directly"}
    return {"kind": "main", "title": "Laporan tersusun", "supports": supports, "indicators": [planned | indicator]}


__all__ = ["UNIT", "Story", "agreed", "employee_number", "main_result", "play", "small"]
