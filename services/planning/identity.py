"""Who a person is, corrected: a name or an address that changed, a number (NIP, NI) typed wrongly, or another one.

A number can change when a person's status does (`domain.md` 10). Identity lies in the directory's erasable table alone,
so nothing of this is an event, and a number that is corrected is nobody's any more. What was erased stays erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.runtime import Runtime
from chassis.store import Decision
from contracts.readings import employment_on
from contracts.refusals import Refusal
from services.planning import directory
from services.planning.commands import today
from services.planning.directory_commands import load_employee
from services.planning.directory_rules import AlreadyExists

__all__ = ["IdentityIsErased", "correct_identity"]


@dataclass(eq=False)
class IdentityIsErased(Refusal):
    """Who the employee is was erased for ever (UU 27/2022)."""

    employee: UUID


def correct_identity(runtime: Runtime, employee: UUID, said: Mapping[str, str | None]) -> Decision:
    """Put other values in the place of those recorded.

    said: of `name`, `number` and `email` those that change; an email of None is taken away. Raises `BadNumber`,
    `AlreadyExists` where the number is another's, `IdentityIsErased`.
    """
    state = load_employee(runtime, employee).state
    number = said.get("number")
    if number is not None:
        directory.check_number(number, employment_on(state.employed, today(runtime)))
        if directory.employees_of(runtime.database, [number]).get(number, employee) != employee:
            raise AlreadyExists("a person with this number", "pegawai dengan NIP/NI ini")
    return Decision(
        [],
        body={"employee": str(employee), "location": f"/v1/employees/{employee}"},
        rows=lambda curs: _write(curs, employee, said),
    )


def _write(curs: Cursor[DictRow], employee: UUID, said: Mapping[str, str | None]) -> None:
    done = curs.execute(
        "UPDATE people SET name = coalesce(%s, name), number = coalesce(%s, number),"
        " email = CASE WHEN %s THEN %s ELSE email END WHERE employee = %s AND erased_at IS NULL RETURNING employee",
        (said.get("name"), said.get("number"), "email" in said, said.get("email"), employee),
    )
    if done.fetchone() is None:
        raise IdentityIsErased(employee)
