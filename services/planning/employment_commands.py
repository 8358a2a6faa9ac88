"""Changing the kind of employment: load, decide, append; the number goes into the directory in the same transaction."""

from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.planning import EmploymentChanged
from services.planning import directory
from services.planning.commands import today
from services.planning.directory_commands import load_employee, unknown
from services.planning.directory_rules import AlreadyExists
from services.planning.employment import decide_change_employment

__all__ = ["change_employment"]


def change_employment(runtime: Runtime, event: EmploymentChanged, number: str) -> Decision:
    """Record another kind of employment, and put the number that goes with it into the directory."""
    history = load_employee(runtime, event.employee)
    if not directory.read_person(runtime.database, event.employee):
        raise unknown("identity of employee", event.employee)
    if directory.employees_of(runtime.database, [number]).get(number, event.employee) != event.employee:
        raise AlreadyExists("a person with this number", "pegawai dengan NIP/NI ini")
    employed = history.state.employed
    events = decide_change_employment(employed, event, today(runtime))
    # Of the changes begun the latest day holds, and none lies ahead: an earlier one says nothing of today's number.
    before = [one.starts_on for one in employed if isinstance(one, EmploymentChanged)]
    of_today = event.starts_on >= max(before, default=event.starts_on)
    return Decision(
        [history.then(*events)],
        rows=lambda curs: directory.change_number(curs, event.employee, number) if of_today else None,
    )
