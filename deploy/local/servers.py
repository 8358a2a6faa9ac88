"""Databases on any PostgreSQL server that an address leads to: make one, drop one, the address of one."""

from contextlib import suppress
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql


def url_of(server: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(server)._replace(path=f"/{quote(database, safe='')}").geturl()


def create_database(server: str, name: str) -> None:
    """Nothing happens if it exists."""
    with (
        psycopg.connect(server, autocommit=True) as connection,
        # The second is what the loser of a race gets.
        suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation),
    ):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop_database(server: str, name: str) -> None:
    """Ends its connections first. Nothing happens if it does not exist."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
