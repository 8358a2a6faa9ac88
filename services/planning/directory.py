"""The directory's identity rows: name, NIP or NI, e-mail. In this table only, never in an event.

A NIP (PNS) has 18 digits: birth date, appointment year and month, sex, serial; a PPPK's NI has a two-digit
code where the month would be (`domain.md` 10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.database import Database
from contracts.refusals import Refusal

__all__ = [
    "EMAIL",
    "BadNumber",
    "Person",
    "change_number",
    "check_number",
    "employees_of",
    "erase_person",
    "names",
    "number_taken",
    "numbers",
    "people",
    "read_person",
    "unit_moves",
    "write_person",
    "write_unit_move",
]


_IN_AN_ADDRESS = r"[^\s@\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+"
#: An e-mail address, loosely: without spaces, control characters and those that change direction, as in any text.
EMAIL = f"^{_IN_AN_ADDRESS}@{_IN_AN_ADDRESS}$"


@dataclass(eq=False)
class BadNumber(Refusal):
    """The employee number is not well-formed; `why`, and in Bahasa Indonesia `sebab`, say which part."""

    why: str
    sebab: str


@dataclass(frozen=True)
class Person:
    """Who an employee is. Personal data: never logged."""

    name: str
    number: str
    email: str | None
    employment: str


def check_number(number: str, employment: str) -> None:
    """Refuse a number that no PNS or PPPK can have."""
    if len(number) != 18 or not number.isascii() or not number.isdigit():
        raise BadNumber("it needs 18 digits", "harus 18 angka")
    try:
        born = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        raise BadNumber(
            "its first eight digits are not a date of birth", "delapan angka pertama bukan tanggal lahir"
        ) from None
    if not 1900 <= born.year <= 2100:
        raise BadNumber(
            "its first eight digits are not a plausible date of birth",
            "delapan angka pertama bukan tanggal lahir yang wajar",
        )
    if employment == "pns" and not 1 <= int(number[12:14]) <= 12:
        raise BadNumber(
            "digits 13 and 14 are not the month of appointment", "angka ke-13 dan ke-14 bukan bulan pengangkatan"
        )
    if number[14] not in "12":
        raise BadNumber("digit 15 is neither 1 nor 2", "angka ke-15 bukan 1 atau 2")


def write_person(curs: Cursor[DictRow], employee: UUID, person: Person) -> None:
    curs.execute(
        "INSERT INTO people (employee, name, number, email) VALUES (%s, %s, %s, %s)",
        (employee, person.name, person.number, person.email),
    )


def change_number(curs: Cursor[DictRow], employee: UUID, number: str) -> None:
    """Put another NIP or NI in place of a person's; never again for who was erased."""
    curs.execute("UPDATE people SET number = %s WHERE employee = %s AND erased_at IS NULL", (number, employee))


def number_taken(database: Database, number: str) -> bool:
    with database.connection() as conn:
        return conn.execute("SELECT 1 FROM people WHERE number = %s", (number,)).fetchone() is not None


def read_person(database: Database, employee: UUID) -> dict[str, Any]:
    """Name, number and e-mail; empty when erased or unknown."""
    with database.connection() as conn:
        row = conn.execute("SELECT name, number, email FROM people WHERE employee = %s", (employee,)).fetchone()
    return {name: value for name, value in (row or {}).items() if value is not None}


def names(database: Database, employees: Sequence[UUID]) -> dict[UUID, str]:
    """The names of these people, of those that were not erased."""
    with database.connection() as conn:
        rows = conn.execute(
            "SELECT employee, name FROM people WHERE employee = ANY(%s) AND name IS NOT NULL", (list(employees),)
        ).fetchall()
    return {row["employee"]: row["name"] for row in rows}


def numbers(database: Database, employees: Sequence[UUID]) -> dict[UUID, str]:
    """The NIP or NI of these people, of those that were not erased."""
    with database.connection() as conn:
        rows = conn.execute(
            "SELECT employee, number FROM people WHERE employee = ANY(%s) AND number IS NOT NULL", (list(employees),)
        ).fetchall()
    return {row["employee"]: row["number"] for row in rows}


def people(  # noqa: PLR0913  # what people are found by
    database: Database,
    after: UUID | None,
    limit: int,
    *,
    number: str | None = None,
    name: str | None = None,
    employees: Sequence[UUID] | None = None,
) -> list[dict[str, Any]]:
    """A page of the directory by ids: whose number begins so, whose name has this part, who is among these.

    None asks nothing; upper and lower case of a name are the same.
    """
    with database.connection() as conn:
        return conn.execute(
            "SELECT employee, name, number FROM people WHERE (%(after)s::uuid IS NULL OR employee > %(after)s)"
            " AND (%(number)s::text IS NULL OR starts_with(number, %(number)s))"
            " AND (%(name)s::text IS NULL OR position(lower(%(name)s) IN lower(name)) > 0)"
            " AND (%(employees)s::uuid[] IS NULL OR employee = ANY(%(employees)s))"
            " ORDER BY employee LIMIT %(limit)s",
            {
                "after": after, "number": number, "name": name, "limit": limit,
                "employees": None if employees is None else list(employees),
            },
        ).fetchall()  # fmt: skip


def employees_of(database: Database, numbers: Iterable[str]) -> dict[str, UUID]:
    """Whose numbers these are, as far as they are anybody's."""
    with database.connection() as conn:
        rows = conn.execute("SELECT number, employee FROM people WHERE number = ANY(%s)", (list(numbers),)).fetchall()
    return {row["number"]: row["employee"] for row in rows}


def erase_person(database: Database, employee: UUID) -> bool:
    """Erase who an employee is for ever (UU 27/2022). False when nothing was ever known; twice is the same as once."""
    with database.connection() as conn:
        done = conn.execute(
            "UPDATE people SET name = NULL, number = NULL, email = NULL, erased_at = coalesce(erased_at, now())"
            " WHERE employee = %s",
            (employee,),
        )
    return done.rowcount == 1


def unit_moves(database: Database) -> int:
    """How often a unit was moved so far."""
    with database.connection() as conn:
        row = conn.execute("SELECT coalesce(max(number), 0) AS number FROM unit_moves").fetchone()
    return int(row["number"]) if row else 0


def write_unit_move(curs: Cursor[DictRow], number: int) -> None:
    """Count a move, in its transaction; a number taken meanwhile makes it a race, to be decided anew."""
    curs.execute("INSERT INTO unit_moves (number) VALUES (%s)", (number,))
