"""How a command of `ekinerja` speaks: on one console, and with its cause in one line where it fails."""

import functools
import logging
import sys
from collections.abc import Callable
from typing import ParamSpec

import psycopg
import typer
from aiokafka.errors import KafkaError
from eventsourcing.persistence import PersistenceError
from rich.console import Console

__all__ = ["console", "in_one_line"]

# Piped into a file or another program, a line stays a line.
console = Console(width=None if sys.stdout.isatty() else 400, markup=False, emoji=False)  # what strangers wrote is text

P = ParamSpec("P")


def in_one_line(command: Callable[P, None]) -> Callable[P, None]:
    """A command that ends with its cause in one line and exit code 1 when what it needs is away or not there."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        logging.getLogger().addHandler(logging.NullHandler())  # the libraries' warnings of the same would be more lines
        try:
            command(*args, **kwargs)
        except typer.Exit:  # a RuntimeError too
            raise
        except (KafkaError, psycopg.Error, PersistenceError, OSError, ValueError, LookupError, RuntimeError) as error:
            typer.echo(_cause(error), err=True)
            raise typer.Exit(1) from None

    return run


def _cause(error: Exception) -> str:
    """What failed, in one line, and the setting to look at where it is one."""
    where, words = "", str(error) or repr(error)
    if isinstance(error, psycopg.Error | PersistenceError):
        where = "PostgreSQL (EKINERJA_DATABASE): "
    elif isinstance(error, KafkaError | TimeoutError):
        where, words = "Kafka (EKINERJA_KAFKA): ", str(error) or "no answer in time"
    return where + " ".join(words.split())
