"""The cascade of a unit as a tree to print: from the goal above to everyone's results, as told over HTTP."""

from collections.abc import Mapping
from typing import Any, Protocol

from rich.tree import Tree

from deploy.local.client import Client
from deploy.local.story import MOST_HEADS, Story

__all__ = ["cascade_of", "tree_of"]

_KINDS = {"strategic_goal": "sasaran Renstra", "unit_objective": "sasaran unit", "work_result": "hasil kerja"}


class _Urls(Protocol):
    @property
    def urls(self) -> dict[str, str]: ...


def cascade_of(stack: _Urls, story: Story, unit: str) -> dict[str, Any]:
    """The cascade of a unit, by the sample's key, as the auditor reads it once all its agreements are there."""
    client = Client(stack.urls, story.seen)
    agreements = [story.ids[f"{one.person}/skp"] for one in story.world.agreements if one.unit == unit]
    path = f"/v1/units/{story.ids[unit]}/cascade/{story.world.cycle.year}?limit=50"
    try:
        return client.get("planning", path, story.tokens["auditor"], seen=agreements[-MOST_HEADS:])
    finally:
        client.close()


def tree_of(cascade: Mapping[str, Any], story: Story) -> Tree:
    """What was read, with the sample's people for their ids."""
    unit = next(one.name for one in story.world.units if story.ids.get(one.key) == cascade["unit"])
    people = {story.ids[one.key]: one.key for one in story.world.people if one.key in story.ids}
    root = Tree(f"Kaskade {cascade['year']}: {unit}")
    above = root.add("di atasnya / above")
    for one in reversed(cascade["above"]):
        above.add(f"{_KINDS[one['kind']]}: {one['title']}")
    for one in cascade["cascade"]:
        _hang(root, one, people)
    return root


def _hang(under: Tree, node: Mapping[str, Any], people: Mapping[str, str]) -> None:
    who = people[node["employee"]] if "employee" in node else _KINDS[node["kind"]]
    indicators = ", ".join(_target(one) for one in node["indicators"])
    branch = under.add(f"{who} {node['title']}" + (f" ({indicators})" if indicators else ""))
    for one in node["below"]:
        _hang(branch, one, people)
    if node["left_off"]:
        branch.add(f"... {node['left_off']}")


def _target(indicator: Mapping[str, Any]) -> str:
    low, high = indicator["target"]["low"], indicator["target"]["high"]
    return f"{low if low == high else f'{low}..{high}'} {indicator['unit_of_measure']}"
