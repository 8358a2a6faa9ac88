"""The service that a command names: its definition, and the parts of a process of it."""

import importlib
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.envelope import SERVICES

if TYPE_CHECKING:  # commands that need no service start without what services are made of
    from chassis.runtime import Definition, Runtime

__all__ = ["Service", "definition_of", "runtime_of", "with_database"]

Service = Annotated[str, typer.Argument(help=f"one of {', '.join(SERVICES)}")]


def definition_of(service: str) -> "Definition":
    """The definition a service gives of itself in `services/<name>/main.py`."""
    if service not in SERVICES:
        raise typer.BadParameter(f"{service!r} is not one of {', '.join(SERVICES)}")
    module = importlib.import_module(f"services.{service}.main")
    definition: Definition = module.DEFINITION
    return definition


def runtime_of(service: str) -> "Runtime":
    """The parts of a process of a service, by the settings; nothing is connected yet."""
    from chassis.process import make_runtime
    from chassis.settings import load_settings

    return make_runtime(definition_of(service), load_settings(), "worker")


def with_database(service: str) -> "Runtime":
    """The same once PostgreSQL has answered: its refusal says why, where a pool only says that it waited in vain."""
    runtime = runtime_of(service)
    runtime.database.dedicated().close()
    return runtime
