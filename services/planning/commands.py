"""The commands of the cycle: load, decide, append. What a decision needs from elsewhere is looked up here first."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.events import Event
from contracts.planning import CycleClosed, CycleOpened, DeadlineExtended, HolidaysAdded, YearDeadlineExtended
from services.planning.cycle_closing import check_open, decide_close_cycle
from services.planning.directory_commands import unknown
from services.planning.directory_rules import AlreadyExists
from services.planning.domain import Cycle, evolve_cycle
from services.planning.extension import Extension, decide_extend
from services.planning.holidays import decide_add_holidays
from services.planning.opening import check_whole_year

__all__ = [
    "add_holidays",
    "close_cycle",
    "extend_deadline",
    "load_cycle",
    "load_open_cycle",
    "open_cycle",
    "refuse_closed",
    "today",
    "zone_of",
]

#: Until a cycle says in which zone the agency is.
DEFAULT_ZONE = "Asia/Jakarta"


def load_cycle(runtime: Runtime, year: int) -> History[Cycle]:
    history = runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle)
    if not history.state.opened:
        raise unknown("cycle", year)
    return history


def load_open_cycle(runtime: Runtime, year: int) -> History[Cycle]:
    """The year's cycle. Raises `CycleIsClosed` when nothing is decided for that year any more."""
    history = load_cycle(runtime, year)
    check_open(history.state)
    return history


def refuse_closed(runtime: Runtime, year: int) -> None:
    """Raise `CycleIsClosed`; a year whose cycle was not opened yet is not closed."""
    check_open(runtime.store.folded(runtime.stream(f"cycle:{year}"), Cycle(), evolve_cycle).state)


def open_cycle(runtime: Runtime, wanted: dict[str, Any]) -> Decision:
    stream = runtime.stream(f"cycle:{wanted['year']}")
    history = runtime.store.folded(stream, Cycle(), evolve_cycle)
    if history.state.opened:
        raise AlreadyExists(f"the cycle of {wanted['year']}", f"siklus {wanted['year']}")
    check_whole_year(wanted["year"], wanted["periods"])
    event = CycleOpened(cycle=stream, **wanted)
    return Decision([history.then(event)], body={"cycle": str(stream), "location": f"/v1/cycles/{event.year}"})


def extend_deadline(runtime: Runtime, year: int, wanted: Extension, reason: str) -> Decision:
    """Move a deadline of a period, or of the year, to a later day."""
    history = load_open_cycle(runtime, year)
    text = new_text(reason)
    said: dict[str, Any] = {
        "cycle": history.stream,
        "year": year,
        "deadline": wanted.deadline,
        "previous": decide_extend(history.state, wanted),
        "extended_to": wanted.extended_to,
        "reason_code": wanted.reason_code,
        "reason": text.ref,
    }
    event: Event
    if wanted.period is None:
        event = YearDeadlineExtended(**said)
    else:
        event = DeadlineExtended(period=wanted.period, **said)
    return Decision([history.then(event, texts=[text])], body=_named(history, year))


def add_holidays(runtime: Runtime, year: int, days: Iterable[date], reason: str) -> Decision:
    """Add holidays to a year's cycle; those that it has already change nothing."""
    history = load_open_cycle(runtime, year)
    added = decide_add_holidays(history.state, days, _today_in(runtime, history))
    if not added:
        return Decision([history.then()], body=_named(history, year))
    text = new_text(reason)
    event = HolidaysAdded(cycle=history.stream, year=year, days=added, reason=text.ref)
    return Decision([history.then(event, texts=[text])], body=_named(history, year))


def close_cycle(runtime: Runtime, year: int, reason: str) -> Decision:
    """End the planning of a year. A command decided in the very moment this is may still go through: two streams."""
    history = load_cycle(runtime, year)
    decide_close_cycle(history.state, year, _today_in(runtime, history))
    text = new_text(reason)
    event = CycleClosed(cycle=history.stream, year=year, reason=text.ref)
    return Decision([history.then(event, texts=[text])], body=_named(history, year))


def _today_in(runtime: Runtime, history: History[Cycle]) -> date:
    return history.now(runtime.clock()).astimezone(ZoneInfo(history.state.time_zone)).date()


def _named(history: History[Cycle], year: int) -> dict[str, Any]:
    return {"cycle": str(history.stream), "location": f"/v1/cycles/{year}"}


def today(runtime: Runtime) -> date:
    """The day it is in the agency's zone, as this year's cycle names it."""
    now = runtime.clock()
    return now.astimezone(zone_of(runtime)).date()


def zone_of(runtime: Runtime) -> ZoneInfo:
    """The agency's zone, as this year's cycle names it."""
    stream = runtime.stream(f"cycle:{runtime.clock().year}")
    opened = runtime.store.folded(stream, Cycle(), evolve_cycle).state
    return ZoneInfo(opened.time_zone or DEFAULT_ZONE)
