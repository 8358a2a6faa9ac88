"""The commands of the cycle: load, decide, append. What a decision needs from elsewhere is looked up here first."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.planning import CycleOpened, DeadlineExtended
from services.planning.directory_commands import unknown
from services.planning.directory_rules import AlreadyExists
from services.planning.domain import Cycle, evolve_cycle
from services.planning.extension import Extension, decide_extend

__all__ = ["extend_deadline", "load_cycle", "open_cycle", "today", "zone_of"]

#: Until a cycle says in which zone the agency is.
DEFAULT_ZONE = "Asia/Jakarta"


def load_cycle(runtime: Runtime, year: int) -> History[Cycle]:
    history = runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle)
    if not history.state.opened:
        raise unknown("cycle", year)
    return history


def open_cycle(runtime: Runtime, wanted: dict[str, Any]) -> Decision:
    stream = runtime.stream(f"cycle:{wanted['year']}")
    history = runtime.store.folded(stream, Cycle(), evolve_cycle)
    if history.state.opened:
        raise AlreadyExists(f"the cycle of {wanted['year']}")
    event = CycleOpened(cycle=stream, **wanted)
    return Decision([history.then(event)], body={"cycle": str(stream), "location": f"/v1/cycles/{event.year}"})


def extend_deadline(runtime: Runtime, year: int, wanted: Extension, reason: str) -> Decision:
    history = load_cycle(runtime, year)
    text = new_text(reason)
    previous = decide_extend(history.state, wanted)
    event = DeadlineExtended.model_validate(
        {
            "cycle": history.stream,
            "year": year,
            "period": wanted.period,
            "deadline": wanted.deadline,
            "previous": previous,
            "extended_to": wanted.extended_to,
            "reason_code": wanted.reason_code,
            "reason": text.ref,
        }
    )
    return Decision(
        [history.then(event, texts=[text])], body={"cycle": str(history.stream), "location": f"/v1/cycles/{year}"}
    )


def today(runtime: Runtime) -> date:
    """The day it is in the agency's zone, as this year's cycle names it."""
    now = runtime.clock()
    return now.astimezone(zone_of(runtime)).date()


def zone_of(runtime: Runtime) -> ZoneInfo:
    """The agency's zone, as this year's cycle names it."""
    stream = runtime.stream(f"cycle:{runtime.clock().year}")
    opened = runtime.store.folded(stream, Cycle(), evolve_cycle).state
    return ZoneInfo(opened.time_zone or DEFAULT_ZONE)
