"""`ekinerja policy`: a policy as a page to read, and what another would change, from real history."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.progress import Progress
from rich.table import Table

from contracts.envelope import SERVICES
from services.one_line import console, in_one_line

if TYPE_CHECKING:  # a command imports what it needs when it runs
    from services.evaluation.policy_compare import Compared
    from services.evaluation.replay.history import History

__all__ = ["policy_app"]

policy_app = typer.Typer(no_args_is_help=True, help="Policies: what they say, and what another would change.")


class UnverifiedChoice(StrEnum):
    """What a realization is worth that nobody verified."""

    EXCLUDE = "exclude"
    COUNT = "count"


@policy_app.command("list")
@in_one_line
def policy_list() -> None:
    """List every policy and rule of this release."""
    from services.evaluation.policy_page import known_policies

    table = Table("policy", "judges")
    for policy, judges in known_policies().items():
        table.add_row(policy, judges)
    console.print(table)


@policy_app.command("show")
@in_one_line
def policy_show(policy: Annotated[str, typer.Argument(help="its id, such as permenpanrb-6-2022.v1")]) -> None:
    """Print a policy: digest, parameters with their sources, and the modules it calls."""
    from services.evaluation.policy_page import policy_page

    for line in policy_page(policy):
        typer.echo(line)


@policy_app.command("compare")
@in_one_line
def policy_compare(
    one: Annotated[
        str, typer.Argument(help="id of a period's policy; for a year of a year's, such as permenpanrb-6-2022-year.v1")
    ],
    other: Annotated[str, typer.Argument(help="id of the one to hold against it")],
    period: Annotated[str, typer.Option(help="such as 2026Q3, or the year 2026")],
    unverified: Annotated[
        UnverifiedChoice | None,
        typer.Option(
            help="what the other makes of what nobody verified; by default both do as was chosen for the year"
        ),
    ] = None,
) -> None:
    """Who would be judged otherwise, from the topics alone; needs EKINERJA_AGENCY and EKINERJA_KAFKA.

    With --unverified both may be the same policy: exclude is held against count.
    """
    from chassis.settings import load_kafka_settings
    from services.evaluation.finals import is_year
    from services.evaluation.policies.registry import POLICIES, YEARS
    from services.evaluation.policy_compare import moves
    from services.evaluation.replay.history import read_history

    known = [each.id for each in (YEARS if is_year(period) else POLICIES).values()]
    for asked in (one, other):
        if asked not in known:
            raise ValueError(f"{asked!r} is not one of {', '.join(known)}, which judge {period}")
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("records read", total=None)
        history = asyncio.run(
            read_history(
                load_kafka_settings(), SERVICES, lambda done, total: bar.update(task, completed=done, total=total)
            )
        )
    for stream, why in history.broken.items():
        typer.echo(f"stream {stream} is broken: {why}")
    compared, number = _compared(history, one, other, period, unverified.value if unverified else None)
    other = f"{other}, unverified = {unverified.value}" if unverified else other
    who, many = ("employee", "years") if is_year(period) else ("employee and agreement", "agreements")
    table = Table(who, *(f"{what} by {by}" for by in (one, other) for what in ("score", "predicate")))
    for each in compared:
        judged = [value for by in (each.one, each.other) for value in (by.score, by.predicate)]
        table.add_row(each.employee, *("-" if value is None else str(value) for value in judged))
    if compared:
        console.print(table)
    typer.echo(f"{period}: {number} {many} compared, {len(compared)} would differ")
    for (before, after), number in sorted(moves(compared).items(), key=str):
        typer.echo(f"  {before or 'nothing advised'} -> {after or 'nothing advised'}: {number}")
    raise typer.Exit(1 if history.broken else 0)


def _compared(
    history: "History", one: str, other: str, period: str, unverified: Literal["exclude", "count"] | None
) -> "tuple[list[Compared], int]":
    """Who would be judged otherwise, and how many were looked at; whose year cannot be judged is told of.

    unverified: of the other alone, in place of what was chosen for the year.
    """
    from services.evaluation.finals import is_year
    from services.evaluation.policies.registry import POLICIES, YEARS
    from services.evaluation.policy_compare import compare_policies, compare_years
    from services.evaluation.replay.people_of_period import inputs_of_period, inputs_of_year

    if not is_year(period):
        people = inputs_of_period(history, period)
        others = inputs_of_period(history, period, unverified) if unverified else people
        return compare_policies(people, POLICIES[one], POLICIES[other], others), len(people)
    by = {each.id: each for each in YEARS.values()}
    years, overlapping = inputs_of_year(history, int(period))
    for employee in overlapping:
        typer.echo(f"employee {employee} is left out: two agreements hold on the same days of {period}")
    with_other = inputs_of_year(history, int(period), unverified)[0] if unverified else years
    return compare_years(years, by[one], by[other], with_other), len(years)
