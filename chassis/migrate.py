"""Numbered SQL files, applied in order under an advisory lock; each number once, in its own transaction.

The chassis has its files and each service its own. A migration must leave the previous release running.
"""

import re
from pathlib import Path

from chassis.database import Connection, Database
from chassis.projection import NAME, create_schema

__all__ = ["expected", "migrate", "recorded"]

_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
CHASSIS = Path(__file__).parent / "migrations"


def _files(folder: Path) -> list[tuple[int, Path]]:
    found = [(int(match[1]), path) for path in folder.glob("*.sql") if (match := _FILE.fullmatch(path.name))]
    return sorted(found)


def expected(service: Path) -> dict[str, int]:
    """The numbers this release needs: of the chassis and of the service whose folder is given."""
    return {
        name: max((number for number, _ in _files(folder)), default=0)
        for name, folder in (("chassis", CHASSIS), ("service", service))
    }


def recorded(conn: Connection) -> dict[str, int]:
    """The numbers the database has; empty before the first migration."""
    row = conn.execute("SELECT to_regclass('public.schema_version') AS there").fetchone()
    if row is None or row["there"] is None:
        return {}
    rows = conn.execute("SELECT component, max(number) AS number FROM public.schema_version GROUP BY 1").fetchall()
    return {row["component"]: row["number"] for row in rows}


def migrate(database: Database, service: Path) -> list[str]:
    """Apply what is missing; returns the names applied. Safe to run from several processes at once."""
    applied: list[str] = []
    with database.connection() as conn:
        conn.execute("SELECT pg_advisory_lock(hashtext('ekinerja migrate'))")
        try:
            conn.execute(
                "CREATE TABLE IF NOT EXISTS public.schema_version (component text, number int,"
                " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (component, number))"
            )
            for component, folder in (("chassis", CHASSIS), ("service", service)):
                done = recorded(conn).get(component, 0)
                for number, path in _files(folder):
                    if number > done:
                        _apply(conn, component, number, path)
                        applied.append(f"{component}/{path.name}")
            _first_projection(conn)
        finally:
            conn.execute("SELECT pg_advisory_unlock(hashtext('ekinerja migrate'))")
    return applied


def _apply(conn: Connection, component: str, number: int, path: Path) -> None:
    with conn.transaction():
        conn.execute(path.read_bytes())
        conn.execute("INSERT INTO public.schema_version (component, number) VALUES (%s, %s)", (component, number))


def _first_projection(conn: Connection) -> None:
    with conn.transaction():
        if conn.execute("SELECT 1 FROM projections WHERE name = %s", (NAME,)).fetchone() is None:
            create_schema(conn, "projection_1")
            conn.execute("INSERT INTO projections VALUES (%s, 'projection_1')", (NAME,))
