"""`ekinerja topics`: topics are made, and what was published on them is sent again."""

import asyncio
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from services.one_line import console, in_one_line
from services.one_service import Service, with_database

__all__ = ["topics_app"]

topics_app = typer.Typer(no_args_is_help=True, help="The topics of contracts/topics.yaml.")


@topics_app.command("create")
def topics_create(
    replication: Annotated[int, typer.Option(help="replication factor; 1 only on a single broker")] = 3,
) -> None:
    """Create the topics that are missing; refuse those with another partition count."""
    from chassis.settings import load_kafka_settings
    from chassis.topics import create_topics
    from contracts.topics import TOPICS

    settings = load_kafka_settings()
    try:
        made = asyncio.run(create_topics(settings, TOPICS, replication=replication))
    except (KafkaError, OSError, ValueError) as error:
        typer.echo(f"topics cannot be created on {settings.kafka}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo("created: " + (", ".join(made) if made else "nothing, all are there"))


@topics_app.command("resend")
@in_one_line
def topics_resend(
    service: Service,
    stream: Annotated[str, typer.Argument(help="stream id; none with --all")] = "",
    everything: Annotated[bool, typer.Option("--all", help="the whole log, in its order: of a lost topic")] = False,
) -> None:
    """Send recorded bytes again from their owner's store: readers fill their gaps with them, and know duplicates."""
    from uuid import UUID

    from rich.progress import Progress

    from chassis.resend import resend, resend_all

    if bool(stream) == everything:
        raise ValueError("name the stream to send again, or say --all")
    if everything:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(f"publish {service} again", total=None)
            sent = resend_all(with_database(service), lambda done, total: bar.update(task, completed=done, total=total))
        typer.echo(f"{service}: all {sent} events are published again")
        return
    try:
        named = UUID(stream)
    except ValueError:
        raise ValueError(f"{stream!r} is not the id of a stream (a UUID)") from None
    sent = asyncio.run(resend(with_database(service), named))
    typer.echo(f"{service}: sent {sent} events of {stream} again")
