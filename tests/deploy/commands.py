"""Whether arguments, as a container is given them, are ones the command line takes; nothing is run."""

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from services.cli import app

__all__ = ["parse"]


def parse(arguments: Sequence[str]) -> dict[str, Any]:
    """The values of a command's parameters. Raises `TyperException` for what the command line would refuse."""
    command: Any = typer.main.get_command(app)  # Any: typer's own copy of click, which has no public name
    name, rest, parent = "ekinerja", list(arguments), None
    while True:
        context = command.make_context(name, rest, parent=parent)
        if not isinstance(command, TyperGroup):
            return dict(context.params)
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        parent = context
