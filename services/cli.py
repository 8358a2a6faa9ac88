"""The command line `ekinerja`. It may import every service; nothing imports it.

Every command says what it does on one line of help, shows progress where it is long, and ends with a
non-zero exit and the cause in one line when it fails.
"""

import asyncio
import gc
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from contracts.envelope import SERVICES, topic_of
from services.cli_policy import policy_app
from services.cli_topics import topics_app
from services.one_line import console, in_one_line
from services.one_service import Service, definition_of, runtime_of, with_database

__all__ = ["app", "definition_of"]

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Performance management, event by event.")
dead_letters_app = typer.Typer(no_args_is_help=True, help="Held streams and dead letters.")
evidence_app = typer.Typer(no_args_is_help=True, help="The files of evidence, and what the log says of them.")
app.add_typer(topics_app, name="topics")
app.add_typer(evidence_app, name="evidence")
app.add_typer(dead_letters_app, name="dead-letters")
app.add_typer(policy_app, name="policy")

#: Records that are not ours, shown one by one; where the agency is misspelt, all of them are.
STRANGERS_SHOWN = 20


@app.command()
def serve(
    service: Service,
    role: Annotated[
        Literal["all", "api", "worker"], typer.Option(help="API, worker (relay and inbox), or both")
    ] = "all",
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
) -> None:
    """Run one service until SIGTERM; what is in hand is finished, in ten seconds at most."""
    import uvicorn

    from chassis.process import STOP_REQUESTS_S, make_app
    from chassis.settings import load_settings
    from chassis.telemetry import log_to

    settings = load_settings()
    log_to(settings.log_level, service=service)
    # What a service is made of is never garbage: to look through it takes a tenth of a second, in which nothing is
    # answered, and while it is made it is looked through again and again.
    gc.disable()
    service_app = make_app(definition_of(service), settings, role)
    gc.freeze()
    gc.enable()
    uvicorn.run(
        service_app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_REQUESTS_S,
        # A slow phone on a bad network keeps its connection; the bodies themselves are bounded.
        timeout_keep_alive=30,
    )


@app.command("dev-issuer")
def dev_issuer(
    port: Annotated[int, typer.Option(help="port to listen on")],
    key_file: Annotated[Path, typer.Option(help="where the signing key is kept")],
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
) -> None:
    """Run the development issuer, which gives anyone any token (refused in production)."""
    import uvicorn

    from chassis.dev_issuer import make_issuer
    from chassis.settings import load_settings

    uvicorn.run(make_issuer(load_settings(), key_file), host=host, port=port, log_level="warning")


@app.command()
@in_one_line
def migrate(service: Service) -> None:
    """Apply the migrations of a service's database (EKINERJA_DATABASE)."""
    from chassis.migrate import migrate as apply

    runtime = with_database(service)
    applied = apply(runtime.database, runtime.definition.migrations)
    runtime.database.close()
    typer.echo(f"{service}: " + (", ".join(applied) if applied else "up to date"))


@app.command()
@in_one_line
def rebuild(
    service: Service,
    in_place: Annotated[bool, typer.Option(help="empty the live projection; the running worker fills it")] = False,
) -> None:
    """Make a service's projection anew from its topics, beside the live one, then take over."""
    from rich.progress import Progress

    from chassis.rebuild import empty
    from chassis.rebuild import rebuild as build

    runtime = with_database(service)
    if in_place:
        schema = empty(runtime.database)
    else:
        topics = [topic_of(name) for name in runtime.definition.consumes]
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(f"rebuild {service}")

            def progress(done: int, total: int, seconds: float) -> None:
                rate = done / seconds if seconds else 0
                bar.update(task, completed=done, total=total, description=f"rebuild {service} {rate:,.0f} events/s")

            schema = asyncio.run(build(runtime.settings, runtime.database, runtime.reader, topics, progress))
    runtime.database.close()
    typer.echo(f"{service}: {schema} is live")


def _what(final: Any) -> str:  # Any: a final or an amendment of one, of a period or a year; or a settlement
    from contracts.evaluation import AnnualEvaluationAmended, AnnualEvaluationFinalized, DistributionSettled
    from services.evaluation.finals import Amended

    if isinstance(final, DistributionSettled):
        return f"distribution of unit {final.unit} {final.period}"
    of_year = isinstance(final, AnnualEvaluationFinalized | AnnualEvaluationAmended)
    of = f"{final.employee} {final.year}" if of_year else f"{final.agreement} {final.period}"
    return f"{of}{' amended' if isinstance(final, Amended) else ''}"


def _tell(
    verdict: Any, *, quiet: bool
) -> None:  # Any: of a period, a year or a settlement; nothing of evaluation is imported here
    """A line for each verdict, one for each difference, and what to look at although it is equal."""
    if not (quiet and verdict.equal):
        typer.echo(f"{_what(verdict.final)}: {'equal' if verdict.equal else 'DIFFERS'}")
    for difference in verdict.differences:
        typer.echo(f"  {difference}")
    for note in () if quiet else verdict.notes:
        typer.echo(f"  note: {note}")


@app.command()
@in_one_line
def replay(
    quiet: Annotated[bool, typer.Option(help="say only what differs")] = False,
    as_of: Annotated[
        str, typer.Option(help="leave out what was recorded later, and say what stood: 2026-10-05T08:00:00+08:00")
    ] = "",
) -> None:
    """Recompute every final, amendment and settled distribution from the topics; needs EKINERJA_AGENCY and
    EKINERJA_KAFKA, and no service."""
    from chassis.settings import load_kafka_settings
    from services.evaluation.finals import Amended
    from services.evaluation.replay import as_of as then
    from services.evaluation.replay.history import read_history
    from services.evaluation.replay.recompute import Verdict, recompute_all
    from services.evaluation.replay.recompute_year import YearVerdict, recompute_years
    from services.evaluation.replay.settled import settlements

    settings, until = load_kafka_settings(), then.instant_of(as_of) if as_of else None
    history = asyncio.run(read_history(settings, SERVICES))
    if until is not None:
        history = then.as_of(history, until)
        for line in then.stood(history):
            typer.echo(line)
    verdicts: list[Verdict | YearVerdict] = [*recompute_all(history), *recompute_years(history)]
    for stream, why in history.broken.items():
        typer.echo(f"stream {stream} is broken: {why}")
    for stranger in history.strangers[:STRANGERS_SHOWN]:
        typer.echo(f"not an event of ours: {stranger}")
    settled = settlements(history)
    for one in (*verdicts, *settled):
        _tell(one, quiet=quiet)
    wrong = sum(not one.equal for one in (*verdicts, *settled))
    amended = sum(isinstance(one.final, Amended) for one in verdicts)
    beside = f" and {amended} amendments" if amended else ""
    beside += f", {len(settled)} settled distributions" if settled else ""
    typer.echo(f"{len(verdicts) - amended} finals{beside}, {wrong} differ, {history.records} records read")
    if history.strangers:
        typer.echo(f"{len(history.strangers)} records on the topics are no events of agency {settings.agency}")
    if not verdicts:
        typer.echo(f"no final was found for agency {settings.agency} on {settings.kafka}: nothing is proven")
    raise typer.Exit(0 if verdicts and not (wrong or history.broken or history.strangers) else 1)


@app.command()
def settings(
    markdown: Annotated[bool, typer.Option(help="as docs/settings.md begins")] = False,
) -> None:
    """List every setting: its environment variable, default and meaning."""
    from services.settings_page import rows, settings_page

    if markdown:
        typer.echo(settings_page(), nl=False)
        return
    table = Table("variable", "default", "meaning")
    for row in rows():
        table.add_row(*row)
    console.print(table)


@evidence_app.command("collect")
@in_one_line
def evidence_collect() -> None:
    """Remove files that became no evidence, and uploads that expired; never what is in use."""
    from services.evidence.verbs import collect_files

    runtime = with_database("evidence")
    typer.echo(collect_files(runtime))
    runtime.database.close()


@evidence_app.command("check")
@in_one_line
def evidence_check(
    quick: Annotated[bool, typer.Option(help="compare sizes only, and read no file")] = False,
) -> None:
    """Compare store and log both ways; exit code 1 if a file is missing or was altered."""
    from rich.progress import Progress

    from services.evidence.verbs import check_files, told

    runtime = with_database("evidence")
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("contents looked at", total=None)
        found = check_files(runtime, digests=not quick, progress=lambda done: bar.update(task, completed=done))
    runtime.database.close()
    for line in told(found):
        typer.echo(line)
    raise typer.Exit(0 if found.sound else 1)


@evidence_app.command("check-links")
@in_one_line
def evidence_check_links(period: Annotated[str, typer.Argument(help="2026Q3 or 2026M07")]) -> None:
    """Have the running worker fetch a period's links once more and record which are the same, changed or gone."""
    from services.evidence.verbs import check_links

    runtime = with_database("evidence")
    said = check_links(runtime, period)
    runtime.database.close()
    typer.echo(said)


@dead_letters_app.command("list")
@in_one_line
def dead_letters_list(service: Service) -> None:
    """List what a service could not apply."""
    from chassis.set_aside import list_open, passed_over

    runtime = with_database(service)
    table = Table("topic", "partition", "offset", "stream", "version", "reason", "detail")
    for row in list_open(runtime.database):
        place = (row["topic"], str(row["partition"]), str(row["record_offset"]))
        table.add_row(*place, str(row["stream"] or ""), str(row["version"] or ""), row["reason"], row["detail"])
    console.print(table)
    for kind, events in passed_over(runtime.database).items():
        typer.echo(f"passed over: {events} of {kind}")
    runtime.database.close()


@dead_letters_app.command("show")
@in_one_line
def dead_letters_show(service: Service, topic: str, partition: int, offset: int) -> None:
    """Show one record as it stands in the topic."""
    from chassis.limits import Coordinates
    from chassis.set_aside import fetch

    runtime = runtime_of(service)
    (record,) = asyncio.run(fetch(runtime.settings, [Coordinates(topic, partition, offset)]))
    shown: dict[str, Any] = {
        "key": repr(record.key),
        "headers": [[name, repr(value)] for name, value in record.headers],
        "value": repr(record.value[:2000]) if record.value is not None else None,
    }
    typer.echo(json.dumps(shown, indent=2))


@dead_letters_app.command("re-read")
@in_one_line
def dead_letters_re_read(service: Service) -> None:
    """Read everything that was set aside once more; what can be applied now, is."""
    from chassis.set_aside import read_again

    runtime = with_database(service)
    total = asyncio.run(read_again(runtime.settings, runtime.database, runtime.reader))
    runtime.database.close()
    typer.echo(f"{service}: " + (", ".join(f"{number} {what}" for what, number in total.items()) or "nothing to read"))


@dead_letters_app.command("allow")
@in_one_line
def dead_letters_allow(
    service: Service, records: Annotated[int, typer.Argument(min=1, help="how many more may be set aside")]
) -> None:
    """Let a stopped inbox go on: that many more records that cannot be read are set aside without stopping it."""
    from chassis.set_aside import allow

    runtime = with_database(service)
    allowed = allow(runtime.database, records)
    runtime.database.close()
    typer.echo(f"{service}: {allowed} records may be set aside before the limits count again")


@dead_letters_app.command("close")
@in_one_line
def dead_letters_close(
    service: Service,
    topic: str,
    partition: int,
    offset: int,
    because: Annotated[str, typer.Option(help="why it can never be read; kept")],
) -> None:
    """Give one record up, with a reason; a stream it held goes on after it."""
    from chassis.limits import Coordinates
    from chassis.set_aside import close

    runtime = with_database(service)
    try:
        row = close(runtime.database, Coordinates(topic, partition, offset), because)
    finally:
        runtime.database.close()
    typer.echo(f"closed {topic}/{partition} offset {offset} ({row['reason']})")
