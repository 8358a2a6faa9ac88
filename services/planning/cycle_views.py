"""What is shown of a year's cycle: the deadlines in force, and its history: what was in force when."""

from typing import Any

from chassis.runtime import Runtime
from contracts.planning import CycleClosed, DeadlineExtended, HolidaysAdded, YearDeadlineExtended
from services.planning.commands import load_cycle

__all__ = ["cycle", "cycle_history"]


def cycle(runtime: Runtime, year: int) -> dict[str, Any]:
    history = load_cycle(runtime, year)
    state = history.state
    return {
        "cycle": str(history.stream),
        "year": year,
        "time_zone": state.time_zone,
        "periods": [dates.model_dump(mode="json") for dates in state.periods],
        "agreement_deadline": state.agreement_deadline.isoformat(),
        "annual_evaluation_deadline": state.annual_evaluation_deadline.isoformat(),
        "holidays": [day.isoformat() for day in state.holidays],
        "closed": state.closed is not None,
        "streams": [{"stream": str(history.stream), "version": history.version}],
    }


def cycle_history(runtime: Runtime, year: int) -> dict[str, Any]:
    """Every event of the cycle in order; of an extension also which deadline moved from which day to which.

    A deadline was in force as opened until the instant of its first extension, and so on: lateness seen at an instant
    is by what was in force then.
    """
    history = load_cycle(runtime, year)
    rows = []
    for one in runtime.store.load(history.stream):
        row: dict[str, Any] = {
            "version": one.version,
            "type": type(one.event).__name__,
            "at": one.time.isoformat(),
            "actor": one.actor,
        }
        if isinstance(one.event, DeadlineExtended | YearDeadlineExtended):
            said = one.event.model_dump(mode="json", include={"period", "deadline", "reason_code"})
            days = {"from": one.event.previous.isoformat(), "to": one.event.extended_to.isoformat()}
            row |= said | days
        if isinstance(one.event, HolidaysAdded):
            row["days"] = [day.isoformat() for day in one.event.days]
        if isinstance(one.event, DeadlineExtended | YearDeadlineExtended | HolidaysAdded | CycleClosed):
            row["reason"] = one.event.reason.model_dump(mode="json")
        rows.append(row)
    return {
        "cycle": str(history.stream),
        "year": year,
        "events": rows,
        "streams": [{"stream": str(history.stream), "version": history.version}],
    }
