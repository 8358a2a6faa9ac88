"""How data recorded in an older major is read today: one pure step at a time, on read, for every reader.

Recorded bytes never change. An upcaster stands beside the newer event and is written once, when the new
major is: `@upcasts("ekinerja.planning.TargetAgreed.v1")` over `upcast_v1_to_v2(data) -> data`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

__all__ = ["UPCASTERS", "Data", "Upcaster", "upcast", "upcasts"]

Data = dict[str, Any]  # Any: parsed JSON
Upcaster = Callable[[Data], Data]

#: The type whose data is read -> the step that makes it that of the next major.
UPCASTERS: Final[dict[str, Upcaster]] = {}


def _next_major(event_type: str) -> str:
    name, _, major = event_type.rpartition(".v")
    return f"{name}.v{int(major) + 1}"


def upcasts(event_type: str, upcasters: dict[str, Upcaster] = UPCASTERS) -> Callable[[Upcaster], Upcaster]:
    """Registers the step from `event_type` to its next major. Raises `ValueError` when there is one already."""

    def register(step: Upcaster) -> Upcaster:
        if event_type in upcasters:
            raise ValueError(f"{event_type} has an upcaster already")
        upcasters[event_type] = step
        return step

    return register


def upcast(event_type: str, data: Data, upcasters: Mapping[str, Upcaster] = UPCASTERS) -> tuple[str, Data]:
    """The latest type and data that `data` of `event_type` can become; unchanged when it is the latest."""
    while event_type in upcasters:
        data = upcasters[event_type](data)
        event_type = _next_major(event_type)
    return event_type, data
