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
    events = decide_change_employment(history.state.employed, event, today(runtime))
    return Decision(
        [history.then(*events)],
        rows=lambda curs: directory.change_number(curs, event.employee, number) if events else None,
    )
