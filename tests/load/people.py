"""The load's commands: everybody of the sample world reports on an agreed indicator, in every period.

A report is the command people send most, and an ordinary one: it reads the agreement, the cycle, earlier periods and
finals, folds its stream, and records one event. Each (person, period) is a stream of its own, so no two clients meet.
"""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from deploy.local.stack import Stack
from deploy.local.story import Story, play
from deploy.sample import world as sample
from tests.load.wire import command

__all__ = ["Commands", "agreements_played", "reports", "units"]

#: For each client in turn: the bytes before and after the idempotency key of every command it sends, over and over.
Commands = list[list[tuple[bytes, bytes]]]


def agreements_played(stack: Stack) -> Story:
    """The sample world up to its agreements, played over HTTP."""
    after = ("reports", "evidence", "verdicts", "lateness", "behaviours", "achievements", "finalizations")
    story = play(stack, world=replace(sample.load(), **dict.fromkeys(after, ())))
    # What a period comes to is reported once it has begun, and the load reports in each.
    last = story.world.cycle.periods[-1].starts_on
    stack.move_clock(datetime(last.year, last.month, last.day, 12, tzinfo=UTC))
    return story


def reports(stack: Stack, story: Story, clients: int) -> Commands:
    """Reports for `clients`, each of whom has streams of their own."""
    url = stack.urls["realization"]
    lists: Commands = [[] for _ in range(clients)]
    periods = [period.key for period in story.world.cycle.periods]
    for number, (one, period) in enumerate(product(story.world.agreements, periods)):
        path = f"/v1/agreements/{story.ids[f'{one.person}/skp']}/realizations/{period}"
        indicator = story.ids[one.results[0].indicators[0].key]
        body = {"indicator": indicator, "value": "10"}
        lists[number % clients].append(command(url, path, story.people[one.person], body))
    return lists


def units(stack: Stack, story: Story, clients: int) -> Commands:
    """The lightest command there is: it reads nothing but its own idempotency key."""
    body = {"name": "Seksi Bimbingan Masyarakat"}
    return [[command(stack.urls["planning"], "/v1/units", story.tokens["officer"], body)] for _ in range(clients)]
